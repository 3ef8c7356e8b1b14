"""A small net that learns to tell three classes apart, for the tests of sessions."""

import numpy as np

import lpnb


def net(samples=40, *, optimizer="adam", noise=0.2, **learn):
    """A recurrent net, with noise in the data and in a pool."""
    random = np.random.default_rng(0)
    y = np.arange(samples) % 3
    x = (random.normal(size=(samples, 4)) * 0.5 + np.eye(3, 4)[y]).astype(np.float32)
    graph = lpnb.Graph("small")
    graph.add("data", "arrays", data={"x": x, "y": y}, hold=3, noise=noise, valid_share=0.2)
    graph.add("hidden", "pool", shape=6, act="tanh", noise=0.1)
    graph.add("answer", "pool", shape=3)
    graph.connect("data.x", "hidden", "dense")
    graph.connect("hidden", "hidden", "dense")
    graph.connect("hidden", "answer", "dense")
    graph.add("learn", "loss", optimizer=optimizer, **({"lr": 0.01, "window": 5} | learn))
    graph.connect("answer", "learn.prediction")
    graph.connect("data.y", "learn.target")
    return graph


def endless(kind="roman_numerals", out="label", shape=10, loss="cross_entropy", **fields):
    """A source that draws without end, an answer to what it shows, and a loss."""
    graph = lpnb.Graph("endless")
    graph.add("data", kind, **({"shape": (1, 8, 8), "hold": 3} | fields))
    graph.add("answer", "pool", shape=shape)
    graph.connect(f"data.{graph['data'].outputs()[0]}", "answer", "dense")
    graph.add("learn", "loss", loss=loss, lr=0.01, window=4)
    graph.connect("answer", "learn.prediction")
    graph.connect(f"data.{out}", "learn.target")
    return graph


def session(graph=None, **options):
    """A session on the CPU, of few epochs."""
    return lpnb.Session(graph or net(), **({"epochs": 3, "batch": 7, "device": "cpu"} | options))


def same_weights(one, other):
    """Whether two dicts of weights are the same, bit for bit."""
    return one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)


def run(graph=None, **options):
    """Record and weights of a session that was not interrupted."""
    with session(graph, **options) as whole:
        record = whole.run()
    return record, whole.graph.weights
