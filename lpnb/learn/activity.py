"""Activity regularization: what the activity of neurons costs. It is added to a loss at its 'terms'."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import attrs

from lpnb.graph.code import NodeCode, Value
from lpnb.graph.node import IN, Arriving, Finding, Port
from lpnb.learn.regularizer import Penalty


@attrs.frozen
class Activity(Penalty):
    """What the activity of a node costs: l1 * sum |s| + l2 * sum s**2 of each sample, to be added to a loss's 'terms'.

    With l1 few neurons are active at a time: a sparse code (B. Olshausen and D. Field, Nature 381, 1996). Its state is
    the cost of each sample. With a period, it is held in between.
    """

    kind: ClassVar[str] = "activity"
    ports: ClassVar[tuple[Port, ...]] = (Port(IN, "the state that costs something"),)

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield a finding when classes arrive: they have no size."""
        yield from super().check(arriving)
        for type_ in arriving.get(IN, ()):
            if type_ is not None and type_.classes:
                yield Finding("numbers", f"{type_}", "Connect the state of a pool.")

    def emit(self, code: NodeCode) -> Value:
        """Return the cost of each sample."""
        value, type_ = code.arrival(IN)
        if not self.l1 and not self.l2:
            return Value(f"{code.use('torch.zeros_like')}({code.past})", fresh=True)
        state = code.let("state", f"{value.text}.flatten(1)" if type_.shape else f"{value.text}.unsqueeze(1)")
        return Value(f"({self.cost(code, (state,), 'sum(1)')})", fresh=True)
