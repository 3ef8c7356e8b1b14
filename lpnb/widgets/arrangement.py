"""Which panels of a workbench are open, in which order, and how wide: a value, kept with the graph."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

import attrs

from lpnb.errors import brief

WIDTHS = ("full", "half", "third")
MOST = 100
"""Panels that are read from a file, at most."""


@attrs.frozen
class Spot:
    """Where a panel stands.

    Attributes:
        panel: Its name in `lpnb.widgets.panels.PANELS`.
        width: How much of a row it takes: ``'full'``, ``'half'`` or ``'third'``.
        floating: Whether it floats over the page.
    """

    panel: str
    width: str = "full"
    floating: bool = False


@attrs.frozen
class Arrangement:
    """Open panels, from top to bottom and from left to right.

    Attributes:
        spots: One for each; a panel that has none is closed.
    """

    spots: tuple[Spot, ...] = ()

    @classmethod
    def of(cls, *panels: str) -> Self:
        """Return an arrangement in short: ``of('editor', 'curves half', 'knobs half')``."""
        parts = [panel.partition(" ") for panel in panels]
        return cls(tuple(Spot(name, width or WIDTHS[0]) for name, _, width in parts))

    def __contains__(self, panel: object) -> bool:
        """Return whether a panel is open."""
        return any(spot.panel == panel for spot in self.spots)

    def place(self, panel: str) -> int:
        """Return the place of an open panel, counted from 0."""
        return [spot.panel for spot in self.spots].index(panel)

    def spot(self, panel: str) -> Spot:
        """Return where an open panel stands."""
        return self.spots[self.place(panel)]

    # -- what a person does ---------------------------------------------------------------------------------------

    def opened(self, panel: str, width: str = "full") -> Arrangement:
        """Return it with a panel more, at the end."""
        return self if panel in self else Arrangement((*self.spots, Spot(panel, width)))

    def closed(self, panel: str) -> Arrangement:
        """Return it without a panel."""
        return Arrangement(tuple(spot for spot in self.spots if spot.panel != panel))

    def moved(self, panel: str, before: str | None) -> Arrangement:
        """Return it with a panel moved before another one, or (None) to the end."""
        if panel == before:
            return self
        others = list(self.closed(panel).spots)
        place = len(others) if before is None else self.closed(panel).place(before)
        return Arrangement((*others[:place], self.spot(panel), *others[place:]))

    def shifted(self, panel: str, by: int) -> Arrangement:
        """Return it with a panel moved by so many places; at either end it stays."""
        others = list(self.closed(panel).spots)
        place = min(max(self.place(panel) + by, 0), len(others))
        return Arrangement((*others[:place], self.spot(panel), *others[place:]))

    def resized(self, panel: str) -> Arrangement:
        """Return it with the next narrower width for a panel, after the narrowest the full one."""
        width = WIDTHS[(WIDTHS.index(self.spot(panel).width) + 1) % len(WIDTHS)]
        return self._with(attrs.evolve(self.spot(panel), width=width))

    def detached(self, panel: str) -> Arrangement:
        """Return it with a panel that floats, or is back in its place if it floated."""
        return self._with(attrs.evolve(self.spot(panel), floating=not self.spot(panel).floating))

    def _with(self, new: Spot) -> Arrangement:
        return Arrangement(tuple(new if spot.panel == new.panel else spot for spot in self.spots))

    # -- as plain data --------------------------------------------------------------------------------------------

    def plain(self) -> list[dict[str, Any]]:
        """Return it as JSON has it; what is as usual is left out."""
        usual = Spot("")
        return [
            {name: value for name, value in attrs.asdict(spot).items() if value != getattr(usual, name)}
            for spot in self.spots
        ]

    @classmethod
    def read(cls, data: Any, known: Iterable[str]) -> tuple[Arrangement, list[str]]:
        """Return what plain data describes, as far as it does, and in words what was left out.

        Args:
            data: What `plain` returned once, perhaps changed by hand since, or written by a newer lpnb.
            known: The panels that there are.
        """
        left_out: list[str] = []
        names = list(known)
        spots: dict[str, Spot] = {}
        for entry in data[:MOST] if isinstance(data, list) else [data]:
            try:
                spot = Spot(**entry)
            except TypeError:
                spot = Spot("")
            fits = spot.width in WIDTHS and isinstance(spot.floating, bool)
            if not fits or spot.panel not in names or spot.panel in spots:
                left_out.append(f"layout of the workbench: {brief(entry)} says nothing known, and was left out.")
                continue
            spots[spot.panel] = spot
        return cls(tuple(spots.values())), left_out


PRESETS = {
    "watch": Arrangement.of("editor", "views", "timeline", "curves half", "knobs half"),
    "train": Arrangement.of("curves full", "knobs half", "views half", "editor"),
    "teach": Arrangement.of("rollout", "timeline", "editor", "views"),
}
"""Arrangements to begin with, by what somebody wants to do."""
