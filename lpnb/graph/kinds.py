"""The table of kinds: every word that `add` and `connect` understand.

A kind is one class in one file, and one line here. Users add theirs with the `kind` decorator, packages through the
entry point group ``lpnb.kinds``. Values are import paths, loaded at first use, so that a graph can name kinds that
live in higher layers without the graph layer importing them.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import re
from typing import Any, TypeVar

import attrs

from lpnb.errors import EditError, Problem, UnknownName, brief, nearest
from lpnb.graph.edge import Edge
from lpnb.graph.names import check_name
from lpnb.graph.node import Node

NODES: dict[str, str | type[Node]] = {
    "pool": "lpnb.graph.nodes.pool:Pool",
    "binary": "lpnb.graph.nodes.binary:Binary",
    "product": "lpnb.graph.nodes.product:Product",
    "maxout": "lpnb.graph.nodes.maxout:Maxout",
    "function": "lpnb.graph.nodes.function:Function",
    "delay": "lpnb.graph.nodes.delay:Delay",
    "sampler": "lpnb.graph.nodes.sampler:Sampler",
    "input": "lpnb.sources.input:Input",
    "digits": "lpnb.sources.digits:Digits",
    "arrays": "lpnb.sources.arrays:Arrays",
    "images": "lpnb.sources.images:Images",
    "digit_board": "lpnb.sources.digit_board:DigitBoard",
    "transformed_images": "lpnb.sources.transformed_images:TransformedImages",
    "scenes": "lpnb.sources.scenes:Scenes",
    "roman_numerals": "lpnb.sources.roman_numerals:RomanNumerals",
    "letters": "lpnb.sources.letters:Letters",
    "moving_edges": "lpnb.sources.moving_edges:MovingEdges",
    "oscillator": "lpnb.sources.oscillator:Oscillator",
    "random": "lpnb.sources.random:Random",
    "world": "lpnb.sources.world:World",
    "agent": "lpnb.graph.nodes.agent:Agent",
    "eye": "lpnb.graph.nodes.eye:Eye",
    "touch": "lpnb.graph.nodes.touch:Touch",
    "population": "lpnb.graph.nodes.population:Population",
    "python": "lpnb.sources.python:Python",
    "loss": "lpnb.learn.loss:Loss",
    "regularizer": "lpnb.learn.regularizer:Regularizer",
    "activity": "lpnb.learn.activity:Activity",
    "hebbian": "lpnb.learn.hebbian:Hebbian",
    "accuracy": "lpnb.graph.nodes.accuracy:Accuracy",
    "note": "lpnb.graph.nodes.note:Note",
    "group": "lpnb.graph.nodes.group:Group",
}
EDGES: dict[str, str | type[Edge]] = {
    "identity": "lpnb.graph.edges.identity:Identity",
    "conv": "lpnb.graph.edges.conv:Conv",
    "dense": "lpnb.graph.edges.dense:Dense",
}
BUILT_IN = frozenset({*NODES, *EDGES})

Kind = TypeVar("Kind", bound=type)


def resolve(path: str) -> Any:
    """Import ``'package.module:name'``."""
    module, _, name = path.partition(":")
    return getattr(importlib.import_module(module), name)


def _lookup(table: dict[str, Any], base: type, what: str, name: object) -> Any:
    if not isinstance(name, str) or name not in table:
        _load_entry_points()
    entry = table.get(name) if isinstance(name, str) else None
    if entry is None:
        mend = nearest(name if isinstance(name, str) else "", table)
        for other, verb in ((NODES, "graph.add()"), (EDGES, "graph.connect()")):
            if other is not table and isinstance(name, str) and name in other:
                mend = f"That word belongs to {verb}."
        raise UnknownName(Problem(f"{what} kind {brief(name)}", f"a known {what} kind", brief(name), mend=mend))
    if isinstance(entry, str):
        table[str(name)] = entry = resolve(entry)
    assert issubclass(entry, base)
    return entry


def node_kind(name: object) -> type[Node]:
    """Return the class of the node kind called `name`, or raise `UnknownName` with a proposal."""
    kind: type[Node] = _lookup(NODES, Node, "node", name)
    return kind


def edge_kind(name: object) -> type[Edge]:
    """Return the class of the edge kind called `name`, or raise `UnknownName` with a proposal."""
    kind: type[Edge] = _lookup(EDGES, Edge, "edge", name)
    return kind


def kind(cls: Kind) -> Kind:
    """Make a kind of a subclass of `Node` or `Edge`, known by its name in lower case (``LeakyPool``: ``leaky_pool``).

    Running a notebook cell again replaces the kind; the kinds that lpnb brings cannot be replaced.

    Raises:
        EditError: When the name is taken by a built-in kind or the class is neither a node nor an edge.
    """
    name = check_name(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower(), "kind")
    if not issubclass(cls, (Node, Edge)):
        mend = "Write `class MyKind(lpnb.Node):` or `class MyKind(lpnb.Edge):`."
        raise EditError(Problem(f"kind {name!r}", "a subclass of Node or Edge", cls.__name__, mend=mend))
    if name in BUILT_IN:
        mend = "Give the class another name."
        raise EditError(Problem(f"kind {name!r}", "a name that lpnb does not use itself", name, mend=mend))
    made: Any = attrs.frozen(cls)
    made.kind = name
    table: dict[str, Any] = NODES if issubclass(cls, Node) else EDGES
    table[name] = made
    result: Kind = made
    return result


def _load_entry_points() -> None:
    for point in importlib.metadata.entry_points(group="lpnb.kinds"):
        loaded = point.load()
        table: dict[str, Any] = NODES if issubclass(loaded, Node) else EDGES
        table.setdefault(point.name, loaded)
