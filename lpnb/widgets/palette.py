"""Colours: one for each node, the same in picture, views and curves; and the maps from values to colours."""

from __future__ import annotations

import functools
import weakref

import numpy as np

from lpnb.graph import Graph
from lpnb.graph.content import vertices

NODE_COLOURS = (
    "#4c83c3",  # blue
    "#e0873e",  # orange
    "#4fa66a",  # green
    "#9a6fc0",  # violet
    "#d1605e",  # red
    "#2ba3a8",  # teal
    "#b78f2e",  # ochre
    "#c773a3",  # pink
    "#7f8c8d",  # grey
    "#8a6d52",  # brown
)
"""Readable on white and on the dark theme's background alike."""

LEVELS = 254
"""Colours of a map."""
BETWEEN, BEYOND = 254, 255
"""Indices of what lies between tiles and of where there is none."""

VIRIDIS = "440154 472d7b 3b528b 2c728e 21918c 28ae80 5ec962 addc30 fde725"
GREY = "111111 383838 5f5f5f 858585 a8a8a8 cacaca f2f2f2"
NEGATIVE, POSITIVE = "2e5fb8", "d9541e"


_numbers: weakref.WeakKeyDictionary[Graph, dict[int, int]] = weakref.WeakKeyDictionary()
"""For each graph its nodes, by uid, numbered as they were first seen: a node keeps its colour for life."""


def node_colours(graph: Graph) -> dict[str, str]:
    """Return the colour of each node: the one that a person gave it, else one that is its own for life."""
    numbers = _numbers.setdefault(graph, {})
    colours = {}
    with graph.lock:  # another thread may be editing
        for vertex in vertices(graph.nx):
            number = numbers.setdefault(vertex.uid, len(numbers))
            colours[vertex.name] = graph.place(vertex.name).colour or NODE_COLOURS[number % len(NODE_COLOURS)]
    return colours


def node_colour(graph: Graph, node: str) -> str:
    """Return the colour of a node, grey for one that is gone."""
    return node_colours(graph).get(node, NODE_COLOURS[8])


def _rgb(hexadecimal: str) -> list[int]:
    return list(bytes.fromhex(hexadecimal))


@functools.cache
def sequential(anchors: str = VIRIDIS) -> bytes:
    """Return `LEVELS` RGBA colours through `anchors`, dark to bright, and those between and beyond the tiles."""
    points = np.array([_rgb(colour) for colour in anchors.split()], float)
    at = np.linspace(0, len(points) - 1, LEVELS)
    channels = [np.interp(at, np.arange(len(points)), points[:, channel]) for channel in range(3)]
    opaque = np.full(LEVELS, 255.0)
    return _with_rest(np.stack([*channels, opaque], 1), gap=0)


@functools.cache
def diverging() -> bytes:
    """Return `LEVELS` RGBA colours, blue to nothing to red (at 0 the theme shows), and those between and beyond."""
    at = np.linspace(-1, 1, LEVELS)
    colour = np.where(at[:, None] < 0, np.array(_rgb(NEGATIVE), float), np.array(_rgb(POSITIVE), float))
    return _with_rest(np.concatenate([colour, 255 * np.abs(at)[:, None] ** 0.8], 1), gap=44)


def _with_rest(colours: np.ndarray[tuple[int, ...], np.dtype[np.float64]], gap: int) -> bytes:
    rest = [(128, 128, 128, gap), (0, 0, 0, 0)]
    return np.concatenate([colours.round(), rest]).astype(np.uint8).tobytes()


def css_gradient(palette: bytes) -> str:
    """Return a map as a CSS gradient from left to right, for the colour bar beside a picture."""
    colours = np.frombuffer(palette, np.uint8).reshape(-1, 4)[np.linspace(0, LEVELS - 1, 11).astype(int)]
    return f"linear-gradient(90deg,{','.join(f'rgba({r},{g},{b},{a / 255:.2f})' for r, g, b, a in colours)})"
