"""A source whose value is another one in every frame, at next to no cost."""

from __future__ import annotations

from typing import ClassVar

import attrs
import torch
from torch import Tensor

from lpnb.graph.fields import shape
from lpnb.graph.node import OUT, Arriving
from lpnb.graph.types import Type
from lpnb.sources import Feed, Setting, Source

FRAMES = 64


@attrs.frozen
class Moving(Source):
    """Delivers random values, over and over the same few frames."""

    kind: ClassVar[str] = "moving"

    shape: tuple[int, ...] | None = shape(help="Sizes of one sample.")

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return its shape."""
        return {OUT: Type(self.shape)}

    def open(self, setting: Setting) -> Feed:
        """Draw the frames."""
        generator = torch.Generator().manual_seed(setting.seed % 2**62)
        size = (setting.batch, *self.shape)
        frames = [torch.randn(size, generator=generator) for _ in range(FRAMES)]
        return Frames([frame.to(setting.device, setting.dtype) for frame in frames])


class Frames:
    """The feed of `Moving`."""

    def __init__(self, frames: list[Tensor]) -> None:
        """Deliver these in turn."""
        self.frames = frames

    def frame(self, number: int) -> tuple[Tensor, ...]:
        """Return the values of a frame."""
        return (self.frames[number % len(self.frames)],)
