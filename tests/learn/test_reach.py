"""What no loss reaches is said, and nothing else."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lpnb
from tests.learn.unrolled import BATCH, add_loss, network

SMALL = {"loss": "mse", "optimizer": "sgd", "lr": 0.1}


def said(graph, severity="warning"):
    return [str(p) for p in graph.check().problems if p.severity == severity and "(loss)" in p.place]


def branched(number=1, **fields):
    """The network with branches that lead nowhere."""
    graph = network(**fields)
    for branch in range(number):
        graph.add(f"z{branch}", "pool", shape=2)
        graph.connect("h", f"z{branch}", "dense")
    return graph


def moved(graph, frames=60):
    """The edges whose weights move."""
    with lpnb.Stream(graph, batch=BATCH, device="cpu", dtype="float64") as stream:
        before = stream.weights()
        stream.step(frames)
        changed = {name for name, value in stream.weights().items() if (value != before[name]).any()}
    return {name.removesuffix(".weight") for name in changed if name.endswith(".weight")}


# -- what leads to no loss ---------------------------------------------------------------------------------------------


def test_what_leads_to_no_loss_is_said_once():
    words = (
        "node 'learn' (loss): expected parameters that a loss reaches, found {}, from which nothing leads to a loss: "
    )
    words += "what they have stays as it is. Lead them to a loss, or name in its 'trains' what is to learn."
    graph = branched()
    assert said(graph) == [words.format("'h->z0' and 'z0'")]
    assert "h->z0" not in moved(graph)
    graph = branched(9)
    add_loss(graph, "second")
    assert said(graph) == [words.format("'h->z0', 'h->z1', 'h->z2' and 15 more")]


def test_a_loss_that_looks_ahead_says_it_too():
    assert "found 'h->z0' and 'z0', from which nothing leads to a loss" in said(branched(look="ahead", window=2))[0]
    assert said(network(look="ahead", window=2)) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda graph: graph.set("learn", trains=("h", "y")),
        lambda graph: graph.set("learn", on=False),
        lambda graph: graph.remove("learn"),
        lambda graph: graph.set("z0", mode="mute"),
        lambda graph: (graph.set("h->z0", on=False), graph.set("z0", bias="none")),
        lambda graph: (graph.add("hebb", "hebbian", edges=("h->z0",)), graph.set("z0", bias="none")),
        lambda graph: (graph.add("other", "loss", loss="minimize"), graph.connect("z0", "other.prediction")),
        lambda graph: (graph.add("small", "regularizer", l2=0.1), graph.connect("small", "learn.terms")),
        lambda graph: (graph.set("z0", shape=4, bias="none"), graph.set("h->z0", share="h->h")),
    ],
    ids=["chosen", "off", "none", "muted", "edge off", "hebbian", "another loss", "regularized", "shared"],
)  # fmt: skip
def test_what_is_not_to_learn_or_learns_by_another_is_not_said(change):
    graph = branched()
    change(graph)
    assert said(graph) == []


def test_what_only_passes_on_is_not_said():
    graph = network()
    graph.add("shown", "pool")
    graph.connect("h", "shown", "identity")
    assert said(graph) == []


def test_a_loss_with_nothing_to_train_is_said():
    graph = network()
    graph.add("idle", "loss", loss="mse")
    graph.connect("data.t", "idle.prediction")
    graph.connect("data.t", "idle.target")
    assert said(graph) == [
        "node 'idle' (loss): expected something with parameters upstream, to train, found none. "
        "Connect an answer of the network to 'prediction'; or set on=False, so that it only measures."
    ]
    graph.set("idle", on=False)
    assert said(graph) == []


# -- periods -----------------------------------------------------------------------------------------------------------


def periodic(node, loss, delay=1):
    """data -> a -> y -> learn, with a period at `a` or at the loss."""
    rng = np.random.default_rng(0)
    graph = lpnb.Graph("periodic")
    data = {"x": rng.normal(size=(12, 3)), "t": rng.normal(size=(12, 2))}
    graph.add("data", "arrays", data={k: v.astype(np.float32) for k, v in data.items()}, hold=1, split="all")
    graph.add("a", "pool", shape=4, **node)
    graph.add("y", "pool", shape=2)
    graph.connect("data.x", "a", "dense")
    graph.connect("a", "y", "dense", delay=delay)
    graph.add("learn", "loss", **SMALL, **loss)
    graph.connect("y", "learn.prediction")
    graph.connect("data.t", "learn.target")
    return graph


def test_a_node_that_is_not_due_in_time_is_said_with_what_mends_it():
    graph = periodic({"period": 5}, {"window": 3, "stride": 5})
    assert said(graph) == [
        "node 'learn' (loss): expected a window in which gradients reach all that it trains, found 3 frames, every 5: "
        "from the start of a stream on, none reaches 'data.x->a', with 'a' every 5 frames. Set window=7."
    ]
    assert moved(graph) == {"a->y"}
    graph.set("learn", window=7)
    assert said(graph) == []
    assert moved(graph) == {"a->y", "data.x->a"}


@pytest.mark.parametrize("fields", [(2, 2, 2, 1), (2, 4, 4, 1), (3, 6, 6, 2)])
def test_a_loss_that_never_counts_in_its_windows_is_said(fields):
    names = ("window", "stride", "period", "offset")
    graph = periodic({}, dict(zip(names, fields, strict=True)))
    graph.remove("a")
    graph.connect("data.x", "y", "dense")
    (words,) = said(graph)
    assert f"none reaches 'data.x->y', with 'learn' every {fields[2]} frames. Set window=" in words
    assert moved(graph) == set()
    graph.set("learn", window=int(words.rstrip(".").rpartition("=")[2]))
    assert said(graph) == []
    assert moved(graph) == {"data.x->y"}


@st.composite
def due(draw, name):
    """A period, and an offset that it allows."""
    period = draw(st.integers(1, 4), label=name)
    return {"period": period, "offset": draw(st.integers(0, period - 1))}


@settings(max_examples=25)
@given(due("node"), due("loss"), st.integers(3, 6), st.one_of(st.none(), st.integers(1, 7)), st.integers(0, 5))
def test_it_is_said_if_and_only_if_something_never_moves(node, loss, window, stride, first):
    graph = periodic(node, {**loss, "window": window, "stride": stride, "first_frame": first})
    words = said(graph)
    assert bool(words) == (moved(graph, 100) != {"data.x->a", "a->y"}), words


# -- long ways ---------------------------------------------------------------------------------------------------------


def skipping(window, delay=6):
    """a -> b -> y, and a skip a -> y."""
    graph = periodic({}, {"window": window})
    graph.add("b", "pool", shape=4)
    graph.connect("a", "b", "dense", delay=delay)
    graph.connect("b", "y", "dense")
    return graph


def test_a_way_that_is_longer_than_the_window_is_noted_where_there_is_a_shorter_one():
    words = (
        "node 'learn' (loss): no gradient comes along a -> b -> y -> learn: that takes 8 frames, and the window has 4. "
        "Up to 'a' all learns by shorter ways alone; with window=9 by this too"
    )
    assert said(skipping(4), "note") == [words]
    assert said(skipping(4)) == said(skipping(9), "note") == []


def test_loops_and_ways_from_what_does_not_learn_are_not_noted():
    assert said(network(window=3), "note") == []
    graph = skipping(4)
    graph.set("learn", trains=("y", "b"))
    assert said(graph, "note") == []
    graph = skipping(3, delay=1)
    graph.set("a", bias="none")
    graph.connect("data.x", "b", "dense", delay=9)
    assert len(said(graph, "note")) == 1  # of a -> b alone
    graph.set("data.x->a", on=False)
    graph.set("a", mode="mute")
    assert said(graph, "note") == []
