"""The functions of a loss's own formula: ``mean((prediction - target)**2)``, over tensors of one frame.

Arrays are [batch, ...] as in views. Without an axis, a function that reduces does so for each sample by itself, so that
one number a sample is left; `axis=1` are the features.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch.nn import functional

from lpnb.errors import ExpressionError
from lpnb.graph.expression import Expression
from lpnb.learn.tracing import BATCH, Traced

Axis = int | tuple[int, ...] | None


def _per_sample(x: Traced) -> Any:
    """Return [batch, values]."""
    if not isinstance(x, Traced):
        raise TypeError("a number has no axes")
    return x if x.ndim <= 2 else x.flatten(1)


def _reducing(name: str) -> Callable[..., Any]:
    def reduce(x: Any, axis: Axis = None, *, keepdims: bool = False) -> Any:
        flat = _per_sample(x)
        if axis is not None:
            return getattr(x, name)(axis, keepdim=True) if keepdims else getattr(x, name)(axis)
        return flat if flat.ndim == 1 else getattr(flat, name)(1)

    return reduce


def _each(function: Callable[..., Any]) -> Callable[..., Any]:
    def each(x: Any) -> Any:
        if not isinstance(x, Traced):
            raise TypeError("it is of arrays; write the number itself")
        return function(x)

    return each


def softmax(x: Any, axis: int = 1) -> Any:
    """Return ``exp(x)``, divided by its sum over an axis."""
    return torch.softmax(x, axis)


def log_softmax(x: Any, axis: int = 1) -> Any:
    """Return the logarithm of the softmax, without loss of precision."""
    return torch.log_softmax(x, axis)


def norm(x: Any) -> Any:
    """Return the Euclidean length of each sample."""
    flat = _per_sample(x)
    return torch.abs(flat) if flat.ndim == 1 else flat.norm(dim=1)


def minimum(a: Any, b: Any) -> Any:
    """Return the lesser of two values, for each place."""
    return _bounded(a, b, torch.minimum, "clamp_max")


def maximum(a: Any, b: Any) -> Any:
    """Return the greater of two values, for each place."""
    return _bounded(a, b, torch.maximum, "clamp_min")


def _bounded(a: Any, b: Any, both: Callable[..., Any], one: str) -> Any:
    if isinstance(a, Traced) and isinstance(b, Traced):
        return both(a, b)
    array, number = (a, b) if isinstance(a, Traced) else (b, a)
    return getattr(array, one)(number)


def clip(x: Any, low: Any, high: Any) -> Any:
    """Return the values, none below `low` and none above `high`."""
    return minimum(maximum(x, low), high)


def where(condition: Any, yes: Any, no: Any) -> Any:
    """Return the values of `yes` where the condition holds, and those of `no` elsewhere."""
    return torch.where(condition, yes, no)


def one_hot(x: Any, classes: int) -> Any:
    """Return 1 at the place of a class index and 0 elsewhere, [batch, classes]."""
    return functional.one_hot(x, classes) * 1.0


def flatten(x: Any, first: int = 1) -> Any:
    """Return the array with all axes from `first` on made one."""
    return x.flatten(first)


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    **{name: _reducing(name) for name in ("mean", "sum", "std", "var", "amax", "amin", "logsumexp")},
    "logsigmoid": _each(functional.logsigmoid),  # as in other formulas; torch itself calls it log_sigmoid
    "max": _reducing("amax"),
    "min": _reducing("amin"),
    **{
        function.__name__: _each(function)
        for function in (
            *(torch.abs, torch.sqrt, torch.square, torch.sign, torch.exp, torch.log, torch.log1p, torch.expm1),
            *(torch.sin, torch.cos, torch.tanh, torch.cosh, torch.atan, torch.erf, torch.sigmoid, torch.relu),
            *(torch.tan, torch.sinh, torch.floor, torch.ceil, torch.round, torch.trunc),
            *(functional.softplus, functional.logsigmoid, functional.gelu),
        )
    },
    **{f.__name__: f for f in (softmax, log_softmax, norm, minimum, maximum, clip, where, one_hot, flatten)},
}
"""What a formula can call, by name."""


def read(formula: str, names: tuple[str, ...]) -> Expression:
    """Read a formula over some of ``prediction``, ``target`` and ``mask``.

    Raises:
        ExpressionError: When it cannot be read; names the column.
    """
    return Expression.parse(formula, names, FUNCTIONS)


def write(expression: Expression, given: Mapping[str, Traced]) -> Traced:
    """Return a formula as text of the program: one number for each sample.

    Raises:
        ExpressionError: When these values do not go together; names the column.
        TypeError: When the result is no such thing.
    """
    return one_number(expression.evaluate(given, FUNCTIONS))


def one_number(result: Any) -> Traced:
    """Return a value with all but the axis of the batch averaged.

    Raises:
        TypeError: When it is not made of real numbers, or the batch does not come first.
    """
    if not isinstance(result, Traced):
        raise TypeError(f"the number {result!r}" if isinstance(result, (int, float)) else type(result).__name__)
    if not result.dtype.is_floating_point:
        raise TypeError("truth values" if result.dtype == torch.bool else "whole numbers")
    if result.ndim == 0 or result.shape[0] != BATCH:
        raise TypeError("values without the axis of the samples")
    flat = result.flatten(1) if result.ndim > 2 else result
    return flat.mean(1) if flat.ndim > 1 else flat


__all__ = ["FUNCTIONS", "ExpressionError", "one_number", "read", "write"]
