"""Fields that name nodes and edges follow them, whatever happens to their names."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lpnb
from lpnb.graph.names import renamed
from lpnb.learn.choosing import owners
from tests.graph.commands import NAMES, attempt, seen, start

SAYS_ANEW = ("share", "train")
"""Edits after which fields name what somebody has just said."""
REMOVING = ("cut", "disconnect", "remove")
RENAMING = (*REMOVING, "twin", "rename", "rewire", "paste", "together", "add", "connect")
steps = st.lists(
    st.tuples(
        st.sampled_from((*RENAMING, *SAYS_ANEW)),
        st.sampled_from(NAMES[:3]),
        st.sampled_from(NAMES[:4]),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=15,
)


@pytest.fixture
def twins():
    """Three edges a->b, and who names them."""
    graph = lpnb.Graph()
    for name in ("a", "b", "c"):
        graph.add(name, "pool", shape=2)
    for _ in range(3):
        graph.connect("a", "b", "dense")
    graph.connect("b", "c", "dense", share="a->b#2")
    return graph


def named():
    """The graph of `start` with twins of all edges, each of which is named by the one before, and by a loss."""
    graph = start()
    edges = [*graph.wires()] * 2
    for edge in edges:
        graph.connect(*edge.split("->"), "dense")
    everything = [*graph.wires()]
    for edge, other in itertools.pairwise(everything):
        graph.set(edge, share=other)
    graph.add("d", "loss", trains=(*everything, "a", "b.bias", "a->b#2.weight"))
    return graph


def meant(graph):
    """Which nodes and edges the fields of each edge and node name, by uid."""
    uids = graph._uids()
    words = {wire.uid: (wire.spec.share,) for wire in graph.wires().values()}
    words |= {uids[name]: getattr(node, "trains", ()) for name, node in graph.nodes().items()}
    return {uid: {uids[name] for word in names for name in owners(graph, word)} for uid, names in words.items()}


@settings(max_examples=200)
@given(steps)
def test_a_word_means_the_same_node_or_edge_as_long_as_there_is_one_and_then_nobody(edits):
    graph = named()
    for edit in edits:
        before = meant(graph)
        attempt(graph, *edit)
        after, here = meant(graph), set(graph._uids().values())
        for holder in (before.keys() & after.keys()) if edit[0] not in SAYS_ANEW else ():
            kept = before[holder] & here
            assert after[holder] == kept if edit[0] in REMOVING else after[holder] >= kept


@settings(max_examples=100)
@given(steps)
def test_undo_brings_every_word_back(edits):
    graph = named()
    past = graph._history.past
    states = {len(past): seen(graph)}
    for edit in edits:
        if attempt(graph, *edit):
            states[len(past)] = seen(graph)  # edits of one gesture are undone as one
    for count in sorted(states, reverse=True):
        while len(past) > count:
            graph.undo()
        assert seen(graph) == states[count]


def test_a_shared_edge_is_followed_when_it_gets_another_number(twins):
    twins.remove("a->b")
    assert twins["b->c"].share == "a->b"
    assert twins.undoable == "remove a->b"
    twins.undo()
    assert twins["b->c"].share == "a->b#2"
    twins.redo()
    assert twins["b->c"].share == "a->b"


def test_what_named_a_removed_edge_names_none_of_those_that_are_left(twins):
    twins.remove("a->b#2")
    assert twins["b->c"].share == "a->b#3"
    assert "a->b#3" not in twins
    twins.undo()
    assert twins["b->c"].share == "a->b#2"


def test_several_removed_at_once_are_told_apart(twins):
    twins.set("b->c", share="a->b#3")
    with twins.together():
        twins.remove("a->b")
        twins.remove("a->b")
    assert (list(twins.wires()), twins["b->c"].share) == (["a->b", "b->c"], "a->b")


@pytest.mark.parametrize(("kind", "field"), [("regularizer", "of"), ("hebbian", "edges"), ("loss", "trains")])
def test_nodes_follow_edges_and_their_parameters(twins, kind, field):
    twins.add("learn", kind, **{field: ("a->b#2", "a->b#3.weight", "early", "b.bias")})
    before = seen(twins)
    twins.remove("a->b")
    twins.rename("a", "first")
    assert getattr(twins["learn"], field) == ("first->b", "first->b#2.weight", "early", "b.bias")
    twins.undo()
    twins.undo()
    assert seen(twins) == before


def test_groups_of_an_optimizer_follow(twins):
    twins.add("learn", "loss", groups={"a->b#2": {"lr": 0.5}, "c": {"lr": 0.1}})
    twins.rewire("a->b#2", target="c")
    assert twins["learn"].groups == {"a->c": {"lr": 0.5}, "c": {"lr": 0.1}}


def test_an_edge_that_moves_among_others_pushes_their_numbers_on(twins):
    twins.connect("a", "c", "dense")
    twins.set("b->c", share="a->c")
    twins.rewire("a->b", target="c")
    assert (twins["b->c"].share, list(twins.wires())) == ("a->c#2", ["a->c", "a->b", "a->b#2", "b->c", "a->c#2"])


def test_a_node_in_the_place_of_another_one_brings_other_names_of_edges():
    graph = lpnb.Graph()
    graph.add("data", "arrays", data={"x": [[1.0, 2.0]]})
    graph.add("a", "pool", shape=2)
    graph.add("b", "pool", shape=2)
    graph.connect("data.x", "a", "dense")
    graph.connect("data.x", "b", "dense", share="data.x->a")
    graph.replace("data", "input", shape=2)
    assert graph["data->b"].share == "data->a"


def test_all_that_listen_hear_of_one_edit(twins):
    heard = []
    twins.changed.connect(lambda graph, edit: heard.append(edit))
    twins.remove("a->b")
    assert len(heard) == 1


def test_a_copy_of_a_loss_trains_the_copies_that_it_came_with_and_else_who_it_trained(twins):
    twins.add("learn", "loss", trains=("a->b#2", "a->b#2.weight", "b->c", "b"))
    twins.paste(twins.fragment(["a", "b", "learn"]))
    assert twins["learn_2"].trains == ("a_2->b_2#2", "a_2->b_2#2.weight", "b->c", "b_2")


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("a->b#2", "a->b"),
        ("a->b#2.weight", "a->b.weight"),
        ("a->b.mask", "a->b.mask"),
        ("a->b.mask#2", "a->b.mask#2"),
        ("a.x->b", "a.x->b"),
        ("tag", "tag"),
        ("x.bias", "y.bias"),
    ],
)
def test_only_what_is_named_is_renamed(word, wanted):
    names = {"a->b#2": "a->b", "a->b": "a->b#2", "a->b.mask": "a->b.mask", "a": "c", "x": "y"}
    assert renamed(word, names | {"a->b.mask#2": "a->b.mask#2"}) == wanted
