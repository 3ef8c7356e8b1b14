"""An edge is led elsewhere: it stays the same edge, with its fields, its place, and the weights that fit."""

import numpy as np
import pytest

import lpnb
from lpnb.errors import EditError


@pytest.fixture
def graph():
    """data.image -> a -> b -> score.prediction"""
    g = lpnb.Graph("rewired")
    g.add("data", "digits")
    g.add("a", "pool", shape=(1, 8, 8))
    g.add("b", "pool", shape=10)
    g.add("c", "pool", shape=10)
    g.add("score", "accuracy")
    g.connect("data.image", "a")
    g.connect("a", "b", "dense", delay=2)
    g.connect("b", "score.prediction")
    g.connect("data.label", "score.target")
    return g


def test_it_starts_or_ends_elsewhere_and_says_its_new_name(graph):
    uid, spec = graph.wire("a->b").uid, graph["a->b"]
    assert graph.rewire("a->b", target="c") == "a->c"
    assert graph.rewire("a->c", source="c", target="b.in") == "c->b"
    assert graph.rewire("b->score.prediction", source="c") == "c->score.prediction"
    assert (graph.wire("c->b").uid, graph["c->b"]) == (uid, spec)


def test_it_may_become_a_twin(graph):
    graph.connect("a", "c")
    assert graph.rewire("a->b", target="c") == "a->c"  # it is the older one of the two
    assert list(graph.wires())[-1] == "a->c#2"


def test_led_to_where_it_is_nothing_changes(graph):
    before = graph.undoable
    assert graph.rewire("a->b", source="a", target="b") == "a->b"
    assert graph.undoable == before


@pytest.mark.parametrize(
    ("name", "ends", "words"),
    [
        ("a->b", {"target": "z"}, "node 'z': expected a node of the graph, found 'z'. Known: data, a, b, c, score."),
        ("a->b", {"source": "data"}, "source 'data': expected one of the outputs image, label, found no port. "
         "Write 'data.image'."),
        ("a->b", {"target": "score"}, "target 'score': expected one of the inputs prediction, target, found no port. "
         "Write 'score.prediction'."),
        ("a->b", {"target": "data"}, "target 'data': expected a node with inputs, found one without. "
         "It is fed from outside; connect something else to what it feeds."),
        ("a->z", {"target": "c"}, "edge 'a->z': expected an edge of the graph, found 'a->z'. Did you mean 'a->b'?"),
    ],
)  # fmt: skip
def test_ends_that_do_not_exist_are_refused_as_in_connect(graph, name, ends, words):
    with pytest.raises(EditError) as caught:
        graph.rewire(name, **ends)
    assert str(caught.value) == words


def test_weights_that_fit_go_along_in_a_running_stream(graph):
    with lpnb.Stream(graph, device="cpu") as stream:
        weight = stream["a->b.weight"]
        graph.connect("a", "c")
        graph.remove("a->c")
        graph.rewire("a->b", target="c")
        stream.step()
        assert np.array_equal(stream["a->c.weight"], weight)
        graph.undo()
        stream.step()
        assert np.array_equal(stream["a->b.weight"], weight)
