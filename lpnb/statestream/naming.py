"""Names: those that lpnb cannot have for a node are changed, wherever they are used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from lpnb.errors import EditError, Problem
from lpnb.graph.names import check_name, free_name, propose
from lpnb.statestream.net import Items, Net

PORTS = ("out", "in")
"""Where interfaces name topics: those that are not mapped to a pool have its name."""


def named(net: Net) -> tuple[Net, dict[str, str]]:
    """Return a network whose items all have names that nodes can have, and old name -> new name where they differ."""
    items = [*net.pools, *net.synapses, *net.plasticities, *net.interfaces]
    changed: dict[str, str] = {}
    for name in items:
        if not _allowed(name):
            changed[name] = free_name(propose(name), {*items, *changed.values()})
    if not changed:
        return net, {}
    notes = [Problem(f"item {old!r}", "", f"is called {new!r} here", severity="note") for old, new in changed.items()]
    return _Renaming(changed).net(net, (*net.problems, *notes)), changed


def _allowed(name: str) -> bool:
    try:
        return check_name(name, "node") == name
    except EditError:
        return False


@attrs.frozen
class _Renaming:
    """Puts new names in place of old ones."""

    names: Mapping[str, str]

    def __call__(self, name: Any) -> Any:
        return self.names.get(name, name) if isinstance(name, str) else name

    def net(self, net: Net, problems: tuple[Problem, ...]) -> Net:
        """Return the network under the new names."""
        return attrs.evolve(
            net,
            pools=self._items(net.pools, {}),
            synapses=self._items(net.synapses, {"source": self._lists, "target": self, "share params": self._shares}),
            plasticities=self._items(
                net.plasticities,
                {"source": self, "target": self, "mask": self, "uncertainty": self, "parameter": self._parameters},
            ),
            interfaces={self(name): self._interface(spec) for name, spec in net.interfaces.items()},
            clients=self._items(net.clients, {"plast": self}),
            instances={
                name: attrs.evolve(one, items=tuple(map(self, one.items))) for name, one in net.instances.items()
            },
            problems=problems,
        )

    def _items(self, items: Items, places: Mapping[str, Any]) -> Items:
        return {
            self(name): {key: places[key](value) if key in places else value for key, value in spec.items()}
            for name, spec in items.items()
        }

    def _lists(self, value: Any) -> Any:
        return [self._lists(one) for one in value] if isinstance(value, list) else self(value)

    def _shares(self, value: Any) -> Any:
        return {own: [self(shared[0]), *shared[1:]] for own, shared in (value or {}).items()}

    def _parameters(self, value: Any) -> Any:
        return [[kind, self(item), *rest] for kind, item, *rest in value or ()]

    def _interface(self, spec: Mapping[str, Any]) -> dict[str, Any]:
        """Return an interface whose topics are mapped to the new names."""
        remap = {topic: self(pool) for topic, pool in (spec.get("remap") or {}).items()}
        topics = [topic for port in PORTS for topic in spec.get(port) or ()]
        remap |= {topic: self(topic) for topic in topics if topic in self.names and topic not in remap}
        return {**spec, "remap": remap}
