"""Feature maps as one small picture: tiles side by side, eight bits a value, compressed as PNG."""

from __future__ import annotations

import io
import math

import numpy as np
from PIL import Image

from lpnb.widgets.palette import BETWEEN, BEYOND, LEVELS
from lpnb.widgets.snapshot import Array

LARGEST = 512
"""Pixels on a side above which values are left out: a screen has no room for them, the wire neither."""
SMALLEST = 12
"""Pixels that a tile has at least on its longer side, so that the line between tiles is thin against them."""


def as_maps(value: Array) -> Array:
    """Return the value of one sample as [maps, height, width]."""
    return value.reshape(-1, *value.shape[-2:])


def columns(maps: int, height: int, width: int) -> int:
    """Return how many tiles stand side by side: rather wide than high, with few places left empty."""
    ideal = max(1, min(maps, round(math.sqrt(1.5 * maps * height / width))))
    near = range(max(1, ideal - ideal // 3), min(maps, ideal + ideal // 3) + 1)
    return min(near, key=lambda across: (-maps % across + abs(across - ideal), -across))


def sheet(maps: int, height: int, width: int) -> tuple[int, int, int, int]:
    """Return (rows, columns, pixels for a value, pixels between tiles) of the whole picture."""
    across = columns(maps, height, width)
    each = max(1, -(-SMALLEST // max(height, width)))
    return -(-maps // across), across, each, 1 if maps > 1 else 0


def grid(maps: Array, low: float, high: float) -> Array:
    """Return maps [maps, height, width] as indices of colours [rows, columns], tile by tile."""
    count, height, width = maps.shape
    down, across, each, gap = sheet(count, height, width)
    height, width = height * each, width * each
    picture = np.full((down * (height + gap) - gap, across * (width + gap) - gap), BETWEEN, np.uint8)
    scaled = (np.clip(np.nan_to_num(maps), low, high) - low) * ((LEVELS - 1) / max(high - low, 1e-12))
    indices = np.rint(scaled).astype(np.uint8).repeat(each, 1).repeat(each, 2)
    for number in range(down * across):
        top, left = number // across * (height + gap), number % across * (width + gap)
        place = (slice(max(top - gap, 0), top + height + gap), slice(max(left - gap, 0), left + width + gap))
        if number < count:
            picture[top : top + height, left : left + width] = indices[number]
        else:
            picture[place] = BEYOND
    step = -(-max(picture.shape) // LARGEST)
    return picture[::step, ::step]


def png(indices: Array, palette: bytes) -> bytes:
    """Return indices [rows, columns] of the RGBA colours in `palette` as PNG."""
    colours = np.frombuffer(palette, np.uint8).reshape(-1, 4)
    image = Image.fromarray(np.ascontiguousarray(indices))
    image.putpalette(colours[:, :3].tobytes())
    file = io.BytesIO()
    # Level 1: over a local socket, time matters more than the last few bytes.
    image.save(file, "PNG", transparency=colours[:, 3].tobytes(), compress_level=1)
    return file.getvalue()
