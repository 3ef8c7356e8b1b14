"""When each sample of the batch is shown something else: a function of the frame number."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import attrs
import numpy as np

from lpnb.sources.chance import Whole, uniform, whole

BLOCK = 64
"""Showings between two notes of when they begin."""
NEAR = 64
"""Frames that are walked, at most; what is farther is looked up."""
LOOKED_AT = 4096
"""Frames that are gone through, at most, to tell in which of them something changes."""
DURATION = 0x0D
"""Tells the random numbers of durations from all others."""


@attrs.frozen(eq=False)
class Moment:
    """What is shown in one frame, for each sample of the batch, int64 [batch].

    Attributes:
        showing: Which of its showings, from 0.
        start: The frame in which that began.
        end: The frame in which the next one begins.
        frame: The frame.
    """

    showing: Whole
    start: Whole
    end: Whole
    frame: int

    @property
    def elapsed(self) -> Whole:
        """Frames since the showing began."""
        return self.frame - self.start

    @property
    def left(self) -> Whole:
        """Frames until the next one begins, this one included."""
        return self.end - self.frame


class Schedule:
    """Showings of `low` to `high` frames each, drawn for each sample of the batch and each showing by itself."""

    def __init__(self, low: int, high: int, batch: int, seed: int) -> None:
        """Know nothing but the beginning."""
        self.low, self.high, self.seed = low, high, seed
        self.lanes = np.arange(batch)
        self._last = self._fixed(0) if low == high else self._ending(np.zeros(batch, int), np.zeros(batch, int), 0)
        self._begins = [np.zeros(batch, int)]  # of every BLOCK-th showing
        self._lock = threading.Lock()

    def at(self, frame: int) -> Moment:
        """Return what is shown in a frame (from 0)."""
        last = self._last
        if last.frame == frame:
            return last
        if self.low == self.high:
            moment = self._fixed(frame)
        elif abs(frame - last.frame) <= NEAR:
            moment = self._walk(last, frame)
        else:
            moment = self._look_up(frame)
        self._last = moment
        return moment

    def turns(self, first: int, last: int) -> Sequence[int]:
        """Return the frames from `first` to `last` in which some sample may be shown something else."""
        if self.low == self.high:
            return range(-(-first // self.low) * self.low, last + 1, self.low)
        if last - first > LOOKED_AT:
            return range(first, last + 1)
        if last < first:
            return ()
        moment = self.at(first)
        found = {first} if (moment.start == first).any() else set()
        while moment.end.min() <= last:
            moment = self._walk(moment, int(moment.end.min()))
            found.add(moment.frame)
        return sorted(found)

    def _fixed(self, frame: int) -> Moment:
        showing = np.full(len(self.lanes), frame // self.low)
        return Moment(showing, showing * self.low, (showing + 1) * self.low, frame)

    def _ending(self, showing: Whole, start: Whole, frame: int) -> Moment:
        return Moment(showing, start, start + self._durations(self.lanes, showing), frame)

    def _durations(self, lanes: Whole, showing: Whole) -> Whole:
        return whole(self.low, self.high, uniform(self.seed, DURATION, lanes, showing))

    def _walk(self, moment: Moment, frame: int) -> Moment:
        """Return the moment of a frame that is not far from that of another one."""
        showing, start, end = moment.showing, moment.start, moment.end
        while (over := end <= frame).any():
            showing, start = showing + over, np.where(over, end, start)
            end = np.where(over, start + self._durations(self.lanes, showing), end)
        while (early := start > frame).any():
            showing, end = showing - early, np.where(early, start, end)
            start = np.where(early, end - self._durations(self.lanes, showing), start)
        return Moment(showing, start, end, frame)

    def _look_up(self, frame: int) -> Moment:
        """Return the moment of any frame: from the last note before it."""
        with self._lock:
            while self._begins[-1].min() <= frame:
                showings = (len(self._begins) - 1) * BLOCK + np.arange(BLOCK)
                self._begins.append(self._begins[-1] + self._durations(self.lanes[:, None], showings).sum(1))
            # Samples are some blocks apart, at most: those around the frame hold all of them.
            least, most = self._around(frame)
            begins = np.stack(self._begins[least : most + 1])
        block = (begins <= frame).sum(0) - 1
        showing = (least + block) * BLOCK
        return self._walk(self._ending(showing, begins[block, self.lanes], frame), frame)

    def _around(self, frame: int) -> tuple[int, int]:
        """Return the last note that is before the frame for all samples, and the first that is after it for all."""
        low, high = 0, len(self._begins) - 1
        while low < high:  # the last one whose latest sample begins by then
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._begins[middle].max() <= frame else (low, middle - 1)
        after = low
        while self._begins[after].min() <= frame:
            after += 1
        return low, after
