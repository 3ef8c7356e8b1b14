"""The base of all edge kinds (transforms): fields, shape rule, code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, Self

import attrs
import numpy as np

from lpnb.errors import ExpressionError
from lpnb.graph import activations
from lpnb.graph.code import EdgeCode, Term
from lpnb.graph.fields import LONGEST_WORD, delay, function, switch, text, words
from lpnb.graph.names import renamed
from lpnb.graph.node import Finding
from lpnb.graph.types import Type
from lpnb.graph.written import BATCH, told_sizes


@attrs.frozen
class Edge:
    """An edge kind; an instance holds the fields of one edge.

    Attributes:
        kind: The name that people use for it.
        takes_classes: Whether class indices may flow along it (else it computes, and needs numbers).
        without: Names of inherited fields that mean nothing here: nobody can set them, and files never hold them.
        places: The fields of its place in the drawing (see `lpnb.graph.layout.Place`).
    """

    kind: ClassVar[str] = ""
    takes_classes: ClassVar[bool] = False
    without: ClassVar[frozenset[str]] = frozenset()
    places: ClassVar[tuple[str, ...]] = ("colour", "bends")

    delay: int | str = delay(1, help="Age of what is read: 0 is this frame, 1 the frame before; 'auto' aligns.")
    on: bool = switch(default=True, help="Whether it counts; switched off, its term is left out of the target's sum.")
    before: str = function("identity", help="What is applied to the values that it reads, before anything else.")
    tags: tuple[str, ...] = words(help="Words that it shares with others, so that a loss can name all of them at once.")
    share: str = text(
        "", longest=LONGEST_WORD, help="Another edge of its kind, whose parameters it uses; empty: those of its own."
    )

    def renamed(self, names: Mapping[str, str]) -> Self:
        """Return the edge after nodes and edges were renamed, old name -> new name."""
        share = renamed(self.share, names) if self.share else ""
        return self if share == self.share else attrs.evolve(self, share=share)

    def reads(self, source: Type) -> Type:
        """Return the type of what it computes with: of what `before` makes of the values of its source."""
        if self.before == activations.IDENTITY:
            return source
        return attrs.evolve(source, simplex=self.before == activations.SOFTMAX)

    def check_before(self, source: Type) -> Iterator[Finding]:
        """Yield why `before` cannot be applied to the values of its source."""
        if self.before == activations.IDENTITY:
            return
        mend = "Leave 'before' at 'identity', or choose another function."
        if source.classes:
            yield Finding(f"numbers for before={self.before!r}", f"{source}", mend)
            return
        try:
            result = activations.sizes(self.before, source.shape)
        except ExpressionError as error:
            yield Finding(f"{error.problem.expected} in 'before'", error.problem.found, mend)
            return
        if result is not None and not _spreads(result, (BATCH, *source.shape)):
            expected = f"a function as 'before' that keeps {source}"
            yield Finding(expected, f"{self.before!r}, which makes {told_sizes(result)} of it", mend)

    def infer(self, source: Type) -> Type | None:
        """Return the type of the result when the target does not say one, None when that cannot be told."""
        return None

    def check(self, source: Type, target: Type) -> Iterator[Finding]:
        """Yield why `source` cannot become `target`."""
        yield from ()

    @staticmethod
    def check_features(features: int | None, target: Type) -> Iterator[Finding]:
        """Yield a finding when a number of features was asked for and the target has another one."""
        if features is not None and features != target.features:
            mend = "Leave 'features' out: the target names its own shape."
            yield Finding(f"{features} features in the target, as 'features' says", f"{target.features}", mend)

    def emit(self, code: EdgeCode) -> Term:
        """Return what the edge adds to its target's sum."""
        return Term(code.x, fresh=False)


def _spreads(sizes: tuple[int, ...], over: tuple[int, ...]) -> bool:
    """Return whether values of some sizes can be spread over others."""
    try:
        return np.broadcast_shapes(sizes, over) == over
    except ValueError:
        return False
