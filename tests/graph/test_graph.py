"""The graph: adding, joining, reading. Each refused edit leaves it as it was."""

import networkx as nx
import numpy as np
import pytest

import lpnb
from lpnb.errors import EditError, UnknownName


@pytest.fixture
def graph():
    """data -> a -> b, b -> a twice"""
    graph = lpnb.Graph("small")
    graph.add("data", "digits")
    graph.add("a", "pool", shape=(1, 8, 8))
    graph.add("b", "pool", shape=10, position=(3, 4))
    graph.connect("data.image", "a")
    graph.connect("a", "b", "dense")
    graph.connect("b", "a", "dense")
    graph.connect("b", "a", "dense", delay=2)
    return graph


def test_nodes_and_edges_come_in_the_order_in_which_they_were_made(graph):
    assert list(graph.nodes()) == list(graph) == ["data", "a", "b"]
    assert list(graph.wires()) == ["data.image->a", "a->b", "b->a", "b->a#2"]


def test_an_edge_returns_the_name_that_people_use(graph):
    assert graph.connect("a", "b") == "a->b#2"
    assert graph.connect("a.out", "b.in") == "a->b#3"
    assert graph.connect("data.label", "b") == "data.label->b"


def test_a_graph_knows_its_size_and_members(graph):
    assert len(graph) == 3
    assert repr(graph) == "Graph('small': 3 nodes, 4 edges)"
    assert "a" in graph
    assert "b->a#2" in graph
    assert "c" not in graph
    assert "b->a#3" not in graph


def test_fields_are_read_by_the_name_of_a_node_or_an_edge(graph):
    assert graph["b"].shape == (10,)
    assert graph["b->a#2"].delay == 2
    wire = graph.wire("data.image->a")
    assert (wire.source, wire.out, wire.target, wire.port) == ("data", "image", "a", "in")


def test_the_network_is_there_for_networkx(graph):
    assert nx.shortest_path(graph.nx, "data", "b") == ["data", "a", "b"]
    assert graph.nx.number_of_edges("b", "a") == 2


def test_a_removed_edge_gives_its_number_to_its_twin(graph):
    uid = graph.wire("b->a#2").uid
    graph.remove("b->a")
    assert graph.wire("b->a").uid == uid


def test_edges_are_removed_one_by_one_or_all_between_two_ends(graph):
    graph.disconnect("b", "a")
    assert list(graph.wires()) == ["data.image->a", "a->b"]
    graph.disconnect("data.image", "a.in")
    assert list(graph.wires()) == ["a->b"]


def test_a_node_takes_its_edges_along(graph):
    graph.remove("a")
    assert list(graph) == ["data", "b"]
    assert graph.wires() == {}


def test_a_renamed_node_keeps_place_edges_position_and_uid(graph):
    uid, wires = graph.uid("b"), [w.uid for w in graph.wires().values()]
    graph.connect("b", "b")
    graph.rename("b", "c")
    assert list(graph) == ["data", "a", "c"]
    assert list(graph.wires()) == ["data.image->a", "a->c", "c->a", "c->a#2", "c->c"]
    assert [w.uid for w in graph.wires().values()][:4] == wires
    assert graph.uid("c") == uid
    assert graph.layout == {"c": (3.0, 4.0)}


def test_a_ready_spec_will_do_for_a_kind_and_takes_fields(graph):
    graph.add("c", graph["b"], act="relu")
    graph.connect("c", "b", graph["b->a#2"], delay=0)
    assert (graph["c"].shape, graph["c"].act, graph["b"].act) == ((10,), "relu", "identity")
    assert (graph["c->b"].kind, graph["c->b"].delay, graph["b->a#2"].delay) == ("dense", 0, 2)


def test_the_layout_that_is_given_out_is_a_copy(graph):
    graph.layout["a"] = (0, 0)
    assert graph.layout == {"b": (3.0, 4.0)}
    graph.move("b", None)
    assert graph.layout == {}


def test_a_name_of_a_graph_is_cut_to_200_characters():
    assert len(lpnb.Graph("x" * 10_000).name) == 200
    assert lpnb.Graph(3).name == "3"


REFUSED = [
    (lambda g: g["c"], "node 'c': expected a node of the graph, found 'c'. Known: data, a, b."),
    (lambda g: g.uid("dat"), "node 'dat': expected a node of the graph, found 'dat'. Did you mean 'data'?"),
    (lambda g: g[3], "node 3: expected a node of the graph, found 3. Known: data, a, b."),
    (lambda g: g["a->c"], "edge 'a->c': expected an edge of the graph, found 'a->c'. Did you mean 'a->b'?"),
    (lambda g: g.remove("c"), "node 'c': expected a node of the graph, found 'c'. Known: data, a, b."),
    (
        lambda g: g.remove("b->a#3"),
        "edge 'b->a#3': expected an edge of the graph, found 'b->a#3'. Did you mean 'b->a#2'?",
    ),
    (
        lambda g: g.disconnect("b", "b"),
        "edge 'b->b': expected an edge of the graph, found 'b->b'. Did you mean 'b->a'?",
    ),
    (lambda g: g.rename("c", "d"), "node 'c': expected a node of the graph, found 'c'. Known: data, a, b."),
    (lambda g: g.connect("c", "a"), "node 'c': expected a node of the graph, found 'c'. Known: data, a, b."),
    (lambda g: g.connect("a", "c"), "node 'c': expected a node of the graph, found 'c'. Known: data, a, b."),
    (
        lambda g: g.connect("data", "a"),
        "source 'data': expected one of the outputs image, label, found no port. Write 'data.image'.",
    ),
    (
        lambda g: g.connect("data.imag", "a"),
        "source 'data': expected one of the outputs image, label, found 'imag'. Write 'data.image'.",
    ),
    (
        lambda g: g.connect("a", "b.left"),
        "target 'b': expected one of the inputs in, residual, found 'left'. Write 'b.in'.",
    ),
    (
        lambda g: g.connect("a", "data"),
        "target 'data': expected a node with inputs, found one without. "
        "It is fed from outside; connect something else to what it feeds.",
    ),
    (
        lambda g: g.connect("a", "b", "dense", delay=-1),
        "edge 'a->b' (dense), field 'delay': expected 0 to 10000 frames, or 'auto', found -1.",
    ),
    (
        lambda g: g.connect("a", "b", "dense", kernel=3),
        "edge 'a->b' (dense): expected a field of 'dense', found 'kernel'. Known: "
        "delay, on, before, tags, share, init, weight_act, low, high, per_sample, features, spread.",
    ),
    (lambda g: g.move("a", (1,)), "node 'a': expected a position (x, y) in pixels, found (1,)."),
    (lambda g: g.move("a", (1, np.nan)), "node 'a': expected a position (x, y) in pixels, found (1, nan)."),
    (lambda g: g.move("a", "ab"), "node 'a': expected a position (x, y) in pixels, found 'ab'."),
    (
        lambda g: g.add("c", "pool", position=(1, 2, 3)),
        "node 'c': expected a position (x, y) in pixels, found (1, 2, 3).",
    ),
    (
        lambda g: g.set("b->a", kind="conv"),
        "edge 'b->a' (dense): expected a field of 'dense', found 'kind'. Known: "
        "delay, on, before, tags, share, init, weight_act, low, high, per_sample, features, spread.",
    ),
]


@pytest.mark.parametrize(("ask", "words"), REFUSED, ids=[words[:30] for _, words in REFUSED])
def test_what_cannot_be_done_is_refused_in_words_and_nothing_changes(graph, ask, words):
    told, before = [], (graph.nodes(), graph.wires(), graph.layout)
    graph.changed.connect(lambda graph, edit: told.append(edit))
    with pytest.raises(EditError) as caught:
        ask(graph)
    assert str(caught.value) == words
    assert (graph.nodes(), graph.wires(), graph.layout) == before
    assert told == []


def test_what_is_not_known_is_also_a_lookup_error_and_a_bad_value_a_value_error(graph):
    with pytest.raises(LookupError):
        graph["c"]
    with pytest.raises(ValueError, match="noise"):
        graph.set("a", noise=-1)
    with pytest.raises(UnknownName):
        graph.connect("a", "b", "nothing")


def test_a_node_with_several_inputs_wants_to_know_which_one(graph):
    graph.add("score", "accuracy")
    with pytest.raises(UnknownName) as caught:
        graph.connect("b", "score")
    assert str(caught.value) == (
        "target 'score': expected one of the inputs prediction, target, found no port. Write 'score.prediction'."
    )
