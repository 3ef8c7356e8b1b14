"""Large networks to be drawn; the kernel behind the measured editor makes them."""

from __future__ import annotations

from random import Random

import lpnb
from lpnb.graph.document import new_uid
from lpnb.graph.edges.identity import Identity
from lpnb.graph.edits import Connect, Many
from lpnb.graph.node import IN, OUT


def drawing(nodes: int, edges: int, *, placed: bool = False) -> lpnb.Graph:
    """Return a network to be drawn: pools in a row, most edges forwards, some back, and one node that many lead to.

    Args:
        nodes: How many nodes.
        edges: How many edges.
        placed: Whether somebody has put the nodes somewhere: on a grid, in no order.
    """
    random = Random(nodes)
    columns = round((2 * nodes) ** 0.5)
    spots = random.sample(range(nodes), nodes)
    graph = lpnb.Graph("drawing")
    graph.add("x", "input", shape=8, value=1.0)
    for number in range(1, nodes):
        graph.add(f"n{number}", "pool", shape=8, act="tanh")
    names = list(graph)
    if placed:
        for name, spot in zip(names, spots, strict=True):
            graph.arrange(name, position=(290.0 * (spot % columns), 110.0 * (spot // columns)))
    hub = nodes // 2
    ends = {(random.randrange(max(1, hub - 60), hub + 60), hub) for _ in range(40)}
    while len(ends) < edges:
        source = random.randrange(nodes)
        target = source + (random.randint(1, 8) if random.random() < 0.9 else -random.randint(1, 30))
        if 1 <= target < nodes:
            ends.add((source, target))
    # At once: one by one, each edge would look for its name among all.
    wires = [Connect(names[source], OUT, names[target], IN, Identity(), new_uid()) for source, target in sorted(ends)]
    graph.edit(Many(tuple(wires)))
    return graph
