"""A wire: one edge of a graph with its ends, as everything above the graph reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs
import networkx as nx

from lpnb.graph.edge import Edge
from lpnb.graph.names import endpoint
from lpnb.graph.node import IN, OUT


@attrs.frozen
class Wire:
    """An edge and where it runs.

    Attributes:
        name: How people write it, e.g. ``image->hidden`` or ``data.label->learn.target``; unique in its graph.
        source: The node it starts at.
        out: The output port it starts at.
        target: The node it ends at.
        port: The input port it ends at.
        spec: Its kind and fields.
        uid: What it is known by for as long as the graph lives.
    """

    name: str
    source: str
    out: str
    target: str
    port: str
    spec: Edge
    uid: int


def wire_name(source: str, out: str, target: str, port: str, number: int = 1) -> str:
    """Return how people write an edge; the second of several between the same ports ends in ``#2``."""
    twin = f"#{number}" if number > 1 else ""
    return f"{endpoint(source, out, OUT)}->{endpoint(target, port, IN)}{twin}"


def wire_names(ends: Iterable[tuple[str, str, str, str]]) -> Iterator[str]:
    """Yield how people write edges from (source, out) to (target, port), in the order in which they were made."""
    counts: dict[str, int] = {}
    for four in ends:
        plain = wire_name(*four)
        counts[plain] = counts.get(plain, 0) + 1
        yield wire_name(*four, counts[plain])


def wires(network: nx.MultiDiGraph) -> dict[str, Wire]:
    """Return the edges of a network by name, in the order in which they were made."""
    edges = sorted(network.edges(keys=True, data=True), key=lambda edge: edge[2])
    ends = [(source, data["out"], target, data["port"]) for source, target, _, data in edges]
    named = zip(wire_names(ends), ends, edges, strict=True)
    return {name: Wire(name, *four, data["spec"], uid) for name, four, (_, _, uid, data) in named}
