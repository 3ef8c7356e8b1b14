"""A line of time: the keyframes from its beginning to its head, and what happened on the way."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Literal

import attrs

from lpnb.run.keyframe import Keyframe

What = Literal["edit", "parameter", "state", "reset", "breakpoint", "branch"]
MOST_MARKS = 1000


@attrs.frozen
class Mark:
    """Something that happened.

    Attributes:
        frame: The frame after which it did.
        kind: ``'edit'`` (the graph), ``'parameter'`` or ``'state'`` (set by hand), ``'reset'``, ``'breakpoint'``, or
            ``'branch'``: from here on another future than the one before.
        words: What it was.
    """

    frame: int
    kind: What
    words: str


@attrs.frozen
class Branch:
    """Another future that is kept.

    Attributes:
        number: What it is known by.
        words: How it came about.
        begin: The last frame that it shares with the present.
        last: Its head.
        bytes: What forgetting it would free.
    """

    number: int
    words: str
    begin: int
    last: int
    bytes: int


def place(keys: Sequence[Keyframe], frame: int) -> int:
    """Return the place of the last keyframe that is no later than `frame`, -1 if there is none."""
    return bisect_right(keys, frame, key=lambda key: key.frame) - 1


class Line:
    """The keyframes of one past and its future, oldest first.

    Attributes:
        number: What it is known by.
        words: How it came about.
        parent: The line that it left, None where it began anew.
        begin: The frame at which it did.
        last: Its head, as far as that was noted.
        keys: Its keyframes, those before `begin` too, which it shares with its parent; frames ascend.
        marks: What happened, in order.
    """

    def __init__(self, number: int, words: str, parent: Line | None = None, begin: int = 0) -> None:
        """Share the past of `parent` up to frame `begin`."""
        self.number, self.words, self.parent, self.begin, self.last = number, words, parent, begin, begin
        self.keys: list[Keyframe] = []
        self.marks: list[Mark] = []
        if parent is not None:
            self.keys = parent.keys[: parent.place(begin) + 1]
            self.marks = [mark for mark in parent.marks if mark.frame <= begin]

    def place(self, frame: int) -> int:
        """Return the place of the last keyframe that is no later than `frame`, -1 if there is none."""
        return place(self.keys, frame)

    def after(self, frame: int) -> Keyframe | None:
        """Return the first keyframe that is later than `frame`."""
        place = self.place(frame) + 1
        return self.keys[place] if place < len(self.keys) else None

    def reach(self, frame: int) -> tuple[Keyframe, int] | None:
        """Return the keyframe to start from, and the frame to go to: `frame`, or the nearest that is remembered."""
        if not self.keys:
            return None
        place = self.place(frame)
        if place < 0:
            return self.keys[0], self.keys[0].frame
        key, later = self.keys[place], self.after(frame)
        if later is None or later.broken is None or frame <= later.broken:
            return key, frame
        if frame - later.broken <= later.frame - frame:
            return key, max(key.frame, later.broken)
        return later, later.frame

    def nearest(self, frame: int) -> Keyframe | None:
        """Return the keyframe nearest to a frame."""
        return min(self.keys, key=lambda key: abs(key.frame - frame), default=None)

    def add(self, key: Keyframe) -> Keyframe | None:
        """Append a keyframe; return the one of the same frame that it replaces, if there is one."""
        replaced = self.keys[-1] if self.keys and self.keys[-1].frame >= key.frame else None
        if replaced is not None:
            self.keys.pop()
            key.broken = key.broken if replaced.broken is None else replaced.broken
        self.keys.append(key)
        return replaced

    def remove(self, key: Keyframe) -> bool:
        """Take a keyframe out; return whether it was there. What comes after it may be out of reach then."""
        place = self.place(key.frame)
        if place < 0 or self.keys[place] is not key:
            return False
        if key.broken is not None and place + 1 < len(self.keys):
            self.keys[place + 1].broken = key.broken
        del self.keys[place]
        return True

    def mark(self, mark: Mark) -> None:
        """Note what happened; the same once for each frame."""
        if mark not in self.marks[-3:]:
            self.marks.append(mark)
        del self.marks[:-MOST_MARKS]

    def meets(self, other: Line) -> int:
        """Return the last frame that both have in common, 0 where that is none."""
        mine, theirs = self._until(), other._until()
        return next((min(frame, theirs[line]) for line, frame in mine.items() if line in theirs), 0)

    def _until(self) -> dict[Line, int]:
        """Return up to which frame the way here follows each line that it came along, nearest first."""
        found, line, frame = {}, self, self.last
        while True:
            found[line] = frame
            if line.parent is None:
                return found
            frame = min(frame, line.begin)
            line = line.parent
