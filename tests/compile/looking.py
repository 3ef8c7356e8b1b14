"""Networks with a sampler."""

import lpnb
from tests.nets import moving


def looking(shape, *, window=False, **fields):
    """data.x -> seen.image, and two pools say where"""
    graph = lpnb.Graph()
    moving(graph, shape=(2, 5, 4))
    graph.add("seen", "sampler", shape=shape, **fields)
    graph.connect("data.x", "seen.image")
    ports = {"scale": (), "centre": (2,)} if window else {"positions": (2, 3, 2)}
    for port, size in ports.items():
        graph.add(port, "pool", shape=size or (1,), act="identity" if window else "sigmoid")
        graph.connect("data.x", port, "dense")
        graph.connect(port, f"seen.{port}", delay=0)
    return graph
