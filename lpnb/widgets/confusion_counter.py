"""Feeds a temporal confusion with the frames of a stream, a little in each turn of the publisher.

    stream.recent ── Unseen ──> waiting: answers and labels alone ── some milliseconds' worth a turn ──> counts

Where the stream is faster than that, stretches of successive frames are counted and others are not.
"""

from __future__ import annotations

import time
from collections import deque

from torch import Tensor

from lpnb.compile.program import Slot
from lpnb.measure import TemporalConfusion, Unseen
from lpnb.run import Stream
from lpnb.widgets.snapshot import Snapshot

SPENT = 0.004
"""Seconds of processor time in a turn."""
MOST_WAITING = 64
"""Frames that still wait when no more are taken."""


class Counter:
    """Counts what a stream answers.

    Attributes:
        confusion: The counts; None until something is looked at.
    """

    def __init__(self, stream: Stream, delays: int) -> None:
        """Count from the newest frame on.

        Raises:
            MeasureError: When there are too many delays, or less than one.
        """
        TemporalConfusion(1, delays)  # so that a mistake is told where it is made
        self._delays = delays
        self._half_life: float | None = None
        self.confusion: TemporalConfusion | None = None
        self._unseen = Unseen(stream)
        self._waiting: deque[tuple[Tensor, Tensor, bool]] = deque()
        self._looks_at: tuple[object, ...] = ()
        self._gap, self._was_past = True, False

    def look_at(self, prediction: Slot, label: Slot) -> None:
        """Count these from now on; begin anew unless they are what was counted before."""
        asked = (prediction.key[:2], label.key[:2], label.type.classes)
        if asked != self._looks_at:
            self._looks_at = asked
            self.confusion = TemporalConfusion(label.type.classes, self._delays, half_life=self._half_life)
            self._drop()

    def look_away(self) -> None:
        """Count nothing any more."""
        self.confusion, self._looks_at = None, ()
        self._drop()

    def keep(self, half_life: float | None) -> None:
        """Let counts fade to a half in so many frames from now on; None keeps all."""
        self._half_life = half_life
        if self.confusion is not None:
            self.confusion.half_life = half_life

    def clear(self) -> None:
        """Begin anew."""
        if self.confusion is not None:
            self.confusion.clear()
        self._drop()

    def _drop(self) -> None:
        self._waiting.clear()
        self._gap = True

    def turn(self, snapshot: Snapshot, prediction: str, label: str) -> bool:
        """Take what is new, and count some of it; return whether anything was counted.

        Raises:
            MeasureError: When answer and label do not fit.
        """
        if self.confusion is None:
            return False
        if snapshot.past or self._was_past:  # what was counted when it was new is not counted again
            self._unseen()
            self._drop()
            self._was_past = snapshot.past
            return False
        self._take(snapshot, prediction, label)
        counted, until = bool(self._waiting), time.thread_time() + SPENT
        while self._waiting and time.thread_time() < until:
            scores, right, follows = self._waiting.popleft()
            if not follows:
                self.confusion.interrupt()
            self.confusion.frame(scores, right)
        return counted

    def _take(self, snapshot: Snapshot, prediction: str, label: str) -> None:
        if len(self._waiting) > MOST_WAITING:
            return
        places = snapshot.program.newest[prediction], snapshot.program.newest[label]
        for state, follows in self._unseen():
            fits = type(state) is type(snapshot.state)  # else another program made it, with other places
            if fits:
                self._waiting.append((state[places[0]], state[places[1]], follows and not self._gap))
            self._gap = not fits
