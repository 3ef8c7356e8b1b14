"""How the learning rate changes from update to update: the schedules of torch that follow from count and rate alone."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch
from torch.optim import lr_scheduler

from lpnb.errors import nearest
from lpnb.graph.node import Finding
from lpnb.graph.options import Options

NONE = "none"
RATE = {"CyclicLR": "base_lr", "OneCycleLR": "max_lr"}
"""Schedules that take rates of their own, and which of them the learning rate of the loss stands for."""
SCHEDULES: Mapping[str, Any] = {
    NONE: None,
    **{
        name: getattr(lr_scheduler, name)
        for name in (
            *("ConstantLR", "LinearLR", "ExponentialLR", "PolynomialLR", "StepLR", "MultiStepLR"),
            *("CosineAnnealingLR", "CosineAnnealingWarmRestarts", "CyclicLR", "OneCycleLR"),
        )
    },
}
"""By torch's own names."""
HIDDEN = {"self", "optimizer", "last_epoch", "scale_fn", "cycle_momentum", "base_momentum", "max_momentum", "epochs",
          "steps_per_epoch"}  # fmt: skip
"""What a schedule takes besides and cannot be set: it would act on momentum, or be no number."""


class Schedule:
    """Learning rates as a function of how many updates there have been.

    The learning rate that a person turns stays what the schedule starts from (for OneCycleLR its peak), at any time.
    Where a schedule ends, its last rate stays.
    """

    def __init__(self, name: str, options: Options) -> None:
        """Take a name of `SCHEDULES` and torch's options for it."""
        self.name, self.options = name, options.plain()
        self._bases: tuple[float, ...] = ()
        self._scheduler: Any = None

    def rates(self, bases: Sequence[float], count: int) -> list[float]:
        """Return the learning rate of each group for the update after `count` others."""
        if self.name == NONE:
            return list(bases)
        if tuple(bases) != self._bases:
            self._scheduler, self._bases = self._begin(bases), tuple(bases)
        scheduler = self._scheduler
        scheduler.last_epoch = min(count, scheduler.total_steps - 1) if self.name == "OneCycleLR" else count
        if self.name == "CosineAnnealingWarmRestarts":
            scheduler.T_i, scheduler.T_cur = _round(scheduler.T_0, scheduler.T_mult, count)
        closed = getattr(scheduler, "_get_closed_form_lr", None)  # exact at any count; others have no other form
        return [float(rate) for rate in (closed or scheduler.get_lr)()]

    def _begin(self, bases: Sequence[float]) -> Any:
        """Return torch's schedule, on an optimizer that nobody uses."""
        groups = [{"params": [torch.zeros(1)], "lr": base} for base in bases]
        optimizer, more = torch.optim.SGD(groups, lr=1.0), dict(self.options)
        if self.name in RATE:
            more |= {RATE[self.name]: list(bases), "cycle_momentum": False}
        scheduler = SCHEDULES[self.name](optimizer, **more)
        scheduler._get_lr_called_within_step = True  # noqa: SLF001 - else torch warns: it is asked without a step
        return scheduler


def _round(first: int, factor: int, count: int) -> tuple[int, int]:
    """Return how long the round is that an update is in, and its place there."""
    length = first
    while count >= length:
        count, length = count - length, length * factor
        if factor == 1:
            return length, count % length
    return length, count


def known_options(name: str) -> tuple[str, ...]:
    """Return what can be set of a schedule."""
    if name == NONE:
        return ()
    return tuple(
        p for p in inspect.signature(SCHEDULES[name].__init__).parameters if p not in {*HIDDEN, RATE.get(name)}
    )


def check_schedule(name: str, options: Options, lr: float) -> Iterator[Finding]:
    """Yield what a schedule does not know or refuses."""
    known = known_options(name)
    odd = [option for option in options if option not in known]
    for option in odd:
        yield Finding(f"options of {name!r} as 'schedule_options'", repr(option), nearest(option, known))
    if odd or name == NONE:
        return
    try:
        Schedule(name, options).rates([lr or 1.0], 1)
    except Exception as error:  # noqa: BLE001 - what torch refuses is told in its words
        words = (str(error).splitlines() or [""])[0].removeprefix("LRScheduler.__init__() ")
        yield Finding(f"options that {name} takes ({', '.join(known)})", words.removesuffix("."))
