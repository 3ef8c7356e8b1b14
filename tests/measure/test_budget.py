"""What each part of a frame costs, told by a clock that counts operations, not seconds."""

import threading

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

import lpnb
from lpnb.errors import MeasureError
from lpnb.measure.budget import Budget, budget
from tests.nets import moving

BATCH = 2


class Flops(TorchDispatchMode):
    """Counts multiplications and additions of matrix products and convolutions."""

    flops = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        if function.overloadpacket in flop_registry:
            self.flops += flop_registry[function.overloadpacket](*args, **(kwargs or {}), out_val=result)
        return result


class Counting:
    """A clock that tells the multiplications and additions so far, in nanoseconds; one for each thread."""

    def __init__(self):
        self.threads = threading.local()

    def __call__(self):
        if not hasattr(self.threads, "mode"):
            self.threads.mode = Flops()
            self.threads.mode.__enter__()  # until its thread ends
        return self.threads.mode.flops * 1e-9


@pytest.fixture
def graph():
    """data -> a (conv) -> b (conv, loop) -> c (dense), with a skip a -> c."""
    g = lpnb.Graph("net")
    moving(g, shape=(1, 8, 8))
    g.add("a", "pool", shape=(4, 8, 8), act="relu", noise=0.1)
    g.add("b", "pool", shape=(8, 4, 4), act="tanh")
    g.add("c", "pool", shape=10)
    g.connect("data.x", "a", "conv")
    g.connect("a", "b", "conv")
    g.connect("b", "b", "conv")
    g.connect("b", "c", "dense")
    g.connect("a", "c", "dense")
    return g


FLOPS = {
    "data.x->a": 2 * BATCH * 4 * 64 * 9,
    "a->b": 2 * BATCH * 8 * 16 * 4 * 9,
    "b->b": 2 * BATCH * 8 * 16 * 8 * 9,
    "b->c": 2 * BATCH * 128 * 10,
    "a->c": 2 * BATCH * 256 * 10,
}


def measured(graph, **options):
    with lpnb.Stream(graph, batch=BATCH, device="cpu") as stream:
        stream.step(2)
        return budget(stream, clock=Counting(), **options)


def test_each_edge_has_its_share(graph):
    found = measured(graph)
    assert {name: round(ms * 1e6) for name, ms in found.edges.items()} == FLOPS


def test_an_edge_that_shares_a_weight_costs_as_much_as_one_of_its_own(graph):
    graph.connect("b", "b", "conv", share="b->b")
    found = measured(graph).edges
    assert found["b->b#2"] == pytest.approx(found["b->b"])


def test_each_node_has_what_its_edges_cost(graph):
    found = measured(graph)
    wires = graph.wires()
    for node in "abc":
        assert found.nodes[node] * 1e6 == pytest.approx(
            sum(FLOPS[name] for name, w in wires.items() if w.target == node)
        )
        assert found.own(node) == pytest.approx(0, abs=1e-9)


def test_the_parts_come_to_the_whole(graph):
    found = measured(graph)
    assert found.total == pytest.approx(found.whole)
    assert sum(found.shares.values()) == pytest.approx(1)
    assert set(found.nodes) == {"a", "b", "c"}


def test_rates_follow_from_the_slowest_and_from_the_sum(graph):
    found = measured(graph)
    assert found.streaming_rate == pytest.approx(1000 / max(found.nodes.values()))
    assert [found.sequential_rate, found.rate(1)] == pytest.approx([1000 / found.total] * 2)
    assert found.measured_rate == pytest.approx(found.sequential_rate)
    assert found.rate(1) < found.rate(2) <= found.rate(3)
    assert found.rate(3) == found.streaming_rate


def test_edges_of_delay_0_make_a_chain(graph):
    graph.set("a->b", delay=0)
    found = measured(graph)
    assert found.waits == {"b": ("a",)}
    assert found.streaming_rate == pytest.approx(1000 / max(found.nodes["a"] + found.nodes["b"], found.nodes["c"]))


def test_a_node_with_a_period_costs_its_share_of_the_frames(graph):
    every = measured(graph).nodes["b"]
    graph.set("b", period=4)
    assert measured(graph).nodes["b"] == pytest.approx(every / 4)


def test_what_is_off_or_muted_costs_nothing(graph):
    graph.set("b->b", on=False)
    graph.set("a", mode="mute")
    found = measured(graph)
    assert {"b->b", "data.x->a"}.isdisjoint(found.edges)
    assert found.nodes["a"] == 0


def test_losses_and_labels_are_timed_too(graph):
    graph.add("learn", "loss")
    graph.connect("c", "learn.prediction")
    graph.set("c", shape=3)
    graph.connect("data.y", "learn.target")
    found = measured(graph)
    assert "learn" in found.nodes
    assert "data.y->learn.target" not in found.edges


def test_the_stream_goes_on_as_if_nobody_had_measured(graph):
    with lpnb.Stream(graph, batch=2, device="cpu") as stream, lpnb.Stream(graph, batch=2, device="cpu") as other:
        stream.step(3)
        assert budget(stream, rounds=2).cost > 0
        stream.step(3)
        other.step(6)
        assert torch.equal(stream.state.c, other.state.c)


def test_it_measures_while_the_stream_plays(graph):
    with lpnb.Stream(graph, device="cpu") as stream:
        stream.play()
        found = budget(stream, rounds=1)
        assert stream.playing
    assert min(found.nodes.values()) > 0
    assert found.whole > 0


def test_a_network_that_costs_nothing_is_infinitely_fast():
    nothing = Budget({"a": 0.0}, {}, {}, 0.0, {}, 0.0)
    assert nothing.streaming_rate == nothing.measured_rate == float("inf")
    assert nothing.shares == {"a": 0}


def test_what_cannot_be_measured_is_said(graph):
    words = "expected a network that runs without errors, and 1 round or more, found"
    words = f"^time budget: {words} 0 states, 1 errors and rounds=15.$"
    with lpnb.Stream(lpnb.Graph(), draft=True, device="cpu") as stream, pytest.raises(MeasureError, match=words):
        budget(stream)
    with pytest.raises(MeasureError, match="^time budget: expected 1 worker or more, found 0.$"):
        measured(graph, rounds=1).rate(0)


def test_a_graph_that_has_become_invalid_is_not_measured(graph):
    with lpnb.Stream(graph, device="cpu") as stream:
        graph.set("a", shape=(4, 99, 99))
        with pytest.raises(MeasureError, match=r"found \d states, \d errors and rounds=15.$"):
            budget(stream)
