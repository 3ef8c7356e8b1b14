"""A source whose value is another one in every frame, at next to no cost."""

from __future__ import annotations

from typing import ClassVar

import attrs
import torch
from torch import Tensor
from torch.nn.functional import one_hot

from lpnb.graph.fields import shape, switch
from lpnb.graph.node import OUT, Arriving
from lpnb.graph.types import Type
from lpnb.sources import Feed, Setting, Source

FRAMES = 64


@attrs.frozen
class Moving(Source):
    """Delivers random values, over and over the same few frames."""

    kind: ClassVar[str] = "moving"

    shape: tuple[int, ...] | None = shape(help="Sizes of one sample.")
    one_hot: bool = switch(default=False, help="Whether each frame is a random class: one value is 1, all others 0.")

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return its shape."""
        return {OUT: Type(self.shape)}

    def open(self, setting: Setting) -> Feed:
        """Draw the frames."""
        generator = torch.Generator().manual_seed(setting.seed % 2**62)
        frames = [self._drawn(setting.batch, generator) for _ in range(FRAMES)]
        return Frames([frame.to(setting.device, setting.dtype) for frame in frames])

    def _drawn(self, batch: int, generator: torch.Generator) -> Tensor:
        if self.one_hot:
            return one_hot(torch.randint(self.shape[0], (batch,), generator=generator), self.shape[0])
        return torch.randn((batch, *self.shape), generator=generator)


class Frames:
    """The feed of `Moving`."""

    def __init__(self, frames: list[Tensor]) -> None:
        """Deliver these in turn."""
        self.frames = frames

    def frame(self, number: int) -> tuple[Tensor, ...]:
        """Return the values of a frame."""
        return (self.frames[number % len(self.frames)],)
