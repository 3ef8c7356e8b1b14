"""Where ages of one source mix, and the fewest frames of delay that would make all ways there equally long.

image ──> h ──> answer      `answer` mixes `image` of t-1 and of t-2. One frame more on the skip makes that
  └───────────────^         t-2 alone.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import attrs
import networkx as nx

from lpnb.graph.ages import Ages
from lpnb.graph.light_cone import LightCone, Link
from lpnb.graph.nodes.delay import Delay
from lpnb.graph.rollout import sequential

if TYPE_CHECKING:
    from lpnb.graph.graph import Graph

Mixing = tuple[str, str]
"""(source, node in which ages of it mix)."""


@attrs.frozen(slots=False)  # for the cached properties
class Ways:
    """The links along which information comes forward: without those that close a loop.

    A slow node (of a period above 1) counts as if it were due in every frame: what it waits comes on top.

    Attributes:
        links: They close no loop.
        sources: Where information comes in.
    """

    links: tuple[Link, ...]
    sources: tuple[str, ...]

    def mixings(self, more: Mapping[str, int]) -> list[Mixing]:
        """Return where links bring different ages of one source, with `more` frames on some links, by name."""
        tables = {source: self._ages(source, more) for source in self.sources}
        pairs = itertools.product(self.sources, self._order)
        return [(s, node) for s, node in pairs if len({bits for _, bits in self._arriving(node, tables[s], more)}) > 1]

    def brought(self, mixing: Mixing) -> list[tuple[Link, Ages]]:
        """Return which link brings which ages of the source to where they mix."""
        source, node = mixing
        arriving = self._arriving(node, self._ages(source, {}), {})
        return [(link, Ages.of(bits)) for link, bits in arriving]

    def equal(self, wanted: set[Mixing]) -> dict[str, int]:
        """Return the fewest frames that links, by name, have to take more for nothing of `wanted` to mix any more.

        Where that would make something else mix that did not before, it does not either.
        """
        before, more = set(self.mixings({})), dict[str, int]()
        new = set(wanted)
        while new:
            wanted = wanted | new
            more = _least(self._between(wanted))
            new = set(self.mixings(more)) - before - wanted
        return more

    # -- ages -----------------------------------------------------------------------------------------------------

    def _ages(self, source: str, more: Mapping[str, int]) -> dict[str, int]:
        """Return for each node how old what `source` says can be there: bits of a whole number, as in `Ages`."""
        ages = {source: 1}
        for node in self._order:
            bits = ages.get(node, 0)
            for _, brought in self._arriving(node, ages, more):
                bits |= brought
            ages[node] = bits
        return ages

    def _arriving(self, node: str, ages: Mapping[str, int], more: Mapping[str, int]) -> Iterator[tuple[Link, int]]:
        for link in self._into.get(node, ()):
            bits = ages.get(link.source, 0) << (link.delay + more.get(link.name, 0))
            if bits:
                yield link, bits

    @functools.cached_property
    def _into(self) -> dict[str, list[Link]]:
        found: dict[str, list[Link]] = {}
        for link in self.links:
            found.setdefault(link.target, []).append(link)
        return found

    @functools.cached_property
    def _network(self) -> nx.DiGraph:
        network = nx.DiGraph((link.source, link.target) for link in self.links)
        network.add_nodes_from(self.sources)
        return network

    @functools.cached_property
    def _order(self) -> list[str]:
        return list(nx.topological_sort(self._network))

    def _between(self, wanted: set[Mixing]) -> list[Link]:
        """Return the links on the ways from sources to where they mix."""
        found: set[str] = set()
        for source in {source for source, _ in wanted}:
            after = nx.descendants(self._network, source) | {source}
            nodes = {node for other, node in wanted if other == source}
            before = nodes.union(*(nx.ancestors(self._network, node) for node in nodes))
            found |= {x.name for x in self.links if x.source in after and x.target in before}
        return [link for link in self.links if link.name in found]


def _least(links: list[Link]) -> dict[str, int]:
    """Return the fewest frames more that make all ways between two nodes equally long, by name of link.

    Each node gets a time, so that a link from u to v takes time(v) - time(u), which is at least its delay; the sum
    of all is the least there is. That is a linear program, whose dual is a flow of least cost; the times are the
    lengths of shortest ways in what the flow leaves (Ahuja, Magnanti, Orlin, *Network Flows*, 1993, chapter 9).
    """
    network = nx.MultiDiGraph()
    for link in links:
        network.add_edge(link.source, link.target, link.name, weight=-link.delay)
    for node in network:
        network.nodes[node]["demand"] = network.in_degree(node) - network.out_degree(node)
    _, flow = nx.network_simplex(network)
    bounds = nx.MultiDiGraph()
    start = object()
    bounds.add_weighted_edges_from((start, node, 0) for node in network)
    for link in links:
        bounds.add_edge(link.target, link.source, weight=-link.delay)
        if flow[link.source][link.target][link.name]:
            bounds.add_edge(link.source, link.target, weight=link.delay)
    times = nx.single_source_bellman_ford_path_length(bounds, start)
    spare = {link.name: int(times[link.target] - times[link.source] - link.delay) for link in links}
    return {name: frames for name, frames in spare.items() if frames}


def ways(graph: Graph, cone: LightCone) -> Ways:
    """Return the ways of a light cone, but for those into what compares: there, ages are a matter of their own.

    Of a loop the link is left out that leads back: to where fewer links lead from a source, or the last one drawn. A
    delay on a link is part of it, so that to insert one does not turn a loop round.
    """
    comparing = {found.node for found in cone.comparisons}
    waiting = {name for name, node in graph.nodes().items() if isinstance(node, Delay)}
    network = nx.DiGraph()
    network.add_nodes_from(cone.sources)
    network.add_weighted_edges_from((link.source, link.target, link.target not in waiting) for link in cone.links)
    depth = nx.multi_source_dijkstra_path_length(network, set(cone.sources)) if cone.sources else {}
    links = [link for link in cone.links if link.source in depth and link.target not in comparing]
    links.sort(key=lambda link: (link.target not in waiting, depth[link.source], depth[link.target]))
    knots = nx.strongly_connected_components(nx.DiGraph((link.source, link.target) for link in links))
    knot = {node: number for number, nodes in enumerate(knots) for node in nodes}
    inner = [link for link in links if knot[link.source] == knot[link.target]]
    closing = sequential((link.name, link.source, link.target) for link in inner)
    return Ways(tuple(link for link in links if not closing.get(link.name)), cone.sources)
