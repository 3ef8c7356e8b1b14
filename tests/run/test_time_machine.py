"""The time machine: going back and forward gives what was, bit for bit; changes in the past begin another future."""

import itertools
import random
from contextlib import ExitStack, contextmanager
from unittest import mock

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import lpnb
from lpnb.errors import StreamError
from tests.run.histories import change, changes, differing, learning, live, lives, seen

places = st.lists(st.floats(0, 1), min_size=2, max_size=8)
helds = st.sampled_from((256, 4))


@contextmanager
def streaming(graph, held=256, **more):
    """A stream that holds so many states, and half as many frames lie between two keyframes."""
    with ExitStack() as stack:
        for module in ("engine", "memory"):
            stack.enter_context(mock.patch(f"lpnb.run.{module}.HELD_FRAMES", held))
        ticks = random.Random(held)
        now = itertools.accumulate(ticks.expovariate(1) ** 2 for _ in itertools.count())
        stack.enter_context(mock.patch("lpnb.learn.pace.clock", now.__next__))  # budgets decide this way and that
        yield stack.enter_context(lpnb.Stream(graph, batch=2, device="cpu", **more))


def revisit(stream, record, wanted):
    """Seek frames of a record and check that all is as it was."""
    for place in wanted:
        frame = round(place * max(record))
        assert stream.seek(frame) == frame
        assert differing(seen(stream), record[frame]) == [], f"frame {frame}"


@settings(max_examples=30)
@given(learning(), lives, places, st.tuples(helds, st.integers(0, 3)))
def test_every_frame_can_be_gone_to_and_is_what_it_was(graph, life, wanted, how):
    record, (held, seed) = {}, how
    with streaming(graph, held, seed=seed) as stream:
        assume(live(stream, life, record))
        revisit(stream, record, wanted)


@settings(max_examples=30)
@given(learning(), lives, st.floats(0, 1), helds)
def test_walking_from_the_past_to_the_head_meets_every_frame(graph, life, start, held):
    record = {}
    with streaming(graph, held) as stream:
        assume(live(stream, life, record))
        head = stream.frame
        stream.seek(round(start * head))
        while stream.frame < head:
            stream.step()
            assert differing(seen(stream), record[stream.frame]) == [], f"frame {stream.frame}"
        assert not stream.in_past


@settings(max_examples=30)
@given(learning(), lives, st.tuples(st.floats(0, 1), changes, lives), places, helds)
def test_a_change_in_the_past_forks_and_both_futures_stay(graph, life, other, wanted, held):
    old, new = {}, {}
    place, what, other_life = other
    with streaming(graph, held) as stream:
        assume(live(stream, life, old))
        fork = stream.seek(round(place * stream.frame))
        stream.fork()
        change(stream, *what)
        assume(live(stream, other_life, new))
        revisit(stream, {frame: new.get(frame, old.get(frame)) for frame in range(max(new) + 1)}, wanted)
        if fork < max(old):
            assert [(b.number, b.begin, b.last) for b in stream.branches] == [(1, fork, max(old))]
            assert stream.switch(1) == max(old)
            assert stream.program.text == stream.graph.code()
            revisit(stream, old, [1.0, *wanted])
            assert stream.switch(2) == max(new)
            assert differing(seen(stream), new[max(new)]) == []


# -- one thing at a time ------------------------------------------------------------------------------------------


@pytest.fixture
def graph():
    """digits -> image -> hidden (with a loop) -> answer, which learns."""
    g = lpnb.Graph("digits")
    g.add("data", "digits", noise=0.3, hold=4)
    g.add("image", "pool", shape=(1, 8, 8))
    g.add("hidden", "pool", shape=(4, 4, 4), act="tanh", noise=0.1)
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
    with lpnb.Stream(graph, batch=3, device="cpu") as s:
        yield s


def test_going_back_unlearns_and_going_forward_learns_the_same_again(stream):
    stream.step(7)
    early = seen(stream)
    stream.step(40)
    late = seen(stream)
    assert stream.back(40) == 40
    assert seen(stream) == early
    stream.step(40)
    assert seen(stream) == late


def test_play_goes_along_what_is_remembered_and_then_on(stream):
    from tests.run.waiting import wait_until

    stream.step(30)
    stream.seek(10)
    assert stream.in_past
    stream.play()
    wait_until(lambda: stream.frame > 40)
    stream.pause()
    assert not stream.in_past
    assert stream.branches == ()


def test_a_frame_that_has_not_been_yet_cannot_be_gone_to(stream):
    stream.step(10)
    with pytest.raises(StreamError) as caught:
        stream.seek(11)
    words = "seek: expected a frame from 0 to 10, found 11. step() or play() compute what comes after that."
    assert str(caught.value) == words
    assert stream.frame == 10


def test_a_frame_before_the_first_is_the_first(stream):
    stream.step(10)
    assert stream.seek(-5) == 0
    assert stream.messages[-1] == "frame -5 is not remembered any more; frame 0 is the nearest one that is"


def test_looking_goes_to_what_is_there_at_once(stream, graph):
    graph.set("learn", on=False)
    stream.step(400)
    assert stream.look(333) == 333  # held
    assert stream.look(50) in stream.remembered.frames
    assert stream.look(399) == 399


def test_a_reset_of_the_states_keeps_what_was_as_a_branch(stream):
    stream.step(12)
    before = seen(stream)
    stream.reset()
    stream.step(3)
    assert [(b.words, b.begin, b.last) for b in stream.branches] == [("the first run", 0, 12)]
    assert stream.switch(1) == 12
    assert seen(stream) == before


def test_marks_say_what_happened_when(stream, graph):
    stream.step(5)
    stream["hidden.noise"] = 0.2
    stream.step(5)
    stream["hidden.bias"] = 0.5
    stream.step(5)
    stream.reset(state=False, weights=True)
    stream["hidden"] = 0
    graph.undo()
    graph.redo()
    stream._thread.call(lambda: None)
    assert [(m.frame, m.kind, m.words) for m in stream.marks] == [
        (5, "edit", "set hidden.noise"),
        (10, "parameter", "hidden.bias set by hand"),
        (15, "reset", "weights begun anew"),
        (15, "state", "hidden set by hand"),
        (15, "edit", "undo: set hidden.noise"),
        (15, "edit", "redo: set hidden.noise"),
    ]


def forget_all_but_the_first(stream):
    """Forget keyframes, so that the way to any frame is long."""
    timeline = stream._timeline
    for key in timeline.line.keys[1:]:
        timeline.ledger.forget(key, [timeline.line])


def test_a_long_way_is_given_up_and_where_it_stands_is_exact(graph):
    record = {}
    with streaming(graph) as stream:
        for _ in range(40):
            stream.step()
            record[stream.frame] = seen(stream)
        forget_all_but_the_first(stream)
        engine, advance = stream._engine, stream._engine.advance

        def some():
            advance()
            if engine.state[0] == 17:
                stream.halt()

        with mock.patch.object(engine, "advance", some):
            assert stream.seek(33) == 17
        assert stream.messages[-1] == "going to frame 33 was given up; it stands at frame 17"
        assert stream.in_past
        for frame in (17, 33, 40):
            assert stream.seek(frame) == frame
            assert differing(seen(stream), record[frame]) == []
        assert not stream.in_past


def test_a_way_that_another_one_has_overtaken_is_not_begun(stream):
    stream.step(12)
    overtaken = stream._timeline.ask()
    assert stream.seek(5) == 5
    assert stream._thread.call(lambda: stream._timeline.seek(9, overtaken)) == 5


def test_in_the_past_names_and_fields_are_those_of_then(stream, graph):
    from lpnb.widgets.snapshot import take

    stream.step(5)
    stream["hidden.noise"] = 0.2
    graph.rename("answer", "out")
    graph.add("extra", "pool", shape=3)
    stream.step(5)
    stream.seek(3)
    assert {"answer", "answer.bias", "hidden.noise"} <= set(stream.names())
    assert not {"out", "extra", "extra.act"} & set(stream.names())
    assert stream["hidden.noise"] == 0.1
    assert take(stream).slot("extra") is None
    none = {"learn.stride", "learn.split", "learn.clip", "learn.budget", "data.longest", "data.most"}
    assert {name for name in stream.names() if stream[name] is None} == none
    assert set(graph) >= {"out", "extra"}  # the drawing waits until somebody forks
    assert stream.graph["hidden"].noise == 0.2


def test_a_fork_turns_the_graph_back_in_one_edit(stream, graph):
    stream.step(5)
    drawn = graph.content()
    graph.rename("answer", "out")
    graph.add("extra", "pool", shape=3)
    stream.step(5)
    later = graph.content()
    stream.seek(3)
    branch = stream.fork()
    assert (branch.begin, branch.last, stream.frame) == (3, 10, 3)
    assert graph.content() == drawn
    assert stream.program.text == graph.code()
    graph.undo()
    assert graph.content() == later
    stream.step()
    assert "extra" in stream.program.newest


def test_a_field_that_is_set_in_the_past_goes_on_from_there(stream, graph):
    stream.step(5)
    graph.add("extra", "pool", shape=3)
    stream.step(5)
    stream.seek(3)
    stream["hidden.noise"] = 0.3
    assert "extra" not in graph
    assert (graph["hidden"].noise, stream.frame, stream.in_past) == (0.3, 3, False)
    assert [mark.kind for mark in stream.marks] == ["branch", "edit"]


def test_an_edit_in_the_past_goes_on_with_the_graph_as_it_is_drawn(stream, graph):
    stream.step(5)
    graph.add("extra", "pool", shape=3)
    stream.step(5)
    stream.seek(3)
    graph.add("more", "pool", shape=3)
    stream.step()
    assert {"extra", "more"} <= set(stream.program.newest)
    assert (stream.frame, len(stream.branches)) == (4, 1)


def test_what_cannot_be_read_or_set_in_the_past_is_said_and_forks_nothing(stream, graph):
    stream.step(5)
    graph.add("extra", "pool", shape=3)
    stream.step(5)
    stream.seek(3)
    with pytest.raises(LookupError, match=r"^stream\['extra'\]: expected a state, weight or field of the stream"):
        stream["extra"] = 1
    assert (stream.branches, stream.in_past) == ((), True)


def test_weights_that_are_saved_in_the_past_are_those_of_then(stream, graph):
    stream.step(10)
    bias = stream["answer.bias"]
    graph.rename("answer", "out")
    graph.add("extra", "pool", shape=3)
    stream.step(20)
    stream.seek(10)
    stream.seek(9)
    stream.step()
    assert (stream["out.bias"] == bias).all()  # at frame 10 it had been renamed already
    stream.seek(9)
    bias = stream["answer.bias"]
    graph.saving.send(graph)
    assert (graph.weights["out.bias"] == bias).all()
    assert "extra.bias" in graph.weights


@pytest.mark.parametrize("use", [lambda s: s.switch(7), lambda s: s.drop(7)])
def test_a_branch_that_is_not_there_is_said(stream, use):
    with pytest.raises(StreamError) as caught:
        use(stream)
    words = "branch: expected a branch, found 7. There is none: stream.fork() in the past makes one."
    assert str(caught.value) == words


def test_a_branch_can_be_dropped(stream):
    stream.step(200)
    stream.seek(5)
    branch = stream.fork()
    before = stream.remembered.bytes
    stream.drop(branch)
    assert stream.branches == ()
    assert before - stream.remembered.bytes == branch.bytes > 0


def test_fork_at_the_head_does_nothing(stream):
    stream.step(5)
    assert stream.fork() is None
    assert (stream.branches, stream.marks) == ((), ())


def test_labels_tell_when_they_change_without_a_frame_being_computed(stream):
    stream.step(50)
    labels = [int(stream.delivered("data.label", frame)[1]) for frame in range(101)]
    wanted = tuple(frame for frame in range(1, 101) if labels[frame] != labels[frame - 1])
    assert stream.changes("data.label", 0, 100, sample=1) == wanted
    assert stream.changes("data.label", 0, 100, sample=1, most=3) == tuple(f for f in wanted if f > 88)


def test_labels_are_those_of_the_data_that_ran_then(stream):
    stream.step(10)
    before = stream.changes("data.label", 1, 10)
    stream.reset(state=False, data=True)
    stream.step(10)
    again = stream.changes("data.label", 12, 21)
    assert [frame - 11 for frame in again if frame - 11 <= 9] == [frame for frame in before if frame <= 9]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("hidden", 1, 2),
            "changes('hidden'): expected an output of a source, found 'hidden'. Known: data, data.image, data.label.",
        ),
        (("data.label", "x", 2), "first: expected a whole number, found 'x'."),
    ],
)
def test_what_is_no_label_is_said(stream, arguments, words):
    with pytest.raises((LookupError, StreamError)) as caught:
        stream.changes(*arguments)
    assert str(caught.value) == words
