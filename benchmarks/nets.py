"""The networks that are measured, as lpnb graphs.

- N1: 5 vectors of 64, joined densely, with loops. 0.1 MFLOP a frame at batch 1.
- N2: 1x32x32 > 16x16x16 > 32x4x4 > 64 > 10. 0.7 MFLOP.
- N3: 9 nodes with skips, like the networks of the rollouts paper. 179 MFLOP.
- N4: 32 convolutions of 32x32x32 in a row, with skips. 605 MFLOP.
"""

from __future__ import annotations

from collections.abc import Callable

import lpnb
from benchmarks.moving import Moving

Arriving = dict[str, int | None]
"""For each node that an edge comes from, the kernel of a convolution, 0 for a dense edge, None for identity."""

DENSE, IDENTITY = 0, None


def network(name: str, shape: tuple[int, ...], nodes: dict[str, tuple[tuple[int, ...], str, Arriving]]) -> lpnb.Graph:
    """Return a graph: a source ``x`` of some shape, then for each node its shape, its activation and what arrives."""
    graph = lpnb.Graph(name)
    graph.add("x", Moving(shape=shape))
    for node, (sizes, act, _) in nodes.items():
        graph.add(node, "pool", shape=sizes, act=act)
    for node, (_, _, arriving) in nodes.items():
        for source, kernel in arriving.items():
            if kernel is IDENTITY:
                graph.connect(source, node)
            elif kernel == DENSE:
                graph.connect(source, node, "dense")
            else:
                graph.connect(source, node, "conv", kernel=kernel)
    return graph


def n1() -> lpnb.Graph:
    """Return five vectors with loops."""
    arriving = {"a": "xa", "b": "ac", "c": "ba", "d": "cbd", "e": "dae"}
    nodes = {node: ((64,), "tanh", dict.fromkeys(sources, DENSE)) for node, sources in arriving.items()}
    return network("N1", (64,), nodes)


def n2() -> lpnb.Graph:
    """Return a small convolutional network."""
    return network("N2", (1, 32, 32), {
        "c1": ((16, 16, 16), "relu", {"x": 5}),
        "c2": ((32, 4, 4), "relu", {"c1": 5}),
        "f": ((64,), "tanh", {"c2": DENSE}),
        "o": ((10,), "tanh", {"f": DENSE}),
    })  # fmt: skip


def n3() -> lpnb.Graph:
    """Return a network with skips like those of the rollouts paper."""
    large, small = (32, 32, 32), (64, 16, 16)
    return network("N3", (3, 32, 32), {
        "c1": (large, "relu", {"x": 3}),
        "c2": (large, "relu", {"c1": 3, "x": 3}),
        "c3": (large, "relu", {"c2": 3, "c1": 3, "x": 3}),
        "d1": (small, "relu", {"c3": 3, "c1": 3}),
        "d2": (small, "relu", {"d1": 3, "c2": 3}),
        "d3": (small, "relu", {"d2": 3, "d1": 3, "c3": 3}),
        "e1": ((512, 4, 4), "relu", {"d3": 3, "d1": 3}),
        "f": ((256,), "relu", {"e1": DENSE}),
        "o": ((10,), "tanh", {"f": DENSE}),
    })  # fmt: skip


def n4(layers: int = 32) -> lpnb.Graph:
    """Return a row of convolutions, each with a skip over the one before."""
    nodes: dict[str, tuple[tuple[int, ...], str, Arriving]] = {}
    for layer in range(layers):
        arriving: Arriving = {f"n{layer - 1}" if layer else "x": 3}
        if layer > 1:
            arriving[f"n{layer - 2}"] = IDENTITY
        nodes[f"n{layer}"] = ((32, 32, 32), "relu", arriving)
    return network("N4", (32, 32, 32), nodes)


def dense_row(layers: int = 32) -> lpnb.Graph:
    """Return a row of vectors of 64, joined densely, each with a loop to itself."""
    nodes: dict[str, tuple[tuple[int, ...], str, Arriving]] = {}
    for layer in range(layers):
        source = f"n{layer - 1}" if layer else "x"
        nodes[f"n{layer}"] = ((64,), "tanh", {source: DENSE, f"n{layer}": DENSE})
    return network("row", (64,), nodes)


def chain(length: int) -> lpnb.Graph:
    """Return a chain of so many pools of 8 values, which only pass on what arrives."""
    nodes: dict[str, tuple[tuple[int, ...], str, Arriving]] = {}
    for place in range(length):
        nodes[f"n{place}"] = ((8,), "tanh", {f"n{place - 1}" if place else "x": IDENTITY})
    return network("chain", (8,), nodes)


NETWORKS: dict[str, Callable[[], lpnb.Graph]] = {"N1": n1, "N2": n2, "N3": n3, "N4": n4}
