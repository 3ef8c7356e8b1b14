"""Live edits: what of the old program's weights and states the new one takes over, and what has to begin anew."""

from __future__ import annotations

import contextlib
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import torch

from lpnb.compile.build import Built, State
from lpnb.compile.program import Program, Weight
from lpnb.errors import SourceError
from lpnb.graph import Graph

if TYPE_CHECKING:
    from lpnb.run.engine import Engine

Parked = dict[tuple[int, str, tuple[int, ...]], torch.nn.Parameter]
"""Weights of what was removed or is muted or off, by key and shape: they come back with it."""


@attrs.frozen
class Carried:
    """What a live edit did.

    Attributes:
        frame: The last frame of the old program.
        kept: How many weights and states went on as they were.
        reinitialised: Which began anew although something of that name was there before, and why.
        new: Weights and states that were not there before.
        removed: Weights and states that are gone.
        returned: Weights that came back with an undo.
        begun_anew: What of each node or edge was re-initialised, in words, by uid.
    """

    frame: int
    kept: int
    reinitialised: tuple[str, ...]
    new: tuple[str, ...]
    removed: tuple[str, ...]
    returned: tuple[str, ...]
    begun_anew: dict[int, str] = attrs.field(factory=dict, eq=False)

    def __str__(self) -> str:
        """Say it in one line."""
        parts = [f"kept {self.kept}"]
        for word in ("reinitialised", "returned", "new", "removed"):
            names = getattr(self, word)
            if names:
                parts.append(f"{word.replace('reini', 're-ini')} {', '.join(names)}")
        return f"graph changed after frame {self.frame}: {'; '.join(parts)}"


def carry_over(old: Built, state: State, new: Built, fresh: State, parked: Parked) -> tuple[State, Carried]:
    """Move weights and states from an old program to a new one.

    Args:
        old: What ran.
        state: Its newest state.
        new: What will run; its parameters are replaced by the old ones where these fit.
        fresh: The new program's state at frame 0, for what begins anew.
        parked: Weights of what was removed before; what is removed now is added.

    Returns:
        The state to go on from, and what happened.
    """
    ledger = _Ledger()
    before = {weight.key: (weight, getattr(old.module, weight.identifier)) for weight in old.program.weights}
    for weight in new.program.weights:
        _carry_weight(weight, before, parked, new, ledger)
    parked.update({_spot(weight, parameter): parameter for weight, parameter in before.values() if not weight.knob})
    ledger.removed += [weight.name for weight, _ in before.values() if not weight.knob]
    vars(new.module)["p"] = SimpleNamespace(**dict(new.module.named_parameters()))

    values = {slot.key: (slot, state[place]) for place, slot in enumerate(old.program.slots, 1)}
    result = [state[0]]
    for place, slot in enumerate(new.program.slots, 1):
        was = values.pop(slot.key, None)
        fits = was is not None and was[1].shape == fresh[place].shape and was[1].dtype == fresh[place].dtype
        result.append(was[1] if was is not None and fits else fresh[place])
        if slot.age > 1:
            continue
        name = f"state of {slot.node}"
        if fits:
            ledger.kept += 1
        elif was is not None:
            ledger.begin(slot.key[0], f"{name} ({tuple(was[1].shape[1:])} -> {slot.type.shape})")
        else:
            ledger.new.append(name)
    ledger.removed += [f"state of {slot.node}" for slot, _ in values.values() if slot.age == 1]
    return type(fresh)(*result), ledger.close(state[0])


def remembering(engine: Engine, new: Built, fresh: State) -> State:
    """Return a fresh state that knows what sources deliver some frames before, where the old program has not held it.

    So a loss that is drawn now compares with the labels of then, and not with a start value. What is before the data's
    beginning, or cannot be delivered again, stays that.
    """
    old, number = {slot.key for slot in engine.built.program.slots}, engine.state[0]
    names = {slot.key[:2]: slot.identifier for slot in new.program.slots if slot.fed and slot.age == 1}
    result = list(fresh)
    for place, slot in enumerate(new.program.slots, 1):
        frame = number - slot.age + 1
        if slot.fed and slot.key not in old and frame >= engine.origin:
            with contextlib.suppress(SourceError):
                result[place] = getattr(engine.deliver(frame, new), names[slot.key[:2]])
    return type(fresh)(*result)


def park_resting(graph: Graph, program: Program, **like: Any) -> Parked:
    """Return the weights that a graph has for what its program leaves out: they come back when it is on again.

    Args:
        graph: The graph.
        program: Its program.
        like: Device and dtype of weights.
    """
    here = {weight.key for weight in program.weights}
    uids = {name: graph.uid(name) for name in graph} | {name: wire.uid for name, wire in graph.wires().items()}
    parked = {}
    for full, array in graph.weights.items():
        owner, _, name = full.rpartition(".")
        if (uids[owner], name) not in here:
            parked[uids[owner], name, tuple(array.shape)] = torch.nn.Parameter(
                torch.as_tensor(np.array(array)).to(**like)
            )
    return parked


@attrs.define
class _Ledger:
    """Notes what became of each weight and state."""

    kept: int = 0
    reinitialised: list[str] = attrs.Factory(list)
    new: list[str] = attrs.Factory(list)
    removed: list[str] = attrs.Factory(list)
    returned: list[str] = attrs.Factory(list)
    begun_anew: dict[int, list[str]] = attrs.Factory(dict)

    def begin(self, uid: int, words: str) -> None:
        """Note that something of a node or edge was re-initialised."""
        self.reinitialised.append(words)
        self.begun_anew.setdefault(uid, []).append(words)

    def close(self, frame: int) -> Carried:
        """Return the account."""
        anew, new = tuple(self.reinitialised), tuple(self.new)
        words = {uid: ", ".join(told) for uid, told in self.begun_anew.items()}
        return Carried(frame, self.kept, anew, new, tuple(self.removed), tuple(self.returned), words)


def _carry_weight(
    weight: Weight,
    before: dict[tuple[int, str], tuple[Weight, torch.nn.Parameter]],
    parked: Parked,
    new: Built,
    ledger: _Ledger,
) -> None:
    if weight.knob:
        before.pop(weight.key, None)
        return
    _, current = before.pop(weight.key, (None, None))
    shape = tuple(getattr(new.module, weight.identifier).shape)
    if current is not None and tuple(current.shape) == shape:
        setattr(new.module, weight.identifier, _within(weight, current))
        ledger.kept += 1
        return
    if current is not None:
        parked[_spot(weight, current)] = current  # an undo of the change of shape brings these values back
    back = parked.pop((*weight.key, shape), None)
    if back is not None:
        setattr(new.module, weight.identifier, _within(weight, back))
        ledger.returned.append(weight.name)
    elif current is not None:
        ledger.begin(weight.key[0], f"{weight.name} ({tuple(current.shape)} -> {shape})")
    else:
        ledger.new.append(weight.name)


def _within(weight: Weight, parameter: torch.nn.Parameter) -> torch.nn.Parameter:
    """Return a parameter within the bounds of its weight, which may be new: another one where it is not within them.

    The old one is left as it is: earlier keyframes know its values.
    """
    if not weight.bounded:
        return parameter
    within = parameter.detach().clamp(weight.low, weight.high)
    return parameter if torch.equal(within, parameter) else torch.nn.Parameter(within)


def _spot(weight: Weight, parameter: torch.nn.Parameter) -> tuple[int, str, tuple[int, ...]]:
    """Return where a parameter is parked: one of each shape, so that several changes of shape can be undone."""
    return (*weight.key, tuple(parameter.shape))
