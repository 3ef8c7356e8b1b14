"""Another node in the place of one: the edges that fit stay, with their weights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lpnb.errors import EditError, Problem
from lpnb.graph.document import new_uid
from lpnb.graph.edits import Add, Connect, Edit, Many, Remove
from lpnb.graph.node import Node

if TYPE_CHECKING:
    from lpnb.graph.graph import Graph


def replacing(graph: Graph, name: str, spec: Node) -> Many:
    """Return the edit that puts a node in the place of another one, in the drawing and among the edges.

    An edge stays where its output or input has the same name there, or is the only one before and after.

    Raises:
        EditError: When one of both is a group, or an edge would have nowhere to start or end.
    """
    old = graph.nodes()[name]
    if old.encloses or spec.encloses:
        mend = "Remove or ungroup it, and add the other one."
        raise EditError(Problem(f"node {name!r}", "nodes that are no groups", f"{old.kind} and {spec.kind}", mend=mend))
    edges = list(_edges(graph, name, old, spec))
    kept = {edge.uid for edge in edges}
    lost = [w.name for w in graph.wires().values() if name in (w.source, w.target) and w.uid not in kept]
    if lost:
        has = f"the outputs {', '.join(spec.outputs())}" if spec.outputs() else "no output"
        ports = ", ".join(port.name for port in spec.ports)
        found = f"{spec.kind!r} with {has}{f' and the inputs {ports}' if ports else ''}"
        mend = f"Remove first what is to go: graph.remove({lost[0]!r})."
        raise EditError(Problem(f"node {name!r}", f"a place for the edges {', '.join(lost)}", found, mend=mend))
    added = Add(name, spec, new_uid(), graph.place(name), graph.nx.nodes[name]["group"])
    edits: list[Edit] = [Remove(name), added, *edges]
    return Many(tuple(edits), f"replace {name}")


def _edges(graph: Graph, name: str, old: Node, new: Node) -> Iterator[Connect]:
    outs = _matching(old.outputs(), new.outputs())
    ports = _matching(tuple(port.name for port in old.ports), tuple(port.name for port in new.ports))
    for wire in graph.wires().values():
        out = outs.get(wire.out) if wire.source == name else wire.out
        port = ports.get(wire.port) if wire.target == name else wire.port
        if name in (wire.source, wire.target) and out is not None and port is not None:
            yield Connect(wire.source, out, wire.target, port, wire.spec, wire.uid, graph.place(wire.name))


def _matching(old: tuple[str, ...], new: tuple[str, ...]) -> dict[str, str]:
    if len(old) == len(new) == 1:
        return {old[0]: new[0]}
    return {name: name for name in old if name in new}
