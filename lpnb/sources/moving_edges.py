"""Gratings that move behind a round window."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from typing import ClassVar

import attrs
import numpy as np
import torch
from torch import Tensor

from lpnb.graph.fields import number, shape
from lpnb.graph.node import Arriving, Finding
from lpnb.graph.types import Type
from lpnb.sources.chance import Whole, between, uniform
from lpnb.sources.schedule import Moment
from lpnb.sources.showing import Showing, Stage
from lpnb.sources.source import Setting

DRAWN = 0x30


@attrs.frozen
class MovingEdges(Showing):
    """Shows gratings that move: `board` (1, height, width), 0 to 1, and `velocity` (2).

    A pixel at (x, y) from the middle, y downwards, is ((sin(2 pi (r / wave - e v)) + 1) / 2) ^ 2 in frame e of a
    showing, where r is how far it lies in the direction of the movement, under the window
    exp(-(x^2 + y^2) / (2 sigma)^2).
    Direction, v and wave are drawn for each showing; `velocity` is v times (cosine, sine) of the direction.
    """

    kind: ClassVar[str] = "moving_edges"

    shape: tuple[int, ...] | None = shape(help="(1, height, width); empty: (1, 64, 64).")
    fastest: float = number(
        0.2, low=0, high=0.5, unit="waves a frame", help="How fast they move at most; beyond 0.5 they seem to go back."
    )
    shortest_wave: float = number(4.0, low=2, high=1e4, unit="pixels", help="The least distance between two edges.")
    longest_wave: float = number(8.0, low=2, high=1e4, unit="pixels", help="The greatest distance between two edges.")
    sigma: float = number(64.0, low=0.1, high=1e6, unit="pixels", help="How wide the window is.")

    def outputs(self) -> tuple[str, ...]:
        """Return the names of the outputs."""
        return ("board", "velocity")

    def seen(self) -> Collection[str]:
        """Return what noise and fading reach."""
        return ("board",)

    @property
    def sizes(self) -> tuple[int, ...]:
        """(1, height, width) of the board."""
        return self.shape or (1, 64, 64)

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return the types of the outputs."""
        return {"board": Type(self.sizes), "velocity": Type((2,))}

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield what does not fit together."""
        yield from super().check(arriving)
        if len(self.sizes) != 3 or self.sizes[0] != 1:
            mend = "Set shape to (1, 64, 64), or leave it empty."
            yield Finding("(1, height, width) for 'shape'", f"{self.sizes}", mend)
        if self.longest_wave < self.shortest_wave:
            mend = "Raise 'longest_wave', or lower 'shortest_wave'."
            yield Finding(f"a 'longest_wave' of {self.shortest_wave:g} or more", f"{self.longest_wave:g}", mend)

    def stage(self, setting: Setting) -> Stage:
        """Return the gratings."""
        return Gratings(self, setting)


class Gratings(Stage):
    """The stage of `MovingEdges`: its stimuli are 4 numbers, the cosine and sine of the direction, v, wave."""

    moves = True

    def __init__(self, spec: MovingEdges, setting: Setting) -> None:
        """Lay out the board."""
        self.spec, self.setting = spec, setting
        _, height, width = spec.sizes
        y, x = (torch.arange(n, device=setting.device, dtype=setting.dtype) - (n - 1) / 2 for n in (height, width))
        self.y, self.x = y[:, None], x
        self.window = torch.exp(-(self.x**2 + self.y**2) / (2 * spec.sigma) ** 2)

    def stimuli(self, lanes: Whole, showings: Whole) -> tuple[Tensor, ...]:
        """Return direction, speed and wave of these showings, [n, 4]."""
        spec = self.spec
        chance = uniform(self.setting.seed, DRAWN, lanes[:, None], showings[:, None], np.arange(3)).T
        angle, speed = 2 * math.pi * chance[0], between(0, spec.fastest, chance[1])
        wave = between(spec.shortest_wave, spec.longest_wave, chance[2])
        return (torch.from_numpy(np.stack([np.cos(angle), np.sin(angle), speed, wave], 1)).to(self.setting.device),)

    def at(self, stimuli: tuple[Tensor, ...], moment: Moment) -> tuple[Tensor, ...]:
        """Return the boards of one frame, and their velocities."""
        cosine, sine, speed, wave = stimuli[0].T
        elapsed = torch.from_numpy(moment.elapsed).to(self.setting.device)
        parts = torch.stack([cosine / wave, sine / wave, (elapsed * speed) % 1])
        across, down, ago = (2 * math.pi * parts).to(self.setting.dtype)[..., None, None]
        wave = torch.sin(across * self.x + down * self.y - ago)
        board = (wave.add_(1).mul_(0.5)).square_().mul_(self.window)
        velocity = stimuli[0][:, :2] * stimuli[0][:, 2:3]
        return board[:, None], velocity.to(self.setting.dtype)
