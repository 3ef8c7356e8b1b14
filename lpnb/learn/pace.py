"""How often a loss learns when learning may only take a share of the time: never more often than the stream can bear.

An update that takes 200 ms, in a stream of 30 frames a second that needs 5 ms for each, with budget 0.5:

    at most half of the time goes into learning        200 ms / (0.5 * 33 ms)   = 12 frames at least
    the stream keeps its rate                          200 ms / (33 ms - 5 ms)  =  7 frames at least

What is decided depends on the clock, so the time machine remembers it: see `lpnb.run.timeline`. While nobody sets a
budget, nobody looks at the clock.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from torch import Tensor

if TYPE_CHECKING:
    from lpnb.learn.loss import Loss

clock = time.perf_counter
KEPT = 0.7
"""How much of what was measured counts on, from one update to the next."""
MARGIN, EASE = 1.25, 0.6
"""By what factor too short a stride is made longer than need be; below which share of it a shorter one is taken."""
MOST = 10**6
"""The longest stride, in frames."""


class Pace:
    """The stride of one loss: that which its node asks for, or a longer one.

    Attributes:
        asked: Frames from one update to the next that the node asks for.
        stride: Those that there are now.
    """

    def __init__(self) -> None:
        """Have no budget yet."""
        self.asked = self.stride = 1
        self._budget: float | None = None
        self._spent = self._since = 0.0
        self._mark: tuple[int, float, float] | None = None  # frame, clock and time waited at the last update
        self._sums = [0.0] * 4  # of the last updates: how many, their frames, seconds of these, of learning

    def serve(self, loss: Loss) -> None:
        """Keep to the budget of a loss; a stride that was found stays for as long as what is asked for."""
        if loss.budget is None or loss.every != self.asked:
            self.stride = loss.every
            self._sums = [0.0] * 4
        self.asked, self._budget = loss.every, loss.budget
        self.restart()

    def restart(self) -> None:
        """Measure anew from the next update on."""
        self._mark, self._spent = None, 0.0

    def recall(self, stride: Tensor | None) -> None:
        """Go on with a stride that was remembered; None for the one that is asked for."""
        self.restart()
        known = [] if stride is None else stride.flatten()[:1].long().tolist()
        self.stride = max(self.asked, min(MOST, known[0])) if known else self.asked

    def start(self) -> None:
        """Learning begins."""
        if self._budget is not None:
            self._since = clock()

    def stop(self) -> None:
        """Learning ends."""
        if self._budget is not None:
            self._spent += clock() - self._since

    def decide(self, frame: int, period: float, waited: float) -> bool:
        """Choose the stride, right after an update; return whether it is another one than before.

        Args:
            frame: The number of the frame.
            period: Seconds from one frame to the next that the stream is to keep to; 0 for as few as possible.
            waited: Seconds for which the stream has waited so far, since whenever.
        """
        if self._budget is None:
            return False
        now, spent, mark = clock(), self._spent, self._mark
        self._mark, self._spent = (frame, now, waited), 0.0
        if mark is None or frame - mark[0] != self.stride:
            return False  # somebody has intervened, or travelled in time
        busy = max(0.0, (now - mark[1]) - (waited - mark[2]) - spent)
        new = (1.0, float(self.stride), busy, spent)
        self._sums = [KEPT * old + more for old, more in zip(self._sums, new, strict=True)]
        updates, frames, seconds, learning = self._sums
        before, least = self.stride, self._least(learning / updates, seconds / frames, period)
        if least > self.stride or least * MARGIN < self.stride * EASE:
            self.stride = self.asked if least <= self.asked else min(MOST, math.ceil(MARGIN * least))
        return self.stride != before

    def _least(self, update: float, frame: float, period: float) -> float:
        """Return the least stride within the budget, given the seconds of an update and of a frame without it."""
        share = self._budget or 1.0
        if period > frame:  # there is time left to learn in
            return max(update / (share * period), update / (period - frame))
        return min(float(MOST), update * (1 - share) / (share * max(frame, 1e-9)))
