"""How Hebbian changes are applied: by which optimizer, how late, and from when on."""

import itertools

import numpy as np
import pytest
import torch

import lpnb
from tests.learn.unrolled import BATCH
from tests.nets import moving

LR = 0.05


def learning(**fields):
    """data -> a, which has a loop, and a hebbian node called ``learn``."""
    graph = lpnb.Graph("hebbian")
    moving(graph)
    graph.add("a", "pool", shape=2, act="tanh")
    graph.connect("data.x", "a.in", "dense")
    graph.connect("a", "a.in", "identity", delay=2)
    graph.add("learn", "hebbian", **{"law": "hebb", "edges": ["data.x->a"], "lr": LR, **fields})
    return graph


def recorded(graph, frames):
    """What source and target held and what the weights were, for frames from 0 on."""
    with lpnb.Stream(graph, batch=BATCH, device="cpu", dtype="float64") as stream:
        record = [(stream["data.x"], stream["a"], stream["data.x->a.weight"])]
        for _ in range(frames):
            stream.step()
            record.append((stream["data.x"], stream["a"], stream["data.x->a.weight"]))
    return record


def test_another_optimizer_gets_the_change_as_a_gradient():
    record = recorded(learning(optimizer="adam", options={"betas": [0.8, 0.9]}), 8)
    weight = torch.tensor(record[0][2], requires_grad=True)
    adam = torch.optim.Adam([weight], lr=LR, betas=(0.8, 0.9))
    for (x, _, _), (_, y, after) in itertools.pairwise(record):
        weight.grad = -torch.tensor(x.T @ y / BATCH)
        adam.step()
        np.testing.assert_allclose(after, weight.detach().numpy(), atol=1e-12)


STATESTREAM = {
    "hebb": lambda t, before: t,
    "anti_hebb": lambda t, before: -t,
    "dt_hebb": lambda t, before: t - before,
    "dt_anti_hebb": lambda t, before: before - t,
}


@pytest.mark.parametrize("law", STATESTREAM)
def test_it_can_be_as_late_as_statestreams_was(law):
    fields = {"optimizer": "clipped_sgd", "options": {"limit": 0.02}, "lr": LR * BATCH, "lag": 3, "first_frame": 3}
    record = recorded(learning(law=law, **fields), 12)
    wanted, held = [record[0][2]] * 2, [(np.zeros((BATCH, 3)), np.zeros((BATCH, 2)))] * 2
    for frame in range(11):  # what is worked out in a frame is seen two frames later
        update = np.zeros((3, 2))
        if frame > 2:
            (source, before), (_, target) = held[-2:]
            raw = source.T @ STATESTREAM[law](target, before)  # the sum over the samples
            update = np.clip(LR * raw, -0.02, 0.02)
            held.append(record[frame][:2])
        wanted.append(wanted[-1] + update)
    for (_, _, found), weights in zip(record, wanted, strict=True):
        np.testing.assert_allclose(found, weights, atol=1e-12)
    assert np.abs(record[-1][2] - record[0][2]).max() > 0.05


def test_what_an_optimizer_does_not_take_is_told():
    assert [str(problem) for problem in learning(options={"moment": 0.9}).check().errors] == [
        "node 'learn' (hebbian): expected options of the optimizer 'sgd' as 'options', found 'moment'. "
        "Did you mean 'momentum'?"
    ]


def test_going_back_and_forward_gives_the_same_bits():
    graph = learning(law="bcm", optimizer="adam", lag=2, period=2)
    with lpnb.Stream(graph, batch=BATCH, device="cpu") as stream:
        record = {}
        for _ in range(25):
            stream.step()
            record[stream.frame] = stream["data.x->a.weight"]
        for frame in (24, 3, 16, 17, 25):
            stream.seek(frame)
            assert np.array_equal(stream["data.x->a.weight"], record[frame])


def test_moments_and_thresholds_go_into_a_file_and_come_back(tmp_path):
    graph = learning(law="bcm", optimizer="adam")
    with lpnb.Stream(graph, batch=BATCH, device="cpu") as stream:
        stream.step(7)
        graph.save(tmp_path / "net.lpnb")
        held = stream._thread.engine.rules[0].memory()
    with lpnb.Stream(lpnb.Graph.load(tmp_path / "net.lpnb"), batch=BATCH, device="cpu") as stream:
        again = stream._thread.engine.rules[0].memory()
    assert sorted(what for _, what in held) == ["exp_avg", "exp_avg_sq", "step", "threshold"]
    assert {what: value.tolist() for (_, what), value in held.items()} == {
        what: value.tolist() for (_, what), value in again.items()
    }
