"""What a step of a lesson can ask for of a stream that moves in time, rather than of a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import attrs

from lpnb.shapes.drawing import Drawing
from lpnb.shapes.requirements import Requirement
from lpnb.shapes.step import Mark


class Future(Protocol):
    """Another future that a stream keeps."""

    @property
    def begin(self) -> int:
        """The last frame that it shares with the present."""


@runtime_checkable
class Travelling(Protocol):
    """What a lesson asks a stream; `lpnb.Stream` is one."""

    @property
    def frame(self) -> int:
        """The frame that it stands at."""

    @property
    def branches(self) -> Sequence[Future]:
        """The other futures that it keeps."""


@attrs.frozen
class StandsAt(Requirement):
    """A stream that stands at a certain frame."""

    stream: Travelling
    frame: int

    def look(self, drawing: Drawing) -> Mark:
        """Return where it stands."""
        now = self.stream.frame
        if now == self.frame:
            return Mark(True, f"The stream stands at frame {now}.")
        todo = f"Drag the slider of the timeline to {self.frame}, or run `seek({self.frame})`."
        if now < self.frame:
            todo = "Step on, or drag the slider of the timeline."
        return Mark(False, f"The stream stands at frame {now}, not {self.frame}.", todo)


@attrs.frozen
class OtherFuture(Requirement):
    """A stream that keeps another future from a certain frame on."""

    stream: Travelling
    frame: int

    def look(self, drawing: Drawing) -> Mark:
        """Return whether it does."""
        if any(branch.begin == self.frame for branch in self.stream.branches):
            return Mark(True, f"From frame {self.frame} on there is another future.")
        todo = f"Go back to frame {self.frame}, change something there, and step on."
        return Mark(False, f"From frame {self.frame} on there is no other future yet.", todo)
