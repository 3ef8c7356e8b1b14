"""A loss that looks ahead, in a stream that is edited, told otherwise, and goes back in time."""

import numpy as np
import pytest
import torch

from tests.learn.foreseen import CHAIN, POOLS, Net, assert_moved, moves, mse, state_of, streaming


@pytest.mark.parametrize("lag", [0, 1, 3])
@pytest.mark.parametrize("first_frame", [0, 2, 5])
def test_updates_come_late_and_begin_after_a_frame(lag, first_frame):
    net = Net(POOLS, CHAIN, "c", 3)
    with streaming(net.graph(lag=lag, first_frame=first_frame)) as stream:
        record = moves(stream, net, 10)
    for frame, (before, after, _) in enumerate(record):  # theta(frame) and theta(frame + 1)
        known = frame - lag > first_frame
        assert_moved(before, after, record[frame - lag][2] if known else {})


def test_with_a_lag_of_one_the_first_update_of_statestream_is_seen_in_frame_five():
    net = Net(POOLS, CHAIN, "c", 3)
    with streaming(net.graph(lag=1, first_frame=2)) as stream:
        start = stream.weights()["b->c.weight"]
        changed = []
        for frame in range(1, 8):
            stream.step()
            if not np.array_equal(start, stream["b->c.weight"]):
                changed.append(frame)
        assert changed == [5, 6, 7]


def test_parameters_that_the_window_does_not_reach_are_told():
    graph = Net(POOLS, {**CHAIN, "4": ("image", "c")}, "c", 3).graph(trains=["a", "image->c"])
    assert (
        "node 'learn' (loss): expected parameters that its window reaches as 'trains', found 'image->c', on no way of "
        "3 frames from the inputs of now to 'learn'. Add a loss with another window for them."
    ) in [str(problem) for problem in graph.check().problems]


def test_gradients_within_each_frame_alone_are_refused_in_words():
    graph = Net(POOLS, CHAIN, "c", 3).graph(detach="frame")
    assert [str(problem) for problem in graph.check().errors] == [
        "node 'learn' (loss): expected gradients through the window for look='ahead', found detach='frame'. "
        "Set detach='window': at depth 0 gradients end anyway."
    ]


def test_where_it_looks_can_be_edited_while_it_streams_and_undone():
    net = Net(POOLS, CHAIN, "c", 3)
    graph = net.graph(look="back", stride=2, optimizer="adam")
    with streaming(graph) as stream:
        stream.step(9)
        rule = stream._thread.engine.rules[0]
        moments = rule.optimizer.state[stream.built.trainable()["c.bias"]]
        graph.set("learn", look="ahead", stride=None)
        start = stream["c.bias"]
        stream.step(1)
        assert stream._thread.engine.rules[0] is rule
        assert rule.optimizer.state[stream.built.trainable()["c.bias"]] is moments
        assert not np.array_equal(stream["c.bias"], start)
        graph.undo()
        stream.step(4)
        assert not rule.window.needs_gradient or rule.window.streams


def test_a_network_that_is_edited_is_looked_ahead_over_as_it_is_then():
    net, graph = Net(POOLS, CHAIN, "c", 3), Net(POOLS, CHAIN, "c", 3).graph()
    with streaming(graph) as stream:
        stream.step(4)
        graph.connect("a", "a", "dense")
        graph.set("b", act="tanh")
        pools = {**POOLS, "b": (3, "tanh")}
        for before, after, gradient in moves(stream, Net(pools, {**CHAIN, "4": ("a", "a")}, "c", 3), 3):
            assert_moved(before, after, gradient)
        graph.undo()
        graph.undo()
        for before, after, gradient in moves(stream, net, 3):
            assert_moved(before, after, gradient)


def test_what_is_measured_is_told():
    net = Net(POOLS, CHAIN, "c", 3)
    with streaming(net.graph()) as stream:
        stream.step(3)
        p = {name: torch.tensor(value) for name, value in stream.weights().items()}
        wanted = net.loss(p, state_of(stream, net), mse)
        stream.step()
        assert float(stream._thread.engine.rules[0].measured) == pytest.approx(float(wanted), abs=1e-12)


def test_noise_is_drawn_afresh_in_the_window_and_the_same_again_for_the_same_frame():
    net = Net(POOLS, CHAIN, "c", 3)
    graph = net.graph()
    graph.set("b", noise=0.5, dropout=0.3)
    runs = []
    for seed in (0, 0, 1):
        with streaming(graph.copy(), seed=seed) as stream:
            stream["image->a.weight"] = 0.1
            stream["a->b.weight"] = 0.1
            stream["b->c.weight"] = 0.1
            stream.step(4)
            runs.append(stream["b->c.weight"])
    assert np.array_equal(runs[0], runs[1])
    assert not np.array_equal(runs[0], runs[2])


@pytest.mark.parametrize("optimizer", ["lagged_adam", "rmsprop"])
def test_going_back_and_forward_gives_the_same_bits(optimizer):
    net = Net(POOLS, {**CHAIN, "4": ("a", "a")}, "c", 3)
    graph = net.graph(lag=2, first_frame=3, stride=2, optimizer=optimizer)
    graph.set("b", noise=0.2)
    with streaming(graph) as stream:
        record = {}
        for _ in range(30):
            stream.step()
            record[stream.frame] = stream.weights()
        for frame in (29, 4, 17, 18, 30):
            stream.seek(frame)
            assert all(np.array_equal(value, record[frame][name]) for name, value in stream.weights().items())


def test_updates_that_wait_are_forgotten_where_somebody_intervenes():
    net = Net(POOLS, CHAIN, "c", 3)
    with streaming(net.graph(lag=3, stride=5)) as stream:
        stream.step(6)
        start = stream.weights()
        stream["data.hold"] = 2
        stream.step(4)
        assert all(np.array_equal(value, start[name]) for name, value in stream.weights().items())


def test_copies_with_the_same_seed_learn_the_same():
    graph = Net(POOLS, CHAIN, "c", 3).graph(lag=1)
    with streaming(graph) as one, streaming(graph.copy()) as two:
        one.step(9)
        two.step(9)
        assert all(np.array_equal(value, two[name]) for name, value in one.weights().items())


def test_bounds_and_groups_hold_for_who_looks_ahead():
    net = Net(POOLS, CHAIN, "c", 3)
    with streaming(net.graph(groups={"a->b": {"low": -0.1, "high": 0.1}, "c": {"lr": 0.0}})) as stream:
        start = stream["c.bias"]
        stream.step(3)
        assert np.abs(stream["a->b.weight"]).max() <= 0.1
        assert np.array_equal(stream["c.bias"], start)
