"""Arrays of a user's own, by name: what is kept of them, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from lpnb.errors import brief

Array = np.ndarray[Any, Any]
EXPECTED = "a dict of arrays of finite numbers, all of one length, e.g. {'image': images, 'label': labels}"
PAIRS = "Make one array of each: images = [image for image, label in data], labels = [label for image, label in data]."
KINDS = {"U": "text", "S": "text", "O": "no numbers", "M": "dates", "m": "durations", "c": "complex numbers"}


class BadArrays(ValueError):
    """Values are no arrays of numbers of one length.

    Attributes:
        found: What they are instead.
        mend: What to do about it; may be empty.
    """

    def __init__(self, found: str, mend: str = "") -> None:
        """Say what was found, and what to do about it."""
        super().__init__(f"{found}. {mend}".strip())
        self.found, self.mend = found, mend


def read(value: Any) -> dict[str, Array]:
    """Return arrays by name as views that nobody writes to; the user's own stay writable for the user.

    Raises:
        BadArrays: When they are none, in words.
    """
    if not isinstance(value, Mapping):
        raise BadArrays(_words(value), "" if value is None else "Give each array a name.")
    if not value:
        raise BadArrays("no array")
    result = {str(name): array_of(name, one).view() for name, one in value.items()}
    if len({len(array) for array in result.values()}) > 1:
        counts = ", ".join(f"{name} has {len(array)}" for name, array in result.items())
        raise BadArrays(counts.replace(",", " samples,", 1), "Give as many of each.")
    for array in result.values():
        array.flags.writeable = False
    return result


def array_of(name: str, value: Any) -> Array:
    """Return an array of finite numbers with at least one sample.

    Raises:
        BadArrays: When it is none, in words.
    """
    array = _numbers(name, value)
    if array.ndim == 0:
        raise BadArrays(f"one number in {name!r}: {array}", "Give an array with one value for each sample.")
    if not array.size:
        raise BadArrays(f"nothing in {name!r}: an array of shape {array.shape}")
    finite = np.isfinite(array)
    if not finite.all():
        first = int(finite.argmin())
        sample = first // (array.size // len(array))
        words = "not a number (NaN)" if np.isnan(array.flat[first]) else "an infinite number"
        raise BadArrays(f"{words} in {name!r}, first in sample {sample}", f"Leave it out: numpy.isfinite({name}).")
    return array


def _numbers(name: str, value: Any) -> Array:
    """Return an array of numbers; what numpy would go through sample by sample, such as a data set, is none."""
    walked = hasattr(value, "__getitem__") and hasattr(value, "__len__") and not isinstance(value, Mapping)
    if walked and not isinstance(value, (list, tuple, range, str, bytes)) and not hasattr(value, "__array__"):
        raise BadArrays(f"a {type(value).__name__} in {name!r}", PAIRS)
    try:
        array = np.asarray(value)
    except (TypeError, ValueError, RuntimeError) as error:
        if isinstance(value, (list, tuple)):
            raise BadArrays(f"samples of different shapes in {name!r}", PAIRS) from None
        mend = f"Take {name}.detach().cpu()." if hasattr(value, "detach") else ""
        raise BadArrays(f"{name!r}, of which is said: {str(error).partition('.')[0]}", mend) from None
    if array.dtype.kind not in "fiub":
        words = _words(value) if array.ndim == 0 else KINDS.get(array.dtype.kind, str(array.dtype))
        raise BadArrays(f"{words} in {name!r}", _making(name, array, value))
    return array


def _making(name: str, array: Array, value: Any) -> str:
    """Return what makes numbers of text, and arrays of pairs and of what can only be gone through; else nothing."""
    if array.dtype.kind in "US" and array.ndim:
        return f"Number them from 0: names, {name} = numpy.unique({name}, return_inverse=True)."
    pairs = array.dtype.kind == "O" and (array.ndim > 1 or (array.ndim == 0 and hasattr(value, "__iter__")))
    return PAIRS if pairs else ""


def shapes(arrays: Mapping[str, Array] | None) -> str:
    """Return arrays in short, for the repr of a node: ``{'image': float64 (9, 4, 4), 'label': int64 (9,)}``."""
    if arrays is None:
        return "None"
    return "{" + ", ".join(f"{name!r}: {array.dtype} {array.shape}" for name, array in arrays.items()) + "}"


def _words(value: Any) -> str:
    """Return what a value is, without all of an array."""
    if hasattr(value, "shape"):
        return f"an array of shape {tuple(value.shape)} without a name"
    return f"a list of {len(value)}" if isinstance(value, (list, tuple)) else brief(value)
