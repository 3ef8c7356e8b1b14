"""What faces that draw with bqplot have in common: a figure with two axes whose ends are round."""

from __future__ import annotations

from typing import Any

import attrs
import bqplot as bq
import ipywidgets as W  # noqa: N812 - short, for it is everywhere
import numpy as np

from lpnb.widgets.faces.face import Face, Values
from lpnb.widgets.snapshot import Array
from lpnb.widgets.span import ticks

LARGEST = 1e30
"""Beyond, a browser cannot draw; a network that comes here is about to be stopped anyway."""
MARGIN = {"top": 8, "bottom": 36, "left": 44, "right": 10}
LETTER, HIGH_TICK = 7, 26
"""Pixels that a digit at the axis across takes, and a number at the one up."""


@attrs.define(eq=False, slots=False, kw_only=True)
class Plot(Face):
    """A face that draws with bqplot."""

    def figure(self, labels: tuple[str, str], **margin: int) -> None:
        """Make an empty figure.

        Args:
            labels: What the axes count: across, up.
            margin: Pixels around the plot that differ from the usual.
        """
        self._x, self._y = bq.LinearScale(min=0, max=1), bq.LinearScale(min=0, max=1)
        self._labels = labels
        self._ends: dict[str, tuple[float, float]] = {}
        self._margin = {**MARGIN, **margin}
        self._across = bq.Axis(scale=self._x, label=labels[0], label_offset="28px", grid_lines="none")
        self._up = bq.Axis(scale=self._y, side="left", label=labels[1], label_offset="36px", grid_lines="solid")
        self._across.tick_format = self._up.tick_format = ".4~g"
        # No room for a name at the left: the numbers are wider than what bqplot leaves them.
        self._up.label = ""
        self.widget = bq.Figure(
            axes=[self._across, self._up],
            fig_margin=self._margin,
            padding_x=0,
            padding_y=0,
            display_toolbar=False,
            min_aspect_ratio=0.01,
            max_aspect_ratio=100,
            layout=W.Layout(width=f"{self.size[0]}px", height=f"{self.size[1]}px", min_width="20px"),
        )
        self.widget.add_class("lpnb-plot")

    @property
    def scales(self) -> dict[str, Any]:
        """The scales of both axes, for a mark."""
        return {"x": self._x, "y": self._y}

    def reach(self, across: tuple[float, float], up: tuple[float, float], *, whole: bool = False) -> bool:
        """Let the axes go from and to; return whether they did something else before.

        Args:
            across: Both ends of the axis across.
            up: Those of the axis up.
            whole: Whether what is counted across has whole numbers.
        """
        changed = False
        for name, scale, axis, ends in (("x", self._x, self._across, across), ("y", self._y, self._up, up)):
            if self._ends.get(name) == ends:
                continue
            self._ends[name], changed = ends, True
            low, high = ends
            with scale.hold_sync():
                scale.min, scale.max = float(low), float(high if high > low else low + 1)
            numbers = ticks(low, high, self._most(name, low, high, whole=whole))
            if whole and name == "x":
                numbers = [number for number in numbers if number == int(number)]
            axis.tick_values = np.array(numbers)
        return changed

    def _most(self, axis: str, low: float, high: float, *, whole: bool) -> int:
        """Return how many numbers there is room for at an axis."""
        (width, height), margin = self.size, self._margin
        if axis == "y":
            return max(2, (height - margin["top"] - margin["bottom"]) // HIGH_TICK)
        letters = len(f"{max(abs(low), abs(high)):.0f}") if whole else 5
        return max(2, (width - margin["left"] - margin["right"]) // (8 + LETTER * letters))

    def resize(self, width: int, height: int) -> None:
        """Take a new size in pixels; the ticks follow."""
        super().resize(width, height)
        ends, self._ends = self._ends, {}
        if ends:
            self.reach(ends["x"], ends["y"])

    def data_at(self, across: float, down: float) -> tuple[float, float]:
        """Return the values of both axes at a place of the plot."""
        x, y = self._x, self._y
        return x.min + across * (x.max - x.min), y.max - down * (y.max - y.min)

    def show(self, mark: Any, **traits: Any) -> int:
        """Set traits of a mark in one message; return how many bytes that took. Arrays have to be new ones."""
        if len(traits) == 1:  # holding back costs a third of a message
            for name, value in traits.items():
                setattr(mark, name, value)
        else:
            with mark.hold_sync():
                for name, value in traits.items():
                    setattr(mark, name, value)
        return sum(value.nbytes for value in traits.values() if isinstance(value, np.ndarray)) or 40


def drawable(array: Array) -> Array:
    """Return a new float32 array of what a browser can draw: nan as 0, nothing beyond `LARGEST`."""
    with np.errstate(over="ignore", invalid="ignore"):
        values = np.array(array, np.float32)
        total = float(np.abs(values).sum()) if values.size else 0.0
    if not total < LARGEST:  # one look in the usual case, where all are sound
        values = np.clip(np.nan_to_num(values, posinf=LARGEST, neginf=-LARGEST), -LARGEST, LARGEST)
    return values


def first(values: Values) -> Array:
    """Return the array of the first value."""
    return values[0].array
