"""Rollouts: which edges read this frame and which the frame before, and what follows for time.

Definitions and theorems are those of Fischer, Köhler, Pfeil: *The streaming rollout of deep networks - towards fully
model-parallel execution*, NeurIPS 2018 (arXiv:1806.04965). Delays above 1 count as that many next-frame edges in a row.

    frame        0        1        2
    streaming    in ──┐   in ──┐   in        an answer needs one frame for each edge, a frame costs one update step
                      └─> h ──┐└─> h
                              └──> out
    sequential   in       in > h > out       an answer comes in the same frame, a frame costs as many steps as its
    longest way
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import TYPE_CHECKING

import attrs
import networkx as nx

from lpnb.errors import EditError, Problem, UnknownName, brief, nearest
from lpnb.graph.delays import delays, delays_with, in_frame_cycles
from lpnb.graph.fields import AUTO
from lpnb.graph.flow import carrying
from lpnb.graph.make import changed
from lpnb.graph.one_moment import in_one_moment

if TYPE_CHECKING:
    from lpnb.graph.graph import Graph

LOOKING_ON = ("learning", "measure")
"""Categories of nodes that look on: when they do is nothing to the network."""
EdgeDelay = tuple[str, str, int]
"""(source, target, delay in frames) of one edge."""


@attrs.frozen
class Rollout:
    """A network with a delay on each edge.

    Attributes:
        name: The graph's name.
        nodes: All nodes.
        edges: (source, target, delay) of each edge that carries something.
        silenced: Nodes that tell nothing of data by themselves: they are muted, edges that led there are off, or they
            read parameters.
        onlookers: Losses, measures and the like: part of no answer, so what they take is no cost of a frame.
    """

    name: str
    nodes: tuple[str, ...]
    edges: tuple[EdgeDelay, ...]
    silenced: frozenset[str] = frozenset()
    onlookers: frozenset[str] = frozenset()

    @property
    def known(self) -> tuple[str, ...]:
        """The nodes without incoming edges: known in every frame."""
        targets = {target for _, target, _ in self.edges}
        return tuple(node for node in self.nodes if node not in targets)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The nodes where information begins."""
        return tuple(node for node in self.known if node not in self.silenced)

    @property
    def cycles(self) -> list[list[str]]:
        """The cycles inside one frame, each as ``[a, b, a]``."""
        return in_frame_cycles(self.edges)

    @property
    def valid(self) -> bool:
        """Whether no delay-0 edges close a cycle."""
        return not self.cycles

    @property
    def streaming(self) -> bool:
        """Whether every edge takes at least one frame, those out of inputs apart: all nodes can be updated at once."""
        known = set(self.known)
        return all(delay >= 1 for source, _, delay in self.edges if source not in known)

    def tableau(self, frames: int) -> dict[str, list[int]]:
        """Return for each node the update step at which it is known in frame 0, 1, ..., `frames`.

        At the start all nodes without incoming edges are known in every frame, and every node in frame 0. At each step
        every (frame, node) whose predecessors are all known becomes known.
        """
        order = self._order()
        incoming: dict[str, list[tuple[str, int]]] = {node: [] for node in self.nodes}
        for source, target, delay in self.edges:
            incoming[target].append((source, delay))
        table = {node: [0] for node in self.nodes}
        for frame in range(1, frames + 1):
            for node in order:
                steps = [
                    # An edge of delay d > 1 stands for d - 1 copies, each known one step after the one before.
                    table[source][frame - delay] + max(delay, 1) if delay <= frame else frame
                    for source, delay in incoming[node]
                ]
                table[node].append(max(steps, default=0))
        return table

    @property
    def inference_factor(self) -> int:
        """Update steps that one whole frame of the network costs; 1 for the streaming rollout, the least there is."""
        table = self.tableau(1)
        return max((steps[1] for node, steps in table.items() if node not in self.onlookers), default=0)

    def first_response(self, node: str, source: str | None = None) -> int | None:
        """Return after how many frames `node` first depends on an input, None when it never does.

        Args:
            node: The node that responds.
            source: The input; the one that comes through first when None.
        """
        for name in (node, source or node):
            if name not in self.nodes:
                raise UnknownName(
                    Problem(
                        f"node {brief(name)}",
                        "a node of the graph",
                        brief(name),
                        mend=nearest(name, self.nodes),
                    )
                )
        return self.responses([source] if source else None).get(node)

    def response_steps(self, node: str) -> int | None:
        """Return the update step at which `node` first depends on an input, None when it never does."""
        frame = self.first_response(node)
        return None if frame is None else self.tableau(max(frame, 1))[node][frame]

    def responses(self, sources: Iterable[str] | None = None) -> dict[str, int]:
        """Return the first frame in which each node depends on one of `sources` (all inputs when None).

        In frame 0 all states are given, so a way that begins inside a frame counts from frame 1 on.
        """
        starts = set(self.inputs if sources is None else sources)
        # One search, from a place before all starts: a frame away from them, no further from what they feed than that.
        before = object()
        ways = [*self.edges, *((before, start, 1) for start in starts)]
        ways += [(before, target, delay) for source, target, delay in self.edges if source in starts and delay >= 1]
        network = nx.DiGraph()
        network.add_node(before)
        network.add_weighted_edges_from(sorted(ways, key=itemgetter(2), reverse=True))  # of several, the shortest stays
        lengths = nx.single_source_dijkstra_path_length(network, before)
        first = {node: int(length) for node, length in lengths.items() if node is not before}
        return first | dict.fromkeys(starts, 0)

    def _order(self) -> list[str]:
        for cycle in self.cycles:
            way, mend = " -> ".join(cycle), "Give one of its edges a delay of 1 or more."
            raise EditError(Problem(f"rollout of {self.name!r}", "no cycle inside a frame", way, mend=mend))
        ways = [(source, target) for source, target, delay in self.edges if delay == 0]
        if not ways:
            return list(self.nodes)
        in_frame = nx.DiGraph()
        in_frame.add_nodes_from(self.nodes)
        in_frame.add_edges_from(ways)
        rank = {node: position for position, node in enumerate(self.nodes)}
        return list(nx.lexicographical_topological_sort(in_frame, key=rank.__getitem__))

    def __str__(self) -> str:
        """Return the analysis as a page to read."""
        if not self.valid:
            ways = ", ".join(" -> ".join(cycle) for cycle in self.cycles)
            return f"rollout of {self.name!r}: not valid, delay 0 all the way round: {ways}"
        answers = self.responses()
        table = self.tableau(max([1, *answers.values()]))
        width = max(map(len, ("node", *self.nodes)))
        manner = "streaming" if self.streaming else "not fully parallel"
        lines = [
            f"rollout of {self.name!r}: {manner}, inference factor {self.inference_factor}",
            "",
            f"{'node':{width}}  first response  update step at which frame 0, 1, 2 ... is known",
        ]
        for node, steps in table.items():
            response = "input" if node in self.inputs else f"frame {answers[node]}" if node in answers else "never"
            lines.append(f"{node:{width}}  {response:<14}  {' '.join(f'{step:>2}' for step in steps)}")
        return "\n".join(lines)


@in_one_moment
def analyse(graph: Graph, pattern: str | Mapping[str, int] | None = None) -> Rollout:
    """Return the rollout of a graph; see `Graph.rollout` for `pattern`."""
    wires, chosen = carrying(graph), pattern_delays(graph, pattern)
    edges = tuple((wire.source, wire.target, chosen[name]) for name, wire in wires.items())
    nodes = {name: node for name, node in graph.nodes().items() if node.outputs()}
    silenced = {name for name, node in nodes.items() if node.muted or node.reads_weights}
    silenced |= {wire.target for name, wire in graph.wires().items() if name not in wires}
    onlookers = frozenset(name for name, node in nodes.items() if node.category in LOOKING_ON)
    return Rollout(graph.name, tuple(nodes), edges, frozenset(silenced), onlookers)


@in_one_moment
def pattern_delays(graph: Graph, pattern: str | Mapping[str, int] | None) -> dict[str, int]:
    """Return the delay of every edge that carries something under a pattern; see `Graph.rollout`.

    Automatic delays follow, as they do in `Graph.with_rollout`.
    """
    wires = carrying(graph)
    chosen = {graph.wire(name).uid: delay for name, delay in _asked(graph, pattern).items()}
    known = delays_with(graph, chosen) if chosen else delays(graph)
    return {name: known[wire.uid] for name, wire in wires.items()}


def _asked(graph: Graph, pattern: str | Mapping[str, int] | None) -> dict[str, int | str]:
    """Return the delays that a pattern gives to edges by name; those that are automatic are left to themselves."""
    if pattern is None:
        return {}
    if isinstance(pattern, Mapping):
        specs = {name: graph.wire(name).spec for name in pattern}
        return {name: changed(spec, {"delay": pattern[name]}, f"edge {name!r}").delay for name, spec in specs.items()}
    wires = {name: wire for name, wire in carrying(graph).items() if wire.spec.delay != AUTO}
    if pattern == "streaming":
        return dict.fromkeys(wires, 1)
    if pattern == "sequential":
        return dict(sequential((name, wire.source, wire.target) for name, wire in wires.items()))
    expected = "'streaming', 'sequential', or delays by edge name"
    raise EditError(Problem(f"rollout of {graph.name!r}", expected, brief(pattern)))


def sequential(edges: Iterable[tuple[str, str, str]]) -> dict[str, int]:
    """Return delays that are 0 wherever they can be: an edge gets 1 only where 0 would close a cycle.

    Args:
        edges: (name, source, target), in order of precedence.
    """
    in_frame = nx.DiGraph()
    chosen = {}
    for name, source, target in edges:
        in_frame.add_nodes_from((source, target))
        closes = source == target or nx.has_path(in_frame, target, source)
        chosen[name] = int(closes)
        if not closes:
            in_frame.add_edge(source, target)
    return chosen


def valid_patterns(edges: Iterable[tuple[str, str]]) -> Iterator[tuple[int, ...]]:
    """Yield every valid pattern of delays 0 and 1 for a small network (there may be 2 ** edges of them)."""
    pairs = list(edges)
    for pattern in itertools.product((0, 1), repeat=len(pairs)):
        rolled = [(source, target, delay) for (source, target), delay in zip(pairs, pattern, strict=True)]
        if not in_frame_cycles(rolled):
            yield pattern
