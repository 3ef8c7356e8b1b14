"""What closes a cycle in which nothing takes a frame is refused, and the cycle is shown."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping

from lpnb.errors import EditError, Problem
from lpnb.graph import Graph
from lpnb.graph.delays import in_frame_cycles


class InFrameCycle(EditError):
    """An edit was refused because nothing on a cycle would take a frame.

    Attributes:
        edges: The uids of the cycle's edges, for the editor to show in red.
    """

    def __init__(self, problem: Problem, edges: list[int]) -> None:
        """Take the problem and the cycle."""
        super().__init__(problem)
        self.edges = edges


def refuse_cycle(graph: Graph, meant: Collection[int], known: Mapping[int, int], name: str) -> None:
    """Raise where edges would be part of a cycle inside a frame.

    Args:
        graph: The graph.
        meant: The uids of the edges.
        known: The delay of each edge, by uid.
        name: What the edge is called in the words.

    Raises:
        InFrameCycle: When they would.
    """
    wires = graph.wires().values()
    for cycle in in_frame_cycles([(wire.source, wire.target, known[wire.uid]) for wire in wires]):
        steps = set(itertools.pairwise(cycle))
        edges = [wire.uid for wire in wires if (wire.source, wire.target) in steps and known[wire.uid] == 0]
        if not set(edges).isdisjoint(meant):
            way, mend = " -> ".join(cycle), "Leave one edge of the cycle at a delay of 1 or more."
            problem = Problem(f"edge {name!r}", "an edge of the cycle that takes a frame", f"none on {way}", mend=mend)
            raise InFrameCycle(problem, edges)
