"""Truncated BPTT while streaming equals the same thing written by hand in plain PyTorch."""

import numpy as np
import pytest
import torch
from torch.nn import functional

import lpnb
from lpnb.errors import FrameError

WINDOW, FRAMES = 5, 23


def network(**loss):
    """x -> h -> h (loop) -> y, compared with a target from the same source."""
    rng = np.random.default_rng(0)
    g = lpnb.Graph("trained")
    data = {
        "x": rng.normal(size=(12, 3)).astype(np.float32),
        "t": rng.normal(size=(12, 2)).astype(np.float32),
    }
    g.add("data", "arrays", data=data, hold=3, split="all")
    g.add("h", "pool", shape=4, act="tanh")
    g.add("y", "pool", shape=2)
    g.connect("data.x", "h", "dense")
    g.connect("h", "h", "dense")
    g.connect("h", "y", "dense")
    g.add("learn", "loss", loss="mse", window=WINDOW, **loss)
    g.connect("y", "learn.prediction")
    g.connect("data.t", "learn.target")
    return g


def by_hand(stream, start, optimizer):
    """Train by unrolled frames and ``loss.backward()``; uses the stream only for its data."""
    p = {name: torch.tensor(array, requires_grad=True) for name, array in start.items()}
    opt = optimizer(list(p.values()))
    h, y, losses = torch.zeros(2, 4), torch.zeros(2, 2), []
    for frame in range(1, FRAMES + 1):
        x = torch.tensor(stream.delivered("data.x", frame - 1))
        age = frame - 3  # the target is as old as the input that the answer speaks of: x -> h -> y -> loss
        target = torch.tensor(stream.delivered("data.t", age)) if age >= 0 else torch.zeros(2, 2)
        losses.append(functional.mse_loss(y, target))
        h, y = (
            torch.tanh(p["h.bias"] + x @ p["data.x->h.weight"] + h @ p["h->h.weight"]),
            p["y.bias"] + h @ p["h->y.weight"],
        )
        if len(losses) == WINDOW:
            opt.zero_grad()
            torch.stack(losses).mean().backward()
            opt.step()
            h, y, losses = h.detach(), y.detach(), []
    return {name: tensor.detach().numpy() for name, tensor in p.items()}


@pytest.mark.parametrize(
    ("name", "lr", "optimizer"),
    [
        ("sgd", 0.1, lambda p: torch.optim.SGD(p, lr=0.1)),
        ("adam", 0.01, lambda p: torch.optim.Adam(p, lr=0.01)),
        ("rmsprop", 0.01, lambda p: torch.optim.RMSprop(p, lr=0.01)),
    ],
)
def test_learning_equals_unrolled_pytorch(name, lr, optimizer):
    with lpnb.Stream(network(optimizer=name, lr=lr), batch=2, device="cpu") as stream:
        start = stream.weights()
        stream.step(FRAMES)
        wanted = by_hand(stream, start, optimizer)
        for weight, value in stream.weights().items():
            assert not np.array_equal(value, start[weight])
            np.testing.assert_allclose(value, wanted[weight], atol=1e-6)


def test_a_loss_that_is_off_measures_and_changes_nothing():
    with lpnb.Stream(network(on=False), device="cpu") as stream:
        start = stream.weights()
        stream.step(20)
        assert all(np.array_equal(value, start[name]) for name, value in stream.weights().items())
        assert stream["learn"][0] > 0


def test_learning_can_be_switched_while_it_streams():
    with lpnb.Stream(network(on=False), device="cpu") as stream:
        stream.step(7)
        start = stream["h->y.weight"]
        stream["learn.on"] = True
        stream.step(WINDOW - 1)
        assert np.array_equal(stream["h->y.weight"], start)
        stream.step()
        assert not np.array_equal(stream["h->y.weight"], start)


def test_a_new_learning_rate_keeps_the_moments():
    with lpnb.Stream(network(), device="cpu") as stream:
        stream.step(10)
        rule = stream._thread.engine.rules[0]
        optimizer = rule.optimizer
        stream["learn.lr"] = 0.5
        assert rule.optimizer is optimizer
        assert optimizer.param_groups[0]["lr"] == 0.5


def test_a_live_edit_keeps_the_moments_of_what_stays():
    graph = network()
    with lpnb.Stream(graph, device="cpu") as stream:
        stream.step(10)
        rule = stream._thread.engine.rules[0]
        moments = rule.optimizer.state[stream.built.trainable()["h.bias"]]
        graph.add("extra", "pool", shape=2)
        graph.connect("h", "extra", "dense")
        stream.step(1)
        assert rule.optimizer.state[stream.built.trainable()["h.bias"]] is moments
        assert "h->extra.weight" in rule.parameters


def test_a_weight_set_within_a_window_is_no_error():
    with lpnb.Stream(network(), device="cpu") as stream:
        stream.step(3)
        stream["h.bias"] = 0.5
        stream.step(30)
        assert stream.frame == 33


def test_two_losses_train_together():
    graph = network()
    graph.add("second", "loss", loss="mse", window=3, optimizer="sgd", lr=0.1)
    graph.connect("y", "second.prediction")
    graph.connect("data.t", "second.target")
    with lpnb.Stream(graph, device="cpu") as stream:
        start = stream.weights()
        stream.step(3)
        assert not np.array_equal(stream["h->y.weight"], start["h->y.weight"])
        stream.step(20)
        assert np.isfinite(stream["learn"]).all()


def test_a_loss_that_explodes_stops_before_it_spoils_the_weights():
    with lpnb.Stream(network(optimizer="sgd", lr=1e3), device="cpu") as stream:
        with pytest.raises(FrameError, match="became infinite or not a number in frame") as caught:
            stream.step(5000)
        assert caught.value.node
        assert all(np.isfinite(value).all() for value in stream.weights().values())
        assert all(np.isfinite(stream[name]).all() for name in ("h", "y"))


def test_the_rule_forgets_its_window_when_the_stream_goes_back():
    with lpnb.Stream(network(), device="cpu") as stream:
        stream.step(WINDOW + 2)
        stream.back(1)
        stream.step(3)
        assert stream.frame == WINDOW + 4


@pytest.mark.parametrize("optimizer", ["sgd", "rmsprop", "adam"])
def test_two_losses_on_one_path_see_the_same_parameters(optimizer):
    def weights(losses, lr):
        g = lpnb.Graph()
        g.add("x", "input", shape=1, value=1.0)
        g.add("y", "input", shape=1)
        for name, source in (("h", "x"), ("k", "h")):
            g.add(name, "pool", shape=1, bias="none")
            g.connect(source, name, "dense")
        for name in losses:
            g.add(name, "loss", loss="mse", optimizer=optimizer, lr=lr, window=3)
            g.connect("k", f"{name}.prediction")
            g.connect("y", f"{name}.target")
        with lpnb.Stream(g, device="cpu") as s:
            s["x->h.weight"], s["h->k.weight"] = 1.0, 2.0
            s.step(3)
            return np.array([float(s["x->h.weight"][0, 0]), float(s["h->k.weight"][0, 0])])

    # Both take the same step from the same place: together twice as far as one alone.
    start, one, two = np.array([1.0, 2.0]), weights("a", 0.1), weights("ab", 0.1)
    np.testing.assert_allclose(two - start, 2 * (one - start), atol=1e-6)
    if optimizer == "sgd":  # by hand: the window's loss is (w v)^2 / 3
        np.testing.assert_allclose(two, [1 - 0.2 * 8 / 3, 2 - 0.2 * 4 / 3], atol=1e-6)


@pytest.mark.parametrize("optimizer", ["sgd", "rmsprop", "adam"])
def test_what_a_rule_remembers_can_be_put_back(optimizer):
    with lpnb.Stream(network(optimizer=optimizer), device="cpu") as stream:
        stream.step(2 * WINDOW)
        rule = stream._thread.engine.rules[0]
        before = {key: tensor.clone() for key, tensor in rule.memory().items()}
        assert bool(before) == (optimizer != "sgd")  # without momentum it remembers nothing
        stream.step(2 * WINDOW)
        rule.recall({key: tensor.clone() for key, tensor in before.items()})
        after = rule.memory()
        assert set(after) == set(before)
        assert all(torch.equal(after[key], before[key]) for key in before)
