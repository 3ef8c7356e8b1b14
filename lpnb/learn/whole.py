"""Windows that are computed at once, forward and backward, by compiled code: for losses with ``compiled=True``.

    frame by frame     1 > 2 > 3 > 4 > gradient > step        the program, as it is shown and exported
    at once           [1   2   3   4   gradient]> step        the same window as one piece of machine code

Code is made by another process meanwhile, tried on a window of now (it has to give the same numbers, up to rounding),
raced against frame by frame, and taken between two windows if it wins. The stream still shows frame after frame. When
somebody changes something within a window, the frames that nobody has seen yet are forgotten, and a new window begins.

From when on code was used depends on the clock, so the time machine remembers it, like a stride (`lpnb.learn.pace`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import Parameter

from lpnb.compile.build import Built, State
from lpnb.errors import SourceError
from lpnb.learn.blueprint import Blueprint
from lpnb.learn.descent import Descent
from lpnb.learn.machine_code import MachineCode, Order
from lpnb.learn.obstacles import obstacle
from lpnb.learn.verdict import Verdict, judge
from lpnb.run.rule import Notes

if TYPE_CHECKING:
    from lpnb.learn.loss import Loss
    from lpnb.learn.window import Window

Deliver = Callable[[int], tuple[Tensor, ...]]
"""Returns what sources deliver for a frame, by its number."""
COMPILED = "compiled"
"""What the note of code in use belongs to."""
KEPT = 8
"""Programs of which the code is kept, for when somebody goes back to one."""
WAITING = "frame by frame: code is being compiled"
"""What is said meanwhile."""
SETTLED = 2
"""Windows after which it is known how states lie in memory."""


class Whole:
    """The compiled windows of one loss."""

    def __init__(self) -> None:
        """Compute frame by frame."""
        self._code: MachineCode | None = None
        self._order: Order | None = None
        self._verdicts: dict[object, Verdict] = {}
        self._key: object = None
        self._obstacle, self._wanted, self._windows = "", False, 0
        self._passed: tuple[Window, Descent] | None = None  # what has not been taken yet
        self._ahead: deque[State] = deque()  # frames that nobody has seen yet
        self._last: State | None = None

    def serve(self, built: Built, loss: Loss, place: int, parameters: Mapping[str, Parameter]) -> None:
        """Compute windows of a program as a loss says; code in use stays where it still is the code for that."""
        self.cut()
        self._built, self._parameters = built, parameters
        self._place, self._length, self._split = place, loss.window, loss.split
        self._wanted = loss.compiled
        self._obstacle = obstacle(loss, built, parameters) if loss.compiled else ""
        key = (built.program.text, place, loss.window, loss.split, tuple(parameters))
        if key != self._key or self._obstacle or not self._wanted:
            self._key, self._code, self._windows = key, None, 0
            if self._order is not None:
                self._order.cancel()
            self._order = None

    def words(self, *, alone: bool) -> str:
        """Return how windows are computed, for people; empty where nobody has asked for compiled code."""
        if not self._wanted:
            return ""
        if self._obstacle or not alone:
            return f"frame by frame: {self._obstacle or 'several nodes learn'}"
        verdict = self._verdicts.get(self._key)
        return verdict.words if verdict is not None else WAITING

    # -- frames -------------------------------------------------------------------------------------------------------

    def frame(self, window: Window, state: State, deliver: Deliver) -> State | None:
        """Return the frame after `state`, if its window is computed at once; None where it is to be computed."""
        if self._ahead and state is not self._last:
            self.cut()
        if not self._ahead and not self._pass(window, state, deliver):
            return None
        self._last = self._ahead.popleft()
        return self._last

    def _pass(self, window: Window, state: State, deliver: Deliver) -> bool:
        """Compute a window, if one begins and there is code for it; return whether that was done."""
        if not self._wanted or self._obstacle or window.count != window.lead or not window.needs_gradient:
            return False
        if self._code is None and not self._is_to_be_tried():
            return False
        try:
            inputs = [deliver(state[0] + number) for number in range(1, window.length + 1)]
        except SourceError:
            return False  # data end within the window: frame by frame up to there
        if self._code is None:
            self._try(state, inputs)
            return False
        passed = self._code.run(self._built.module, state, inputs)
        self._passed = window, passed.descent
        self._ahead.extend(passed.states)
        return True

    def _is_to_be_tried(self) -> bool:
        """Return whether there is news of code that was ordered, or none has been ordered yet."""
        self._windows += 1
        if self._key in self._verdicts or self._windows <= SETTLED:
            return False
        return self._order is None or bool(self._order.failure) or self._order.code is not None

    def _try(self, state: State, inputs: list[tuple[Tensor, ...]]) -> None:
        """Order code; try it once it is there."""
        if self._order is None:
            what = {"loss": self._place, "length": self._length}
            self._blueprint = Blueprint.of(self._built, state, inputs[0], self._parameters, split=self._split, **what)
            self._order = Order(self._blueprint)
        elif self._order.code is not None:
            self._judged(judge(self._order.code, self._blueprint, self._built, state, inputs))
        else:
            words = f"frame by frame: code cannot be compiled here ({self._order.failure})"
            self._judged(Verdict(None, 0.0, words))

    def _judged(self, verdict: Verdict | None) -> None:
        """Keep a verdict; there is none where a window was not finite."""
        if verdict is None:
            return
        self._order, self._verdicts[self._key] = None, verdict
        if len(self._verdicts) > KEPT:
            self._verdicts.pop(next(iter(self._verdicts)))

    def take(self) -> Descent | None:
        """Return the gradient of the window that has just ended, if it was computed at once."""
        if self._passed is None:
            return None
        (window, descent), self._passed = self._passed, None
        window.done()
        return descent

    def adopt(self) -> bool:
        """Use code from now on, if there is some that wins; return whether that is otherwise than before."""
        verdict = self._verdicts.get(self._key) if self._wanted and self._code is None else None
        if verdict is None or not verdict.wins:
            return False
        self._code = verdict.code
        return True

    def cut(self) -> None:
        """Forget the window in progress."""
        self._ahead.clear()
        self._passed = self._last = None

    # -- what it remembers ----------------------------------------------------------------------------------------

    def memory(self) -> Notes:
        """Return whether code is in use."""
        return {(COMPILED, "on"): torch.tensor(1)} if self._code is not None else {}

    def recall(self, notes: Notes) -> None:
        """Use code as it was used then, as far as there is some."""
        verdict = self._verdicts.get(self._key)
        self._code = verdict.code if verdict is not None and (COMPILED, "on") in notes else None
