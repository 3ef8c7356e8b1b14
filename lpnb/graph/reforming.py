"""Functions of an expression whose result has other sizes than their arguments: reshaped, repeated, multiplied.

The first axis is the batch: nobody knows how long it is while a graph is drawn, and so ``shape(x)[0]`` stands for it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs
import numpy as np

from lpnb.graph.code import bare
from lpnb.graph.written import BATCH, NOWHERE, Pen, Sizes, Written, told_sizes

LARGEST = 2**26
"""Values of an array that an expression makes of nothing, at most."""


class Count(Written):
    """A number that is known when the program runs: how long an axis is.

    Attributes:
        whole: It as text of a whole number, for sizes.
        known: It, or what stands for it (see `BATCH`); None where not even that is known.
    """

    def __init__(self, value: Written, whole: str, known: int | None = None) -> None:
        """Stand for a number of a value."""
        super().__init__(f"{value.text}.new_full((), {value.text}.{whole})", value.pen, ())
        self.whole, self.known = f"{value.text}.{whole}", known


@attrs.frozen(repr=False)
class Lengths:
    """How long the axes of a value are.

    Attributes:
        value: Whose.
    """

    value: Written
    shape: tuple[int, ...] = ()

    def __repr__(self) -> str:
        """Say what they are, for messages."""
        return "the lengths of axes"

    def __getitem__(self, place: Any) -> Any:
        """Return the length of one axis: a number where it is known, and what stands for it elsewhere."""
        place, sizes = _whole(place, "the number of an axis"), self.value.sizes
        known = None if sizes is None else sizes[place]
        return Count(self.value, f"shape[{place}]", known) if known in (None, BATCH) else known


def shape(x: Any) -> Lengths:
    """Return how long the axes are: ``shape(x)[0]`` is the number of samples."""
    return Lengths(_array(x))


def ndim(x: Any) -> Any:
    """Return the number of axes, that of the samples too."""
    value = _array(x)
    return Count(value, "dim()") if value.sizes is None else len(value.sizes)


def zeros(sizes: Any, *, pen: Pen = NOWHERE) -> Written:
    """Return an array of zeros: ``zeros((shape(x)[0], 3, 8, 8))``."""
    return _filled("zeros", sizes, pen)


def ones(sizes: Any, *, pen: Pen = NOWHERE) -> Written:
    """Return an array of ones: ``ones((1, 1, 3, 3)) / 9`` is a window that averages."""
    return _filled("ones", sizes, pen)


def _filled(word: str, sizes: Any, pen: Pen) -> Written:
    text, known = _lengths(sizes)
    if known is not None and (min(known, default=1) < 1 or math.prod(known) > LARGEST):
        raise ValueError(f"sizes from 1 on, and at most {LARGEST} values")
    return Written(f"{pen.like}.new_{word}({text})", pen, known)


def reshape(x: Any, sizes: Any) -> Written:
    """Return the same values in an array of other sizes; one of them may be -1, what is left for it."""
    value = _array(x)
    text, known = _lengths(sizes)
    if value.sizes is None or known is None:
        return _same(value, "reshape", text)
    return _same(value, "reshape", text, sizes=_refitted(value.sizes, known))


def _refitted(sizes: tuple[int, ...], wanted: tuple[int, ...]) -> tuple[int, ...]:
    """Return the sizes that are wanted, with what is left in the place of -1."""
    whole, rest = math.prod(sizes), math.prod(size for size in wanted if size != -1)
    fits = wanted.count(-1) <= 1 and min(wanted, default=1) >= -1 and rest > 0 and whole % rest == 0
    if not fits or (-1 not in wanted and whole != rest):
        words = f"as many values: {told_sizes(sizes)} and {told_sizes(wanted)}"
        raise ValueError(f"{words}; the size of the first axis, the samples, is -1 or shape(x)[0]")
    return tuple(whole // rest if size == -1 else size for size in wanted)


def flatten(x: Any, first: int = 1) -> Written:
    """Return the array with all axes from `first` on made one."""
    value, first = _array(x), _whole(first, "the number of an axis")
    if value.sizes is None:
        return _same(value, "flatten", str(first))
    if not 0 <= first < len(value.sizes):
        raise IndexError(f"an axis from 0 to {len(value.sizes) - 1}")
    return _same(value, "flatten", str(first), sizes=(*value.sizes[:first], math.prod(value.sizes[first:])))


def repeat(x: Any, times: Any, axis: Any) -> Written:
    """Return each value so many times, one behind the other along an axis."""
    value, times, axis = _array(x), _whole(times, "how often"), _whole(axis, "one axis, like axis=1")
    if not 1 <= times <= 2**16:
        raise ValueError("1 to 65536 times")
    sizes = None
    if value.sizes is not None:
        sizes = (*value.sizes[: axis % len(value.sizes)], value.sizes[axis] * times)
        sizes = (*sizes, *value.sizes[len(sizes) :])
    return _same(value, "repeat_interleave", str(times), str(axis), sizes=sizes)


def transpose(x: Any, axes: Any) -> Written:
    """Return the array with its axes in another order.

    Args:
        x: An array.
        axes: For each axis of the result, which one of `x` it is; None for a new one of size 1. An axis of size 1 may
            be left out.
    """
    value, listed = _array(x), [axes] if isinstance(axes, int) or axes is None else list(axes)
    kept = [_whole(axis, "numbers of axes, and None") for axis in listed if axis is not None]
    before = value
    if value.sizes is not None:
        if len({*kept}) < len(kept) or not {*kept} <= {*range(len(value.sizes))}:
            raise IndexError(f"each axis from 0 to {len(value.sizes) - 1} once")
        gone = [axis for axis in range(len(value.sizes)) if axis not in kept]
        if any(value.sizes[axis] != 1 for axis in gone):
            raise ValueError(f"all axes of {told_sizes(value.sizes)}, apart from those of size 1")
        if gone:
            before = value[tuple(0 if axis in gone else slice(None) for axis in range(len(value.sizes)))]
    order = tuple(sorted(kept).index(axis) for axis in kept)
    if order != tuple(range(len(order))):
        sizes = None if before.sizes is None else tuple(before.sizes[axis] for axis in order)
        before = _same(before, "permute", *map(str, order), sizes=sizes)
    return before[tuple(None if axis is None else slice(None) for axis in listed)] if None in listed else before


# -- products ---------------------------------------------------------------------------------------------------------


def matmul(a: Any, b: Any) -> Written:
    """Return the product of the matrices of the last two axes."""
    first, second = _array(a), _array(b)
    sizes: Sizes = None
    if first.sizes is not None and second.sizes is not None:
        if min(len(first.sizes), len(second.sizes)) < 2:
            raise ValueError("arrays with two axes or more")
        if first.sizes[-1] != second.sizes[-2]:
            raise ValueError(f"matrices that go together: {told_sizes(first.sizes)} and {told_sizes(second.sizes)}")
        leading = np.broadcast_shapes(first.sizes[:-2], second.sizes[:-2])
        sizes = (*leading, first.sizes[-2], second.sizes[-1])
    texts = ", ".join(bare(value.number().text) for value in (first, second))
    return Written(f"{first.pen.use('torch.matmul')}({texts})", first.pen, sizes)


def tensordot(a: Any, b: Any, axes: Any = 2) -> Written:
    """Return the sum of the products along some axes of both.

    Args:
        a: An array.
        b: Another one.
        axes: How many of the last axes of `a` and the first of `b`, or which of both: ``((1, 2), (1, 2))``.
    """
    first, second = _array(a), _array(b)
    count = axes if isinstance(axes, int) else None
    pair = axes if isinstance(axes, tuple) and len(axes) == 2 else (axes, axes)
    sides = [] if count is not None else [_listed(side) for side in pair]
    sizes: Sizes = None
    if first.sizes is not None and second.sizes is not None:
        long = len(first.sizes)
        sides = [list(range(long - count, long)), list(range(count))] if count is not None else sides
        left, right = (
            [size[axis] for axis in side] for size, side in zip((first.sizes, second.sizes), sides, strict=True)
        )
        if left != right:
            raise ValueError(f"axes of the same sizes: {told_sizes(left)} and {told_sizes(right)}")
        sizes = (*_without(first.sizes, sides[0]), *_without(second.sizes, sides[1]))
    texts = ", ".join(bare(value.number().text) for value in (first, second))
    dims = str(count) if count is not None else f"({sides[0]}, {sides[1]})"
    return Written(f"{first.pen.use('torch.tensordot')}({texts}, dims={dims})", first.pen, sizes)


def _without(sizes: tuple[int, ...], axes: list[int]) -> Iterator[int]:
    gone = {axis % len(sizes) for axis in axes}
    return (size for axis, size in enumerate(sizes) if axis not in gone)


def conv2d(x: Any, kernel: Any, stride: Any = 1, dilation: Any = 1, *, same: bool = True) -> Written:
    """Return what one window makes of each place of a map: the sum of the products with it, over all features.

    Args:
        x: Values [batch, features, width, height].
        kernel: The window, [features of the result, features, width, height], the same for all samples.
        stride: From one window to the next, one number or two.
        dilation: From one pixel of a window to the next, one number or two.
        same: Whether zeros are laid around, so that the result is as large as the map, divided by the stride.
    """
    value, window = _array(x), _array(kernel)
    strides, gaps = (_pair(one) for one in (stride, dilation))
    sizes: Sizes = None
    text = value.number().text
    if value.sizes is not None and window.sizes is not None:
        if (
            len(value.sizes) != 4
            or len(window.sizes) != 4
            or value.sizes[1] != window.sizes[1]
            or window.sizes[0] == BATCH
        ):
            words = f"{told_sizes(value.sizes)} and {told_sizes(window.sizes)}"
            raise ValueError(f"a map [batch, features, width, height] and a window [outputs, features, w, h]: {words}")
        reach = [gap * (size - 1) + 1 for gap, size in zip(gaps, window.sizes[2:], strict=True)]
        around, places = _laid(value.sizes[2:], reach, strides, same=bool(same))
        if any(around):
            text = f"{value.pen.use('torch.nn.functional.pad')}({bare(text)}, {tuple(around)})"
        sizes = (value.sizes[0], window.sizes[0], *places)
    texts = f"{bare(text)}, {bare(window.number().text)}, stride={strides}, dilation={gaps}"
    return Written(f"{value.pen.use('torch.conv2d')}({texts})", value.pen, sizes)


def _laid(
    sizes: tuple[int, ...], reach: list[int], strides: tuple[int, int], *, same: bool
) -> tuple[list[int], list[int]]:
    """Return the zeros around a map, last axis first, and how large the result is; of an odd number one more behind."""
    around: list[int] = []
    places: list[int] = []
    for size, wide, step in zip(sizes, reach, strides, strict=True):
        count = -(-size // step) if same else (size - wide) // step + 1
        if count < 1:
            raise ValueError("a window that fits into the map")
        total = max((count - 1) * step + wide - size, 0) if same else 0
        around, places = [total // 2, total - total // 2, *around], [*places, count]
    return around, places


# -- arguments --------------------------------------------------------------------------------------------------------


def _array(x: Any) -> Written:
    if not isinstance(x, Written):
        raise TypeError("it is of arrays; write the number itself")
    return x


def _same(value: Written, name: str, *arguments: str, sizes: Sizes = None) -> Written:
    """Return what a method makes of a value: its own numbers, perhaps where they are, in another order."""
    text = f"{value.text}.{name}({', '.join(arguments)})"
    return Written(text, value.pen, sizes, truth=value.truth, fresh=False)


def _whole(value: Any, words: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(words)
    return value


def _pair(value: Any) -> tuple[int, int]:
    pair = value if isinstance(value, tuple) else (value, value)
    if len(pair) != 2 or any(_whole(one, "whole numbers from 1 on") < 1 for one in pair):
        raise ValueError("one whole number from 1 on, or two")
    return pair[0], pair[1]


def _listed(axes: Any) -> list[int]:
    return [_whole(axis, "numbers of axes") for axis in (axes if isinstance(axes, tuple) else (axes,))]


def _lengths(sizes: Any) -> tuple[str, Sizes]:
    """Return sizes as text, and as they are known."""
    if isinstance(sizes, Lengths):
        return f"{sizes.value.text}.shape", sizes.value.sizes
    listed = sizes if isinstance(sizes, tuple) else (sizes,)
    texts = [size.whole if isinstance(size, Count) else str(_whole(size, "whole numbers as sizes")) for size in listed]
    known = [size.known if isinstance(size, Count) else size for size in listed]
    whole = tuple(size for size in known if size is not None)
    return f"({', '.join(texts)}{',' * (len(texts) == 1)})", whole if len(whole) == len(known) else None


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    **{
        f.__name__: f
        for f in (shape, ndim, zeros, ones, reshape, flatten, repeat, transpose, matmul, tensordot, conv2d)
    },
    "dot": matmul,
}
"""What an expression can call besides, by name."""
MAKING = ("zeros", "ones")
"""Those that make values of nothing, and so have to be told how the program writes."""
