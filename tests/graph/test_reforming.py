"""Functions of an expression over all axes, and to other sizes: what they compute, and what does not fit."""

import numpy as np
import pytest
from scipy import special

from lpnb.errors import ExpressionError
from lpnb.graph import formulas, reforming
from lpnb.graph.activations import read, sizes
from lpnb.graph.written import BATCH, NOWHERE, Written
from tests.graph.test_activations import X, computed

WANTED = {
    "x / mean(square(x), axis=None, keepdims=True)": lambda x: x / np.square(x).mean(),
    "x + var(x, axis=None) - logsumexp(x, axis=None)": lambda x: x + x.var() - special.logsumexp(x),
    "prod(x, axis=(2, 3), keepdims=True) + x": lambda x: x.prod(axis=(2, 3), keepdims=True) + x,
    "prod(x, axis=None) + x": lambda x: x.prod() + x,
    "x * prod(x, axis=None, keepdims=True)": lambda x: x * x.prod(),
    "1 - reshape(transpose(x > 0, (0, 1, 3, 2)), (-1, 3, 2, 4))": lambda x: (
        1 - (x > 0).transpose(0, 1, 3, 2).reshape(-1, 3, 2, 4)
    ),
    "zeros((shape(x)[0], 3, 2, 4)) + x": lambda x: x,
    "x - ones((1, 3, 1, 1)) / 2": lambda x: x - 0.5,
    "ones(shape(x)) * ndim(x)": lambda x: np.full_like(x, 4),
    "sum(x, axis=None) / shape(x)[0] + 0 * x": lambda x: x.sum() / 2 + 0 * x,
    "x / shape(x)[1] + shape(x)[-1]": lambda x: x / 3 + 4,
    "reshape(x, (-1, 6, 4, 1))": lambda x: x.reshape(-1, 6, 4, 1),
    "reshape(x, (shape(x)[0], 8, 3))": lambda x: x.reshape(-1, 8, 3),
    "reshape(tanh(x), shape(x))": np.tanh,
    "flatten(x)": lambda x: x.reshape(len(x), -1),
    "flatten(x, 2)": lambda x: x.reshape(len(x), 3, -1),
    "repeat(x, 2, axis=1)": lambda x: np.repeat(x, 2, axis=1),
    "repeat(x[:, :, :, :2], 2, -1) + x": lambda x: np.repeat(x[..., :2], 2, axis=-1) + x,
    "transpose(x, (0, 1, 3, 2))": lambda x: x.transpose(0, 1, 3, 2),
    "transpose(mean(x, axis=1), (0, None, 1, 2)) + x": lambda x: x.mean(axis=1)[:, None] + x,
    "dot(x, transpose(x, (0, 1, 3, 2)))": lambda x: x @ x.transpose(0, 1, 3, 2),
    "matmul(x, ones((4, 4)))": lambda x: x @ np.ones((4, 4)),
    "tensordot(x, ones((2, 4, 5)))": lambda x: np.tensordot(x, np.ones((2, 4, 5))),
    "tensordot(x, ones((5, 3)), axes=(1, 1))": lambda x: np.tensordot(x, np.ones((5, 3)), (1, 1)),
    "tensordot(x, ones((5, 4, 3)), ((1, 3), (2, 1)))": lambda x: np.tensordot(x, np.ones((5, 4, 3)), ((1, 3), (2, 1))),
    "conv2d(x, ones((3, 3, 1, 1)) / 3)": lambda x: np.repeat(x.mean(axis=1, keepdims=True), 3, axis=1),
    "conv2d(x, ones((1, 3, 2, 2)), same=False)": lambda x: (
        x[:, :, :-1, :-1] + x[:, :, 1:, :-1] + x[:, :, :-1, 1:] + x[:, :, 1:, 1:]
    ).sum(axis=1, keepdims=True),
}


@pytest.mark.parametrize("text", WANTED)
@pytest.mark.parametrize("known", [True, False])
def test_each_function_computes_what_it_says(text, known):
    wanted = WANTED[text](X.astype(np.float64))
    found = computed(text, shape=X.shape[1:] if known and wanted.shape == X.shape else None)
    np.testing.assert_allclose(found, wanted, rtol=2e-5, atol=2e-5)
    assert found.dtype == np.float32
    assert sizes(read(text), X.shape[1:])[1:] == wanted.shape[1:]


def test_every_name_is_tried():
    assert [name for name in reforming.FUNCTIONS if not any(f"{name}(" in text for text in WANTED)] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "reshape(x, (5, -1))",
            "found ValueError: as many values: [batch, 3, 2, 4] and [5, -1]; the size of the first axis, the samples, is -1 or shape(x)[0].",
        ),
        ("reshape(x, (2.5, 3))", "found TypeError: whole numbers as sizes."),
        ("zeros((9999, 9999)) + x", "found ValueError: sizes from 1 on, and at most 67108864 values."),
        ("repeat(x, 0, 1)", "found ValueError: 1 to 65536 times."),
        ("flatten(x, 5)", "found IndexError: an axis from 0 to 3."),
        ("transpose(x, (0, 1, 2))", "found ValueError: all axes of [batch, 3, 2, 4], apart from those of size 1."),
        ("transpose(x, (0, 1, 1, 2))", "found IndexError: each axis from 0 to 3 once."),
        ("dot(x, x)", "found ValueError: matrices that go together: [batch, 3, 2, 4] and [batch, 3, 2, 4]."),
        ("dot(x, ones(4))", "found ValueError: arrays with two axes or more."),
        ("tensordot(x, ones((3, 3)))", "found ValueError: axes of the same sizes: [2, 4] and [3, 3]."),
        ("shape(x) * x", "found TypeError: unsupported operand type"),
        (
            "conv2d(x, x)",
            "found ValueError: a map [batch, features, width, height] and a window [outputs, features, w, h]: [batch, 3, 2, 4] and [batch, 3, 2, 4].",
        ),
        ("conv2d(x, ones((1, 3, 5, 5)), same=False)", "found ValueError: a window that fits into the map."),
    ],
)
def test_what_does_not_fit_is_said_when_sizes_are_known(text, words):
    with pytest.raises(ExpressionError) as caught:
        sizes(read(text), (3, 2, 4))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "text", ["reshape(x, (-1, 3))", "flatten(x)", "transpose(x, (0, 1))", "transpose(x, (0, None, 1))", "x[:, :1]"]
)
def test_what_may_be_an_old_tensor_is_not_changed_in_place(text):
    assert not formulas.write(formulas.parse(text, ("x",)), {"x": Written("x", NOWHERE, (BATCH, 3), fresh=False)}).fresh
