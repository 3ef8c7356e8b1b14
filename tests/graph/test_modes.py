"""What is off, muted or bypassed: as fields, in the rollout, in delays."""

import pytest

import lpnb
from lpnb.errors import EditError
from lpnb.graph.delays import delays
from lpnb.graph.flow import carrying, computed, resting


@pytest.fixture
def graph():
    """data -> a -> b -> c, and a -> c"""
    g = lpnb.Graph("net")
    g.add("data", "input", shape=3)
    for name in "abc":
        g.add(name, "pool", shape=3)
    for source, target in ("da", "ab", "bc", "ac"):
        g.connect("data" if source == "d" else source, target)
    return g


def test_a_node_is_on_unless_said_otherwise(graph):
    assert (graph["a"].mode, graph["a"].muted, graph["a"].bypassed) == ("on", False, False)
    assert graph["data->a"].on


def test_a_mode_that_does_not_exist_is_refused(graph):
    with pytest.raises(EditError) as caught:
        graph.set("a", mode="off")
    assert (
        str(caught.value)
        == "node 'a' (pool), field 'mode': expected one of 'on', 'bypass', 'mute', 'hold', found 'off'."
    )


def test_an_edge_that_is_off_carries_nothing(graph):
    assert graph.rollout().first_response("c") == 2
    graph.set("a->c", on=False)
    assert graph.rollout().first_response("c") == 3
    graph.set("a->b", on=False)
    assert graph.rollout().first_response("c") is None
    assert graph.rollout().first_response("b") is None


def test_a_muted_node_passes_nothing_on(graph):
    graph.set("b", mode="mute")
    assert graph.rollout().responses() == {"data": 0, "a": 1, "c": 2}
    graph.set("data", mode="mute")
    assert graph.rollout().responses() == {}
    assert graph.rollout().inputs == ()


def test_a_bypassed_node_passes_on_as_before(graph):
    before = graph.rollout()
    graph.set("b", mode="bypass")
    assert graph.rollout() == before


def test_a_lesion_may_break_a_cycle_inside_a_frame(graph):
    graph.connect("b", "a", delay=0)
    graph.set("a->b", delay=0)
    assert not graph.rollout().valid
    graph.set("b->a", on=False)
    assert graph.rollout().valid
    assert graph.check().ok


def test_a_label_is_aligned_with_the_ways_that_are_on():
    g = lpnb.Graph()
    g.add("data", "digits")
    g.add("a", "pool", shape=10)
    g.add("b", "pool", shape=10)
    g.add("learn", "loss")
    g.connect("data.image", "a", "dense")
    g.connect("a", "b")
    g.connect("data.image", "b", "dense")
    g.connect("b", "learn.prediction")
    label = g.connect("data.label", "learn.target")
    uid = g.wire(label).uid
    assert delays(g)[uid] == 2
    g.set("data.image->b", on=False)
    assert delays(g)[uid] == 3
    g.set("data.image->a", on=False)
    assert delays(g)[uid] == 2, "nothing reaches it: the drawing counts"


def test_which_edges_do_something(graph):
    graph.set("b", mode="mute")
    graph.set("a->c", on=False)
    assert list(computed(graph)) == ["data->a", "b->c"]
    assert list(carrying(graph)) == ["data->a"]
    assert resting(graph) == {"b", "a->b", "a->c"}
