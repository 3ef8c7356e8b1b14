"""A student's drawing as a lesson looks at it: forgiving of names that are nearly right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

import attrs
import networkx as nx

from lpnb.graph import Graph
from lpnb.graph.delays import delays
from lpnb.graph.flow import carrying
from lpnb.graph.light_cone import LightCone, light_cone
from lpnb.graph.names import split_endpoint
from lpnb.graph.node import Node
from lpnb.graph.rollout import Rollout
from lpnb.graph.wire import Wire
from lpnb.shapes.check import Report, check
from lpnb.shapes.infer import Types, infer


@attrs.frozen
class Drawing:
    """All that requirements ask of a graph, read at one moment.

    Attributes:
        nodes: The nodes by name.
        wires: The edges.
        types: What is known of their sizes.
        delays: The delay of each edge in frames, by uid.
        cone: How information moves, cell by cell.
        report: What is wrong.
        ways: The edges along which information moves, with their ``delay``.
        meant: The nodes that the step speaks of, and the kind that each shall have (empty: any). None is a misspelling
            of another.
    """

    nodes: dict[str, Node]
    wires: tuple[Wire, ...]
    types: Types
    delays: dict[int, int]
    cone: LightCone
    report: Report
    ways: nx.MultiDiGraph
    meant: Mapping[str, str]

    @classmethod
    def of(cls, graph: Graph, meant: Mapping[str, str]) -> Drawing:
        """Read a graph."""
        with graph.lock:
            known = delays(graph)
            ways = nx.MultiDiGraph()
            ways.add_nodes_from(graph)
            for wire in carrying(graph).values():
                ways.add_edge(wire.source, wire.target, delay=known[wire.uid])
            wires = tuple(graph.wires().values())
            report, cone = check(graph), light_cone(graph)
            return cls(graph.nodes(), wires, infer(graph), known, cone, report, ways, meant)

    @property
    def rollout(self) -> Rollout:
        """How information moves."""
        return self.cone.rollout

    def between(self, source: str, target: str) -> list[Wire]:
        """Return the edges from one end (``data`` or ``data.image``) to another."""
        (start, out), (end, port) = split_endpoint(source), split_endpoint(target)
        wires = [wire for wire in self.wires if (wire.source, wire.target) == (start, end)]
        return [wire for wire in wires if out in ("", wire.out) and port in ("", wire.port)]

    def absent(self, names: Iterable[str]) -> tuple[str, str] | None:
        """Return what is missing and what to do, for the first of `names` that no node has; None when all are there."""
        for name in names:
            if name not in self.nodes:
                return f"There is no node `{name}` yet.", self._advice(name, self.meant.get(name, ""))
        return None

    def _advice(self, name: str, kind: str) -> str:
        nearly = self._nearly(name, kind)
        if nearly:
            return f"There is a node `{nearly}`: select it, and call it `{name}`."
        choose = f"choose `{kind}`" if kind else "choose one"
        return f"Double-click the empty canvas, {choose}, and call it `{name}`."

    def _nearly(self, name: str, kind: str) -> str:
        """Return the node that is probably meant: of nearly that name, or of that kind and not named yet."""
        free = {other.casefold(): other for other in self.nodes if other not in self.meant}
        close = difflib.get_close_matches(name.casefold(), free, n=1, cutoff=0.75)
        unnamed = (other for other in free.values() if kind == self.nodes[other].kind and other.startswith(kind))
        return free[close[0]] if close else next(unnamed, "")
