"""Every value of the target listens to every value of the source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import attrs

from lpnb.graph.code import EdgeCode, Term
from lpnb.graph.edges.weighted import Weighted
from lpnb.graph.fields import integer, switch
from lpnb.graph.node import Finding
from lpnb.graph.types import Type

LARGE = 2**16
"""A weight of so many numbers leaves the fastest cache. One sample then takes half the time if the weight is read
along its longer side (8192 -> 256 with MKL: 0.5 ms, not 1.2); from a batch of about 4 on it makes no difference."""


@attrs.frozen
class Dense(Weighted):
    """A full matrix: every value of the target listens to every value of the source.

    The weight has the shape [source values, target values]: stored so, no transposition is left to do in a frame. With
    `per_sample` it is [batch, source values, target values], and each sample learns by itself. With `spread` there is a
    value for each feature of the target, the same at all of its places: [source values, target features].
    """

    kind: ClassVar[str] = "dense"

    features: int | None = integer(None, low=1, help="Size of the result where the target names no shape.")
    spread: bool = switch(default=False, help="Whether each feature of an image gets one value for all of its places.")

    def infer(self, source: Type) -> Type | None:
        """Return a vector of `features`, if that is set."""
        return Type((self.features,)) if self.features else None

    def check(self, source: Type, target: Type) -> Iterator[Finding]:
        """Yield a finding when `features` contradicts the target."""
        yield from super().check(source, target)
        yield from self.check_features(self.features, target)
        yield from self.check_pattern(*self._form(source, target)[:2])

    def _form(self, source: Type, target: Type) -> tuple[int, ...]:
        """Return the sizes of the weights as an init with a pattern sees them: (outputs, inputs, *window).

        A vector is made of an image by a window over all of it, as in a convolution: the identity takes its middle.
        """
        if len(source.shape) > 1 and self._narrow(target):
            return (target.features, *source.shape)
        return (target.features if self.spread else target.size, source.size)

    def _narrow(self, target: Type) -> bool:
        """Return whether there is one value for each feature of the target."""
        return self.spread or len(target.shape) == 1

    def emit(self, code: EdgeCode) -> Term:
        """Return a matrix product, fused with the sum so far where the target is a vector."""
        shape = (code.source.size, code.target.features if self.spread else code.target.size)
        narrows = shape[0] > shape[1] and shape[0] * shape[1] >= LARGE
        form, by_column = self._form(code.source, code.target), narrows and not self.per_sample
        weight = self.weight(code, shape, fan="fan_out", form=form, by_column=by_column)
        x = code.x if len(code.source.shape) == 1 else f"{code.x}.flatten(1)"
        if not code.source.shape:
            x = f"{code.x}.unsqueeze(1)"
        if self.per_sample:
            return self._alone(code, x, weight)
        if self.spread and len(code.target.shape) > 1:
            return self._spread(code, x, weight)
        product = f"{code.use('torch.mm')}({x}, {weight})"
        if len(code.target.shape) != 1:
            return Term(product + _viewed(code.target.shape))

        def onto(total: str) -> str:
            return f"{code.use('torch.addmm')}({total}, {x}, {weight})"

        return Term(product, biased=onto, onto=onto)

    def _spread(self, code: EdgeCode, x: str, weight: str) -> Term:
        """Return one value for each feature, at all places."""
        wide = _widened(code.target.shape)

        def biased(bias: str) -> str:
            return f"{code.use('torch.addmm')}({bias}, {x}, {weight}){wide}.contiguous()"

        return Term(f"{code.use('torch.mm')}({x}, {weight}){wide}", fresh=False, biased=biased)

    def _alone(self, code: EdgeCode, x: str, weight: str) -> Term:
        """Return the product of each sample with its own matrix."""
        product = f"{code.use('torch.bmm')}({x}.unsqueeze(1), {weight})"
        if self.spread and len(code.target.shape) > 1:
            return Term(f"{product}.squeeze(1){_widened(code.target.shape)}", fresh=False)
        if len(code.target.shape) != 1:
            return Term(product + _viewed(code.target.shape))

        def onto(total: str) -> str:
            return f"{code.use('torch.baddbmm')}({total}.unsqueeze(1), {x}.unsqueeze(1), {weight}).squeeze(1)"

        return Term(f"{product}.squeeze(1)", onto=onto)


def _viewed(shape: tuple[int, ...]) -> str:
    return f".view({', '.join(map(str, (-1, *shape)))})"


def _widened(shape: tuple[int, ...]) -> str:
    """Return what spreads [batch, features] over the places of a shape; nothing is copied."""
    ones = ", ".join(["-1", str(shape[0]), *["1"] * (len(shape) - 1)])
    return f".view({ones}).expand({', '.join(map(str, (-1, *shape)))})"
