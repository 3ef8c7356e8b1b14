"""A graph changes while it streams: what is unchanged goes on, what begins anew is said, undo brings it back."""

import threading

import numpy as np
import pytest

import lpnb
from tests.run.waiting import wait_until


@pytest.fixture
def graph():
    g = lpnb.Graph("edited")
    g.add("data", "digits", noise=0.3)
    g.add("image", "pool", shape=(1, 8, 8))
    g.add("hidden", "pool", shape=(4, 4, 4), act="tanh")
    g.connect("data.image", "image")
    g.connect("image", "hidden", "conv")
    return g


@pytest.fixture
def stream(graph):
    with lpnb.Stream(graph, batch=2, device="cpu") as s:
        s.step(10)
        yield s


def settled(stream):
    """Wait until the frame thread has taken over all edits; return what the last one did."""
    stream._thread.call(lambda: None)
    return stream.last_edit


def test_a_new_node_streams_and_everything_else_goes_on(stream, graph):
    hidden, weight = stream["hidden"], stream["image->hidden.weight"]
    graph.add("answer", "pool", shape=10, act="softmax")
    graph.connect("hidden", "answer", "dense")
    done = settled(stream)
    assert done.new == ("hidden->answer.weight",)
    assert done.reinitialised == ()
    assert np.array_equal(stream["hidden"], hidden)
    assert np.array_equal(stream["image->hidden.weight"], weight)
    stream.step()
    assert stream.frame == 11
    assert stream["answer"].sum(1) == pytest.approx(1)


def test_an_edited_stream_equals_one_that_was_never_edited(stream, graph):
    graph.add("extra", "pool", shape=(2, 4, 4))
    graph.connect("hidden", "extra", "conv")
    graph.remove("extra")
    stream.step(20)
    with lpnb.Stream(graph, batch=2, device="cpu") as untouched:
        untouched.step(30)
        assert np.array_equal(untouched["hidden"], stream["hidden"])


def test_what_changes_its_shape_begins_anew_and_that_is_said(stream, graph):
    graph.set("hidden", shape=(6, 4, 4))
    assert str(settled(stream)) == (
        "graph changed after frame 10: kept 5; re-initialised hidden.bias ((4,) -> (6,)), "
        "image->hidden.weight ((4, 1, 3, 3) -> (6, 1, 3, 3)), state of hidden ((4, 4, 4) -> (6, 4, 4))"
    ).replace("kept 5", f"kept {stream.last_edit.kept}")
    assert stream.messages[-1] == str(stream.last_edit)
    assert (stream["hidden"] == 0).all()


def test_undo_brings_the_weights_of_a_changed_shape_back(stream, graph):
    weight = stream["image->hidden.weight"]
    graph.set("hidden", shape=(6, 4, 4))
    graph.undo()
    assert "image->hidden.weight" in settled(stream).returned
    assert np.array_equal(stream["image->hidden.weight"], weight)


def test_undo_brings_a_removed_node_back_with_its_weights(stream, graph):
    weight = stream["image->hidden.weight"]
    graph.remove("hidden")
    assert set(settled(stream).removed) == {"hidden.bias", "image->hidden.weight", "state of hidden"}
    graph.undo()
    assert set(settled(stream).returned) == {"hidden.bias", "image->hidden.weight"}
    assert np.array_equal(stream["image->hidden.weight"], weight)


def test_a_node_of_the_same_name_is_not_the_removed_one(stream, graph):
    stream["hidden.bias"] = 0.5
    graph.remove("hidden")
    graph.add("hidden", "pool", shape=(4, 4, 4))
    assert settled(stream).returned == ()
    assert (stream["hidden.bias"] == 0).all()


def test_renaming_keeps_weights_and_state(stream, graph):
    hidden, weight = stream["hidden"], stream["image->hidden.weight"]
    graph.rename("hidden", "features")
    settled(stream)
    assert np.array_equal(stream["features"], hidden)
    assert np.array_equal(stream["image->features.weight"], weight)


def test_a_longer_delay_begins_with_the_start_value(stream, graph):
    graph.set("image->hidden", delay=3)
    stream.step(8)
    with lpnb.Stream(graph, batch=2, device="cpu") as untouched:
        untouched.step(18)
        assert np.array_equal(untouched["hidden"], stream["hidden"])


def draw_a_loss(graph):
    graph.add("answer", "pool", shape=10)
    graph.connect("hidden", "answer", "dense")
    graph.add("learn", "loss", lr=0.0)
    graph.connect("answer", "learn.prediction")
    graph.connect("data.label", "learn.target")


@pytest.mark.parametrize("more", [False, True])
def test_a_loss_that_is_drawn_while_it_runs_compares_with_the_labels_of_then(stream, graph, more):
    twin = graph.copy()
    draw_a_loss(twin)
    draw_a_loss(graph)
    for g in (graph, twin):
        if more:  # so that labels are asked for that are older still
            g.set("data.label->learn.target", delay=6)
    with lpnb.Stream(twin, batch=2, device="cpu") as before:
        before.step(10)
        weights = {name: value for name, value in before.weights().items() if "answer" in name}
        for name, value in weights.items():
            stream[name] = value
        assert np.array_equal(before["data.label"], stream["data.label"])
        for _ in range(4):
            before.step()
            stream.step()
        assert np.array_equal(before["learn"], stream["learn"])


def test_an_invalid_drawing_leaves_the_last_valid_form_running(stream, graph):
    graph.add("lost", "pool")
    assert not stream.problems.ok
    assert [problem.subject for problem in stream.problems.errors] == ["lost"]
    stream.step(5)
    assert stream.frame == 15
    graph.set("lost", shape=3)
    assert stream.problems.ok
    stream.step()
    assert stream["lost"].shape == (2, 3)


def test_moving_a_node_changes_nothing_in_the_stream(stream, graph):
    built = stream.built
    graph.move("hidden", (3, 4))
    stream.step()
    assert stream.built is built


def test_turning_a_knob_makes_no_new_program(stream, graph):
    graph.set("hidden", noise=0.5)
    settled(stream)
    module = stream.built.module
    for noise in (0.1, 0.2, 0.3):
        graph.set("hidden", noise=noise)
    settled(stream)
    assert stream.built.module is module
    assert float(module.hidden_noise) == pytest.approx(0.3)


def test_edits_while_it_plays_lose_no_frame(stream, graph):
    stream.play()
    for number in range(8):
        graph.add(f"n{number}", "pool", shape=(4, 4, 4))
        graph.connect("hidden", f"n{number}", "conv")
        wait_until(lambda n=number: f"n{n}" in stream.built.program.newest)
    before = stream.frame
    wait_until(lambda: stream.frame > before)
    stream.pause()
    assert stream.frame > 10


def test_a_source_that_did_not_change_stays_open(stream, graph):
    feed = stream._thread.engine.feeds["data"]
    graph.add("other", "pool", shape=2)
    settled(stream)
    assert stream._thread.engine.feeds["data"] is feed
    graph.set("data", noise=0.1)
    settled(stream)
    assert stream._thread.engine.feeds["data"] is not feed


def test_edits_from_several_threads_all_arrive(stream, graph):
    def edit(number):
        for turn in range(5):
            graph.add(f"n{number}_{turn}", "pool", shape=3)

    workers = [threading.Thread(target=edit, args=(number,)) for number in range(4)]
    stream.play()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    settled(stream)
    stream.pause()
    assert stream.program.text == graph.code()
    assert len(graph) == 3 + 20
