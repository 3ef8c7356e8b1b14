"""What a loss reaches: which parameters are upstream of it, and how many frames back.

data ──1──> hidden ──1──> answer ──1──> loss      the weight of data->hidden acts 2 frames before the loss hears
                                                  of it, so a window of 3 frames is the least that trains it
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import networkx as nx

from lpnb.graph.delays import delays
from lpnb.graph.flow import carrying
from lpnb.graph.graph import Graph
from lpnb.graph.known import known_until_edited
from lpnb.graph.node import Finding
from lpnb.learn.choosing import BARE_EDGES, check_parameters, check_words, owners
from lpnb.learn.foresight import Foresight

if TYPE_CHECKING:
    from lpnb.learn.loss import Loss

FARTHEST = 65
"""Windows from this one on are not tried out for a loss that looks ahead."""


def survey(loss: Loss, graph: Graph, name: str) -> Iterator[Finding]:
    """Yield what of the graph a loss does not reach; see `Node.survey`."""
    for field, chosen in (("trains", loss.trains), ("groups", loss.groups)):
        yield from check_words(graph, field, chosen)
        yield from check_parameters(graph, field, chosen)
    if loss.learns:
        ways = _ways(graph)
        distances = nx.single_source_dijkstra_path_length(ways.reverse(copy=False), name, weight="delay")
        yield from _check_upstream(loss, graph, name, set(distances))
        known = {node: int(frames) for node, frames in distances.items()}
        yield from WINDOWS[loss.look](loss, graph, name, known)
        yield from _check_terms(graph, name)


@known_until_edited
def _ways(graph: Graph) -> nx.DiGraph:
    """Return the edges that carry something, with the shortest delay between each two nodes."""
    known, ways = delays(graph), nx.DiGraph()
    ways.add_nodes_from(graph.nx)
    for wire in carrying(graph).values():
        delay = known[wire.uid]
        if not ways.has_edge(wire.source, wire.target) or ways[wire.source][wire.target]["delay"] > delay:
            ways.add_edge(wire.source, wire.target, delay=delay)
    return ways


def _check_upstream(loss: Loss, graph: Graph, name: str, upstream: set[str]) -> Iterator[Finding]:
    wires, costly = graph.wires(), _costly(graph, upstream)
    for word in loss.trains:
        found = owners(graph, word)
        ends = {wires[owner].target if owner in wires else owner for owner in found}
        if found and not ends & upstream and not found & costly:
            words, mend = f"{word!r}, from which nothing leads to {name!r}", "Name what is upstream of it."
            yield Finding("parameters that the loss reaches as 'trains'", words, mend, severity="warning")


def _costly(graph: Graph, upstream: set[str]) -> set[str]:
    """Return the nodes and edges whose parameters themselves cost something: what regularizers upstream are of."""
    nodes, costly = graph.nodes(), set[str]()
    for name in upstream:
        words = getattr(nodes[name], "of", None) if nodes[name].reads_weights else None
        if words is not None:
            costly |= {owner for word in words for owner in owners(graph, word)} if words else {*nodes, *graph.wires()}
    return costly


def _check_window(loss: Loss, graph: Graph, name: str, distances: dict[str, int]) -> Iterator[Finding]:
    """Yield a finding when the window ends before the farthest parameters that are to be trained."""
    window = loss.window if loss.detach == "window" else 1
    trained = {owner for word in loss.trains for owner in owners(graph, word)}
    far: dict[str, str] = {}
    for edge, wire in carrying(graph).items():
        wanted = not loss.trains or edge in trained
        if wanted and wire.spec.kind not in BARE_EDGES and distances.get(wire.target, 0) >= window:
            far.setdefault(wire.target, edge)
    if far:
        node = max(far, key=lambda one: distances[one])
        way = nx.dijkstra_path(_ways(graph), node, name, weight="delay")
        frames = distances[node]
        found = f"{window}: from {far[node]!r} it takes {frames} frame{'s' * (frames != 1)} ({' -> '.join(way)})"
        least = f"a window of at least {frames + 1} frames"
        mend = f"Set window={frames + 1}" + (" and detach='window'." if loss.detach != "window" else ".")
        yield Finding(f"{least}, so that gradients reach all that it trains", found, mend, severity="warning")


def _check_ahead(loss: Loss, graph: Graph, name: str, _: dict[str, int]) -> Iterator[Finding]:
    """Yield a finding when a loss does not know, at the end of its window, what it compares; or whom it trains."""
    network = Foresight.of_graph(graph)
    frames = network.frames(name, loss.window)
    if not frames:
        ports = " and ".join(map(repr, network.missing(name, loss.window))) or "any input"
        found = f"{loss.window}: what arrives at {ports} then depends on inputs that are still to come"
        shorter = range(min(loss.window, FARTHEST) - 1, 0, -1)
        fitting = next((window for window in shorter if network.frames(name, window)), None)
        mend = f"Set window={fitting}." if fitting else "Connect it with what its inputs reach, or set look='back'."
        yield Finding("a window at whose end the inputs of now have reached it", found, mend, severity="warning")
        return
    wires = [wire for frame in frames for wire in frame.wires]
    nodes = {node for frame in frames for node in frame.nodes}
    reached = nodes | {w.name for w in wires} | {w.spec.share for w in wires}
    reached |= _costly(graph, {wire.source for wire in wires})
    for word in loss.trains:
        found_owners = owners(graph, word)
        if found_owners and not found_owners & reached:
            expected = "parameters that its window reaches as 'trains'"
            found = f"{word!r}, on no way of {loss.window} frames from the inputs of now to {name!r}"
            yield Finding(expected, found, "Add a loss with another window for them.", severity="warning")


WINDOWS = {"back": _check_window, "ahead": _check_ahead}
"""How it is checked what a window reaches, for each way to look."""


def _check_terms(graph: Graph, name: str) -> Iterator[Finding]:
    """Yield a finding when a term trains by itself as well."""
    nodes = graph.nodes()
    for wire in carrying(graph).values():
        if (wire.target, wire.port) == (name, "terms") and getattr(nodes[wire.source], "learns", False):
            mend = f"Switch it off: graph.set({wire.source!r}, on=False). It still counts here."
            yield Finding("terms that only measure", f"{wire.source!r}, which trains by itself too", mend, "warning")
