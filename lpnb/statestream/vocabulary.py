"""The keys and values of a network, each by itself: what is unknown, what is of a wrong kind, what is written oddly.

What is good stays, as the rest of lpnb wants it; what is refused is taken out, so that nothing else stumbles over it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from lpnb.errors import brief
from lpnb.statestream.draft import SECTIONS, Draft, Path, hint
from lpnb.statestream.keys import (
    CLIENT,
    CLIENTS,
    IDLE,
    INTERFACES,
    ITEMS,
    OWN,
    PARAMETER_KEYS,
    PARAMETER_TAKERS,
    SYNAPSES,
    TOP,
    Key,
)
from lpnb.statestream.parameters import parameters
from lpnb.statestream.takers import Number, Refused, Taker, Text, Untold, Word

HEAD: dict[str, Taker] = {
    "name": Text("a name"),
    "agents": Number(1, 10**6, whole=True),
    "backend": Word(("theano", "tensorflow")),
}
"""What the first keys of a file take."""
WHOSE = {
    "neuron_pools": "a neuron pool",
    "synapse_pools": "a synapse pool",
    "plasticities": "a plasticity",
    "interfaces": "this interface",
    "core_clients": "this client",
}
"""Whose keys those of a section are."""


def check_frame(draft: Draft) -> None:
    """Check that sections are maps of maps, and take out what is not."""
    for section in SECTIONS:
        if section not in draft.tree:
            mend = _meant(draft, section) or f"Write {section}: {{}} if there are none."
            draft.say((section,), f"a map of {section.replace('_', ' ')}", "nothing", mend)
        elif not isinstance(draft.tree[section], dict):
            draft.say((section,), "a map of items, {} for none", brief(draft.tree[section]))
        items = draft.entries(section)
        for name, item in items.items():
            if not isinstance(item, dict):
                draft.say((section, name), "a map of keys and values", _shown(item))
        draft.tree[section] = {name: item for name, item in items.items() if isinstance(item, dict)}


def _meant(draft: Draft, section: str) -> str:
    """Return the question whether an unknown key stands for a section, empty where none is near it."""
    modules = draft.entries("modules")
    for key in draft.tree:
        if key not in TOP and key not in modules and f"{section!r}?" in hint(key, TOP, ""):
            return f"Did you mean that by {key!r}?"
    return ""


def check_head(draft: Draft) -> None:
    """Check the keys of the file itself."""
    for name in ("name", "agents"):
        if draft.tree.get(name) is None and not draft.knows((name,)):
            draft.say((name,), TOP[name], "nothing", f"Write {name}: into the file.")
    for name, taker in HEAD.items():
        if draft.tree.get(name) is not None:
            _take(draft, (name,), draft.tree, taker)
    if draft.tree.get("external_models"):
        found = "models of Keras, which are not read: parameters begin as if none were given"
        draft.say(("external_models",), "weights that begin by themselves", found, severity="warning")
    modules = draft.tree.get("modules")
    known = [*TOP, *(modules if isinstance(modules, dict) else ())]
    for key in draft.tree:
        if key not in known:
            unknown(draft, (key,), known, "a key of the file, or the name of a module")


def check_items(draft: Draft) -> None:
    """Check the keys of all items, and of the core clients."""
    for section in SECTIONS:
        for name, item in draft.section(section).items():
            path = (section, name)
            if draft.knows(path):
                item.clear()  # nothing in it was judged, and so nothing may be used
                continue
            _drop_refused(draft, path, item)
            if section == "synapse_pools" and "source" in item:
                _take(draft, (*path, "source"), item, SYNAPSES["source"].takes)
            own, table = _own(draft, path, item, INTERFACES) if section == "interfaces" else ((), ITEMS[section])
            _check_item(draft, path, item, {**ITEMS[section], **table}, own)
    _check_clients(draft)


def _check_clients(draft: Draft) -> None:
    clients = draft.tree.get("core_clients")
    if clients is None:
        draft.tree["core_clients"] = {}
    elif not isinstance(clients, dict):
        draft.say(("core_clients",), "a map of clients, {} for none", brief(clients))
    for name, client in draft.entries("core_clients").items():
        path = ("core_clients", name)
        if not isinstance(client, dict):
            draft.say(path, "a map of keys and values", _shown(client))
            continue
        _drop_refused(draft, path, client)
        types = {kind: ((), own) for kind, own in CLIENTS.items()}
        own, table = _own(draft, path, client, types)
        _check_item(draft, path, client, {**CLIENT, **table}, own)
    draft.tree["core_clients"] = {n: c for n, c in draft.entries("core_clients").items() if isinstance(c, dict)}


def _drop_refused(draft: Draft, path: Path, item: dict[str, Any]) -> None:
    """Take out what is wrong for a reason that was given already: a value that an instance of a module lacks."""
    for key in [key for key in item if (*path, key) in draft.refused]:
        del item[key]


def _own(
    draft: Draft, path: Path, item: dict[str, Any], types: Mapping[str, tuple[Collection[str], Collection[str]]]
) -> tuple[Collection[str] | None, dict[str, Key]]:
    """Return the keys of an item's type, and those of them that take something special; None when it is unknown."""
    kind = item.get("type")
    if not isinstance(kind, str):
        if kind is None and not draft.knows((*path, "type")):
            draft.say((*path, "type"), f"the type of {WHOSE[path[0]]}", "nothing", f"Known: {', '.join(types)}.")
        return None, {}
    if kind not in types:
        draft.say((*path, "type"), "a known type", brief(kind), severity="warning", near=(kind, types))
        return None, {}
    own = types[kind][1]
    return own, {name: Key(name, OWN[name], "") for name in own if name in OWN}


def _check_item(
    draft: Draft, path: Path, item: dict[str, Any], table: Mapping[str, Key], own: Collection[str] | None
) -> None:
    """Check the keys of one item.

    Args:
        draft: The network.
        path: Where the item is.
        item: Its keys and values; those that are refused are taken out.
        table: What its keys take.
        own: Further keys that take anything; None where nobody knows which there are.
    """
    idle = IDLE.get(path[0], {})
    for key in list(item):
        where = (*path, key)
        if key in idle:
            draft.note(where, idle[key])
        if item[key] is None:
            del item[key]
            if not draft.knows(where):
                draft.say(where, "a value", "nothing, and so it is left out", severity="warning")
        elif key in table:
            _take(draft, where, item, table[key].takes)
        elif path[0] == "synapse_pools" and (named := re.fullmatch(PARAMETER_KEYS, key)):
            _take(draft, where, item, PARAMETER_TAKERS[named[1]])
        elif own is not None and key not in own and key not in idle:
            unknown(draft, where, [*table, *own, *_parameter_keys(path, item)], f"a key of {WHOSE[path[0]]}")


def _parameter_keys(path: Path, item: dict[str, Any]) -> list[str]:
    """Return the keys of a synapse pool that name its parameters."""
    source = item.get("source")
    if path[0] != "synapse_pools" or not isinstance(source, list):
        return []
    names = [*parameters("synapse_pools", item), *(f"b_{factor}" for factor in range(len(source)))]
    return [f"{verb} {name}" for verb in PARAMETER_TAKERS for name in names]


def unknown(draft: Draft, path: Path, known: Collection[str], expected: str) -> None:
    """Say that a key is unknown, and which one is near."""
    draft.say(path, expected, f"{brief(path[-1])}, which has no effect", severity="warning", near=(path[-1], known))


def _take(draft: Draft, path: Path, item: dict[str, Any], taker: Taker) -> None:
    """Let a key take its value: put what it makes of it, or take it out and say why."""
    key = path[-1]
    written = item[key]
    try:
        value = taker.take(written, item)
    except Untold:
        del item[key]
        return
    except Refused as refused:
        del item[key]
        if not draft.knows(path):
            word = _word(written if refused.word is None else refused.word)
            near = (word, refused.known) if refused.known else None
            draft.say(path, refused.expected, refused.found or _shown(written), refused.mend, near=near)
        return
    item[key] = value
    if _differs(written, value):
        draft.note(path, f"{brief(written)} is taken as {brief(value)}")


def _differs(written: Any, value: Any) -> bool:
    """Tell whether a value is another than was written: True and 1 are, 1 and 1.0 are not."""
    return written != value or (isinstance(written, bool) != isinstance(value, bool))


def _word(written: Any) -> str:
    """Return the word of a value that is wrong, to look for one near it."""
    while isinstance(written, list) and written:
        written = written[0]
    found = re.search(r"B\.(\w+)", written) if isinstance(written, str) and "$" in written else None
    return found[1] if found else str(written)


def _shown(value: Any) -> str:
    """Return a wrong value as people wrote it."""
    return "nothing" if value is None else brief(value)
