"""Samples that have parameters of their own train by themselves, as in plain PyTorch."""

import numpy as np
import pytest
import torch

import lpnb
from lpnb.errors import FileError
from tests.learn.unrolled import BATCH
from tests.nets import moving


def network(**fields):
    """data -> h -> y, which loses; h and the edge to it differ from sample to sample."""
    g = lpnb.Graph("apart")
    moving(g)
    g.add("h", "pool", shape=4, act="tanh", gain="feature", per_sample=True)
    g.add("y", "pool", shape=2)
    g.connect("data.x", "h", "dense", per_sample=True)
    g.connect("h", "y", "dense")
    g.add(
        "learn", "loss", **{"loss": "expression", "formula": "mean(prediction**2 - prediction)", "window": 6, **fields}
    )
    g.connect("y", "learn.prediction")
    return g


def by_hand(stream, p):
    """The loss of the first six frames, in plain PyTorch, sample after sample."""
    y, h, losses = torch.zeros(BATCH, 2).double(), torch.zeros(BATCH, 4).double(), []
    for frame in range(1, 7):
        losses.append((y**2 - y).mean())
        x = torch.tensor(stream.delivered("data.x", frame - 1))
        y = h @ p["h->y.weight"] + p["y.bias"]
        sums = [x[one] @ p["data.x->h.weight"][one] for one in range(BATCH)]
        rows = [torch.tanh(p["h.gain"][one] * total + p["h.bias"][one]) for one, total in enumerate(sums)]
        h = torch.stack(rows)
    return torch.stack(losses).mean()


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_gradients_are_those_of_each_sample(optimizer):
    graph = network(optimizer=optimizer, lr=0.1)
    with lpnb.Stream(graph, batch=BATCH, device="cpu", dtype="float64") as stream:
        p = {name: torch.tensor(array, requires_grad=True) for name, array in stream.weights().items()}
        assert p["data.x->h.weight"].shape == (BATCH, 3, 4)
        assert p["h.gain"].shape == p["h.bias"].shape == (BATCH, 4)
        theirs = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[optimizer](p.values(), lr=0.1)
        by_hand(stream, p).backward()
        theirs.step()
        stream.step(6)
        for name, weight in stream.weights().items():
            np.testing.assert_allclose(weight, p[name].detach(), atol=1e-9, err_msg=name)


def test_they_begin_differently_and_go_apart():
    with lpnb.Stream(network(), batch=BATCH, device="cpu") as stream:
        weight = stream["data.x->h.weight"]
        assert len({one.tobytes() for one in weight}) == BATCH
        stream.step(12)
        assert len({one.tobytes() for one in stream["h.bias"]}) == BATCH


def test_only_samples_that_train_change():
    with lpnb.Stream(network(split=2, optimizer="sgd"), batch=BATCH, device="cpu") as stream:
        before = stream["data.x->h.weight"]
        stream.step(12)
        moved = [(one != other).any() for one, other in zip(before, stream["data.x->h.weight"], strict=True)]
        assert moved == [True, True, False, False]


def test_files_keep_them_for_a_batch_of_that_size(tmp_path):
    graph = network()
    with lpnb.Stream(graph, batch=BATCH, device="cpu") as stream:
        stream.step(12)
        weights = stream.weights()
        graph.save(tmp_path / "net.lpnb")
    with lpnb.Stream(lpnb.Graph.load(tmp_path / "net.lpnb"), batch=BATCH, device="cpu") as stream:
        assert all((value == weights[name]).all() for name, value in stream.weights().items())
    with lpnb.Stream(lpnb.Graph.load(tmp_path / "net.lpnb"), batch=2, device="cpu") as stream:
        assert "re-initialised h.bias: (4, 4) is stored, (2, 4) is needed" in stream.messages
        assert (stream["y.bias"] == weights["y.bias"]).all()


def test_a_switch_to_one_for_all_and_back_brings_them_back():
    graph = network()
    with lpnb.Stream(graph, batch=BATCH, device="cpu") as stream:
        stream.step(12)
        before = stream.weights()
        graph.set("learn", on=False)
        graph.set("h", per_sample=False)
        stream.step()
        assert stream["h.bias"].shape == (4,)
        graph.set("h", per_sample=True)
        stream.step()
        assert all((value == before[name]).all() for name, value in stream.weights().items())
        stream.seek(9)
        stream.step(5)
        assert all((value == before[name]).all() for name, value in stream.weights().items())


def test_a_module_for_every_batch_cannot_have_them(tmp_path):
    with pytest.raises(FileError) as caught:
        network().export(tmp_path / "net.py")
    assert str(caught.value) == (
        "export: expected parameters for batches of any size, found 'h.gain', of which each sample has its own. "
        "graph.set('h', per_sample=False)."
    )


def test_hebbian_learning_wants_one_weight_for_all():
    graph = network()
    graph.add("too", "hebbian", edges=["data.x->h"])
    assert [str(error) for error in graph.check().errors] == [
        "node 'too' (hebbian): expected edges with one weight for all samples as 'edges', found 'data.x->h'. "
        "Set per_sample=False, or leave 'data.x->h' out."
    ]
