"""What an agent sees: rays, and the walls that they meet first."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

import attrs

from lpnb.graph.code import NodeCode, Value
from lpnb.graph.fields import choice, integer, number
from lpnb.graph.node import OUT, Arriving, Finding, Node, Port
from lpnb.graph.nodes.agent import WALLS
from lpnb.graph.types import Type

POSE = Port("pose", "an 'agent', or x, y and angle")
POSED = 3
"""Numbers of a pose."""


@attrs.frozen
class Eye(Node):
    """Looks from an agent's place along `receptors` rays, from the left to the right end of its field of view.

    It sees how far the first wall is, (1, receptors, 1), or the colour of it, (3, receptors, 1); `reach` and black
    where there is none.
    """

    kind: ClassVar[str] = "eye"
    category: ClassVar[str] = "function"
    ports: ClassVar[tuple[Port, ...]] = (
        POSE,
        attrs.evolve(WALLS, required=True),
        Port("colours", "the colours of a 'world', to see these", required=False, instant=True),
    )

    receptors: int = integer(128, low=1, high=10_000, help="How many rays there are.")
    view: float = number(
        2.0, low=0, high=round(2 * math.pi, 6), unit="rad", live=True, help="How wide the field of view is."
    )
    look: float = number(0.0, low=-10, high=10, unit="rad", live=True, help="How far to the right of ahead it looks.")
    reach: float = number(1500.0, low=1e-3, high=1e6, unit="pixels", live=True, help="How far it sees.")
    sees: str = choice("distance", ("distance", "colour"), help="What it tells of the first wall.")

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return one or three numbers for each ray."""
        return {OUT: Type((1 if self.sees == "distance" else 3, self.receptors, 1))}

    def wants(self, port: str, out: Type | None) -> Type | None:
        """Return nothing: what each input has to be says `check`."""
        return None

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield what it cannot look at, or from."""
        yield from super().check(arriving)
        yield from check_senses(arriving)
        walls, colours = (next(iter(arriving.get(port, ())), None) for port in ("walls", "colours"))
        if self.sees == "colour" and not arriving.get("colours"):
            yield Finding("one edge at 'colours', to see these", "none", "Connect the 'colours' of a world.")
        elif colours is not None and walls is not None and colours.shape != (walls.features, 3):
            yield Finding(f"({walls.features}, 3) at 'colours'", f"{colours}", "Connect the 'colours' of that world.")

    def emit(self, code: NodeCode) -> Value:
        """Return the distance of the nearest wall on each ray, or its colour."""
        pose = code.let("pose", code.arrival("pose")[0].text)
        walls = code.let("walls", code.arrival("walls")[0].text)
        like = f"dtype={pose}.dtype, device={pose}.device"
        half = code.let("half", f"{code.use('torch.linspace')}(-0.5, 0.5, {self.receptors}, {like})")
        angle = code.let("angle", f"{pose}[:, 2:3] + {code.knob('look')} + {code.knob('view')} * {half}")
        far = code.let("far", cast(code, pose, walls, angle))
        reach = code.knob("reach")
        if self.sees == "distance":
            return Value(f"{far}.amin(-1).clamp(max={reach})[:, None, :, None]", fresh=True)
        first = code.let("first", f"{far}.argmin(-1)[..., None].expand(-1, -1, 3)")
        colour = f"{code.arrival('colours')[0].text}.gather(1, {first})"
        seen = code.let("seen", f"{colour} * ({far}.amin(-1) <= {reach})[..., None]")
        return Value(f"{seen}.transpose(1, 2)[..., None]", fresh=True)


def check_senses(arriving: Arriving) -> Iterator[Finding]:
    """Yield a finding unless a pose and walls arrive, as far as they do."""
    pose, walls = (next(iter(arriving.get(port, ())), None) for port in ("pose", "walls"))
    if pose is not None and (len(pose.shape) != 1 or pose.features < POSED or pose.classes):
        yield Finding("x, y and angle at 'pose'", f"{pose}", "Connect an agent to it.")
    if walls is not None and (len(walls.shape) != 2 or walls.shape[1] != 4):
        yield Finding("walls (n, 4) at 'walls'", f"{walls}", "Connect the 'walls' of a world.")


def cast(code: NodeCode, pose: str, walls: str, angle: str) -> str:
    """Return the text of how far each wall is on each ray, [batch, rays, walls]; infinite where it is not on it.

    Args:
        code: Where names are given.
        pose: x and y, and whatever comes then, [batch, ...].
        walls: The walls, [batch, walls, 4].
        angle: The angles of the rays, [batch, rays].
    """
    where = code.use("torch.where")
    start = code.let("start", f"({walls}[:, :, :2] - {pose}[:, None, :2])[:, None]")
    way = code.let("way", f"({walls}[:, :, 2:] - {walls}[:, :, :2])[:, None]")
    right, down = (code.let(name, f"{angle}.{name}()[..., None]") for name in ("cos", "sin"))
    across = code.let("across", f"{right} * {way}[..., 1] - {down} * {way}[..., 0]")
    safe = code.let("safe", f"{where}({across} == 0, 1.0, {across})")
    far = code.let("along", f"({start}[..., 0] * {way}[..., 1] - {start}[..., 1] * {way}[..., 0]) / {safe}")
    share = code.let("share", f"({start}[..., 0] * {down} - {start}[..., 1] * {right}) / {safe}")
    meets = code.let("meets", f"({across} != 0) & ({far} >= 0) & ({share} >= 0) & ({share} <= 1)")
    return f"{where}({meets}, {far}, float('inf'))"
