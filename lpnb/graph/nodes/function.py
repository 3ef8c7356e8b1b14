"""A formula of what arrives."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import ClassVar

import attrs

from lpnb.errors import ExpressionError
from lpnb.graph import activations, formulas
from lpnb.graph.code import NodeCode, Value
from lpnb.graph.fields import shape, text
from lpnb.graph.node import OUT, Arriving, Finding, Node, Port
from lpnb.graph.types import Type
from lpnb.graph.written import BATCH, Sizes, spreads_to, told_sizes

NAMES = ("a", "b", "c", "d")


@attrs.frozen
class Function(Node):
    """Works out a formula of what arrives at its inputs a, b, c and d, e.g. ``a * sigmoid(b) - c``.

    The language is that of activations (see `lpnb.graph.activations`). Values are [batch, features, ...]; smaller
    ones are spread over greater ones, and a vector of features counts at each place.
    """

    kind: ClassVar[str] = "function"
    category: ClassVar[str] = "function"
    ports: ClassVar[tuple[Port, ...]] = tuple(
        Port(name, f"what the formula calls {name}", required=False) for name in NAMES
    )

    formula: str = text("a", longest=500, help="An expression in a, b, c and d, e.g. a * sigmoid(b).")
    shape: tuple[int, ...] | None = shape(help="Sizes of one sample; empty: those of the formula's result.")

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return its own shape, or that of the formula's result."""
        if self.shape:
            return {OUT: Type(self.shape)}
        try:
            expression = formulas.parse(self.formula, NAMES)
            known = _known(arriving)
            sizes = formulas.sizes(expression, known) if {*expression.names} <= {*known} else None
        except ExpressionError:
            return {OUT: None}
        return {OUT: Type(sizes[1:]) if sizes and sizes[0] == BATCH else None}

    def wants(self, port: str, out: Type | None) -> Type | None:
        """Return None: a value has the size that its edge makes of its source."""
        return None

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield what is wrong with the formula, or with what arrives for it."""
        yield from super().check(arriving)
        try:
            expression = formulas.parse(self.formula, NAMES)
            yield from self._check_ports(expression.names, {name for name in NAMES if arriving.get(name)})
            known = _known(arriving)
            if {*expression.names} <= {*known}:
                yield from self._check_sizes(formulas.sizes(expression, known))
        except ExpressionError as error:
            yield Finding(activations.wanted(error, "its formula"), error.problem.found, error.problem.mend)

    def _check_ports(self, reads: Iterable[str], connected: Collection[str]) -> Iterator[Finding]:
        for name in reads:
            if name not in connected:
                mend = f"Connect something to {name!r}, or leave it out of the formula."
                yield Finding(f"something at {name!r}, which the formula reads", "nothing", mend)
        for name in NAMES:
            if name in connected and name not in reads:
                mend = f"Read it, or remove what arrives at {name!r}."
                yield Finding(f"a formula that reads {name!r}", repr(self.formula), mend, severity="warning")

    def _check_sizes(self, sizes: Sizes) -> Iterator[Finding]:
        whole = sizes is not None and len(sizes) > 0 and sizes[0] == BATCH
        if self.shape and sizes is not None:
            wanted = (BATCH, *self.shape)
            if not spreads_to((*sizes, *(1,) * (len(wanted) - len(sizes))) if whole else sizes, wanted):
                yield Finding(f"a formula that makes {told_sizes(wanted)}", told_sizes(sizes))
        elif not whole:
            mend = "Give the node a shape that it is spread over."
            yield Finding("a formula with values for each sample as its result", told_sizes(sizes or ()), mend)

    def emit(self, code: NodeCode) -> Value:
        """Return the formula as text."""
        expression = formulas.parse(self.formula, NAMES)
        arrived = {name: code.arrival(name) for name in expression.names}
        return formulas.value(expression, {name: (v.text, type_.shape) for name, (v, type_) in arrived.items()}, code)


def _known(arriving: Arriving) -> dict[str, tuple[int, ...]]:
    """Return the shape of the samples of each input where it is known."""
    first = {name: arriving[name][0] for name in NAMES if arriving.get(name)}
    return {name: found.shape for name, found in first.items() if found is not None}
