"""Whoever has to see every frame gets each once, and is told where some are missing."""

import pytest

import lpnb
from lpnb.measure.confusion import TemporalConfusion
from lpnb.measure.frames import Unseen


@pytest.fixture
def stream():
    """digits -> answer, each digit for 3 frames."""
    g = lpnb.Graph()
    g.add("data", "digits", hold=3)
    g.add("answer", "pool", shape=10)
    g.connect("data.image", "answer", "dense")
    with lpnb.Stream(g, batch=4, device="cpu") as s:
        yield s


def numbers(unseen):
    return [(state.frame, follows) for state, follows in unseen()]


def test_each_frame_is_handed_out_once(stream):
    unseen = Unseen(stream)
    assert numbers(unseen) == [(0, False)]
    stream.step(3)
    assert numbers(unseen) == [(1, True), (2, True), (3, True)]
    assert numbers(unseen) == []


def test_it_begins_with_the_newest(stream):
    stream.step(5)
    assert numbers(Unseen(stream)) == [(5, False)]


def test_frames_that_were_forgotten_leave_a_gap(stream):
    unseen = Unseen(stream)
    unseen()
    stream.step(300)
    found = numbers(unseen)
    assert not found[0][1]
    assert all(follows for _, follows in found[1:])
    assert found[-1] == (300, True)


def test_after_going_back_what_comes_does_not_follow(stream):
    unseen = Unseen(stream)
    stream.step(5)
    unseen()
    stream.back(3)
    assert numbers(unseen) == []
    stream.step(2)
    assert numbers(unseen) == [(3, False), (4, True)]


def test_after_a_live_edit_what_comes_does_not_follow(stream):
    unseen = Unseen(stream)
    unseen()
    stream.graph.add("more", "pool", shape=2)
    stream.graph.connect("answer", "more", "dense")
    stream.step(2)
    assert [follows for _, follows in numbers(unseen)][:1] == [False]


def test_the_example_of_the_confusion_works(stream):
    unseen, confusion = Unseen(stream), TemporalConfusion(classes=10, delays=3)
    for _ in range(20):
        stream.step(7)
        answer, label = (stream.program.newest[name] for name in ("answer", "data.label"))
        for state, follows in unseen():
            if not follows:
                confusion.interrupt()
            confusion.frame(state[answer], state[label], onset=state.frame % 3 == 0)
    assert confusion.counts.sum(axis=(1, 2)).tolist() == [4 * 44] * 3  # it began to look at frame 7
