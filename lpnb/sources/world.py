"""A flat world of walls, for agents that move in it."""

from __future__ import annotations

import colorsys
import math
from collections.abc import Iterator
from typing import ClassVar

import attrs
import numpy as np
import torch
from torch import Tensor

from lpnb.graph.fields import choice, number, settings
from lpnb.graph.node import Arriving, Finding
from lpnb.graph.options import Options
from lpnb.graph.types import Type
from lpnb.sources.chance import Numbers, uniform
from lpnb.sources.source import Feed, Setting, Source

PLACED = 0x80
COLUMNS = 8
"""Of a grid of places."""
GOLDEN = 0.618034
"""Steps of hue that stay far from one another."""


@attrs.frozen
class World(Source):
    """A room with walls in it: what an `agent` moves among, and what an `eye` sees and `touch` feels.

    `walls` [n, 4] are lines from (x, y) to (x, y), in pixels from the middle of the room, y downwards: its four sides,
    then those of `inside`. `colours` [n, 3] are theirs, red, green, blue, 0 to 1. `home` [3] is where an agent begins,
    x, y and angle, for each sample of the batch by itself: anywhere, or on a grid of eight columns, facing right.
    """

    kind: ClassVar[str] = "world"

    width: float = number(1000.0, low=1, high=1e6, unit="pixels", help="Of the room.")
    height: float = number(720.0, low=1, high=1e6, unit="pixels", help="Of the room.")
    inside: Options = settings(help="Walls in the room, from x, y to x, y: {'table': [-50, 0, 50, 0]}.")
    homes: str = choice("random", ("random", "grid", "middle"), help="Where agents begin.")

    def outputs(self) -> tuple[str, ...]:
        """Return the names of the outputs."""
        return ("walls", "colours", "home")

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return the types of the outputs."""
        count = 4 + len(self.inside)
        return {"walls": Type((count, 4)), "colours": Type((count, 3)), "home": Type((3,))}

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield a finding for each wall that is no line."""
        yield from super().check(arriving)
        for name, wall in self.inside.plain().items():
            if not _is_line(wall):
                yield Finding(f"four numbers for the wall {name!r}", f"{wall}", "Write it as [x, y, x, y].")

    def lines(self) -> Numbers:
        """Return the walls, [n, 4]."""
        x, y = self.width / 2, self.height / 2
        sides = [(-x, -y, x, -y), (x, -y, x, y), (x, y, -x, y), (-x, y, -x, -y)]
        return np.array([*sides, *self.inside.plain().values()], np.float64)

    def begin(self, batch: int, seed: int) -> Numbers:
        """Return where agents begin, [batch, 3]."""
        lanes = np.arange(batch)
        if self.homes == "middle":
            return np.zeros((batch, 3))
        if self.homes == "grid":
            column, row = lanes % COLUMNS, lanes // COLUMNS
            rows = math.ceil(batch / COLUMNS)
            right = ((column + 0.5) / min(COLUMNS, batch) - 0.5) * self.width
            return np.stack([right, ((row + 0.5) / rows - 0.5) * self.height, 0.0 * lanes], 1)
        shares = uniform(seed, PLACED, lanes[:, None], np.arange(3)) - 0.5
        places: Numbers = shares * np.array([0.8 * self.width, 0.8 * self.height, 2 * math.pi])
        return places

    def open(self, setting: Setting) -> Feed:
        """Return the room."""
        return Room(self, setting)


def _is_line(wall: object) -> bool:
    return isinstance(wall, list) and len(wall) == 4 and all(isinstance(end, (int, float)) for end in wall)


class Room:
    """The feed of a `World`: the same in each frame."""

    def __init__(self, spec: World, setting: Setting) -> None:
        """Lay it out."""
        lines = spec.lines()
        colours = np.array([colorsys.hsv_to_rgb(place * GOLDEN % 1, 0.7, 0.9) for place in range(len(lines))])
        batch = setting.batch
        every = (np.tile(lines, (batch, 1, 1)), np.tile(colours, (batch, 1, 1)), spec.begin(batch, setting.seed))
        self.values = tuple(torch.from_numpy(one).to(setting.device, setting.dtype) for one in every)

    def frame(self, number: int) -> tuple[Tensor, ...]:
        """Return the room."""
        return self.values
