"""The plot above the slider of the timeline: what is stored, what happened, when the label changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bqplot as bq
import ipywidgets as W  # noqa: N812 - short, for it is everywhere
import numpy as np

from lpnb.run import Stream
from lpnb.run.travel import Remembered
from lpnb.widgets.span import ticks

KINDS = {
    "edit": ("#4c83c3", "square", "the network was edited"),
    "parameter": ("#9a6fc0", "diamond", "a parameter was set"),
    "state": ("#2ba3a8", "triangle-up", "a state was set"),
    "reset": ("#7f8c8d", "cross", "something was begun anew"),
    "breakpoint": ("#d1605e", "circle", "a breakpoint was met"),
    "branch": ("#e0873e", "triangle-down", "another future begins"),
    "label": ("#b78f2e", "ellipse", "the label changed"),
}
"""How what happened is drawn: colour, marker, and in words."""
MOST_STORED = 400
"""Stored frames that are drawn, at most: a screen has no room for more."""
MARGIN = {"top": 4, "bottom": 22, "left": 10, "right": 10}
STORED, CHANGED, HAPPENED = 0.2, 0.45, 0.75
"""Heights at which they stand: what is stored, where the label changed, what happened."""
CROWD = 80
"""Changes of the label beyond which their marks would be one bar, and tell nothing: none is drawn then."""
Found = list[tuple[int, str]]
"""Frames, and in words what was there."""


class TimelinePlot:
    """Draws a stream's memory over its frames.

    Attributes:
        figure: What is shown.
    """

    def __init__(self, stream: Stream, go: Callable[[int], object]) -> None:
        """Make the figure; `go` is told the frame of a mark that is clicked."""
        self._stream, self._go = stream, go
        self._x, self._y = bq.LinearScale(min=0, max=1), bq.LinearScale(min=0, max=1)
        scales = {"x": self._x, "y": self._y}
        nothing = np.zeros(0, np.float32)
        self._stored = bq.Scatter(
            x=nothing, y=nothing, scales=scales, colors=["#8a8f98"], marker="rectangle", default_size=14,
            opacities=[0.6],
        )  # fmt: skip
        self._cursor = bq.Lines(x=[0, 0], y=[0, 1], scales=scales, colors=["#1976d2"], stroke_width=2)
        self._marks = {kind: self._mark(kind, scales) for kind in KINDS}
        self._axis = bq.Axis(scale=self._x, tick_format="d", grid_lines="none")
        self.figure = bq.Figure(
            marks=[self._stored, *self._marks.values(), self._cursor],
            axes=[self._axis],
            fig_margin=MARGIN,
            padding_x=0,
            padding_y=0,
            display_toolbar=False,
            layout=W.Layout(width="100%", height="64px", min_width="120px"),
        )
        self._drawn: tuple[object, ...] = ()
        self._at = 0

    def _mark(self, kind: str, scales: dict[str, Any]) -> Any:
        colour, marker, words = KINDS[kind]
        nothing = np.zeros(0, np.float32)
        mark = bq.Scatter(
            x=nothing, y=nothing, names=nothing, display_names=False, scales=scales, colors=[colour], marker=marker,
            default_size=16 if kind == "label" else 40, labels=[words],
            tooltip=bq.Tooltip(fields=["name"], labels=[words]),
        )  # fmt: skip
        mark.on_element_click(lambda _mark, event: self._go(round(event["data"]["x"])))
        return mark

    def point(self, frame: int) -> int:
        """Put the cursor to a frame; return how many bytes that took."""
        if frame == self._at:
            return 0
        self._at = frame
        if frame > self._x.max:
            self._stretch(float(self._x.min), frame)
        self._cursor.x = np.array([frame, frame], np.float32)
        return 8

    def follow(self, remembered: Remembered, label: str = "", changes: tuple[int, ...] = ()) -> int:
        """Draw what is remembered and what happened, if it is something else than before.

        Args:
            remembered: What is remembered.
            label: An output of a source.
            changes: In which frames that was another one than before.
        """
        marks = self._stream.marks
        ends = (remembered.first, max(remembered.last, remembered.first + 1))
        drawn = (ends, len(remembered.frames), len(marks), marks[-1:], label, len(changes), changes[-1:])
        if drawn == self._drawn:
            return 0
        self._drawn = drawn
        self._stretch(*ends)
        step = -(-len(remembered.frames) // MOST_STORED) or 1
        frames = np.array(remembered.frames[::step], np.float32)
        with self._stored.hold_sync():
            self._stored.x, self._stored.y = frames, np.full(len(frames), STORED, np.float32)
        found: dict[str, Found] = {kind: [] for kind in KINDS}
        for one in marks:
            found[one.kind].append((one.frame, f"after frame {one.frame}: {one.words}"))
        shown = [frame for frame in changes if ends[0] <= frame <= ends[1]]
        found["label"] = [(frame, f"frame {frame}: another {label}") for frame in shown if len(shown) <= CROWD]
        return 2 * frames.nbytes + sum(self._put(kind, each, ends) for kind, each in found.items())

    def _put(self, kind: str, found: Found, ends: tuple[int, int]) -> int:
        """Draw the marks of one kind; return how many bytes that took."""
        mark, found = self._marks[kind], [one for one in found if ends[0] <= one[0] <= ends[1]]
        at = np.array([frame for frame, _ in found], np.float32)
        names = np.array([words for _, words in found])  # bqplot takes no empty objects
        if np.array_equal(at, mark.x) and np.array_equal(names, mark.names):
            return 0
        height = CHANGED if kind == "label" else HAPPENED
        with mark.hold_sync():
            mark.x, mark.y, mark.names = at, np.full(len(at), height, np.float32), names
        return 40 * len(found)

    def _stretch(self, first: float, last: float) -> None:
        with self._x.hold_sync():
            self._x.min, self._x.max = float(first), float(last)
        self._axis.tick_values = np.array(ticks(first, last, 8))
