"""The base of sources that show one thing after the other: for how long, how it fades, and the noise on it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Sequence

import attrs
import numpy as np
import torch
from torch import Tensor

from lpnb.graph.fields import integer, number, switch
from lpnb.graph.node import Arriving, Finding
from lpnb.sources.chance import Numbers, Whole
from lpnb.sources.schedule import Moment, Schedule
from lpnb.sources.source import Feed, Setting, Source

MIX = 0x5DEECE66D
"""Spreads neighbouring frames over the seeds of the noise."""
LONGEST = 10**6


class Stage(ABC):
    """What an open source shows.

    Attributes:
        moves: Whether it changes within a showing.
    """

    moves = False

    @abstractmethod
    def stimuli(self, lanes: Whole, showings: Whole) -> tuple[Tensor, ...]:
        """Return what is shown, for each output [len(lanes), ...]: a function of these numbers alone.

        Args:
            lanes: Which samples of the batch.
            showings: Which of its showings, from 0, for each of them.

        Raises:
            EndOfData: When there is no such showing.
        """

    def at(self, stimuli: tuple[Tensor, ...], moment: Moment) -> tuple[Tensor, ...]:
        """Return how that looks in one frame of the showings, [batch, ...]."""
        return stimuli


@attrs.frozen
class Showing(Source):
    """The base of sources that show one thing after the other.

    With `longest`, each sample of the batch goes at a pace of its own: how long something is shown is drawn for each
    showing anew, uniformly from `hold` to `longest`, both included. With `fading` = n, numbers are multiplied by e / n
    in frame e of a showing (from 0), and by r / n when r frames are left, the present one included, while these are
    below 1.
    """

    hold: int = integer(12, low=1, high=LONGEST, unit="frames", help="How long each sample is shown.")
    longest: int | None = integer(
        None,
        low=1,
        high=LONGEST,
        unit="frames",
        help="How long at most, drawn anew each time, 'hold' being the least; empty: always 'hold'.",
    )
    fading: int = integer(
        0, low=0, high=LONGEST, unit="frames", help="How long it takes to appear, and to vanish; 0: at once."
    )
    noise: float = number(
        0.0, low=0, high=1e3, unit="sd", live=True, help="Gaussian noise on the numbers, fresh each frame."
    )
    clip: bool = switch(default=False, live=True, help="Whether noisy numbers are clipped to 0 to 1, as a camera does.")
    together: bool = switch(default=False, help="Whether all samples of the batch are shown the same.")

    @property
    def steady(self) -> bool:
        """Whether all samples of the batch change in the same frames, every `hold` frames."""
        return self.longest in (None, self.hold)

    def seen(self) -> Collection[str]:
        """Return the outputs that noise and fading reach, as far as they are numbers."""
        return self.outputs()

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield what is wrong with the durations."""
        yield from super().check(arriving)
        if self.longest is not None and self.longest < self.hold:
            mend = "Raise 'longest', or lower 'hold'."
            yield Finding(f"a 'longest' of 'hold' or more: {self.hold} frames", f"{self.longest}", mend)
        elif 2 * self.fading > self.hold:
            mend = f"Set 'fading' to {self.hold // 2} or less."
            found = f"{self.fading} frames, of the {self.hold} that something is shown"
            yield Finding("a fading that leaves a frame at full strength", found, mend, "warning")

    def open(self, setting: Setting) -> Feed:
        """Return what it shows, frame by frame."""
        return Shown(self, setting, self.stage(setting))

    @abstractmethod
    def stage(self, setting: Setting) -> Stage:
        """Return what it shows, showing by showing."""


class Shown:
    """The feed of a `Showing`."""

    def __init__(self, spec: Showing, setting: Setting, stage: Stage) -> None:
        """Show nothing yet."""
        self.spec, self.setting, self.stage = spec, setting, stage
        lanes = 1 if spec.together else setting.batch
        self.schedule = Schedule(spec.hold, spec.longest or spec.hold, lanes, setting.seed)
        self.reached = [name in spec.seen() for name in spec.outputs()]
        self.random = torch.Generator(device=setting.device)
        self._last: tuple[Whole, tuple[Tensor, ...]] | None = None

    def turns(self, first: int, last: int) -> Sequence[int]:
        """Return the frames from `first` to `last` in which something else comes."""
        return range(first, last + 1) if self.stage.moves or self.spec.fading else self.schedule.turns(first, last)

    def shown(self, number: int) -> tuple[Tensor, ...]:
        """Return what is shown in frame `number`, without noise."""
        moment = self.schedule.at(number)
        values = self.stage.at(self._stimuli(moment.showing), moment)
        if self.spec.fading:
            factor = torch.from_numpy(strength(moment, self.spec.fading)).to(self.setting.device, self.setting.dtype)
            values = self._reach(values, lambda value: value * factor.view(-1, *(1,) * (value.dim() - 1)))
        if self.spec.together:
            values = tuple(value.expand(self.setting.batch, *value.shape[1:]).contiguous() for value in values)
        return values

    def frame(self, number: int) -> tuple[Tensor, ...]:
        """Return what is shown in frame `number`, with the noise of that frame."""
        values = self.shown(number)
        if not self.spec.noise:
            return values
        self.random.manual_seed((self.setting.seed + number * MIX) % 2**62)
        return self._reach(values, self._noisy)

    def _stimuli(self, showing: Whole) -> tuple[Tensor, ...]:
        """Return what is shown; only what is new since the last time is made."""
        last = self._last
        new = np.arange(len(showing)) if last is None else np.flatnonzero(last[0] != showing)
        if last is not None and not len(new):
            return last[1]
        made = self.stage.stimuli(new, showing[new])
        if last is not None and len(new) < len(showing):
            index = torch.from_numpy(new).to(self.setting.device)
            made = tuple(old.index_copy(0, index, value) for old, value in zip(last[1], made, strict=True))
        self._last = showing, made
        return made

    def _reach(self, values: tuple[Tensor, ...], change: Callable[[Tensor], Tensor]) -> tuple[Tensor, ...]:
        pairs = zip(values, self.reached, strict=True)
        return tuple(change(value) if value.is_floating_point() and reached else value for value, reached in pairs)

    def _noisy(self, value: Tensor) -> Tensor:
        noise = torch.randn(value.shape, generator=self.random, device=value.device, dtype=value.dtype)
        noisy = noise.mul_(self.spec.noise).add_(value)
        return noisy.clamp_(0, 1) if self.spec.clip else noisy


def strength(moment: Moment, fading: int) -> Numbers:
    """Return how strongly each sample is shown, 0 to 1, [batch]."""
    return np.minimum(np.minimum(moment.elapsed, moment.left) / fading, 1.0)
