"""A vector of one sample, as bars, or as a curve where bars would be too thin."""

from __future__ import annotations

from typing import Any

import bqplot as bq
import ipywidgets as W  # noqa: N812 - short, for it is everywhere
import numpy as np

from lpnb.graph.types import Type
from lpnb.widgets.snapshot import Array
from lpnb.widgets.span import Span, ticks

MOST_BARS = 64
EVERY_TICK = 16
"""Bars up to which each has its number below it."""
FAINT = 0.45
LARGEST = 1e30
"""Beyond, a browser cannot draw; a network that comes here is about to be stopped anyway."""


class BarFace:
    """Draws one number per feature, per class, or (for a scalar state) per sample of the batch.

    Attributes:
        widgets: What is shown, from top to bottom.
        unseen: What has to be closed besides: nothing.
    """

    def __init__(self, type_: Type, colour: str, *, batch: int = 1) -> None:
        """Make a figure that fits the type.

        Args:
            type_: What is drawn.
            colour: The colour of its node.
            batch: How many samples there are.
        """
        self._classes, self._simplex = type_.classes, type_.simplex
        count = type_.classes or (type_.size if type_.shape else batch)
        self._span, self._shown = Span(), np.full(count, np.nan, np.float32)
        self._y = bq.LinearScale(min=0, max=1)
        scales = {"x": bq.LinearScale(min=-0.6, max=count - 0.4), "y": self._y}
        x = np.arange(count, dtype=np.float32)
        start = np.zeros(count, np.float32)
        self.mark: Any
        if count <= MOST_BARS:
            self.mark = bq.Bars(x=x, y=start, scales=scales, colors=[colour], padding=0.25)
        else:
            self.mark = bq.Lines(x=x, y=start, scales=scales, colors=[colour], stroke_width=1.5)
        self._axis = bq.Axis(scale=self._y, side="left", grid_lines="solid", tick_format=".3~g")
        self._axis.tick_values, self._axis.visible = np.array(ticks(0, 1, 4)), not type_.classes
        self.figure = bq.Figure(
            marks=[self.mark],
            axes=[_below(scales["x"], count, _what(type_)), self._axis],
            fig_margin={"top": 8, "bottom": 36, "left": 10 if type_.classes else 34, "right": 8},
            padding_x=0,
            display_toolbar=False,
            padding_y=0,
            layout=W.Layout(width=f"{max(170, min(300, 60 + 16 * count))}px", height="158px", min_width="20px"),
        )
        self.widgets = (self.figure,)
        self.unseen = ()

    def draw(self, value: Array, now: float) -> int:
        """Show a value; return how many bytes that took."""
        if self._classes:
            value = np.arange(self._classes) == int(value)
        # A new array each time: bqplot does not see what changes inside one.
        heights = np.nan_to_num(np.array(value, np.float32).reshape(-1), posinf=LARGEST, neginf=-LARGEST)
        heights = np.clip(heights, -LARGEST, LARGEST)
        if heights.shape == self._shown.shape and np.array_equal(heights, self._shown):
            return 0
        self._shown = heights
        if not (self._classes or self._simplex) and self._span.see(float(heights.min()), float(heights.max()), now):
            with self._y.hold_sync():
                self._y.min, self._y.max = self._span.low, self._span.high
            self._axis.tick_values = np.array(ticks(self._span.low, self._span.high, 4))
        with self.mark.hold_sync():
            if self._simplex and isinstance(self.mark, bq.Bars):
                self.mark.opacities = [1.0 if place == heights.argmax() else FAINT for place in range(len(heights))]
            self.mark.y = heights
        return int(heights.nbytes)


def _what(type_: Type) -> str:
    if type_.classes or type_.simplex:
        return "class"
    return "feature" if type_.shape else "sample"


def _below(scale: Any, count: int, label: str) -> Any:
    at = np.arange(count) if count <= EVERY_TICK else np.array(ticks(0, count - 1, 5))
    return bq.Axis(scale=scale, label=label, tick_format="d", tick_values=at, label_offset="28px", grid_lines="none")
