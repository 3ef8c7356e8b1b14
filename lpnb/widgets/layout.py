"""Where nodes stand in a picture: in layers from left to right, edges that skip layers led around what lies between."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterable, Mapping

import attrs
import networkx as nx

from lpnb.graph import Graph

Point = tuple[float, float]
Bend = tuple[int, int]
"""A place where an edge (by uid) passes a layer."""

WIDTH, HEIGHT = 128.0, 48.0
ACROSS, DOWN = 90.0, 46.0
"""Free pixels between layers, and between what stands in one."""
THIN = 16.0
"""Height that a passing edge takes."""
SWEEPS = 8


@attrs.frozen
class Placed:
    """A layout.

    Attributes:
        nodes: The upper left corner of each node.
        bends: For each edge that skips layers, by uid, the points that it passes.
        back: The uids of edges that lead back to an earlier layer or to where they start.
    """

    nodes: dict[str, Point]
    bends: dict[int, list[Point]]
    back: frozenset[int]


def place(graph: Graph) -> Placed:
    """Lay out a graph; positions that a person gave win when every node has one."""
    layers = longest_path_layers(graph)
    back = frozenset(wire.uid for wire in graph.wires().values() if layers[wire.target] <= layers[wire.source])
    stored = {name: point for name, point in graph.layout.items() if name in layers}
    if stored and set(stored) == set(layers):
        left, top = (min(point[axis] for point in stored.values()) for axis in (0, 1))
        nodes = {name: (x - left, y - top) for name, (x, y) in stored.items()}
        back = frozenset(w.uid for w in graph.wires().values() if nodes[w.target][0] <= nodes[w.source][0])
        return Placed(nodes, {}, back)
    return _layered(graph, layers, back)


def longest_path_layers(graph: Graph) -> dict[str, int]:
    """Return for each node the length of the longest way to it, over the edges that close no cycle."""
    forward = nx.DiGraph()
    forward.add_nodes_from(graph.states())
    forward.add_edges_from((wire.source, wire.target) for wire in graph.wires().values())
    forward.remove_edges_from(list(_closing(forward)))
    layers: dict[str, int] = {}
    for name in nx.topological_sort(forward):
        layers[name] = max((layers[before] + 1 for before in forward.predecessors(name)), default=0)
    return layers


def _closing(network: nx.DiGraph) -> Iterable[tuple[str, str]]:
    """Yield the edges that close a cycle, as a walk from the sources on meets them."""
    starts = [node for node in network if not network.in_degree(node)]
    finished: set[str] = set()
    for start in [*starts, *network]:
        if start in finished:
            continue
        active = {start}
        stack = [(start, iter(list(network.successors(start))))]
        while stack:
            node, following = stack[-1]
            for child in following:
                if child in active:
                    yield node, child
                elif child not in finished:
                    active.add(child)
                    stack.append((child, iter(list(network.successors(child)))))
                    break
            else:
                active.discard(node)
                finished.add(node)
                stack.pop()


def _layered(graph: Graph, layers: Mapping[str, int], back: frozenset[int]) -> Placed:
    rows: list[list[Hashable]] = [[] for _ in range(max(layers.values(), default=-1) + 1)]
    for name in graph.states():
        rows[layers[name]].append(name)
    links: list[tuple[Hashable, Hashable]] = []
    passes: dict[int, list[Bend]] = {}
    for wire in graph.wires().values():
        if wire.uid in back:
            continue
        between = [(wire.uid, layer) for layer in range(layers[wire.source] + 1, layers[wire.target])]
        for bend in between:
            rows[bend[1]].append(bend)
        passes[wire.uid] = between
        links += itertools.pairwise([wire.source, *between, wire.target])
    neighbours = _neighbours(links)
    _untangle(rows, neighbours)
    middle = _heights(rows, neighbours)
    nodes = {name: (layers[name] * (WIDTH + ACROSS), middle[name] - HEIGHT / 2) for name in layers}
    bends = {
        uid: [(layer * (WIDTH + ACROSS) + WIDTH / 2, middle[uid, layer]) for _, layer in between]
        for uid, between in passes.items()
        if between
    }
    return Placed(nodes, bends, back)


def _neighbours(links: Iterable[tuple[Hashable, Hashable]]) -> dict[Hashable, list[Hashable]]:
    neighbours: dict[Hashable, list[Hashable]] = {}
    for one, other in links:
        neighbours.setdefault(one, []).append(other)
        neighbours.setdefault(other, []).append(one)
    return neighbours


def _untangle(rows: list[list[Hashable]], neighbours: Mapping[Hashable, list[Hashable]]) -> None:
    """Order each layer by the mean place of the neighbours in the layer before, then after, and so on (barycentres)."""
    for sweep in range(SWEEPS):
        step = 1 if sweep % 2 == 0 else -1
        order = range(1, len(rows)) if step > 0 else range(len(rows) - 2, -1, -1)
        for layer in order:
            fixed, own = _places(rows[layer - step]), _places(rows[layer])
            centres = {
                item: _mean([fixed[other] for other in neighbours.get(item, ()) if other in fixed], own[item])
                for item in rows[layer]
            }
            rows[layer].sort(key=centres.__getitem__)


def _places(row: list[Hashable]) -> dict[Hashable, float]:
    """Return where each item of a layer stands, from 0 to 1."""
    return {item: (number + 0.5) / len(row) for number, item in enumerate(row)}


def _heights(rows: list[list[Hashable]], neighbours: Mapping[Hashable, list[Hashable]]) -> dict[Hashable, float]:
    """Return the middle of each node and bend: near its neighbours' middle, in order, and not over one another."""
    middle: dict[Hashable, float] = {}
    for row in rows:
        y = 0.0
        for item in row:
            middle[item] = y + _height(item) / 2
            y += _height(item) + DOWN
        for item in row:
            middle[item] -= (y - DOWN) / 2
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wanted = {item: _mean([middle[n] for n in neighbours.get(item, ())], middle[item]) for item in row}
            _spread(row, wanted, middle)
    top = min((middle[item] - _height(item) / 2 for item in middle), default=0.0)
    return {item: y - top for item, y in middle.items()}


def _spread(row: list[Hashable], wanted: Mapping[Hashable, float], middle: dict[Hashable, float]) -> None:
    """Give each item of a layer the height that it wants; push apart those that would touch, and shift all back."""
    lowest = -1e9
    for item in row:
        middle[item] = max(wanted[item], lowest + _height(item) / 2)
        lowest = middle[item] + _height(item) / 2 + DOWN
    shift = _mean([wanted[item] - middle[item] for item in row], 0.0)
    for item in row:
        middle[item] += shift


def _height(item: Hashable) -> float:
    return HEIGHT if isinstance(item, str) else THIN


def _mean(values: list[float], default: float) -> float:
    return sum(values) / len(values) if values else default
