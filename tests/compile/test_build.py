"""From text to module: seeds, devices and types, and who failed."""

import traceback

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lpnb
from lpnb.compile import build, emit
from lpnb.compile.build import mix, turn_knobs
from tests.compile.stepping import built_of, feeds_of, states_of
from tests.nets import graphs, moving


def chain():
    """data -> a -> b -> c, the last two of the same frame"""
    graph = lpnb.Graph()
    moving(graph)
    for name, source in (("a", "data.x"), ("b", "a"), ("c", "b")):
        graph.add(name, "pool", shape=3, noise=0.5)
        graph.connect(source, name, "dense", delay=0)
    return graph


def values(built):
    return {name: weight.detach().clone() for name, weight in built.weights().items()}


def test_weights_depend_on_the_seed_alone(seed):
    program = emit(chain())
    one, again, other = (values(build(program, seed=s)) for s in (seed, seed, seed + 1))
    assert all(torch.equal(one[name], again[name]) for name in one)
    assert not torch.equal(one["a->b.weight"], other["a->b.weight"])
    assert not torch.equal(one["a->b.weight"], one["b->c.weight"])


def test_building_leaves_the_random_numbers_of_the_user_alone(seed):
    torch.manual_seed(seed)
    expected = torch.rand(3)
    torch.manual_seed(seed)
    build(emit(chain()))
    assert torch.equal(torch.rand(3), expected)


@pytest.mark.parametrize(("init", "bound"), [("xavier", (6 / (50 + 200)) ** 0.5), ("kaiming", (6 / 50) ** 0.5)])
def test_a_dense_matrix_starts_within_the_bounds_of_its_scheme(init, bound):
    """kaiming counts the inputs of [source, target]."""
    graph = lpnb.Graph()
    graph.add("x", "input", shape=50)
    graph.add("y", "pool", shape=200)
    graph.connect("x", "y", "dense", init=init)
    weight = build(emit(graph)).weights()["x->y.weight"]
    assert 0.98 * bound < weight.abs().max() <= bound


def test_an_orthogonal_matrix_is_orthogonal_and_zeros_are_zeros():
    graph = lpnb.Graph()
    graph.add("x", "input", shape=5)
    graph.add("y", "pool", shape=5)
    graph.connect("x", "y", "dense", init="orthogonal")
    graph.connect("x", "y", "dense", init="zeros")
    weights = build(emit(graph)).weights()
    one, two = weights["x->y.weight"], weights["x->y#2.weight"]
    assert torch.allclose(one @ one.T, torch.eye(5), atol=1e-5)
    assert not two.any()


@pytest.mark.parametrize("init", ["xavier", "kaiming", "orthogonal", "zeros"])
def test_a_large_matrix_has_the_same_shape_and_scheme_as_a_small_one(init):
    graph = lpnb.Graph()
    graph.add("x", "input", shape=700)
    graph.add("y", "pool", shape=100)
    graph.connect("x", "y", "dense", init=init)
    weight = build(emit(graph)).weights()["x->y.weight"]
    bound = {"xavier": (6 / 800) ** 0.5, "kaiming": (6 / 700) ** 0.5, "orthogonal": 1.0, "zeros": 0.0}[init]
    assert weight.shape == (700, 100)
    assert weight.abs().max() <= bound
    assert init != "orthogonal" or torch.allclose(weight.T @ weight, torch.eye(100), atol=1e-4)


def test_biases_start_at_0_and_gains_at_1():
    graph = lpnb.Graph()
    graph.add("x", "pool", shape=(2, 3, 3), bias="full", gain="feature")
    weights = values(build(emit(graph)))
    assert torch.equal(weights["x.bias"], torch.zeros(2, 3, 3))
    assert torch.equal(weights["x.gain"], torch.ones(2))


def test_a_program_runs_in_the_type_asked_for():
    graph = chain()
    built = build(emit(graph), dtype=torch.float64)
    state = states_of(built, graph, feeds_of(graph, dtype=torch.float64), 3, dtype=torch.float64)[-1]
    assert {value.dtype for value in state[1:]} == {torch.float64, torch.int64}
    assert state.c.dtype == torch.float64


def test_knobs_are_not_trained():
    built = build(emit(chain()))
    assert {*built.weights()} - {*built.trainable()} == {"a.noise", "b.noise", "c.noise"}
    assert {name: weight.requires_grad for name, weight in built.weights().items()} == {
        name: name in built.trainable() for name in built.weights()
    }


def test_a_knob_takes_its_value_at_the_next_frame():
    graph = chain()
    built, feeds = built_of(graph), feeds_of(graph)
    noisy = states_of(built, graph, feeds, 2)[-1].a
    graph.set("a", noise=1e-6)
    turn_knobs(built, emit(graph))
    quiet = states_of(built, graph, feeds, 2)[-1].a
    with torch.no_grad():
        pure = built.weights()["a.bias"] + feeds["data"].frame(2)[0] @ built.weights()["data.x->a.weight"]
    assert torch.allclose(quiet, pure, atol=1e-4)
    assert not torch.allclose(noisy, pure, atol=1e-2)


@pytest.mark.parametrize(("weight", "node"), [("data.x->a.weight", "a"), ("a->b.weight", "b"), ("c.bias", "c")])
def test_a_weight_of_a_wrong_shape_fails_at_its_node(weight, node):
    graph = chain()
    built, feeds = built_of(graph), feeds_of(graph)
    built.weights()[weight].data = torch.zeros(7, 7)
    with pytest.raises(RuntimeError) as caught:
        states_of(built, graph, feeds, 1)
    assert built.failed_node(caught.tb) == node


@settings(max_examples=25)
@given(graphs(), st.data())
def test_a_failure_in_any_network_names_its_node(graph, data):
    built, feeds = built_of(graph), feeds_of(graph)
    sought = [w for w in built.trainable() if "->" in w]
    if sought:
        name = data.draw(st.sampled_from(sought))
        built.weights()[name].data = torch.zeros(11, 13)
        with pytest.raises(RuntimeError) as caught:
            states_of(built, graph, feeds, 7)
        assert built.failed_node(caught.tb) == graph.wire(name.removesuffix(".weight")).target


def test_an_exception_from_elsewhere_names_no_node():
    built = build(emit(chain()))
    line = built.program.owners.index("b")  # in another file, at a line that would be b's
    with pytest.raises(ZeroDivisionError) as caught:
        exec("\n" * line + "1 / 0")
    assert caught.tb.tb_next.tb_lineno == line + 1
    assert built.failed_node(caught.tb) == built.failed_node(None) == ""


def test_a_traceback_shows_the_line_of_the_program():
    graph = chain()
    built, feeds = built_of(graph), feeds_of(graph)
    built.weights()["a->b.weight"].data = torch.zeros(7, 7)
    with pytest.raises(RuntimeError) as caught:
        states_of(built, graph, feeds, 1)
    assert any("addmm(p.b_bias, a, p.a_to_b_weight)" in line for line in traceback.format_tb(caught.tb))


@given(st.integers(), st.integers(), st.text())
def test_seeds_are_mixed_to_unrelated_numbers_of_63_bits(one, other, salt):
    assert 0 <= mix(one, salt) < 2**63
    assert (mix(one, salt) == mix(other, salt)) == (one == other)
    assert mix(one, salt) != mix(one, salt, 0)
