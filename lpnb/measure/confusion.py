"""What a network answers, and when: one confusion matrix for each delay after the onset of a stimulus.

A streaming network answers in every frame, first before the stimulus can have arrived, then better and better. So a
single confusion matrix says little; here there is one for each number of frames since the sample began to be shown.

    frame      ...  7 | 8   9  10  11  12 | 13  ...
    label      ...  3 | 5   5   5   5   5 |  1  ...
    delay             | 0   1   2   3   4 |  0       an onset is where the label changes, or where one is told
    answer            | 3   3   5   8   5 |
    right             |         x       x |          decided at delay 4: from there on right until the end
"""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np

from lpnb.errors import MeasureError, Problem, brief
from lpnb.measure.statistics import Array

UNKNOWN = -1
MOST_COUNTS = 2**24


@attrs.frozen(eq=False)
class Decisions:
    """When answers came to stay, over all whole presentations; a presentation reaches from an onset to the next.

    A *decision* is the first delay from which on the answer is right in every frame until the presentation ends. The
    answer has *settled* at the first delay from which on it stays the same, right or wrong. Both definitions are ours.

    Attributes:
        decided: How many presentations were decided at each delay, [delays + 1]; the last counts all later ones.
        undecided: How many ended with a wrong answer.
        time: The mean delay of the decisions, in frames; nan when there was none.
        settled: How many answers settled at each delay, [delays + 1]; the last counts all later ones.
        settling_time: The mean delay at which they did, in frames; nan when there was none.
    """

    decided: Array
    undecided: float
    time: float
    settled: Array
    settling_time: float


class TemporalConfusion:
    """Counts answers by delay after onset, label and answer; is fed frame by frame, and remembers its counts alone.

    Example:
        unseen, confusion = Unseen(stream), TemporalConfusion(classes=10, delays=12)
        answer, label = (stream.program.newest[name] for name in ("answer", "data.label"))
        for state, follows in unseen():
            if not follows:
                confusion.interrupt()
            confusion.frame(state[answer], state[label])
        confusion.accuracy  # [12]

    Attributes:
        counts: [delays, classes, classes]: by delay after onset, label and answer. Whole numbers unless they fade.
    """

    def __init__(self, classes: int, delays: int = 16, *, half_life: float | None = None) -> None:
        """Count nothing yet.

        Args:
            classes: How many classes there are, 1 or more.
            delays: How many delays are told apart, 1 or more: 0 to ``delays - 1`` frames after onset.
            half_life: After how many frames a count has faded to a half; None keeps all for ever.

        Raises:
            MeasureError: When these are out of range, or the counts would need too much memory.
        """
        if min(classes, delays) < 1 or classes**2 * delays > MOST_COUNTS or (half_life is not None and half_life <= 0):
            expected = f"classes, delays and half_life above 0, and at most {MOST_COUNTS} counts"
            found = f"classes={classes!r}, delays={delays!r}, half_life={half_life!r}"
            raise MeasureError(Problem("temporal confusion", expected, found))
        self.classes, self.delays, self.half_life = classes, delays, half_life
        self.clear()

    def clear(self) -> None:
        """Begin anew."""
        self.counts = np.zeros((self.delays, self.classes, self.classes))
        self._decided, self._settled = np.zeros(self.delays + 1), np.zeros(self.delays + 1)
        self._undecided = self._time = self._settling_time = 0.0
        self.interrupt()

    def interrupt(self) -> None:
        """Take note that frames are missing: presentations in progress count no more, until the next onset."""
        self._label: Array | None = None

    def frame(self, prediction: Any, label: Any, onset: Any = None) -> None:
        """Take a frame.

        Args:
            prediction: The scores [batch, classes] (with further axes, their mean over these), an array or tensor.
            label: The right classes [batch], whole numbers; below 0 where there is none.
            onset: Whether a sample begins to be shown in this frame: a truth value, or one for each sample. None: where
                the label changes. Two samples of one class in a row are then one long presentation.

        Raises:
            MeasureError: When the shapes or classes do not fit.
        """
        answer, label = self._checked(prediction, label)
        begins = self._onsets(label, onset)
        if self._label is None:
            self._age = self._right_since = self._same_since = np.full(len(label), UNKNOWN)
            self._answer = answer
        self._fade()
        self._close(begins & (self._age != UNKNOWN))
        self._age = np.where(begins, 0, np.where(self._age == UNKNOWN, UNKNOWN, self._age + 1))
        self._count(answer, label)
        fresh = begins | (self._right_since == UNKNOWN)
        self._right_since = np.where(answer == label, np.where(fresh, self._age, self._right_since), UNKNOWN)
        self._same_since = np.where(begins | (answer != self._answer), self._age, self._same_since)
        self._answer, self._label = answer, label

    @property
    def accuracy(self) -> Array:
        """The share of right answers at each delay, [delays], 0 to 1; nan where nothing was counted."""
        with np.errstate(invalid="ignore"):
            shares: Array = np.trace(self.counts, axis1=1, axis2=2) / self.counts.sum((1, 2))
        return shares

    @property
    def shares(self) -> Array:
        """How often each label got each answer, [delays, classes, classes]; rows sum to 1, nan where a label lacks."""
        with np.errstate(invalid="ignore"):
            shares: Array = self.counts / self.counts.sum(2, keepdims=True)
        return shares

    @property
    def decisions(self) -> Decisions:
        """When answers came to stay. Presentations still in progress are not among them."""
        decided, settled = self._decided.sum(), self._settled.sum()
        time = self._time / decided if decided else float("nan")
        settling_time = self._settling_time / settled if settled else float("nan")
        return Decisions(self._decided.copy(), float(self._undecided), time, self._settled.copy(), settling_time)

    # -- a frame --------------------------------------------------------------------------------------------------

    def _checked(self, prediction: Any, label: Any) -> tuple[Array, Array]:
        """Return answers and labels, [batch] whole numbers."""
        label = _whole(label)
        shape = tuple(prediction.shape)
        known = self._label is None or len(self._label) == len(label)
        if (
            label.ndim != 1
            or shape[:2] != (len(label), self.classes)
            or not known
            or label.max(initial=0) >= self.classes
        ):
            expected = (
                f"scores [batch, {self.classes}] and labels [batch] below {self.classes}, of one batch throughout"
            )
            found = f"shapes {shape} and {label.shape}, the greatest label {label.max(initial=0)}"
            raise MeasureError(Problem("temporal confusion", expected, found))
        if len(shape) > 2:
            prediction = prediction.reshape(*shape[:2], -1).mean(2)
        return _whole(prediction.argmax(1)), label  # of a tensor on a GPU, only the answers are fetched

    def _onsets(self, label: Array, onset: Any) -> Array:
        if onset is None:
            return np.zeros(len(label), bool) if self._label is None else label != self._label
        try:
            return np.broadcast_to(_numpy(onset).astype(bool), label.shape)
        except ValueError:
            expected = "one truth value, or one for each sample"
            raise MeasureError(Problem("temporal confusion, onset", expected, brief(onset))) from None

    def _count(self, answer: Array, label: Array) -> None:
        counted = (self._age != UNKNOWN) & (self._age < self.delays) & (label >= 0)
        places = ((self._age * self.classes + label) * self.classes + answer)[counted]
        self.counts += np.bincount(places, minlength=self.counts.size).reshape(self.counts.shape)

    def _close(self, ended: Array) -> None:
        """Take account of presentations that have ended with the frame before."""
        if self._label is None or not ended.any():
            return
        ended = ended & (self._label >= 0)
        decided, settled = self._right_since[ended & (self._right_since != UNKNOWN)], self._same_since[ended]
        self._decided += self._histogram(decided)
        self._settled += self._histogram(settled)
        self._undecided += ended.sum() - len(decided)
        self._time += decided.sum()
        self._settling_time += settled.sum()

    def _histogram(self, times: Array) -> Array:
        return np.bincount(np.minimum(times, self.delays), minlength=self.delays + 1)

    def _fade(self) -> None:
        if self.half_life is None:
            return
        factor = 0.5 ** (1 / self.half_life)
        for name in ("counts", "_decided", "_settled", "_undecided", "_time", "_settling_time"):
            setattr(self, name, getattr(self, name) * factor)


def _numpy(array: Any) -> Array:
    return np.asarray(array.detach().cpu() if hasattr(array, "detach") else array)


def _whole(array: Any) -> Array:
    """Return whole numbers as int64 (labels that are floats are a mistake, and refused)."""
    array = _numpy(array)
    if array.dtype.kind not in "iub":
        raise MeasureError(Problem("temporal confusion", "labels that are whole numbers", f"{array.dtype}"))
    whole: Array = array.astype(np.int64)
    return whole
