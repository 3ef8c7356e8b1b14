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
EXAMPLES: Mapping[str, Any] = {
    "step_size": 1000, "milestones": [1000, 2000], "T_max": 10000, "T_0": 1000, "T_mult": 2, "total_steps": 10000,
    "total_iters": 1000, "step_size_up": 1000, "step_size_down": 1000, "gamma": 0.999, "max_lr": 0.01,
}  # fmt: skip
"""Values to show for what has no default, or must be a whole number."""
COUNTS = tuple(name for name, value in EXAMPLES.items() if isinstance(value, int))
"""Numbers of updates, and of times."""
CHOICES: Mapping[str, tuple[str, ...]] = {
    "mode": ("triangular", "triangular2", "exp_range"),
    "anneal_strategy": ("cos", "linear"),
}
"""Options that are words."""


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
        own = f"The schedule takes the 'lr' of the loss for it: set that, and leave {option!r} out."
        mend = own if option == RATE.get(name) else nearest(option, known)
        yield Finding(f"options of {name!r} as 'schedule_options'", repr(option), mend)
    if odd or name == NONE:
        return
    try:
        Schedule(name, options).rates([lr or 1.0], 1)
    except Exception as error:  # noqa: BLE001 - whatever torch raises
        yield _what_is_wrong(name, options, error)


def fits(value: Any, like: Any) -> bool:
    """Return whether a setting is of the sort of another one: a number, or several."""
    if isinstance(like, (tuple, list)):  # a tuple has so many, a list any number
        as_many = isinstance(like, list) or (isinstance(value, tuple) and len(value) == len(like))
        return as_many and isinstance(value, tuple) and all(fits(one, like[0]) for one in value)
    return isinstance(value, (int, float)) or not isinstance(like, (int, float))


def in_words(error: Exception) -> str:
    """Return what torch says of a value that it looked at and refused; empty for what is Python's."""
    words = (str(error).splitlines() or [""])[0].removesuffix(".") if isinstance(error, ValueError) else ""
    return "" if "unpack" in words else words


def _what_is_wrong(name: str, options: Options, error: Exception) -> Finding:
    """Return why a schedule does not take some options; what torch raises is about its own insides for most of them."""
    known, signature = known_options(name), inspect.signature(SCHEDULES[name].__init__).parameters
    takes = f"options that {name} takes ({', '.join(known)})"
    for option in known:
        default = signature[option].default
        like, value = EXAMPLES.get(option, default), options.get(option, default)
        mend = f"Write schedule_options={Options({**dict(options.items()), option: like})!r}."
        # OneCycleLR does without total_steps where others are set, which cannot be here.
        if value is inspect.Parameter.empty or (value is None and option == "total_steps"):
            return Finding(takes, f"no {option!r}", mend)
        expected = _expected(option, like, value)
        if value != default and expected:
            return Finding(f"{expected} as {option!r} of {name!r}", repr(value), mend)
    return Finding(takes, in_words(error) or repr(options))


def _expected(option: str, like: Any, value: Any) -> str:
    """Return what belongs where a value is given for an option that is not like others; empty where it is."""
    if option in CHOICES and value not in CHOICES[option]:
        return f"one of {', '.join(map(repr, CHOICES[option]))}"
    if option in COUNTS and not (isinstance(value, (int, float)) and value >= 1 and float(value).is_integer()):
        return "a whole number, 1 or more,"
    several = isinstance(like, (tuple, list))
    return "" if fits(value, like) else "numbers" if several else "a number"
