"""Accuracy over update steps since an image appeared: a line for each network and rollout, published ones as ghosts."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

import bqplot as bq
import ipywidgets as W  # noqa: N812 - short, for it is everywhere
import numpy as np

from lpnb.experiments.responses import Curve, Responses, published
from lpnb.widgets.accuracy_plot import wide_figure
from lpnb.widgets.said import Said

COLOURS = ("#4c83c3", "#e0873e", "#4fa66a", "#c44e52", "#8a6fc4", "#17a2a8", "#b5179e", "#8c6d46")
SHARES = np.linspace(0, 1, 6)
MOST_TICKS = 12


def response_plot(found: Responses, *, published: bool = True) -> W.VBox:
    """Return a plot of what an experiment found; see `Responses.plot`."""
    colours = _colours(found.curves)
    ghosts = _ghosts(colours) if published else []
    last = max((curve.steps[-1] for curve in (*found.curves, *ghosts)), default=1)
    scales = {"x": bq.LinearScale(min=0, max=float(last + 1)), "y": bq.LinearScale(min=0, max=1)}
    marks = [_line(curve, scales, colours[curve.network, curve.rollout], ghost=True) for curve in ghosts]
    for curve in found.curves:
        colour = colours[curve.network, curve.rollout]
        marks += [*_spread(curve, scales, colour), _line(curve, scales, colour, ghost=False)]
    across = bq.Axis(scale=scales["x"], label="update steps since the image appeared", label_offset="30px")
    across.tick_values, across.tick_format = np.arange(0, last + 2, -(-(last + 1) // MOST_TICKS)), "d"
    across.grid_lines = "none"
    up = bq.Axis(scale=scales["y"], side="left", grid_lines="solid", tick_format=".0%", tick_values=SHARES)
    up.label, up.label_offset = "right answers", "38px"
    figure = wide_figure(marks, [across, up], height=340, left=54)
    legend = Said()
    entries = {f"{network}, {rollout}": colour for (network, rollout), colour in colours.items()}
    dots = (_dot(colour, words) for words, colour in entries.items())
    pale = '<span class="lpnb-hint">pale: published</span>' if ghosts else ""
    legend.say(", ".join(entries), "".join(dots) + pale)
    return W.VBox([legend, figure]).add_class("lpnb-accuracy")


def _dot(colour: str, words: str) -> str:
    return f'<span><span class="lpnb-dot" style="background:{colour}"></span>{escape(words)}</span>'


def _colours(curves: Iterable[Curve]) -> dict[tuple[str, str], str]:
    """Return a colour for each network and rollout, in their order."""
    keys = [(curve.network, curve.rollout) for curve in curves]
    return {key: COLOURS[place % len(COLOURS)] for place, key in enumerate(keys)}


def _ghosts(colours: dict[tuple[str, str], str]) -> list[Curve]:
    """Return the published curves of the networks and rollouts that are shown."""
    return [curve for curve in published() if (curve.network, curve.rollout) in colours]


def _line(curve: Curve, scales: dict[str, Any], colour: str, *, ghost: bool) -> bq.Lines:
    x, y = np.array(curve.steps, np.float32), np.array(curve.accuracy, np.float32)
    line = bq.Lines(x=x, y=y, scales=scales, colors=[colour], stroke_width=2)
    if ghost:
        line.line_style, line.opacities, line.stroke_width = "dashed", [0.35], 1.5
    else:
        line.marker, line.marker_size = "circle", 28
    return line


def _spread(curve: Curve, scales: dict[str, Any], colour: str) -> list[bq.Lines]:
    """Return a band of one standard deviation on both sides, where there are several seeds."""
    if curve.seeds < 2:
        return []
    x, mean, spread = (np.array(values, np.float32) for values in (curve.steps, curve.accuracy, curve.spread))
    band = np.stack([mean - spread, mean + spread])
    return [
        bq.Lines(x=x, y=band, scales=scales, colors=[colour], fill="between", fill_colors=[colour],
                 fill_opacities=[0.15], opacities=[0, 0])
    ]  # fmt: skip
