"""The loss node: what it measures, and what it cannot compare."""

import numpy as np
import pytest
import torch
from torch.nn import functional

import lpnb


def compared(act="softmax", shape=3, loss="cross_entropy", target="label", on=False):
    g = lpnb.Graph("compared")
    x = np.random.default_rng(1).normal(size=(6, 3)).astype(np.float32)
    g.add("data", "arrays", data={"x": x, "label": np.arange(6) % 3, "t": x}, split="all")
    g.add("answer", "pool", shape=shape, act=act)
    g.connect("data.x", "answer", "dense")
    g.add("learn", "loss", loss=loss, on=on)
    g.connect("answer", "learn.prediction")
    g.connect(f"data.{target}", "learn.target")
    return g


@pytest.mark.parametrize("act", ["softmax", "identity"])
def test_cross_entropy_takes_probabilities_and_scores_alike(act):
    with lpnb.Stream(compared(act), batch=4, device="cpu") as stream:
        stream.step(5)
        stream.back(1)
        answer = torch.tensor(stream["answer"])
        stream.step(1)
        label = torch.tensor(stream.delivered("data.label", stream.frame - 2))
        scores = answer.log() if act == "softmax" else answer
        np.testing.assert_allclose(
            stream["learn"], functional.cross_entropy(scores, label, reduction="none"), atol=1e-6
        )


def test_a_certain_wrong_answer_has_a_finite_loss():
    with lpnb.Stream(compared(), batch=4, device="cpu") as stream:
        stream["answer.bias"] = [300.0, 0.0, -300.0]
        stream.step(6)
        assert np.isfinite(stream["learn"]).all()
        assert stream["learn"].max() > 20


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"shape": 4},
            "node 'learn' (loss): expected 3 scores at 'prediction', one for each class, found shape (4,). "
            "Give the node that predicts the shape 3.",
        ),
        (
            {"target": "t", "shape": 2},
            "node 'learn' (loss): expected class indices at 'target', or probabilities like the prediction, shape (2,), "
            "found shape (3,). Connect the label output of a source.",
        ),
        (
            {"loss": "mse"},
            "node 'learn' (loss): expected numbers at 'target' for a mean squared error, found a class index below 3. "
            "Use loss='cross_entropy' for classes.",
        ),
        (
            {"loss": "mse", "target": "t", "shape": 2},
            "node 'learn' (loss): expected a target like the prediction, shape (2,), found shape (3,). "
            "Give both the same shape.",
        ),
    ],
)
def test_what_cannot_be_compared_is_said(fields, words):
    assert [str(problem) for problem in compared(**fields).check().errors] == [words]


def test_the_target_is_as_old_as_what_the_answer_speaks_of():
    graph = compared()
    note = (
        "edge 'data.label->learn.target' (identity): delay 'auto' is 2 here, so that what is compared has the same age"
    )
    assert [str(problem) for problem in graph.check().problems] == [note]
    graph.set("data.x->answer", delay=3)
    assert "is 4 here" in str(graph.check())


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float64"])
def test_it_learns_in_every_dtype(dtype):
    with lpnb.Stream(compared(on=True), batch=4, device="cpu", dtype=dtype) as stream:
        start = stream["answer.bias"]
        stream.step(40)
        assert np.isfinite(stream["learn"]).all()
        assert not np.array_equal(stream["answer.bias"], start)
