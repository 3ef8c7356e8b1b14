"""The part of a stream that moves in time: step back, scrub, go on from the past, stop where something happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import attrs
import numpy as np

from lpnb.errors import Problem, StreamError, brief
from lpnb.graph import Graph
from lpnb.run.breakpoints import Breakpoint, Breakpoints, breakpoint_of
from lpnb.run.changes import changes
from lpnb.run.follow import Follower
from lpnb.run.line import Branch, Mark
from lpnb.run.thread import FrameThread
from lpnb.run.timeline import Timeline
from lpnb.run.values import Values

Result = TypeVar("Result")


@attrs.frozen
class Remembered:
    """What a stream remembers of its past, and of the future of that.

    Attributes:
        first: The first frame that it can go to.
        last: The last one: the head. The stream stands there unless it has gone back.
        frames: Those that are there at once; what lies between is computed anew. Ascending.
        bytes: What all that is remembered takes, branches included.
        budget: How many bytes it may take.
    """

    first: int
    last: int
    frames: tuple[int, ...]
    bytes: int
    budget: int


class Travel:
    """The part of a stream that moves in time.

    Attributes:
        graph: The graph.
        breakpoints: What it stops at: iterate, ``remove(breakpoint)``, ``clear()``; `break_when` adds one.
    """

    graph: Graph
    _thread: FrameThread
    _timeline: Timeline
    _follower: Follower
    _values: Values

    # -- going there ----------------------------------------------------------------------------------------------

    def back(self, frames: int = 1) -> int:
        """Go back by so many frames, or as far as is remembered, and return by how many; it stands still then.

        States, parameters, what learning rules remember, sources and the program are those of then, bit for bit; `step`
        and `play` go along what is remembered, and behind its end go on computing.
        """
        frames, request = whole(frames, "frames", 1), self._timeline.ask()
        return self._stand(lambda: self._timeline.back(frames, request))

    def seek(self, frame: int) -> int:
        """Go to a frame, back or forward, and return where that is: exactly there, if it is remembered.

        What is not held is computed anew from the nearest keyframe before it; where that takes long, the stream is busy
        for as long as it took at first. `pause`, `halt` and any other way in time end it: the stream stands then at the
        frame that it has got to, and a message says so. Where a change was made and has been forgotten since, frames
        are out of reach: the nearest one is taken, and a message says so.

        Args:
            frame: From ``stream.remembered.first`` to ``stream.remembered.last``.

        Raises:
            StreamError: When the frame has not been yet, or nothing is remembered.
        """
        frame, request = whole(frame, "frame"), self._timeline.ask()
        return self._stand(lambda: self._said(frame, self._timeline.seek(frame, request), request))

    def look(self, frame: int) -> int:
        """Go to that frame near `frame` that can be shown at once, and return which: for a slider that is dragged.

        While it learns these are keyframes only, else also the newest frames. No frame is computed.
        """
        frame = whole(frame, "frame")
        self._timeline.ask()
        return self._stand(lambda: self._timeline.look(frame))

    def _said(self, wanted: int, got: int, request: int) -> int:
        if got != wanted and self._timeline.given_up(request):
            self._follower.messages.append(f"going to frame {wanted} was given up; it stands at frame {got}")
        elif got != wanted:
            words = f"frame {wanted} is not remembered any more; frame {got} is the nearest one that is"
            self._follower.messages.append(words)
        return got

    def _stand(self, go: Callable[[], Result]) -> Result:
        def stand() -> Result:
            self._demand()
            self._thread.halt()
            self._thread.error = None
            return go()

        return self._thread.call(stand)

    def _demand(self) -> None:
        """Raise, in words, when there is nothing to run yet."""
        if self._thread.engine.empty:
            first = next(map(str, self._follower.report.errors), "the graph is about to begin.")
            raise StreamError(f"there is nothing to run yet: {first}")

    # -- what is remembered -----------------------------------------------------------------------------------------

    @property
    def in_past(self) -> bool:
        """Whether it has gone back, so that `step` and `play` go along what is remembered."""
        return self._timeline.past

    @property
    def line(self) -> int:
        """The number of the past and future that it is on: another one after `fork`, `switch` or a reset of states."""
        return self._timeline.line.number

    @property
    def remembered(self) -> Remembered:
        """What is remembered: from which frame to which, and which frames are there at once."""
        timeline = self._timeline
        frames = sorted({key.frame for key in timeline.line.keys.copy()} | timeline.held())
        size, budget = timeline.ledger.total, timeline.ledger.spec.budget
        return Remembered(timeline.first, timeline.last, tuple(frames), size, budget)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What happened along the way: edits, resets, breakpoints, ..., in order; the newest 1000."""
        return tuple(self._timeline.line.marks.copy())

    def changes(self, output: str, first: int, last: int, *, sample: int = 0, most: int = 1000) -> tuple[int, ...]:
        """Return the frames in which an output of a source (``'data.label'``) delivers something new.

        Args:
            output: An output that changes now and then, like a label.
            first: The first frame to look at, 1 or more; frames may be remembered or yet to come.
            last: The last one.
            sample: The sample of the batch that it is about.
            most: How many frames are looked at, at most; of longer ranges the last ones are.

        Raises:
            UnknownName: When there is no such output of a source.
        """
        first, last, most = whole(first, "first"), whole(last, "last"), whole(most, "most", 1)
        sample = whole(sample, "sample")
        return self._thread.call(lambda: changes(self._timeline, output, max(1, first), last, sample=sample, most=most))

    # -- other futures ----------------------------------------------------------------------------------------------

    def fork(self) -> Branch | None:
        """Continue from here: what lies ahead becomes a branch, which is returned; None where nothing does.

        The graph becomes what it was at this frame, which can be undone like any edit. A change made in the past forks
        by itself: states, parameters and fields that are set through the stream do it like this, an edit of the graph
        goes on from here with the graph as it is drawn.
        """
        with self.graph.lock:  # the graph and what runs have to go back together
            number = self._thread.call(self._forked)
            self._redraw()
        return next((branch for branch in self.branches if branch.number == number), None)

    def _forked(self) -> int | None:
        self._demand()
        self._thread.halt()
        return self._timeline.fork()

    def _continue_here(self) -> None:
        """Fork if it stands in the past, because something is about to be changed."""
        if self._thread.call(lambda: self._timeline.past):  # behind edits and ways in time that were asked for before
            self.fork()

    def _redraw(self) -> None:
        """Let the graph be what runs."""
        scene = self._thread.call(lambda: self._timeline.scene(self._timeline.last))
        if scene is not None:
            self._follower.return_to(scene.revision)

    @property
    def branches(self) -> tuple[Branch, ...]:
        """The other futures that are kept, oldest first; at most 32, fewer where memory is short."""
        return self._timeline.branches()

    def switch(self, branch: Branch | int) -> int:
        """Go to the head of a branch and return its frame; the present future becomes a branch.

        The graph becomes what it was there, which can be undone like any edit.

        Raises:
            StreamError: When there is no such branch.
        """
        number = _number(branch)
        with self.graph.lock:
            frame = self._stand(lambda: self._timeline.switch(number))
            self._redraw()
        return frame

    def drop(self, branch: Branch | int) -> None:
        """Forget a branch.

        Raises:
            StreamError: When there is no such branch.
        """
        number = _number(branch)
        self._thread.call(lambda: self._timeline.drop(number))

    # -- stopping ---------------------------------------------------------------------------------------------------

    @property
    def breakpoints(self) -> Breakpoints:
        """What it stops at: iterate over them, ``remove`` one, ``clear`` all; `break_when` adds one."""
        return self._timeline.breakpoints

    def break_when(
        self,
        name: str,
        *,
        above: float | None = None,
        below: float | None = None,
        nonfinite: bool = False,
        flips: int | None = None,
    ) -> Breakpoint:
        """Stop after the frame in which something happens, with everything as in that frame, and say so.

        A condition fires when it becomes true: playing on does not stop again for the same reason. With several
        conditions any of them does. Each is looked at in every frame, which takes some 5 µs (on a GPU it waits for the
        frame); without breakpoints it takes nothing.

        Args:
            name: A state, weight or numeric field, as in `Stream.names`.
            above: When some value of it rises above this.
            below: When some value of it falls below this.
            nonfinite: When some value of it becomes infinite or not a number.
            flips: When the class that a prediction holds most of changes, for this sample of the batch, from 0.

        Raises:
            UnknownName: When there is no such name.
            StreamError: When no condition is given, or one that does not fit.
        """
        limits = {"above": above, "below": below, "nonfinite": nonfinite, "flips": flips}
        self._thread.call(lambda: None)  # until edits of just now have been taken over
        names = self._values.names()

        def make() -> Breakpoint:
            engine = self._thread.engine
            return breakpoint_of(self._follower, engine.built, engine.state, names, name, **limits)

        point = self._thread.call(make)
        self.breakpoints.add(point)
        return point


def whole(value: Any, name: str, low: int | None = None) -> int:
    """Return a whole number, or raise `StreamError` where it is none or less than `low`."""
    is_whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not is_whole or (low is not None and value < low):
        expected = "a whole number" + (f", {low} or more" if low is not None else "")
        raise StreamError(str(Problem(name, expected, brief(value))))
    return int(value)


def _number(branch: Branch | int) -> int:
    return branch.number if isinstance(branch, Branch) else whole(branch, "branch")
