"""The networks of the rollout experiments: FF, S, SR, hybrid, and the deep ones with skips, DSR0 to DSR6.

Source: V. Fischer, J. Köhler, T. Pfeil, *The streaming rollout of deep networks - towards fully model-parallel
execution*, NeurIPS 2018, with sizes from its published network files.

    FF      image ─> h1 ─> h2 ─> answer
    S       ... and a skip h1 ─> answer
    SR      ... and a loop h1 ─> h1
    hybrid  SR, in which the skip and h1 ─> h2 take a frame, and the other ways none

    DSRn    image ─> h1 ─> ... n more layers, each fed by all before it ... ─> hd ─> answer, and a loop at h1
"""

from __future__ import annotations

import itertools
from typing import Any

from lpnb.errors import EditError, Problem, brief, nearest
from lpnb.graph import Graph

MNIST, CIFAR, DIGITS = (1, 28, 28), (3, 32, 32), (1, 8, 8)
SMALL = ("FF", "S", "SR", "hybrid")
DEEP = tuple(f"DSR{depth}" for depth in range(7))
HYBRID = {"h1->h2": 1, "h1->answer": 1}
"""What takes a frame in the hybrid rollout, loops apart; all other ways take none."""


def network(name: str, image: tuple[int, int, int] | None = None, **source: Any) -> Graph:
    """Return a network of the experiments, in the streaming rollout (``'hybrid'`` in the hybrid one).

    Args:
        name: ``'FF'``, ``'S'``, ``'SR'``, ``'hybrid'`` or ``'DSR0'`` to ``'DSR6'``.
        image: (channels, height, width) of what it sees; None for those of the paper, (1, 28, 28) and (3, 32, 32).
        source: Kind and fields of a source with an output `image`; an input that is set by hand if not given.

    Raises:
        EditError: When there is no such network.
    """
    if name not in (*SMALL, *DEEP):
        expected = "'FF', 'S', 'SR', 'hybrid' or 'DSR0' to 'DSR6'"
        raise EditError(Problem(f"network {brief(name)}", expected, brief(name), mend=nearest(name, (*SMALL, *DEEP))))
    graph, deep = Graph(name), name in DEEP
    sizes = image or (CIFAR if deep else MNIST)
    seen = f"{graph.add('data', **source)}.image" if source else graph.add("image", "input", shape=sizes)
    if deep:
        _deep(graph, seen, sizes, int(name[-1]))
        return graph
    _small(graph, seen, sizes, skip=name != "FF", loop=name in ("SR", "hybrid"))
    return in_hybrid(graph) if name == "hybrid" else graph


def ready(name: str) -> Graph:
    """Return a network of the experiments that streams, learns and is measured at once, on scikit-learn's digits.

    This is what the examples of these names hold: ``lpnb.Graph.load("sr")``.
    """
    graph = network(name, DIGITS, kind="digits", noise=0.5)
    graph.add("learn", "loss", lr=3e-3)
    graph.add("accuracy", "accuracy")
    for judge in ("learn", "accuracy"):
        graph.connect("answer", f"{judge}.prediction", delay=0 if name == "hybrid" else 1)
        graph.connect("data.label", f"{judge}.target")
    return graph


def _small(graph: Graph, seen: str, sizes: tuple[int, int, int], *, skip: bool, loop: bool) -> None:
    """Add the layers of the networks for MNIST; other images are narrowed by the same factor, 4, or 2 below 16."""
    step, kernel = (4, 7) if sizes[1] >= 16 else (2, 3)
    graph.add("h1", "pool", shape=(16, -(-sizes[1] // step), -(-sizes[2] // step)), act="relu", dropout=0.25)
    graph.add("h2", "pool", shape=128, act="relu", dropout=0.5)
    graph.add("answer", "pool", shape=10, act="softmax")
    graph.connect(seen, "h1", "conv", kernel=kernel)
    graph.connect("h1", "h2", "dense")
    graph.connect("h2", "answer", "dense")
    if loop:
        graph.connect("h1", "h1", "conv", kernel=3)
    if skip:
        graph.connect("h1", "answer", "dense")


def _deep(graph: Graph, seen: str, sizes: tuple[int, int, int], depth: int) -> None:
    """Add the layers of DSRn: `depth` layers more, shared out between two resolutions, each fed by all before it."""
    fine, coarse = -(-depth // 2), depth // 2
    blocks = [("h1", fine, (32, *sizes[1:])), ("h2", coarse, (64, sizes[1] // 2, sizes[2] // 2))]
    before: list[str] = []
    for first, more, shape in blocks:
        block = [first, *(f"{first}{number}" for number in range(1, more + 1))]
        for layer in block:
            graph.add(layer, "pool", shape=shape, act="relu", dropout=0.25)
        for source in before:
            graph.connect(source, first, "conv", kernel=3)
        for source, target in itertools.combinations(block, 2):
            graph.connect(source, target, "conv", kernel=3)
        before = block
    graph.connect(seen, "h1", "conv", kernel=5)
    graph.connect("h1", "h1", "conv", kernel=3)
    graph.add("hd", "pool", shape=(512, sizes[1] // 8, sizes[2] // 8), act="relu", dropout=0.5)
    graph.add("answer", "pool", shape=10)
    for source in before:
        graph.connect(source, "hd", "conv", kernel=3)
    graph.connect("hd", "answer", "dense")


def in_hybrid(graph: Graph) -> Graph:
    """Return SR in the hybrid rollout: sequential, but for the skip and for h1 -> h2."""
    return graph.with_rollout("sequential").with_rollout(HYBRID)
