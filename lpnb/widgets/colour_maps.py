"""From values to colours: the maps that a person can choose from."""

from __future__ import annotations

import functools

import numpy as np

from lpnb.widgets.palette import GREY, css_gradient, diverging, sequential
from lpnb.widgets.snapshot import Array

AUTO = "automatic"
SEQUENTIAL = {
    "viridis": "440154 472d7b 3b528b 2c728e 21918c 28ae80 5ec962 addc30 fde725",
    "magma": "000004 1c1044 4f127b 812581 b5367a e55064 fb8761 fec287 fcfdbf",
    "cividis": "00224e 123570 3b496c 575d6d 707173 8a8678 a59c74 c3b369 e1cc55 fee838",
    "grey": GREY,
}
"""From low to high, dark to bright."""
DIVERGING = "blue-red"
"""From below 0 over the page's own colour at 0 to above it."""
COLOUR_MAPS = (AUTO, DIVERGING, *SEQUENTIAL)


def palette(name: str, *, signed: bool, picture: bool) -> bytes:
    """Return `LEVELS` colours (and two of no use here) of a map by name; `automatic` chooses for what is shown."""
    if name == AUTO:
        name = "grey" if picture else DIVERGING if signed else "viridis"
    return diverging() if name == DIVERGING else sequential(SEQUENTIAL[name])


@functools.cache
def gradient(colours: bytes) -> str:
    """Return a map as a CSS gradient, for the colour bar."""
    return css_gradient(colours)


@functools.cache
def wheel() -> str:
    """Return the colours of all angles from -180 to 180 degrees as a CSS gradient."""
    angles = np.linspace(-np.pi, np.pi, 13)
    colours = angle_colours(np.cos(angles), np.sin(angles), 1.0)
    return f"linear-gradient(90deg,{','.join(f'rgb({r},{g},{b})' for r, g, b in colours)})"


def angle_colours(across: Array, up: Array, reach: float) -> Array:
    """Return the vectors (across, up) as RGB (uint8, one axis more): the hue is the angle, the brightness the length.

    Args:
        across: First component.
        up: Second component.
        reach: The length that is shown brightest.
    """
    hue = np.arctan2(up, across)[..., None]
    bright = np.clip(np.hypot(across, up) / max(reach, 1e-30), 0, 1)[..., None]
    # Three cosines a third of a turn apart: a wheel without the corners that the usual one has.
    wave = 0.5 + 0.5 * np.cos(hue - np.array([0, 2, 4]) * np.pi / 3)
    colours: Array = np.rint(255 * np.nan_to_num(bright * wave)).astype(np.uint8)
    return colours


def true_colours(values: Array, low: float, high: float) -> Array:
    """Return values [..., 3] as RGB (uint8)."""
    scaled = (values - low) / max(high - low, 1e-30)
    colours: Array = np.rint(255 * np.clip(np.nan_to_num(scaled), 0, 1)).astype(np.uint8)
    return colours
