"""A vector as bars."""

from __future__ import annotations

from typing import Any

import attrs
import bqplot as bq
import numpy as np

from lpnb.widgets.faces.face import Spot, Table, Value, Values, spot_words
from lpnb.widgets.faces.plot import MARGIN, Plot, drawable
from lpnb.widgets.snapshot import Array
from lpnb.widgets.span import Span

MOST_BARS = 64
"""Beyond, bars are thinner than a pixel is sharp, and slow: a curve shows the same."""
FAINT = 0.45
MARKED = {"stroke": "currentColor", "stroke-width": "2px"}


@attrs.define(eq=False, slots=False, kw_only=True)
class Bars(Plot):
    """Draws one number per feature, per class, or (for a state of one number) per sample."""

    name = "bars"
    help = "A bar for each feature, or for each sample of what is one number."

    @classmethod
    def fits(cls, values: Values) -> bool:
        """Return whether there are few enough values."""
        value = values[0]
        return bool(value.classes and value.array.ndim == 0) or (value.array.size <= MOST_BARS and not value.classes)

    @classmethod
    def suits(cls, values: Values) -> bool:
        """Return whether it is a vector, or a class."""
        return cls.fits(values) and values[0].array.ndim <= 1

    def open(self, values: Values) -> None:
        """Make the figure."""
        value = values[0]
        self._value, self._heights = value, np.zeros(0, np.float32)
        self._count = value.classes or max(value.array.size, 1)
        if self.size == self.box:  # few bars need little room
            self.size = (max(190, min(self.box[0], 70 + 16 * self._count)), self.box[1])
        self.figure((what(value), ""), left=14 if value.classes else MARGIN["left"])
        self._span = Span()
        self._up.visible = not value.classes
        x = np.arange(self._count, dtype=np.float32)
        start = np.zeros(self._count, np.float32)
        self.bars = bq.Bars(x=x, y=start, scales=self.scales, colors=[value.colour], padding=0.25)
        self.bars.selected_style = MARKED
        self.widget.marks = [self.bars]
        self.reach((-0.6, self._count - 0.4), (0, 1), whole=True)

    def draw(self, values: Values, now: float) -> int:
        """Show a value; return how many bytes that took."""
        value = self._value = values[0]
        array = np.arange(value.classes) == int(value.array) if value.classes else value.array
        heights = drawable(array).reshape(-1)
        if np.array_equal(heights, self._heights):
            return 0
        self._heights = heights
        size = 0
        if not (value.classes or value.simplex) and self._span.see(float(heights.min()), float(heights.max()), now):
            size += 40 * self.reach((-0.6, self._count - 0.4), (self._span.low, self._span.high), whole=True)
        traits: dict[str, Any] = {"y": heights}
        if value.simplex:
            traits["opacities"] = [1.0 if place == heights.argmax() else FAINT for place in range(len(heights))]
        return size + self.show(self.bars, **traits)

    def mark(self, channel: int | None) -> None:
        """Put a frame around a bar."""
        selected = None if channel is None or channel >= self._count else [channel]
        known = self.bars.selected
        if (None if known is None else list(known)) != selected:
            self.bars.selected = selected

    def at(self, across: float, down: float) -> Spot | None:
        """Return the bar at a place."""
        number = round(self.data_at(across, down)[0])
        if not 0 <= number < len(self._heights):
            return None
        index = index_of(self._value, number)
        linked = number if self._value.array.ndim == 1 and self._value.axis(0) != "sample" else None
        return Spot(spot_words(index, self._heights[number]), linked)

    @property
    def steps(self) -> int:
        """One step for each bar."""
        return self._count

    def table(self) -> Table:
        """Return the number and the height of each bar."""
        return index_table(self._value, self._heights)


def what(value: Value) -> str:
    """Return what is counted across."""
    if value.classes or value.simplex:
        return "class"
    return value.axis(0) if value.array.ndim == 1 else "sample" if not value.array.ndim else "value"


def index_of(value: Value, number: int) -> tuple[int, ...]:
    """Return the index in the array of a number in the flat array."""
    if value.array.ndim <= 1:
        return (number,) if value.array.ndim or value.classes else ()
    return tuple(int(place) for place in np.unravel_index(number, value.array.shape))


def index_table(value: Value, flat: Array) -> Table:
    """Return the columns of the index, and the values."""
    if value.array.ndim <= 1:
        return {what(value): np.arange(len(flat)), "value": flat}
    grid = np.indices(value.array.shape).reshape(value.array.ndim, -1)
    return {**{f"{value.axis(n)}": column for n, column in enumerate(grid)}, "value": flat}
