"""The functions of expressions in front of views: each is numpy's, and none writes into what it reads."""

import inspect

import numpy as np
import pytest
from scipy import special

from lpnb.errors import ExpressionError
from lpnb.measure.expressions import FUNCTIONS, read, work_out

X = np.random.default_rng(0).normal(size=(3, 4, 5)).astype(np.float32)
Y = np.random.default_rng(1).normal(size=(3, 4, 5)).astype(np.float32)


def result(text, **values):
    values = {"x": X, "y": Y, **values}
    return work_out(read(text, values), values)


@pytest.mark.parametrize("name", ["mean", "std", "var", "min", "max", "median", "sum", "prod"])
@pytest.mark.parametrize("axis", [None, 1, (1, 2)])
def test_what_goes_over_axes_is_numpys(name, axis):
    np.testing.assert_array_equal(result(f"{name}(x, axis={axis})"), getattr(np, name)(X, axis=axis))
    assert result(f"{name}(x, axis={axis}, keepdims=True)").ndim == 3


@pytest.mark.parametrize("name", ["abs", "sqrt", "square", "exp", "log", "log2", "log10", "log1p", "sin", "cos", "tan"])
def test_what_is_said_of_each_value_is_numpys(name):
    np.testing.assert_array_equal(result(f"{name}(abs(x))"), getattr(np, name)(np.abs(X)))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("tanh(x) + arctan(x)", np.tanh(X) + np.arctan(X)),
        ("sign(x) + floor(x) + ceil(x)", np.sign(X) + np.floor(X) + np.ceil(X)),
        ("round(x, 1)", np.round(X, 1)),
        ("sigmoid(x)", special.expit(X)),
        ("relu(x)", np.where(X > 0, X, 0)),
        ("softmax(x)", special.softmax(X.astype(float), axis=1)),
        ("softmax(x, axis=-1)", special.softmax(X.astype(float), axis=-1)),
        ("argmax(x, axis=1)", X.argmax(1)),
        ("argmin(x)", X.argmin()),
        ("norm(x)", np.linalg.norm(X)),
        ("norm(x, axis=2, order=1)", np.linalg.norm(X, 1, axis=2)),
        ("norm(x, axis=2, order=0)", np.linalg.norm(X, 0, axis=2)),
        ("clip(x, -0.5, 0.5)", np.clip(X, -0.5, 0.5)),
        ("where(x > 0, x, y)", np.where(X > 0, X, Y)),
        ("transpose(x, (0, 2, 1))", X.transpose(0, 2, 1)),
        ("transpose(x)", X.T),
        ("reshape(x, (3, -1))", X.reshape(3, -1)),
        ("flatten(x, 1)", X.reshape(3, -1)),
        ("concat((x, y), axis=1)", np.concatenate((X, Y), axis=1)),
        ("stack([x, y])", np.stack((X, Y))),
        ("dot(x, transpose(y, (0, 2, 1)))", X @ Y.transpose(0, 2, 1)),
        ("dot(x[0, 0], y[0, 0])", X[0, 0] @ Y[0, 0]),
        ("outer(x[0, 0], y[0, 0])", np.outer(X[0, 0], Y[0, 0])),
        ("percentile(x, 25, axis=1)", np.percentile(X, 25, axis=1)),
        ("minimum(x, y) + maximum(x, 0)", np.minimum(X, Y) + np.maximum(X, 0)),
        ("sort(x, axis=1)", np.sort(X, axis=1)),
        ("cumsum(x, axis=1)", np.cumsum(X, axis=1)),
        ("isfinite(x / 0 + x)", np.zeros(X.shape, dtype=bool)),
        ("any(x > 9) + all(x < 9) + isnan(x[0, 0, 0])", True),
    ],
)
def test_it_is_what_numpy_says(text, wanted):
    np.testing.assert_allclose(result(text), wanted, rtol=1e-6, atol=1e-7)


def test_great_values_make_no_warning():
    assert result("sigmoid(x)", x=np.array([-1e9, 0, 1e9])).tolist() == [0, 0.5, 1]
    assert result("softmax(x, axis=0)", x=np.array([1e9, 0])).tolist() == [1, 0]
    assert result("log(x)", x=np.zeros(1))[0] == -np.inf


def test_a_result_is_a_copy():
    result("x")[:] = 7
    assert X.max() < 7


def test_no_function_can_be_told_to_write():
    for name, function in FUNCTIONS.items():
        assert not {"out", "where"} & set(inspect.signature(function).parameters), name
    with pytest.raises(ExpressionError, match="got an unexpected keyword argument 'out'"):
        result("exp(x, out=y)")


def test_every_function_says_what_it_returns():
    assert all(function.__doc__.startswith("Return ") for function in FUNCTIONS.values())


def test_a_result_that_is_no_number_is_said():
    with pytest.raises(ExpressionError, match="^expression 'None': expected numbers as its result, found NoneType.$"):
        result("None")


@pytest.mark.parametrize("text", ["outer(x, x)", "dot(x[:, None], x[None, :])", "maximum(x[:, None], x)"])
def test_a_small_array_does_not_become_one_that_fills_the_memory(text):
    with pytest.raises(ExpressionError, match="MemoryError: the result would have 268435456 values"):
        result(text, x=np.zeros(2**14))
