"""Random numbers, fresh in each frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

import attrs
import torch
from torch import Tensor

from lpnb.graph.fields import choice, number, shape
from lpnb.graph.node import OUT, Arriving, Finding
from lpnb.graph.types import Type
from lpnb.sources.showing import MIX
from lpnb.sources.source import Feed, Setting, Source


@attrs.frozen
class Random(Source):
    """Delivers random numbers, fresh in each frame, for each value and sample of its own.

    `normal`: of `mean` and `std`; `uniform`: from `low` to `high`; `bernoulli`: 1 with the probability `share`, else 0.
    """

    kind: ClassVar[str] = "random"

    shape: tuple[int, ...] | None = shape(help="Sizes of one sample; empty: one number.")
    distribution: str = choice("normal", ("normal", "uniform", "bernoulli"), help="How they are distributed.")
    mean: float = number(0.0, low=-1e6, high=1e6, help="The mean of normal numbers.")
    std: float = number(1.0, low=0, high=1e6, unit="sd", help="How far normal numbers spread.")
    low: float = number(0.0, low=-1e6, high=1e6, help="The least uniform number.")
    high: float = number(1.0, low=-1e6, high=1e6, help="The greatest uniform number.")
    share: float = number(0.5, low=0, high=1, help="The share of ones.")

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return its shape."""
        return {OUT: Type(self.shape or ())}

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield a finding when there is nothing between low and high."""
        yield from super().check(arriving)
        if self.distribution == "uniform" and self.high < self.low:
            yield Finding(f"a 'high' of {self.low:g} or more", f"{self.high:g}", "Raise 'high', or lower 'low'.")

    def open(self, setting: Setting) -> Feed:
        """Return the numbers."""
        return Noise(self, setting)


DRAWS: dict[str, Callable[[Random, Tensor, torch.Generator], Tensor]] = {
    "normal": lambda spec, value, chance: value.normal_(generator=chance).mul_(spec.std).add_(spec.mean),
    "uniform": lambda spec, value, chance: value.uniform_(generator=chance).mul_(spec.high - spec.low).add_(spec.low),
    "bernoulli": lambda spec, value, chance: value.bernoulli_(spec.share, generator=chance),
}


class Noise:
    """The feed of `Random`."""

    def __init__(self, spec: Random, setting: Setting) -> None:
        """Draw nothing yet."""
        self.spec, self.setting = spec, setting
        self.random = torch.Generator(device=setting.device)

    def frame(self, number: int) -> tuple[Tensor, ...]:
        """Return the numbers of frame `number`."""
        spec, setting = self.spec, self.setting
        self.random.manual_seed((setting.seed + number * MIX) % 2**62)
        value = torch.empty((setting.batch, *(spec.shape or ())), dtype=setting.dtype, device=setting.device)
        return (DRAWS[spec.distribution](spec, value, self.random),)
