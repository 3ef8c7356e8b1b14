"""A picture as PNG, for places that show no SVG: an untrusted notebook, a web page, a mail."""

from __future__ import annotations

import atexit
import functools
import json
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

from lpnb.graph import Graph
from lpnb.widgets.picture import svg

ZOOM = 2.0
"""Pixels of the PNG for each one of the SVG: sharp on today's screens."""
PROBE = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text y="16" font-size="16">M</text></svg>'

ASIDE = """
import json, sys, resvg_py
asked = json.load(sys.stdin.buffer)
sys.stdout.buffer.write(bytes(resvg_py.svg_to_bytes(**asked)))
"""
"""What the other process does; it imports nothing else."""


def png(graph: Graph) -> bytes:
    """Return the picture of a graph as PNG, in light colours."""
    return rasterize(svg(graph))


def rasterize(text: str, zoom: float = ZOOM) -> bytes:
    """Return SVG text as PNG, with its words drawn in whatever font can be found.

    It keeps Python's lock for as long as it takes: a tenth of a second for a large picture, see `rasterize_aside`.
    """
    import resvg_py

    options: Any = _font()
    return bytes(resvg_py.svg_to_bytes(svg_string=text, zoom=zoom, **options))


def rasterize_aside(text: str, zoom: float = ZOOM) -> bytes:
    """Return the same, made by another process, so that no thread of this one has to wait for it meanwhile."""
    asked = json.dumps({"svg_string": text, "zoom": zoom, **_font()}).encode()
    command = [sys.executable, "-I", "-c", ASIDE]
    try:
        ended = subprocess.run(command, input=asked, capture_output=True, timeout=60, check=True)  # noqa: S603 - ours
    except (OSError, subprocess.SubprocessError):  # a place where no process may be started
        return rasterize(text, zoom)
    return ended.stdout


@functools.cache
def _font() -> dict[str, object]:
    """Return how resvg finds a font: without one it silently leaves all words out."""
    if _draws_words():
        return {}
    found = _pillows_font()
    if not found or not _draws_words(**found):
        words = "pictures of graphs have no words: no font was found. Install one, e.g. the package fonts-dejavu-core."
        warnings.warn(words, stacklevel=4)
        return {}
    return found


def _draws_words(**options: Any) -> bool:
    import resvg_py

    drawn, empty = (resvg_py.svg_to_bytes(svg_string=text, **options) for text in (PROBE, PROBE.replace("M", "")))
    return bytes(drawn) != bytes(empty)


def _pillows_font() -> dict[str, object]:
    """Return the font that Pillow carries inside, written to a file; nothing when this Pillow has none."""
    from PIL import ImageFont

    font = ImageFont.load_default(12)
    content = getattr(font, "font_bytes", b"")
    if not content or not isinstance(font, ImageFont.FreeTypeFont):
        return {}
    folder = Path(tempfile.mkdtemp(prefix="lpnb-font-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "pillow.ttf"
    file.write_bytes(content)
    family = font.getname()[0]
    return {"font_files": [str(file)], "font_family": family, "sans_serif_family": family, "serif_family": family}
