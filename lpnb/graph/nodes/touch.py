"""What an agent feels of walls that are near."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

import attrs

from lpnb.graph.code import NodeCode, Value
from lpnb.graph.fields import integer, number
from lpnb.graph.node import OUT, Arriving, Finding, Node, Port
from lpnb.graph.nodes.agent import WALLS
from lpnb.graph.nodes.eye import POSE, cast, check_senses
from lpnb.graph.types import Type


@attrs.frozen
class Touch(Node):
    """Feels walls all around: `receptors` numbers, from behind over the left, ahead and the right.

    Each is log(reach / d) where a wall is d < `reach` pixels away in its direction, else 0.
    """

    kind: ClassVar[str] = "touch"
    category: ClassVar[str] = "function"
    ports: ClassVar[tuple[Port, ...]] = (POSE, attrs.evolve(WALLS, required=True))

    receptors: int = integer(64, low=1, high=10_000, help="How many directions are felt.")
    reach: float = number(64.0, low=1e-3, high=1e6, unit="pixels", live=True, help="From how near walls are felt.")

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return one number for each direction."""
        return {OUT: Type((self.receptors,))}

    def wants(self, port: str, out: Type | None) -> Type | None:
        """Return nothing: what each input has to be says `check`."""
        return None

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield what it cannot feel."""
        yield from super().check(arriving)
        yield from check_senses(arriving)

    def emit(self, code: NodeCode) -> Value:
        """Return log(reach / d), and 0 where that is negative."""
        pose = code.let("pose", code.arrival("pose")[0].text)
        walls = code.let("walls", code.arrival("walls")[0].text)
        step = 2 * math.pi / self.receptors
        like = f"dtype={pose}.dtype, device={pose}.device"
        each = code.let("each", f"{code.use('torch.arange')}({self.receptors}, {like})")
        angle = code.let("angle", f"{pose}[:, 2:3] + {step!r} * {each} - {math.pi!r}")
        far = code.let("far", f"{cast(code, pose, walls, angle)}.amin(-1)")
        return Value(f"({code.knob('reach')} / {far}).clamp(1, 1e6).log()", fresh=True)
