"""Frames give way to an answer to a person, for a moment and no longer."""

import pytest

import lpnb
from lpnb.run import thread as thread_module
from tests.run.waiting import wait_until


@pytest.fixture
def stream():
    graph = lpnb.Graph()
    graph.add("a", "pool", shape=2)
    graph.connect("a", "a", "dense")
    with lpnb.Stream(graph, device="cpu") as stream:
        stream.play()
        wait_until(lambda: stream.frame > 3)
        yield stream


def stands(stream):
    """The frame between two commands: none is computed meanwhile."""
    frames = [stream._thread.call(lambda: stream.frame) for _ in range(3)]
    return len(set(frames)) == 1


def test_no_frame_begins_until_the_answer_is_out(stream, monkeypatch):
    monkeypatch.setattr(thread_module, "COURTESY", 60.0)
    stream.give_way()
    assert stands(stream)
    frame = stream.frame
    stream.go_on()
    wait_until(lambda: stream.frame > frame)


def test_without_an_end_frames_go_on_by_themselves(stream):
    stream.give_way()
    frame = stream._thread.call(lambda: stream.frame)
    wait_until(lambda: stream.frame > frame)


def test_who_asks_again_too_soon_is_not_waited_for(stream, monkeypatch):
    monkeypatch.setattr(thread_module, "COURTESY", 60.0)
    stream._thread._polite_again = thread_module.time.perf_counter() + 60.0
    stream.give_way()
    frame = stream.frame
    wait_until(lambda: stream.frame > frame)


def test_steps_do_not_wait(stream, monkeypatch):
    monkeypatch.setattr(thread_module, "COURTESY", 60.0)
    stream.pause()
    stream.give_way()
    stream.step(3)
    stream.go_on()
