"""A convolution over the last two axes."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import ClassVar

import attrs

from lpnb.graph.code import EdgeCode, Init, Term
from lpnb.graph.edge import Edge
from lpnb.graph.fields import choice, integer
from lpnb.graph.node import Finding
from lpnb.graph.types import Type

IMAGE_AXES = 3


@attrs.frozen
class Conv(Edge):
    """A 2-D convolution from (channels, height, width) to (channels, height, width).

    Stride and padding follow from the two shapes (see `geometry`). The weight has the shape [target channels, source
    channels, kernel, kernel].
    """

    kind: ClassVar[str] = "conv"

    kernel: int = integer(3, low=1, high=255, unit="pixels", help="Side of the square window that each value sees.")
    dilation: int = integer(1, low=1, high=255, unit="pixels", help="Distance between neighbours in the window.")
    features: int | None = integer(None, low=1, help="Channels of the result where the target names no shape.")
    init: Init = choice("xavier", ("xavier", "kaiming", "orthogonal", "zeros"), help="How the weights start.")

    @property
    def reach(self) -> int:
        """How many pixels the window spans."""
        return self.dilation * (self.kernel - 1) + 1

    def infer(self, source: Type) -> Type | None:
        """Return `features` channels of the same height and width, if that is set."""
        if self.features and len(source.shape) == IMAGE_AXES:
            return Type((self.features, *source.shape[1:]))
        return None

    def check(self, source: Type, target: Type) -> Iterator[Finding]:
        """Yield what keeps the two shapes from being joined by this convolution."""
        yield from self.check_features(self.features, target)
        for end, shape in (("source", source.shape), ("target", target.shape)):
            if len(shape) != IMAGE_AXES:
                mend = "Use 'dense' between vectors, or give it three sizes."
                yield Finding(f"a {end} with shape (channels, height, width)", f"{end} shape {shape}", mend)
                return
        for axis, size, wanted in zip(("height", "width"), source.shape[1:], target.shape[1:], strict=True):
            if geometry(size, wanted, self.reach) is None:
                window = f"a kernel of {self.kernel}" + (f" dilated by {self.dilation}" * (self.dilation > 1))
                fitting = [str(other) for other in (-(-size // 2), size) if geometry(size, other, self.reach)]
                mend = f"Give the target a {axis} of {' or '.join(fitting)}, or change the kernel."
                yield Finding(f"a {axis} that {window} can make of {size}", f"{axis} {wanted}", mend)

    def emit(self, code: EdgeCode) -> Term:
        """Return a call of conv2d; the bias goes into it."""
        shape = (code.target.features, code.source.features, self.kernel, self.kernel)
        weight = code.parameter("weight", shape, self.init)
        pairs = [geometry(s, t, self.reach) for s, t in zip(code.source.shape[1:], code.target.shape[1:], strict=True)]
        strides, paddings = zip(*(pair or (1, 0) for pair in pairs), strict=True)
        settings = [_one_or_two(strides), _one_or_two(paddings), str(self.dilation)]
        while settings and settings[-1] == ("0" if len(settings) == 2 else "1"):
            settings.pop()

        def call(bias: str) -> str:
            # Positional, in torch's order: input, weight, bias, stride, padding, dilation.
            return f"{code.use('torch.conv2d')}({', '.join([code.x, weight, bias, *settings])})"

        alone = call("None") if settings else f"{code.use('torch.conv2d')}({code.x}, {weight})"
        return Term(alone, biased=call)


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


def _one_or_two(pair: tuple[int, ...]) -> str:
    return str(pair[0]) if pair[0] == pair[1] else str(pair)
