"""Sources that are a formula: a sine wave, random numbers, moving gratings."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sources.opening import findings, opened

AMOUNTS = st.floats(-3, 3)


@given(AMOUNTS, st.floats(0, 0.5), AMOUNTS, st.integers(0, 10_000))
def test_an_oscillator_is_a_sine_of_the_frame(amplitude, frequency, phase, frame):
    fields = {"amplitude": amplitude, "frequency": frequency, "phase": phase}
    (value,) = opened("oscillator", shape=2, dtype=torch.float64, **fields).frame(frame)
    assert value.unique().tolist() == [amplitude * math.sin(2 * math.pi * frequency * (frame + phase))]


def test_small_amplitudes_and_slow_waves_are_as_they_are_written():
    feed = opened("oscillator", amplitude=0.25, frequency=0.1)
    values = [feed.frame(number)[0][0].item() for number in range(11)]
    assert max(values) == pytest.approx(0.25 * math.sin(2 * math.pi * 0.2))
    assert values[10] == pytest.approx(values[0], abs=1e-6)


def test_a_wave_that_is_too_fast_for_frames_is_said():
    assert findings("oscillator", frequency=0.9) == [
        "expected at most 0.5 waves a frame, found 0.9: it looks as if it were 0.1. Lower 'frequency'."
    ]


MOMENTS = [
    ({"distribution": "normal", "mean": -2.0, "std": 0.5}, -2, 0.5),
    ({"distribution": "uniform", "low": -2.0, "high": 4.0}, 1, 6 / 12**0.5),
    ({"distribution": "bernoulli", "share": 0.2}, 0.2, 0.4),
]


@pytest.mark.parametrize(("fields", "mean", "std"), MOMENTS)
def test_random_numbers_are_distributed_as_they_are_asked_to_be(fields, mean, std):
    feed = opened("random", shape=(10, 10), batch=20, **fields)
    values = torch.stack([feed.frame(number)[0] for number in range(10)])
    assert (values.mean().item(), values.std().item()) == pytest.approx((mean, std), abs=0.03)
    assert len({tuple(frame.flatten().tolist()) for frame in values}) == 10


def test_random_numbers_stay_in_their_range():
    (values,) = opened("random", shape=10_000, distribution="uniform", low=-2.0, high=4.0).frame(3)
    assert -2 <= values.min() < -1.99 < 3.99 < values.max() <= 4
    (values,) = opened("random", shape=1000, distribution="bernoulli", share=0.2).frame(3)
    assert set(values.unique().tolist()) == {0, 1}


def test_a_range_without_inside_is_a_problem():
    assert findings("random", distribution="uniform", low=2, high=1) == [
        "expected a 'high' of 2 or more, found 1. Raise 'high', or lower 'low'."
    ]


def test_gratings_are_the_formula_that_they_are_said_to_be():
    fields = {"shape": (1, 9, 7), "hold": 10, "sigma": 3.0}
    feed = opened("moving_edges", dtype=torch.float64, **fields)
    cosine, sine, speed, wave = feed.stage.stimuli(np.arange(2), np.zeros(2, int))[0].T.numpy()
    board, velocity = feed.frame(6)
    for sample in range(2):
        for row in range(9):
            for column in range(7):
                x, y = column - 3, row - 4
                way = cosine[sample] * x + sine[sample] * y
                light = ((math.sin(2 * math.pi * (way / wave[sample] - 6 * speed[sample])) + 1) / 2) ** 2
                light *= math.exp(-(x**2 + y**2) / 6.0**2)
                assert board[sample, 0, row, column].item() == pytest.approx(light)
        assert velocity[sample].tolist() == pytest.approx(
            [speed[sample] * cosine[sample], speed[sample] * sine[sample]]
        )


@settings(max_examples=20, deadline=None)
@given(st.floats(0, 0.5), st.floats(2, 10), st.floats(0, 10))
def test_gratings_are_drawn_within_their_bounds(fastest, shortest, more):
    fields = {"fastest": fastest, "shortest_wave": shortest, "longest_wave": shortest + more, "shape": (1, 4, 4)}
    feed = opened("moving_edges", batch=50, **fields)
    cosine, sine, speed, wave = feed.stage.stimuli(np.arange(50), np.arange(50))[0].T
    assert torch.allclose(cosine**2 + sine**2, torch.ones(50, dtype=torch.float64))
    assert 0 <= speed.min() <= speed.max() <= fastest
    assert shortest <= wave.min() <= wave.max() <= shortest + more


def test_edges_move_the_way_their_velocity_points():
    feed = opened("moving_edges", batch=40, fastest=0.1, hold=1000, shape=(1, 33, 33), dtype=torch.float64)
    before, after = (feed.frame(number)[0][:, 0] for number in (5, 6))
    velocity = feed.frame(5)[1]
    change = after - before
    across, down = before[:, 1:-1, 2:] - before[:, 1:-1, :-2], before[:, 2:, 1:-1] - before[:, :-2, 1:-1]
    moved = -(change[:, 1:-1, 1:-1] * (across * velocity[:, :1, None] + down * velocity[:, 1:, None])).sum((1, 2))
    assert (moved[velocity.norm(dim=1) > 0.01] > 0).all()


def test_waves_in_the_wrong_order_are_a_problem():
    assert findings("moving_edges", shortest_wave=5, longest_wave=4) == [
        "expected a 'longest_wave' of 5 or more, found 4. Raise 'longest_wave', or lower 'shortest_wave'."
    ]
    assert findings("moving_edges", shape=(3, 4, 4)) == [
        "expected (1, height, width) for 'shape', found (3, 4, 4). Set shape to (1, 64, 64), or leave it empty."
    ]
