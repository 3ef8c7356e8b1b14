"""The ways of the edges of a picture: forward, around what lies between, back below everything, and loops."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import attrs

from lpnb.graph import Graph
from lpnb.graph.wire import Wire
from lpnb.widgets.layout import HEIGHT, WIDTH, Placed, Point

SIDE = HEIGHT - 22
"""The part of a node's side where edges end."""
LANE = 30.0
"""Distance between edges that lead back below everything."""
LOOP = 30.0
"""Height of an edge from a node to itself."""


@attrs.frozen
class Route:
    """The way of one edge.

    Attributes:
        wire: The edge.
        path: An SVG path.
        tip: Where the arrow ends.
        heading: The unit vector in which it arrives.
        label: The point on the way that its words belong to.
        points: Points that the picture must have room for.
    """

    wire: Wire
    path: str
    tip: Point
    heading: Point
    label: Point
    points: tuple[Point, ...]


def routes(graph: Graph, placed: Placed) -> list[Route]:
    """Return the way of every edge."""
    wires = list(graph.wires().values())
    forward = [wire for wire in wires if wire.uid not in placed.back]
    starts = _docks(placed, [(w, w.source, w.target) for w in forward], WIDTH)
    ends = _docks(placed, [(w, w.target, w.source) for w in forward], 0)
    ways = [_forward(wire, starts[wire.uid], ends[wire.uid], placed.bends.get(wire.uid, [])) for wire in forward]
    floor = max((y + HEIGHT for _, y in placed.nodes.values()), default=0.0)
    floor = max([floor, *(y for bends in placed.bends.values() for _, y in bends)])
    backward = [wire for wire in wires if wire.uid in placed.back]
    loops: dict[str, int] = {}
    for wire in sorted(backward, key=lambda w: abs(placed.nodes[w.source][0] - placed.nodes[w.target][0])):
        if wire.source == wire.target:
            loops[wire.source] = loops.get(wire.source, 0) + 1
            ways.append(_loop(wire, placed.nodes[wire.source], loops[wire.source]))
        else:
            floor += LANE
            ways.append(_back(wire, placed.nodes[wire.source], placed.nodes[wire.target], floor))
    return ways


def _docks(placed: Placed, ends: Iterable[tuple[Wire, str, str]], x: float) -> dict[int, Point]:
    """Return where each edge touches its node; those at one node spread over its side, ordered by their other ends."""
    at: dict[str, list[tuple[float, int]]] = {}
    for wire, node, other in ends:
        bends = placed.bends.get(wire.uid)
        height = placed.nodes[other][1] + HEIGHT / 2
        if bends:
            height = bends[0 if x else -1][1]
        at.setdefault(node, []).append((height, wire.uid))
    docks = {}
    for node, others in at.items():
        left, top = placed.nodes[node]
        for number, (_, uid) in enumerate(sorted(others)):
            offset = SIDE * ((number + 0.5) / len(others) - 0.5)
            docks[uid] = (left + x, top + HEIGHT / 2 + offset)
    return docks


def _forward(wire: Wire, start: Point, end: Point, bends: list[Point]) -> Route:
    points = [start]
    for x, y in bends:  # straight past the layer
        points += [(x - WIDTH / 2, y), (x + WIDTH / 2, y)]
    points.append(end)
    path = f"M{start[0]:g} {start[1]:g}"
    for number, ((x, y), (to_x, to_y)) in enumerate(itertools.pairwise(points)):
        last = number == len(points) - 2
        reach = max(abs(to_x - x) / 2, 24)
        stop = to_x - 7 if last else to_x
        path += f"C{x + reach:g} {y:g} {to_x - reach:g} {to_y:g} {stop:g} {to_y:g}"
    label = bends[(len(bends) - 1) // 2] if bends else ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    return Route(wire, path, end, (1.0, 0.0), label, (*points, label))


def _back(wire: Wire, source: Point, target: Point, floor: float) -> Route:
    """Leave below, run along the floor, and come up from below."""
    x, y = source[0] + WIDTH * 0.6, source[1] + HEIGHT
    to_x, to_y = target[0] + WIDTH * 0.4, target[1] + HEIGHT
    if abs(x - to_x) < WIDTH:  # nearly one below the other: make room for the turn
        to_x = target[0] + WIDTH * 0.15
    turn = 14 if x > to_x else -14
    path = (
        f"M{x:g} {y:g}L{x:g} {floor - 14:g}Q{x:g} {floor:g} {x - turn:g} {floor:g}"
        f"L{to_x + turn:g} {floor:g}Q{to_x:g} {floor:g} {to_x:g} {floor - 14:g}L{to_x:g} {to_y + 7:g}"
    )
    label = ((x + to_x) / 2, floor)
    return Route(wire, path, (to_x, to_y), (0.0, -1.0), label, ((x, floor), (to_x, floor)))


def _loop(wire: Wire, node: Point, number: int) -> Route:
    """Leave and arrive above."""
    left, right, y = node[0] + WIDTH * 0.34, node[0] + WIDTH * 0.66, node[1]
    high = y - LOOP * number
    path = f"M{right:g} {y:g}C{right + 18:g} {high:g} {left - 18:g} {high:g} {left:g} {y - 7:g}"
    label = (node[0] + WIDTH / 2, y - LOOP * number * 0.76)
    return Route(wire, path, (left, y), (0.25, 0.97), label, ((left, high), (right, high - 4)))
