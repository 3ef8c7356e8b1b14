"""The product of what arrives: gates, attention, and factors of all kinds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import attrs

from lpnb.graph.code import NodeCode, Value
from lpnb.graph.fields import shape
from lpnb.graph.node import IN, OUT, Arriving, Finding, Node, Port
from lpnb.graph.spreading import together, with_axes
from lpnb.graph.types import Type


@attrs.frozen
class Product(Node):
    """Multiplies what arrives, value by value, in the order in which the edges were made.

    Smaller factors are spread over greater ones: axes of size 1 are repeated, and a vector of features counts at each
    place. A single factor is spread over `shape`.
    """

    kind: ClassVar[str] = "product"
    category: ClassVar[str] = "function"
    ports: ClassVar[tuple[Port, ...]] = (Port(IN, "what is multiplied", many=True),)

    shape: tuple[int, ...] | None = shape(help="Sizes of one sample; empty: those of what arrives, spread together.")

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return its own shape, or that of all factors together."""
        if self.shape:
            return {OUT: Type(self.shape)}
        arrived = arriving.get(IN, ())
        known = [found.shape for found in arrived if found is not None]
        sizes = together(known) if known and len(known) == len(arrived) else None
        return {OUT: None if sizes is None else Type(sizes)}

    def wants(self, port: str, out: Type | None) -> Type | None:
        """Return None: a factor has the size that its edge makes of its source."""
        return None

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield a finding when the factors do not go together."""
        yield from super().check(arriving)
        known = [found.shape for found in arriving.get(IN, ()) if found is not None]
        wanted = [self.shape] if self.shape else []
        sizes = together([*known, *wanted])
        if sizes is None or (self.shape and sizes != self.shape):
            told = ", ".join(str(shape) for shape in dict.fromkeys(known))
            expected = (
                f"factors that spread over {self.shape}" if self.shape else "factors of sizes that are equal or 1"
            )
            yield Finding(
                expected, told, "Bring them to one shape with an edge that changes it, e.g. 'conv' or 'dense'."
            )

    def emit(self, code: NodeCode) -> Value:
        """Return the factors with a sign of multiplication between them."""
        found = code.arrivals()
        axes = len(code.target.shape)
        made = together([type_.shape for _, type_ in found])
        factors = [with_axes(value.text, type_.shape, axes) for value, type_ in found]
        text = " * ".join(factors)
        if made != code.target.shape:
            first = f"({text})" if len(factors) > 1 else text
            return Value(f"{first}.expand_as({code.past})", fresh=False)
        return Value(f"({text})", fresh=True) if len(factors) > 1 else Value(text, fresh=False)
