"""How well a graph answers: read from the frames of a stream, or tried on a split that is held out.

frame      ...  last of a showing  ...   + age                 + delay of the loss' target
read            the label                the answer to it      the loss of both

Where samples are shown for different times (`Showing.longest`), a stream is looked at every `hold` frames, whatever is
shown then; a trial shows each for `hold` frames.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs
import numpy as np
import torch
from torch import Tensor

from lpnb.compile.build import State
from lpnb.errors import EditError, Problem
from lpnb.graph import Graph, Node
from lpnb.graph.names import endpoint
from lpnb.graph.node import OUT
from lpnb.graph.wire import Wire
from lpnb.run import Stream
from lpnb.run.handover import room
from lpnb.run.rule import Learner
from lpnb.sources import Source
from lpnb.sources.samples import Samples

EACH_ONCE = {"longest": None, "replace": False, "together": False}
"""The fields of samples that are shown once each, all for the same time."""
SHARES = {"train": "'test_share' and 'valid_share'", "valid": "'valid_share'", "test": "'test_share'"}


@attrs.frozen
class Score:
    """How well a graph answers.

    Attributes:
        correct: Samples whose answer was right in the last frame of their showing.
        total: Samples shown.
        loss: The mean loss of these answers; None where the graph has no loss with a target from the data.
    """

    correct: int
    total: int
    loss: float | None = None

    @property
    def accuracy(self) -> float:
        """The share of right answers, 0 to 1."""
        return self.correct / self.total


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


@attrs.frozen
class Compared:
    """What a graph compares with its data.

    Attributes:
        source: The node that shows the samples.
        spec: Its fields.
        answer: The edges that bring answer and right class to the first node that compares these, if there is one.
        loss: The first loss, and the edge that brings its target, if there is one.
    """

    source: str
    spec: Samples
    answer: tuple[Wire, Wire] | None
    loss: tuple[str, Wire] | None


def compared(graph: Graph, *, classes: bool = True) -> Compared:
    """Return what a graph compares with its data.

    Args:
        graph: The graph.
        classes: Whether there has to be an answer that is a class; otherwise a loss is enough.

    Raises:
        EditError: When there is no such thing.
    """
    pairs = list(_pairs(graph))
    answers = (wires for _, wires in pairs if _has_classes(graph, wires[1]))
    answer = next(answers, None)
    losses = ((name, wires[1]) for name, wires in pairs if _measures_loss(graph.nodes()[name]))
    loss = next(losses, None)
    if answer is not None:
        source = answer[1].source
    elif loss is not None and not classes:
        source = loss[1].source
    else:
        what, kind = ("an accuracy", "accuracy") if classes else ("a loss", "loss")
        expected = "a loss or an accuracy whose target is a class of a data source"
        expected = expected if classes else "a loss whose target comes from a data source"
        mend = f"Add {what}: graph.add('{kind}', '{kind}'), and connect its prediction and target."
        found, mend = _endless(graph) or ("none", mend)
        raise EditError(Problem(f"graph {graph.name!r}", expected, found, mend=mend))
    spec = graph[source]
    assert isinstance(spec, Samples)
    return Compared(source, spec, answer, loss)


def _endless(graph: Graph) -> tuple[str, str] | None:
    """Return in words what compares answers with what a source draws without end, and what to do then."""
    nodes = graph.nodes()
    for wire in graph.wires().values():
        source = nodes[wire.source]
        if wire.port == "target" and isinstance(source, Source) and not isinstance(source, Samples):
            found = f"{wire.target!r}, for which {wire.source!r} draws without end: nothing is held out"
            return found, f"Read it while it streams: stream[{wire.target!r}]."
    return None


def _pairs(graph: Graph) -> Iterator[tuple[str, tuple[Wire, Wire]]]:
    """Yield each node that compares a prediction with samples, and the edges that bring both."""
    for name in graph.nodes():
        wires = {wire.port: wire for wire in graph.wires().values() if wire.target == name and wire.spec.on}
        if not {"prediction", "target"} <= set(wires):
            continue
        source = graph[wires["target"].source]
        if isinstance(source, Samples) and not source.muted:
            yield name, (wires["prediction"], wires["target"])


def _measures_loss(node: Node) -> bool:
    return isinstance(node, Learner) and not node.muted


def _has_classes(graph: Graph, target: Wire) -> bool:
    source = graph[target.source]
    assert isinstance(source, Samples)
    known = source.infer({})[target.out]
    return known is not None and bool(known.classes)


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
            self._label = newest[f"{target.source}.{target.out}"]
            self._age = delays[target.name] - delays[prediction.name]
        if what.loss is not None and what.loss[0] in newest:
            self._loss = newest[what.loss[0]]
            self._late = delays[what.loss[1].name]
        self.drain = max(0, self._age, self._late)

    def frames(self, showings: int) -> int:
        """Return the frame by which all of the first showings was counted."""
        return showings * self._what.spec.hold - 1 + self.drain

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
            right = state[self._prediction].argmax(1) == self._label_of(showing).to(state[self._prediction].device)
            rights.append((right[:wanted].sum(), wanted))
        showing = self._ends(frame - self._late)
        if self._loss and showing is not None and (wanted := self._wanted(showing)):
            losses.append(state[self._loss][:wanted])

    def _ends(self, frame: int) -> int | None:
        """Return which showing ends with a frame, from 0."""
        showings, rest = divmod(frame + 1, self._what.spec.hold)
        return showings - 1 if showings > 0 and not rest else None

    def _wanted(self, showing: int) -> int:
        """Return how many samples of a showing count."""
        batch = self._stream.batch
        return batch if self._count is None else max(0, min(batch, self._count - showing * batch))

    def _label_of(self, showing: int) -> Tensor:
        label = self._labels.pop(showing, None)
        if label is None:  # its frame came before the first that was seen: a source tells it at any time
            assert self._what.answer is not None
            target = self._what.answer[1]
            last = (showing + 1) * self._what.spec.hold - 1
            label = torch.as_tensor(self._stream.delivered(f"{target.source}.{target.out}", last))
        return label

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
    classes: bool = True,
    weights: Mapping[str, np.ndarray[Any, Any]] | None = None,
    go_on: Callable[[], object] = lambda: None,
) -> Tally:
    """Show each sample of a split once, with nothing learning, and count; the graph itself is not changed.

    Args:
        graph: The graph; streams that run it hand in their weights first.
        split: The split.
        batch: Samples side by side.
        device: Where.
        seed: What the noise depends on.
        classes: Whether a graph without classes is refused.
        weights: Weights to use in place of those of now.
        go_on: Called now and then; may raise to end it.

    Raises:
        EditError: When the graph compares nothing with its data, or the split is empty.
    """
    trial = _without_learning(graph)
    trial.weights = {**trial.weights, **(weights or {})}
    what = compared(trial, classes=classes)
    trial.set(what.source, split=split, loop=True, **EACH_ONCE)
    count = samples(what, split)
    if not count:
        expected = f"samples in the split {split!r}"
        mend = f"Change {SHARES.get(split, 'the data')}, or evaluate split='all'."
        raise EditError(Problem(f"node {what.source!r}", expected, f"none of {what.spec.count}", mend=mend))
    with Stream(trial, batch=min(batch, count), device=device, seed=seed) as stream:
        counted = Judge(stream, what, count=count)
        end = counted.frames(-(-count // stream.batch))
        while stream.frame < end:
            go_on()
            stream.step(min(room(stream), end - stream.frame))
            counted.look()
    return counted.tally


def samples(what: Compared, split: str) -> int:
    """Return how many samples a split has."""
    return len(attrs.evolve(what.spec, split=split).chosen(what.spec.count))


def _without_learning(graph: Graph) -> Graph:
    """Return a copy of a graph, with its newest weights, in which nothing learns."""
    graph.saving.send(graph)
    trial = graph.copy()
    for name, node in trial.nodes().items():
        if isinstance(node, Learner):
            trial.set(name, on=False)
    return trial
