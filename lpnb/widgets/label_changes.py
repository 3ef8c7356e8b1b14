"""When the label changed, asked of the stream now and then: by the worker, for that waits for a frame."""

from __future__ import annotations

from lpnb.run import Stream
from lpnb.widgets.snapshot import Snapshot

PAUSE = 2.0
"""Seconds between two questions."""
MOST = 300
"""Frames that a question looks at, at most: the newest. Each costs the frame thread some microseconds."""
KEPT = 400
"""Changes that are kept, at most: a screen has no room for more."""


class LabelChanges:
    """The frames in which the first label of a stream's sources is another one than before, for sample 0.

    Attributes:
        output: The output that is followed, e.g. ``data.label``; empty where there is none.
        frames: In which frames it changed, as far as it was looked at, ascending.
    """

    def __init__(self, stream: Stream) -> None:
        """Know of no change yet."""
        self.output = ""
        self.frames: tuple[int, ...] = ()
        self._stream = stream
        self._asked = -PAUSE
        self._seen: tuple[object, int] = (None, 0)
        """What ran, on which line, and up to which frame it was looked at."""

    def due(self, snapshot: Snapshot) -> bool:
        """Return whether there is something to ask for; after that only in a while again."""
        if snapshot.now - self._asked < PAUSE:
            return False
        self._asked = snapshot.now
        return self._seen != (self._what(), self._stream.remembered.last)

    def _what(self) -> object:
        return self._stream.program, self._stream.line

    def ask(self) -> None:
        """Look at the frames that came since the last time; waits for the stream."""
        what, last = self._what(), self._stream.remembered.last
        same = what == self._seen[0]
        first = self._seen[1] + 1 if same and self._seen[1] <= last else 1
        self.output = label_of(self._stream)
        found = self._stream.changes(self.output, first, last, most=MOST) if self.output and first <= last else ()
        before = self.frames if first > 1 else ()
        self.frames, self._seen = (*before, *found)[-KEPT:], (what, last)


def label_of(stream: Stream) -> str:
    """Return the name of the first output of a source that is a class, empty where there is none."""
    program = stream.program
    names = {place: name for name, place in program.newest.items()}
    fed = (
        names[place] for place, slot in enumerate(program.slots, 1) if slot.fed and slot.age == 1 and slot.type.classes
    )
    return next(fed, "")
