"""A training session: epochs, validation, early stopping, checkpoints, and one test at the end.

    epoch 1                    epoch 2                    epoch 3
    ├── frames, learning ──┤v c├── frames, learning ──┤v c├── ...       t     v: validation   c: checkpoint   t: test

The stream learns as it would without a session, frame after frame: validation and test run beside it, on copies of the
graph that do not learn. An epoch ends with the frame by which all of its samples were shown and judged, be it within
the window of a loss: what that has seen by then is noted with the rest. So there is no frame that it could not stop in.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import attrs
import numpy as np

from lpnb.errors import EditError, FileError, Problem, brief
from lpnb.graph import Graph
from lpnb.learn.board import Board
from lpnb.learn.checkpoints import STREAM, Checkpoint, found, read, write
from lpnb.learn.course import Asked, Course, Halted, Report
from lpnb.learn.interrupting import Wish
from lpnb.learn.judging import Tally, judge
from lpnb.learn.plan import Best, Plan, Progress
from lpnb.learn.record import Record, Row
from lpnb.learn.targets import samples
from lpnb.run import Stream, handover
from lpnb.run.given import a_graph
from lpnb.run.handover import Handover

VALID_SEED, TEST_SEED = 2, 1
"""What the noise of validation depends on, the same each time, and that of the test, as in `evaluate`."""


class Session:
    """Trains a graph epoch by epoch while it streams, and watches how it does on samples that it does not train on.

    Example:
        graph.set("data", valid_share=0.2)
        with lpnb.Session(graph, epochs=50, patience=5, checkpoints="runs/first") as session:
            for row in session:
                print(row)
        session.record.frame()  # a table

        with lpnb.Session.resume("runs/first") as session:  # after an interruption: the same numbers
            session.run()

    The live curves need nothing from it: they read the loss and the accuracy of the stream that it trains, so that
    ``lpnb.Workbench(session.stream)`` shows them. Training stops where the stream meets a breakpoint, at Ctrl+C and at
    `stop`, behind the frame that is being computed, and goes on with the next `run`.

    Attributes:
        graph: The graph; it has the weights of now after each row, and at the end those that validated best.
        stream: What learns. The session steps it; do not reset it or go back in time meanwhile.
        plan: What was asked for.
        saved: The folder of the last checkpoint, None before the first.
        messages: What happened: losses that never learn, damaged checkpoints, breakpoints, why it stopped early.
        stopped: Whether the last run was stopped before the end.
    """

    def __init__(
        self,
        graph: Graph,
        *,
        epochs: int = 10,
        batch: int = 32,
        patience: int | None = None,
        validate_every: int = 1,
        watch: str = "loss",
        checkpoints: str | Path | None = None,
        tensorboard: str | Path | None = None,
        device: str = "auto",
        seed: int = 0,
        samples: int | None = None,
    ) -> None:
        """Make the stream, and train nothing yet.

        Args:
            graph: A graph with a loss that is on, whose target comes from a data source that shows the split 'train'
                in a loop, or draws without end. It validates on the split 'valid' where there is one, see the field
                'valid_share'.
            epochs: How often each training sample is shown, at most, for `hold` frames each time.
            batch: Samples side by side, for validation and test as well.
            patience: Stop when this many validations in a row were no better than the best (L. Prechelt, *Early
                stopping - but when?*, 1998); None to do all epochs.
            validate_every: Epochs from one validation to the next; the last epoch is always validated.
            watch: ``'loss'`` (less is better) or ``'accuracy'`` (more is): by what validations are compared.
            checkpoints: A folder to write a checkpoint to after each epoch and at a stop; None for none. Each holds
                the graph with its data.
            tensorboard: A folder for TensorBoard, which has to be installed; None for none.
            device: Where.
            seed: What weights, data order and noise depend on.
            samples: For a source that draws without end: how many samples make an epoch. It validates and tests on as
                many others.

        Raises:
            EditError: When an argument does not fit, the graph has no loss to train or no samples to train on, there
                is nothing to validate `patience` on, TensorBoard is missing, or the folder has checkpoints already.
            InvalidGraph: When the graph has errors.
        """
        self.plan = Plan(epochs, batch, patience, validate_every, watch, seed, samples)
        self.graph, self.messages, self.stopped = a_graph(graph), list[str](), False
        self.saved: Path | None = None
        self._folder = _unused(checkpoints) if checkpoints is not None else None
        self._progress, self._seconds, self._since = Progress(), 0.0, 0.0
        self._over = False  # whether the stream has the best weights now, which no checkpoint may take for the last
        self._board = Board(_path("tensorboard", tensorboard)) if tensorboard is not None else None
        self._course = Course(graph, self.plan, device)
        self.stream: Stream = self._course.stream
        self.messages += self._course.idle(self.frames)

    @classmethod
    def resume(
        cls,
        folder: str | Path,
        *,
        epochs: int | None = None,
        tensorboard: str | Path | None = None,
        device: str = "auto",
    ) -> Session:
        """Return a session that goes on from the newest checkpoint of a folder, and writes the next ones there.

        On a CPU its numbers are, bit for bit, those of a session that was not interrupted, unless a loss has a budget
        or compiled windows: when these learn, or are computed by what, depends on the clock. Where the newest
        checkpoint is damaged the one before it is used, and a message says so.

        Args:
            folder: What was `checkpoints`.
            epochs: How many in all, those done included; None for as many as were asked for at first.
            tensorboard: As for a new session.
            device: Where.

        Raises:
            FileError: When there is no checkpoint, or none that can be read: names file and key.
            EditError: When an argument does not fit.
        """
        place = _path("folder", folder)
        known, messages = found(place), list[str]()
        if not known:
            problem = Problem(f"folder {str(folder)!r}", "checkpoints of a session", "none", mend="Look at its name.")
            raise FileError(problem)
        for number, path in enumerate(known):
            try:
                session = cls._opened(path, epochs, tensorboard, device)
            except FileError as error:
                if number + 1 == len(known):
                    raise
                messages.append(f"{error} The checkpoint before it is used: {known[number + 1].name}.")
                continue
            session.messages += messages
            break
        return session

    @classmethod
    def _opened(cls, path: Path, epochs: int | None, tensorboard: str | Path | None, device: str) -> Session:
        graph, checkpoint = read(path)
        asked = attrs.asdict(checkpoint.plan) | ({"epochs": epochs} if epochs is not None else {})
        session = cls(graph, **asked, tensorboard=tensorboard, device=device)
        try:
            session._course.put(checkpoint.stream, checkpoint.tally, f"{path.name}/{STREAM}")
        except BaseException:
            session.close()
            raise
        session._folder, session.saved = path.parent, path
        session._progress, session._seconds = checkpoint.progress, checkpoint.seconds
        return session

    # -- what there is --------------------------------------------------------------------------------------------

    @property
    def record(self) -> Record:
        """What was measured so far: `Record.frame` makes a table of it, `Record.curve` something to draw."""
        return Record(self._progress.rows)

    @property
    def epoch(self) -> int:
        """Epochs done."""
        return self._progress.epoch

    @property
    def frames(self) -> int:
        """The frame by which all epochs are done."""
        return self._course.goal(self.plan.epochs)

    @property
    def done(self) -> bool:
        """Whether there is nothing left to train: all epochs are done, or it has stopped early."""
        return self._early or self._progress.epoch >= self.plan.epochs

    @property
    def _early(self) -> bool:
        return self.plan.patience is not None and self._progress.worse >= self.plan.patience

    # -- training -------------------------------------------------------------------------------------------------

    def run(self, report: Report | None = None) -> Record:
        """Train to the end, or until it is stopped, and return the record.

        Args:
            report: Called ``(frames done, mean loss now)`` every so often.

        Raises:
            KeyboardInterrupt: When it was interrupted; the checkpoint is written by then.
            StreamError: When a frame failed; the last checkpoint stays.
        """
        for _ in self.rows(report):
            pass
        return self.record

    def __iter__(self) -> Iterator[Row]:
        """Train, and yield each row when it is there; a loop that is left can be taken up again."""
        return self.rows()

    def rows(self, report: Report | None = None) -> Iterator[Row]:
        """Train as `run` does, and yield each row when it is there."""
        self.stopped, self._since, wish = False, time.perf_counter(), Wish(self._course.stop)
        try:
            while not (self.done or self.stopped):
                yield from self._calmly(wish, lambda: self._epoch(report))
            if not self.stopped:
                yield from self._calmly(wish, self._end)
        finally:
            self._seconds, self._since = self._elapsed(), 0.0

    def stop(self) -> None:
        """Have the run in another thread end cleanly, or the next one that begins; returns at once.

        It ends behind the frame that is being computed, or breaks a validation off, which is done again; a checkpoint
        of that frame is written, and the graph has the weights.
        """
        self._course.stop()

    def close(self) -> None:
        """End the stream. The record can still be read, and the graph has the weights."""
        self.stream.close()
        if self._board is not None:
            self._board.close()

    def __enter__(self) -> Self:
        """Return the session itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the stream."""
        self.close()

    # -- one epoch ------------------------------------------------------------------------------------------------

    def _calmly(self, wish: Wish, work: Callable[[], list[Row]]) -> list[Row]:
        """Do something and return its rows; a stop ends it between two frames, with everything saved."""
        with wish:
            try:
                return work()
            except Asked:
                self._interrupted()
            except Halted:
                words = "; ".join(handover.stopped_at(self.stream)) or "somebody paused the stream"
                self.messages.append(f"stopped in frame {self.stream.frame}: {words}")
                self._interrupted()
            except KeyboardInterrupt:
                self._interrupted()
                raise
        if wish.heard:
            raise KeyboardInterrupt
        return []

    def _epoch(self, report: Report | None) -> list[Row]:
        number = self._progress.epoch + 1
        self._course.go(self._course.goal(number), report)
        rows = [self._row(number, "train", self._course.judge.tally)]
        progress = attrs.evolve(self._progress, epoch=number)
        due = number % self.plan.validate_every == 0 or number >= self.plan.epochs
        if due and samples(self._course.what, "valid"):
            rows.append(self._row(number, "valid", self._try("valid", VALID_SEED)))
            progress = self._compare(progress, rows[-1])
        return self._commit(progress, rows, Tally())

    # -- what comes after it --------------------------------------------------------------------------------------

    def _try(self, split: str, seed: int) -> Tally:
        """Return how well the graph answers a split: at the end with the best weights."""
        best = self._progress.best if split == "test" else None
        return judge(
            self.graph,
            split=split,
            batch=self.plan.batch,
            device=self.stream.device,
            seed=seed + self.plan.seed * self._course.what.endless,  # what is drawn for training is another
            most=self.plan.samples,
            weights=best.weights if best is not None else None,
            go_on=self._course.go_on,
        )

    def _row(self, epoch: int, split: str, tally: Tally) -> Row:
        return Row(epoch, self.stream.frame, split, tally.mean_loss, tally.accuracy, self._elapsed())

    def _elapsed(self) -> float:
        return self._seconds + (time.perf_counter() - self._since if self._since else 0.0)

    def _compare(self, progress: Progress, row: Row) -> Progress:
        """Return the progress with a validation in mind."""
        value, best = getattr(row, self.plan.watch), progress.best
        if best is not None and not self.plan.better(value, best.value):
            return attrs.evolve(progress, worse=progress.worse + 1)
        self.graph.saving.send(self.graph)
        weights: dict[str, np.ndarray[Any, Any]] = dict(self.graph.weights)
        return attrs.evolve(progress, worse=0, best=Best(row.epoch, value, weights))

    def _end(self) -> list[Row]:
        """Test once, where there is something to test on, and take the weights that validated best."""
        rows = list[Row]()
        tested = bool(self.record) and self.record[-1].split == "test"
        if not tested and samples(self._course.what, "test"):
            row = self._row(self._progress.epoch, "test", self._try("test", TEST_SEED))
            rows = self._commit(self._progress, [row], self._course.judge.tally)
        self._conclude()
        self._course.heard()  # there is nothing left to stop
        return rows

    def _commit(self, progress: Progress, rows: list[Row], tally: Tally) -> list[Row]:
        """Take over what was reached, save it, and return what is new."""
        self._progress, self._course.judge.tally = attrs.evolve(progress, rows=(*progress.rows, *rows)), tally
        self._save()
        for row in rows:
            if self._board is not None:
                self._board.add(row)
        return rows

    def _conclude(self) -> None:
        """Take the weights that validated best."""
        self._over, best = True, self._progress.best
        if best is not None:
            self._course.put_weights(best.weights)
        self.graph.saving.send(self.graph)
        if self._early and self._progress.epoch < self.plan.epochs and best is not None:
            tries = f"{self._progress.worse} validation{'s' * (self._progress.worse != 1)}"
            words = f"no better {self.plan.watch} in {tries} since epoch {best.epoch}"
            self.messages.append(f"stopped early after epoch {self._progress.epoch}: {words}")

    def _interrupted(self) -> None:
        """Stand still behind the frame that is being computed, and save."""
        self.stopped = True
        self._course.settle()
        self._save()

    def _save(self) -> None:
        if self._folder is None or self._over:
            self.graph.saving.send(self.graph)
            return
        with self.graph.lock:  # graph and stream have to be of one moment
            now = handover.take(self.stream)
            words = self._refusal(now)
            if words is not None:
                self.messages.append(f"no checkpoint in frame {now.frame}: {words}")
                return
            content = Checkpoint(self.plan, self._progress, self._course.judge.tally, self._elapsed(), now)
            self.saved = write(self._folder, self.graph, content)

    def _refusal(self, now: Handover) -> str | None:
        """Return in words why nobody could go on from what there is now."""
        if not self.stream.problems.ok:
            return f"the graph as it is drawn cannot run. {self.stream.problems.errors[0]}"
        node = handover.not_finite(now)
        return None if node is None else f"node {node!r} is infinite or not a number"


def _path(name: str, value: object) -> Path:
    """Return the path that was given for an argument."""
    if not isinstance(value, (str, os.PathLike)):
        raise EditError(Problem(name, "a path", brief(value)))
    return Path(value)


def _unused(folder: str | Path) -> Path:
    """Return the folder for checkpoints, if it has none of another session."""
    place = _path("checkpoints", folder)
    if known := found(place):
        mend = f"lpnb.Session.resume({str(folder)!r}) goes on from there; or choose another folder."
        raise EditError(Problem(f"checkpoints {str(folder)!r}", "a folder without any", known[0].name, mend=mend))
    return place
