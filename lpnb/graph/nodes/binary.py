"""Binary units by their probabilities: what a sum of random zeros and ones is likely to exceed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import attrs

from lpnb.graph.code import NodeCode, Value
from lpnb.graph.edges.identity import Identity
from lpnb.graph.edges.weighted import Weighted
from lpnb.graph.fields import choice
from lpnb.graph.node import IN, Finding, Port
from lpnb.graph.nodes.pool import SPANS, Pool

if TYPE_CHECKING:
    from lpnb.graph.graph import Graph

SMALLEST = 1e-16
"""What is added to a variance before its root divides."""
SUM, OR = "sum", "or"


@attrs.frozen
class Binary(Pool):
    """Units that are 0 or 1, each held as the probability that it is 1.

    What arrives are probabilities, and so are the weights: of a unit that is 1 with probability p, a weight w passes a
    one on with probability w. The number of ones that arrive has the mean m = sum of w p and the variance
    v = sum of w p - (w p)**2; the unit is 1 where it exceeds the threshold b. With the number taken for normal, as that
    of many inputs is, this has the probability Phi((m - b) / sqrt(v)). Keep the weights from 0 to 1 with `low` and
    `high` of the edges.

    With ``combine='or'`` each edge has a say of its own: the unit is 1 where at least one edge exceeds the threshold.

    Noise, norms, gain, bias, activation and the rest are applied to that probability as a pool applies them to its sum.
    """

    kind: ClassVar[str] = "binary"
    ports: ClassVar[tuple[Port, ...]] = (Port(IN, "probabilities", many=True), *Pool.ports[1:])

    bias: str = choice("none", SPANS, help="What is added to the probability: nothing, unless you say otherwise.")
    threshold: str = choice(
        "feature", ("none", "feature"), help="How many ones are too few: none at all, or a number for each feature."
    )
    combine: str = choice(SUM, (SUM, OR), help="Whether all edges count together, or each by itself.")

    def survey(self, graph: Graph, name: str) -> Iterator[Finding]:
        """Yield a finding for each edge whose weights cannot be squared."""
        yield from super().survey(graph, name)
        for wire in graph.wires().values():
            if wire.target == name and wire.port == IN and not isinstance(wire.spec, (Weighted, Identity)):
                mend = "Use 'conv', 'dense' or 'identity', with a pool between where it is another kind."
                yield Finding("edges whose weights are known", f"{wire.name!r} ({wire.spec.kind})", mend)

    def gather(self, code: NodeCode, bias: str | None) -> Value:
        """Return the probability that the threshold is exceeded, with a bias added where there is one."""
        axes = ", 1" * (len(code.target.shape) - 1)
        threshold = ""
        if self.threshold == "feature":
            threshold = f"{code.parameter('threshold', (code.target.features,), 'zeros')}.view(-1{axes})"
        means, squares = code.moments()
        if self.combine == SUM:
            means, squares = [_added(means)], [_added(squares)]
        fires = [self._fires(code, *pair, threshold) for pair in zip(means, squares, strict=True)]
        rests = " * ".join(f"(1 - {code.let('fires', one)})" for one in fires) if len(fires) > 1 else ""
        value = Value(f"(1 - {rests})" if rests else fires[0], fresh=True)
        return code.add(value, f"{bias}.view(-1{axes})") if bias else value

    @staticmethod
    def _fires(code: NodeCode, mean: str, squares: str, threshold: str) -> str:
        """Return the probability that the number of ones with a mean and a sum of squares exceeds the threshold."""
        number = code.let("mean", mean)
        variance = code.let("variance", f"{code.use('torch.clamp_min')}({number} - {squares}, 0)")
        above = f"({number} - {threshold})" if threshold else number
        return f"{code.use('torch.special.ndtr')}({above} / {code.use('torch.sqrt')}({variance} + {SMALLEST!r}))"


def _added(terms: list[str]) -> str:
    return f"({' + '.join(terms)})" if len(terms) > 1 else terms[0]
