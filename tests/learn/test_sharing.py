"""Edges that share parameters train them together; the shared ones outlive edits, files and export."""

import numpy as np
import pytest
import torch

import lpnb
from lpnb.compile import emit
from tests.learn.unrolled import BATCH
from tests.nets import moving

ROOT = "data.x->a"


def siamese(**fields):
    """data -> a and data -> b with one weight, a and b -> y, which loses; b is two frames later."""
    g = lpnb.Graph("siamese")
    moving(g, hold=2)
    for name, size in (("a", 4), ("b", 4), ("y", 2)):
        g.add(name, "pool", shape=size, act="tanh")
    g.connect("data.x", "a", "dense", tags=["one"])
    g.connect("data.x", "b", "dense", share=ROOT, delay=3, tags=["two"])
    g.connect("a", "y", "dense")
    g.connect("b", "y", "dense", share="a->y")
    g.add("learn", "loss", **{"loss": "minimize", "optimizer": "sgd", "lr": 0.1, "window": 6, **fields})
    g.connect("y", "learn.prediction")
    return g


def by_hand(stream, p):
    """The loss of the first six frames, in plain PyTorch: each weight is one tensor, used twice."""
    x = [torch.zeros(BATCH, 3).double()] * 3 + [torch.tensor(stream.delivered("data.x", f)) for f in range(6)]
    a, b, y = (torch.zeros(BATCH, size).double() for size in (4, 4, 2))
    losses = []
    for frame in range(1, 7):
        losses.append(y.mean())
        y = torch.tanh(a @ p["a->y.weight"] + b @ p["a->y.weight"] + p["y.bias"])
        a = torch.tanh(x[frame + 2] @ p[f"{ROOT}.weight"] + p["a.bias"])
        b = torch.tanh(x[frame] @ p[f"{ROOT}.weight"] + p["b.bias"])
    return torch.stack(losses).mean()


@pytest.mark.parametrize("trains", [(), ("two",), ("data.x->b", "a.bias"), ("data.x->b.weight",)])
def test_a_shared_weight_gets_the_sum_of_both_gradients(trains):
    with lpnb.Stream(siamese(trains=trains), batch=BATCH, device="cpu", dtype="float64") as stream:
        p = {name: torch.tensor(array, requires_grad=True) for name, array in stream.weights().items()}
        assert set(p) == {f"{ROOT}.weight", "a->y.weight", "a.bias", "b.bias", "y.bias"}
        loss = by_hand(stream, p)
        loss.backward()
        stream.step(6)
        for name, weight in stream.weights().items():
            moves = not trains or name in (f"{ROOT}.weight", *trains)
            wanted = p[name].detach() - 0.1 * p[name].grad * moves
            np.testing.assert_allclose(weight, wanted, atol=1e-10, err_msg=name)


def test_the_program_has_one_parameter():
    text = siamese().code()
    assert text.count("Parameter(xavier") == 2
    assert text.count("p.data_x_to_a_weight") == 2


def test_who_lends_says_how_it_begins_wherever_it_stands():
    graph = siamese()
    graph.set(ROOT, share="data.x->b", init="zeros")
    graph.set("data.x->b", share="", init="xavier")
    weights = {weight.name: weight for weight in emit(graph).weights}
    assert "xavier" in weights["data.x->b.weight"].init


def test_a_lender_that_is_off_lends_on():
    graph = siamese()
    with lpnb.Stream(graph, batch=BATCH, device="cpu") as stream:
        stream.step(12)
        before = stream[f"{ROOT}.weight"]
        graph.set(ROOT, on=False)
        graph.set("learn", on=False)
        stream.step()
        assert (stream[f"{ROOT}.weight"] == before).all()


def test_its_own_weight_comes_back_when_it_stops_sharing():
    graph = siamese()
    graph.set("data.x->b", share="")
    with lpnb.Stream(graph, batch=BATCH, device="cpu") as stream:
        stream.step(7)
        own = stream["data.x->b.weight"]
        graph.set("data.x->b", share=ROOT)
        graph.set("learn", on=False)
        stream.step()
        assert "data.x->b.weight" not in stream.names()
        graph.undo()
        graph.undo()
        stream._thread.call(lambda: None)
        assert (stream["data.x->b.weight"] == own).all()


def test_it_is_learned_in_the_past_and_again():
    with lpnb.Stream(siamese(window=2), batch=BATCH, device="cpu") as stream:
        stream.step(20)
        late = stream.weights()
        stream.seek(9)
        stream.step(11)
        assert all((value == late[name]).all() for name, value in stream.weights().items())


def test_files_keep_one_weight(tmp_path):
    graph = siamese(optimizer="adam")
    with lpnb.Stream(graph, batch=BATCH, device="cpu") as stream:
        stream.step(12)
        weights = stream.weights()
        graph.save(tmp_path / "net.lpnb")
    loaded = lpnb.Graph.load(tmp_path / "net.lpnb")
    assert loaded["data.x->b"].share == ROOT
    with lpnb.Stream(loaded, batch=BATCH, device="cpu") as stream:
        assert not stream.messages
        assert all((value == weights[name]).all() for name, value in stream.weights().items())


def test_a_hebbian_rule_changes_a_shared_weight_by_what_both_edges_see():
    graph = siamese()
    graph.remove("learn")
    graph.add("learn", "hebbian", edges=["one", "two"], law="bcm", lr=0.1)
    with lpnb.Stream(graph, batch=BATCH, device="cpu", dtype="float64") as stream:
        start = stream[f"{ROOT}.weight"]
        stream.step(4)
        graph.set("learn", lr=0.0)
        before = stream[f"{ROOT}.weight"]
        assert (before != start).any()
        assert len(stream._thread.engine.rules[0].memory()) == 2
        graph.set("learn", lr=0.1, law="hebb")
        seen = [stream["data.x"]]
        for _ in range(2):
            graph.set("learn", lr=0.0)
            stream.step()
            seen.append(stream["data.x"])
        graph.set("learn", lr=0.1)
        x_before = seen[-1]
        stream.step()
        a, b = stream["a"], stream["b"]
        wanted = before + 0.1 * (x_before.T @ a + seen[0].T @ b) / BATCH
        np.testing.assert_allclose(stream[f"{ROOT}.weight"], wanted, atol=1e-12)


def moved_by_looking_ahead(*trains):
    """How far one update moves a weight that two edges share, the one behind the other."""
    graph = lpnb.Graph()
    graph.add("image", "input", shape=3)
    for name in ("a", "b"):
        graph.add(name, "pool", shape=3, act="tanh")
    graph.add("loss", "loss", loss="minimize", look="ahead", window=2, optimizer="sgd", lr=1.0, trains=trains)
    graph.connect("image", "a", "dense")
    graph.connect("a", "b", "dense", share="image->a")
    graph.connect("b", "loss.prediction", delay=0)
    with lpnb.Stream(graph, batch=1, device="cpu") as stream:
        stream["image"] = np.array([1.0, 2.0, 3.0])
        stream.step(1)
        before = stream["image->a.weight"].copy()
        stream.step(1)
        return stream["image->a.weight"] - before


def test_looking_ahead_only_the_uses_of_a_weight_that_are_named_learn():
    first, second, both = (
        moved_by_looking_ahead(*trains)
        for trains in (["image->a.weight"], ["a->b.weight"], ["image->a.weight", "a->b.weight"])
    )
    assert np.abs(first).max() > 1e-3
    assert np.abs(second).max() > 1e-3
    np.testing.assert_allclose(first + second, both, rtol=1e-4, atol=1e-7)


def test_looking_ahead_all_uses_learn_where_an_edge_is_named():
    everything = moved_by_looking_ahead()
    np.testing.assert_array_equal(moved_by_looking_ahead("image->a"), everything)
    np.testing.assert_array_equal(moved_by_looking_ahead("image->a.weight", "a->b.weight"), everything)
