"""Whole windows by compiled code: the same frames and the same learning, but for the last digits."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import lpnb
from lpnb.errors import FrameError, SourceError
from lpnb.learn.blueprint import Blueprint
from lpnb.run import handover
from tests.learn.unrolled import BATCH, add_loss, network
from tests.learn.windows import Failing, Instant, Never, Wrong, at_once
from tests.run.histories import differing, live, lives, seen

IN_USE = "whole windows by compiled code"


def streaming(graph=None, **fields):
    """A stream of a network, most often that of the tests of learning."""
    return lpnb.Stream(graph or network(compiled=True, **fields), batch=BATCH, device="cpu")


def how(stream):
    return stream.lags["learn"].how


def recorded(stream, frames):
    """The states of so many frames."""
    found = []
    for _ in range(frames):
        stream.step()
        found.append([tensor.detach().numpy() for tensor in stream.state[1:]])
    return found


@pytest.mark.parametrize("fields", [{}, {"stride": 7}, {"split": 2}, {"clip": 0.1}, {"first_frame": 6}])
def test_frames_and_learning_are_those_of_frame_by_frame(fields):
    with at_once(), streaming(window=4, **fields) as one, streaming(network(window=4, **fields)) as other:
        for mine, right in zip(recorded(one, 41), recorded(other, 41), strict=True):
            for a, b in zip(mine, right, strict=True):
                assert np.allclose(a, b, rtol=1e-4, atol=1e-5)
        assert how(one).startswith(IN_USE)
        assert how(other) == ""
        for name, weight in other.weights().items():
            assert np.allclose(one.weights()[name], weight, rtol=1e-4, atol=1e-5), name


@settings(max_examples=40)
@given(
    st.integers(1, 5),
    lives,
    st.lists(st.floats(0, 1), min_size=2, max_size=6),
    st.sampled_from(({}, {"stride": 6}, {"optimizer": "sgd"})),
)
def test_every_frame_can_be_gone_to_and_is_what_it_was_also_from_before_code_was_taken(window, life, places, fields):
    record = {}
    with at_once(), streaming(window=window, **fields) as stream:
        assume(live(stream, [(2 * frames + 1, what) for frames, what in life], record))
        for place in places:
            frame = round(place * max(record))
            assert stream.seek(frame) == frame
            assert differing(seen(stream), record[frame]) == [], f"frame {frame}"


def test_walking_over_the_frame_in_which_code_was_taken_meets_every_frame():
    record = {}
    with at_once(), streaming(window=3) as stream:
        for frame in range(1, 40):
            stream.step()
            record[frame] = seen(stream)
        assert how(stream).startswith(IN_USE)
        stream.seek(1)
        for frame in range(2, 40):
            stream.step()
            assert differing(seen(stream), record[frame]) == [], f"frame {frame}"


def test_what_is_changed_within_a_window_acts_in_the_next_frame():
    with at_once(), streaming(window=4) as one, streaming(network(window=4)) as other:
        for stream in (one, other):
            stream.step(22)
            stream["y.bias"] = [3.0, -3.0]
        for mine, right in zip(recorded(one, 9), recorded(other, 9), strict=True):
            assert all(np.allclose(a, b, rtol=1e-4, atol=1e-5) for a, b in zip(mine, right, strict=True))
        assert how(one).startswith(IN_USE)


def test_code_goes_on_through_edits_that_leave_the_program_as_it_is():
    with at_once(), streaming(window=2) as stream:
        stream.step(12)
        stream["learn.lr"] = 0.2
        assert how(stream).startswith(IN_USE)
        stream.graph.set("h", act="relu")
        stream.step()
        assert how(stream) == "frame by frame: code is being compiled"
        stream.step(11)
        assert how(stream).startswith(IN_USE)
        stream.graph.set("learn", compiled=False)
        stream.step()
        assert how(stream) == ""


def test_data_are_shown_up_to_their_end():
    graph = network(window=4, compiled=True)
    graph.set("data", loop=False)
    with at_once(), streaming(graph) as stream, pytest.raises(SourceError, match="before frame"):
        stream.step(10**4)
    with streaming(network(window=4)) as other:
        other.graph.set("data", loop=False)
        with pytest.raises(SourceError):
            other.step(10**4)
        assert stream.frame == other.frame


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"look": "ahead"}, "it looks ahead"),
        ({"detach": "frame"}, "gradients end within each frame"),
        ({"stride": 2}, "its windows overlap"),
        ({"lag": 1}, "its updates wait"),
        ({"budget": 0.5}, "it keeps to a budget"),
        ({"period": 2}, "what it computes depends on the number of the frame"),
        ({"trains": ("x",)}, "it trains nothing"),
    ],
)
def test_what_keeps_windows_from_being_computed_at_once_is_said(fields, words):
    graph = network(window=4, compiled=True, **fields)
    if fields.get("look") == "ahead":
        graph.set("data.t->learn.target", delay=5)
    if "trains" in fields:
        graph.add("x", "pool", shape=2, bias="none")
        graph.connect("data.t", "x")
    with at_once(), streaming(graph) as stream:
        stream.step(20)
        assert how(stream) == f"frame by frame: {words}"


@pytest.mark.parametrize(
    "fields", [{"noise": 0.1}, {"noise": 0.1, "noise_kind": "uniform"}, {"dropout": 0.3}, {"zoneout": 0.3}]
)
def test_random_numbers_are_those_that_would_have_been_drawn_frame_by_frame(fields):
    networks = network(window=4, compiled=True), network(window=4)
    for graph in networks:
        graph.set("h", **fields)
        graph.set("y", dropout=0.2)
    with at_once(), streaming(networks[0]) as one, streaming(networks[1]) as other:
        for mine, right in zip(recorded(one, 41), recorded(other, 41), strict=True):
            assert all(np.allclose(a, b, rtol=1e-4, atol=1e-5) for a, b in zip(mine, right, strict=True))
        assert how(one).startswith(IN_USE)


def test_two_nodes_that_learn_do_so_frame_by_frame():
    graph = network(window=4, compiled=True)
    add_loss(graph, "too", window=2)
    with at_once(), streaming(graph) as stream:
        stream.step(20)
        assert how(stream) == "frame by frame: several nodes learn"


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (Wrong, "frame by frame: compiled code gives other numbers"),
        (Failing, "frame by frame: code cannot be compiled here (no compiler)"),
        (Never, "frame by frame: code is being compiled"),
    ],
)
def test_code_that_is_of_no_use_is_not_taken(order, words):
    with at_once(order), streaming(window=2) as stream, streaming(network(window=2)) as other:
        for one in (stream, other):
            one.step(20)
        assert how(stream) == words
        assert differing(seen(stream), seen(other)) in ([], ["program"])


def test_slow_code_is_not_taken(monkeypatch):
    with at_once(), streaming(window=2) as stream:
        monkeypatch.setattr("lpnb.learn.verdict.GAIN", 1e9)
        stream.step(20)
        assert how(stream).startswith("frame by frame: compiled code takes ")


def test_a_loss_that_is_not_finite_is_said_in_the_words_of_frame_by_frame():
    with at_once(), streaming(window=2) as stream:
        stream.step(20)
        stream["y.bias"] = 3e38
        with pytest.raises(FrameError, match="the loss became infinite or not a number"):
            stream.step(4)


def test_a_checkpoint_of_then_can_be_gone_on_from():
    with at_once(), streaming(window=3) as stream:
        stream.step(30)
        then, weights = handover.take(stream), stream.weights()
    with at_once(), streaming(window=3) as other:
        handover.put_weights(other, weights)
        handover.put(other, then, "file")
        other.step(30)
        assert other.frame == 60
        assert how(other).startswith(IN_USE)


def test_a_blueprint_is_the_same_after_it_was_text():
    with streaming(window=3, split=2) as stream:
        rule = stream._engine.rules[0]
        inputs = stream._engine.deliver(1)
        found = Blueprint.of(stream.built, stream.state, inputs, rule.parameters, loss=4, length=3, split=2)
        assert Blueprint.from_json(found.to_json()) == found


def test_instant_code_runs():  # or the tests above would say nothing
    with at_once(), streaming(window=3) as stream:
        stream.step(30)
        assert isinstance(stream._engine.rules[0].whole._code._code.__self__, Instant)
