"""The optimizers: made by name, with groups, schedule, clipping and bounds; what they remember is kept."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import torch
from torch import Tensor
from torch.nn import Parameter
from torch.optim import Optimizer

from lpnb.compile.build import Built
from lpnb.errors import nearest
from lpnb.graph.node import Finding
from lpnb.graph.options import Options
from lpnb.learn.clipped_sgd import ClippedSGD
from lpnb.learn.lagged_adam import LaggedAdam
from lpnb.learn.schedule import NONE, Schedule, fits, in_words
from lpnb.learn.turned import in_order_of_memory, turned

if TYPE_CHECKING:
    from lpnb.run.rule import Notes

OPTIMIZERS: dict[str, type[Optimizer]] = {
    **{
        name.lower(): getattr(torch.optim, name)
        for name in (
            *("Adam", "AdamW", "RMSprop", "SGD", "Adagrad", "Adadelta", "Adamax", "NAdam", "RAdam", "Rprop", "ASGD"),
            "Adafactor",
        )
    },
    "lagged_adam": LaggedAdam,
    "clipped_sgd": ClippedSGD,
}
"""Those that need no more than gradients, and that dense parameters of any shape can have."""
FUSED = ("adam", "adamw", "sgd")
"""Where torch has one kernel for all parameters, on every device."""
HIDDEN = {"self", "params", "lr", "foreach", "maximize", "capturable", "differentiable", "fused"}
BOUNDS = ("low", "high")
WHOLE = "rule"
"""What a note belongs to that is of no single parameter."""


class Descent(Protocol):
    """What says which parameters are moved, and how: a loss does."""

    @property
    def optimizer(self) -> str:
        """By which optimizer."""

    @property
    def lr(self) -> float:
        """The learning rate."""

    @property
    def options(self) -> Options:
        """More of the optimizer."""

    @property
    def groups(self) -> Options:
        """For some words, what is different for the parameters that they mean."""

    @property
    def schedule(self) -> str:
        """How the learning rate changes."""

    @property
    def schedule_options(self) -> Options:
        """More of that."""

    @property
    def trains(self) -> tuple[str, ...]:
        """Words that mean the parameters; none for all."""


def known_options(name: str) -> tuple[str, ...]:
    """Return what can be set of an optimizer, its learning rate apart."""
    return tuple(p for p in inspect.signature(OPTIMIZERS[name].__init__).parameters if p not in HIDDEN)


def make(name: str, parameters: Any, lr: float, options: Mapping[str, Any]) -> Optimizer:
    """Return an optimizer."""
    fused: dict[str, Any] = {"fused": True} if name in FUSED else {}
    cls: Any = OPTIMIZERS[name]
    optimizer: Optimizer = cls(parameters, lr=lr, **fused, **options)
    return optimizer


def check_optimizer(name: str, options: Options, groups: Options) -> Iterator[Finding]:
    """Yield what an optimizer does not know or refuses, of its options and of those for some parameters."""
    yield from _check_options(name, options, "options", known_options(name))
    for word, group in groups.items():
        known = ("lr", *BOUNDS, *known_options(name))
        if not isinstance(group, Options):
            mend = f'Write groups={{"{word}": {{"lr": 0.001}}}}.'
            yield Finding(f"settings by name for the group {word!r}", repr(group), mend)
            continue
        low, high = (group.get(end) for end in BOUNDS)
        ends = [end for end in (low, high) if end is not None]
        if any(isinstance(end, bool) or not isinstance(end, (int, float)) for end in ends):
            yield Finding(f"numbers as bounds of the group {word!r}", f"low={low!r}, high={high!r}")
        elif len(ends) == len(BOUNDS) and ends[0] > ends[1]:
            yield Finding(f"bounds with low below high for the group {word!r}", f"low={low!r}, high={high!r}")
        lr, apart = group.get("lr", 0.0), set(BOUNDS)
        if isinstance(lr, bool) or not isinstance(lr, (int, float)) or lr < 0:
            mend = f'Write groups={{"{word}": {{"lr": 0.001}}}}.'
            yield Finding(f"a number from 0 as 'lr' of the group {word!r}", repr(lr), mend)
            apart.add("lr")
        plain = Options({name: value for name, value in group.items() if name not in apart})
        yield from _check_options(name, plain, f"groups[{word!r}]", known, dict(options.items()))


def _check_options(
    name: str, options: Options, place: str, known: tuple[str, ...], base: Mapping[str, Any] | None = None
) -> Iterator[Finding]:
    odd = [option for option in options if option not in known]
    for option in odd:
        yield Finding(f"options of the optimizer {name!r} as {place!r}", repr(option), nearest(option, known))
    words, mend = ("", "") if odd else _refusal(name, Options({**(base or {}), **dict(options.items())}))
    if words:
        yield Finding(f"{place!r} that the optimizer {name!r} takes", words, mend)


@functools.lru_cache(maxsize=256)
def _refusal(name: str, options: Options) -> tuple[str, str]:
    """Return what an optimizer does not take of some options, and what to do about it; empty when it takes them."""
    try:
        values = dict(options.items())
        lr = values.pop("lr", 0.1)
        _one_step(make(name, [Parameter(torch.zeros(2, 2))], lr, values))
    except Exception as error:  # noqa: BLE001 - whatever torch raises
        defaults = {p.name: p.default for p in inspect.signature(OPTIMIZERS[name].__init__).parameters.values()}
        for option, value in options.items():
            if not fits(value, defaults[option]):
                return f"{option}={value!r}", f"Give it a value like {defaults[option]!r}, its default."
        return in_words(error) or repr(options), ""
    return "", ""


def _one_step(optimizer: Optimizer) -> None:
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            parameter.grad = torch.zeros_like(parameter)
    optimizer.step()


class Steps:
    """Moves parameters down a gradient, for one learning node.

    Attributes:
        torch: The optimizer of torch, None while there is no parameter.
        parameters: What it trains, by name.
        updates: How many updates there have been since the schedule was chosen; 0 without one.
    """

    def __init__(self) -> None:
        """Train nothing yet."""
        self.torch: Optimizer | None = None
        self.parameters: dict[str, Parameter] = {}
        self.updates = 0
        self._made: tuple[Any, ...] | None = None
        self._lr = 0.0
        self._name = ""
        self._initial: dict[Tensor, dict[str, Any]] = {}
        self._aside: dict[Tensor, dict[str, Any]] = {}  # what parameters remember that are muted, off or not trained
        # What other optimizers remembered: an undo of that choice brings it back, until parameters move again.
        self._former: dict[tuple[str, Options], dict[Tensor, dict[str, Any]]] = {}
        self._how = ("", Options())
        self._settings: list[dict[str, Any]] = []
        self._bounded: list[tuple[int, Parameter, float | None, float | None]] = []
        self._turned: list[Parameter] = []
        self._schedule = Schedule(NONE, Options())

    def serve(self, built: Built, loss: Descent) -> None:
        """Train parameters of a program as a loss says; moments stay with their parameters, as long as they fit."""
        chosen = [
            (weight.name, getattr(built.module, weight.identifier), _settings(weight, loss))
            for weight in built.program.weights
            if not weight.knob and (not loss.trains or any(map(weight.answers_to, loss.trains)))
        ]
        parameters = {name: parameter for name, parameter, _ in chosen}
        how = (loss.optimizer, loss.options, loss.groups)
        made = (list(map(id, parameters.values())), [settings for _, _, settings in chosen], how)
        if made != self._made:
            of_group = [{n: v for n, v in settings.items() if n not in BOUNDS} for _, _, settings in chosen]
            self._begin(parameters, of_group, loss, trusted=self._made is not None and how == self._made[2])
            self._made = made
        self.parameters = parameters
        self._settings = [settings for _, _, settings in chosen]
        self._bounded = [
            (place, parameter, settings.get("low"), settings.get("high"))
            for place, (_, parameter, settings) in enumerate(chosen)
            if not settings.keys().isdisjoint(BOUNDS)
        ]
        self._turned = [p for p in parameters.values() if self._name in FUSED and turned(p)]
        if (self._schedule.name, self._schedule.options) != (loss.schedule, loss.schedule_options.plain()):
            if self._schedule.name != loss.schedule:
                self.updates = 0
            self._schedule = Schedule(loss.schedule, loss.schedule_options)
        self._lr = loss.lr
        self._set_rates()

    def _begin(
        self, parameters: dict[str, Parameter], of_group: list[dict[str, Any]], loss: Descent, *, trusted: bool
    ) -> None:
        old: Any = self.torch.state if self.torch is not None else {}
        known, how = {**self._aside, **dict(old)}, (loss.optimizer, loss.options)
        self._former[self._how] = known
        before = dict(self._former.pop(how, known if loss.optimizer == self._name else {}))
        self._how = how
        groups = [{"params": [p], **more} for p, more in zip(parameters.values(), of_group, strict=True)]
        self._name, self._options = loss.optimizer, dict(loss.options.items())
        self.torch = make(self._name, _merged(groups), 1.0, self._options) if groups else None
        self._initial = {p: _copied(state) for p, state in self.torch.state.items()} if self.torch is not None else {}
        for parameter in parameters.values():
            held = before.pop(parameter, None)
            if held is not None and not trusted:
                held = self.fitting(parameter, held)
            if held is not None and self.torch is not None:
                self.torch.state[parameter] = held
        self._aside = before

    def _set_rates(self) -> None:
        if self.torch is None:
            return
        settings = dict(zip(map(id, self.parameters.values()), self._settings, strict=True))
        groups = self.torch.param_groups
        bases = [float(settings[id(group["params"][0])].get("lr", self._lr)) for group in groups]
        for group, rate in zip(groups, self._schedule.rates(bases, self.updates), strict=True):
            group["lr"] = rate

    def step(self, gradients: Sequence[Tensor | None], clip: float | None, norm: Tensor) -> list[Tensor | None]:
        """Move the parameters, and return what they were moved by, in their order.

        Args:
            gradients: In the order of the parameters, None where there is none.
            clip: What their norm is cut to; None for nothing.
            norm: Their norm.
        """
        self._former.clear()
        if self.torch is None:
            return []
        pairs = list(zip(self.parameters.values(), gradients, strict=True))
        # torch's fused optimizers read the memory of both in one order, whatever their strides.
        moved = [g if g is None or g.stride() == p.stride() else torch.empty_like(p).copy_(g) for p, g in pairs]
        for parameter, gradient in zip(self.parameters.values(), moved, strict=True):
            parameter.grad = gradient
        if clip is not None:
            torch.nn.utils.clip_grads_with_norm_(self.parameters.values(), clip, norm)
        with in_order_of_memory(self.torch, self._turned):
            self.torch.step()
        for parameter in self.parameters.values():
            parameter.grad = None
        with torch.no_grad():
            for place, parameter, low, high in self._bounded:
                if moved[place] is not None:
                    parameter.clamp_(low, high)
        if self._schedule.name != NONE:
            self.updates += 1
            self._set_rates()
        return moved

    # -- what it remembers ----------------------------------------------------------------------------------------

    def held(self, parameter: Tensor) -> Mapping[str, Any]:
        """Return what torch keeps for a parameter."""
        state: Any = self.torch.state if self.torch is not None else {}
        held: Mapping[str, Any] = state.get(parameter, {})
        return held

    def memory(self) -> Notes:
        """Return the moments of each parameter, of those too that are muted or off, and the place in the schedule."""
        running: Any = self.torch.state if self.torch is not None else {}
        every = {**self._aside, **running}
        notes: dict[Any, Tensor] = {
            (p, name): value for p, state in every.items() for name, value in state.items() if isinstance(value, Tensor)
        }
        return notes | ({(WHOLE, "updates"): torch.tensor(self.updates)} if self.updates else {})

    def recall(self, notes: Notes) -> None:
        """Go on with these moments and no others."""
        every: dict[Any, dict[str, Any]] = {}
        for (owner, name), value in notes.items():
            every.setdefault(owner, {})[name] = value
        self.updates = int(every.pop(WHOLE, {}).get("updates", 0))
        if self.torch is not None:
            running: Any = self.torch.state
            running.clear()
            running.update({p: _copied(state) for p, state in self._initial.items() if p not in every})
            running.update({p: every.pop(p) for p in self.parameters.values() if p in every})
            self._set_rates()
        self._aside = every
        self._former.clear()

    def take_up(self, notes: Notes) -> bool:
        """Go on with moments from a file, as far as they are of this optimizer; return whether all of them are."""
        every: dict[Any, dict[str, Tensor]] = {}
        for (owner, name), value in notes.items():
            every.setdefault(owner, {})[name] = value
        whole = every.pop(WHOLE, {})
        fitting = {p: found for p, state in every.items() if (found := self.fitting(p, state)) is not None}
        good: dict[Any, Tensor] = {(p, name): value for p, state in fitting.items() for name, value in state.items()}
        count = whole.get("updates", torch.zeros(())).flatten()[:1].nan_to_num().clamp(0, 2**31).long()
        self.recall(good | ({(WHOLE, "updates"): count[0]} if len(count) and self._schedule.name != NONE else {}))
        return len(fitting) == len(every)

    def fitting(self, parameter: Any, state: Mapping[str, Any]) -> dict[str, Tensor] | None:
        """Return what is held for a parameter as this optimizer would hold it.

        None unless it would hold just such tensors, and all of them are finite.
        """
        twin = Parameter(torch.zeros_like(parameter))
        trial = make(self._name, [twin], 1e-3, {**self._options, **self._group(parameter)})
        _one_step(trial)
        held: Any = trial.state.get(twin, {})
        wanted = {name: value for name, value in held.items() if isinstance(value, Tensor)}
        found = {name: value for name, value in state.items() if isinstance(value, Tensor)}
        if wanted.keys() != found.keys() or any(value.shape != found[name].shape for name, value in wanted.items()):
            return None
        fitted = {name: found[name].to(value.device, value.dtype) for name, value in wanted.items()}
        return fitted if all(bool(torch.isfinite(value).all()) for value in fitted.values()) else None

    def _group(self, parameter: Any) -> dict[str, Any]:
        """Return the options of the group that a parameter is in."""
        for group in self.torch.param_groups if self.torch is not None else ():
            if any(one is parameter for one in group["params"]):
                return {name: group[name] for name in known_options(self._name) if name in group}
        return {}


def _settings(weight: Any, loss: Descent) -> dict[str, Any]:
    """Return the bounds of a parameter and what the groups say of it, later ones on top."""
    bounds = {"low": weight.low, "high": weight.high}
    found: dict[str, Any] = {end: bound for end, bound in bounds.items() if bound is not None}
    for word, group in loss.groups.items():
        if weight.answers_to(word):
            found |= dict(group.items())
    return found


def _merged(groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one group for all parameters with the same options, so that torch moves them in one go."""
    merged: list[dict[str, Any]] = []
    for group in groups:
        more = {name: value for name, value in group.items() if name != "params"}
        same = next((one for one in merged if {n: v for n, v in one.items() if n != "params"} == more), None)
        if same is None:
            merged.append({"params": list(group["params"]), **more})
        else:
            same["params"] += group["params"]
    return merged


def _copied(state: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.clone() if isinstance(value, Tensor) else value for name, value in state.items()}
