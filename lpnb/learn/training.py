"""Train a graph from a script or the terminal, and measure what it has learned."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from lpnb.errors import EditError, Problem
from lpnb.graph import Graph
from lpnb.graph.names import endpoint
from lpnb.graph.node import OUT
from lpnb.graph.wire import Wire
from lpnb.run import Stream
from lpnb.run.rule import Learner
from lpnb.sources.samples import Samples, sample_type


@attrs.frozen
class Score:
    """How well a graph answers.

    Attributes:
        correct: Samples whose answer was right in the last frame of their showing.
        total: Samples shown.
    """

    correct: int
    total: int

    @property
    def accuracy(self) -> float:
        """The share of right answers, 0 to 1."""
        return self.correct / self.total


def train(
    graph: Graph,
    *,
    frames: int,
    batch: int = 32,
    device: str = "auto",
    seed: int = 0,
    report: Callable[[int, float], None] | None = None,
    every: int = 200,
) -> None:
    """Let a graph stream and learn for some frames; its weights are handed back to ``graph.weights``.

    Args:
        graph: A graph with a loss that is on.
        frames: How many frames.
        batch: Samples side by side.
        device: Where.
        seed: What weights, data order and noise depend on.
        report: Called ``(frames done, mean loss now)`` every so often.
        every: How often, in frames.
    """
    if min(frames, batch, every) < 1 or not all(isinstance(number, int) for number in (frames, batch, every)):
        found = f"frames={frames!r}, batch={batch!r}, every={every!r}"
        raise EditError(Problem("train", "whole numbers, 1 or more, for frames, batch and every", found))
    learners = [name for name, node in graph.nodes().items() if isinstance(node, Learner) and node.learns]
    if not learners:
        mend = "Add a loss: graph.add('learn', 'loss'), and connect its prediction and target."
        raise EditError(Problem(f"graph {graph.name!r}", "a learning node that is on", "none", mend=mend))
    with Stream(graph, batch=batch, device=device, seed=seed) as stream:
        for start in range(0, frames, every):
            stream.step(min(every, frames - start))
            if report is not None:
                report(stream.frame, float(stream[learners[0]].mean()))


def evaluate(graph: Graph, *, split: str = "test", batch: int = 64, device: str = "auto", seed: int = 1) -> Score:
    """Return how many samples of a split are answered rightly at the end of their showing, with fresh noise.

    Every sample is shown once, for as long as the source holds it; the answer counts in the frame in which the last
    frame of the showing has come through. The graph itself is not changed.

    Args:
        graph: A graph with one data source and a loss or an accuracy.
        split: ``'test'``, ``'train'`` or ``'all'``.
        batch: Samples side by side.
        device: Where.
        seed: What the noise depends on.
    """
    trial = _without_learning(graph)
    prediction, target = _compared(trial)
    spec = trial[target.source]
    assert isinstance(spec, Samples)
    trial.set(target.source, split=split, loop=True)
    count = len(attrs.evolve(spec, split=split).chosen(spec.count))
    if not count:
        expected, mend = f"samples in the split {split!r}", "Change 'test_share', or evaluate split='all'."
        raise EditError(Problem(f"node {target.source!r}", expected, f"none of {spec.count}", mend=mend))
    correct = total = 0
    with Stream(trial, batch=min(batch, count), device=device, seed=seed) as stream:
        age = stream.program.delays[target.name] - stream.program.delays[prediction.name]
        while total < count:
            last = (total // stream.batch + 1) * spec.hold - 1
            stream.step(last + age - stream.frame)
            label = stream.delivered(f"{target.source}.{target.out}", last)
            right = stream[endpoint(prediction.source, prediction.out, OUT)].argmax(1) == label
            wanted = min(stream.batch, count - total)
            correct, total = correct + int(right[:wanted].sum()), total + wanted
    return Score(correct, total)


def _without_learning(graph: Graph) -> Graph:
    """Return a copy of a graph, with its newest weights, in which nothing learns."""
    graph.saving.send(graph)
    trial = graph.copy()
    for name, node in trial.nodes().items():
        if isinstance(node, Learner):
            trial.set(name, on=False)
    return trial


def _compared(graph: Graph) -> tuple[Wire, Wire]:
    """Return the edges that bring answer and right class to the first node that compares them."""
    for name, node in graph.nodes().items():
        wires = {wire.port: wire for wire in graph.wires().values() if wire.target == name and wire.spec.on}
        compares = {port.name for port in node.ports} == {"prediction", "target"} == set(wires)
        source = graph[wires["target"].source] if compares else None
        if not isinstance(source, Samples) or source.muted:
            continue
        if sample_type(source.arrays()[wires["target"].out]).classes:
            return wires["prediction"], wires["target"]
    mend = "Add an accuracy: graph.add('accuracy', 'accuracy'), and connect its prediction and target."
    expected = "a loss or an accuracy whose target is a class of a data source"
    raise EditError(Problem(f"graph {graph.name!r}", expected, "none", mend=mend))
