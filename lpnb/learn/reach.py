"""What a loss reaches: which parameters are upstream of it, and how many frames back.

data ──1──> hidden ──1──> answer ──1──> loss      the weight of data->hidden acts 2 frames before the loss hears
                                                  of it, so a window of 3 frames is the least that trains it
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import networkx as nx

from lpnb.graph.delays import delays
from lpnb.graph.edge import Edge
from lpnb.graph.flow import carrying
from lpnb.graph.graph import Graph
from lpnb.graph.known import known_until_edited
from lpnb.graph.node import Finding, Node
from lpnb.graph.wire import Wire
from lpnb.learn.choosing import BARE_EDGES, check_parameters, check_words, owners
from lpnb.learn.due import windows
from lpnb.learn.foresight import Foresight
from lpnb.learn.untrained import check_all_reached, check_something_to_train, costly, has_parameters, some

if TYPE_CHECKING:
    from lpnb.learn.loss import Loss

FARTHEST = 65
"""Windows from this one on are not tried out for a loss that looks ahead."""
DUE = 2
"""How many nodes with periods are told of, at most."""


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
        yield from check_something_to_train(loss, graph, set(distances))
        yield from WINDOWS[loss.look](loss, graph, name, known)
        yield from _check_terms(graph, name)
        yield from check_all_reached(graph, name)


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
    wires, cost = graph.wires(), costly(graph, upstream)
    for word in loss.trains:
        found = owners(graph, word)
        ends = {wires[owner].target if owner in wires else owner for owner in found}
        if found and not ends & upstream and not found & cost:
            words, mend = f"{word!r}, from which nothing leads to {name!r}", "Name what is upstream of it."
            yield Finding("parameters that the loss reaches as 'trains'", words, mend, severity="warning")


def _check_window(loss: Loss, graph: Graph, name: str, distances: dict[str, int]) -> Iterator[Finding]:
    """Yield a finding when the window ends before parameters that are to be trained, or before a way to them."""
    window = loss.window if loss.detach == "window" else 1
    wanted = _wanted(loss, graph, distances)
    far: dict[str, str] = {}
    for edge, wire in wanted.items():
        if distances[wire.target] >= window:
            far.setdefault(wire.target, edge)
    if far:
        node = max(far, key=lambda one: distances[one])
        way = nx.dijkstra_path(_ways(graph), node, name, weight="delay")
        frames = distances[node]
        found = f"{window}: from {far[node]!r} it takes {frames} frame{'s' * (frames != 1)} ({' -> '.join(way)})"
        least = f"a window of at least {frames + 1} frames"
        mend = f"Set window={frames + 1}" + (" and detach='window'." if loss.detach != "window" else ".")
        yield Finding(f"{least}, so that gradients reach all that it trains", found, mend, severity="warning")
        return
    yield from _check_due(loss, graph, name, set(distances), wanted)
    if loss.detach == "window":
        yield from _check_long_ways(loss, graph, name, distances)


def _wanted(loss: Loss, graph: Graph, distances: dict[str, int]) -> dict[str, Wire]:
    """Return the edges with parameters upstream of a loss that it is to train."""
    trained = {owner for word in loss.trains for owner in owners(graph, word)}
    return {
        edge: wire
        for edge, wire in carrying(graph).items()
        if (not loss.trains or edge in trained) and wire.spec.kind not in BARE_EDGES and wire.target in distances
    }


def _check_due(loss: Loss, graph: Graph, name: str, upstream: set[str], wanted: dict[str, Wire]) -> Iterator[Finding]:
    """Yield a finding when periods keep gradients, in every window, from what is to be trained."""
    found = windows(loss, Foresight.of_graph(graph), name, upstream)
    reached = found.reached(loss) if found is not None else None
    if found is None or reached is None or wanted.keys() <= reached:
        return
    missed = [edge for edge in wanted if edge not in reached]
    nodes = graph.nodes()
    due = " and ".join(f"{node!r} every {nodes[node].period}" for node in reversed(found.periodic[:DUE]))
    told = (
        f"{loss.window} frames, every {loss.every}: from the start of a stream on, none reaches {some(missed)}, "
        f"with {due} frames"
    )
    longer = found.fitting(set(wanted))
    mend = f"Set window={longer}." if longer else "Set a longer window, or other periods and offsets."
    yield Finding("a window in which gradients reach all that it trains", told, mend, severity="warning")


def _check_long_ways(loss: Loss, graph: Graph, name: str, distances: dict[str, int]) -> Iterator[Finding]:
    """Yield a note when no gradient comes along a way that is longer than the window, beside one that is not.

    Loops are no such ways: every window cuts them somewhere, and that is what it is for.
    """
    ways, known = _ways(graph), delays(graph)
    long: dict[str, int] = {}
    for edge, wire in carrying(graph).items():
        frames = distances.get(wire.target, loss.window) + known[wire.uid]
        if distances.get(wire.target, loss.window) < loss.window <= frames:
            long[edge] = frames
    learning = _learning(loss, graph) if long else set()
    for edge in sorted(long, key=long.__getitem__, reverse=True):
        wire = graph.wires()[edge]
        if wire.source in learning and not nx.has_path(ways, wire.target, wire.source):
            way = " -> ".join([wire.source, *nx.dijkstra_path(ways, wire.target, name, weight="delay")])
            frames = long[edge]
            words = f"no gradient comes along {way}: that takes {frames} frames, and the window has {loss.window}"
            shorter = f"Up to {wire.source!r} all learns by shorter ways alone; with window={frames + 1} by this too"
            yield Finding("", f"{words}. {shorter}", severity="note")
            return


def _learning(loss: Loss, graph: Graph) -> set[str]:
    """Return the nodes at which, or upstream of which, there is something that a loss trains."""
    specs: dict[str, Node | Edge] = {**graph.nodes(), **{edge: wire.spec for edge, wire in carrying(graph).items()}}
    chosen = {owner for word in loss.trains for owner in owners(graph, word)} if loss.trains else specs
    own = [owner for owner in chosen if owner in specs and has_parameters(specs[owner]) is not False]
    wires = graph.wires()
    begin = {wires[owner].target if owner in wires else owner for owner in own}
    ways = _ways(graph)
    return begin.union(*(nx.descendants(ways, node) for node in begin))


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
    reached |= costly(graph, {wire.source for wire in wires})
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
