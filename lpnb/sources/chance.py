"""Random numbers that are a function of where they stand: whoever asks again, in whatever order, gets the same."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

Numbers = np.ndarray[Any, np.dtype[np.float64]]
Whole = np.ndarray[Any, np.dtype[np.int64]]

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST, SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def uniform(seed: int, *places: ArrayLike) -> Numbers:
    """Return one number from 0 to below 1 for each place, float64.

    Args:
        seed: What they depend on.
        places: Whole numbers (which sample of the batch, which showing, which of its numbers, ...) that are broadcast.
    """
    state = np.array([seed % 2**64], np.uint64)
    with np.errstate(over="ignore"):
        for place in places:
            state = _mixed(state + GOLDEN + _mixed(np.asarray(place, np.int64).astype(np.uint64)))
    return (state >> np.uint64(11)).astype(np.float64) / 2.0**53


def whole(low: ArrayLike, high: ArrayLike, uniform_numbers: Numbers) -> Whole:
    """Return whole numbers from `low` to `high`, both included, made of numbers from 0 to below 1."""
    return (np.asarray(low) + np.floor(uniform_numbers * (np.asarray(high) - low + 1))).astype(np.int64)


def between(low: float, high: float, uniform_numbers: Numbers) -> Numbers:
    """Return numbers from `low` to `high`, made of numbers from 0 to below 1."""
    return low + (high - low) * uniform_numbers


def normal(seed: int, *places: ArrayLike) -> Numbers:
    """Return one standard normal number for each place (G. Box and M. Muller, 1958)."""
    one, other = (uniform(seed, *places, half) for half in (0, 1))
    result: Numbers = np.sqrt(-2 * np.log1p(-one)) * np.cos(2 * np.pi * other)
    return result


def _mixed(state: np.ndarray[Any, np.dtype[np.uint64]]) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """Mix the bits (SplitMix64: G. Steele et al., *Fast Splittable Pseudorandom Number Generators*, 2014)."""
    state = (state + GOLDEN).reshape(state.shape or (1,))
    state = (state ^ (state >> np.uint64(30))) * FIRST
    state = (state ^ (state >> np.uint64(27))) * SECOND
    return state ^ (state >> np.uint64(31))
