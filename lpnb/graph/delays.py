"""Delays: what ``'auto'`` means on an edge, and which edges close a cycle inside one frame."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import networkx as nx

from lpnb.graph.fields import AUTO
from lpnb.graph.flow import carrying
from lpnb.graph.known import known_until_edited
from lpnb.graph.wire import Wire

if TYPE_CHECKING:
    from lpnb.graph.graph import Graph


@known_until_edited
def delays(graph: Graph) -> dict[int, int]:
    """Return the delay of every edge in frames, by uid, with ``'auto'`` worked out.

    An automatic edge from source S to node L is made as old as what L compares it with: if another edge brings P to L
    with delay d, and what S says reaches P after r frames (the shortest way), then ``delay = d + r``. Ways that carry
    nothing (an edge is off, a node muted) count only where there is no other: what is cut off keeps its alignment.
    """
    wires = graph.wires().values()
    known = {wire.uid: int(wire.spec.delay) for wire in wires if wire.spec.delay != AUTO}
    automatic = [wire for wire in wires if wire.spec.delay == AUTO]
    if not automatic:
        return known
    arrivals = [_network(graph, ways, known) for ways in (carrying(graph).values(), wires)]
    fed = [n for n in graph.nx if graph.nx.in_degree(n) == 0]
    return known | {wire.uid: _aligned(wire, wires, known, arrivals, fed) for wire in automatic}


def _aligned(
    wire: Wire, wires: Iterable[Wire], known: Mapping[int, int], arrivals: Iterable[nx.DiGraph], fed: list[str]
) -> int:
    """Return the delay that makes `wire` as old as the other edges at its target."""
    partners = [w for w in wires if w.target == wire.target and w.uid in known]
    # Image and label may come from two different sources: then count from whatever feeds the partner.
    for starts, arrival in itertools.product(({wire.source}, set(fed)), arrivals):
        reach = nx.multi_source_dijkstra_path_length(arrival, starts, weight="delay") if starts else {}
        ages = [known[partner.uid] + int(reach[partner.source]) for partner in partners if partner.source in reach]
        if ages:
            return min(ages)
    return 1


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
