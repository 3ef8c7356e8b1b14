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
from lpnb.sources.chance import Whole, uniform, whole
from lpnb.sources.showing import Showing, Stage
from lpnb.sources.source import EndOfData, Setting

Arrays = Mapping[str, np.ndarray[Any, Any]]
DRAWN = 0x5A
"""Tells the random numbers of samples that are drawn from all others."""


@attrs.frozen
class Samples(Showing):
    """The base of sources that show one sample after the other; each array becomes an output.

    Arrays of whole numbers with one axis are class indices; all others are numbers.
    """

    split: str = choice("train", ("train", "valid", "test", "all"), help="Which samples are shown.", live=True)
    test_share: float = number(0.2, low=0, high=0.9, help="The share of samples that is held out for the test.")
    valid_share: float = number(
        0.0, low=0, high=0.9, help="The share of samples that is held out to validate while it trains."
    )
    shuffle: bool = switch(default=True, help="Whether the order is random, anew each time round.")
    replace: bool = switch(
        default=False, help="Whether any sample may come at any time, rather than each once each time round."
    )
    loop: bool = switch(default=True, help="Whether to begin again after the last sample.")
    most: int | None = integer(
        None, low=1, high=10**9, unit="samples", help="How many samples of the split are used; empty: all."
    )

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

    def chosen(self, count: int) -> Whole:
        """Return which of `count` samples belong to the split, whatever the stream's seed: held out stays held out.

        What is held out to validate is taken from what would train: the test is the same with it and without.
        """
        order = np.random.default_rng(0).permutation(count)
        return np.sort(self._part(order, round(count * self.test_share)))

    def _part(self, order: Whole, tests: int) -> Whole:
        """Return the split's part of all samples, of which the first `tests` are for the test."""
        trains = tests + round(len(order) * self.valid_share)
        splits = {"train": order[trains:], "valid": order[tests:trains], "test": order[:tests], "all": order}
        return splits[self.split][: self.most]

    def stage(self, setting: Setting) -> Stage:
        """Return the samples of the split."""
        return Drawn(self, setting, self.arrays())


def sample_type(array: np.ndarray[Any, Any]) -> Type:
    """Return the type of one sample of an array."""
    if is_indices(array):
        return Type((), classes=int(array.max()) + 1)
    return Type(array.shape[1:])


def is_indices(array: np.ndarray[Any, Any]) -> bool:
    """Return whether an array holds class indices."""
    return array.ndim == 1 and array.dtype.kind in "iub"


class Drawn(Stage):
    """The stage of `Samples`."""

    def __init__(self, spec: Samples, setting: Setting, arrays: Arrays, many: int = 1) -> None:
        """Move the samples of the split to the device; `many` are shown to each sample of the batch at once."""
        self.spec, self.setting = spec, setting
        self.width = many * (1 if spec.together else setting.batch)
        chosen = spec.chosen(spec.count)
        self.count = len(chosen)
        self.tensors = [self._tensor(array[chosen]) for array in arrays.values()]
        self.order = functools.lru_cache(maxsize=4)(self._order)

    def _tensor(self, array: np.ndarray[Any, Any]) -> Tensor:
        dtype = torch.int64 if is_indices(array) else self.setting.dtype
        return torch.as_tensor(np.array(array)).to(self.setting.device, dtype)

    def _order(self, turn: int) -> Whole:
        """Return the order of the samples in their `turn`-th time round."""
        if not self.spec.shuffle:
            return np.arange(self.count)
        return np.random.default_rng((self.setting.seed, turn)).permutation(self.count)

    def index(self, lanes: Whole, showings: Whole) -> Whole:
        """Return which samples of the split are shown."""
        if self.spec.replace:
            return whole(0, self.count - 1, uniform(self.setting.seed, DRAWN, lanes, showings))
        places = showings * self.width + lanes
        if not self.spec.loop and places.max() >= self.count:
            shown = min(int(showings.max()) * self.width, self.count // self.width * self.width)
            raise EndOfData(f"all {self.count} samples were shown ({shown} of them in whole batches)")
        return np.array([self.order(int(place) // self.count)[place % self.count] for place in places])

    def stimuli(self, lanes: Whole, showings: Whole) -> tuple[Tensor, ...]:
        """Return the samples of these showings."""
        chosen = torch.from_numpy(self.index(lanes, showings)).to(self.setting.device)
        return tuple(tensor.index_select(0, chosen) for tensor in self.tensors)
