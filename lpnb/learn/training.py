"""Train a graph from a script or the terminal, and measure what it has learned."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from lpnb.errors import EditError, Problem, brief, nearest
from lpnb.graph import Graph
from lpnb.learn.judging import Score, judge
from lpnb.run import Stream
from lpnb.run.given import a_graph
from lpnb.run.rule import Learner

SPLITS = ("train", "valid", "test", "all")


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

    Raises:
        EditError: When an argument does not fit, or the graph has no loss to train.
        InvalidGraph: When the graph has errors.
        StreamError: When a frame failed; the weights are those of the last good one.
    """
    names = learners(a_graph(graph))
    frames, batch, every = _count("frames", frames), _count("batch", batch), _count("every", every)

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


def _count(name: str, value: Any) -> int:
    """Return how many there shall be of something."""
    if not isinstance(value, (int, np.integer)) or isinstance(value, bool) or value < 1:
        raise EditError(Problem(name, "a whole number, 1 or more", brief(value)))
    return int(value)


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
        EditError: When an argument does not fit, or there is nothing to judge.
        InvalidGraph: When the graph has errors.
    """
    graph, batch = a_graph(graph), _count("batch", batch)
    if split not in SPLITS:
        raise EditError(Problem("split", "the name of a split", brief(split), mend=nearest(str(split), SPLITS)))
    tally = judge(graph, split=split, most=samples, batch=batch, device=device, seed=seed)
    answered = bool(tally.answers)
    return Score(tally.correct if answered else None, tally.answers or tally.losses, tally.mean_loss)
