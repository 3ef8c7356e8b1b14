"""Statistics equal numpy's and scikit-learn's, and have something to say about odd arrays too."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import pairwise

from lpnb.errors import MeasureError
from lpnb.measure.statistics import STATISTICS, matrix, sparseness, survey

X = np.random.default_rng(0).normal(size=(4, 3, 5)).astype(np.float32)
Y = np.random.default_rng(1).normal(size=(6, 3, 5)).astype(np.float32)


@pytest.mark.parametrize("name", ["mean", "std", "var", "min", "max", "median"])
def test_a_statistic_is_numpys(name):
    assert STATISTICS[name](X) == pytest.approx(getattr(np, name)(X.astype(float)))


@pytest.mark.parametrize(("name", "order"), [("L0", 0), ("L1", 1), ("L2", 2), ("Linf", np.inf)])
def test_a_norm_is_numpys(name, order):
    assert STATISTICS[name](X) == pytest.approx(np.linalg.norm(X.reshape(-1).astype(float), order))


@pytest.mark.parametrize("name", STATISTICS)
def test_nothing_and_not_a_number_give_not_a_number(name):
    assert np.isnan(STATISTICS[name]([]))
    assert np.isnan(STATISTICS[name]([1, np.nan]))


@pytest.mark.parametrize("dtype", [bool, np.int8, np.int64, np.float16, np.float32])
def test_whole_numbers_and_truth_values_are_numbers(dtype):
    array = np.array([[1, 0], [0, 1]]).astype(dtype)
    assert survey({"a": array}, ["mean", "var", "L0", "L2"])["a"] == pytest.approx((0.5, 0.25, 2, 2**0.5))


def test_sums_of_small_integers_do_not_wrap_around():
    assert STATISTICS["L2"](np.full(100, 100, dtype=np.int8)) == 1000


def test_sparseness_is_0_of_equal_magnitudes_and_1_of_a_single_value():
    assert sparseness([2, -2, 2]) == 0
    assert sparseness([0, 0, -5]) == 1


def test_sparseness_is_that_of_hoyer():
    x = np.array([1.0, 2, 0, 4])
    assert sparseness(x) == pytest.approx((2 - 7 / np.sqrt(21)) / (2 - 1))


def test_sparseness_over_an_axis_is_that_of_each_part():
    wanted = [[sparseness(row) for row in sample] for sample in X]
    np.testing.assert_allclose(sparseness(X, axis=2), wanted)
    np.testing.assert_allclose(sparseness(X, axis=(1, 2)), [sparseness(sample) for sample in X])
    assert sparseness(X, axis=1, keepdims=True).shape == (4, 1, 5)


@pytest.mark.parametrize("array", [[], [0, 0], [3]])
def test_where_sparseness_means_nothing_it_is_not_a_number(array):
    assert np.isnan(sparseness(array))


def test_sparseness_knows_no_scale():
    assert sparseness([1e-200, 2e-200, 0]) == pytest.approx(sparseness([1e200, 2e200, 0]))


@given(arrays(np.float64, st.integers(2, 20), elements=st.floats(-1e6, 1e6)))
def test_sparseness_is_a_share(array):
    assert np.isnan(sparseness(array)) or 0 <= sparseness(array) <= 1


def test_the_ancestors_measure_is_1_of_equal_magnitudes_and_small_of_a_single_value():
    assert STATISTICS["13-mean"]([2, -2]) == pytest.approx(1)
    assert STATISTICS["13-mean"]([0, 0, 0, 5]) == pytest.approx(4 ** (-2 / 3))
    assert np.isnan(STATISTICS["13-mean"]([0, 0]))


def test_a_selection_gives_a_point_for_each_value():
    points = survey({"x": X, "y": Y}, ("mean", "var", "max"))
    assert points == {name: tuple(STATISTICS[s](a) for s in ("mean", "var", "max")) for name, a in (("x", X), ("y", Y))}


def test_a_statistic_that_is_not_known_is_said():
    with pytest.raises(
        MeasureError, match="^statistic: expected the name of a statistic, found 'medan'. Did you mean 'median'?"
    ):
        survey({"x": X}, ["medan"])


REFERENCE = {
    "distance": lambda a, b: pairwise.euclidean_distances(a.astype(float), b.astype(float)),
    "cosine": pairwise.cosine_similarity,
    "dot": pairwise.linear_kernel,
}


@pytest.mark.parametrize("how", REFERENCE)
def test_samples_are_compared_as_scikit_learn_does(how):
    wanted = REFERENCE[how](X.reshape(4, -1), Y.reshape(6, -1))
    np.testing.assert_allclose(matrix(X, Y, how), wanted, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("how", REFERENCE)
def test_channels_are_compared_over_all_samples_and_places(how):
    a, b = X, np.concatenate((X[:, :1], X[:, 1:] ** 2, X), axis=1)
    wanted = REFERENCE[how](a.transpose(1, 0, 2).reshape(3, -1), b.transpose(1, 0, 2).reshape(6, -1))
    np.testing.assert_allclose(matrix(a, b, how, between="channels"), wanted, rtol=1e-4, atol=1e-5)


def test_a_vector_of_zeros_has_the_cosine_0():
    assert matrix(np.zeros((1, 3)), np.ones((2, 3))).tolist() == [[0, 0]]


def test_equal_samples_have_the_distance_0_however_far_out_they_are():
    far = np.full((1, 3), 1e8) + np.array([[0, 1e-3, 0]])
    assert matrix(far, far, "distance").tolist() == [[0]]


def test_the_cosine_knows_no_scale():
    assert matrix(1e-200 * X.astype(float), 1e200 * Y.astype(float)) == pytest.approx(matrix(X, Y), abs=1e-6)


def test_no_samples_give_an_empty_matrix():
    assert matrix(np.zeros((0, 3)), np.zeros((2, 3)), "distance").shape == (0, 2)
    assert matrix(np.zeros((0, 3)), np.zeros((2, 3)), "cosine").shape == (0, 2)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            {"how": "cos"},
            "matrix, how: expected one of 'distance', 'cosine', 'dot', found 'cos'. Did you mean 'cosine'?",
        ),
        (
            {"between": "channels"},
            "matrix: expected two states whose channels have the same size, found (4, 5) and (6, 5). "
            "Make them alike with an expression, e.g. mean(x, axis=(2, 3)).",
        ),
        (
            {"a": np.zeros(3), "between": "channels"},
            "matrix: expected a state with axes (samples, channels, ...), found shape (3,).",
        ),
    ],
)
def test_what_cannot_be_compared_is_said(arguments, words):
    with pytest.raises(MeasureError) as caught:
        matrix(**{"a": X, "b": Y, **arguments})
    assert str(caught.value) == words
