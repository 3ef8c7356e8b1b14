"""Variants of a network under other rollouts, and which of them can go on with its weights."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lpnb
from lpnb.compile import build, emit
from lpnb.errors import EditError
from lpnb.graph.rollout import valid_patterns
from lpnb.graph.variant import shifts
from lpnb.run.values import load_weights
from tests.compile.stepping import feeds_of, states_of


def chain(*more, act="tanh"):
    """x -> a -> b -> c, and further edges."""
    graph = lpnb.Graph("chain")
    rng = np.random.default_rng(1)
    graph.add("data", "arrays", data={"x": rng.normal(size=(30, 3))}, hold=1, shuffle=False, split="all")
    for name in "abc":
        graph.add(name, "pool", shape=3, act=act)
    for ends in [("data.x", "a"), ("a", "b"), ("b", "c"), *more]:
        graph.connect(*ends, "dense")
    return graph


def answers(graph, frames=14):
    """What c says in each frame, with the weights of the graph."""
    built = build(emit(graph))
    load_weights(built, graph.weights)
    states = states_of(built, graph, feeds_of(graph), frames)
    return [state.c.detach().numpy() for state in states]


def trained(graph):
    """The same graph with weights that are not those of the beginning."""
    rng = np.random.default_rng(2)
    graph.weights = {
        weight.name: rng.normal(size=weight.shape).astype(np.float32)
        for weight in emit(graph).weights
        if not weight.knob
    }
    return graph


def test_a_variant_has_the_same_nodes_and_edges_and_other_delays():
    graph = chain(("a", "c"), ("b", "b"))
    twin = graph.with_rollout("sequential")
    assert twin.nodes() == graph.nodes()
    assert {name: wire.spec.delay for name, wire in twin.wires().items()} == {
        "data.x->a": 0, "a->b": 0, "b->c": 0, "a->c": 0, "b->b": 1,
    }  # fmt: skip
    assert twin.rollout() == graph.rollout("sequential")
    assert {wire.spec.delay for wire in graph.wires().values()} == {1}


def test_edges_by_name_keep_the_others():
    twin = chain().with_rollout("sequential").with_rollout({"a->b": 3})
    assert [wire.spec.delay for wire in twin.wires().values()] == [0, 3, 0]


def test_automatic_delays_follow():
    graph = lpnb.Graph.load("digits")
    twin = graph.with_rollout("sequential")
    assert {n: w.spec.delay for n, w in twin.wires().items() if w.target == "learn"} == {
        "answer->learn.prediction": 0,
        "data.label->learn.target": "auto",
    }
    assert twin.check().ok


def test_weights_begin_anew_unless_asked_for():
    graph = trained(chain())
    assert graph.with_rollout("sequential").weights == {}
    kept = graph.with_rollout("sequential", weights=True).weights
    assert all(np.array_equal(kept[name], array) for name, array in graph.weights.items())


def test_a_chain_says_the_same_sooner_in_the_sequential_rollout():
    graph = trained(chain())
    assert shifts(graph, "sequential") == {"data": 0, "a": -1, "b": -2, "c": -3}
    late, soon = answers(graph), answers(graph.with_rollout("sequential", weights=True))
    for frame in range(1, 11):
        np.testing.assert_allclose(late[frame + 3], soon[frame], atol=1e-6)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=3, max_size=3))
def test_any_delays_along_a_chain_only_shift_the_answer(delays):
    graph = trained(chain())
    other = graph.with_rollout(dict(zip(graph.wires(), delays, strict=True)), weights=True)
    later, one, two = sum(delays) - 3, answers(graph), answers(other)
    for frame in range(9, 12):
        np.testing.assert_allclose(one[frame], two[frame + later] if frame + later < 15 else one[frame], atol=1e-6)


def test_a_skip_and_delays_that_keep_its_ages_can_be_converted():
    graph = trained(chain(("a", "c")))
    even = graph.with_rollout({"data.x->a": 0, "a->c": 2, "b->c": 2}, weights=True)
    one, two = answers(graph), answers(even)
    np.testing.assert_allclose(one[8], two[8], atol=1e-6)


def test_a_skip_whose_ages_change_cannot():
    graph = trained(chain(("a", "c")))
    with pytest.raises(EditError) as caught:
        graph.with_rollout("sequential", weights=True)
    assert str(caught.value) == (
        "edge 'a->c': expected a change of delay by -2, as of the other ways between 'a' and 'c', found -1 (the weights "
        "of 'chain' are of another rollout, in which what meets here has other ages). Train the variant anew: leave "
        "weights=False."
    )


def test_a_loop_whose_delay_changes_cannot():
    graph = trained(chain(("b", "b")))
    assert graph.with_rollout("sequential", weights=True).wire("b->b").spec.delay == 1
    with pytest.raises(EditError, match=r"edge 'b->b': expected the delay of a loop unchanged, found \+1"):
        graph.with_rollout({"b->b": 2}, weights=True)


def test_a_node_that_is_not_always_due_cannot_be_shifted_by_less_than_its_period():
    graph = trained(chain())
    graph.set("b", period=2)
    with pytest.raises(EditError, match=r"node 'c'|node 'b': expected a shift by whole periods, found a shift by -1"):
        graph.with_rollout({"a->b": 0}, weights=True)


def test_all_patterns_of_a_small_network_are_valid_and_different():
    graph = chain(("a", "c"), ("c", "a"))
    found = list(graph.patterns())
    assert len({tuple(pattern.items()) for pattern in found}) == len(found)
    assert all(graph.rollout(pattern).valid for pattern in found)
    ends = [(wire.source, wire.target) for wire in graph.wires().values()]
    assert len(found) == len(list(valid_patterns(ends)))


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(("data.x->a", "a->b", "b->c", "c->b")), st.integers(1, 5)))
def test_the_rollout_under_a_pattern_is_that_of_the_variant_automatic_delays_too(pattern):
    graph = chain(("c", "b"))
    graph.add("learn", "loss", loss="mse")
    graph.connect("c", "learn.prediction")
    graph.connect("data.x", "learn.target")
    assert graph.wire("data.x->learn.target").spec.delay == "auto"
    there = graph.with_rollout(pattern).rollout()
    assert (graph.rollout(pattern).edges, graph.rollout(pattern).responses()) == (there.edges, there.responses())


@pytest.mark.parametrize("pattern", ["streaming", "sequential"])
def test_automatic_delays_follow_named_patterns_too(pattern):
    graph = lpnb.Graph.load("digits")
    assert graph.rollout(pattern).edges == graph.with_rollout(pattern).rollout().edges
