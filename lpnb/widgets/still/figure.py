"""A bqplot figure as a still picture: the lines, bars and points that it holds, drawn without a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import attrs
import numpy as np

from lpnb.widgets.faces.face import number_words
from lpnb.widgets.snapshot import Array
from lpnb.widgets.still.block import BORDER, QUIET, Block, words
from lpnb.widgets.thumbnails import TOP

FONT_SIZE = 9.5
LABEL = 12.0
"""Pixels below the numbers of the axis across in which its name stands."""
EDGE = 4.0
"""Pixels around a plot in which its marks still show."""
Point = tuple[float, float]


@attrs.frozen
class Frame:
    """Where data stands in a figure.

    Attributes:
        left: Pixels left of the plot.
        top: Pixels above it.
        width: Pixels across.
        height: Pixels down.
        ends: Data at the left, the right, the bottom and the top.
    """

    left: float
    top: float
    width: float
    height: float
    ends: tuple[float, float, float, float]

    def x(self, values: Any) -> Any:
        """Return pixels of data across."""
        low, high = self.ends[:2]
        return self.left + (np.asarray(values, float) - low) / ((high - low) or 1.0) * self.width

    def y(self, values: Any) -> Any:
        """Return pixels of data up."""
        low, high = self.ends[2:]
        return self.top + (1 - (np.asarray(values, float) - low) / ((high - low) or 1.0)) * self.height


def drawn(figure: Any, width: float, height: float) -> Block:
    """Return what a figure shows at this size.

    Args:
        figure: A `bqplot.Figure`; its first mark has linear scales with both ends for ``"x"`` and ``"y"``.
        width: Pixels across, with the margins.
        height: Pixels down.
    """
    margin = figure.fig_margin
    inside = width - margin["left"] - margin["right"], height - margin["top"] - margin["bottom"]
    frame = Frame(margin["left"], margin["top"], *inside, _ends(figure.marks[0].scales))
    parts = [part for axis in figure.axes if axis.visible for part in _axis(axis, frame)]
    marks: list[str] = []
    for mark in figure.marks:
        draw = MARKS.get(type(mark).__name__)
        marks += draw(mark, frame) if draw is not None and mark.visible else ()
    return Block(width, height, "".join([*parts, _inside(frame, marks)]))


def _inside(frame: Frame, marks: Iterable[str]) -> str:
    """Return marks, cut off where the plot ends; a line on its edge is seen whole."""
    left, top, wide, high = frame.left - EDGE, frame.top - EDGE, frame.width + 2 * EDGE, frame.height + 2 * EDGE
    box = f'x="{left:g}" y="{top:g}" width="{wide:g}" height="{high:g}" viewBox="{left:g} {top:g} {wide:g} {high:g}"'
    return f'<svg {box} overflow="hidden">{"".join(marks)}</svg>'


def _ends(scales: dict[str, Any]) -> tuple[float, float, float, float]:
    x, y = scales["x"], scales["y"]
    left, right, bottom, top = (float(end or 0.0) for end in (x.min, x.max, y.min, y.max))
    return left, right, bottom, top


def _axis(axis: Any, frame: Frame) -> Iterator[str]:
    numbers = [] if axis.tick_values is None else [float(number) for number in axis.tick_values]
    named = {float(number): name for number, name in (axis.tick_labels or {}).items()}
    bottom = frame.top + frame.height
    if axis.side == "left":
        for number in numbers:
            y = float(frame.y(number))
            yield _path([(frame.left, y), (frame.left + frame.width, y)], BORDER, 1)
            yield words(frame.left - 4, y + 3, number_words(number), FONT_SIZE, QUIET, end=True)
        return
    yield _path([(frame.left, bottom), (frame.left + frame.width, bottom)], BORDER, 1)
    for number in numbers:
        said = named.get(number, number_words(number) if abs(number) < 1e6 else f"{number:.2e}")
        yield words(float(frame.x(number)) - 2.7 * len(said), bottom + 12, said, FONT_SIZE, QUIET)
    if axis.label:
        yield words(frame.left + frame.width, bottom + 12 + LABEL, axis.label, FONT_SIZE, QUIET, end=True)


def _path(points: Iterable[Point], colour: str, thick: float, more: str = "") -> str:
    line = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f'<path d="M{line}" fill="none" stroke="{colour}" stroke-width="{thick:g}"{more}/>'


def _lines(mark: Any, frame: Frame) -> Iterator[str]:
    """Draw curves; what has no point draws nothing."""
    heights = np.atleast_2d(np.asarray(mark.y, float))
    places = np.broadcast_to(np.asarray(mark.x, float), heights.shape)
    for number, (x, y) in enumerate(zip(places, heights, strict=True)):
        points = list(zip(frame.x(x), frame.y(np.nan_to_num(y)), strict=True))
        if not points:
            continue
        strength = _nth(mark.opacities, number, 1.0)
        filled = float(_nth(mark.fill_opacities, number, 0.0)) if mark.fill == "bottom" else 0.0
        if filled:
            foot = frame.top + frame.height
            area = "L".join(f"{px:.1f} {py:.1f}" for px, py in [(points[0][0], foot), *points, (points[-1][0], foot)])
            yield f'<path d="M{area}Z" fill="{_nth(mark.fill_colors, number, "#888888")}" fill-opacity="{filled:g}"/>'
        yield _path(points, _nth(mark.colors, number, "#4c83c3"), mark.stroke_width, f' stroke-opacity="{strength:g}"')


def _bars(mark: Any, frame: Frame) -> Iterator[str]:
    """Draw bars from 0 on."""
    places, heights = np.asarray(mark.x, float).reshape(-1), np.asarray(mark.y, float).reshape(-1)
    wide = frame.width / max(frame.ends[1] - frame.ends[0], 1.0) * (1 - mark.padding)
    foot = float(np.clip(frame.y(0.0), frame.top, frame.top + frame.height))
    for number, (x, y) in enumerate(zip(frame.x(places), frame.y(np.nan_to_num(heights)), strict=True)):
        box = f'x="{x - wide / 2:.1f}" y="{min(y, foot):.1f}" width="{wide:.1f}" height="{abs(y - foot):.1f}"'
        strength = _nth(mark.opacities, number, 1.0)
        yield f'<rect {box} fill="{_nth(mark.colors, number, "#4c83c3")}" fill-opacity="{strength:g}"/>'


def _points(mark: Any, frame: Frame) -> Iterator[str]:
    """Draw points; a colour scale goes from its first colour to its last."""
    size = max(1.2, float(np.sqrt(mark.default_size)) / 2.6)
    shades = _shades(mark)
    for number, (x, y) in enumerate(zip(frame.x(mark.x), frame.y(mark.y), strict=True)):
        colour = shades[number] if shades else _nth(mark.colors, number, "#4c83c3")
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{colour}" fill-opacity="0.8"/>'


def _shades(mark: Any) -> list[str]:
    """Return the colour of each point by the mark's third value; nothing where it has none."""
    scale, values = mark.scales.get("color"), mark.color
    if scale is None or values is None or not len(values):
        return []
    values = np.nan_to_num(np.asarray(values, float))
    low, high = float(values.min()), float(values.max())
    anchors = np.array([list(bytes.fromhex(colour.lstrip("#"))) for colour in scale.colors], float)
    at = (values - low) / ((high - low) or 1.0) * (len(anchors) - 1)
    mixed = np.stack([np.interp(at, np.arange(len(anchors)), anchors[:, part]) for part in range(3)], 1)
    return [f"#{bytes(row).hex()}" for row in mixed.round().astype(np.uint8)]


def _nth(values: Any, number: int, usual: Any) -> Any:
    """Return what a mark says of its part of this number: bqplot repeats its lists."""
    return values[number % len(values)] if values is not None and len(values) else usual


MARKS: dict[str, Callable[[Any, Frame], Iterable[str]]] = {"Lines": _lines, "Bars": _bars, "Scatter": _points}
"""How each kind of mark is drawn."""


def byte_bars(pixels: Array, zero: int, width: float, height: float, colour: str) -> str:
    """Return the bars of a thumbnail: bytes of which one stands for 0."""
    wide = width / len(pixels)
    parts = []
    for number, byte in enumerate(pixels.tolist()):
        top, foot = (height * (1 - max(level, 0) / TOP) for level in (max(byte, zero), min(byte, zero)))
        size = f'width="{max(wide - 0.4, 0.5):.2f}" height="{max(foot - top, 0.6):.2f}"'
        parts.append(f'<rect x="{number * wide:.2f}" y="{top:.2f}" {size} fill="{colour}"/>')
    return "".join(parts)
