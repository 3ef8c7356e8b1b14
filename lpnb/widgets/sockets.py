"""Numbers for outputs and inputs such that equal numbers fit the same: so a table of all pairs stays small.

The editor has to know what fits while a wire is dragged, without asking.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Container
from typing import Generic, TypeVar

from lpnb.graph.types import Type
from lpnb.shapes.fit import Entry, fit
from lpnb.widgets.catalogue import Data

Thing = TypeVar("Thing")
SPARE = 500
"""How many things without use keep their numbers: what is undone has its old one again."""


class Sockets:
    """The sockets of one graph.

    Their numbers stay as the graph is edited, so that only what fits otherwise than before has to be sent.

    Attributes:
        sources: The numbers of outputs.
        targets: The numbers of inputs.
    """

    def __init__(self) -> None:
        """Start with none."""
        self.sources: Numbers[Type | None] = Numbers()
        self.targets: Numbers[Entry] = Numbers()
        self._rows: dict[int, dict[str, str]] = {}
        self._compared: list[int] = []

    def fits(self, drawn: Collection[Data]) -> dict[str, str]:
        """Return for each pair ``"source>target"`` the kind of edge that fits, or ``"!"`` and why none does.

        Args:
            drawn: Nodes and kinds of nodes as they are drawn, with the sockets of their outputs and ports.
        """
        sources = sorted({out["socket"] for one in drawn for out in one["outputs"]})
        ports = [port for one in drawn for port in one["ports"]]
        targets = {port[key] for port in ports for key in ("socket", "freed") if key in port}
        known = self._rows if self._compared == sources else {}
        self._rows = {number: known.get(number) or self._row(sources, number) for number in targets}
        self._compared = sources
        self.sources.keep(sources)
        self.targets.keep(targets)
        return {pair: kind for row in self._rows.values() for pair, kind in row.items()}

    def _row(self, sources: list[int], target: int) -> dict[str, str]:
        into = self.targets[target]
        found = {f"{number}>{target}": fit(self.sources[number], into) for number in sources}
        return {pair: fitting.kind or f"!{fitting.why}" for pair, fitting in found.items()}


class Numbers(Generic[Thing]):
    """A number for each of those things that are equal."""

    def __init__(self) -> None:
        """Start with none."""
        self._numbers: dict[Thing, int] = {}
        self._things: dict[int, Thing] = {}
        self._next = itertools.count()

    def __getitem__(self, number: int) -> Thing:
        """Return what has a number."""
        return self._things[number]

    def of(self, thing: Thing) -> int:
        """Return the number of a thing."""
        number = self._numbers.get(thing)
        if number is None:
            number = self._numbers[thing] = next(self._next)
            self._things[number] = thing
        return number

    def keep(self, used: Container[int]) -> None:
        """Forget what is not in use, if that is much."""
        spare = [number for number in self._things if number not in used]
        for number in spare if len(spare) > SPARE else ():
            del self._numbers[self._things.pop(number)]
