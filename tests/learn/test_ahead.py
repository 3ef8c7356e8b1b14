"""A loss that looks ahead computes the window of Statestream's losses, and learns from it."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lpnb
from tests.learn.foreseen import CHAIN, LR, POOLS, Net, assert_moved, gradients, moves, state_of, streaming


def learns_as(net, frames=6, **fields):
    """Compare each update with the reference; return the names of what is trained."""
    with streaming(net.graph(**fields)) as stream:
        moved = set()
        for before, after, gradient in moves(stream, net, frames):
            assert_moved(before, after, gradient)
            moved |= {name for name in gradient if not np.array_equal(before[name], after[name])}
        return moved


def test_a_chain_is_trained_by_the_inputs_of_now():
    moved = learns_as(Net(POOLS, CHAIN, "c", 3))
    assert moved == {"image->a.weight", "a->b.weight", "b->c.weight", "a.bias", "b.bias", "c.bias"}


def test_a_skip_that_would_need_later_inputs_is_left_out():
    skip = Net(POOLS, {**CHAIN, "4": ("image", "c"), "5": ("image", "b")}, "c", 3)
    assert "image->c.weight" not in learns_as(skip)
    short = Net(POOLS, skip.synapses, "c", 1)
    assert learns_as(short) == {"image->c.weight", "b->c.weight", "c.bias"}


def test_a_loop_starts_from_what_its_pools_hold_now():
    assert "a->a.weight" in learns_as(Net(POOLS, {**CHAIN, "4": ("a", "a")}, "c", 3))


def test_a_loop_is_followed_deeper_than_the_shortest_way_from_an_input():
    assert "a->a.weight" in learns_as(Net(POOLS, {"1": ("image", "a"), "2": ("a", "a"), "3": ("a", "c")}, "c", 4))


def test_two_computed_pools_are_compared_at_different_depths():
    pools = {**POOLS, "d": (2, "tanh")}
    net = Net(pools, {**CHAIN, "4": ("image", "d")}, "c", 3, target="d", target_t=1)
    assert {"image->d.weight", "d.bias"} <= learns_as(net)
    net = Net(pools, {**CHAIN, "4": ("image", "d")}, "d", 1, target="c", target_t=3)
    assert {"image->d.weight", "b->c.weight"} <= learns_as(net)


def test_a_mask_counts_as_old_as_the_target():
    net = Net({**POOLS, "counts": (1, "identity")}, CHAIN, "c", 3, mask="counts")
    assert "a->b.weight" in learns_as(net)


def test_where_the_window_ends_before_the_inputs_arrive_nothing_is_trained():
    graph = Net(POOLS, CHAIN, "c", 4).graph()
    with streaming(graph) as stream:
        start = stream.weights()
        stream.step(8)
        assert all(np.array_equal(value, start[name]) for name, value in stream.weights().items())
    assert (
        "node 'learn' (loss): expected a window at whose end the inputs of now have reached it, "
        "found 4: what arrives at 'prediction' then depends on inputs that are still to come. Set window=3."
    ) in [str(problem) for problem in graph.check().problems]
    graph.set("learn", window=3)
    assert not any("window" in str(problem) for problem in graph.check().problems)


nets = st.builds(
    lambda edges, source, times, target: Net(
        {**POOLS, "t": (2, "tanh")},
        {str(number): edge for number, edge in enumerate(dict.fromkeys(edges))},
        source,
        times[0],
        target=target,
        target_t=times[1],
    ),
    st.lists(
        st.tuples(st.sampled_from(("image", "a", "b", "c", "t")), st.sampled_from("abct")), min_size=1, max_size=9
    ),
    st.just("c"),
    st.tuples(st.integers(0, 4), st.integers(0, 4)).filter(max),
    st.sampled_from(("label", "t")),
)


@settings(max_examples=60, deadline=None)
@given(nets)
def test_any_small_network_learns_as_the_reference_says(net):
    learns_as(net, 3)


def test_several_losses_add_up_and_see_the_same_parameters():
    short, long = Net(POOLS, {**CHAIN, "4": ("image", "b")}, "c", 2), Net(POOLS, {**CHAIN, "4": ("image", "b")}, "c", 3)
    graph = short.graph()
    long.add_loss(graph, "second", lr=0.2)
    with streaming(graph) as stream:
        stream.step()
        for _ in range(6):
            before, state = stream.weights(), state_of(stream, short)
            first, second = gradients(short, before, state), gradients(long, before, state)
            stream.step()
            both = {name: first.get(name, 0) + 2 * second.get(name, 0) for name in before}
            assert_moved(before, stream.weights(), both)


@pytest.mark.parametrize(("period", "offset", "stride"), [(3, 1, None), (1, 0, 4), (2, 1, 3)])
def test_updates_come_when_the_loss_is_due_and_a_stride_has_passed(period, offset, stride):
    net, due, last = Net(POOLS, CHAIN, "c", 3), [], 1
    for frame in range(2, 14):
        if frame % period == offset and frame - last >= (stride or 1):
            due, last = [*due, frame], frame
    with streaming(net.graph(period=period, offset=offset, stride=stride)) as stream:
        for frame, (before, after, gradient) in enumerate(moves(stream, net, 13), 1):
            assert_moved(before, after, gradient if frame in due else {})


def test_a_pool_with_a_period_is_computed_at_every_depth():
    net = Net(POOLS, CHAIN, "c", 3)
    graph = net.graph()
    graph.set("b", period=3, offset=2)
    with streaming(graph) as stream:
        for before, after, gradient in moves(stream, net, 6):
            assert_moved(before, after, gradient)


def test_only_what_it_is_told_to_train_is_trained():
    net = Net(POOLS, CHAIN, "c", 3)
    with streaming(net.graph(trains=["a->b.weight", "c.bias"])) as stream:
        stream.step()
        for before, after, gradient in moves(stream, net, 4):
            assert_moved(before, after, {name: gradient[name] for name in ("a->b.weight", "c.bias")})


def test_what_is_off_muted_or_bypassed_is_so_in_the_window():
    net = Net({**POOLS, "b": (3, "identity")}, {**CHAIN, "4": ("a", "a")}, "c", 3)
    graph = net.graph()
    graph.set("a->a", on=False)
    graph.set("b", act="tanh", mode="bypass", bias="none")
    without = Net(net.pools, CHAIN, "c", 3)
    with streaming(graph) as stream:
        for before, after, gradient in moves(stream, without, 4):
            assert_moved(before, after, gradient)
        graph.set("b", mode="mute")
        start = stream.weights()
        stream.step(3)
        moved = {name for name, value in stream.weights().items() if not np.array_equal(value, start[name])}
        assert moved == {"c.bias"}


def test_edges_within_a_frame_stay_within_a_depth_and_longer_ones_reach_further_back():
    graph = lpnb.Graph("steps")
    rng = np.random.default_rng(0)
    data = {"x": rng.normal(size=(9, 3)).astype(np.float32), "t": rng.normal(size=(9, 2)).astype(np.float32)}
    graph.add("data", "arrays", data=data, split="all")
    for name, size in {"image": 3, "h": 4, "f": 4, "y": 2}.items():
        graph.add(name, "pool", shape=size, act="tanh")
    graph.connect("data.x", "image")
    graph.connect("image", "h", "dense")
    graph.connect("h", "f", "dense", delay=0)
    graph.connect("f", "y", "dense", delay=1)
    graph.connect("image", "y", "dense", delay=2)
    graph.connect("y", "y", "dense", delay=2)
    graph.add("learn", "loss", loss="mse", optimizer="sgd", lr=LR, look="ahead", window=2)
    graph.connect("y", "learn.prediction", delay=0)
    graph.connect("data.t", "learn.target", delay=2)
    with streaming(graph) as stream:
        stream.step(3)
        for _ in range(4):
            w, s = stream.weights(), {name: torch.tensor(stream[name]) for name in ("image", "h", "f", "y", "data.t")}
            p = {name: torch.tensor(value, requires_grad=True) for name, value in w.items()}
            h = torch.tanh(p["h.bias"] + s["image"] @ p["image->h.weight"])
            f = torch.tanh(p["f.bias"] + h @ p["h->f.weight"])
            y = p["y.bias"] + f @ p["f->y.weight"] + s["image"] @ p["image->y.weight"] + s["y"] @ p["y->y.weight"]
            loss = ((torch.tanh(y) - s["data.t"]) ** 2).mean()
            loss.backward()
            stream.step()
            found = {name: value.grad.numpy() for name, value in p.items() if value.grad is not None}
            assert_moved(w, stream.weights(), found)


def test_a_part_of_a_sum_that_works_within_a_frame_is_there_whole_or_not_at_all():
    graph = lpnb.Graph("parts")
    x = np.random.default_rng(0).normal(size=(9, 2)).astype(np.float32)
    graph.add("data", "arrays", data={"x": x, "t": x}, split="all")
    for name in ("image", "h", "factor", "y"):
        graph.add(name, "pool", shape=2)
    graph.connect("data.x", "image")
    graph.connect("image", "h", "dense")
    graph.connect("image", "factor", "dense")
    graph.connect("h", "factor", "dense")
    graph.connect("factor", "y", delay=0)
    graph.connect("h", "y", "dense")
    graph.add("learn", "loss", loss="mse", optimizer="sgd", look="ahead", window=2)
    graph.connect("y", "learn.prediction", delay=0)
    graph.connect("data.t", "learn.target", delay=2)
    with streaming(graph) as stream:
        start = stream.weights()
        stream.step(3)
        moved = {name for name, value in stream.weights().items() if not np.array_equal(value, start[name])}
    assert moved == {"image->h.weight", "h.bias", "h->y.weight", "y.bias"}


def test_shared_weights_get_the_sum_of_their_gradients():
    pools = {"image": (3, "identity"), "label": (3, "identity"), "a": (3, "tanh"), "b": (3, "tanh")}
    graph = Net(pools, {"1": ("image", "a"), "2": ("a", "b")}, "b", 2).graph()
    graph.set("a->b", share="image->a")
    with streaming(graph) as stream:
        stream.step(2)
        w = stream.weights()
        shared = torch.tensor(w["image->a.weight"], requires_grad=True)
        image, label, a_bias, b_bias = map(torch.tensor, (stream["image"], stream["label"], w["a.bias"], w["b.bias"]))
        a = torch.tanh(a_bias + image @ shared)
        ((torch.tanh(b_bias + a @ shared) - label) ** 2).mean().backward()
        stream.step()
        np.testing.assert_allclose(stream["image->a.weight"], (shared - LR * shared.grad).detach().numpy(), atol=1e-12)


def test_regularizers_and_other_losses_can_be_terms():
    net = Net(POOLS, CHAIN, "c", 3)
    graph = net.graph()
    graph.add("cost", "regularizer", l2=0.3, of=["a->b"])
    graph.connect("cost", "learn.terms")
    net.add_loss(graph, "more", weight=2.0, on=False)
    graph.connect("more", "learn.terms")
    with streaming(graph) as stream:
        stream.step()
        for before, after, gradient in moves(stream, net, 4):
            wanted = {name: 3 * value for name, value in gradient.items()}
            wanted["a->b.weight"] = wanted["a->b.weight"] + 0.6 * before["a->b.weight"]
            assert_moved(before, after, wanted)


def test_some_samples_train_and_gradients_are_clipped():
    net = Net(POOLS, CHAIN, "c", 3)
    graph = net.graph(split=2, clip=1e-3)

    def measure(x, y):
        return ((x - y) ** 2)[:2].mean()

    with streaming(graph) as stream:
        stream.step()
        for before, after, gradient in moves(stream, net, 4, measure):
            norm = np.sqrt(sum((value**2).sum() for value in gradient.values()))
            assert_moved(before, after, {name: value * 1e-3 / (norm + 1e-6) for name, value in gradient.items()})


def of_all_kinds():
    """A chain of many kinds of nodes and edges: in 4 frames, what is seen now makes the answer, and nothing else."""
    graph, rng = lpnb.Graph("kinds"), np.random.default_rng(0)
    data = {"x": rng.normal(size=(9, 2, 4, 4)).astype(np.float32), "t": rng.normal(size=(9, 3)).astype(np.float32)}
    graph.add("data", "arrays", data=data, split="all")
    graph.add("image", "pool", shape=(2, 4, 4), bias="none")
    graph.add("h", "pool", shape=(4, 2, 2), act="relu", gain="feature", batch_mean="full", layer_std="spatial")
    graph.add("groups", "maxout", size=2)
    graph.add("f", "pool", shape=3, act="tanh")
    graph.add("g", "pool", shape=3, act="sigmoid", bias="full")
    graph.add("gated", "product")
    graph.add("held", "delay")
    graph.add("wave", "function", formula="tanh(a) + 0.5 * b")
    graph.connect("data.x", "image.in")
    graph.connect("image", "h.in", "conv", kernel=3)
    graph.connect("h", "groups", delay=0)
    graph.connect("groups", "f.in", "dense")
    graph.connect("h", "g.in", "dense")
    graph.connect("f", "gated", delay=0)
    graph.connect("g", "gated", delay=0)
    graph.connect("gated", "held")
    graph.connect("held", "wave.a")
    graph.connect("held", "wave.b")
    graph.add("learn", "loss", loss="mse", lr=0.0, look="ahead", window=4)
    graph.connect("wave", "learn.prediction", delay=0)
    graph.connect("data.t", "learn.target", delay=5)  # the image has the data of the frame before
    return graph


def test_what_is_foreseen_is_what_comes_where_nothing_else_is_needed():
    with streaming(of_all_kinds()) as stream:
        foreseen, came = {}, {}
        for frame in range(1, 20):
            stream.step()
            measured = stream._thread.engine.rules[0].measured
            if measured is not None:
                foreseen[frame + 3] = float(measured)  # of state frame - 1, and 4 frames ahead
            came[frame] = float(stream["learn"].mean())
        common = [frame for frame in foreseen if frame in came]
        assert len(common) > 10
        for frame in common:
            assert foreseen[frame] == pytest.approx(came[frame], abs=1e-9)


def test_delays_that_tell_depths_of_the_window_are_not_taken_for_a_mistake():
    skip = Net(POOLS, {**CHAIN, "4": ("image", "c")}, "c", 3).graph()
    assert not any("compares" in str(problem) for problem in skip.check().problems)
    skip.set("learn", look="back")
    assert any("learn compares the answer" in str(problem) for problem in skip.check().problems)
