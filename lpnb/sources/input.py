"""An input that is set by hand."""

from __future__ import annotations

from typing import ClassVar

import attrs
import torch
from torch import Tensor

from lpnb.graph.fields import number, shape
from lpnb.graph.node import OUT, Arriving
from lpnb.graph.types import Type
from lpnb.sources.source import Feed, Setting, Source


@attrs.frozen
class Input(Source):
    """Delivers the same value every frame until it is set anew: ``stream['x'] = array``."""

    kind: ClassVar[str] = "input"

    shape: tuple[int, ...] | None = shape(help="Sizes of one sample.")
    value: float = number(0.0, help="What every value is until it is set.")

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return its shape."""
        return {OUT: Type(self.shape) if self.shape else None}

    def open(self, setting: Setting) -> Feed:
        """Return a feed whose `value` can be replaced."""
        size = (setting.batch, *(self.shape or ()))
        return Held(torch.full(size, self.value, dtype=setting.dtype, device=setting.device))


class Held:
    """The feed of an `Input`.

    Attributes:
        value: What is delivered, [batch, *shape].
    """

    def __init__(self, value: Tensor) -> None:
        """Start with a value."""
        self.value = value

    def frame(self, number: int) -> tuple[Tensor, ...]:
        """Return the value, whatever the frame."""
        return (self.value,)
