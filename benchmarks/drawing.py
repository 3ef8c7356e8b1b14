"""Large networks to be drawn; the kernel behind the measured editor makes them."""

from __future__ import annotations

from random import Random

import lpnb
from lpnb.graph.document import new_uid
from lpnb.graph.edges.identity import Identity
from lpnb.graph.edits import Connect, Many
from lpnb.graph.node import IN, OUT

HUB = 20
"""How many edges lead to the node in the middle."""


def drawing(nodes: int, edges: int, *, placed: bool = False) -> lpnb.Graph:
    """Return a network to be drawn: layers of pools, most edges lead one or two layers on, some lead back.

    Args:
        nodes: How many nodes.
        edges: How many edges.
        placed: Whether somebody has put the nodes somewhere: on a grid, in no order.
    """
    random = Random(nodes)
    columns = round((2 * nodes) ** 0.5)
    high = nodes // columns
    graph = lpnb.Graph("drawing")
    graph.add("x", "input", shape=8, value=1.0)
    for number in range(1, nodes):
        graph.add(f"n{number}", "pool", shape=8, act="tanh")
    names = list(graph)
    if placed:
        for name, spot in zip(names, random.sample(range(nodes), nodes), strict=True):
            graph.arrange(name, position=(290.0 * (spot % columns), 110.0 * (spot // columns)))
    hub = nodes // 2
    ends = {(source, hub) for source in random.sample(range(hub - high), min(HUB, hub - high))}
    while len(ends) < edges:
        source = random.randrange(nodes)
        layer = source // high + (random.randint(1, 2) if random.random() < 0.9 else -random.randint(1, 3))
        target = layer * high + random.randrange(high)
        if 1 <= target < nodes and target != hub:
            ends.add((source, target))
    # At once: one by one, each edge would look for its name among all.
    wires = [Connect(names[source], OUT, names[target], IN, Identity(), new_uid()) for source, target in sorted(ends)]
    graph.edit(Many(tuple(wires)))
    return graph
