"""Train a graph from a script or the terminal, and measure what it has learned."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from lpnb.errors import EditError, Problem
from lpnb.graph import Graph
from lpnb.learn.judging import Score, judge
from lpnb.run import Stream
from lpnb.run.rule import Learner


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
        report: Called ``(frames done, mean loss now)`` every so often, and where it was interrupted.
        every: How often, in frames.
    """
    if min(frames, batch, every) < 1 or not all(isinstance(number, int) for number in (frames, batch, every)):
        found = f"frames={frames!r}, batch={batch!r}, every={every!r}"
        raise EditError(Problem("train", "whole numbers, 1 or more, for frames, batch and every", found))
    names = learners(graph)

    def tell(stream: Stream) -> None:
        if report is not None:
            report(stream.frame, loss_now(stream, names))

    with Stream(graph, batch=batch, device=device, seed=seed) as stream:
        for start in range(0, frames, every):
            try:
                stream.step(min(every, frames - start))
            except KeyboardInterrupt:
                stream.pause()  # behind the frame that is being computed
                tell(stream)
                raise
            tell(stream)


def learners(graph: Graph) -> list[str]:
    """Return the names of the learning nodes that are on.

    Raises:
        EditError: When there is none.
    """
    names = [name for name, node in graph.nodes().items() if isinstance(node, Learner) and node.learns]
    if not names:
        mend = "Add a loss: graph.add('learn', 'loss'), and connect its prediction and target."
        raise EditError(Problem(f"graph {graph.name!r}", "a learning node that is on", "none", mend=mend))
    return names


def loss_now(stream: Stream, names: Iterable[str]) -> float:
    """Return the mean of the first of some learning nodes that measures something; not a number where none does."""
    measured = (name for name in names if name in stream.program.newest)
    return next((float(stream[name].mean()) for name in measured), math.nan)


def evaluate(
    graph: Graph,
    *,
    split: str = "test",
    samples: int | None = None,
    batch: int = 64,
    device: str = "auto",
    seed: int = 1,
) -> Score:
    """Return how many samples of a split are answered rightly at the end of their showing, with fresh noise.

    Every sample is shown once, for as long as the source holds it; the answer counts in the frame in which the last
    frame of the showing has come through. The graph itself is not changed.

    A source that draws without end has no splits: say how many samples to judge. What it draws depends on the seed, so
    take another one than for training. Where it shows nothing for some frames, each frame counts as a sample.

    Args:
        graph: A graph with one data source and a loss or an accuracy, whose target comes from there, perhaps through
            nodes that only pass it on.
        split: ``'test'``, ``'valid'``, ``'train'`` or ``'all'``.
        samples: How many samples, at most; None for all of the split.
        batch: Samples side by side.
        device: Where.
        seed: What the noise depends on.

    Raises:
        EditError: When there is nothing to judge.
    """
    tally = judge(graph, split=split, most=samples, batch=batch, device=device, seed=seed)
    answered = bool(tally.answers)
    return Score(tally.correct if answered else None, tally.answers or tally.losses, tally.mean_loss)
