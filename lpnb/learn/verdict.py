"""Whether compiled code computes a window as the program does, frame by frame, and how much faster."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Sequence

import attrs
import torch
from torch import Tensor
from torch.nn import Parameter

from lpnb.compile.build import Built, State
from lpnb.learn.blueprint import Blueprint
from lpnb.learn.descent import Descent
from lpnb.learn.machine_code import MachineCode, Passed
from lpnb.run.engine import detached

GAIN = 1.15
"""How many times as fast code has to be to be taken."""
ROUNDS = 3


@attrs.frozen(eq=False)
class Verdict:
    """What came out of a trial.

    Attributes:
        code: The code.
        gain: How many times as fast it is, 0 where it is of no use.
        words: What came out, for people.
    """

    code: MachineCode | None
    gain: float
    words: str

    @property
    def wins(self) -> bool:
        """Whether to use it."""
        return self.gain >= GAIN


def judge(
    code: MachineCode, blueprint: Blueprint, built: Built, start: State, inputs: Sequence[tuple[Tensor, ...]]
) -> Verdict | None:
    """Return what comes out of a trial on one window; None where the window itself is not finite.

    Args:
        code: The code.
        blueprint: What it was made for.
        built: The program that runs.
        start: The state before the window.
        inputs: What sources deliver in each of its frames.
    """

    def plain() -> Passed:
        return frame_by_frame(blueprint, built, start, inputs)

    def compiled() -> Passed:
        return code.run(built.module, start, inputs)

    right, found = plain(), compiled()
    if not math.isfinite(right.descent.norm.item()):
        return None
    if not agree(right, found):
        return Verdict(None, 0.0, "frame by frame: compiled code gives other numbers")
    times = [(_seconds(plain), _seconds(compiled)) for _ in range(ROUNDS)]
    gain = statistics.median(before / after for before, after in times)
    if gain >= GAIN:
        return Verdict(code, gain, f"whole windows by compiled code, {gain:.1f} times as fast")
    return Verdict(None, gain, f"frame by frame: compiled code takes {1 / gain:.2f} times as long")


def frame_by_frame(blueprint: Blueprint, built: Built, start: State, inputs: Sequence[tuple[Tensor, ...]]) -> Passed:
    """Compute a window by the program."""
    parameters = list(built.module.parameters())
    state, states, losses = start, [], []
    with torch.enable_grad():
        for values in inputs:
            state = built.network.step(state, built.inputs(*values))
            states.append(detached(state))
            losses.append(state[blueprint.loss])
        total = torch.stack(losses)[:, : blueprint.split].mean()
        trained: list[Parameter] = [parameters[place] for place in blueprint.trained]
        gradients = torch.autograd.grad(total, trained, allow_unused=True)
    norm = torch.nn.utils.get_total_norm([gradient for gradient in gradients if gradient is not None])
    return Passed(states, Descent(total.detach(), gradients, norm))


def agree(right: Passed, found: Passed) -> bool:
    """Return whether two computed the same up to rounding: sums taken in another order."""
    pairs = list(zip(right.descent.gradients, found.descent.gradients, strict=True))
    if any((a is None) != (b is None) for a, b in pairs):
        return False
    scale = float(right.descent.norm)
    values = [(right.descent.loss, found.descent.loss), (right.descent.norm, found.descent.norm)]
    for before, after in zip(right.states, found.states, strict=True):
        values += zip(before[1:], after[1:], strict=True)
    return all(_close(a, b) for a, b in values) and all(
        float((a - b).norm()) <= _rounding(a) * scale for a, b in pairs if a is not None and b is not None
    )


def _close(right: Tensor, found: Tensor) -> bool:
    if not right.is_floating_point():
        return torch.equal(right, found)
    return float((right - found).norm()) <= _rounding(right) * (float(right.norm()) + 1)


def _rounding(tensor: Tensor) -> float:
    return math.sqrt(torch.finfo(tensor.dtype).eps)


def _seconds(run: Callable[[], object]) -> float:
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin
