"""Live edits: what of the old program's weights and states the new one takes over, and what has to begin anew."""

from __future__ import annotations

from types import SimpleNamespace

import attrs
import torch

from lpnb.compile.build import Built, State
from lpnb.compile.program import Weight

Parked = dict[tuple[int, str], torch.nn.Parameter]
"""Weights of what was removed, by key: an undo brings them back."""


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
    """

    frame: int
    kept: int
    reinitialised: tuple[str, ...]
    new: tuple[str, ...]
    removed: tuple[str, ...]
    returned: tuple[str, ...]

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
    parked.update({key: parameter for key, (weight, parameter) in before.items() if not weight.knob})
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
            ledger.reinitialised.append(f"{name} ({tuple(was[1].shape[1:])} -> {slot.type.shape})")
        else:
            ledger.new.append(name)
    ledger.removed += [f"state of {slot.node}" for slot, _ in values.values() if slot.age == 1]
    return type(fresh)(*result), ledger.close(state[0])


@attrs.define
class _Ledger:
    """Notes what became of each weight and state."""

    kept: int = 0
    reinitialised: list[str] = attrs.Factory(list)
    new: list[str] = attrs.Factory(list)
    removed: list[str] = attrs.Factory(list)
    returned: list[str] = attrs.Factory(list)

    def close(self, frame: int) -> Carried:
        """Return the account."""
        lists = (self.reinitialised, self.new, self.removed, self.returned)
        return Carried(frame, self.kept, *(tuple(names) for names in lists))


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
    back = parked.pop(weight.key, None)
    if current is not None and tuple(current.shape) == weight.shape:
        setattr(new.module, weight.identifier, current)
        ledger.kept += 1
        return
    if current is not None:
        parked[weight.key] = current  # an undo of the change of shape brings these values back
    if back is not None and tuple(back.shape) == weight.shape:
        setattr(new.module, weight.identifier, back)
        ledger.returned.append(weight.name)
    elif current is not None:
        ledger.reinitialised.append(f"{weight.name} ({tuple(current.shape)} -> {weight.shape})")
    else:
        ledger.new.append(weight.name)
