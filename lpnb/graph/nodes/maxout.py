"""One value for each group of neighbouring features: the greatest, their sum or their mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import attrs

from lpnb.graph.code import NodeCode, Value
from lpnb.graph.fields import choice, integer, shape
from lpnb.graph.node import IN, OUT, Arriving, Finding, Node, Port
from lpnb.graph.types import Type

TAKES = {"max": "amax", "sum": "sum", "mean": "mean"}


@attrs.frozen
class Maxout(Node):
    """Takes of each `size` neighbouring features the greatest, their sum or their mean.

    Feature k of the result is made of features k * size to (k + 1) * size - 1 of the sum of what arrives (I. Goodfellow
    et al., *Maxout Networks*, ICML 2013).
    """

    kind: ClassVar[str] = "maxout"
    category: ClassVar[str] = "function"
    ports: ClassVar[tuple[Port, ...]] = (Port(IN, "what is summed, `size` times as many features", many=True),)

    size: int = integer(2, low=1, high=10**6, unit="features", help="How many neighbouring features become one.")
    take: str = choice("max", tuple(TAKES), help="What is taken of them: the greatest, their sum or their mean.")
    shape: tuple[int, ...] | None = shape(help="Sizes of one sample of the result; empty: from what arrives.")

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return its own shape, or that of what arrives with fewer features."""
        arrived = next((found for found in arriving.get(IN, ()) if found is not None), None)
        if self.shape or arrived is None or not arrived.shape:
            return {OUT: Type(self.shape) if self.shape else None}
        features, rest = divmod(arrived.features, self.size)
        return {OUT: None if rest else Type((features, *arrived.shape[1:]))}

    def wants(self, port: str, out: Type | None) -> Type | None:
        """Return the type of the sum, which has `size` times the features."""
        return None if out is None else Type((out.features * self.size, *out.shape[1:]))

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield a finding when the features cannot be grouped."""
        yield from super().check(arriving)
        for found in arriving.get(IN, ()):
            if found is not None and not self.shape and (not found.shape or found.features % self.size):
                mend = "Change the size, or the number of features that arrive."
                yield Finding(f"features in groups of {self.size}", f"{found}", mend)

    def emit(self, code: NodeCode) -> Value:
        """Return what is taken over an axis of its own for each group."""
        groups = f"({code.target.features}, {self.size})"
        return Value(f"{code.sum().text}.unflatten(1, {groups}).{TAKES[self.take]}(2)", fresh=True)
