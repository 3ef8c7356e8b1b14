"""A kind can read parameters of others in the program, wherever it stands in a frame."""

import attrs
import numpy as np
import pytest

import lpnb
from lpnb.graph.code import Value
from lpnb.graph.fields import words
from lpnb.graph.kinds import NODES
from lpnb.graph.types import Type


@pytest.fixture(autouse=True)
def squares(monkeypatch):
    @attrs.frozen
    class Squares(lpnb.Node):
        """Half the sum of squares of parameters, for each sample."""

        kind = "squares"
        ports = ()
        reads_weights = True

        of: tuple[str, ...] = words(help="Whose.")

        def infer(self, arriving):
            return {"out": Type(())}

        def emit(self, code):
            total = " + ".join(f"{text}.square().sum()" for text in code.weights(self.of).values())
            return Value(f"{code.use('torch.zeros_like')}({code.past}) + 0.5 * ({total})", fresh=True)

    monkeypatch.setitem(NODES, "squares", Squares)


def test_a_penalty_is_trained_as_a_term():
    g = lpnb.Graph()
    g.add("size", "squares", of=["early"])  # first in a frame, and yet it knows who comes after
    g.add("x", "input", shape=3, value=1.0)
    g.add("h", "pool", shape=2, tags=["early"])
    g.connect("x", "h", "dense", tags=["early"])
    g.add("learn", "loss", loss="minimize", weight=0.0, optimizer="sgd", lr=0.1, window=2)
    g.connect("h", "learn.prediction")
    g.connect("size", "learn.terms")
    with lpnb.Stream(g, batch=2, device="cpu") as stream:
        start = stream["x->h.weight"]
        stream.step(2)
        np.testing.assert_allclose(stream["x->h.weight"], 0.9 * start, rtol=1e-6)
        np.testing.assert_allclose(stream["size"], 0.5 * (start**2).sum(), rtol=1e-6)
