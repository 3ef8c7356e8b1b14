"""Accuracy over the frames since a stimulus began, with what chance would give and since when an answer can know."""

from __future__ import annotations

from html import escape
from typing import Any

import bqplot as bq
import ipywidgets as W  # noqa: N812 - short, for it is everywhere
import numpy as np

from lpnb.widgets.said import Said
from lpnb.widgets.snapshot import Array

GHOST, FIRST, CHOSEN = "#8a8f98", "#4fa66a", "#e0873e"
"""Colours of the level of chance, of the first response, and of the delay that is looked at."""
SHARES = np.linspace(0, 1, 5)
MOST_TICKS = 16


def wide_figure(marks: list[Any], axes: list[Any], *, height: int, left: int) -> bq.Figure:
    """Return a figure as wide as there is room, without bqplot's own bar; `height` and `left` margin in pixels."""
    return bq.Figure(
        marks=marks,
        axes=axes,
        fig_margin={"top": 10, "bottom": 42, "left": left, "right": 16},
        padding_x=0,
        padding_y=0,
        display_toolbar=False,
        min_aspect_ratio=0.01,
        max_aspect_ratio=100,
        layout=W.Layout(width="100%", height=f"{height}px", min_width="120px"),
    )


class AccuracyPlot:
    """Draws shares of right answers.

    Attributes:
        widget: What is shown.
        line: The shares, where there are any.
    """

    def __init__(self, delays: int) -> None:
        """Make the figure, for 0 to ``delays - 1`` frames."""
        self._x, self._y = bq.LinearScale(min=0, max=max(1, delays - 1)), bq.LinearScale(min=0, max=1)
        scales = {"x": self._x, "y": self._y}
        nothing = np.zeros(0, np.float32)
        self.line = bq.Lines(x=nothing, y=nothing, scales=scales, colors=["#4c83c3"], marker="circle", marker_size=28)
        self.line.stroke_width = 2
        self.chance = self._mark(scales, GHOST, "dashed")
        self.first = self._mark(scales, FIRST, "solid")
        self.chosen = self._mark(scales, CHOSEN, "solid")
        across = bq.Axis(scale=self._x, label="frames since the stimulus began", label_offset="30px", grid_lines="none")
        across.tick_values, across.tick_format = np.arange(0, delays, -(-delays // MOST_TICKS)), "d"
        up = bq.Axis(scale=self._y, side="left", grid_lines="solid", tick_format=".0%", tick_values=SHARES)
        figure = wide_figure([self.chance, self.first, self.chosen, self.line], [across, up], height=300, left=48)
        self._legend = Said()
        self.widget = W.VBox([self._legend, figure]).add_class("lpnb-accuracy")

    def _mark(self, scales: dict[str, Any], colour: str, style: str) -> Any:
        nothing = np.zeros(0, np.float32)
        return bq.Lines(x=nothing, y=nothing, scales=scales, colors=[colour], line_style=style, stroke_width=1.5)

    def draw(self, accuracy: Array, chance: float, first: int | None, chosen: int) -> int:
        """Show shares; return how many bytes that took.

        Args:
            accuracy: For each delay; nan where nothing was counted.
            chance: The share that guessing would give.
            first: The first delay at which the answer can know the stimulus, None when it never does.
            chosen: The delay that is looked at.
        """
        known = np.flatnonzero(np.isfinite(accuracy)).astype(np.float32)
        ends = (float(self._x.min), float(self._x.max))
        size = self._put(self.line, known, accuracy[np.isfinite(accuracy)])
        size += self._put(self.chance, ends, (chance, chance))
        size += self._put(self.chosen, (chosen, chosen), (0, 1))
        inside = first is not None and first <= ends[1]
        size += self._put(self.first, (first, first) if inside else (), (0, 1) if inside else ())
        return size + self._tell(chance, first)

    def _put(self, mark: Any, x: Any, y: Any) -> int:
        x, y = np.array(x, np.float32), np.array(y, np.float32)
        if np.array_equal(x, mark.x) and np.array_equal(y, mark.y):
            return 0
        with mark.hold_sync():
            mark.x, mark.y = x, y
        return int(x.nbytes + y.nbytes)

    def _tell(self, chance: float, first: int | None) -> int:
        entries = [(self.line.colors[0], "right answers"), (GHOST, f"by chance: {chance:.0%}")]
        if first is not None:
            entries.append((FIRST, f"first frame that can know: {first}"))
        entries.append((CHOSEN, "the matrix"))
        words = ", ".join(words for _, words in entries)
        dots = (f'<span class="lpnb-dot" style="background:{colour}"></span>{escape(said)}' for colour, said in entries)
        return self._legend.say(words, "".join(f"<span>{one}</span>" for one in dots))
