"""The functions that an expression of a node or an edge can call: each writes the text of torch calls.

They take values [batch, features, ...]. Without an axis, those that reduce do so for each sample by itself, and keep
the axes, so that ``x - mean(x)`` is what it looks like; ``axis=None`` is all samples together, ``axis=1`` the features.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from lpnb.graph import reforming
from lpnb.graph.code import bare
from lpnb.graph.written import Sizes, Written, spread, text_of

SAMPLE = "each sample"
"""The axis of a reduction where none is given."""
LEAST = 1e-6
"""What a logarithm takes in place of smaller values: a single 0 would else stop a running network."""
SELU = (1.0507009873554805, 1.6732632423543772)
"""The numbers of `selu` with which values keep mean 0 and variance 1 from layer to layer."""


def _value(x: Any) -> Written:
    if not isinstance(x, Written):
        raise TypeError("it is of arrays; write the number itself")
    return x.number()


# -- of each value ----------------------------------------------------------------------------------------------------


def _each(path: str) -> Callable[[Any], Written]:
    def each(x: Any) -> Written:
        value = _value(x)
        return value.pen.call(path, value)

    return each


def relu(x: Any, thresh: float = 0) -> Any:
    """Return max(x - thresh, 0)."""
    return _each("torch.relu")(x - thresh if thresh else x)


def leaky_relu(x: Any, leak: float = 0.01) -> Written:
    """Return x, and `leak` times x below 0."""
    return _value(x).pen.call("torch.nn.functional.leaky_relu", _value(x), leak)


def leakyrelu(x: Any, leak: float = 0.1) -> Written:
    """Return what `leaky_relu` does, with statestream's leak."""
    return leaky_relu(x, leak)


def elu(x: Any, alpha: float = 1) -> Written:
    """Return x, and alpha * (exp(x) - 1) below 0 (D. Clevert et al. 2015)."""
    return _value(x).pen.call("torch.nn.functional.elu", _value(x), alpha)


def selu(x: Any, llambda: float = SELU[0], alpha: float = SELU[1]) -> Any:
    """Return llambda * x, and llambda * alpha * (exp(x) - 1) below 0 (G. Klambauer et al. 2017)."""
    plain = (llambda, alpha) == SELU
    return _each("torch.nn.functional.selu")(x) if plain else elu(x, alpha) * llambda


def softmax(x: Any, axis: int = 1) -> Written:
    """Return exp(x), divided by its sum over an axis: that of the features unless said otherwise."""
    value = _value(x)
    _axes(value, axis)
    return Written(f"{value.pen.use('torch.softmax')}({bare(value.text)}, {int(axis)})", value.pen, value.sizes)


def mexp(x: Any) -> Any:
    """Return -exp(x)."""
    return -exp(x)


def msquare(x: Any) -> Any:
    """Return -x * x."""
    return -square(x)


def gaussian(x: Any) -> Any:
    """Return exp(-x * x)."""
    return exp(-square(x))


def log(x: Any, eps: float = LEAST) -> Any:
    """Return the logarithm of max(x, eps)."""
    return _each("torch.log")(maximum(_value(x), eps))


def neglog(x: Any, eps: float = LEAST) -> Any:
    """Return -log(max(x, eps))."""
    return -log(x, eps)


def sqrt(x: Any) -> Any:
    """Return the root of max(x, 0)."""
    return _each("torch.sqrt")(maximum(_value(x), 0))


def sign(x: Any, thresh: float = 0) -> Any:
    """Return -1, 0 or 1: below, at and above `thresh`."""
    return _each("torch.sign")(x - thresh if thresh else x)


def spiky(x: Any, threshold: float = 1, saturation: float = 2) -> Any:
    """Return x from 0 to `threshold`, twice `saturation` from there to `saturation`, and 0 elsewhere."""
    first, again = _value(x).twice()
    fires = where(again > threshold, 2 * saturation, again)
    return where(first < 0, 0, where(again >= saturation, 0, fires))


def switchsign(x: Any, threshold: float = 1) -> Any:
    """Return x, and -x above `threshold`."""
    first, again = _value(x).twice()
    return where(first > threshold, -again, again)


def step(x: Any, at: float = 0, left: float = -1, right: float = 1) -> Any:
    """Return `left` below `at`, and `right` from there on."""
    return _each("torch.sign")(x + (1e-8 - at)) * ((right - left) / 2) + (left + right) / 2


def rectangular(x: Any, x_min: float = 0, x_max: float = 1, y_level: float = 0, y_height: float = 1) -> Any:
    """Return `y_height` between `x_min` and `x_max`, and `y_level` elsewhere."""
    inside = relu(_each("torch.sign")((x_max - x_min) / 2 - absolute(x - (x_min + x_max) / 2)))
    return inside * (y_height - y_level) + y_level


def bilinear(x: Any, peak_loc: float = 0, peak_width: float = 1, peak_val: float = 1, level: float = 0) -> Any:
    """Return a peak at `peak_loc` of height `peak_val`, which falls in a straight line to `level` on both sides."""
    return clip(peak_val - absolute(x - peak_loc) * ((peak_val - level) / peak_width), level, peak_val)


def softround(x: Any, p: float = 2) -> Any:
    """Return x from 0 to 1, drawn softly towards both ends; the more, the greater `p` is."""
    first, again = (x - 0.5).twice()
    return ((tanh(first * p) + again / p) / (math.tanh(p / 2) + 0.5 / p) + 1) / 2


def linround(x: Any, s: float = 0.5, b: float = 0.5) -> Any:
    """Return x drawn towards 0 and 1 in three straight lines: slope `s`, then 1/s around `b`, then `s` again."""
    first, again = _value(x).twice()
    return first * s + clip(again - b / (1 + s), 0, s / (1 + s)) * (1 / s - s)


def linroundint(x: Any, s: float = 0.5, b: float = 0.5) -> Any:
    """Return x drawn towards whole numbers, as `linround` draws it towards 0 and 1."""
    first, again = _value(x).twice()
    whole, same = floor(first).twice()
    return whole + linround(again - same, s, b)


def linroundpow2(x: Any, s: float = 0.5, b: float = 0.5, n: int = 1) -> Any:
    """Return x drawn towards 0, 1, 2, 4 ... 2**(n - 1), as `linround` draws it towards 0 and 1."""
    first, again = _value(x).twice() if n > 1 else (x, x)
    result = linround(again, s, b)
    for base in (2**octave for octave in range(min(n, 32) - 1)):
        last = 2 * base == 2 ** (n - 1)
        result = where((first if last else again) > base, linround((again - base) / base, s, b) * base + base, result)
    return result


exp, square, tanh, floor, absolute = map(_each, ("torch.exp", "torch.square", "torch.tanh", "torch.floor", "torch.abs"))

EACH: Mapping[str, Callable[..., Any]] = {
    **{
        name: _each(f"torch.{name}")
        for name in (
            *("tanh", "sigmoid", "exp", "expm1", "log1p", "square", "erf", "abs", "floor", "ceil", "round", "trunc"),
            *("sin", "cos", "tan", "atan", "cosh", "sinh"),
        )
    },
    **{name: _each(f"torch.nn.functional.{name}") for name in ("gelu", "softplus", "logsigmoid")},
    **{
        function.__name__: function
        for function in (
            *(relu, leaky_relu, elu, selu, softmax, mexp, msquare, gaussian, log, neglog, sqrt, sign),
            *(spiky, switchsign, step, rectangular, bilinear, softround, linround, linroundint, linroundpow2),
        )
    },
}
"""Functions that can be called with x alone, and whose result has its sizes."""

# -- of several values ------------------------------------------------------------------------------------------------


def minimum(a: Any, b: Any) -> Any:
    """Return the lesser of two values, for each place."""
    return _bounded(a, b, "torch.minimum", "torch.clamp_max", min)


def maximum(a: Any, b: Any) -> Any:
    """Return the greater of two values, for each place."""
    return _bounded(a, b, "torch.maximum", "torch.clamp_min", max)


def _bounded(a: Any, b: Any, both: str, one: str, plain: Callable[..., Any]) -> Any:
    if isinstance(a, Written) and isinstance(b, Written):
        return a.pen.call(both, a, b)
    if not isinstance(a, Written) and not isinstance(b, Written):
        return plain(a, b)
    value, number = (a, b) if isinstance(a, Written) else (b, a)
    return value.pen.call(one, value, number)


def clip(x: Any, low: Any, high: Any) -> Any:
    """Return the values, none below `low` and none above `high`."""
    if isinstance(x, Written) and not isinstance(low, Written) and not isinstance(high, Written):
        return x.pen.call("torch.clamp", x, low, high)
    return minimum(maximum(x, low), high)


def where(condition: Any, yes: Any, no: Any) -> Any:
    """Return the values of `yes` where the condition holds, and those of `no` elsewhere."""
    if not isinstance(condition, Written):
        raise TypeError("a condition on values, like x > 0")
    holds = condition if condition.truth else condition != 0
    texts = ", ".join(map(bare, (holds.text, text_of(yes), text_of(no))))
    result = Written(f"{holds.pen.use('torch.where')}({texts})", holds.pen, spread(holds, yes, no))
    numbers = not isinstance(yes, Written) and not isinstance(no, Written)
    return Written(f"{result.text}.type_as({holds.pen.like})", holds.pen, result.sizes) if numbers else result


# -- over axes --------------------------------------------------------------------------------------------------------


def _reducing(name: str, *more: str) -> Callable[..., Any]:
    def reduce(x: Any, axis: Any = SAMPLE, *, keepdims: bool = False) -> Any:
        value = _value(x)
        if axis == SAMPLE and value.sizes is not None and len(value.sizes) <= 1:
            return value  # one number a sample
        dims, keep, sizes = _axes(value, axis, keepdims=bool(keepdims))
        if not dims and name == "logsumexp":  # which wants to be told
            value, dims = value.method("flatten"), "0"
        return value.method(name, *filter(None, (dims, *more, "keepdim=True" if keep else "")), sizes=sizes)

    return reduce


def prod(x: Any, axis: Any, *, keepdims: bool = False) -> Any:
    """Return the product over one axis or several."""
    if axis is None and keepdims:  # of axes that are not known, one number, which goes with all of them as well
        sizes = _value(x).sizes
        axis, keepdims = (None, False) if sizes is None else (tuple(range(len(sizes))), True)
    if not isinstance(axis, tuple):
        return _reducing("prod")(x, axis if axis is None else _single(axis), keepdims=keepdims)
    _axes(_value(x), axis)
    axes = [one if _value(x).sizes is None else one % len(_value(x).sizes or ()) for one in map(_single, axis)]
    for one in sorted(axes, reverse=True):
        x = _reducing("prod")(x, one, keepdims=keepdims)
    return x


def argmax(x: Any, axis: int, *, keepdims: bool = False) -> Any:
    """Return the place of the greatest value on an axis."""
    place = _reducing("argmax")(x, _single(axis), keepdims=keepdims)
    return place.method("type_as", place.pen.like, sizes=place.sizes)


def argmin(x: Any, axis: int, *, keepdims: bool = False) -> Any:
    """Return the place of the least value on an axis."""
    place = _reducing("argmin")(x, _single(axis), keepdims=keepdims)
    return place.method("type_as", place.pen.like, sizes=place.sizes)


def concat(values: Any, axis: int = 1) -> Any:
    """Return values one behind the other along an axis: ``concat((a, b))`` has the features of both."""
    if not isinstance(values, tuple) or not values or not all(isinstance(value, Written) for value in values):
        raise TypeError("values in brackets: concat((a, b))")
    axis, pen, all_sizes = _single(axis), values[0].pen, [value.sizes for value in values]
    sizes = None
    if None not in all_sizes:
        # Views of one number: sizes are joined as numpy joins them, without the values.
        sizes = np.concatenate([np.broadcast_to(np.int8(0), size) for size in all_sizes], axis=axis).shape
    texts = ", ".join(bare(value.number().text) for value in values)
    return Written(f"{pen.use('torch.cat')}(({texts}{',' * (len(values) == 1)}), {axis})", pen, sizes)


def any_of(x: Any, axis: Any = SAMPLE, *, keepdims: bool = False) -> Any:
    """Return 1 where one of the values on an axis is not 0, else 0."""
    if not isinstance(x, Written):
        raise TypeError("it is of arrays; write the number itself")
    return _reducing("amax")(x if x.truth else x != 0, axis, keepdims=keepdims)


def _single(axis: Any) -> int:
    if isinstance(axis, bool) or not isinstance(axis, int):
        raise TypeError("one axis, like axis=1")
    return axis


def _axes(value: Written, axis: Any, *, keepdims: bool = False) -> tuple[str, bool, Sizes]:
    """Return the text of some axes, whether they are kept, and the sizes of what is reduced over them."""
    if axis == SAMPLE:
        keepdims = True
        axis = None if value.sizes is None else tuple(range(1, len(value.sizes)))
        if axis is None:
            return f"tuple(range(1, {value.text}.dim()))", True, None
    elif axis is None and keepdims:
        if value.sizes is None:
            return f"tuple(range({value.text}.dim()))", True, None
        axis = tuple(range(len(value.sizes)))
    if axis is None:
        return "", False, ()
    axes = tuple(map(_single, axis)) if isinstance(axis, tuple) else (_single(axis),)
    text = str(axes) if len(axes) > 1 else str(axes[0])
    if value.sizes is None:
        return text, keepdims, None
    return text, keepdims, np.broadcast_to(np.int8(0), value.sizes).max(axis=axes, keepdims=keepdims).shape


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    **EACH,
    **{name: _reducing(name) for name in ("mean", "sum", "amax", "amin", "logsumexp")},
    "any": any_of,
    "concatenate": concat,
    "max": _reducing("amax"),
    "min": _reducing("amin"),
    "std": _reducing("std", "correction=0"),
    "var": _reducing("var", "correction=0"),
    **reforming.FUNCTIONS,
    **{f.__name__: f for f in (leakyrelu, minimum, maximum, clip, where, prod, argmax, argmin, concat)},
}
"""What an expression can call, by name."""
