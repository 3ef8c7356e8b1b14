"""The stream of a training session: it goes from frame to frame, and what it answers on the way is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from lpnb.graph import Graph
from lpnb.learn.judging import Judge, Tally
from lpnb.learn.looking import BACK
from lpnb.learn.loss import Loss
from lpnb.learn.plan import Plan
from lpnb.learn.targets import samples
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
        self._asked = False  # whether to stop

    def put(self, then: Handover, tally: Tally, file: str) -> None:
        """Go on where another stream was, with what was counted by then; see `lpnb.run.handover.put`."""
        handover.put(self.stream, then, file)
        self.judge = Judge(self.stream, self.what, tally=tally)

    def put_weights(self, weights: Mapping[str, np.ndarray[Any, Any]]) -> None:
        """Go on with other weights."""
        handover.put_weights(self.stream, weights)

    def goal(self, epochs: int) -> int:
        """Return the frame by which every training sample was shown so often, and judged."""
        count = samples(self.what, "train")
        return self.judge.frames(max(epochs, -(-epochs * count // self._plan.batch)))

    def idle(self, frames: int) -> Iterator[str]:
        """Yield in words which losses have no update within so many frames, or nothing to watch in the batch."""
        for name in self._learners:
            loss = self._graph[name]
            yield from loss.remarks(name, self._plan.batch) if isinstance(loss, Loss) else ()
            first = _first_update(loss) if isinstance(loss, Loss) else 0
            if first > frames:
                words = f"node {name!r} changes nothing in the {frames} frames of all epochs"
                yield f"{words}: its first update comes after frame {first}"

    def go(self, goal: int, report: Report | None) -> None:
        """Stream up to a frame.

        Raises:
            Asked: Between two frames, after `stop`.
            Halted: Where a breakpoint stopped the stream.
        """
        stream = self.stream
        for frame in handover.stretches(stream, goal):
            self.go_on()
            stream.step(frame - stream.frame)
            self._look(report)
            if handover.stopped_at(stream) or (stream.frame < frame and not self._asked):
                raise Halted

    def go_on(self) -> None:
        """Raise `Asked` after `stop`, until it has settled."""
        if self._asked:
            raise Asked

    def stop(self) -> None:
        """Have `go` end behind the frame that is being computed, or the next `go_on`; a signal may call it."""
        self._asked = True
        handover.halt(self.stream)

    def heard(self) -> None:
        """Take a request to stop for obeyed."""
        self._asked = False

    def settle(self) -> None:
        """Stand still behind the frame that is being computed, with all counted that came by then."""
        self.heard()
        self.stream.pause()
        self._look(None)

    def _look(self, report: Report | None) -> None:
        """Count what came, and say how far it is."""
        if self.judge.program is not self.stream.program:  # the graph was edited
            self._learners = learners(self._graph)
            self.what = self._plan.check(self._graph)
            self.judge = Judge(self.stream, self.what, tally=self.judge.tally, seen=self.judge.seen)
        self.judge.look()
        if report is not None:
            report(self.stream.frame, loss_now(self.stream, self._learners))


def _first_update(loss: Loss) -> int:
    """Return the frame after which a loss changes parameters for the first time."""
    begin = loss.first_frame + loss.lag
    return begin + (max(loss.window, loss.every) if loss.look == BACK else 1 + loss.every)
