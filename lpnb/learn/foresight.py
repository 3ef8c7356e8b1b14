"""Which nodes and edges the frames that are to come are made of, as far as they follow from what is known now.

    depth 0 (now)      1             2             3
    image ──────────▶ hidden ─────▶ hidden2 ────▶ answer        with the skip image ──▶ hidden2:
    hidden            hidden2       answer                      image at depth 1 is not known, so what it would
    hidden2           answer                                    bring to hidden2 at depth 2 is left out

Each depth is one frame of the law in `lpnb.compile`, of the nodes that the loss needs there: an edge of delay d reads
what was d depths before, and at depth 0 and before stands what the stream holds. Inputs are known now and not later:
sources, and what sources bring as it is, by an identity edge. A node to which nothing known leads is not known either.
Where only some of what it sums is known, the rest is left out; but it is not known at all

- where a port that takes one edge lacks it, or a required port has nothing;
- where it is a part of what it goes to, that is, all that read it do so within the frame: a factor, say.

A node with a period is computed at every depth, as if it were due.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import attrs
import networkx as nx

from lpnb.graph.delays import delays
from lpnb.graph.flow import computed
from lpnb.graph.node import Node
from lpnb.graph.wire import Wire

if TYPE_CHECKING:
    from lpnb.compile.program import Program
    from lpnb.graph.graph import Graph

COMPARED = ("prediction", "target", "mask")
"""The ports of a loss whose delays say at which depths it compares."""
LOOKING_ON = ("learning", "measure")
"""Categories of nodes that are no part of the network."""


@attrs.frozen
class Frame:
    """What is computed at one depth.

    Attributes:
        depth: Frames from now, 1 or more.
        nodes: What is computed, each after those whose value of the same depth it reads.
        wires: What they sum, in the order in which the edges were made.
    """

    depth: int
    nodes: tuple[str, ...]
    wires: tuple[Wire, ...]


class Foresight:
    """A network, as one who looks ahead sees it."""

    def __init__(self, nodes: Mapping[str, Node], wires: tuple[Wire, ...], delays: Mapping[str, int]) -> None:
        """Look at a network.

        Args:
            nodes: Its nodes.
            wires: The edges that a frame computes, in order.
            delays: The delay of each of them.
        """
        self.nodes, self.delays = nodes, delays
        self.into: dict[str, list[Wire]] = {name: [] for name in nodes}
        readers: dict[str, list[Wire]] = {name: [] for name in nodes}
        in_frame = nx.DiGraph()
        in_frame.add_nodes_from(nodes)
        for wire in wires:
            self.into[wire.target].append(wire)
            if nodes[wire.target].category not in LOOKING_ON:
                readers[wire.source].append(wire)
            if delays[wire.name] == 0 and not self._given(wire.target):
                in_frame.add_edge(wire.source, wire.target)
        self.parts = {name for name, found in readers.items() if found and not any(delays[w.name] for w in found)}
        self.order = list(nx.topological_sort(in_frame))
        self.rank = {name: place for place, name in enumerate(self.order)}

    @classmethod
    def of_program(cls, program: Program) -> Foresight:
        """Look at the network that runs."""
        return cls(program.nodes, program.wires, program.delays)

    @classmethod
    def of_graph(cls, graph: Graph) -> Foresight:
        """Look at the network that is drawn."""
        nodes = {name: node for name, node in graph.nodes().items() if node.outputs()}
        wires, known = tuple(computed(graph).values()), delays(graph)
        return cls(nodes, wires, {wire.name: known[wire.uid] for wire in wires})

    def last(self, loss: str, window: int) -> int:
        """Return the depth at which a loss is worked out, so that the newest of what it compares is of depth `window`.

        If the prediction comes with a delay of p and the target of t, these depths are window - (p - min(p, t)) and
        window - (t - min(p, t)).
        """
        found = [self.delays[wire.name] for wire in self.into[loss] if wire.port in COMPARED]
        return window + min(found, default=0)

    def frames(self, loss: str, window: int) -> tuple[Frame, ...]:
        """Return what is computed from depth 1 on, up to the loss; nothing where that is not known."""
        last = self.last(loss, window)
        known = self._known(self._wanted(loss, last), last)
        if loss not in known[last]:
            return ()
        useful: list[set[str]] = [set() for _ in range(last + 1)]
        useful[last].add(loss)
        for depth in range(last, 0, -1):
            for name in reversed(self.order):
                if name in useful[depth]:
                    for before, at in self._reads(name, depth, known):
                        useful[at].add(before)
        frames = (self._frame(depth, useful[depth], known) for depth in range(1, last + 1))
        return tuple(frame for frame in frames if frame.nodes)

    def missing(self, loss: str, window: int) -> tuple[str, ...]:
        """Return the ports at which a loss would not know what arrives."""
        last = self.last(loss, window)
        known = self._known(self._wanted(loss, last), last)
        odd = (wire.port for wire in self.into[loss] if wire.port in COMPARED and not self._knows(wire, last, known))
        return tuple(dict.fromkeys(odd))

    def _given(self, name: str) -> bool:
        """Return whether nothing is summed for a node: a source, or one that is silent."""
        return self.nodes[name].category == "source" or self.nodes[name].muted

    def _brings_input(self, wire: Wire) -> bool:
        """Return whether an edge brings to the network what a source delivers, as it is."""
        source, target = self.nodes[wire.source], self.nodes[wire.target]
        inside = target.category not in LOOKING_ON
        return inside and source.category == "source" and not source.muted and wire.spec.kind == "identity"

    def _wanted(self, loss: str, last: int) -> list[set[str]]:
        """Return what the loss would need at each depth, if all were known."""
        wanted: list[set[str]] = [set() for _ in range(last + 1)]
        wanted[last].add(loss)
        for depth in range(last, 0, -1):
            for name in reversed(self.order):
                if name in wanted[depth] and not self._given(name):
                    for wire in self.into[name]:
                        wanted[max(0, depth - self.delays[wire.name])].add(wire.source)
                    if self.nodes[name].remembers:
                        wanted[depth - 1].add(name)
        return wanted

    def _known(self, wanted: list[set[str]], last: int) -> list[set[str]]:
        """Return what of that is known; at depth 0 all is."""
        known: list[set[str]] = [set(self.nodes), *(set() for _ in range(last))]
        for depth in range(1, last + 1):
            for name in self.order:
                if name in wanted[depth] and self._follows(name, depth, known):
                    known[depth].add(name)
        return known

    def _follows(self, name: str, depth: int, known: list[set[str]]) -> bool:
        """Return whether the value of a node follows from what is known."""
        node = self.nodes[name]
        if node.muted or node.reads_weights:
            return True
        found = {wire.name for wire in self.into[name] if self._knows(wire, depth, known)}
        if not found or node.category == "source":
            return False
        there = {wire.port for wire in self.into[name] if wire.name in found}
        lacking = {wire.port for wire in self.into[name] if wire.name not in found}
        if lacking and name in self.parts:
            return False
        needed = {port.name for port in node.ports if port.required or not port.many}
        return not needed & (lacking - there)

    def _knows(self, wire: Wire, depth: int, known: list[set[str]]) -> bool:
        """Return whether what an edge brings to a depth is known."""
        at = depth - self.delays[wire.name]
        return not self._brings_input(wire) and (at <= 0 or wire.source in known[at])

    def _reads(self, name: str, depth: int, known: list[set[str]]) -> Iterator[tuple[str, int]]:
        """Yield what a node that is known reads, and at which depth from 1 on."""
        if self._given(name) or self.nodes[name].reads_weights:
            return
        for wire in self.into[name]:
            at = depth - self.delays[wire.name]
            if at > 0 and self._knows(wire, depth, known):
                yield wire.source, at
        if self.nodes[name].remembers and depth > 1 and name in known[depth - 1]:
            yield name, depth - 1

    def _frame(self, depth: int, useful: set[str], known: list[set[str]]) -> Frame:
        nodes = tuple(name for name in self.order if name in useful and not self.nodes[name].reads_weights)
        summed = [name for name in nodes if not self._given(name)]
        wires = [wire for name in summed for wire in self.into[name] if self._knows(wire, depth, known)]
        return Frame(depth, nodes, tuple(sorted(wires, key=lambda wire: wire.uid)))
