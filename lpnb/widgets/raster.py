"""A picture as PNG, for places that show no SVG: an untrusted notebook, a web page, a mail."""

from __future__ import annotations

import functools
import tempfile
import warnings
from pathlib import Path
from typing import Any

from lpnb.graph import Graph
from lpnb.widgets.picture import svg

ZOOM = 2.0
"""Pixels of the PNG for each one of the SVG: sharp on today's screens."""
PROBE = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text y="16" font-size="16">M</text></svg>'


def png(graph: Graph) -> bytes:
    """Return the picture of a graph as PNG, in light colours."""
    return rasterize(svg(graph))


def rasterize(text: str) -> bytes:
    """Return SVG text as PNG, with its words drawn in whatever font can be found."""
    import resvg_py

    options: Any = _font()
    return bytes(resvg_py.svg_to_bytes(svg_string=text, zoom=ZOOM, **options))


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
    file = Path(tempfile.mkdtemp(prefix="lpnb-font-")) / "pillow.ttf"
    file.write_bytes(content)
    family = font.getname()[0]
    return {"font_files": [str(file)], "font_family": family, "sans_serif_family": family, "serif_family": family}
