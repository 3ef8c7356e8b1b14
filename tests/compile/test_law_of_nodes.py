"""What pools and nodes that compute with what arrives do is the law of one frame, for each of their fields, bit for bit."""

import numpy as np
import pytest
import torch

import lpnb
from lpnb.compile import build, emit
from lpnb.graph.nodes.pool import NORMS, SPANS
from tests.compile.reference_nodes import ACTIVATIONS, FORMULAS, TAKES
from tests.compile.stepping import assert_lawful
from tests.nets import moving

IMAGE, VECTOR = (2, 4, 4), (5,)


def pooled(shape=VECTOR, kind=None, residual=False, **fields):
    """data.x -> a, and perhaps data.x -> a.residual"""
    graph = lpnb.Graph()
    moving(graph, shape=shape)
    graph.add("a", "pool", shape=shape or None, **fields)
    graph.connect("data.x", "a", kind or ("conv" if len(shape) == 3 else "dense" if shape else "identity"))
    if residual:
        graph.connect("data.x", "a.residual", delay=2)
        graph.connect("data.x", "a.residual", "dense" if shape else "identity")
    return graph


@pytest.mark.parametrize("act", ACTIVATIONS)
@pytest.mark.parametrize("bias", ["none", "feature"])
def test_a_pool_with_any_activation_obeys_the_law(act, bias):
    for shape in (VECTOR, IMAGE):
        for kind in ("identity", "dense"):
            assert_lawful(pooled(shape, kind, act=act, bias=bias))


@pytest.mark.parametrize("span", ["full", "spatial", "feature", "scalar"])
@pytest.mark.parametrize("over", NORMS)
@pytest.mark.parametrize("shape", [VECTOR, IMAGE, (3, 4), (2, 2, 3, 2), ()])
def test_a_pool_with_any_norm_obeys_the_law(shape, over, span):
    for fields in ({"mean": span}, {"std": span}, {"mean": span, "std": span}):
        norms = {f"{over}_{what}": value for what, value in fields.items()}
        assert_lawful(pooled(shape, **norms), shapes={"a": shape})
    more = {"noise": 0.3, "gain": "feature", "bias": "full", "act": "tanh"}
    assert_lawful(pooled(shape, **norms, **more), shapes={"a": shape})


def test_all_four_norms_follow_one_another():
    norms = {"batch_mean": "scalar", "batch_std": "full", "layer_mean": "spatial", "layer_std": "feature"}
    graph = pooled(IMAGE, act="relu", **norms)
    assert_lawful(graph)
    assert_lawful(graph, dtype=torch.float64)


@pytest.mark.parametrize("bias", SPANS)
@pytest.mark.parametrize("per_sample", [True, False])
def test_a_parameter_for_each_place_obeys_the_law(bias, per_sample):
    for shape in (IMAGE, (3, 4)):
        assert_lawful(pooled(shape, "dense", bias=bias, gain="spatial", per_sample=per_sample))


@pytest.mark.parametrize("shape", [VECTOR, IMAGE])
@pytest.mark.parametrize("bias", [span for span in SPANS if span != "spatial"])
@pytest.mark.parametrize("gain", [span for span in SPANS if span != "spatial"])
def test_a_pool_with_any_bias_and_gain_obeys_the_law(shape, bias, gain):
    for kind in ("identity", "conv" if len(shape) == 3 else "dense"):
        assert_lawful(pooled(shape, kind, bias=bias, gain=gain, noise=0.1, act="relu"))


@pytest.mark.parametrize("shape", [VECTOR, IMAGE, ()])
@pytest.mark.parametrize(
    ("bias", "gain"), [("scalar", "none"), ("feature", "full"), ("full", "feature"), ("none", "scalar")]
)
def test_a_pool_whose_samples_have_parameters_of_their_own_obeys_the_law(shape, bias, gain):
    graph = pooled(shape, "identity", bias=bias, gain=gain, act="relu", per_sample=True)
    assert_lawful(graph, shapes={"a": shape})


@pytest.mark.parametrize("kind", ["normal", "uniform", "bernoulli"])
@pytest.mark.parametrize("mean", [0.0, 0.7])
def test_any_noise_obeys_the_law(kind, mean):
    for shape in (VECTOR, IMAGE):
        assert_lawful(pooled(shape, noise=0.4, noise_kind=kind, noise_mean=mean, act="relu"))
    assert_lawful(pooled(noise=0.0, noise_kind=kind, noise_mean=mean))


@pytest.mark.parametrize("dropping", ["learning", "always", "unscaled"])
@pytest.mark.parametrize("learning", [True, False])
@pytest.mark.parametrize("shares", [(0.4, 0.0), (0.0, 0.3), (0.4, 0.3)])
def test_dropout_and_zoneout_obey_the_law(dropping, learning, shares):
    fields = {"dropout": shares[0], "zoneout": shares[1], "dropping": dropping}
    for more in ({}, {"act": "tanh(x) * x", "period": 2}, {"noise": 0.2, "residual": True}, {"mode": "hold"}):
        assert_lawful(pooled(**fields, **more), learning=learning)
    assert_lawful(pooled(IMAGE, act="softmax", **fields), learning=learning)


@pytest.mark.parametrize("learning", [True, False])
@pytest.mark.parametrize("act", ["identity", "relu", "softmax"])
def test_dropout_acts_while_the_network_learns(act, learning):
    for more in ({}, {"noise": 0.3, "gain": "feature"}, {"period": 2}, {"mode": "bypass"}, {"mode": "mute"}):
        assert_lawful(pooled(act=act, dropout=0.4, **more), learning=learning)
        assert ("empty_like" in pooled(dropout=0.4, **more).code()) == ("mode" not in more)


@pytest.mark.parametrize("act", ["identity", "relu", "sigmoid"])
def test_what_arrives_at_residual_is_added_last(act):
    for shape in (VECTOR, IMAGE, ()):
        graph = pooled(shape, act=act, residual=True, bias="scalar")
        assert_lawful(graph, shapes={"a": shape})
        graph.set("a", mode="bypass")
        assert_lawful(graph, shapes={"a": shape})


def test_a_long_sum_at_residual_overwrites_nothing():
    graph = lpnb.Graph()
    moving(graph, "a_source_with_a_rather_long_name", shape=VECTOR)
    graph.add("a", "pool", shape=VECTOR, act="tanh", dropout=0.5)
    for port in ("in", "residual"):
        for delay in (1, 2, 3, 4):
            graph.connect("a_source_with_a_rather_long_name.x", f"a.{port}", "dense", delay=delay)
    for learning in (True, False):
        assert_lawful(graph, learning=learning)


@pytest.mark.parametrize("act", ["sigmoid", "tanh", "relu", "exp", "softmax"])
def test_a_residual_does_not_spoil_the_gradient_of_an_activation(act):
    built = build(emit(pooled(residual=True, act=act)), batch=2)
    inputs = built.inputs(torch.ones(2, 5), torch.zeros(2, dtype=torch.long))
    state = built.network.initial_state(2, inputs)
    for _ in range(3):
        state = built.network.step(state, inputs)
    state.a.square().sum().backward()
    assert all(parameter.grad is not None for parameter in built.trainable().values())


@pytest.mark.parametrize("mode", ["on", "hold", "mute"])
def test_a_held_node_keeps_what_it_has(mode):
    graph = pooled(IMAGE, mode=mode, initial=0.5, noise=0.3)
    graph.add("b", "pool", shape=IMAGE)
    graph.connect("a", "b", delay=0)
    assert_lawful(graph)
    graph.set("data", mode="hold")
    assert_lawful(graph)


def test_one_number_a_frame_obeys_the_law():
    graph = lpnb.Graph()
    graph.add("data", "arrays", data={"x": np.linspace(-1, 1, 7)}, hold=1)
    graph.add("a", "pool", bias="full", gain="full")
    graph.add("b", "pool", act="tanh")
    graph.add("c", "pool", shape=3)
    graph.connect("data.x", "a")
    graph.connect("a", "b")
    graph.connect("b", "c", "dense")
    assert_lawful(graph, shapes={"a": (), "b": (), "c": (3,)})


# -- nodes that compute with what arrives -----------------------------------------------------------------------------


def joined(kind, *shapes, ports=None, target=None, **fields):
    """Several sources -> y"""
    graph = lpnb.Graph()
    graph.add("y", kind, **fields)
    for number, shape in enumerate(shapes):
        moving(graph, f"s{number}", shape, seed=number)
        port = ports[number] if ports else "in"
        graph.connect(f"s{number}.x", f"y.{port}", "identity", delay=number % 3)
    return graph, {"shapes": {"y": target}}


@pytest.mark.parametrize(
    ("shapes", "target", "fields"),
    [
        ([VECTOR], VECTOR, {}),
        ([VECTOR, VECTOR, VECTOR], VECTOR, {}),
        ([IMAGE, (2,)], IMAGE, {}),
        ([(2,), (1, 4, 4)], IMAGE, {}),
        ([(), IMAGE, (2, 1, 1)], IMAGE, {}),
        ([(2, 1, 4), (1, 4, 1)], IMAGE, {}),
        ([(2,)], IMAGE, {"shape": IMAGE}),
        ([(2,), (2,)], IMAGE, {"shape": IMAGE}),
        ([()], VECTOR, {"shape": VECTOR}),
        ([(), ()], (), {}),
    ],
)
def test_a_product_of_any_factors_obeys_the_law(shapes, target, fields):
    graph, more = joined("product", *shapes, target=target, **fields)
    assert_lawful(graph, **more)


def test_a_product_of_what_edges_compute_obeys_the_law():
    graph = lpnb.Graph()
    moving(graph, shape=IMAGE)
    graph.add("y", "product", shape=(3, 4, 4))
    graph.connect("data.x", "y", "conv", features=3)
    graph.connect("data.x", "y", "dense", features=3, delay=2)
    graph.connect("y", "y", "identity")
    assert_lawful(graph)


@pytest.mark.parametrize("take", TAKES)
@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_maxout_of_any_size_obeys_the_law(take, size):
    for shape in ((6,), (6, 3, 3)):
        graph, more = joined("maxout", shape, shape, size=size, take=take, target=(6 // size, *shape[1:]))
        graph.add("dense", "maxout", size=size, take=take, shape=(2, 3))
        graph.connect("y", "dense", "dense")
        graph.connect("dense", "dense", "dense", delay=2)
        assert_lawful(graph, **more)


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize(
    ("shapes", "whole"), [([VECTOR] * 3, VECTOR), ([IMAGE, (1, 4, 4), (2,)], IMAGE), ([()] * 3, ())]
)
def test_any_formula_obeys_the_law(formula, shapes, whole):
    reads = FORMULAS[formula].__code__.co_varnames
    if not whole and any(word in formula for word in ("concat", "axis", "mean")):
        return
    chosen = shapes[: len(reads)]
    target = {
        "concat((a, b))": (sum(shape[0] for shape in chosen if shape), *whole[1:]),
        "sum(a, axis=1, keepdims=True)": (1, *whole[1:]),
        "mean(a)": (1,) * len(whole),
    }.get(formula, whole)
    graph, more = joined("function", *chosen, ports=reads, target=target, formula=formula)
    assert_lawful(graph, **more)
    if formula in ("a", "mean(a)") and whole == VECTOR:
        graph.set("y", shape=(5, 2, 2))
        assert_lawful(graph, shapes={"y": (5, 2, 2)})


@pytest.mark.parametrize("combine", ["sum", "or"])
@pytest.mark.parametrize("threshold", ["none", "feature"])
def test_binary_units_obey_the_law(combine, threshold):
    graph = lpnb.Graph()
    graph.add("data", "arrays", data={"x": np.random.default_rng(0).uniform(size=(9, *IMAGE))}, hold=1)
    graph.add("a", "binary", shape=IMAGE, combine=combine, threshold=threshold)
    graph.add("b", "binary", shape=(3,), combine=combine, threshold=threshold)
    graph.connect("data.x", "a", "conv", low=0, high=1)
    graph.connect("a", "a", "identity")
    graph.connect("a", "a", "dense", weight_act="square", before="square")
    graph.connect("a", "b", "dense", delay=0)
    assert_lawful(graph)
    graph.set("a", bias="feature", noise=0.1, act="tanh", layer_mean="full", zoneout=0.2, dropping="always")
    graph.set("b", bias="feature", gain="scalar")
    graph.connect("data.x", "b.residual", "dense")
    assert_lawful(graph)
