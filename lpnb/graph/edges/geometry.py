"""How a window steps over an axis: what a convolution does to turn so many pixels into so many others."""

from __future__ import annotations

import functools
from collections.abc import Callable

import attrs


@attrs.frozen
class Axis:
    """What is done to one axis.

    Attributes:
        times: How often each pixel is repeated before the window steps over them.
        stride: Pixels from one place of the window to the next.
        before: Zeros put before the first pixel.
        after: Zeros put behind the last one.
    """

    times: int
    stride: int
    before: int
    after: int

    @property
    def even(self) -> bool:
        """Whether there are as many zeros on either side."""
        return self.before == self.after


@functools.cache
def axis(size: int, wanted: int, reach: int, padding: str) -> Axis | None:
    """Return how a window of `reach` pixels turns `size` pixels into `wanted`, None when it cannot.

    Where `wanted` is a whole multiple of `size`, the pixels are repeated so often first, and the window then moves by
    one of the new pixels (a nearest-neighbour enlargement, A. Odena et al., *Deconvolution and checkerboard artifacts*,
    Distill 2016). Otherwise, and where that does not fit, the window makes the difference alone.

    Args:
        size: Pixels of the source.
        wanted: Pixels of the target.
        reach: Pixels that the window spans.
        padding: One of `PADDINGS`.
    """
    times, rest = divmod(wanted, size)
    fits = PADDINGS[padding]
    if times > 1 and not rest:
        enlarged = fits(wanted, wanted, reach)
        if enlarged is not None and enlarged.stride == 1:
            return attrs.evolve(enlarged, times=times)
    return fits(size, wanted, reach)


def _half(size: int, wanted: int, reach: int) -> Axis | None:
    found = geometry(size, wanted, reach)
    return None if found is None else Axis(1, found[0], found[1], found[1])


def _same(size: int, wanted: int, reach: int) -> Axis | None:
    """Return what TensorFlow does where it is told SAME: an odd pixel of padding comes behind the last one."""
    stride = -(-size // wanted)
    if -(-size // stride) != wanted:
        return None
    total = max((wanted - 1) * stride + reach - size, 0)
    return Axis(1, stride, total // 2, total - total // 2)


PADDINGS: dict[str, Callable[[int, int, int], Axis | None]] = {"half": _half, "same": _same}
"""The ways to put zeros around what a window steps over."""


@functools.cache
def geometry(size: int, wanted: int, reach: int) -> tuple[int, int] | None:
    """Return the (stride, padding) with which a window of `reach` pixels turns `size` pixels into `wanted`.

    Half a window of padding and the stride ``size / wanted`` (rounded up) come first: from 32 to 8 a stride of 4 is
    meant, not 3 with less padding. Otherwise the padding nearest to half a window that fits, with the smallest stride.
    None when nothing fits.
    """
    meant = -(-size // wanted)
    fits = []
    for padding in range(reach):
        room = size + 2 * padding - reach  # that the window can move: room // stride + 1 is to be `wanted`
        least, most = room // wanted + 1, room // (wanted - 1) if wanted > 1 else size
        strides = {least, meant} if room >= 0 else set()
        off_half = abs(2 * padding - (reach - 1))
        fits += [(off_half, stride, padding) for stride in strides if least <= stride <= min(most, size)]
    natural = [fit for fit in fits if fit[0] <= 1 and fit[1] == meant]
    return min(natural or fits)[1:] if fits else None
