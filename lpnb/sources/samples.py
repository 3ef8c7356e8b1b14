"""Samples of a data set, each held for some frames, with fresh noise in every frame."""

from __future__ import annotations

import functools
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import numpy as np
import torch
from torch import Tensor

from lpnb.graph.fields import choice, integer, number, switch
from lpnb.graph.node import Arriving, Finding
from lpnb.graph.types import Type
from lpnb.sources.source import EndOfData, Feed, Setting, Source

Arrays = Mapping[str, np.ndarray[Any, Any]]
MIX = 0x5DEECE66D
"""Spreads neighbouring frames over the seeds of the noise."""


@attrs.frozen
class Samples(Source):
    """The base of sources that show one sample after the other; each array becomes an output.

    Arrays of whole numbers with one axis are class indices; all others are numbers.
    """

    hold: int = integer(12, low=1, high=10**6, unit="frames", help="How long each sample is shown.")
    noise: float = number(
        0.0, low=0, high=1e3, unit="sd", live=True, help="Gaussian noise on the numbers, fresh each frame."
    )
    clip: bool = switch(default=False, live=True, help="Whether noisy numbers are clipped to 0 to 1, as a camera does.")
    split: str = choice("train", ("train", "valid", "test", "all"), help="Which samples are shown.", live=True)
    test_share: float = number(0.2, low=0, high=0.9, help="The share of samples that is held out for the test.")
    valid_share: float = number(
        0.0, low=0, high=0.9, help="The share of samples that is held out to validate while it trains."
    )
    shuffle: bool = switch(default=True, help="Whether the order is random, anew each time round.")
    loop: bool = switch(default=True, help="Whether to begin again after the last sample.")

    @abstractmethod
    def arrays(self) -> Arrays:
        """Return the arrays [samples, ...] by output name."""

    @property
    def count(self) -> int:
        """How many samples there are in all splits together."""
        return len(next(iter(self.arrays().values())))

    def outputs(self) -> tuple[str, ...]:
        """Return the names of the arrays."""
        return tuple(self.arrays())

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return the type of each array."""
        return {name: sample_type(array) for name, array in self.arrays().items()}

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield a finding when the chosen split is empty."""
        yield from super().check(arriving)
        if not len(self.chosen(self.count)):
            mend = "Give it more samples, or change 'test_share', 'valid_share' or 'split'."
            yield Finding(f"samples in the split {self.split!r}", f"none of {self.count}", mend)

    def chosen(self, count: int) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Return which of `count` samples belong to the split, whatever the stream's seed: held out stays held out.

        What is held out to validate is taken from what would train: the test is the same with it and without.
        """
        order = np.random.default_rng(0).permutation(count)
        tests = round(count * self.test_share)
        trains = tests + round(count * self.valid_share)
        splits = {"train": order[trains:], "valid": order[tests:trains], "test": order[:tests], "all": order}
        return np.sort(splits[self.split])

    def open(self, setting: Setting) -> Feed:
        """Return the samples of the split."""
        return Shown(self, setting)


def sample_type(array: np.ndarray[Any, Any]) -> Type:
    """Return the type of one sample of an array."""
    if is_indices(array):
        return Type((), classes=int(array.max()) + 1)
    return Type(array.shape[1:])


def is_indices(array: np.ndarray[Any, Any]) -> bool:
    """Return whether an array holds class indices."""
    return array.ndim == 1 and array.dtype.kind in "iub"


class Shown:
    """The feed of `Samples`."""

    def __init__(self, spec: Samples, setting: Setting) -> None:
        """Move the samples of the split to the device."""
        self.spec, self.setting = spec, setting
        arrays = spec.arrays()
        chosen = spec.chosen(spec.count)
        self.count = len(chosen)
        self.tensors = [self._tensor(array[chosen]) for array in arrays.values()]
        self.random = torch.Generator(device=setting.device)
        self.order = functools.lru_cache(maxsize=4)(self._order)
        self.sample = functools.lru_cache(maxsize=2)(self._sample)

    def _tensor(self, array: np.ndarray[Any, Any]) -> Tensor:
        dtype = torch.int64 if is_indices(array) else self.setting.dtype
        return torch.as_tensor(np.array(array)).to(self.setting.device, dtype)

    def _order(self, turn: int) -> np.ndarray[Any, Any]:
        """Return the order of the samples in their `turn`-th time round."""
        if not self.spec.shuffle:
            return np.arange(self.count)
        return np.random.default_rng((self.setting.seed, turn)).permutation(self.count)

    def _sample(self, presentation: int) -> tuple[Tensor, ...]:
        """Return the samples of the `presentation`-th showing, without noise."""
        places = presentation * self.setting.batch + np.arange(self.setting.batch)
        if not self.spec.loop and places[-1] >= self.count:
            shown = presentation * self.setting.batch
            raise EndOfData(f"all {self.count} samples were shown ({shown} of them in whole batches)")
        index = np.array([self.order(int(place) // self.count)[place % self.count] for place in places])
        chosen = torch.from_numpy(index).to(self.setting.device)
        return tuple(tensor.index_select(0, chosen) for tensor in self.tensors)

    def turns(self, first: int, last: int) -> range:
        """Return the frames from `first` to `last` in which other samples come."""
        hold = self.spec.hold
        return range(-(-first // hold) * hold, last + 1, hold)

    def shown(self, number: int) -> tuple[Tensor, ...]:
        """Return the sample that is shown in frame `number`."""
        return self.sample(number // self.spec.hold)

    def frame(self, number: int) -> tuple[Tensor, ...]:
        """Return the sample that is shown in frame `number`, with the noise of that frame."""
        values = self.sample(number // self.spec.hold)
        if not self.spec.noise:
            return values
        self.random.manual_seed((self.setting.seed + number * MIX) % 2**62)
        return tuple(self._noisy(value) if value.is_floating_point() else value for value in values)

    def _noisy(self, value: Tensor) -> Tensor:
        noise = torch.randn(value.shape, generator=self.random, device=value.device, dtype=value.dtype)
        noisy = noise.mul_(self.spec.noise).add_(value)
        return noisy.clamp_(0, 1) if self.spec.clip else noisy
