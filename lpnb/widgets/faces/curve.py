"""A vector as a curve over its features; of all samples, a curve for each."""

from __future__ import annotations

import attrs
import bqplot as bq
import numpy as np

from lpnb.widgets.faces.bars import index_of, index_table, what
from lpnb.widgets.faces.face import Spot, Table, Values, spot_words
from lpnb.widgets.faces.plot import Plot, drawable
from lpnb.widgets.palette import NODE_COLOURS
from lpnb.widgets.span import Span

MOST_CURVES = 64
MOST_POINTS = 4096
"""Values of a curve beyond which it is thinned out: a screen has fewer columns."""


@attrs.define(eq=False, slots=False, kw_only=True)
class Curve(Plot):
    """Draws values over their number; an array of two axes as several curves."""

    name = "curve"
    help = "Values over the number of the feature; of all samples, a curve for each."

    @classmethod
    def fits(cls, values: Values) -> bool:
        """Return whether there is more than one value."""
        return values[0].array.size > 1 and not values[0].classes

    @classmethod
    def suits(cls, values: Values) -> bool:
        """Return whether it is a vector."""
        return cls.fits(values) and values[0].array.ndim == 1

    def open(self, values: Values) -> None:
        """Make the figure."""
        value = self._value = values[0]
        several = value.array.ndim == 2 and value.array.shape[0] <= MOST_CURVES and value.array.shape[1] > 1
        rows = value.array.shape[0] if several else 1
        self._rows, self._count = rows, value.array.size // rows
        self._every = -(-self._count // MOST_POINTS)
        label = what(value) if value.array.ndim == 1 else value.axis(-1) if rows > 1 else "value"
        self.figure((label, ""))
        self._span = Span()
        self._heights = np.zeros((0, 0), np.float32)
        x = np.arange(0, self._count, self._every, dtype=np.float32)
        colours = [value.colour, *(colour for colour in NODE_COLOURS if colour != value.colour)]
        self.lines = bq.Lines(x=x, y=np.zeros_like(x), scales=self.scales, colors=colours, stroke_width=1.5)
        self._cursor = bq.Lines(
            x=np.zeros(0, np.float32), y=np.zeros(0, np.float32), scales=self.scales, colors=["#888888"], stroke_width=1
        )
        self.widget.marks = [self.lines, self._cursor]
        self.reach((0, max(1, self._count - 1)), (0, 1), whole=True)

    def draw(self, values: Values, now: float) -> int:
        """Show a value; return how many bytes that took."""
        self._value = values[0]
        heights = drawable(values[0].array).reshape(self._rows, -1)
        if np.array_equal(heights, self._heights):
            return 0
        self._heights, size = heights, 0
        if self._span.see(float(heights.min()), float(heights.max()), now):
            size = 40 * self.reach((0, max(1, self._count - 1)), (self._span.low, self._span.high), whole=True)
        shown = heights[:, :: self._every]
        return size + self.show(self.lines, y=shown[0].copy() if self._rows == 1 else shown.copy())

    def mark(self, channel: int | None) -> None:
        """Draw a line at a feature."""
        gone = channel is None or channel >= self._count
        if gone and not len(self._cursor.x):
            return
        ends = np.zeros(0) if gone else np.array([channel, channel])
        heights = np.zeros(0) if gone else np.array([self._y.min, self._y.max])
        self.show(self._cursor, x=ends.astype(np.float32), y=heights.astype(np.float32))

    def at(self, across: float, down: float) -> Spot | None:
        """Return the value of the curve that is nearest to a place."""
        if not self._heights.size:
            return None
        x, y = self.data_at(across, down)
        number = min(max(round(x), 0), self._count - 1)
        row = int(np.abs(self._heights[:, number] - y).argmin())
        index = index_of(self._value, row * self._count + number)
        linked = number if self._value.array.ndim == 1 and self._value.axis(0) != "sample" else None
        return Spot(spot_words(index, self._heights[row, number]), linked)

    @property
    def steps(self) -> int:
        """One step for each value."""
        return self._count

    def table(self) -> Table:
        """Return the number and the height of each point."""
        return index_table(self._value, self._heights.reshape(-1))
