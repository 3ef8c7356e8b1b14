"""Statistics of states: one number of an array, and the matrix of how like the samples or channels of two are.

Sparseness is that of P. Hoyer, *Non-negative matrix factorization with sparseness constraints*, Journal of Machine
Learning Research 5 (2004), section 3.1. The ancestor (statestream) had another measure, here under its old name
``13-mean``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from lpnb.errors import MeasureError, Problem, brief, nearest

Array = np.ndarray[Any, Any]
Axis = int | tuple[int, ...] | None


def sparseness(array: Array, axis: Axis = None, *, keepdims: bool = False) -> Any:
    """Return how few of the values carry the whole [Hoyer 2004]: ``(sqrt(n) - L1 / L2) / (sqrt(n) - 1)``.

    Args:
        array: Numbers, any shape.
        axis: Over which axes; all when None.
        keepdims: Whether these stay, with size 1.

    Returns:
        0 (all magnitudes are equal) to 1 (a single value is not 0); nan where all are 0, or where there is only one.
    """
    magnitude = np.abs(np.asarray(array, dtype=np.float64))
    most = np.max(magnitude, axis=axis, keepdims=True, initial=0)
    with np.errstate(all="ignore"):
        magnitude = magnitude / most  # the measure knows no scale, and squares of what is tiny would be 0
        first = magnitude.sum(axis=axis, keepdims=keepdims)
        second = np.sqrt(np.square(magnitude).sum(axis=axis, keepdims=keepdims))
        root = np.sqrt(magnitude.size / first.size) if first.size else np.nan
        return np.clip((root - first / second) / (root - 1), 0, 1)


def mean13(array: Array) -> float:
    """Return ``n^(-2/3) L1 / L3``: 1 when all magnitudes are equal, ``n^(-2/3)`` when a single value is not 0."""
    magnitude = np.abs(array) / np.max(np.abs(array))
    return float(magnitude.size ** (-2 / 3) * magnitude.sum() / np.cbrt((magnitude**3).sum()))


@attrs.frozen
class Statistic:
    """One number that is said about an array.

    Attributes:
        name: What people call it.
        help: One line on it.
        function: Works it out of a flat float64 array with at least one value and without nan.
    """

    name: str
    help: str
    function: Callable[[Array], Any] = attrs.field(repr=False)

    def __call__(self, array: Any) -> float:
        """Return the statistic of all values of an array, whatever its shape; nan when it is empty or holds a nan."""
        flat = np.asarray(array, dtype=np.float64).reshape(-1)
        if not flat.size or np.isnan(flat).any():
            return float("nan")
        with np.errstate(all="ignore"):  # infinite values give infinity or nan, which is what they should
            return float(self.function(flat))


STATISTICS: dict[str, Statistic] = {
    statistic.name: statistic
    for statistic in (
        Statistic("mean", "The mean.", np.mean),
        Statistic("std", "The standard deviation, of these values themselves (divided by n).", np.std),
        Statistic("var", "The variance, of these values themselves (divided by n).", np.var),
        Statistic("min", "The least value.", np.min),
        Statistic("max", "The greatest value.", np.max),
        Statistic("median", "Half of the values are below it.", np.median),
        Statistic("L0", "How many values are not 0.", np.count_nonzero),
        Statistic("L1", "The sum of the magnitudes.", lambda x: np.abs(x).sum()),
        Statistic("L2", "The Euclidean length: the root of the sum of squares.", np.linalg.norm),
        Statistic("Linf", "The greatest magnitude.", lambda x: np.abs(x).max()),
        Statistic("sparseness", "0: all magnitudes are equal. 1: a single value is not 0 [Hoyer 2004].", sparseness),
        Statistic("13-mean", "1: all magnitudes are equal. Near 0: a single one is not 0 (L1 by L3).", mean13),
    )
}
"""All statistics by name."""


def survey(values: Mapping[str, Any], names: Sequence[str] = ("mean", "std")) -> dict[str, tuple[float, ...]]:
    """Return some statistics of each of several values: a point for each, in a plot of two or three statistics.

    Args:
        values: Arrays of any shapes by name, e.g. the states of a selection of nodes.
        names: Which statistics.

    Returns:
        For each value by name, one number for each statistic.

    Raises:
        MeasureError: When there is no such statistic.
    """
    chosen = [statistic(name) for name in names]
    return {name: tuple(one(array) for one in chosen) for name, array in values.items()}


def statistic(name: str) -> Statistic:
    """Return the statistic of that name, or raise `MeasureError` with the nearest one."""
    if name not in STATISTICS:
        problem = Problem("statistic", "the name of a statistic", brief(name), mend=nearest(str(name), STATISTICS))
        raise MeasureError(problem)
    return STATISTICS[name]


# -- two states -------------------------------------------------------------------------------------------------------


def _distance(a: Array, b: Array) -> Array:
    # One row at a time: |a|^2 - 2ab + |b|^2 would be quicker, and lose half of the digits where two rows are alike.
    return np.array([np.linalg.norm(b - row, axis=1) for row in a]).reshape(len(a), len(b))


def _cosine(a: Array, b: Array) -> Array:
    return _unit(a) @ _unit(b).T


def _unit(rows: Array) -> Array:
    """Return rows of length 1; rows of zeros stay."""
    largest = np.max(np.abs(rows), axis=1, keepdims=True, initial=0)
    rows = rows / np.where(largest > 0, largest, 1)  # squares of what is tiny would be 0
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(length > 0, length, 1)


COMPARISONS: dict[str, Callable[[Array, Array], Array]] = {
    "distance": _distance,
    "cosine": _cosine,
    "dot": lambda a, b: a @ b.T,
}
"""The ways to compare two vectors: Euclidean distance (0 or more), cosine (-1 to 1), inner product."""
BETWEEN = ("samples", "channels")


def matrix(a: Any, b: Any, how: str = "cosine", *, between: str = "samples") -> Array:
    """Compare each sample (or channel) of one state with each of another one.

    Args:
        a: A state [batch, ...], or [batch, channels, ...] between channels.
        b: Another one, or the same. Between samples, one sample has to hold as many values as one of `a`; between
            channels, all axes but the channels have to be those of `a`.
        how: ``'distance'``, ``'cosine'`` (0 with a vector of zeros, as scikit-learn has it) or ``'dot'``.
        between: ``'samples'``: vectors are what one sample holds. ``'channels'``: what one channel holds, in all
            samples and places.

    Returns:
        A float64 array [samples or channels of a, those of b].

    Raises:
        MeasureError: When the two have different sizes, or there is no such comparison.
    """
    for word, known, what in ((how, COMPARISONS, "how"), (between, BETWEEN, "between")):
        if word not in known:
            expected = f"one of {', '.join(map(repr, known))}"
            raise MeasureError(Problem(f"matrix, {what}", expected, brief(word), mend=nearest(str(word), known)))
    first, second = _rows(a, between), _rows(b, between)
    if first[0] != second[0]:
        expected = f"two states whose {between} have the same size"
        mend = "Make them alike with an expression, e.g. mean(x, axis=(2, 3))."
        raise MeasureError(Problem("matrix", expected, f"{first[0]} and {second[0]}", mend=mend))
    with np.errstate(all="ignore"):
        return COMPARISONS[how](first[1], second[1])


def _rows(state: Any, between: str) -> tuple[tuple[int, ...], Array]:
    """Return the sizes that have to agree, and the vectors to compare [vectors, values]."""
    array = np.asarray(state, dtype=np.float64)
    axis = BETWEEN.index(between)
    if array.ndim <= axis:
        axes = "(samples, channels, ...)" if axis else "(samples, ...)"
        raise MeasureError(Problem("matrix", f"a state with axes {axes}", f"shape {array.shape}"))
    array = np.moveaxis(array, axis, 0)
    rest = array.shape[1:]
    values = int(np.prod(rest))
    return rest if axis else (values,), array.reshape(len(array), values)
