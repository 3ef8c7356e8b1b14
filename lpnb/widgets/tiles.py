"""Maps as one small picture: a pixel for each value, eight bits a pixel, as PNG. The browser arranges the tiles."""

from __future__ import annotations

import struct
import zlib

import attrs
import numpy as np

from lpnb.widgets.palette import LEVELS
from lpnb.widgets.snapshot import Array

MOST = 2**18
"""Pixels of a picture above which values are left out: a screen has no room for them, the wire neither."""
TALLEST = 8192
"""Pixels that a column of tiles is high at most."""
LARGE = 30_000
"""Pixels of a picture above which it gets by with a quarter of the colours: its noise is two thirds of its bytes."""


@attrs.frozen
class Strip:
    """Tiles as they lie in a picture, from left to right and then down.

    Attributes:
        pixels: The picture, [rows, columns] of numbers, or [rows, columns, 3] of colours.
        tile: (rows, columns) of pixels of one tile.
        across: How many tiles lie side by side.
    """

    pixels: Array
    tile: tuple[int, int]
    across: int


def pack(maps: Array) -> Strip:
    """Return maps [n, height, width] (or [n, height, width, 3]) as a strip, thinned out if there are too many."""
    step = int(np.ceil(np.sqrt(maps.shape[0] * maps.shape[1] * maps.shape[2] / MOST)))
    maps = maps[:, :: max(step, 1), :: max(step, 1)]
    count, height, width, *rest = maps.shape
    across = -(-count * height // TALLEST)
    down = -(-count // max(across, 1))
    if across <= 1:
        return Strip(maps.reshape(count * height, width, *rest), (height, width), 1)
    full = np.zeros((down * across, height, width, *rest), maps.dtype)
    full[:count] = maps
    full = full.reshape(down, across, height, width, *rest).swapaxes(1, 2)
    return Strip(full.reshape(down * height, across * width, *rest), (height, width), across)


def indices(values: Array, low: float, high: float) -> Array:
    """Return values as indices of colours (uint8): `low` and below is the first, `high` and above the last.

    What is not a number is the first too: a browser has no colour for it, and the stream is about to be stopped anyway.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = (values - np.float32(low)) * np.float32((LEVELS - 1) / max(high - low, 1e-30))
    found: Array = (np.fmin(np.fmax(scaled, 0), LEVELS - 1) + np.float32(0.5)).astype(np.uint8)
    if found.size > LARGE:
        found = np.minimum(found // 4 * 4 + 2, LEVELS - 1).astype(np.uint8)
    return found


def png(pixels: Array, palette: bytes = b"") -> bytes:
    """Return a PNG: of indices [rows, columns] of the RGBA colours in `palette`, or of RGB colours [rows, columns, 3].

    Written by hand: half the time of a general writer, for which a small picture is mostly overhead.
    """
    rows, columns = pixels.shape[:2]
    lines = np.zeros((rows, 1 + pixels[0].size), np.uint8)  # each line begins with its filter: none
    lines[:, 1:] = pixels.reshape(rows, -1)
    # Runs and Huffman codes only: on the noise of feature maps quicker and smaller than searching for repetitions.
    packer = zlib.compressobj(1, zlib.DEFLATED, 15, 9, zlib.Z_RLE)
    data = packer.compress(lines.tobytes()) + packer.flush()
    head = struct.pack(">IIBBBBB", columns, rows, 8, 3 if palette else 2, 0, 0, 0)
    colours = np.frombuffer(palette, np.uint8).reshape(-1, 4)
    named = {b"PLTE": colours[:, :3].tobytes(), b"tRNS": colours[:, 3].tobytes()} if palette else {}
    chunks = {b"IHDR": head, **named, b"IDAT": data, b"IEND": b""}
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks.items())


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
