"""A draft: a stream on a graph that cannot run yet. It waits, says why, and begins at frame 0 when it can."""

import threading
import time

import numpy as np
import pytest

import lpnb
from lpnb.errors import InvalidGraph, StreamError, UnknownName
from lpnb.widgets.snapshot import take
from tests.run.waiting import wait_until

NOTHING = (
    "there is nothing to run yet: graph 'new': expected at least one node, found none. "
    "Add a node, e.g. graph.add('image', 'input', shape=(1, 8, 8))."
)


@pytest.fixture
def graph():
    return lpnb.Graph("new")


@pytest.fixture
def stream(graph):
    with lpnb.Stream(graph, batch=3, device="cpu", draft=True) as s:
        yield s


def draw(graph):
    """digits -> hidden (recurrent, noisy), with weights of its own; one edit"""
    with graph.together():
        graph.add("data", "digits", noise=0.3)
        graph.add("hidden", "pool", shape=(4, 4, 4), act="tanh", noise=0.1)
        graph.connect("data.image", "hidden", "conv")
        graph.connect("hidden", "hidden", "conv")


def test_without_draft_an_empty_graph_is_refused(graph):
    with pytest.raises(InvalidGraph, match="at least one node"):
        lpnb.Stream(graph)


def test_a_draft_stands_at_frame_0_of_nothing(stream):
    assert (stream.frame, stream.playing, stream.state) == (0, False, (0,))
    assert (stream.names(), stream.weights(), list(stream.messages), stream.last_edit) == ([], {}, [], None)
    assert repr(stream) == "Stream('new', batch=3, cpu, paused, nothing to run yet)"
    assert [problem.expected for problem in stream.problems.errors] == ["at least one node"]
    assert take(stream).frame == 0


@pytest.mark.parametrize("act", [lambda s: s.step(), lambda s: s.back()])
def test_steps_of_nothing_are_refused_in_words_and_do_no_harm(stream, act):
    stream.play()
    with pytest.raises(StreamError) as caught:
        act(stream)
    assert str(caught.value) == NOTHING
    assert stream.playing
    assert stream.error is None
    stream.reset(weights=True, data=True)
    assert stream.frame == 0


def test_a_draft_equals_a_stream_that_was_made_when_the_graph_was_done(stream, graph):
    graph.add("lost", "pool")
    draw(graph)
    graph.weights = {"hidden.bias": np.full(4, 0.5, np.float32), "hidden->hidden.weight": np.ones(3, np.float32)}
    stream._thread.call(lambda: None)
    assert stream.names()[0] == "lost.period"  # fields alone
    graph.remove("lost")
    stream.step(12)
    with lpnb.Stream(graph, batch=3, device="cpu") as plain:
        plain.step(12)
        for name in [*plain.program.newest, *plain.weights()]:
            assert np.array_equal(stream[name], plain[name]), name
        misfit = "re-initialised hidden->hidden.weight: (3,) is stored, (4, 4, 3, 3) is needed"
        assert list(plain.messages) == [misfit]
        assert list(stream.messages) == [misfit, "the graph can run: it begins at frame 0"]
    assert stream.last_edit is None


def test_a_draft_of_a_valid_graph_is_a_plain_stream(graph):
    draw(graph)
    with lpnb.Stream(graph, device="cpu", draft=True) as draft, lpnb.Stream(graph, device="cpu") as plain:
        for stream in (draft, plain):
            stream.step(5)
        assert np.array_equal(draft["hidden"], plain["hidden"])
        assert list(draft.messages) == []


def test_what_plays_begins_by_itself_when_the_graph_can_run(stream, graph):
    stream.play()
    wait_until(lambda: stream.playing)
    assert stream.frame == 0
    draw(graph)
    wait_until(lambda: stream.frame > 3)
    stream.pause()


def test_a_play_of_nothing_costs_no_time(stream):
    stream.play()
    wait_until(lambda: stream.playing)
    frames = next(t for t in threading.enumerate() if t.name == "lpnb frames of new")
    clock = time.pthread_getcpuclockid(frames.ident)
    before = time.clock_gettime(clock)
    time.sleep(0.2)
    assert time.clock_gettime(clock) - before < 0.02


def test_a_step_follows_the_edit_before_it(stream, graph):
    draw(graph)
    stream.step()
    assert stream.frame == 1


def test_once_it_could_run_a_draft_keeps_running_what_was_valid_last(stream, graph):
    draw(graph)
    graph.add("lost", "pool")
    stream.step(2)
    assert (stream.frame, stream.problems.ok) == (2, False)


def test_names_of_what_does_not_run_yet_are_explained(stream, graph):
    graph.add("lost", "pool")
    with pytest.raises(UnknownName) as caught:
        stream["lost"]
    assert str(caught.value) == (
        "stream['lost']: expected a state, weight or field of the stream, found 'lost'. "
        "The graph has it, but it does not run yet: print(stream.problems) says why."
    )
    stream["lost.act"] = "relu"
    assert stream["lost.act"] == graph["lost"].act == "relu"


def test_a_draft_begins_again_after_a_source_failed_at_its_first_frame(stream, graph, monkeypatch):
    from lpnb.sources.showing import Shown

    with monkeypatch.context() as patch:
        patch.setattr(Shown, "frame", lambda self, number: 1 / 0)
        draw(graph)
        wait_until(lambda: stream.error is not None)
    assert str(stream.error).startswith("source 'data' failed at frame 0: ZeroDivisionError")
    assert (stream.frame, take(stream).frame) == (0, 0)
    graph.set("hidden", noise=0.2)
    stream.step()
    assert stream.frame == 1


def test_closing_a_draft_leaves_the_weights_of_the_graph_alone(graph):
    graph.add("lost", "pool")
    graph.weights = {"lost.bias": np.ones(2)}
    lpnb.Stream(graph, draft=True).close()
    assert graph.weights["lost.bias"].tolist() == [1, 1]
