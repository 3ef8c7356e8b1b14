"""What one, two or three statistics say of each of several values."""

from __future__ import annotations

import attrs
import bqplot as bq
import numpy as np

from lpnb.graph.fields import choice
from lpnb.measure.statistics import STATISTICS
from lpnb.widgets.faces.face import Spot, Table, Values, number_words
from lpnb.widgets.faces.plot import Plot, drawable
from lpnb.widgets.snapshot import Array
from lpnb.widgets.span import Span

NONE = "none"
NAMES = tuple(STATISTICS)


@attrs.define(eq=False, slots=False, kw_only=True)
class Statistics(Plot):
    """Draws a bar for each value; with a second statistic a point for each, with a third in a colour."""

    name = "statistics"
    help = "A bar for each value; with a second statistic a point for each, with a third in a colour."
    several = True

    statistic: str = choice("std", NAMES, help="What is said about each value.")
    against: str = choice(NONE, (NONE, *NAMES), help="A second statistic: up, with the first across.")
    colour: str = choice(NONE, (NONE, *NAMES), help="A third: as a colour, from dark to bright.")

    def wants_all(self, axes: int) -> bool:
        """Return that the numbers are about all samples."""
        return True

    @classmethod
    def fits(cls, values: Values) -> bool:
        """Return that everything has statistics."""
        return all(value.array.size for value in values)

    @classmethod
    def suits(cls, values: Values) -> bool:
        """Return whether there are several values."""
        return len(values) > 1

    def asked(self) -> tuple[str, ...]:
        """Return all options; the third statistic needs a second one."""
        return ("statistic", "against", "colour") if self.against != NONE else ("statistic", "against")

    def open(self, values: Values) -> None:
        """Make the figure."""
        self._names = tuple(value.name for value in values)
        self._spans = (Span(), Span())
        self._rows = np.zeros((0, 0))
        self._drawn_as: tuple[str, ...] = ()
        self.figure(("", ""))
        nothing = np.zeros(0, np.float32)
        colours = [value.colour for value in values]
        self.bars = bq.Bars(x=nothing, y=nothing, scales=self.scales, colors=colours, padding=0.3)
        shades = bq.ColorScale(colors=["#440154", "#21918c", "#fde725"])
        scales = {**self.scales, "color": shades}
        self.points = bq.Scatter(x=nothing, y=nothing, scales=scales, colors=colours, default_size=70)
        self.points.stroke, self.points.names, self.points.display_names = "#88888888", list(self._names), True
        self.widget.marks = [self.bars, self.points]

    def draw(self, values: Values, now: float) -> int:
        """Show the statistics; return how many bytes that took."""
        asked = tuple(name for name in (self.statistic, self.against, self.colour) if name != NONE)
        rows = drawable(np.array([[STATISTICS[name](value.array) for name in asked] for value in values]))
        if asked == self._drawn_as and np.array_equal(rows, self._rows):
            return 0
        if asked != self._drawn_as:
            self._spans = (Span(), Span())
        self._rows, changed, self._drawn_as = rows, asked != self._drawn_as, asked
        for span, column in zip(self._spans, rows.T, strict=False):
            span.see(float(column.min()), float(column.max()), now)
        ends = [(span.low, span.high) for span in self._spans]
        return self._points(rows, ends, changed) if self.against != NONE else self._bars(rows, ends, changed)

    def _bars(self, rows: Array, ends: list[tuple[float, float]], changed: bool) -> int:
        self.reach((-0.6, len(rows) - 0.4), ends[0], whole=True)
        if changed:
            self._across.label = self.statistic
            self._across.tick_labels = {str(number): name for number, name in enumerate(self._names)}
            self.show(self.points, x=np.zeros(0, np.float32), y=np.zeros(0, np.float32))
        return self.show(self.bars, x=np.arange(len(rows), dtype=np.float32), y=rows[:, 0].copy())

    def _points(self, rows: Array, ends: list[tuple[float, float]], changed: bool) -> int:
        self.reach(*ends)
        if changed:
            self._across.label = f"{self.statistic}; up: {self.against}"
            self._across.tick_labels = {}
            self.show(self.bars, x=np.zeros(0, np.float32), y=np.zeros(0, np.float32))
        colour = rows[:, 2].copy() if self.colour != NONE else None
        return self.show(self.points, x=rows[:, 0].copy(), y=rows[:, 1].copy(), color=colour)

    def at(self, across: float, down: float) -> Spot | None:
        """Return what is said of the nearest value."""
        if not len(self._rows):
            return None
        x, y = self.data_at(across, down)
        if self.against == NONE:
            near = int(np.clip(round(x), 0, len(self._rows) - 1))
        else:
            room = np.array([self._x.max - self._x.min, self._y.max - self._y.min])
            near = int(np.hypot(*((self._rows[:, :2] - [x, y]) / room).T).argmin())
        said = zip(self._drawn_as, self._rows[near], strict=True)
        return Spot(f"{self._names[near]}: {', '.join(f'{name} {number_words(float(v))}' for name, v in said)}")

    @property
    def steps(self) -> int:
        """One step for each value."""
        return len(self._rows) if self.against == NONE else 0

    def table(self) -> Table:
        """Return a line for each value."""
        return {"value": np.array(self._names), **dict(zip(self._drawn_as, self._rows.T, strict=True))}
