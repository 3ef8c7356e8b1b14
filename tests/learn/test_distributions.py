"""Comparisons of probabilities with probabilities, and of class maps."""

import numpy as np
import pytest
import torch

import lpnb

BATCH = 3
RNG = np.random.default_rng(0)


def shares(*shape):
    """Random probabilities over axis 1."""
    array = RNG.uniform(0.01, 1, size=(7, *shape))
    return (array / array.sum(1, keepdims=True)).astype(np.float32)


def measured(shape, loss, act="softmax", mask=None, **fields):
    """What a loss measures of a pool, and what is compared there: prediction, target and mask."""
    graph = lpnb.Graph("compared")
    data = {"x": RNG.normal(size=(7, *shape)).astype(np.float32), "q": shares(*shape)}
    if mask is not None:
        data["m"] = RNG.integers(0, 2, size=(7, *mask)).astype(np.float32)
    graph.add("data", "arrays", data=data, split="all")
    graph.add("y", "pool", shape=shape, act=act)
    graph.connect("data.x", "y.in")
    graph.add("learn", "loss", loss=loss, on=False, **fields)
    graph.connect("y", "learn.prediction", delay=0)
    graph.connect("data.q", "learn.target", delay=0)
    if mask is not None:
        graph.connect("data.m", "learn.mask", delay=0)
    with lpnb.Stream(graph, batch=BATCH, device="cpu", dtype="float64") as stream:
        stream.step(2)
        values = [torch.tensor(stream[name]) for name in ("y", "data.q", *(["data.m"] if mask is not None else []))]
        return stream["learn"], *values


@pytest.mark.parametrize("shape", [(4,), (4, 2, 3)])
@pytest.mark.parametrize("act", ["softmax", "sigmoid"])
def test_statestreams_likelihood_is_a_mean_over_all_values(shape, act):
    loss, y, q = measured(shape, "negloglikelihood", act)
    np.testing.assert_allclose(loss, -(q * y.clamp_min(1e-6).log()).flatten(1).mean(1), rtol=1e-12)


def test_its_mask_chooses_among_places_and_stays_in_the_mean():
    loss, y, q, m = measured((4, 2, 3), "negloglikelihood", mask=(1, 2, 3))
    np.testing.assert_allclose(loss, -(q * y.clamp_min(1e-6).log() * m).flatten(1).mean(1), rtol=1e-12)


@pytest.mark.parametrize("shape", [(4,), (4, 1, 1), (4, 2, 3)])
def test_statestreams_cross_entropy_sums_over_the_last_axis(shape):
    loss, y, q = measured(shape, "categorical_crossentropy")
    error = -(q * y.clamp(1e-6, 1 - 1e-6).log())
    error = error.sum(3) if len(shape) == 3 else error
    np.testing.assert_allclose(loss, error.flatten(1).mean(1), rtol=1e-12)


@pytest.mark.parametrize("shape", [(4,), (4, 2, 3)])
def test_cross_entropy_of_scores_takes_probabilities_too(shape):
    loss, y, q = measured(shape, "cross_entropy", "identity")
    wanted = -(q * y.log_softmax(1)).sum(1)
    np.testing.assert_allclose(loss, wanted.reshape(BATCH, -1).mean(1), rtol=1e-12)


@pytest.mark.parametrize("loss", ["cross_entropy", "nll"])
@pytest.mark.parametrize("shape", [(4,), (4, 2, 3)])
def test_likelihoods_of_probabilities_take_probabilities_too(loss, shape):
    found, y, q = measured(shape, loss)
    wanted = -(q * y.log()).sum(1)
    np.testing.assert_allclose(found, wanted.reshape(BATCH, -1).mean(1), rtol=1e-12)


@pytest.mark.parametrize("shape", [(4,), (4, 2, 3)])
def test_smoothing_and_confidence_go_with_probabilities(shape):
    found, y, q = measured(shape, "cross_entropy", "identity", smoothing=0.2, confidence=0.1)
    p = y.log_softmax(1)
    error = -((0.8 * q + 0.2 / 4) * p).sum(1) + 0.1 * (p.exp() * p).sum(1)
    np.testing.assert_allclose(found, error.reshape(BATCH, -1).mean(1), rtol=1e-9)


def test_a_sample_can_be_masked_out():
    found, y, q, m = measured((4,), "nll", mask=())
    np.testing.assert_allclose(found, -(q * y.log()).sum(1) * m, rtol=1e-12)


def test_a_target_of_another_shape_is_refused_in_words():
    graph = lpnb.Graph("odd")
    graph.add("a", "input", shape=4)
    graph.add("b", "input", shape=3)
    graph.add("learn", "loss", loss="cross_entropy")
    graph.connect("a", "learn.prediction")
    graph.connect("b", "learn.target")
    words = "expected class indices at 'target', or probabilities like the prediction, shape (4,), found shape (3,)."
    assert words in str(graph.check())


def test_a_class_at_each_place_is_compared_with_the_scores_there():
    from lpnb.graph.types import Type
    from lpnb.learn.comparisons import COMPARISONS
    from lpnb.learn.loss import Loss

    right, wrong = Type((5, 2, 3)), Type((4, 2, 3))
    maps, comparison = Type((2, 3), classes=5), COMPARISONS["cross_entropy"]
    assert list(comparison.check(Loss(), {"prediction": (right,), "target": (maps,)})) == []
    (found,) = comparison.check(Loss(), {"prediction": (wrong,), "target": (maps,)})
    assert found.expected == "5 scores at 'prediction' for each place: shape (5, 2, 3)"


@pytest.mark.parametrize(("loss", "act"), [("cross_entropy", "identity"), ("nll", "softmax")])
def test_places_can_be_masked_out_of_class_maps_and_stay_in_the_mean(loss, act):
    found, y, q, m = measured((4, 2, 3), loss, act, mask=(1, 2, 3))
    logarithm = y.log() if act == "softmax" else torch.log_softmax(y, 1)
    np.testing.assert_allclose(found, (-(q * logarithm).sum(1) * m[:, 0]).flatten(1).mean(1), rtol=1e-9)


def test_a_mask_of_single_scores_of_a_class_map_is_refused_in_words():
    graph = lpnb.Graph("odd")
    for name, shape in (("y", (4, 2, 3)), ("q", (4, 2, 3)), ("m", (4, 2, 3))):
        graph.add(name, "input", shape=shape)
    graph.add("learn", "loss", loss="cross_entropy")
    for name, port in (("y", "prediction"), ("q", "target"), ("m", "mask")):
        graph.connect(name, f"learn.{port}")
    words = "expected a mask of one number for each sample, or of shape (1, 2, 3), found shape (4, 2, 3). Give it that shape."
    assert words in str(graph.check())
