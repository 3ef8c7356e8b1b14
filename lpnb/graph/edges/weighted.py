"""What the edges with weights have in common: how these start, what is applied to them, and their bounds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from lpnb.graph import activations, inits
from lpnb.graph.code import EdgeCode
from lpnb.graph.edge import Edge
from lpnb.graph.fields import function, init, number, switch
from lpnb.graph.node import Finding
from lpnb.graph.types import Type

WIDEST = 1e9
"""The greatest bound of a weight, and the least with a minus."""


@attrs.frozen
class Weighted(Edge):
    """An edge with weights.

    Bounds hold for each weight, whatever changes it: it starts within them, and learning, a person's hand and a file
    leave it there. `weight_act` is applied to the weights in each frame: ``exp`` keeps them positive without a bound.
    """

    init: str = init()
    weight_act: str = function("identity", help="What is applied to the weights before use; exp keeps them positive.")
    low: float | None = number(None, low=-WIDEST, high=WIDEST, help="No weight falls below it; none: no bound.")
    high: float | None = number(None, low=-WIDEST, high=WIDEST, help="No weight rises above it; none: no bound.")
    per_sample: bool = switch(default=False, help="Whether each sample of the batch has weights of its own.")

    def check(self, source: Type, target: Type) -> Iterator[Finding]:
        """Yield bounds that exclude one another."""
        yield from super().check(source, target)
        if self.low is not None and self.high is not None and self.low > self.high:
            yield Finding("bounds with 'low' below 'high'", f"low={self.low!r}, high={self.high!r}")

    def check_pattern(self, outputs: int, inputs: int) -> Iterator[Finding]:
        """Yield a warning where the init is a pattern that such numbers of features cannot have."""
        if inits.misfit(self.init, outputs, inputs):
            mend = "Give one side a multiple of the other's features, or choose another init."
            found = f"{outputs} from {inputs}: the weights start at 0"
            yield Finding(f"features that init={self.init!r} can match", found, mend, severity="warning")

    def weight(self, code: EdgeCode, shape: tuple[int, ...], **more: Any) -> str:
        """Declare the weights, and return the text of what is computed with."""
        own: dict[str, Any] = {"per_sample": self.per_sample, "low": self.low, "high": self.high}
        return activations.write(self.weight_act, code.parameter("weight", shape, self.init, **own, **more), code)
