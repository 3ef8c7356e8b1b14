"""Noise, dropout, zoneout and binary units do what their fields say, in numbers."""

import pytest
import torch

import lpnb

MANY = 20_000


def held(frames=1, value=1.0, **fields):
    """What a pool of many values holds after some frames, fed with one value."""
    graph = lpnb.Graph()
    graph.add("x", "input", shape=MANY, value=value)
    graph.add("a", "pool", shape=MANY, bias="none", **fields)
    graph.connect("x", "a")
    with lpnb.Stream(graph) as stream:
        stream.step(frames)
        return stream["a"][0]


def test_normal_noise_has_its_mean_and_deviation():
    noise = held(value=0.0, noise=2.0, noise_mean=0.5)
    assert (noise.mean(), noise.std()) == (pytest.approx(0.5, abs=0.06), pytest.approx(2, abs=0.05))


def test_uniform_noise_goes_as_far_up_as_down():
    noise = held(value=0.0, noise=2.0, noise_mean=0.5, noise_kind="uniform")
    assert (noise.min(), noise.max()) == (pytest.approx(-1.5, abs=0.01), pytest.approx(2.5, abs=0.01))
    assert noise.mean() == pytest.approx(0.5, abs=0.04)


def test_bernoulli_noise_is_1_as_often_as_it_says():
    noise = held(value=0.0, noise=0.2, noise_kind="bernoulli", noise_mean=3.0)
    assert sorted(set(noise.tolist())) == [0, 1]
    assert noise.mean() == pytest.approx(0.2, abs=0.015)


@pytest.mark.parametrize(("dropping", "rest"), [("always", 1 / 0.75), ("unscaled", 1.0)])
def test_dropout_in_every_frame_keeps_what_it_says(dropping, rest):
    values = held(dropout=0.25, dropping=dropping)
    assert sorted(set(values.tolist())) == [0, pytest.approx(rest)]
    assert (values == 0).mean() == pytest.approx(0.25, abs=0.015)


def test_dropout_waits_for_learning_unless_it_is_said():
    assert set(held(dropout=0.25).tolist()) == {1}


def test_zoneout_lets_a_share_stay_as_it_was():
    values = held(zoneout=0.25, dropping="always", initial=-1.0)
    assert sorted(set(values.tolist())) == [-1, 1]
    assert (values == -1).mean() == pytest.approx(0.25, abs=0.015)
    assert (held(frames=3, zoneout=0.25, dropping="always", initial=-1.0) == -1).mean() < 0.03


def test_without_learning_zoneout_moves_all_by_the_expectation():
    assert held(zoneout=0.25, initial=-1.0)[0] == pytest.approx(0.75 - 0.25)


def test_a_live_field_changes_what_a_running_network_draws():
    graph = lpnb.Graph()
    graph.add("a", "pool", shape=MANY, bias="none", noise=1.0, noise_mean=3.0, zoneout=0.1, dropping="always")
    with lpnb.Stream(graph) as stream:
        stream.step()
        before = graph.code()
        stream["a.zoneout"], stream["a.noise"] = 1e-9, 1e-9
        assert graph.code() == before
        stream.step()
        assert stream["a"][0] == pytest.approx(3)


def test_binary_units_are_as_likely_as_drawing_says():
    """Each of 200 units is 1 with probability p, and passes that on with probability w."""
    generator = torch.Generator().manual_seed(0)
    chances, weights = (torch.rand(200, generator=generator) * scale for scale in (1.0, 0.5))
    graph = lpnb.Graph()
    graph.add("p", "arrays", data={"x": chances[None].numpy()})
    graph.add("unit", "binary", shape=1)
    graph.connect("p.x", "unit", "dense", low=0, high=1)
    threshold = float((chances * weights).sum()) + 2
    with lpnb.Stream(graph) as stream:
        stream["p.x->unit.weight"] = weights[:, None].numpy()
        stream["unit.threshold"] = [threshold]
        stream.step(2)
        said = float(stream["unit"][0, 0])
    draws = torch.rand(20_000, 200, generator=generator) < chances * weights
    assert said == pytest.approx((draws.sum(1) > threshold).double().mean().item(), abs=0.03)
