"""Modules: a part of a network that is written once, and made once for each of its instances.

    modules:                                       cells:                      two items: first_hidden, second_hidden
      cells:                                         first: {size: [8, 1, 1]}
        neuron_pools: {hidden: {shape: _size}}       second: {size: [4, 1, 1]}

A text that begins with ``_`` stands for a value of the instance; the name of an item of the module stands for the
instance's own one. An item of that name that the file has already stays, and the module's is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from lpnb.errors import brief
from lpnb.statestream.draft import MOST_ITEMS, SECTIONS, Draft, Instance

HOLDS = (*SECTIONS, "core_clients")
"""The sections of a module."""
LINKS: dict[str, tuple[tuple[str, str], ...]] = {
    "synapse_pools": (("target", "neuron_pools"), ("source", "neuron_pools"), ("share params", "synapse_pools")),
    "plasticities": tuple((key, "neuron_pools") for key in ("source", "target", "mask", "uncertainty")),
    "interfaces": (("remap", "neuron_pools"),),
}
"""The keys whose texts are names of items, and of which kind. `parameter` has its own rule."""
OWNERS = {"np": "neuron_pools", "sp": "synapse_pools", "plast": "plasticities", "if": "interfaces"}
"""How a parameter's list calls the sections."""


def expand(draft: Draft) -> None:
    """Make the items of all instances of modules, and say what is wrong with them."""
    modules = draft.tree.get("modules")
    if modules is None:
        return
    if not isinstance(modules, dict):
        draft.say(("modules",), "a map of modules", brief(modules))
        return
    for module, template in modules.items():
        if not isinstance(template, dict):
            draft.say(("modules", module), "a map of neuron_pools, synapse_pools and so on", brief(template))
            continue
        sections = dict(_sections(draft, module, template))
        for name in _instances(draft, module):
            _Maker(draft, module, sections, name).make()


def _sections(draft: Draft, module: str, template: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for section, items in template.items():
        path = ("modules", module, section)
        if section not in HOLDS:
            draft.say(path, "a section", brief(section), severity="warning", near=(section, HOLDS))
        elif not isinstance(items, dict):
            draft.say(path, "a map of items", brief(items))
        else:
            for name, item in items.items():
                if not isinstance(item, dict):
                    draft.say((*path, name), "a map of keys and values", brief(item))
            yield section, {name: item for name, item in items.items() if isinstance(item, dict)}


def _instances(draft: Draft, module: str) -> dict[str, Any]:
    """Return the instances of a module, each with a map of values."""
    instances = draft.tree.get(module, {})
    if module in (*SECTIONS, "modules", "tag_specs", "globals", "core_clients"):
        draft.say(("modules", module), "a name of its own for the module", f"that of the section {module!r}")
        return {}
    if instances is None or not isinstance(instances, dict):
        draft.say((module,), f"a map of the instances of module {module!r}", brief(instances))
        return {}
    for name, values in instances.items():
        if values is not None and not isinstance(values, dict):
            draft.say((module, name), "a map of the instance's values", brief(values))
    return {name: values or {} for name, values in instances.items() if values is None or isinstance(values, dict)}


@attrs.define
class _Maker:
    """Makes the items of one instance."""

    draft: Draft
    module: str
    sections: dict[str, dict[str, Any]]
    name: str
    places: dict[str, list[tuple[str, str, str]]] = attrs.field(factory=dict)
    missing: set[str] = attrs.field(factory=set)

    @property
    def values(self) -> dict[str, Any]:
        return self.draft.tree[self.module][self.name] or {}

    def make(self) -> None:
        """Add the items of the instance to the network."""
        made, inside = [], {}
        for section, templates in self.sections.items():
            items = self.draft.tree.setdefault(section, {})
            if not isinstance(items, dict):
                continue  # said elsewhere
            for short, template in templates.items():
                name = f"{self.name}_{short}"
                if name in items:
                    continue
                if sum(len(self.draft.section(one)) for one in HOLDS) > MOST_ITEMS:
                    self.draft.say(("modules", self.module), f"at most {MOST_ITEMS} items", "more")
                    return
                made.append(name)
                inside[name] = short
                items[name] = {key: self.put(section, name, key, value) for key, value in template.items()}
                if section == "interfaces":
                    self.map_topics(items[name])
                self.draft.move_lines(("modules", self.module, section, short), (section, name), template)
        places = {name: tuple(dict.fromkeys(self.places.get(name, ()))) for name in self.values}
        self.draft.instances.append(Instance(self.name, self.module, tuple(made), places, dict(self.values), inside))

    def put(self, section: str, item: str, key: str, value: Any) -> Any:
        """Return the value of a key of an item: variables put in, names of the module's items made the instance's."""
        where = (section, item, key)
        if section == "plasticities" and key == "parameter" and isinstance(value, list):
            return [self.parameter(where, one) for one in value]
        linked = next((to for named, to in LINKS.get(section, ()) if named == key), "")
        if section == "core_clients":
            named = {name: name for templates in self.sections.values() for name in templates}
        else:
            named = self.sections.get(linked, {})
        if key in ("mask", "uncertainty"):  # the original never means the module's own, and so one outside comes first
            named = {name: item for name, item in named.items() if name not in self.draft.section(linked)}
        return self.filled(where, value, named)

    def map_topics(self, item: dict[str, Any]) -> None:
        """Let topics that are called as a pool of the module feed that of the instance, if there is none outside."""
        remap = item.get("remap", {})
        topics = [topic for key in ("in", "out") if isinstance(item.get(key), list) for topic in item[key]]
        own, outside = self.sections.get("neuron_pools", {}), self.draft.section("neuron_pools")
        for topic in topics:
            if (
                isinstance(remap, dict)
                and isinstance(topic, str)
                and topic in own
                and topic not in {**remap, **outside}
            ):
                remap = item["remap"] = {**remap, topic: f"{self.name}_{topic}"}

    def parameter(self, where: tuple[str, str, str], one: Any) -> Any:
        """Return a plasticity's parameter: kind, item and name; only the item is one of the module's."""
        if not (isinstance(one, list) and len(one) == 3 and isinstance(one[0], str)):
            return one
        named = self.sections.get(OWNERS.get(one[0], ""), {})
        return [one[0], self.filled(where, one[1], named), self.filled(where, one[2], {})]

    def filled(self, where: tuple[str, str, str], value: Any, named: dict[str, Any]) -> Any:
        """Return a value with everything put in, however deep inside."""
        if isinstance(value, list):
            return [self.filled(where, one, named) for one in value]
        if isinstance(value, dict):
            return {key: self.filled(where, one, named) for key, one in value.items()}
        if not isinstance(value, str):
            return value
        if value.startswith("_"):
            return self.variable(where, value)
        return f"{self.name}_{value}" if value in named else value

    def variable(self, where: tuple[str, str, str], text: str) -> Any:
        """Return the instance's value of a variable, or say that there is none."""
        variable = text[1:]
        if variable in self.values:
            self.places.setdefault(variable, []).append(where)
            return self.values[variable]
        if variable not in self.missing:
            self.missing.add(variable)
            path = ("modules", self.module, where[0], where[1].removeprefix(f"{self.name}_"), where[2])
            mend = f"Write {variable}: into instance {self.name!r}."
            found = f"{text!r}, which instance {self.name!r} does not give"
            self.draft.say(path, "a value of the instance", found, mend)
        self.draft.refused.add(where)
        return text
