"""Mute, bypass and edges that are off while it streams: weights wait, and come back bit for bit."""

import numpy as np
import pytest

import lpnb


@pytest.fixture
def graph():
    """digits -> image -> hidden -> answer, and hidden -> hidden; learning."""
    g = lpnb.Graph("muting")
    g.add("data", "digits", noise=0.3)
    g.add("image", "pool", shape=(1, 8, 8))
    g.add("hidden", "pool", shape=(4, 4, 4), act="tanh", gain="feature", noise=0.1, initial=0.25)
    g.add("answer", "pool", shape=10, act="softmax")
    g.connect("data.image", "image")
    g.connect("image", "hidden", "conv")
    g.connect("hidden", "hidden", "conv")
    g.connect("hidden", "answer", "dense")
    g.add("learn", "loss", window=5, lr=0.01)
    g.connect("answer", "learn.prediction")
    g.connect("data.label", "learn.target")
    return g


@pytest.fixture
def stream(graph):
    with lpnb.Stream(graph, batch=2, device="cpu") as s:
        s.step(10)
        yield s


OF_HIDDEN = {"hidden.bias", "hidden.gain"}
INTO_HIDDEN = {"image->hidden.weight", "hidden->hidden.weight"}


@pytest.mark.parametrize(
    ("mode", "waiting"),
    [("mute", OF_HIDDEN | INTO_HIDDEN), ("hold", OF_HIDDEN | INTO_HIDDEN), ("bypass", OF_HIDDEN)],
)
def test_weights_wait_while_a_node_is_not_on_and_come_back_bit_for_bit(stream, graph, mode, waiting):
    before = {name: stream[name] for name in waiting}
    graph.set("hidden", mode=mode)
    stream.step(6)  # the rest goes on learning
    assert set(stream.last_edit.removed) == waiting
    assert waiting.isdisjoint(stream.weights())
    graph.set("hidden", mode="on")
    stream._thread.call(lambda: None)
    assert set(stream.last_edit.returned) == waiting
    assert all(np.array_equal(stream[name], before[name]) for name in waiting)


def test_a_muted_node_holds_its_start_value_from_the_next_frame_on(stream, graph):
    graph.set("hidden", mode="mute")
    assert not (stream["hidden"] == 0.25).all()
    stream.step()
    assert (stream["hidden"] == 0.25).all()


@pytest.mark.parametrize("node", ["hidden", "data"])
def test_a_held_node_keeps_what_it_has_until_it_is_on_again(stream, graph, node):
    output = "data.image" if node == "data" else node
    before = stream[output]
    graph.set(node, mode="hold")
    stream.step(5)
    assert np.array_equal(stream[output], before)
    graph.set(node, mode="on")
    stream.step()
    assert not np.array_equal(stream[output], before)


def test_an_edge_that_is_off_keeps_its_weight(stream, graph):
    before = stream["hidden->hidden.weight"]
    graph.set("hidden->hidden", on=False)
    stream.step(4)
    graph.set("hidden->hidden", on=True)
    stream._thread.call(lambda: None)
    assert np.array_equal(stream["hidden->hidden.weight"], before)


def test_a_lesion_that_is_taken_back_before_the_next_frame_leaves_no_trace(stream, graph):
    """Between two windows of learning, for an edit ends the one in progress."""
    graph.set("hidden->hidden", on=False)
    graph.set("hidden->hidden", on=True)
    graph.set("data", mode="mute")
    graph.set("data", mode="on")
    stream.step(20)
    with lpnb.Stream(graph.copy(), batch=2, device="cpu") as untouched:
        untouched.step(30)
        assert np.array_equal(untouched["hidden"], stream["hidden"])
        assert np.array_equal(untouched["hidden->hidden.weight"], stream["hidden->hidden.weight"])


def test_a_muted_loss_learns_nothing(stream, graph):
    graph.set("learn", mode="mute")
    stream._thread.call(lambda: None)
    before = stream.weights()
    stream.step(6)
    assert (stream["learn"] == 0).all()
    assert all(np.array_equal(before[name], value) for name, value in stream.weights().items())
    graph.set("learn", mode="on")
    stream.step(6)
    assert not np.array_equal(before["answer.bias"], stream["answer.bias"])


def test_learning_goes_on_around_what_is_muted_or_off(stream, graph):
    for change in ({"name": "image", "mode": "mute"}, {"name": "hidden->answer", "on": False}):
        before = stream["answer.bias"]
        graph.set(**change)
        stream.step(8)
        assert not np.array_equal(before, stream["answer.bias"])


def test_what_was_put_into_an_input_is_there_again_when_it_is_on(graph):
    g = lpnb.Graph()
    g.add("x", "input", shape=2)
    with lpnb.Stream(g, device="cpu") as stream:
        stream["x"] = [1.0, 2.0]
        g.set("x", mode="mute")
        stream.step()
        assert stream["x"].tolist() == [[0, 0]]
        g.set("x", mode="on")
        stream.step()
        assert stream["x"].tolist() == [[1, 2]]


def test_the_weights_of_what_is_muted_go_with_the_graph_into_another_stream(stream, graph):
    before = {name: stream[name] for name in OF_HIDDEN | INTO_HIDDEN}
    graph.set("hidden", mode="mute")
    stream.step()
    stream.close()
    with lpnb.Stream(graph, batch=2, device="cpu") as other:
        graph.set("hidden", mode="on")
        other.step()
        assert set(other.last_edit.returned) == set(before)
    assert all(np.array_equal(graph.weights[name], before[name]) for name in ("hidden.gain", "image->hidden.weight"))
