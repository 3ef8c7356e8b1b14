"""Variants: the same network under another rollout, and which of them can go on with the weights of one another.

Weights that were trained under one rollout are right for another one only where both compute the same, apart from when
(Fischer et al., NeurIPS 2018). That is so where the delays differ by a *retiming* (C. Leiserson and J. Saxe, *Retiming
synchronous circuitry*, Algorithmica 1991): each node v comes s(v) frames later, sources none, and every edge u -> v
takes ``s(v) - s(u)`` frames more.

    streaming    data ─1─> h1 ─1─> h2 ─1─> answer         s = 0, 1, 2, 3 frames later than in the sequential
    sequential   data ─0─> h1 ─0─> h2 ─0─> answer         rollout: the weights fit both

    with a skip h1 ─> answer, that comes 2 frames later by one way and 3 by the other: the weights fit one only
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from lpnb.errors import EditError, Problem
from lpnb.graph.delays import delays
from lpnb.graph.fields import AUTO
from lpnb.graph.flow import carrying
from lpnb.graph.one_moment import in_one_moment
from lpnb.graph.rollout import LOOKING_ON, pattern_delays, valid_patterns
from lpnb.graph.wire import Wire

if TYPE_CHECKING:
    from lpnb.graph.graph import Graph

Pattern = str | Mapping[str, int]
"""``'streaming'``, ``'sequential'``, or delays by edge name."""


def variant(graph: Graph, pattern: Pattern, *, weights: bool = False) -> Graph:
    """Return a copy of a graph under another rollout; see `Graph.with_rollout`."""
    if weights:
        graph.saving.send(graph)
    twin = graph.copy()
    chosen = pattern_delays(twin, pattern)
    if weights:
        shifts(twin, pattern)
    else:
        twin.weights = {}
    asked = pattern if isinstance(pattern, Mapping) else {}
    for name, delay in chosen.items():
        if name in asked or twin.wire(name).spec.delay != AUTO:
            twin.set(name, delay=delay)
    return twin


def patterns(graph: Graph) -> Iterator[dict[str, int]]:
    """Yield every valid pattern of delays 0 and 1 of the network, by edge name; edges of losses and measures apart."""
    wires = _network(graph)
    for pattern in valid_patterns((wire.source, wire.target) for wire in wires.values()):
        yield dict(zip(wires, pattern, strict=True))


@in_one_moment
def shifts(graph: Graph, pattern: Pattern) -> dict[str, int]:
    """Return how many frames later each node of the network comes under another rollout, weights being the same.

    Raises:
        EditError: When no shift makes both the same: two ways to a node, or a loop, differ in what they add.
    """
    before, after, wires = delays(graph), pattern_delays(graph, pattern), _network(graph)
    later = {name: 0 for name, node in graph.nodes().items() if node.category == "source"}
    waiting = dict(wires)
    while waiting:
        known = [name for name, wire in waiting.items() if wire.source in later or wire.target in later]
        if not known:  # a part that no source feeds: count from any of its nodes
            later[next(iter(waiting.values())).source] = 0
            continue
        wire = waiting.pop(known[0])
        more = after[known[0]] - before[wire.uid]
        if wire.target not in later:
            later[wire.target] = later[wire.source] + more
        later.setdefault(wire.source, later[wire.target] - more)
        if later[wire.target] - later[wire.source] != more:
            raise EditError(_clash(graph, wire, more, later))
    nodes = graph.nodes()
    for name, shift in later.items():
        if shift % nodes[name].period:
            found = f"a shift by {shift}, and a period of {nodes[name].period}"
            raise EditError(Problem(f"node {name!r}", "a shift by whole periods", found, mend=ANEW))
    return later


ANEW = "Train the variant anew: leave weights=False."


@in_one_moment
def _network(graph: Graph) -> dict[str, Wire]:
    """Return the edges among nodes that are not there to measure or to learn."""
    nodes = graph.nodes()
    return {name: w for name, w in carrying(graph).items() if nodes[w.target].category not in LOOKING_ON}


def _clash(graph: Graph, wire: Wire, more: int, later: Mapping[str, int]) -> Problem:
    other = later[wire.target] - later[wire.source]
    return Problem(
        f"edge {wire.name!r}",
        f"a change of delay by {other:+d}, as of the other ways between {wire.source!r} and {wire.target!r}"
        if wire.source != wire.target
        else "the delay of a loop unchanged",
        f"{more:+d}",
        f"the weights of {graph.name!r} are of another rollout, in which what meets here has other ages",
        ANEW,
    )
