"""Breakpoints: a stream stops after the frame in which something happens, with all as in that frame."""

import numpy as np
import pytest

import lpnb
from lpnb.errors import FrameError, StreamError
from tests.run.waiting import wait_until


@pytest.fixture
def stream():
    """x = 1 -> y -> y: y counts the frames; answer says whether there were more than five."""
    g = lpnb.Graph("counting")
    g.add("x", "input", shape=2, value=1.0)
    g.add("y", "pool", shape=2)
    g.add("answer", "pool", shape=2)
    g.connect("x", "y")
    g.connect("y", "y")
    g.connect("y", "answer", "dense")
    with lpnb.Stream(g, device="cpu") as s:
        s["y->answer.weight"] = np.array([[0, 1], [0, 1]]) / 10
        s["answer.bias"] = [1.05, 0]
        yield s


def test_it_stops_in_the_frame_in_which_a_threshold_is_crossed(stream):
    stream.break_when("y", above=6.5)
    stream.step(100)
    assert (stream.frame, stream["y"].max()) == (7, 7)
    assert stream.messages[-1] == "frame 7: y rose above 6.5: to 7"
    assert [(m.frame, m.kind) for m in stream.marks][-1] == (7, "breakpoint")
    stream.step(3)  # it is above already
    assert stream.frame == 10


def test_it_stops_while_it_plays(stream):
    stream.break_when("y", above=20)
    stream.play()
    wait_until(lambda: not stream.playing and stream.frame)
    stream.pause()
    assert stream.frame == 21


def test_it_stops_when_something_falls(stream):
    stream.break_when("y", below=-1)
    stream["x"] = [-0.75, 3]
    stream.step(100)
    assert stream.messages[-1] == "frame 2: y fell below -1: to -1.5"


def test_it_stops_when_a_prediction_flips(stream):
    stream.break_when("answer", flips=0)
    stream.step(100)
    assert stream.frame == 7
    assert stream.messages[-1] == "frame 7: the prediction of answer for sample 0 went from 0 to 1"


def test_what_is_not_finite_is_on_the_screen_and_later_taken_back(stream):
    stream.graph.set("y->y", on=False)
    loop = stream.graph.connect("y", "y", "dense")
    stream.step()
    stream[f"{loop}.weight"] = 1e20
    stream.break_when("y", nonfinite=True)
    stream.step(100)
    assert not np.isfinite(stream["y"]).all()
    frame = stream.frame
    assert stream.messages[-1] == f"frame {frame}: y became infinite or not a number"
    with pytest.raises(FrameError, match=f"^node 'y' became infinite or not a number in frame {frame}. "):
        stream.step(200)
    assert stream.frame == frame - 1


def test_it_stops_at_parameters_and_fields(stream):
    stream.break_when("answer.bias", above=2)
    stream.break_when("y.noise", above=0.5)
    stream.step(5)
    stream["answer.bias"] = 3
    stream.step(5)
    assert (stream.frame, stream.messages[-1]) == (6, "frame 6: answer.bias rose above 2: to 3")
    stream["y.noise"] = 0.75
    stream.step(5)
    assert (stream.frame, stream.messages[-1]) == (7, "frame 7: y.noise rose above 0.5: to 0.75")


def test_the_past_is_searched_as_well(stream):
    stream.step(50)
    point = stream.break_when("y", above=30)
    stream.seek(3)
    stream.play()
    wait_until(lambda: stream.frame > 3 and not stream.playing)
    assert (stream.frame, stream.in_past) == (31, True)
    stream.breakpoints.remove(point)
    stream.step(30)
    assert (stream.frame, stream.in_past) == (61, False)


def test_breakpoints_can_be_listed_and_removed(stream):
    one, two = stream.break_when("y", above=1), stream.break_when("answer", flips=0, nonfinite=True)
    assert list(stream.breakpoints) == [one, two]
    assert repr(stream.breakpoints) == "Breakpoints(y above 1, answer nonfinite, flips 0)"
    stream.breakpoints.remove(one)
    assert len(stream.breakpoints) == 1
    with pytest.raises(StreamError) as caught:
        stream.breakpoints.remove(one)
    assert str(caught.value) == "breakpoint: expected one of stream.breakpoints, found 'y above 1'."
    stream.breakpoints.clear()
    stream.step(20)
    assert stream.frame == 20


def test_a_breakpoint_on_what_is_gone_waits(stream):
    stream.break_when("answer", flips=0)
    stream.step()
    stream.graph.remove("answer")
    stream.step(20)
    assert stream.frame == 21
    stream.graph.undo()
    stream.step(5)
    assert stream.frame in {22, 23, 26}


@pytest.mark.parametrize(
    ("name", "limits", "words"),
    [
        ("z", {"above": 1}, "break_when('z'): expected a state, weight or field of the stream, found 'z'. Known: "),
        (
            "y",
            {},
            "break_when('y'): expected above=, below=, nonfinite=True or flips=, found none of them.",
        ),
        ("y", {"above": float("nan")}, "break_when('y'), above: expected a finite number, found nan."),
        ("y", {"below": "x"}, "break_when('y'), below: expected a finite number, found 'x'."),
        ("y.act", {"above": 1}, "break_when('y.act'): expected something that holds numbers, found 'y.act', which "),
        (
            "y",
            {"flips": 3},
            "break_when('y'): expected a sample of the batch for flips=, 0 to 0, found 3.",
        ),
        (
            "answer.bias",
            {"flips": 0},
            "break_when('answer.bias'): expected the state of a node with several classes for flips=, found shape (2,).",
        ),
    ],
)
def test_what_is_no_breakpoint_is_said(stream, name, limits, words):
    with pytest.raises((StreamError, LookupError)) as caught:
        stream.break_when(name, **limits)
    assert str(caught.value).startswith(words)
    assert len(stream.breakpoints) == 0
