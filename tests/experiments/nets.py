"""Small networks for experiments."""

import lpnb


def small(name="small", *, skip=True, loop=False, classes=3):
    """image -> h -> m -> answer, perhaps with a skip and a loop, and a source, a loss and an accuracy."""
    graph = lpnb.Graph(name)
    graph.add("eye", "input", shape=(1, 4, 4))
    graph.add("h", "pool", shape=6, act="relu", dropout=0.1)
    graph.add("m", "pool", shape=5, act="relu")
    graph.add("answer", "pool", shape=classes, act="softmax")
    graph.connect("eye", "h", "dense")
    graph.connect("h", "m", "dense")
    graph.connect("m", "answer", "dense")
    if skip:
        graph.connect("h", "answer", "dense")
    if loop:
        graph.connect("h", "h", "dense")
    return graph
