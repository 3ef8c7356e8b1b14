"""Delays: what ``'auto'`` means on an edge, and which edges close a cycle inside one frame."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import networkx as nx

from lpnb.graph.fields import AUTO
from lpnb.graph.flow import carrying
from lpnb.graph.known import known_until_edited
from lpnb.graph.node import Node
from lpnb.graph.wire import Wire

if TYPE_CHECKING:
    from lpnb.graph.graph import Graph


@known_until_edited
def delays(graph: Graph) -> dict[int, int]:
    """Return the delay of every edge in frames, by uid, with ``'auto'`` worked out.

    An automatic edge from source S to node L is made as old as what L compares it with: if another edge brings P to L
    with delay d, and what S says reaches P after r frames (the shortest way), then ``delay = d + r``. Where nothing of
    S reaches P, but what feeds S does, less the frames that this takes to S. Ways that carry nothing (an edge is off, a
    node muted) count only where there is no other: what is cut off keeps its alignment.
    """
    return delays_with(graph, {})


def delays_with(graph: Graph, chosen: Mapping[int, int | str]) -> dict[int, int]:
    """Return the delays of a graph if some edges, by uid, had others than they have; automatic ones follow."""
    wires = graph.wires().values()
    given = {wire.uid: chosen.get(wire.uid, wire.spec.delay) for wire in wires}
    known = {uid: int(delay) for uid, delay in given.items() if delay != AUTO}
    automatic = [wire for wire in wires if wire.uid not in known]
    if not automatic:
        return known
    arrivals = [_network(graph, ways, known) for ways in (carrying(graph).values(), wires)]
    fed = [n for n in graph.nx if graph.nx.in_degree(n) == 0]
    nodes = graph.nodes()
    fixed = [wire for wire in wires if wire.uid in known]
    partners = {wire.uid: _partners(wire, nodes[wire.target], fixed) for wire in automatic}
    return known | {wire.uid: _aligned(wire.source, partners[wire.uid], known, arrivals, fed) for wire in automatic}


def _partners(wire: Wire, node: Node, given: Iterable[Wire]) -> list[Wire]:
    """Return the edges that `wire` is compared with: target and mask with the prediction, not with one another."""
    others = [other for other in given if other.target == wire.target and other.port not in beside(node)]
    aligned = {port.name for port in node.ports if port.aligned}
    answers = [other for other in others if other.port not in aligned]
    return answers if answers and wire.port in aligned else others


def beside(node: Node) -> frozenset[str]:
    """Return the inputs whose age is nobody's concern: those that may be left out, beside others that may not."""
    free = [port for port in node.ports if not port.aligned]
    required = any(port.required for port in free)
    return frozenset(port.name for port in free if required and not port.required)


def _aligned(
    source: str, partners: list[Wire], known: Mapping[int, int], arrivals: list[nx.DiGraph], fed: list[str]
) -> int:
    """Return the delay that makes an edge from `source` as old as its partners, the other edges at its target."""
    for choose, arrival in itertools.product((_itself, _what_feeds, _anything), arrivals):
        starts = choose(arrival, source, fed)
        reach = nx.multi_source_dijkstra_path_length(arrival, starts, weight="delay") if starts else {}
        ages = [known[partner.uid] + int(reach[partner.source]) for partner in partners if partner.source in reach]
        if ages:
            return max(0, min(ages) - int(reach.get(source, 0)))
    return 1


def _itself(arrival: nx.DiGraph, source: str, fed: list[str]) -> set[str]:  # noqa: ARG001 - one of three of a kind
    return {source}


def _what_feeds(arrival: nx.DiGraph, source: str, fed: list[str]) -> set[str]:
    return set(fed).intersection(nx.ancestors(arrival, source))


def _anything(arrival: nx.DiGraph, source: str, fed: list[str]) -> set[str]:  # noqa: ARG001 - one of three of a kind
    """Image and label may come from two different sources: then count from whatever feeds the partner."""
    return set(fed)


def _network(graph: Graph, wires: Iterable[Wire], known: Mapping[int, int]) -> nx.DiGraph:
    """Return the graph with the shortest known delay between each two neighbours as ``delay``."""
    network = nx.DiGraph()
    network.add_nodes_from(graph.nx)
    for wire in wires:
        if wire.uid not in known:
            continue
        delay = known[wire.uid]
        if not network.has_edge(wire.source, wire.target) or network[wire.source][wire.target]["delay"] > delay:
            network.add_edge(wire.source, wire.target, delay=delay)
    return network


def in_frame_cycles(edges: Iterable[tuple[str, str, int]]) -> list[list[str]]:
    """Return one cycle of each knot of delay-0 edges, as ``[a, b, a]``; empty when there is none.

    Args:
        edges: (source, target, delay) of every edge.
    """
    in_frame = nx.DiGraph()
    in_frame.add_edges_from((source, target) for source, target, delay in edges if delay == 0)
    cycles = []
    for knot in nx.strongly_connected_components(in_frame):
        part = in_frame.subgraph(knot)
        if part.number_of_edges():
            start = min(knot)
            cycle = [edge[0] for edge in nx.find_cycle(part, start)]
            turn = cycle.index(min(cycle))
            cycles.append([*cycle[turn:], *cycle[: turn + 1]])
    return sorted(cycles)
