"""The light cone: which states of which frames a state depends on, and which it will influence.

    frame   7   8   9
    in      x   x   .       x: the past of `out` in frame 9. The skip in -> out brings `in` of frame 8, the way over
    h       .   x   .       `h` that of frame 7: so ages of 1 and of 2 frames merge in `out`.
    out     .   .   o

A cell is a (node, frame). It depends on what the law of one frame reads for it (see `lpnb.compile`): through each edge
the source's cell as many frames before as the edge's delay, or, where the node is not due or remembers, its own cell
of the frame before. Cells of frame 0 are given, sources deliver theirs. Weights are not counted: while a network
learns, each of its states depends, through them, on everything that it has seen.
"""

from __future__ import annotations

import functools
import heapq
import itertools
import math
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import attrs
import networkx as nx
import numpy as np

from lpnb.errors import EditError, Problem, UnknownName, brief, nearest
from lpnb.graph.ages import LONGEST, TAIL, Ages
from lpnb.graph.delays import beside, delays
from lpnb.graph.fields import AUTO
from lpnb.graph.flow import carrying
from lpnb.graph.known import known_until_edited
from lpnb.graph.node import Node
from lpnb.graph.one_moment import in_one_moment
from lpnb.graph.rollout import Rollout, analyse, sequential

if TYPE_CHECKING:
    from lpnb.graph.graph import Graph

Cell = tuple[str, int]
"""(node, frame)."""

PHASES = 60
"""Frames after which periods are taken to have met in all ways that they do."""


@attrs.frozen
class Link:
    """An edge that carries information: `source` of `delay` frames before is read for `target`."""

    name: str
    source: str
    target: str
    delay: int


@attrs.frozen
class Comparison:
    """What a node with an aligned port, such as a loss, compares in one frame.

    Attributes:
        node: Who compares.
        answer: The link that brings the prediction.
        target: The link that brings what is right.
        age: How many frames before the comparison that came in which the prediction answers to, by the shortest way;
            None when nothing that comes in reaches it.
        lag: How many frames that takes to where the target's link begins: 0 when it is a source.
    """

    node: str
    answer: Link
    target: Link
    age: int | None
    lag: int = 0

    @property
    def target_age(self) -> int:
        """How many frames before the comparison that came in which the target tells of."""
        return self.target.delay + self.lag

    @property
    def matched(self) -> bool:
        """Whether the answer is compared with the target of the very frame that it answers to."""
        return self.age == self.target_age


@attrs.frozen
class Validity:
    """Since when a node's state says something about what came in, in frames.

    Attributes:
        some: Since it depends on a source at all: the first response.
        all: Since that is so through each input that will ever say something.
    """

    some: int
    all: int


@attrs.frozen(slots=False)  # for the cached properties
class LightCone:
    """A graph with delays, unrolled in time.

    Attributes:
        rollout: Nodes and delays.
        links: The edges that carry information.
        sources: Where information comes in.
        holds: (period, offset) in frames of the nodes that are not due in every frame.
        remembering: Nodes whose state depends on their own of the frame before, without an edge.
        comparisons: What losses and measures compare.
    """

    rollout: Rollout
    links: tuple[Link, ...]
    sources: tuple[str, ...]
    holds: Mapping[str, tuple[int, int]] = attrs.field(factory=dict)
    remembering: frozenset[str] = frozenset()
    comparisons: tuple[Comparison, ...] = ()

    def due(self, node: str, frame: int) -> bool:
        """Tell whether a node is updated in a frame."""
        period, offset = self.holds.get(node, (1, 0))
        return frame % period == offset

    def reads(self, node: str, frame: int) -> set[Cell]:
        """Return the cells that the law of one frame reads for a cell."""
        if frame <= 0:
            return set()
        due = self.due(node, frame)
        cells = {(x.source, frame - x.delay) for x in self._into.get(node, ()) if due and x.delay <= frame}
        return cells | ({(node, frame - 1)} if not due or node in self.remembering else set())

    def feeds(self, node: str, frame: int) -> set[Cell]:
        """Return the cells for which a cell is read: the other way round of `reads`."""
        if frame < 0:
            return set()
        cells = {(x.target, frame + x.delay) for x in self._out_of.get(node, ())}
        cells = {(target, when) for target, when in cells if when > 0 and self.due(target, when)}
        held = node in self.remembering or not self.due(node, frame + 1)
        return cells | ({(node, frame + 1)} if held else set())

    @functools.cached_property
    def _into(self) -> dict[str, list[Link]]:
        return _by(self.links, lambda link: link.target)

    @functools.cached_property
    def _out_of(self) -> dict[str, list[Link]]:
        return _by(self.links, lambda link: link.source)

    def compared(self, answer: Link, target: Link) -> Comparison:
        """Return what two links bring to be compared, and which frame the answer is the answer to."""
        sources = set(self.sources)
        for starts in ({target.source}, sources & nx.ancestors(self._ways, target.source), sources):
            lengths = nx.multi_source_dijkstra_path_length(self._ways, starts) if starts else {}
            if answer.source in lengths:
                lag = int(lengths.get(target.source, 0))
                return Comparison(target.target, answer, target, int(lengths[answer.source]) + answer.delay, lag)
        return Comparison(target.target, answer, target, None)

    def shortest(self, source: str, target: str) -> int | None:
        """Return after how many frames what a node holds reaches another one first, None when it never does.

        Nodes that are not due in every frame can make it later.
        """
        if source not in self._ways:
            return None
        length = nx.single_source_dijkstra_path_length(self._ways, source).get(target)
        return None if length is None else int(length)

    @functools.cached_property
    def _ways(self) -> nx.MultiDiGraph:
        ways = nx.MultiDiGraph()
        ways.add_nodes_from(self.rollout.nodes)
        ways.add_weighted_edges_from((link.source, link.target, link.delay) for link in self.links)
        return ways

    def past(self, node: str, frame: int, depth: int) -> set[Cell]:
        """Return all cells of the last `depth` frames and of this one that a cell depends on.

        Raises:
            UnknownName: When there is no such node.
            EditError: When frame or depth is not a whole number from 0.
        """
        self._check(node, {"past, frame": frame, "past, depth": depth})
        return _reach((node, frame), self.reads, lambda when: when >= frame - depth)

    def future(self, node: str, frame: int, horizon: int) -> set[Cell]:
        """Return all cells of this frame and of the next `horizon` ones that a cell influences.

        Raises:
            UnknownName: When there is no such node.
            EditError: When frame or horizon is not a whole number from 0.
        """
        self._check(node, {"future, frame": frame, "future, horizon": horizon})
        return _reach((node, frame), self.feeds, lambda when: when <= frame + horizon)

    def _check(self, node: str, counts: Mapping[str, int]) -> None:
        if node not in self.rollout.nodes:
            mend = nearest(str(node), self.rollout.nodes)
            raise UnknownName(Problem(f"node {brief(node)}", "a node of the graph", brief(node), mend=mend))
        for place, count in counts.items():
            if isinstance(count, bool) or not isinstance(count, (int, np.integer)) or count < 0:
                raise EditError(Problem(place, "a whole number, 0 or more", brief(count)))

    # -- since when -----------------------------------------------------------------------------------------------

    def validity(self) -> dict[str, Validity]:
        """Return since when each node depends on sources; nodes that never do are missing."""
        first = self._first()
        found = {}
        for node, some in first.items():
            arrivals = [first[link.source] + link.delay for link in self._into.get(node, ()) if link.source in first]
            whole = self._next_due(node, max([1, *arrivals])) if arrivals else some
            found[node] = Validity(some, some if node in self.sources else whole)
        return found

    def _first(self) -> dict[str, int]:
        """Return when each node first depends on a source: Dijkstra's way, with waiting until a node is due."""
        first: dict[str, int] = {}
        queue = [(0, node) for node in self.sources]
        while queue:
            frame, node = heapq.heappop(queue)
            if node in first:
                continue
            first[node] = frame
            for link in self._out_of.get(node, ()):
                heapq.heappush(queue, (self._next_due(link.target, max(1, frame + link.delay)), link.target))
        return first

    def _next_due(self, node: str, frame: int) -> int:
        period, offset = self.holds.get(node, (1, 0))
        return frame + (offset - frame) % period

    # -- ages -----------------------------------------------------------------------------------------------------

    def ages(self) -> dict[str, dict[str, Ages]]:
        """Return for each node and each source that reaches it how old, in frames, what merges there is."""
        found: dict[str, dict[str, Ages]] = {node: {} for node in self.rollout.nodes}
        for source, table in self._unrolled.items():
            for node in self.rollout.nodes:
                if node != source and (ages := self._told(source, node, table[node][-self._phases :])).values:
                    found[node][source] = ages
        return found

    def arrivals(self, node: str) -> dict[str, dict[str, Ages]]:
        """Return for each link into a node, by name, the ages of what it brings in the frames in which it is due."""
        found: dict[str, dict[str, Ages]] = {link.name: {} for link in self._into.get(node, ())}
        for source, table in self._unrolled.items():
            last = len(table[node])
            due = [frame for frame in range(last - self._phases, last) if self.due(node, frame)]
            for link in self._into.get(node, ()):
                brought = [table[link.source][frame - link.delay] << link.delay for frame in due if link.delay <= frame]
                if (ages := self._told(source, link.source, brought)).values:
                    found[link.name][source] = ages
        return found

    def _told(self, source: str, node: str, cells: Iterable[int]) -> Ages:
        bits = functools.reduce(int.__or__, cells, 0) & ((2 << self._horizon) - 1)
        return Ages.of(bits, endless=node in self._endless[source])

    @property
    def _phases(self) -> int:
        return min(PHASES, math.lcm(*(period for period, _ in self.holds.values())))

    @property
    def _horizon(self) -> int:
        """Up to which age, in frames, all are found: longer than any way without a loop, unless that is very long."""
        waits = sum(period - 1 for period, _ in self.holds.values())
        return min(sum(link.delay for link in self.links) + waits, LONGEST) + TAIL

    @functools.cached_property
    def _unrolled(self) -> dict[str, dict[str, list[int]]]:
        """For each source, for each node, for each frame the ages of what came in there: bits of a whole number.

        So to read them an edge later is a shift. The last frames, as many as there are phases, are late enough to have
        all ages up to the horizon.
        """
        return {source: self._table(source) for source in self.sources} if self.rollout.valid else {}

    def _table(self, source: str) -> dict[str, list[int]]:
        table: dict[str, list[int]] = {node: [int(node == source)] for node in self.rollout.nodes}
        in_frame = nx.DiGraph((link.source, link.target) for link in self.links if link.delay == 0)
        in_frame.add_nodes_from(self.rollout.nodes)
        order = list(nx.topological_sort(in_frame))
        for frame in range(1, self._horizon + self._phases + 1):
            for node in order:
                bits = int(node == source)
                for name, when in self.reads(node, frame):
                    bits |= table[name][when] << (frame - when)
                table[node].append(bits)
        return table

    @functools.cached_property
    def _endless(self) -> dict[str, set[str]]:
        """For each source the nodes that what it says reaches by way of a loop: its ages there have no end."""
        ways = nx.DiGraph((link.source, link.target) for link in self.links)
        ways.add_nodes_from(self.rollout.nodes)
        ways.add_edges_from((node, node) for node in self.remembering)
        knots = [knot for knot in nx.strongly_connected_components(ways) if len(knot) > 1]
        loops = set().union(*knots, (node for node in ways if ways.has_edge(node, node)))
        return {source: _from(ways, loops & _from(ways, {source})) for source in self.sources}


def _from(ways: nx.DiGraph, starts: set[str]) -> set[str]:
    return set(nx.multi_source_dijkstra_path_length(ways, starts)) if starts else set()


def _by(links: Iterable[Link], key: Callable[[Link], str]) -> dict[str, list[Link]]:
    found: dict[str, list[Link]] = {}
    for link in links:
        found.setdefault(key(link), []).append(link)
    return found


def _reach(start: Cell, step: Callable[[str, int], Iterable[Cell]], inside: Callable[[int], bool]) -> set[Cell]:
    found, waiting = {start}, [start]
    while waiting:
        new = {cell for cell in step(*waiting.pop()) if inside(cell[1])} - found
        found |= new
        waiting += new
    return found - {start}


@in_one_moment
def light_cone(graph: Graph, pattern: str | None = None) -> LightCone:
    """Return the light cones of a graph.

    Args:
        graph: The graph; it may have errors.
        pattern: None for the delays as they are drawn; ``'streaming'`` or ``'sequential'`` for those of that rollout.
            There, what is compared with something (the target of a loss) gets the delay that aligns both.
    """
    rollout = analyse(graph, delays_under(graph, pattern))
    wires = carrying(graph)
    links = tuple(Link(name, *edge) for name, edge in zip(wires, rollout.edges, strict=True))
    nodes = {name: node for name, node in graph.nodes().items() if node.outputs() and not node.muted}
    sources = tuple(name for name, node in nodes.items() if node.category == "source")
    holds = {name: (node.period, node.offset) for name, node in nodes.items() if node.period > 1}
    remembering = frozenset(name for name, node in nodes.items() if node.remembers and not node.bypassed)
    cone = LightCone(rollout, links, sources, holds, remembering)
    pairs = [
        (links[i], links[j])
        for (i, answer), (j, target) in itertools.permutations(enumerate(wires.values()), 2)
        if answer.target == target.target and not nodes[target.target].bypassed
        if nodes[target.target].matches_frames
        if target.port in (aligned := _aligned(nodes[target.target]))
        if answer.port not in aligned | beside(nodes[target.target])
    ]
    return attrs.evolve(cone, comparisons=tuple(cone.compared(*pair) for pair in pairs))


@known_until_edited
def as_drawn(graph: Graph) -> LightCone:
    """Return the light cones of a graph for the delays as they are drawn; asked for more than once after an edit."""
    return light_cone(graph)


def _aligned(node: Node) -> set[str]:
    return {port.name for port in node.ports if port.aligned}


@in_one_moment
def delays_under(graph: Graph, pattern: str | None) -> dict[str, int]:
    """Return the delay of each edge, by name, under a pattern (see `light_cone`)."""
    wires, carried, nodes = graph.wires(), carrying(graph), graph.nodes()
    if pattern is None:
        known = delays(graph)
        return {name: known[wire.uid] for name, wire in wires.items()}
    aligned = {name for name, wire in wires.items() if wire.port in _aligned(nodes[wire.target])}
    # What is off must not keep others from being read in the same frame.
    drawn = sorted(wires.keys() - aligned, key=lambda name: (name not in carried, wires[name].uid))
    if pattern == "streaming":
        chosen = dict.fromkeys(drawn, 1)
    else:
        chosen = sequential((name, wires[name].source, wires[name].target) for name in drawn)
    twin = graph.copy()
    for name in wires:
        twin.set(name, delay=chosen.get(name, AUTO))
    known = delays(twin)
    return {name: known[wire.uid] for name, wire in wires.items()}
