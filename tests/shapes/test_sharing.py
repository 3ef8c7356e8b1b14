"""Which edges can use the parameters of another, in exact words."""

import pytest

import lpnb
from lpnb.errors import UnknownName
from lpnb.graph.script import script


def network():
    g = lpnb.Graph()
    g.add("x", "input", shape=3, value=1.0)
    for name, size in (("a", 3), ("b", 3), ("c", 2)):
        g.add(name, "pool", shape=size)
    g.connect("x", "a", "dense")
    g.connect("x", "b", "dense", share="x->a")
    g.connect("x", "c", "dense")
    g.connect("a", "b", "identity")
    return g


@pytest.mark.parametrize(
    ("share", "words"),
    [
        ("x->aa", "expected an edge of the graph as 'share', found 'x->aa'. Did you mean 'x->a'?"),
        ("x->b", "expected another edge as 'share', found the edge itself. "
         "Leave 'share' empty: then it has parameters of its own."),
        ("a->b", "expected a dense edge as 'share', found 'a->b' (identity). "
         "Leave 'share' empty: then it has parameters of its own."),
        ("x->c", "expected the parameters of 'x->c' (weight (3, 2)), found weight (3, 3). Give the nodes the same sizes."),
    ],
)  # fmt: skip
def test_what_cannot_be_shared_is_said(share, words):
    graph = network()
    graph.set("x->b", share=share)
    assert [str(error) for error in graph.check().errors] == [f"edge 'x->b' (dense): {words}"]


def test_a_chain_is_said():
    graph = network()
    graph.connect("b", "a", "dense", share="x->b")
    assert str(graph.check().errors[0]) == (
        "edge 'b->a' (dense): expected an edge with parameters of its own as 'share', found 'x->b', "
        "which uses those of 'x->a'. Set share='x->a'."
    )


def test_a_lender_that_does_not_fit_is_said_even_if_it_is_off():
    graph = network()
    graph.add("i", "pool", shape=(1, 9, 9))
    graph.add("j", "pool", shape=(1, 8, 9))
    graph.connect("i", "j", "conv", on=False)
    graph.connect("i", "i", "conv", share="i->j")
    words = "edge 'i->i' (conv): expected an edge that fits its nodes as 'share', found 'i->j'. Mend that edge, even if it is off."
    assert [str(error) for error in graph.check().errors] == [words]


def test_an_edge_without_parameters_does_not_ask():
    with pytest.raises(UnknownName, match="expected a field of 'identity', found 'share'"):
        network().set("a->b", share="x->a")


def test_who_lends_is_known_under_its_new_name():
    graph = network()
    graph.rename("a", "first")
    assert graph["x->b"].share == "x->first"
    graph.undo()
    assert graph["x->b"].share == "x->a"
    graph.rewire("x->a", source="c")
    assert graph["x->b"].share == "c->a"
    graph.undo()
    assert (graph["x->b"].share, "x->a" in graph.wires()) == ("x->a", True)


def test_copies_share_with_the_copy_where_there_is_one():
    graph = network()
    graph.paste(graph.fragment(["x", "a", "b"]))
    assert graph["x_2->b_2"].share == "x_2->a_2"
    graph.paste(graph.fragment(["x", "b"]))
    assert graph["x_3->b_3"].share == "x->a"
    assert graph.check().ok


def test_the_script_of_a_graph_says_it():
    lines = script(lpnb.Graph().content(), network().content())
    assert 'g.connect("x", "b", "dense", share="x->a")' in lines
