"""What every comparison of a loss has: what it hears, and what it writes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs

from lpnb.graph.code import NodeCode
from lpnb.graph.node import Arriving, Finding
from lpnb.graph.types import Type

if TYPE_CHECKING:
    from lpnb.graph.graph import Graph
    from lpnb.learn.loss import Loss

FUNCTIONAL = "torch.nn.functional."


@attrs.frozen
class Given:
    """What a loss node hears in a frame, as text of the program; empty where nothing arrives.

    Attributes:
        prediction: The answer.
        type: Its type.
        target: What is right.
        right: The type of that.
        mask: What counts.
        counts: The type of that.
    """

    prediction: str
    type: Type
    target: str = ""
    right: Type | None = None
    mask: str = ""
    counts: Type | None = None

    def masked(self, text: str) -> str:
        """Return one number a sample, times the mask of the sample where there is one."""
        return f"({text} * {self.mask})" if self.mask else text


class Comparison(ABC):
    """One way to compare.

    Attributes:
        name: What people call it.
        unit: The unit of the loss, for the axis of a plot.
        needs_target: Whether it compares with something at all.
        of_classes: Whether the target is a class, so that smoothing and a confidence penalty mean something.
        reads_formula: Whether it is computed by the loss's formula.
        masks: Whether a mask has to be a factor of samples or values; else it does with it as it likes.
    """

    name = ""
    unit = ""
    needs_target = True
    of_classes = False
    reads_formula = False
    masks = True

    def check(self, loss: Loss, arriving: Arriving) -> Iterator[Finding]:
        """Yield what keeps prediction and target from being compared."""
        yield from ()

    def survey(self, graph: Graph, name: str) -> Iterator[Finding]:
        """Yield what a loss of that name hears, as the graph is, that it cannot mean anything with."""
        yield from ()

    def masked_by(self, prediction: Type) -> tuple[int, ...]:
        """Return the greatest shape of a mask with which it can choose within a sample; empty where it cannot."""
        return ()

    @abstractmethod
    def emit(self, loss: Loss, code: NodeCode, given: Given) -> str:
        """Return the expression of one number for each sample, masked where there is a mask."""
