"""How often which values occur."""

from __future__ import annotations

import attrs
import bqplot as bq
import numpy as np

from lpnb.graph.fields import choice, integer, number, switch
from lpnb.widgets.faces.face import Spot, Table, Values, number_words
from lpnb.widgets.faces.plot import Plot, drawable
from lpnb.widgets.span import Span, round_up

ACCENT = "#d9541e"


@attrs.define(eq=False, slots=False, kw_only=True)
class Histogram(Plot):
    """Draws how often which values occur, where their mean is, and one standard deviation to both sides of it."""

    name = "histogram"
    help = "How often which values occur; the line is their mean, the bar below one standard deviation to both sides."

    bins: int = integer(30, low=2, high=400, help="Into how many parts the range is divided.")
    range: str = choice(
        "automatic", ("automatic", "fixed"), help="Automatic follows the extremes, slowly, both ends round."
    )
    low: float = number(-1.0, help="The lower end, where the range is fixed.")
    high: float = number(1.0, help="The upper end, where the range is fixed.")
    logarithmic: bool = switch(default=False, help="Heights are logarithms, so that rare values are seen too.")

    def wants_all(self, axes: int) -> bool:
        """Return that the numbers are about all samples."""
        return True

    @classmethod
    def fits(cls, values: Values) -> bool:
        """Return whether there are numbers."""
        return values[0].array.size > 1

    def asked(self) -> tuple[str, ...]:
        """Return all options; both ends only where they count."""
        hidden = {"low", "high"} if self.range == "automatic" else set()
        return tuple(name for name in super().asked() if name not in hidden)

    def open(self, values: Values) -> None:
        """Make the figure."""
        value = values[0]
        self.figure(("value", "values"))
        self._up.tick_format = ".3~s"
        self._span, self._top = Span(), Span()
        self.counts, self.edges = np.zeros(0), np.zeros(1)
        self.mean, self.std, self._drawn_as = float("nan"), float("nan"), self.logarithmic
        # One mark for all, so that one message does: the outline, the mean, and one standard deviation to both sides.
        # An outline rather than bars, which the browser would build anew, each in turn.
        nothing = np.zeros((3, 2), np.float32)  # bqplot cannot begin with several lines without a point
        self.lines = bq.Lines(
            x=nothing, y=nothing, scales=self.scales, colors=[value.colour, ACCENT, ACCENT], stroke_width=1.6,
            fill="bottom", fill_colors=[value.colour, ACCENT, ACCENT], fill_opacities=[0.45, 0, 0],
        )  # fmt: skip
        self.widget.marks = [self.lines]

    def draw(self, values: Values, now: float) -> int:
        """Show values; return how many bytes that took."""
        flat = drawable(values[0].array).reshape(-1)
        low, high = self._between(float(flat.min()), float(flat.max()), now)
        counts, edges = np.histogram(flat, self.bins, (low, high))
        mean, std = float(flat.mean(dtype=np.float64)), float(flat.std(dtype=np.float64))
        same = np.array_equal(counts, self.counts) and np.array_equal(edges, self.edges)
        if same and (mean, std) == (self.mean, self.std) and self._drawn_as == self.logarithmic:
            return 0
        self.counts, self.edges, self.mean, self.std, self._drawn_as = counts, edges, mean, std, self.logarithmic
        heights = np.log10(counts + 1) if self.logarithmic else counts.astype(float)
        self._top.see(0, float(heights.max()), now)
        self.reach((low, high), (0, self._top.high))
        x, y = np.repeat(edges, 2)[1:-1], np.repeat(heights, 2)
        middle, foot = np.full_like(x, mean), self._top.high / 60
        spread, rise = np.full_like(x, mean + std), np.full_like(x, self._top.high)
        spread[0], rise[0] = mean - std, 0
        lines = {"x": np.stack([x, middle, spread]), "y": np.stack([y, rise, np.full_like(x, foot)])}
        return self.show(self.lines, **{name: line.astype(np.float32) for name, line in lines.items()})

    def _between(self, low: float, high: float, now: float) -> tuple[float, float]:
        if self.range == "fixed":
            return self.low, self.high if self.high > self.low else self.low + 1
        if low > 0 and high - low < 0.2 * low:  # far from 0: the range need not begin there
            room = round_up(high - low or abs(high))
            return round(low / room - 0.5) * room, round(high / room + 0.5) * room
        self._span.see(low, high, now)
        return self._span.low, self._span.high

    def at(self, across: float, down: float) -> Spot | None:
        """Return the bin at a place."""
        number = int(across * len(self.counts))
        if not 0 <= number < len(self.counts):
            return None
        low, high = number_words(float(self.edges[number])), number_words(float(self.edges[number + 1]))
        of_all = f"mean {number_words(self.mean)}, std {number_words(self.std)}"
        return Spot(f"{self.counts[number]} from {low} to {high}; {of_all}")

    @property
    def steps(self) -> int:
        """One step for each bin."""
        return len(self.counts)

    def table(self) -> Table:
        """Return where each bin begins and ends, and how many values are in it."""
        return {"from": self.edges[:-1], "to": self.edges[1:], "values": self.counts}
