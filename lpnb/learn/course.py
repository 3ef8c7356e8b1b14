"""The stream of a training session: it goes from update to update, and what it answers on the way is counted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from lpnb.graph import Graph
from lpnb.learn.judging import Judge, Tally, samples
from lpnb.learn.plan import Plan
from lpnb.learn.training import learners, loss_now
from lpnb.run import Stream, handover
from lpnb.run.handover import Handover

Report = Callable[[int, float], None]


class Asked(Exception):
    """Somebody asked to stop."""


class Halted(Exception):
    """A breakpoint stopped the stream, or somebody did who did not say so."""


class Course:
    """Steps a stream that learns.

    Attributes:
        what: What the graph compares with its data.
        stream: The stream.
        judge: Counts what it answers.
    """

    def __init__(self, graph: Graph, plan: Plan, device: str) -> None:
        """Stand at frame 0.

        Raises:
            EditError: When the graph cannot be trained as planned.
        """
        self._graph, self._plan = graph, plan
        self._learners = learners(graph)
        self.what = plan.check(graph)
        self.stream = Stream(graph, batch=plan.batch, device=device, seed=plan.seed)
        self.judge = Judge(self.stream, self.what)
        self._ended = -1  # the frame in which a window has ended, as far as that is known
        self._stop = threading.Event()

    def put(self, then: Handover, tally: Tally, file: str) -> None:
        """Go on where another stream was, with what was counted by then; see `lpnb.run.handover.put`."""
        handover.put(self.stream, then, file)
        self.judge = Judge(self.stream, self.what, tally=tally)
        self._ended = then.frame

    def put_weights(self, weights: Mapping[str, np.ndarray[Any, Any]]) -> None:
        """Go on with other weights."""
        handover.put_weights(self.stream, weights)
        self._ended = self.stream.frame

    def goal(self, epochs: int) -> int:
        """Return the frame by which every training sample was shown so often, and judged."""
        count = samples(self.what, "train")
        return self.judge.frames(max(epochs, -(-epochs * count // self._plan.batch)))

    def go(self, goal: int, report: Report | None) -> None:
        """Stream up to the first update in frame `goal` or later.

        Raises:
            Asked: Between two frames, after `stop`.
            Halted: Where a breakpoint stopped the stream.
        """
        stream = self.stream
        while (left := goal - 1 - stream.frame) > 0:
            self.go_on()
            frame = stream.frame + min(handover.room(stream), left)
            stream.step(frame - stream.frame)
            self._look(report)
            if stream.frame < frame and not self._stop.is_set():
                raise Halted
        if stream.frame < goal or stream.frame != self._ended:
            self._finish_window(report)

    def go_on(self) -> None:
        """Raise `Asked` after `stop`, until it has settled."""
        if self._stop.is_set():
            raise Asked

    def stop(self) -> None:
        """Have `go` in another thread, or the next `go_on`, raise `Asked`."""
        self._stop.set()
        handover.halt(self.stream)

    def settle(self) -> None:
        """Stand still where a window has ended.

        Raises:
            Halted: Where a breakpoint stopped the stream before.
        """
        self._stop.clear()
        handover.halt(self.stream)
        self.stream.pause()  # behind the frame that is being computed
        if self.stream.frame != self._ended:
            self._finish_window(None)

    def _finish_window(self, report: Report | None) -> None:
        def ended(frame: int) -> None:
            self._ended = frame

        if not handover.finish_window(self.stream, lambda: self._look(report), ended):
            raise Halted

    def _look(self, report: Report | None) -> None:
        """Count what came, and say how far it is."""
        if self.judge.program is not self.stream.program:  # the graph was edited
            self._learners = learners(self._graph)
            self.what = self._plan.check(self._graph)
            self.judge = Judge(self.stream, self.what, tally=self.judge.tally, seen=self.judge.seen)
        self.judge.look()
        if report is not None:
            report(self.stream.frame, loss_now(self.stream, self._learners))
