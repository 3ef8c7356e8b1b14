"""A number, told by many neurons each of which prefers one value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import attrs

from lpnb.graph.code import NodeCode, Value
from lpnb.graph.fields import integer, number, switch
from lpnb.graph.node import IN, OUT, Arriving, Finding, Node, Port
from lpnb.graph.types import Type


@attrs.frozen
class Population(Node):
    """Codes one number by `size` neurons with Gaussian tuning curves, whose favourites lie from `low` to `high`.

    A neuron with the favourite c holds amplitude * exp(-(x - c)^2 / (2 sigma^2)) (A. Pouget, P. Dayan and R. Zemel,
    *Information processing with population codes*, 2000). For angles, `wraps` lets `high` be as good as `low`.
    """

    kind: ClassVar[str] = "population"
    category: ClassVar[str] = "function"
    ports: ClassVar[tuple[Port, ...]] = (Port(IN, "the number, or several of which one is coded"),)

    size: int = integer(64, low=1, high=100_000, help="How many neurons there are.")
    low: float = number(-1.0, low=-1e9, high=1e9, help="The favourite of the first neuron.")
    high: float = number(1.0, low=-1e9, high=1e9, help="The favourite of the last one; where it wraps, of the first.")
    sigma: float = number(0.2, low=1e-6, high=1e9, live=True, help="How wide the tuning curves are.")
    amplitude: float = number(1.0, low=-1e6, high=1e6, live=True, help="What a neuron holds at its favourite.")
    wraps: bool = switch(default=False, help="Whether low and high are the same, as 0 and 2 pi are.")
    of: int = integer(0, low=0, high=10**6, help="Which of several numbers is coded, from 0.")

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return one number for each neuron."""
        return {OUT: Type((self.size,))}

    def wants(self, port: str, out: Type | None) -> Type | None:
        """Return nothing: any number of numbers will do."""
        return None

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield what cannot be coded."""
        yield from super().check(arriving)
        if self.high <= self.low:
            yield Finding(f"a 'high' above 'low', {self.low:g}", f"{self.high:g}", "Raise 'high', or lower 'low'.")
        arrived = next(iter(arriving.get(IN, ())), None)
        if arrived is not None and arrived.size <= self.of:
            expected = f"at least {self.of + 1} numbers, of which number {self.of} is coded"
            yield Finding(expected, f"{arrived}", "Set 'of' to 0, for the first.")

    def emit(self, code: NodeCode) -> Value:
        """Return amplitude * exp(-(x - c)^2 / (2 sigma^2))."""
        arrived, known = code.arrival(IN)
        one = f"{arrived.text}[:, None]"
        if known.shape:
            coded = code.let("coded", f"{arrived.text}.flatten(1)")
            one = f"{coded}[:, {self.of}, None]"
        like, count = f"dtype={code.past}.dtype, device={code.past}.device", self.size + self.wraps
        line = f"{code.use('torch.linspace')}({self.low!r}, {self.high!r}, {count}, {like})"
        favourites = code.let("favourites", f"{line}[:{self.size}]" if self.wraps else line)
        apart = f"{one} - {favourites}"
        if self.wraps:
            turn = self.high - self.low
            apart = f"({apart} + {turn / 2!r}).remainder({turn!r}) - {turn / 2!r}"
        apart = code.let("apart", apart)
        curve = f"{code.use('torch.exp')}(-{apart}.square() / (2 * {code.knob('sigma')} ** 2))"
        return Value(f"({code.knob('amplitude')} * {curve})", fresh=True)
