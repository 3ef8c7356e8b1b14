"""A part of a graph is copied and pasted: there, or into another graph."""

import numpy as np
import pytest

import lpnb
from lpnb.errors import EditError
from lpnb.graph.layout import Place


@pytest.fixture
def graph():
    """x -> a -> b -> a; a and b are inside of `both`, which shows a field of a"""
    g = lpnb.Graph("copied")
    g.add("x", "input", shape=2)
    g.add("a", "pool", shape=2, position=(100, 50))
    g.add("b", "pool", shape=2, position=(300, 20), act="tanh")
    for source, target in ("xa", "ab", "ba"):
        g.connect(source, target, "dense")
    g.arrange("a->b", bends=[(200, 60)])
    g.group(["a", "b"], "both")
    g.set("both", exposed=["a.noise", "x.value"])
    g.weights = {"a.bias": np.array([1.0, 2.0]), "b->a.weight": np.eye(2), "x->a.weight": np.eye(2)}
    return g


def test_a_group_brings_what_is_inside_with_the_edges_among_it(graph):
    assert graph.paste(graph.fragment(["both"])) == ["a_2", "b_2", "both_2"]
    assert list(graph.wires())[3:] == ["a_2->b_2", "b_2->a_2"]
    assert graph.members("both_2") == ["a_2", "b_2"]
    assert graph["both_2"].exposed == ("a_2.noise", "x.value")
    assert graph["b_2"].act == "tanh"


def test_copies_stand_beside_their_originals_or_where_they_are_put(graph):
    fragment = graph.fragment(["a", "b"])
    graph.paste(fragment)
    assert (graph.layout["a_2"], graph.layout["b_2"]) == ((140, 90), (340, 60))
    assert graph.place("a_2->b_2").bends == ((240, 100),)
    graph.paste(fragment, at=(0, 0))
    assert (graph.layout["a_3"], graph.layout["b_3"]) == ((0, 30), (200, 0))


def test_what_has_no_position_has_none_where_it_is_put(graph):
    graph.paste(graph.fragment(["x"]), at=(5, 5))
    assert graph.place("x_2").position is None


def test_a_fragment_takes_places_for_what_has_none(graph):
    x, a, elsewhere = graph.uid("x"), graph.uid("a"), Place(position=(7, 8))
    fragment = graph.fragment(["x", "a"]).placed({x: elsewhere, a: elsewhere, graph.uid("b"): elsewhere})
    graph.paste(fragment)
    assert (graph.layout["x_2"], graph.layout["a_2"]) == ((47, 48), (140, 90))


def test_copies_stand_at_the_top_or_inside_of_a_group(graph):
    fragment = graph.fragment(["a"])
    assert graph.group_of(*graph.paste(fragment)) is None
    assert graph.group_of(*graph.paste(fragment, group="both")) == "both"


def test_copies_begin_with_the_weights_of_the_originals_but_do_not_share_them(graph):
    graph.paste(graph.fragment(["a", "b"]))
    assert set(graph.weights) == {"a.bias", "b->a.weight", "x->a.weight", "a_2.bias", "b_2->a_2.weight"}
    graph.weights["a.bias"][:] = 7
    assert graph.weights["a_2.bias"].tolist() == [1, 2]


def test_a_paste_is_one_undo(graph):
    before = graph.content()
    graph.paste(graph.fragment(["both"]))
    assert graph.undoable == "paste 3 nodes"
    graph.undo()
    assert graph.content() == before
    assert set(graph.weights) == {"a.bias", "b->a.weight", "x->a.weight"}
    graph.redo()
    assert graph.weights["a_2.bias"].tolist() == [1, 2]


def test_a_fragment_fits_into_another_graph(graph):
    other = lpnb.Graph("other")
    other.add("a", "note")
    assert other.paste(graph.fragment(["both", "x"])) == ["x", "a_2", "b", "both"]
    assert list(other.wires()) == ["x->a_2", "a_2->b", "b->a_2"]
    assert other["both"].exposed == ("a_2.noise", "x.value")
    assert other.weights["x->a_2.weight"].tolist() == np.eye(2).tolist()


def test_twins_keep_their_own_weights(graph):
    graph.connect("b", "a", "dense")
    graph.weights |= {"b->a#2.weight": np.full((2, 2), 3.0)}
    graph.paste(graph.fragment(["a", "b"]))
    assert graph.weights["b_2->a_2#2.weight"].tolist() == [[3, 3], [3, 3]]


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda g: g.fragment([]), "fragment: expected at least one node, found none."),
        (lambda g: g.fragment(["z"]), "node 'z': expected a node of the graph, found 'z'. Known: x, a, b, both."),
        (lambda g: g.paste(g.fragment(["a"]), group="b"), "node 'b': expected a group, found one of kind 'pool'. "
         "Make one with graph.group([...])."),
        (lambda g: g.paste(g.fragment(["a"]), at="here"), "paste: expected a position (x, y) in pixels, found 'here'."),
    ],
)  # fmt: skip
def test_what_cannot_be_copied_or_pasted_is_refused_in_words(graph, act, words):
    before = graph.content()
    with pytest.raises(EditError) as caught:
        act(graph)
    assert str(caught.value) == words
    assert graph.content() == before


def test_a_running_stream_begins_the_copies_with_the_weights_of_the_originals(graph):
    with lpnb.Stream(graph, device="cpu") as stream:
        stream["b->a.weight"] = [[1, 2], [3, 4]]
        graph.paste(graph.fragment(["both"]))
        stream.step()
        assert stream["b_2->a_2.weight"].tolist() == [[1, 2], [3, 4]]
        assert np.array_equal(stream["a_2->b_2.weight"], stream["a->b.weight"])
        stream["b->a.weight"] = 0
        assert stream["b_2->a_2.weight"].tolist() == [[1, 2], [3, 4]]
        stream["b_2->a_2.weight"] = 9
        graph.undo()
        graph.redo()
        stream.step()
        assert stream["b_2->a_2.weight"].tolist() == [[9, 9], [9, 9]]
