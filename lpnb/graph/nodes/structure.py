"""The base of the nodes that order a drawing: they hold no state, and no program knows of them."""

from __future__ import annotations

from typing import ClassVar

import attrs

from lpnb.graph.node import Arriving, Node, Port
from lpnb.graph.types import Type


@attrs.frozen
class Structure(Node):
    """A node of the drawing alone: nothing flows into it or out of it."""

    category: ClassVar[str] = "structure"
    ports: ClassVar[tuple[Port, ...]] = ()
    without: ClassVar[frozenset[str]] = frozenset(field.name for field in attrs.fields(Node))  # all of them are of time

    def outputs(self) -> tuple[str, ...]:
        """Return none."""
        return ()

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return no type: there is no output."""
        return {}
