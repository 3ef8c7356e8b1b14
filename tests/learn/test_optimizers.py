"""Optimizers that torch does not have, against their formulas; and torch's RMSprop against that of Statestream."""

import numpy as np
import pytest
import torch
from torch.nn import Parameter

import lpnb
from lpnb.learn.optimizer import OPTIMIZERS
from tests.learn.unrolled import BATCH, network

GRADIENTS = np.random.default_rng(0).normal(size=(9, 3, 2)) * np.array([1.0, 30.0])


def moved(name, lr=0.1, **options):
    """What a parameter moves by, update after update."""
    parameter = Parameter(torch.zeros(3, 2, dtype=torch.float64))
    optimizer, steps = OPTIMIZERS[name]([parameter], lr=lr, **options), []
    for gradient in GRADIENTS:
        before = parameter.detach().clone()
        parameter.grad = torch.tensor(gradient)
        optimizer.step()
        steps.append((parameter.detach() - before).numpy())
    return np.array(steps)


def test_lagged_adam_moves_by_the_moments_of_before():
    m = v = np.zeros((3, 2))
    first, second, steps = 0.99, 0.999, []
    for t, g in enumerate(GRADIENTS, 1):
        steps.append(-0.1 * np.sqrt(1 - second**t) / (1 - first**t) * m / (np.sqrt(v) + 1e-6))
        m, v = first * m + (1 - first) * g, second * v + (1 - second) * g**2
    found = moved("lagged_adam", betas=(first, second))
    np.testing.assert_allclose(found, steps, rtol=1e-9)
    assert not found[0].any()


def test_clipped_sgd_moves_no_value_further_than_its_limit():
    np.testing.assert_allclose(moved("clipped_sgd"), np.clip(-0.1 * GRADIENTS, -1, 1), rtol=1e-12)
    np.testing.assert_allclose(moved("clipped_sgd", limit=0.01), np.clip(-0.1 * GRADIENTS, -0.01, 0.01), rtol=1e-12)


def test_rmsprop_of_torch_is_that_of_statestream():
    a, steps = np.zeros((3, 2)), []
    for g in GRADIENTS:
        a = 0.9 * a + 0.1 * g**2
        steps.append(-0.1 * g / (np.sqrt(a) + 1e-7))
    np.testing.assert_allclose(moved("rmsprop", alpha=0.9, eps=1e-7), steps, rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("lagged_adam", {"betas": [1.0, 0.9]}, "Invalid beta parameter at index 0: 1.0"),
        ("lagged_adam", {"eps": 0.0}, "Invalid epsilon value: 0.0"),
        ("clipped_sgd", {"limit": 0.0}, "Invalid limit: 0.0"),
        ("clipped_sgd", {"momentum": 0.9}, "'momentum'"),
    ],
)
def test_what_they_do_not_take_is_told(name, options, words):
    errors = [str(problem) for problem in network(optimizer=name, options=options).check().errors]
    assert len(errors) == 1
    assert f"found {words}" in errors[0]


@pytest.mark.parametrize("name", ["lagged_adam", "clipped_sgd"])
def test_a_file_keeps_what_they_remember(name, tmp_path):
    graph = network(optimizer=name, window=2, lr=0.01)
    with lpnb.Stream(graph, batch=BATCH, device="cpu") as stream:
        stream.step(8)
        graph.save(tmp_path / "net.lpnb")
        held = stream._thread.engine.rules[0].steps.memory()
        with lpnb.Stream(lpnb.Graph.load(tmp_path / "net.lpnb"), batch=BATCH, device="cpu") as other:
            again = other._thread.engine.rules[0].steps.memory()
            names = [{p: n for n, p in s.built.trainable().items()} for s in (stream, other)]
            one, two = (
                {(by[p], what): t for (p, what), t in m.items()} for by, m in zip(names, (held, again), strict=True)
            )
            assert one.keys() == two.keys()
            assert all(torch.equal(tensor, two[key]) for key, tensor in one.items())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"groups": {"h": {"lr": "x"}}},
            "expected a number from 0 as 'lr' of the group 'h', found 'x'. Write groups={\"h\": {\"lr\": 0.001}}.",
        ),
        (
            {"groups": {"h": {"lr": -1}}},
            "expected a number from 0 as 'lr' of the group 'h', found -1. Write groups={\"h\": {\"lr\": 0.001}}.",
        ),
        (
            {"optimizer": "sgd", "options": {"momentum": "x"}},
            "expected 'options' that the optimizer 'sgd' takes, found momentum='x'. "
            "Give it a value like 0, its default.",
        ),
        (
            {"options": {"betas": [0.9]}},
            "expected 'options' that the optimizer 'adam' takes, found betas=(0.9,). "
            "Give it a value like (0.9, 0.999), its default.",
        ),
    ],
)
def test_a_value_of_another_sort_is_told_with_what_belongs_there(fields, words):
    errors = [str(problem) for problem in network(**fields).check().errors]
    assert errors == [f"node 'learn' (loss): {words}"]
