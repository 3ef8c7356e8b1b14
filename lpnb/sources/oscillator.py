"""A sine wave."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

import attrs
import torch
from torch import Tensor

from lpnb.graph.fields import number, shape
from lpnb.graph.node import OUT, Arriving, Finding
from lpnb.graph.types import Type
from lpnb.sources.source import Feed, Setting, Source

FASTEST = 0.5
"""Waves a frame that can be told from slower ones (H. Nyquist, 1928)."""


@attrs.frozen
class Oscillator(Source):
    """Delivers amplitude * sin(2 pi * frequency * (frame + phase)), the same in all of its values."""

    kind: ClassVar[str] = "oscillator"

    shape: tuple[int, ...] | None = shape(help="Sizes of one sample; empty: one number.")
    amplitude: float = number(0.5, low=-1e6, high=1e6, help="The greatest value.")
    frequency: float = number(
        0.1, low=0, high=1e3, unit="waves a frame", help="How often it goes up and down; 0.5 is every other frame."
    )
    phase: float = number(0.0, low=-1e6, high=1e6, unit="frames", help="How many frames it is ahead.")

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return its shape."""
        return {OUT: Type(self.shape or ())}

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield a finding when the wave is faster than frames can show."""
        yield from super().check(arriving)
        if self.frequency > FASTEST:
            found = f"{self.frequency:g}: it looks as if it were {abs(self.frequency - round(self.frequency)):g}"
            yield Finding("at most 0.5 waves a frame", found, "Lower 'frequency'.", "warning")

    def open(self, setting: Setting) -> Feed:
        """Return the wave."""
        return Wave(self, setting)


class Wave:
    """The feed of an `Oscillator`."""

    def __init__(self, spec: Oscillator, setting: Setting) -> None:
        """Take what the wave is made of."""
        self.spec, self.setting = spec, setting

    def frame(self, number: int) -> tuple[Tensor, ...]:
        """Return the wave in frame `number`."""
        spec, setting = self.spec, self.setting
        value = spec.amplitude * math.sin(2 * math.pi * spec.frequency * (number + spec.phase))
        sizes = (setting.batch, *(spec.shape or ()))
        return (torch.full(sizes, value, dtype=setting.dtype, device=setting.device),)
