"""Feature maps of one sample, as tiles."""

from __future__ import annotations

import bqplot as bq
import ipywidgets as W  # noqa: N812 - short, for it is everywhere
import numpy as np

from lpnb.graph.types import Type
from lpnb.widgets.palette import GREY, css_gradient, diverging, sequential
from lpnb.widgets.snapshot import Array
from lpnb.widgets.span import Span
from lpnb.widgets.tiles import as_maps, grid, png, sheet

ROOM = (300.0, 138.0)
"""Pixels that a view has for its tiles, across and down."""
PICTURE_ENDS = (2, 98)
"""Percentiles of a picture that become black and white."""


class MapFace:
    """Draws values [..., height, width] as tiles, and what their colours mean.

    Attributes:
        widgets: What is shown, from top to bottom.
        unseen: What has to be closed besides.
    """

    def __init__(self, type_: Type, colour: str, *, grey: bool = False) -> None:
        """Make a figure that fits the type.

        Args:
            type_: What is drawn.
            colour: The colour of its node (maps have their own colours).
            grey: Whether it is a picture, which looks best as one.
        """
        self._grey, self._span = grey, Span()
        # bqplot does not see a new value inside the image that it shows, so two images take turns.
        self._images = (W.Image(value=b"", format="png"), W.Image(value=b"", format="png"))
        self.unseen = self._images
        self._turn, self._shown = 0, b""
        scales = {"x": bq.LinearScale(min=0, max=1), "y": bq.LinearScale(min=0, max=1)}
        self.mark = bq.Image(image=self._images[0], scales=scales)
        width, height = _size(type_)
        self.figure = bq.Figure(
            marks=[self.mark],
            fig_margin={"top": 0, "bottom": 0, "left": 0, "right": 0},
            padding_x=0,
            display_toolbar=False,
            padding_y=0,
            min_aspect_ratio=0.01,
            layout=W.Layout(width=f"{width:.0f}px", height=f"{height:.0f}px", min_width="20px", margin="auto"),
        )
        self._scale = W.HTML()
        self.widgets = (self.figure, self._scale)

    def draw(self, value: Array, now: float) -> int:
        """Show a value; return how many bytes that took."""
        maps = as_maps(value)
        # The noise of a few pixels would take the contrast from a picture.
        ends = np.percentile(maps, PICTURE_ENDS) if self._grey else (maps.min(), maps.max())
        changed = self._span.see(float(ends[0]), float(ends[1]), now)
        low, high, palette = self._colours()
        picture = png(grid(maps, low, high), palette)
        size = self._draw_scale(low, high, palette) if changed else 0
        if picture != self._shown:
            self._turn = 1 - self._turn
            image = self._images[self._turn]
            image.value = self._shown = picture
            self.mark.image = image
            size += len(picture)
        return size

    def _colours(self) -> tuple[float, float, bytes]:
        if self._grey:
            return self._span.low, self._span.high, sequential(GREY)
        if self._span.signed:
            return -self._span.reach, self._span.reach, diverging()
        return 0.0, self._span.high, sequential()

    def _draw_scale(self, low: float, high: float, palette: bytes) -> int:
        bar = f'<i style="background:{css_gradient(palette)}"></i>'
        self._scale.value = f'<div class="lpnb-scale">{low + 0:g}{bar}{high + 0:g}</div>'
        return len(self._scale.value)


def _size(type_: Type) -> tuple[float, float]:
    height, width = type_.shape[-2:]
    maps = type_.size // (height * width)
    down, across, each, gap = sheet(maps, height, width)
    high, wide = down * (height * each + gap) - gap, across * (width * each + gap) - gap
    scale = min(ROOM[0] / wide, ROOM[1] / high)
    return wide * scale, high * scale
