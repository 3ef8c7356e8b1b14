"""A convolution over the last two axes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import attrs

from lpnb.graph.code import EdgeCode, Term
from lpnb.graph.edges.geometry import PADDINGS, Axis, axis
from lpnb.graph.edges.weighted import Weighted
from lpnb.graph.fields import choice, integer, window
from lpnb.graph.node import Finding
from lpnb.graph.types import Type

IMAGE_AXES = 3
WEIGHT_SHAPES: dict[str, tuple[bool, bool, bool]] = {
    # name: whether each target channel, each source channel, each place of the window has weights of its own
    "full": (True, True, True),
    "feature": (True, True, False),
    "spatial": (False, False, True),
    "scalar": (False, False, False),
    "source_feature": (False, True, False),
    "target_feature": (True, False, False),
    "source_spatial": (False, True, True),
    "target_spatial": (True, False, True),
}


@attrs.frozen
class Conv(Weighted):
    """A 2-D convolution from (channels, height, width) to (channels, height, width).

    Stride and padding follow from the two shapes (see `lpnb.graph.edges.geometry`); a source that is a whole number of
    times smaller than the target is enlarged first. The weight has the shape [target channels, source channels,
    kernel height, kernel width], or with `weight_shape` less: an axis along which it is the same has 1 there, and where
    all places of the window share a weight the window is one pixel. `per_sample` puts [batch] in front.
    """

    kind: ClassVar[str] = "conv"

    kernel: int | tuple[int, int] = window(3, help="Sides of the window that each value sees: one, or height, width.")
    dilation: int = integer(1, low=1, high=255, unit="pixels", help="Distance between neighbours in the window.")
    features: int | None = integer(None, low=1, help="Channels of the result where the target names no shape.")
    padding: str = choice(
        "half", tuple(PADDINGS), help="Zeros around: 'half' a window on either side; 'same': as TensorFlow lays it."
    )
    weight_shape: str = choice("full", tuple(WEIGHT_SHAPES), help="Which axes have weights of their own.")

    @property
    def window(self) -> tuple[int, int]:
        """Height and width of the window, in weights."""
        if not WEIGHT_SHAPES[self.weight_shape][2]:
            return 1, 1
        return self.kernel if isinstance(self.kernel, tuple) else (self.kernel, self.kernel)

    @property
    def tells_targets(self) -> bool:
        """Whether each target channel has weights of its own."""
        return WEIGHT_SHAPES[self.weight_shape][0]

    @property
    def reach(self) -> tuple[int, int]:
        """How many pixels the window spans."""
        height, width = (self.dilation * (side - 1) + 1 for side in self.window)
        return height, width

    def axes(self, source: tuple[int, ...], target: tuple[int, ...]) -> tuple[Axis | None, ...]:
        """Return what is done to height and width between two shapes; None for one where nothing fits."""
        sizes = zip(source[1:], target[1:], self.reach, strict=True)
        return tuple(axis(size, wanted, reach, self.padding) for size, wanted, reach in sizes)

    def stored(self, outputs: int, inputs: int) -> tuple[int, ...]:
        """Return the shape of the weights between so many channels, those of one sample."""
        own_target, own_source, _ = WEIGHT_SHAPES[self.weight_shape]
        return (outputs if own_target else 1, inputs if own_source else 1, *self.window)

    def infer(self, source: Type) -> Type | None:
        """Return `features` channels of the same height and width, if that is set."""
        if self.features and len(source.shape) == IMAGE_AXES:
            return Type((self.features, *source.shape[1:]))
        return None

    def check(self, source: Type, target: Type) -> Iterator[Finding]:
        """Yield what keeps the two shapes from being joined by this convolution."""
        yield from super().check(source, target)
        yield from self.check_features(self.features, target)
        for end, shape in (("source", source.shape), ("target", target.shape)):
            if len(shape) != IMAGE_AXES:
                mend = "Use 'dense' between vectors, or give it three sizes."
                yield Finding(f"a {end} with shape (channels, height, width)", f"{end} shape {shape}", mend)
                return
        yield from self.check_pattern(*self.stored(target.features, source.features)[:2])
        found = self.axes(source.shape, target.shape)
        for place, name in enumerate(("height", "width")):
            if found[place] is None:
                yield self._misfit(name, place, source.shape[place + 1], target.shape[place + 1])

    def _misfit(self, name: str, place: int, size: int, wanted: int) -> Finding:
        words = f"a kernel of {self.window[place]}" + (f" dilated by {self.dilation}" * (self.dilation > 1))
        near = (-(-size // 2), size)
        fitting = [str(other) for other in near if axis(size, other, self.reach[place], self.padding)]
        mend = f"Give the target a {name} of {' or '.join(fitting)}, or change the kernel."
        return Finding(f"a {name} that {words} can make of {size}", f"{name} {wanted}", mend)

    def emit(self, code: EdgeCode) -> Term:
        """Return a call of conv2d; the bias goes into it."""
        inputs, outputs = code.source.features, code.target.features
        weight, shape = self.weight(code, self.stored(outputs, inputs)), (outputs, inputs, *self.window)
        if self.stored(outputs, inputs) != shape:
            weight += f".expand({', '.join(map(str, (*(-1,) * self.per_sample, *shape)))})"
        axes = [found or Axis(1, 1, 0, 0) for found in self.axes(code.source.shape, code.target.shape)]
        x, pads = _laid_out(code, axes)
        settings = [_one_or_two([found.stride for found in axes]), _one_or_two(pads), str(self.dilation)]
        if self.per_sample:
            return _alone(code, x, weight, settings)
        while settings and settings[-1] == ("0" if len(settings) == 2 else "1"):
            settings.pop()

        def call(bias: str) -> str:
            # Positional, in torch's order: input, weight, bias, stride, padding, dilation.
            return f"{code.use('torch.conv2d')}({', '.join([x, weight, bias, *settings])})"

        alone = call("None") if settings else f"{code.use('torch.conv2d')}({x}, {weight})"
        return Term(alone, biased=call)


def _laid_out(code: EdgeCode, axes: list[Axis]) -> tuple[str, list[int]]:
    """Return what the window steps over, enlarged, and the zeros that conv2d is to put on either side of each axis."""
    x = code.x
    for place, found in enumerate(axes, 2):
        if found.times > 1:
            x += f".repeat_interleave({found.times}, {place})"
    if all(found.even for found in axes):
        return x, [found.before for found in axes]
    sides = [side for found in reversed(axes) for side in (found.before, found.after)]
    return f"{code.use('torch.nn.functional.pad')}({x}, ({', '.join(map(str, sides))}))", [0, 0]


def _alone(code: EdgeCode, x: str, weight: str, settings: list[str]) -> Term:
    """Return the convolution of each sample with its own weights: the samples are groups of channels of one."""
    groups = f"len({code.x})"
    call = (
        f"{code.use('torch.conv2d')}({x}.flatten(0, 1), {weight}.flatten(0, 1), None, {', '.join(settings)}, {groups})"
    )
    return Term(f"{call}.view({', '.join(map(str, (-1, *code.target.shape)))})")


def _one_or_two(pair: Any) -> str:
    return str(pair[0]) if pair[0] == pair[1] else str(tuple(pair))
