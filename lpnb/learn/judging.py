"""How well a graph answers: read from the frames of a stream, or tried on a split that is held out.

frame      ...  last of a showing  ...   + age                 + delay of the loss' target
read            the label                the answer to it      the loss of both

Where samples are shown for different times (`Showing.longest`), a stream is looked at every `hold` frames, whatever is
shown then; a trial shows each for `hold` frames.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs
import numpy as np
import torch
from torch import Tensor

from lpnb.compile.build import State
from lpnb.errors import EditError, Problem, brief
from lpnb.graph import Graph
from lpnb.graph.names import endpoint
from lpnb.graph.node import OUT
from lpnb.learn.targets import Compared, compared, likeliest, samples
from lpnb.run import Stream
from lpnb.run.handover import stretches
from lpnb.run.rule import Learner
from lpnb.sources.samples import Samples
from lpnb.sources.showing import Showing

AT_ONE_PACE = {"longest": None, "together": False}
"""The fields of a source that shows every sample for the same time, and each by itself."""
EACH_ONCE = {**AT_ONE_PACE, "loop": True, "replace": False}
"""The fields of samples that are shown once each."""
SHARES = {"train": "'test_share' and 'valid_share'", "valid": "'valid_share'", "test": "'test_share'"}


@attrs.frozen
class Score:
    """How well a graph answers.

    Attributes:
        correct: Samples whose answer was right in the last frame of their showing; None where no answer is a class.
        total: Samples shown.
        loss: The mean loss of these answers; None where the graph has no loss with a target from the data.
    """

    correct: int | None
    total: int
    loss: float | None = None

    @property
    def accuracy(self) -> float | None:
        """The share of right answers, 0 to 1; None where no answer is a class."""
        return None if self.correct is None else self.correct / self.total


@attrs.frozen
class Tally:
    """What was counted so far.

    Attributes:
        correct: Right answers.
        answers: Answers.
        loss: The sum of losses.
        losses: How many these are.
    """

    correct: int = 0
    answers: int = 0
    loss: float = 0.0
    losses: int = 0

    @property
    def mean_loss(self) -> float | None:
        """The mean loss, None where nothing was counted."""
        return self.loss / self.losses if self.losses else None

    @property
    def accuracy(self) -> float | None:
        """The share of right answers, None where nothing was counted."""
        return self.correct / self.answers if self.answers else None


class Judge:
    """Counts right answers and losses of a stream, each sample in the last frame of its showing.

    Attributes:
        tally: What was counted.
        seen: The last frame that was read.
        program: The program that it reads the states of.
        drain: Frames after the last one of a showing until all of it was counted.
    """

    def __init__(
        self,
        stream: Stream,
        what: Compared,
        *,
        count: int | None = None,
        tally: Tally | None = None,
        seen: int | None = None,
    ) -> None:
        """Count nothing yet.

        Args:
            stream: The stream.
            what: What is compared.
            count: How many samples are counted, None for all that are shown.
            tally: What was counted before.
            seen: The last frame of these; None for that of now.
        """
        self.tally, self.program = tally or Tally(), stream.program
        self._stream, self._what, self._count = stream, what, count
        self.seen = stream.frame if seen is None else seen
        self._labels: dict[int, Tensor] = {}
        newest, delays = self.program.newest, self.program.delays
        self.drain = self._age = self._late = 0
        self._label = self._prediction = self._loss = 0
        if what.answer is not None:
            prediction, target = what.answer
            self._prediction = newest[endpoint(prediction.source, prediction.out, OUT)]
            self._label = newest[target.endpoint]
            self._age = target.delay(delays) - delays[prediction.name]
        if what.loss is not None and what.loss[0] in newest:
            self._loss = newest[what.loss[0]]
            self._late = what.loss[1].delay(delays)
        self.drain = max(0, self._age, self._late)

    def frames(self, showings: int) -> int:
        """Return the frame by which all of the first showings was counted."""
        return showings * self._what.hold - 1 + self.drain

    def look(self) -> None:
        """Count what is in the newest frames of the stream."""
        rights: list[tuple[Tensor, int]] = []
        losses: list[Tensor] = []
        for state in self._stream.recent:
            if state[0] > self.seen:
                self._read(state, rights, losses)
                self.seen = state[0]
        if rights or losses:
            self._add(rights, losses)

    def _read(self, state: State, rights: list[tuple[Tensor, int]], losses: list[Tensor]) -> None:
        frame = state[0]
        showing = self._ends(frame)
        if self._label and showing is not None:
            self._labels[showing] = state[self._label]
        showing = self._ends(frame - self._age)
        if self._prediction and showing is not None and (wanted := self._wanted(showing)):
            right = likeliest(state[self._prediction]) == self._label_of(showing).to(state[self._prediction].device)
            rights.append((right[:wanted].sum(), wanted))
        showing = self._ends(frame - self._late)
        if self._loss and showing is not None and (wanted := self._wanted(showing)):
            losses.append(state[self._loss][:wanted])

    def _ends(self, frame: int) -> int | None:
        """Return which showing ends with a frame, from 0."""
        showings, rest = divmod(frame + 1, self._what.hold)
        return showings - 1 if showings > 0 and not rest else None

    def _wanted(self, showing: int) -> int:
        """Return how many samples of a showing count."""
        batch = self._stream.batch
        return batch if self._count is None else max(0, min(batch, self._count - showing * batch))

    def _label_of(self, showing: int) -> Tensor:
        assert self._what.answer is not None
        target = self._what.answer[1]
        label = self._labels.pop(showing, None)
        if label is None:  # its frame came before the first that was seen: a source tells it at any time
            last = (showing + 1) * self._what.hold - 1
            label = torch.as_tensor(self._stream.delivered(target.endpoint, last))
        return target.right(label)

    def _add(self, rights: list[tuple[Tensor, int]], losses: list[Tensor]) -> None:
        """Add up, showing by showing: the sum must not depend on how many were read at a time."""
        correct = int(torch.stack([right for right, _ in rights]).sum()) if rights else 0
        total = self.tally.loss
        for loss in torch.stack([loss.double().sum() for loss in losses]).tolist() if losses else ():
            total += loss
        self.tally = Tally(
            self.tally.correct + correct,
            self.tally.answers + sum(wanted for _, wanted in rights),
            total,
            self.tally.losses + sum(map(len, losses)),
        )


def judge(
    graph: Graph,
    *,
    split: str,
    batch: int,
    device: str | torch.device = "auto",
    seed: int,
    most: int | None = None,
    weights: Mapping[str, np.ndarray[Any, Any]] | None = None,
    go_on: Callable[[], object] = lambda: None,
) -> Tally:
    """Show each sample of a split once, with nothing learning, and count; the graph itself is not changed.

    Args:
        graph: The graph; streams that run it hand in their weights first.
        split: The split; of a source that draws without end, whatever comes.
        batch: Samples side by side.
        device: Where.
        seed: What the noise depends on, and what is drawn without end.
        most: How many samples, at most; None for all of the split.
        weights: Weights to use in place of those of now.
        go_on: Called now and then; may raise to end it.

    Raises:
        EditError: When the graph compares nothing with its data, the split is empty, or a source draws without end and
            nobody says how many samples to judge.
        SourceError: When the source ends before.
    """
    trial = _without_learning(graph)
    trial.weights = {**trial.weights, **(weights or {})}
    what = attrs.evolve(compared(trial), most=_checked(most))
    count = samples(what, split)
    if not count:
        raise EditError(_nothing(what, split))
    _show_each_once(trial, what, split)
    with Stream(trial, batch=min(batch, count), device=device, seed=seed) as stream:
        counted = Judge(stream, what, count=count)
        end = counted.frames(-(-count // stream.batch))
        for frame in stretches(stream, end):
            go_on()
            stream.step(frame - stream.frame)
            counted.look()
    return counted.tally


def _checked(most: int | None) -> int | None:
    if most is not None and (not isinstance(most, int) or isinstance(most, bool) or most < 1):
        raise EditError(Problem("samples", "a whole number, 1 or more", brief(most)))
    return most


def _nothing(what: Compared, split: str) -> Problem:
    """Return in words why there is nothing to judge."""
    place = f"node {what.source!r}"
    if isinstance(what.spec, Samples):
        mend = f"Change {SHARES.get(split, 'the data')}, or evaluate split='all'."
        return Problem(place, f"samples in the split {split!r}", f"none of {what.spec.count}", mend=mend)
    found = "a source that draws without end: nothing is held out"
    return Problem(place, "samples to judge", found, mend="Say how many: lpnb.evaluate(graph, samples=1000).")


def _show_each_once(trial: Graph, what: Compared, split: str) -> None:
    if isinstance(what.spec, Samples):
        trial.set(what.source, split=split, **EACH_ONCE)
    elif isinstance(what.spec, Showing):
        trial.set(what.source, **AT_ONE_PACE)


def _without_learning(graph: Graph) -> Graph:
    """Return a copy of a graph, with its newest weights, in which nothing learns."""
    graph.saving.send(graph)
    trial = graph.copy()
    for name, node in trial.nodes().items():
        if isinstance(node, Learner):
            trial.set(name, on=False)
    return trial
