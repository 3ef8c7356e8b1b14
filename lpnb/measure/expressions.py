"""The functions that an expression in front of a view may call: numpy's, each with few and plain arguments.

They are wrapped, not handed out: numpy's own take ``out=``, which would write into the states of a running network.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from lpnb.errors import ExpressionError, Problem
from lpnb.graph.expression import Expression, make_room
from lpnb.measure.statistics import Array, Axis, sparseness


def read(text: str, names: Collection[str] = ("x",)) -> Expression:
    """Read an expression over some values.

    Args:
        text: E.g. ``mean(x, axis=1)``. The functions are those of `FUNCTIONS`.
        names: The values that it may read; for a view of a single state, ``x``.

    Raises:
        ExpressionError: When it cannot be read; names the column.
    """
    return Expression.parse(text, names, FUNCTIONS)


def work_out(expression: Expression, values: Mapping[str, Any]) -> Array:
    """Work out an expression.

    Args:
        expression: What `read` returned.
        values: Arrays by name, states as ``[batch, ...]``. They are not changed.

    Returns:
        An array of numbers: float, integer or truth values. Nothing of it belongs to `values`.

    Raises:
        ExpressionError: When the values do not go together; names the column.
    """
    with np.errstate(all="ignore"):  # a division by 0 is infinity or nan, and a view can show that
        result = expression.evaluate(values, FUNCTIONS)
    array = np.array(result)
    if array.dtype.kind not in "fiub":
        place = f"expression {expression.text!r}"
        raise ExpressionError(Problem(place, "numbers as its result", f"{type(result).__name__}"))
    return array


# -- over axes --------------------------------------------------------------------------------------------------------


def _reducing(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def reduce(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
        return function(x, axis=axis, keepdims=keepdims)

    reduce.__name__, reduce.__doc__ = name, f"Return the {name} over some axes, all when None."
    return reduce


def _each(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def each(x: Any) -> Any:
        return function(x)

    each.__name__, each.__doc__ = name, f"Return {name} of each value."
    return each


def norm(x: Any, axis: Axis = None, *, order: float = 2, keepdims: bool = False) -> Any:
    """Return the sum of the magnitudes to the power `order`, to the power 1/order; order 0 counts what is not 0."""
    magnitude = np.abs(np.asarray(x, dtype=np.float64))
    if order == 0:
        return np.count_nonzero(magnitude, axis=axis, keepdims=keepdims)
    return (magnitude**order).sum(axis=axis, keepdims=keepdims) ** (1 / order)


def percentile(x: Any, q: float, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """Return the value below which `q` percent of the values are."""
    return np.percentile(x, float(q), axis=axis, keepdims=keepdims)


def argmax(x: Any, axis: int | None = None) -> Any:
    """Return the place of the greatest value."""
    return np.argmax(x, axis=axis)


def argmin(x: Any, axis: int | None = None) -> Any:
    """Return the place of the least value."""
    return np.argmin(x, axis=axis)


def sort(x: Any, axis: int = -1) -> Any:
    """Return the values in ascending order."""
    return np.sort(x, axis=axis)


def cumsum(x: Any, axis: int | None = None) -> Any:
    """Return the sums of all values up to each."""
    return np.cumsum(x, axis=axis)


# -- of each value ----------------------------------------------------------------------------------------------------


def sigmoid(x: Any) -> Any:
    """Return ``1 / (1 + exp(-x))``."""
    return 0.5 + 0.5 * np.tanh(0.5 * np.asarray(x, dtype=np.float64))  # exp(-x) would overflow


def relu(x: Any) -> Any:
    """Return the values, and 0 for those below 0."""
    return np.maximum(x, 0)


def softmax(x: Any, axis: int = 1) -> Any:
    """Return ``exp(x)``, divided by its sum over an axis: that of the channels unless said otherwise."""
    x = np.asarray(x, dtype=np.float64)
    powers = np.exp(x - x.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def minimum(a: Any, b: Any) -> Any:
    """Return the lesser of two values, for each place."""
    make_room(np.shape(a), np.shape(b))
    return np.minimum(a, b)


def maximum(a: Any, b: Any) -> Any:
    """Return the greater of two values, for each place."""
    make_room(np.shape(a), np.shape(b))
    return np.maximum(a, b)


def clip(x: Any, low: Any, high: Any) -> Any:
    """Return the values, none below `low` and none above `high`."""
    return minimum(maximum(x, low), high)


def where(condition: Any, yes: Any, no: Any) -> Any:
    """Return the values of `yes` where the condition holds, and those of `no` elsewhere."""
    make_room(*map(np.shape, (condition, yes, no)))
    return np.where(condition, yes, no)


def round_to(x: Any, decimals: int = 0) -> Any:
    """Return the values rounded to so many decimals."""
    return np.round(x, decimals)


# -- of shapes --------------------------------------------------------------------------------------------------------


def transpose(x: Any, axes: tuple[int, ...] | None = None) -> Any:
    """Return the array with its axes in another order; reversed when none is given."""
    return np.transpose(x, axes)


def reshape(x: Any, shape: Any) -> Any:
    """Return the array in another shape; one size may be -1."""
    return np.reshape(x, shape)


def flatten(x: Any, first: int = 0) -> Any:
    """Return the array with all axes from `first` on made one."""
    sizes = np.shape(x)
    return np.reshape(x, (*sizes[:first], int(np.prod(sizes[first:]))))


def concat(arrays: Any, axis: int = 0) -> Any:
    """Return arrays one behind the other along an axis: ``concat((a, b), axis=1)``."""
    make_room((sum(np.size(array) for array in arrays),))
    return np.concatenate(arrays, axis=axis)


def stack(arrays: Any, axis: int = 0) -> Any:
    """Return arrays of one shape side by side along a new axis: ``stack((a, b))``."""
    make_room((sum(np.size(array) for array in arrays),))
    return np.stack(arrays, axis=axis)


def dot(a: Any, b: Any) -> Any:
    """Return the sum of products over the last axis of `a` and the last but one (or only) of `b`."""
    rows, columns = np.shape(a)[:-1] or (1,), np.shape(b)[-1:] if np.ndim(b) > 1 else (1,)
    make_room((*rows, 1), (*np.shape(b)[:-2], 1, *columns))
    return np.matmul(a, b)


def outer(a: Any, b: Any) -> Any:
    """Return the products of each value of one array with each of another: [values of a, values of b]."""
    make_room((np.size(a), np.size(b)))
    return np.outer(a, b)


_REDUCING = (np.mean, np.std, np.var, np.min, np.max, np.median, np.sum, np.prod, np.any, np.all)
_EACH = (
    *(np.abs, np.sqrt, np.square, np.sign, np.floor, np.ceil, np.exp, np.log, np.log2, np.log10, np.log1p),
    *(np.sin, np.cos, np.tan, np.tanh, np.arctan, np.isfinite, np.isnan),
)
_OWN = (
    *(norm, percentile, argmax, argmin, sort, cumsum, sparseness, sigmoid, relu, softmax, minimum, maximum, clip),
    *(where, transpose, reshape, flatten, concat, stack, dot, outer),
)


def _named(functions: Sequence[Callable[..., Any]]) -> Iterator[tuple[str, Callable[..., Any]]]:
    for function in functions:
        yield function.__name__.replace("absolute", "abs"), function


FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: _reducing(name, function) for name, function in _named(_REDUCING)},
    **{name: _each(name, function) for name, function in _named(_EACH)},
    **{function.__name__: function for function in _OWN},
    "round": round_to,
}
"""All functions by name; the first line of each docstring says what it returns."""
