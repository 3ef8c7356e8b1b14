"""Every value of the target listens to every value of the source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import attrs

from lpnb.graph.code import EdgeCode, Init, Term
from lpnb.graph.edge import Edge
from lpnb.graph.fields import choice, integer, switch
from lpnb.graph.node import Finding
from lpnb.graph.types import Type

LARGE = 2**16
"""A weight of so many numbers leaves the fastest cache. One sample then takes half the time if the weight is read
along its longer side (8192 -> 256 with MKL: 0.5 ms, not 1.2); from a batch of about 4 on it makes no difference."""


@attrs.frozen
class Dense(Edge):
    """A full matrix: every value of the target listens to every value of the source.

    The weight has the shape [source values, target values]: stored so, no transposition is left to do in a frame. With
    `per_sample` it is [batch, source values, target values], and each sample learns by itself.
    """

    kind: ClassVar[str] = "dense"

    features: int | None = integer(None, low=1, help="Size of the result where the target names no shape.")
    init: Init = choice("xavier", ("xavier", "kaiming", "orthogonal", "zeros"), help="How the weights start.")

    per_sample: bool = switch(default=False, help="Whether each sample of the batch has a matrix of its own.")

    def infer(self, source: Type) -> Type | None:
        """Return a vector of `features`, if that is set."""
        return Type((self.features,)) if self.features else None

    def check(self, source: Type, target: Type) -> Iterator[Finding]:
        """Yield a finding when `features` contradicts the target."""
        yield from self.check_features(self.features, target)

    def emit(self, code: EdgeCode) -> Term:
        """Return a matrix product, fused with the sum so far where the target is a vector."""
        shape = (code.source.size, code.target.size)
        narrows = code.source.size > code.target.size and code.source.size * code.target.size >= LARGE
        weight = code.parameter(
            "weight",
            shape,
            self.init,
            fan="fan_out",
            by_column=narrows and not self.per_sample,
            per_sample=self.per_sample,
        )
        x = code.x if len(code.source.shape) == 1 else f"{code.x}.flatten(1)"
        if not code.source.shape:
            x = f"{code.x}.unsqueeze(1)"
        if self.per_sample:
            return _alone(code, x, weight)
        product = f"{code.use('torch.mm')}({x}, {weight})"
        if len(code.target.shape) != 1:
            sizes = ", ".join(map(str, (-1, *code.target.shape)))
            return Term(f"{product}.view({sizes})")

        def onto(total: str) -> str:
            return f"{code.use('torch.addmm')}({total}, {x}, {weight})"

        return Term(product, biased=onto, onto=onto)


def _alone(code: EdgeCode, x: str, weight: str) -> Term:
    """Return the product of each sample with its own matrix."""
    product = f"{code.use('torch.bmm')}({x}.unsqueeze(1), {weight})"
    if len(code.target.shape) != 1:
        return Term(f"{product}.view({', '.join(map(str, (-1, *code.target.shape)))})")

    def onto(total: str) -> str:
        return f"{code.use('torch.baddbmm')}({total}.unsqueeze(1), {x}.unsqueeze(1), {weight}).squeeze(1)"

    return Term(f"{product}.squeeze(1)", onto=onto)
