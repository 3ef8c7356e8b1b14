"""One trial equals the same thing written by hand."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from lpnb.errors import EditError
from lpnb.experiments import Data, Recipe
from lpnb.experiments.bare import bare
from lpnb.experiments.trial import Trial
from tests.experiments.nets import small

CLEAN = {"noise": 0.0, "batch": 100, "window": 3, "draws": 1}


def by_hand(weights, data, updates, lr):
    """RMSprop on the streaming rollout of `small` without dropout, unrolled in plain PyTorch; all images at once."""
    p = {name: torch.tensor(array, requires_grad=True) for name, array in weights.items()}
    x, y = torch.tensor(data.images).flatten(1), torch.tensor(data.labels)
    optimizer = torch.optim.RMSprop(p.values(), lr=lr, alpha=0.9, eps=1e-7)
    for update in range(updates):
        optimizer.param_groups[0]["lr"] = lr * (1 + np.cos(np.pi * update / updates)) / 2
        h, m, losses = torch.zeros(len(x), 6), torch.zeros(len(x), 5), []
        for frame in range(1, 5):
            answer = p["answer.bias"] + m @ p["m->answer.weight"] + h @ p["h->answer.weight"]
            m = torch.relu(p["m.bias"] + h @ p["h->m.weight"])
            h = torch.relu(p["h.bias"] + x @ p["image->h.weight"])
            if frame >= 2:
                losses.append(functional.cross_entropy(answer, y))
        optimizer.zero_grad()
        torch.stack(losses).mean().backward()
        optimizer.step()
    return {name: tensor.detach().numpy() for name, tensor in p.items()}


def test_training_equals_unrolled_pytorch(blobs):
    graph = small()
    graph.set("h", dropout=0.0)
    trial = Trial(bare(graph), blobs, Recipe.of(updates=6, lr=0.01, **CLEAN), seed=3)
    start = {name: weight.detach().numpy().copy() for name, weight in trial.built.trainable().items()}
    wanted = by_hand(start, blobs, 6, 0.01)
    for name, found in trial.run().weights.items():
        assert not np.array_equal(found, start[name])
        np.testing.assert_allclose(found, wanted[name], atol=2e-6)


def test_a_trial_learns_and_repeats_itself_bit_for_bit(blobs):
    recipe = Recipe.of(updates=60, lr=0.02, noise=0.3, batch=20, draws=2)
    one, two = (Trial(bare(small(loop=True)), blobs, recipe, seed=1).run() for _ in range(2))
    assert one.accuracy == two.accuracy
    assert one.accuracy[-1] > 0.9
    assert all(np.array_equal(one.weights[name], two.weights[name]) for name in one.weights)
    assert one.frames == list(range(2, 10))
    assert one.milliseconds > 0


def test_another_seed_is_another_trial(blobs):
    recipe = Recipe.of(updates=3, noise=0.3)
    one, two = (Trial(bare(small()), blobs, recipe, seed=seed).run() for seed in (1, 2))
    assert not np.array_equal(one.weights["h->m.weight"], two.weights["h->m.weight"])


def test_every_image_is_seen_once_before_any_is_seen_again(blobs):
    trial = Trial(bare(small()), blobs, Recipe.of(updates=8, batch=20), seed=0)
    seen = torch.cat(list(trial._batches(80))).reshape(2, 80)
    assert seen.sort(1).values.tolist() == [list(range(80))] * 2


def test_images_of_another_shape_and_unknown_classes_are_refused(blobs):
    with pytest.raises(EditError) as caught:
        Trial(bare(small()), Data.digits(), Recipe(), seed=0)
    assert (
        str(caught.value)
        == "data 'digits': expected images of the shape (1, 4, 4), as the network sees them, found (1, 8, 8)."
    )
    with pytest.raises(EditError) as caught:
        Trial(bare(small(classes=2)), blobs, Recipe(), seed=0)
    assert str(caught.value) == (
        "data 'blobs': expected classes from 0 to 1, for node 'answer' gives 2 scores, found class 2."
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"updates": 0}, "recipe, updates: expected a whole number, at least 1 to 10000000, found 0."),
        (
            {"noisy": 1},
            "recipe: expected one of noise, clip, window, updates, batch, lr, draws, found 'noisy'. Did you mean 'noise'?",
        ),
    ],
)
def test_a_recipe_says_what_does_not_fit(fields, words):
    with pytest.raises(EditError) as caught:
        Recipe.of(**fields)
    assert str(caught.value).replace("at least 1 to", "1 to") == words.replace("at least 1 to", "1 to")
