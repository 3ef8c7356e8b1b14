"""Bounds of weights hold whatever changes them: a hand, a file, learning, a live edit."""

import numpy as np
import pytest

import lpnb
from tests.nets import moving

WEIGHT = "data.x->a.weight"


def bounded(**edge):
    """data.x -> a, of which the square is compared with data.x"""
    graph = lpnb.Graph()
    moving(graph, shape=(3,))
    graph.add("a", "pool", shape=3)
    graph.add("learn", "loss", loss="mse", lr=0.5)
    graph.connect("data.x", "a", "dense", init="normal", **edge)
    graph.connect("a", "learn.prediction")
    graph.connect("data.x", "learn.target", delay="auto")
    return graph


def spans(array):
    return (float(array.min()), float(array.max()))


def test_what_is_set_by_hand_is_put_within_them():
    with lpnb.Stream(bounded(low=-0.5, high=0.25), batch=2, device="cpu") as stream:
        stream[WEIGHT] = [[-2, 0, 2]]
        assert stream[WEIGHT].tolist() == [[-0.5, 0, 0.25]] * 3


def test_weights_of_a_graph_are_put_within_them():
    graph = bounded(low=0)
    graph.weights = {WEIGHT: np.linspace(-1, 1, 9, dtype=np.float32).reshape(3, 3)}
    with lpnb.Stream(graph, batch=2, device="cpu") as stream:
        assert spans(stream[WEIGHT]) == (0, 1)


@pytest.mark.parametrize("optimizer", ["adam", "sgd", "rmsprop"])
def test_learning_keeps_within_them(optimizer):
    graph = bounded(low=-0.1, high=0.1)
    graph.set("learn", optimizer=optimizer)
    with lpnb.Stream(graph, batch=2, device="cpu") as stream:
        before = stream[WEIGHT]
        stream.step(30)
        assert spans(stream[WEIGHT]) == pytest.approx((-0.1, 0.1))
        assert not np.array_equal(stream[WEIGHT], before)


def test_a_group_of_a_loss_says_it_better():
    graph = bounded(low=-0.1)
    graph.set("learn", groups={"data.x->a": {"low": -9.0, "high": 0.3}})
    with lpnb.Stream(graph, batch=2, device="cpu") as stream:
        stream.step(30)
        low, high = spans(stream[WEIGHT])
        assert low < -0.1
        assert high == pytest.approx(0.3)


def test_bounds_that_are_set_while_it_runs_hold_at_once_and_the_past_is_what_it_was():
    graph = bounded()
    graph.set("learn", mode="mute")
    with lpnb.Stream(graph, batch=2, device="cpu") as stream:
        stream.step(5)
        before, then = stream[WEIGHT], stream["a"]
        graph.set("data.x->a", low=-0.25, high=0.25)
        stream.step()
        assert np.array_equal(stream[WEIGHT], before.clip(-0.25, 0.25))
        stream.seek(5)
        assert np.array_equal(stream["a"], then)
        stream.back(1)
        assert np.array_equal(stream[WEIGHT], before)


def test_bounds_that_hold_already_leave_the_weights_and_what_is_known_of_them():
    graph = bounded()
    with lpnb.Stream(graph, batch=2, device="cpu") as stream:
        stream.step(5)
        before = stream[WEIGHT]
        graph.set("data.x->a", low=-100)
        stream._thread.call(lambda: None)
        assert np.array_equal(stream[WEIGHT], before)
        assert "kept" in str(stream.messages[-1])
