"""Every kind there is, as the palette and the inspector of the editor know it: plain data, ready for JSON."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from typing import Any

import attrs

from lpnb.errors import EditError
from lpnb.graph.edge import Edge
from lpnb.graph.fields import info
from lpnb.graph.kinds import EDGES, NODES, edge_kind, node_kind
from lpnb.graph.make import make
from lpnb.graph.node import Node
from lpnb.graph.options import Options

Data = dict[str, Any]


def node_kinds() -> dict[str, type[Node]]:
    """Return the class of each node kind."""
    return {name: node_kind(name) for name in list(NODES)}


def sample(cls: type[Node]) -> Node | None:
    """Return a node of a kind as the palette adds it; None where that needs something that only a person can give."""
    try:
        return make(cls, {}, "")
    except EditError:
        return None


def describe_node(cls: type[Node], plain: Node | None) -> Data:
    """Return what palette and inspector show of a node kind."""
    missing = [field.name for field in attrs.fields(cls) if field.default is attrs.NOTHING]
    given = ", ".join(f"{name}=..." for name in missing)
    needs = f'Add it in a cell: g.add("name", "{cls.kind}", {given})' if plain is None else ""
    return {"category": cls.category, "help": _help(cls), "needs": needs, "fields": _fields(cls)}


def edge_kinds() -> dict[str, Data]:
    """Return what the inspector shows of each edge kind."""
    classes = {name: edge_kind(name) for name in list(EDGES)}
    return {name: {"help": _help(cls), "fields": _fields(cls)} for name, cls in classes.items()}


def _help(cls: type) -> str:
    return (cls.__doc__ or "").strip().partition("\n")[0].replace("`", "")


def _fields(cls: type[Node | Edge]) -> list[Data]:
    without: frozenset[str] = getattr(cls, "without", frozenset())
    own: list[Data] = []
    common: list[Data] = []  # what it has in common with others of its like: weights
    inherited: list[Data] = []
    base = {field.name for field in attrs.fields(Node if issubclass(cls, Node) else Edge)}
    for field in attrs.fields(cls):
        if field.name not in without:
            (inherited if field.name in base else common if field.inherited else own).append(_field(field))
    return [*own, *common, *inherited]  # what makes a kind what it is comes first


def _field(field: attrs.Attribute[Any]) -> Data:
    facts = info(field)
    default = None if field.default is attrs.NOTHING else plain(field.default)
    return {
        "name": field.name,
        "control": facts.control,
        "help": facts.help,
        "unit": facts.unit,
        "low": _finite(facts.low),
        "high": _finite(facts.high),
        "choices": list(facts.choices),
        "live": facts.live,
        "log": facts.log,
        "default": default,
    }


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def plain(value: Any) -> Any:
    """Return the value of a field as JSON has it; arrays and functions are described."""
    if callable(value):
        return str(getattr(value, "__name__", type(value).__name__))
    if isinstance(value, Mapping):
        sizes = {name: "\N{MULTIPLICATION SIGN}".join(map(str, array.shape)) for name, array in value.items()}
        return ", ".join(f"{name} {size}" for name, size in sizes.items())
    if isinstance(value, Options):
        return value.plain()
    return list(value) if isinstance(value, tuple) else value


@functools.lru_cache(maxsize=8192)
def values(spec: Node | Edge) -> Data:
    """Return the values of all fields of a node or an edge. Nobody may change them: equal nodes share them."""
    without: frozenset[str] = getattr(type(spec), "without", frozenset())
    return {f.name: plain(getattr(spec, f.name)) for f in attrs.fields(type(spec)) if f.name not in without}
