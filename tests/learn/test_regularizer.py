"""Penalties that are added to a loss train as they do by hand in plain PyTorch."""

import numpy as np
import pytest

import lpnb
from tests.learn.unrolled import BATCH, Learning, add_loss, check, mse, network

FRAMES = 17


def penalized(kind, **fields):
    """The network of `unrolled` with a penalty at its loss; an activity is that of h."""
    graph = network(optimizer="sgd", window=5)
    graph.add("cost", kind, **fields)
    graph.connect("cost", "learn.terms")
    if kind == "activity":
        graph.connect("h", "cost")
    return graph


def l1(*tensors):
    return sum(tensor.abs().sum() for tensor in tensors)


def l2(*tensors):
    return sum(tensor.square().sum() for tensor in tensors)


OF = {
    (): lambda p: list(p.values()),
    ("early",): lambda p: [p["h.bias"], p["data.x->h.weight"]],
    ("h->y", "y.bias"): lambda p: [p["h->y.weight"], p["y.bias"]],
}


@pytest.mark.parametrize("of", OF)
@pytest.mark.parametrize(("one", "two"), [(0.03, 0), (0, 0.05), (0.02, 0.04)])
def test_the_size_of_parameters(of, one, two):
    graph = penalized("regularizer", l1=one, l2=two, of=of)
    check(graph, FRAMES, Learning(mse, costs=lambda p, _: one * l1(*OF[of](p)) + two * l2(*OF[of](p))))


@pytest.mark.parametrize(("one", "two"), [(0.03, 0), (0, 0.05), (0.02, 0.04)])
def test_the_activity_of_a_node(one, two):
    graph = penalized("activity", l1=one, l2=two)
    check(graph, FRAMES, Learning(mse, costs=lambda p, h: one * h.abs().sum(1) + two * h.square().sum(1)))


@pytest.mark.parametrize("kind", ["regularizer", "activity"])
def test_factors_are_live(kind):
    graph = penalized(kind, l1=0.1)
    with lpnb.Stream(graph, batch=BATCH, device="cpu") as stream:
        graph.set("learn", on=False)
        stream.step(4)
        text, before = stream.program.text, stream["cost"]
        stream["cost.l1"] = 0.2
        stream.seek(3)
        stream.fork()
        stream["cost.l1"] = 0.2
        stream.step()
        np.testing.assert_allclose(stream["cost"], 2 * before, rtol=1e-6)
        assert stream.program.text == text


def test_a_cost_is_held_until_it_is_due_again():
    graph = penalized("regularizer", l2=0.1, period=4)
    with lpnb.Stream(graph, batch=BATCH, device="cpu") as stream:
        graph.set("learn", window=1)
        costs = []
        for _ in range(12):
            stream.step()
            costs.append(stream["cost"][0])
    assert costs[:3] == [0, 0, 0]
    assert [number for number in range(1, 12) if costs[number] != costs[number - 1]] == [3, 7, 11]


def said(graph):
    return [str(problem) for problem in graph.check().problems if problem.severity != "note"]


@pytest.mark.parametrize("kind", ["regularizer", "activity"])
def test_one_that_nobody_adds_to_a_loss_says_so(kind):
    graph = penalized(kind, l1=0.1)
    graph.set("cost->learn.terms", on=False)
    assert said(graph) == [
        f"node 'cost' ({kind}): expected a loss that it is added to, found none: it changes nothing. "
        "graph.connect('cost', 'learn.terms')."
    ]
    graph.add("both", "pool")
    graph.connect("cost", "both")
    graph.connect("both", "learn.terms", delay=0)
    assert said(graph) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"of": ["erly"]}, "expected nodes, edges or tags of the graph as 'of', found 'erly'. Did you mean 'early'?"),
        ({"of": ["y->learn.prediction"]}, "expected something with parameters as 'of', found 'y->learn.prediction' (identity)."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_whose_size(fields, words):
    assert said(penalized("regularizer", l1=0.1, **fields)) == [f"node 'cost' (regularizer): {words}"]


def test_classes_have_no_activity():
    graph = penalized("activity", l1=0.1)
    graph.remove("h->cost")
    graph.connect("data.c", "cost")
    assert any("expected numbers, found" in words for words in said(graph))


def test_whose_size_follows_a_rename_and_a_tag():
    graph = penalized("regularizer", l1=0.1, of=["h->y", "early"])
    graph.rename("h", "hidden")
    assert graph["cost"].of == ("hidden->y", "early")


def test_a_penalty_counts_once_for_each_loss():
    graph = penalized("regularizer", l2=0.1)
    add_loss(graph, "second", loss="mae", optimizer="sgd", window=3)
    costs = {"costs": lambda p, _: 0.1 * l2(*p.values())}
    check(graph, FRAMES, Learning(mse, **costs), Learning(lambda y, d: (y - d["t"]).abs().mean(1), window=3, stride=3))


def test_a_cost_of_parameters_is_no_place_where_data_begin():
    assert penalized("regularizer", l2=0.1).rollout().inputs == ("data",)


@pytest.mark.parametrize("look", ["back", "ahead"])
def test_a_regularizer_is_made_small_by_a_loss_of_its_own(look):
    graph = lpnb.Graph("alone")
    graph.add("x", "input", shape=3, value=1.0)
    graph.add("y", "pool", shape=2)
    graph.connect("x", "y.in", "dense")
    graph.add("cost", "regularizer", of=["x->y", "y"], l1=0.03, l2=0.2)
    graph.add("less", "loss", loss="minimize", optimizer="sgd", lr=0.1, window=1, look=look, trains=["x->y", "y"])
    graph.connect("cost", "less.prediction", delay=0)
    with lpnb.Stream(graph, batch=BATCH, device="cpu", dtype="float64") as stream:
        stream["y.bias"] = [0.5, -0.25]
        stream.step()  # who looks ahead learns nothing from frame 0
        for _ in range(4):
            before = stream.weights()
            stream.step()
            for name, value in stream.weights().items():
                wanted = before[name] - 0.1 * (0.03 * np.sign(before[name]) + 0.4 * before[name])
                np.testing.assert_allclose(value, wanted, atol=1e-12)


def test_a_loss_may_train_what_it_only_hears_the_cost_of():
    graph = lpnb.Graph()
    graph.add("x", "input", shape=2)
    graph.add("y", "pool", shape=2)
    graph.connect("x", "y", "dense")
    graph.add("cost", "regularizer", of=["x->y"], l2=0.1)
    for look in ("back", "ahead"):
        graph.add(look, "loss", loss="minimize", look=look, window=1, trains=["x->y.weight"])
        graph.connect("cost", f"{look}.prediction", delay=0)
    assert graph.check().problems == ()
