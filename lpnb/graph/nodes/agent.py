"""A body that is moved by forces, among walls."""

from __future__ import annotations

from typing import ClassVar

import attrs

from lpnb.graph.code import NodeCode, Value
from lpnb.graph.fields import number
from lpnb.graph.node import OUT, Arriving, Node, Port
from lpnb.graph.types import Type

STATE = Type((7,))
"""x, y, angle; their velocities; 1 once it has begun."""
WALLS = Port("walls", "the walls of a 'world'", required=False, instant=True)
PUSHES = ("force_x", "force_y", "torque")


@attrs.frozen
class Agent(Node):
    """A body in a flat world: in each frame, forces change its velocity, and that its place.

    Its state is x, y (pixels from the middle of the world, y downwards), angle (rad, from right to down), their
    velocities (per frame), and 1 once it has begun. The new velocity is `inertia` times the old one, plus what arrives
    at `force` (x, y, torque; or one number each at `force_x`, `force_y`, `torque`), plus what walls do that are nearer
    than `distance`: the square of how much nearer, away from them. Each is limited; then place and angle move by it.
    """

    kind: ClassVar[str] = "agent"
    remembers: ClassVar[bool] = True
    ports: ClassVar[tuple[Port, ...]] = (
        Port("force", "forces to the right and down, and a torque: three numbers", many=True, required=False),
        Port("force_x", "a force to the right, one number", many=True, required=False),
        Port("force_y", "a force down, one number", many=True, required=False),
        Port("torque", "what turns it to the right, one number", many=True, required=False),
        WALLS,
        Port("home", "where it begins: x, y, angle; else in the middle", required=False, instant=True),
    )

    inertia: float = number(0.2, low=0, high=1, live=True, help="The share of its velocity that it keeps each frame.")
    fastest: float = number(
        2.0, low=0, high=1e4, unit="pixels a frame", live=True, help="How fast it moves to each side, at most."
    )
    fastest_turn: float = number(
        1.0, low=0, high=100, unit="rad a frame", live=True, help="How fast it turns, at most."
    )
    distance: float = number(32.0, low=0, high=1e4, unit="pixels", live=True, help="From how near walls push it away.")

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return seven numbers."""
        return {OUT: STATE}

    def wants(self, port: str, out: Type | None) -> Type | None:
        """Return three numbers for all forces together, one for each alone."""
        return {"force": Type((3,)), "home": Type((3,))}.get(port) or (Type((1,)) if port in PUSHES else None)

    def emit(self, code: NodeCode) -> Value:
        """Return place + velocity, velocity, 1."""
        past, cat, ones_like = code.past, code.use("torch.cat"), code.use("torch.ones_like")
        place = f"{past}[:, :3]"
        if code.arriving("home"):
            place = code.let("place", f"{place} + {code.arrival('home')[0].text} * (1 - {past}[:, 6:])")
        force = code.let("force", f"{code.knob('inertia')} * {past}[:, 3:6]{self._forces(code, cat)}")
        push = f"{force}[:, :2]"
        if code.arriving("walls"):
            push = code.let("push", f"{push} + {self._walls(code, place)}")
        fastest, turn = code.knob("fastest"), code.knob("fastest_turn")
        limited = f"{push}.clamp(-{fastest}, {fastest}), {force}[:, 2:].clamp(-{turn}, {turn})"
        velocity = code.let("velocity", f"{cat}(({limited}), 1)")
        return Value(f"{cat}(({place} + {velocity}, {velocity}, {ones_like}({past}[:, 6:])), 1)", fresh=True)

    def _forces(self, code: NodeCode, cat: str) -> str:
        """Return what arrives, to be added."""
        together = f" + {code.sum('force').text}" if code.arriving("force") else ""
        if not any(map(code.arriving, PUSHES)):
            return together
        none = f"{code.use('torch.zeros_like')}({code.past}[:, :1])"
        each = ", ".join(code.sum(port).text if code.arriving(port) else none for port in PUSHES)
        return f"{together} + {cat}(({each}), 1)"

    def _walls(self, code: NodeCode, place: str) -> str:
        """Return how walls push, [batch, 2]."""
        walls = code.let("walls", code.arrival("walls")[0].text)
        away = code.let("away", nearest(code, walls, f"{place}[:, None, :2]"))
        gap = code.let("gap", f"({away}.square().sum(-1, keepdim=True) + 1e-12).sqrt()")
        nearer = code.let("nearer", f"({code.knob('distance')} - {gap}).clamp(min=0)")
        return f"({nearer}.square() * {away} / {gap}).sum(1)"


def nearest(code: NodeCode, walls: str, place: str) -> str:
    """Return the text of the way from the nearest point of each wall to a place, [batch, walls, 2].

    Args:
        code: Where names are given.
        walls: The walls, [batch, walls, 4].
        place: The place, [batch, 1, 2].
    """
    start = code.let("start", f"{place} - {walls}[:, :, :2]")
    way = code.let("way", f"{walls}[:, :, 2:] - {walls}[:, :, :2]")
    length = code.let("length", f"{way}.square().sum(-1, keepdim=True).clamp(min=1e-9)")
    along = code.let("along", f"(({start} * {way}).sum(-1, keepdim=True) / {length}).clamp(0, 1)")
    return f"({start} - {along} * {way})"
