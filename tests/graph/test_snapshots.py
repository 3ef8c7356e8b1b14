"""A graph is remembered under a name, gone back to, and compared with."""

import numpy as np
import pytest

import lpnb
from lpnb.errors import EditError
from lpnb.graph.diff import diff


@pytest.fixture
def graph():
    g = lpnb.Graph("remembered")
    g.add("image", "input", shape=(1, 8, 8))
    g.add("hidden", "pool", shape=(16, 4, 4), position=(10, 20))
    g.connect("image", "hidden", "conv")
    g.snapshot("first")
    return g


def said(differences):
    return [str(difference) for difference in differences]


def test_going_back_is_one_edit_that_can_be_undone(graph):
    before = graph.content()
    graph.rename("hidden", "core")
    graph.add("extra")
    graph.remove("image")
    after = graph.content()
    graph.restore("first")
    assert graph.content() == before
    assert graph.undoable == "restore 'first'"
    graph.undo()
    assert graph.content() == after


def test_snapshots_are_listed_replaced_and_forgotten(graph):
    graph.snapshot("second")
    graph.add("extra")
    graph.snapshot("first")
    assert graph.snapshots == ("second", "first")
    assert graph.diff("first") == ()
    graph.forget("second")
    assert graph.snapshots == ("first",)


def test_going_back_keeps_weights_and_states_in_a_running_stream(graph):
    with lpnb.Stream(graph, device="cpu") as stream:
        stream["image"] = 1.0
        stream.step(3)
        hidden, weight = stream["hidden"], stream["image->hidden.weight"]
        graph.add("extra", shape=3)
        graph.rename("hidden", "core")
        graph.restore("first")
        stream._thread.call(lambda: None)
        assert np.array_equal(stream["hidden"], hidden)
        assert np.array_equal(stream["image->hidden.weight"], weight)
        graph.remove("hidden")
        graph.restore("first")
        stream._thread.call(lambda: None)
        assert np.array_equal(stream["image->hidden.weight"], weight)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda g: g.restore("frist"), "snapshot 'frist': expected a snapshot of the graph, found 'frist'. "
         "Did you mean 'first'?"),
        (lambda g: g.forget("z"), "snapshot 'z': expected a snapshot of the graph, found 'z'. Known: first."),
        (lambda g: g.diff("first", "z"), "snapshot 'z': expected a snapshot of the graph, found 'z'. Known: first."),
        (lambda g: g.snapshot(" "), "snapshot: expected a name, found ' '."),
    ],
)  # fmt: skip
def test_what_is_not_remembered_is_refused_in_words(graph, act, words):
    with pytest.raises(EditError) as caught:
        act(graph)
    assert str(caught.value) == words


def test_differences_are_told_in_words(graph):
    graph.set("hidden", shape=(8, 4, 4), act="relu")
    graph.set("image->hidden", delay=2)
    graph.add("extra", "pool", shape=2)
    graph.connect("hidden", "extra", "dense")
    graph.rename("hidden", "core")
    graph.group(["core"], "encoder")
    graph.move("core", (1, 1))
    graph.arrange("image->core", bends=[(5, 5)])
    assert said(graph.diff("first")) == [
        "node 'hidden' renamed to 'core'",
        "node 'extra' (pool) added",
        "node 'encoder' (group) added",
        "node 'core': shape (16, 4, 4) -> (8, 4, 4)",
        "node 'core': act 'identity' -> 'relu'",
        "node 'core': group none -> 'encoder'",
        "edge 'core->extra' (dense) added",
        "edge 'image->core': delay 1 -> 2",
        "1 node and 1 edge moved",
    ]


def test_what_is_removed_and_led_elsewhere_is_told(graph):
    graph.add("other", "pool", shape=(16, 4, 4))
    graph.connect("other", "other")
    graph.group(["hidden"], "encoder")
    graph.snapshot("second")
    graph.rewire("image->hidden", target="other")
    graph.remove("other->other")
    graph.ungroup("encoder")
    differences = graph.diff("second")
    assert said(differences) == [
        "node 'encoder' (group) removed",
        "edge 'other->other' (identity) removed",
        "node 'hidden': group 'encoder' -> none",
        "edge 'image->hidden' rewired to 'image->other'",
    ]
    assert [d.what for d in differences] == ["removed", "removed", "enclosed", "rewired"]
    assert [d.subject for d in differences] == ["encoder", "other->other", "hidden", "image->other"]
    assert said(graph.diff("second", "first")) == [
        "node 'other' (pool) removed",
        "node 'encoder' (group) removed",
        "edge 'other->other' (identity) removed",
        "node 'hidden': group 'encoder' -> none",
    ]


def test_graphs_that_have_nothing_to_do_with_each_other_are_compared_by_name(graph):
    other = lpnb.Graph()
    other.add("hidden", "pool", shape=3)
    other.add("image", "pool", shape=(1, 8, 8))
    other.connect("image", "hidden", "conv", kernel=5)
    assert said(diff(graph, other)) == [
        "node 'image' (input) removed",
        "node 'image' (pool) added",
        "node 'hidden': shape (16, 4, 4) -> (3,)",
        "edge 'image->hidden': kernel 3 -> 5",
        "1 node moved",
    ]


def test_arrays_are_compared_by_their_values(graph):
    graph.add("data", "arrays", data={"x": np.zeros((3, 2))})
    graph.snapshot("second")
    graph.set("data", data={"x": np.zeros((3, 2))})
    assert graph.diff("second") == ()
    graph.set("data", data={"x": np.ones((3, 2)), "y": np.ones(3)})
    assert said(graph.diff("second")) == ["node 'data': data arrays x -> arrays x, y"]
