"""Whoever edits a graph and then asks its stream is answered behind the edit, however late the frame thread is."""

import threading
import time
from contextlib import contextmanager

import pytest

import lpnb
from lpnb.errors import MeasureError
from lpnb.measure import budget, saliency
from lpnb.run import handover
from tests.run.waiting import wait_until


@pytest.fixture
def graph():
    """x -> y, and a loss that learns in every frame"""
    g = lpnb.Graph("late")
    g.add("x", "input", shape=2)
    g.add("y", "pool", shape=3)
    g.connect("x", "y", "dense")
    g.add("wanted", "input", shape=3)
    g.add("learn", "loss", loss="mse", window=2)
    g.connect("y", "learn.prediction")
    g.connect("wanted", "learn.target")
    return g


@pytest.fixture
def stream(graph):
    with lpnb.Stream(graph, device="cpu") as s:
        s["x"], s["wanted"] = [1, 2], [1, 2, 3]
        s.step(4)
        yield s


@contextmanager
def late(stream):
    """Keep the frame thread from what it is told inside, until somebody has waited for it for a while."""
    gate = threading.Event()
    stream._thread.tell(gate.wait)
    try:
        yield
    finally:
        threading.Timer(0.1, gate.set).start()


ASKED = {
    "a state": lambda s: s["y"].shape == (1, 5),
    "a weight": lambda s: s["y.bias"].shape == (5,),
    "a new state": lambda s: s["z"].shape == (1, 4),
    "the names": lambda s: {"z", "z.bias"} <= set(s.names()),
    "the last edit": lambda s: "z.bias" in s.last_edit.new,
    "what a source delivers": lambda s: s.delivered("v", 5).shape == (1, 7),
    "a breakpoint": lambda s: s.break_when("z", above=1) in list(s.breakpoints),
    "the time budget": lambda s: {"z", "y"} <= set(budget(s, rounds=1).nodes),
}


def enlarge(graph):
    """Edit what everything in `ASKED` depends on."""
    with graph.together():
        graph.remove("learn")
        graph.set("y", shape=5)
        graph.add("z", "pool", shape=4)
        graph.connect("y", "z", "dense", delay=0)
        graph.add("v", "input", shape=7)


@pytest.mark.parametrize("asked", ASKED)
def test_what_is_asked_is_answered_behind_edits_that_are_on_their_way(stream, graph, asked):
    with late(stream):
        enlarge(graph)
    assert ASKED[asked](stream)


@pytest.mark.timeout(30)
@pytest.mark.parametrize("asked", [*ASKED, "handed in", "handed over", "begun anew", "continued"])
def test_whoever_holds_the_graph_is_answered_for_the_frame_thread_does_not_wait_for_it(stream, graph, asked):
    more = {
        "handed in": lambda s: graph.saving.send(graph) is None,
        "handed over": lambda s: handover.take(s).frame == 4,
        "begun anew": lambda s: s.reset() is None,
        "continued": lambda s: s.back() == 1 and s.fork() is not None,
    }
    enlarge(graph)
    with graph.together():
        assert (ASKED | more)[asked](stream)


def test_saliency_is_asked_for_behind_edits_that_are_on_their_way(stream, graph):
    with late(stream):
        graph.add("z", "pool", shape=4)
        graph.connect("y", "z", "dense")
    with pytest.raises(MeasureError, match="^saliency, frames_back: expected frames that are remembered "):
        saliency(stream, "z", "y", frames_back=1)


def test_a_stream_that_was_paused_does_not_play_whatever_it_is_told_besides(stream, monkeypatch):
    tell = stream._thread.tell
    stream.play()
    wait_until(lambda: stream.playing)
    monkeypatch.setattr(stream._thread, "tell", lambda command: tell(lambda: (time.sleep(0.1), command())))
    stream.pause()
    assert not stream.playing


def handed_in(graph):
    """Return the weights and moments that a graph is given, as plain lists."""
    graph.saving.send(graph)
    return [{name: array.tolist() for name, array in arrays.items()} for arrays in (graph.weights, graph.moments)]


def test_weights_and_moments_that_are_handed_in_are_of_the_same_frame(stream, graph, monkeypatch):
    call, before = stream._thread.call, handed_in(graph)

    def slowly(command):
        """Let frames pass behind each command, as they do while it plays."""
        try:
            return call(command)
        finally:
            call(lambda: [stream._timeline.advance() for _ in range(4)])

    monkeypatch.setattr(stream._thread, "call", slowly)
    assert handed_in(graph) == before
    monkeypatch.undo()
    assert handed_in(graph) != before


def test_a_reset_behind_a_way_into_the_past_brings_the_graph_of_then(stream, graph):
    graph.set("learn", lr=0.5)
    stream.step(2)
    with late(stream):
        back = threading.Thread(target=lambda: stream.back(3))
        back.start()
        while not stream._thread._commands:
            pass
    stream.reset(weights=True)
    back.join()
    assert graph["learn"].lr != 0.5


def test_asking_what_is_remembered_changes_no_account(stream, graph):
    graph.remove("learn")
    stream.step()
    stream._thread.call(stream._timeline.keep_weights)
    ledger = stream._timeline.ledger
    before = ledger.bytes, dict(ledger._pending)
    assert stream.remembered.bytes > ledger.bytes
    assert (ledger.bytes, dict(ledger._pending)) == before
