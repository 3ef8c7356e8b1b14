"""Curves over the last frames: of values, or of what statistics say of them."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import attrs
import bqplot as bq
import numpy as np

from lpnb.graph.fields import choice, integer, text
from lpnb.measure.statistics import STATISTICS
from lpnb.widgets.faces.face import Spot, Table, Values, number_words
from lpnb.widgets.faces.maps import chosen
from lpnb.widgets.faces.plot import Plot, drawable
from lpnb.widgets.faces.ring import Ring
from lpnb.widgets.palette import NODE_COLOURS
from lpnb.widgets.snapshot import Array
from lpnb.widgets.span import Span

MOST_CURVES = 16


@attrs.define(eq=False, slots=False, kw_only=True)
class OverTime(Plot):
    """Draws a few numbers over the last frames."""

    memory = True

    frames: int = integer(200, low=2, high=5000, unit="frames", help="How far back the curves go.")

    @abstractmethod
    def row(self, values: Values) -> dict[str, float]:
        """Return the numbers of one frame by name, at most `MOST_CURVES`."""

    def open(self, values: Values) -> None:
        """Make the figure."""
        self._ring, self._drawn = Ring(), -1
        self._names: tuple[str, ...] = ()
        self._span = Span()
        self.figure(("frame", ""))
        self._across.tick_format = "d"
        nothing = np.zeros((1, 0), np.float32)
        self._base = values[0].colour
        self.lines = bq.Lines(
            x=nothing[0], y=nothing, scales=self.scales, stroke_width=1.5, colors=self.colours(values)
        )
        self.widget.marks = [self.lines]
        self._marked: int | None = None

    def colours(self, values: Values) -> list[str]:
        """Return the colours of the curves, over and over."""
        base = values[0].colour
        return [base, *(colour for colour in NODE_COLOURS if colour != base)]

    def remember(self, values: Values) -> None:
        """Take note of a frame."""
        row = self.row(values)
        self._names = tuple(row)
        self._ring.add(values[0].frame, np.array(list(row.values()), np.float32), self.frames)

    def rewind(self, frame: int) -> None:
        """Forget what came after a frame."""
        self._ring.rewind(frame)

    def draw(self, values: Values, now: float) -> int:
        """Show what was noted; return how many bytes that took."""
        if self._ring.version == self._drawn or not len(self._ring):
            return 0
        self._drawn = self._ring.version
        frames, rows = self._ring.arrays()
        self._frames, self._heights = frames, drawable(rows.T)
        # A curve has no more points than the screen has columns.
        every = -(-len(frames) // 1024)
        low, high = float(self._heights.min()), float(self._heights.max())
        self._span.see(low, high, now)
        self.reach((float(frames[0]), float(max(frames[-1], frames[0] + 1))), (self._span.low, self._span.high))
        x, y = frames[::-every][::-1], self._heights[:, ::-every][:, ::-1]
        if len(x) == 1:  # a curve is two points at least
            x, y = np.repeat(x, 2), np.repeat(y, 2, axis=1)
        return self.show(self.lines, x=x.astype(np.float32), y=np.ascontiguousarray(y))

    def mark(self, channel: int | None) -> None:
        """Make the curve of a channel stand out."""
        names = [str(name) for name in self._names]
        place = names.index(str(channel)) if channel is not None and str(channel) in names else None
        if place == self._marked:
            return
        self._marked = place
        self.lines.opacities = [] if place is None else [1.0 if n == place else 0.25 for n in range(len(names))]

    def at(self, across: float, down: float) -> Spot | None:
        """Return the value of the nearest curve at the nearest frame."""
        if not len(self._ring) or self._drawn < 0:
            return None
        x, y = self.data_at(across, down)
        place = int(np.abs(self._frames - x).argmin())
        curve = int(np.abs(self._heights[:, place] - y).argmin())
        name = self._names[curve]
        words = f"{name}, frame {self._frames[place]}: {number_words(float(self._heights[curve, place]))}"
        return Spot(words, int(name) if name.isdigit() else None)

    @property
    def steps(self) -> int:
        """One step for each frame."""
        return len(self._ring)

    def table(self) -> Table:
        """Return the frames, and a column for each curve."""
        if self._drawn < 0:
            return {}
        return {"frame": self._frames, **dict(zip(self._names, self._heights, strict=True))}


@attrs.define(eq=False, slots=False, kw_only=True)
class Trace(OverTime):
    """Draws features over the last frames; of maps, the mean of each channel."""

    name = "over time"
    help = "Each feature over the last frames; of maps, the mean of each channel."

    channels: str = text("0:8", help="Which features: 3, or 0:8, or 0:32:4; empty for the first 16.", longest=40)

    @classmethod
    def fits(cls, values: Values) -> bool:
        """Return that anything changes over time."""
        return values[0].array.size > 0

    def asked(self) -> tuple[str, ...]:
        """Return all options."""
        return ("frames", "channels")

    def row(self, values: Values) -> dict[str, float]:
        """Return the chosen features, or means of channels."""
        value = values[0]
        if not value.array.ndim:
            return {value.name: float(value.array)}
        size = value.array.shape[0]
        kept = chosen(self.channels, size) if self.channels != "0:8" or size > 8 else np.arange(size)
        array = value.array[kept[:MOST_CURVES]]
        means: Array = array.reshape(len(array), -1).mean(1) if array.ndim > 1 else array
        return dict(zip(map(str, kept.tolist()), means.tolist(), strict=False))


@attrs.define(eq=False, slots=False, kw_only=True)
class StatisticOverTime(OverTime):
    """Draws one statistic of each of several values over the last frames."""

    name = "statistic over time"
    help = "One number that a statistic makes of each value, over the last frames."
    several = True

    statistic: str = choice("mean", tuple(STATISTICS), help="What is said about each value.")

    def wants_all(self, axes: int) -> bool:
        """Return that the numbers are about all samples."""
        return True

    @classmethod
    def fits(cls, values: Values) -> bool:
        """Return that everything has statistics."""
        return all(value.array.size for value in values)

    def colours(self, values: Values) -> list[str]:
        """Return the colour of each node."""
        colours: list[Any] = [value.colour for value in values]
        return colours if len(set(colours)) == len(colours) else super().colours(values)

    def row(self, values: Values) -> dict[str, float]:
        """Return the statistic of each value."""
        found = STATISTICS[self.statistic]
        if self.statistic != self._noted:
            self._noted, self._ring = self.statistic, Ring()
            self._drawn = -1
        return {value.name: found(value.array) for value in values[:MOST_CURVES]}

    _noted = ""
