"""Pieces of a picture, and how they stand beside and below one another."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from html import escape

import attrs

from lpnb.widgets.picture import FONT, LIGHT

GAP = 10.0
QUIET, TEXT = LIGHT.quiet, LIGHT.text
BORDER = "#dde1e6"
SMALL, USUAL = 11.0, 13.0


@attrs.frozen
class Block:
    """Some SVG with its size in pixels.

    Attributes:
        width: How wide it is.
        height: How high it is.
        svg: What is in it, from (0, 0) on.
    """

    width: float
    height: float
    svg: str = ""

    def at(self, x: float, y: float) -> str:
        """Return it moved to a place."""
        return f'<g transform="translate({x:g} {y:g})">{self.svg}</g>'

    def within(self, width: float) -> Block:
        """Return it shrunk until it is no wider than this."""
        scale = min(1.0, width / max(self.width, 1.0))
        if scale == 1:
            return self
        return Block(self.width * scale, self.height * scale, f'<g transform="scale({scale:.4f})">{self.svg}</g>')


def words(x: float, y: float, said: str, size: float = USUAL, colour: str = TEXT, *, end: bool = False) -> str:
    """Return a line of text that begins (or ends) at a point of its base line."""
    anchor = ' text-anchor="end"' if end else ""
    return f'<text x="{x:g}" y="{y:g}" font-size="{size:g}"{anchor} fill="{colour}">{escape(said)}</text>'


def picture(content: bytes, width: float, height: float, x: float = 0, y: float = 0) -> str:
    """Return a PNG as an image of this size, each of its pixels a square."""
    data = base64.b64encode(content).decode()
    box = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" preserveAspectRatio="none"'
    return f'<image {box} image-rendering="optimizeSpeed" href="data:image/png;base64,{data}"/>'


def beside(blocks: Iterable[Block], width: float, gap: float = GAP) -> Block:
    """Return blocks side by side, and in further rows where there is no more room."""
    parts: list[str] = []
    x = y = row = 0.0
    for block in (block.within(width) for block in blocks):
        if x and x + block.width > width + 0.5:
            x, y, row = 0.0, y + row + gap, 0.0
        parts.append(block.at(x, y))
        x, row = x + block.width + gap, max(row, block.height)
    return Block(width, y + row, "".join(parts))


def below(blocks: Iterable[Block], gap: float = GAP) -> Block:
    """Return blocks below one another."""
    parts: list[str] = []
    y = width = 0.0
    for block in blocks:
        parts.append(block.at(0, y))
        y, width = y + block.height + gap, max(width, block.width)
    return Block(width, max(0.0, y - gap), "".join(parts))


def framed(title: str, inside: Block, width: float) -> Block:
    """Return a block with its title above it, in a frame."""
    inside = inside.within(width - 2 * GAP)
    height = inside.height + 24 + 2 * GAP
    box = f'y="20.5" x="0.5" width="{width - 1:g}" height="{height - 21:g}" rx="6" fill="#ffffff" stroke="{BORDER}"'
    head = words(2, 13, title.upper(), SMALL, QUIET)
    return Block(width, height, f"{head}<rect {box}/>{inside.at(GAP, 24 + GAP)}")


def page(block: Block, label: str) -> str:
    """Return a block as a whole picture, on white."""
    width, height = block.width + 2 * GAP, block.height + 2 * GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{escape(label, quote=True)}" '
        f'font-family="{FONT}"><rect width="{width:.0f}" height="{height:.0f}" fill="{LIGHT.ground}"/>'
        f"{block.at(GAP, GAP)}</svg>"
    )
