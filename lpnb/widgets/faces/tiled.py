"""What faces that draw one colour a value have in common: colours, their range, tiles, a tile alone."""

from __future__ import annotations

import io
import math
from abc import abstractmethod
from typing import Any, ClassVar

import attrs
import numpy as np

from lpnb.graph.fields import choice, integer
from lpnb.graph.fields import number as real
from lpnb.widgets import colour_maps
from lpnb.widgets.colour_maps import AUTO, COLOUR_MAPS, DIVERGING
from lpnb.widgets.faces.face import Face, Spot, Table, Values, number_words, spot_words
from lpnb.widgets.sheet import Facts, Sheet
from lpnb.widgets.snapshot import Array
from lpnb.widgets.span import Span
from lpnb.widgets.tiles import Strip, indices, pack, png

PICTURE_END = 0.02
"""Share of a picture's values that become black, or white: the noise of a few pixels would take its contrast."""
LOOKED_AT = 4096
"""Values of a picture that are looked at to find that out."""
MOST_TILES = 1024
WIDE = 480
"""Pixels of a picture that is saved, about."""


@attrs.frozen(eq=False)
class Tiles:
    """What to draw.

    Attributes:
        maps: Values [tiles, rows, columns].
        places: For each tile the index, in the whole array, of what it shows, without row and column.
        axes: What these indices, then rows and columns count.
        channel: Which of them other views may mark: a number of an axis, None for none.
        names: What to write on the tiles; their places where it is empty.
        vectors: Whether the last axis of `maps` holds the components of a colour or a vector.
    """

    maps: Array
    places: tuple[tuple[int, ...], ...]
    axes: tuple[str, ...]
    channel: int | None = None
    names: tuple[str, ...] = ()
    vectors: bool = False


@attrs.define(eq=False, slots=False, kw_only=True)
class Tiled(Face):
    """A face that draws tiles on a `Sheet`."""

    box: ClassVar[tuple[int, int]] = (252, 170)

    stretch: ClassVar[bool] = False
    """Whether values need not be squares; see `Facts`."""

    colours: str = choice(
        AUTO, COLOUR_MAPS, help="From values to colours; automatic: blue to red where some are below 0."
    )
    range: str = choice(
        "automatic", ("automatic", "fixed"), help="Automatic follows the extremes, slowly, both ends round."
    )
    low: float = real(0.0, help="The value of the first colour, where the range is fixed.")
    high: float = real(1.0, help="The value of the last colour, where the range is fixed.")
    alone: int = integer(
        -1, low=-1, high=MOST_TILES, help="The number of a tile to see alone; -1 shows all. Or click it."
    )
    across: int = integer(0, low=0, high=256, help="Tiles side by side; 0: as many as make them largest.")

    @abstractmethod
    def tiles(self, values: Values) -> Tiles:
        """Return what to draw of values."""

    def asked(self) -> tuple[str, ...]:
        """Return all options; both ends only where they count."""
        hidden = {"low", "high"} if self.range == "automatic" else set()
        return tuple(name for name in super().asked() if name not in hidden)

    def open(self, values: Values) -> None:
        """Make the sheet."""
        self._span = Span()
        self._all: Tiles | None = None
        self._drawn: Tiles | None = None
        self._pointed: tuple[int, int, int] | None = None
        self._marked: int | None = None
        self._picture = values[0].picture
        self._drawn_with: Any = None
        self._key: tuple[Any, ...] = ()
        self._known = Facts()
        self.widget = Sheet(self.heard, self.size)
        self.resize(*self.size)

    def resize(self, width: int, height: int) -> None:
        """Take a new size in pixels."""
        self.size = (width, height)
        self.widget.box = [width, height]

    def draw(self, values: Values, now: float) -> int:
        """Show values; return how many bytes that took."""
        tiles = self._all = self.tiles(values)
        if self.alone >= len(tiles.places):
            self.alone = -1
        if self.alone >= 0:
            one = slice(self.alone, self.alone + 1)
            tiles = attrs.evolve(tiles, maps=tiles.maps[one], places=tiles.places[one], names=tiles.names[one])
        self._drawn = tiles
        self._show_marks()
        pixels, palette, ends, gradient = self.coloured(tiles, now)
        strip, picture = pixels, png(pixels.pixels, palette)
        self._drawn_with = (strip, palette)
        return int(self.widget.show(picture, self._facts(tiles, strip, ends, gradient)))

    def coloured(self, tiles: Tiles, now: float) -> tuple[Strip, bytes, tuple[str, str], str]:
        """Return pixels, their palette, the words at both ends of the colour bar, and the bar."""
        low, high = self.ends(tiles.maps, now)
        palette = colour_maps.palette(self.colours, signed=low < 0, picture=self._picture)
        strip = pack(tiles.maps)
        pixels = attrs.evolve(strip, pixels=indices(strip.pixels, low, high))
        return pixels, palette, (number_words(low), number_words(high)), colour_maps.gradient(palette)

    def ends(self, maps: Array, now: float) -> tuple[float, float]:
        """Return the values of the first and the last colour."""
        if self.range == "fixed":
            return self.low, max(self.high, math.nextafter(self.low, math.inf))
        if self._picture:
            low, high = picture_ends(maps)
        else:
            low, high = maps.min(), maps.max()
        self._span.see(float(low), float(high), now)
        if self.colours == DIVERGING or (self._span.signed and not self._picture and self.colours == AUTO):
            return -self._span.reach, self._span.reach
        return self._span.low, self._span.high

    def _facts(self, tiles: Tiles, strip: Strip, ends: tuple[str, str], gradient: str) -> Facts:
        key = (tiles.places, tiles.maps.shape, strip.tile, ends, gradient, self.across, self.alone, self.size)
        if key != self._key:
            self._key, self._known = key, self._new_facts(tiles, strip, ends, gradient)
        return self._known

    def _new_facts(self, tiles: Tiles, strip: Strip, ends: tuple[str, str], gradient: str) -> Facts:
        count, rows, columns = tiles.maps.shape[:3]
        names = tiles.names or tuple(", ".join(map(str, place)) for place in tiles.places)
        down, across = tiles.axes[-2:]
        return Facts(
            count=count,
            size=(rows, columns),
            pixels=strip.tile,
            lies=strip.across,
            across=self.beside(tiles),
            names=names if count > 1 else (),
            axes=(across, down),
            ends=ends,
            gradient=gradient,
            zoomed=self.alone >= 0,
            stretch=self.stretch,
        )

    def beside(self, tiles: Tiles) -> int:
        """Return how many tiles to show side by side, 0 for as many as make them largest."""
        return self.across

    # -- the person ----------------------------------------------------------------------------------------------------

    def press(self, tile: int) -> None:
        """Show a tile alone, or all again."""
        several = self._all is not None and len(self._all.places) > 1
        self.alone = tile if self.alone < 0 and several else -1

    def spot(self, at: tuple[int, int, int]) -> Spot | None:
        """Return what is at (tile, row, column)."""
        tiles = self._drawn
        if tiles is None:
            return None
        tile, row, column = at
        count, rows, columns = tiles.maps.shape[:3]
        if not (0 <= tile < count and 0 <= row < rows and 0 <= column < columns):
            return None
        place = tiles.places[tile]
        channel = None if tiles.channel is None else (*place, row, column)[tiles.channel]
        if tiles.vectors:
            words = ", ".join(number_words(float(part)) for part in tiles.maps[tile, row, column])
            return Spot(f"[{', '.join(map(str, (*place, row, column)))}] = ({words})", channel)
        return Spot(spot_words((*place, row, column), tiles.maps[tile, row, column]), channel)

    def mark(self, channel: int | None) -> None:
        """Put a frame around the tiles of a channel."""
        self._marked = channel
        self._show_marks()

    def _show_marks(self) -> None:
        tiles, channel = self._drawn, self._marked
        axis = tiles.channel if tiles is not None else None
        marked: list[int] = []
        if tiles is not None and axis is not None and channel is not None and len(tiles.places) > 1:
            marked = [n for n, place in enumerate(tiles.places) if axis < len(place) and place[axis] == channel]
        if marked != self.widget.marked:
            self.widget.marked = marked

    @property
    def note(self) -> str:
        """Which tile is alone."""
        if self.alone < 0 or self._drawn is None or not self._drawn.places[0]:
            return ""
        named = zip(self._drawn.axes, self._drawn.places[0], strict=False)
        return f"{', '.join(f'{axis} {place}' for axis, place in named)} alone"

    # -- what is drawn -------------------------------------------------------------------------------------------------

    def table(self) -> Table:
        """Return one line for each value: its index and the value."""
        if self._drawn is None:
            return {}
        maps, places = self._drawn.maps, np.array(self._drawn.places, int)
        grid = np.indices(maps.shape[:3]).reshape(3, -1)
        columns = [*places[grid[0]].T, grid[1], grid[2]]
        axes = self._drawn.axes
        names = [f"{name} {number}" if axes.count(name) > 1 else name for number, name in enumerate(axes)]
        table = dict(zip(names, columns, strict=True))
        if not self._drawn.vectors:
            return {**table, "value": maps.reshape(-1)}
        parts = maps.reshape(-1, maps.shape[-1]).T
        return {**table, **{f"value {number}": part for number, part in enumerate(parts)}}

    def picture(self, wide: int = WIDE) -> bytes | None:
        """Return the tiles as PNG, as they are arranged when there is room, on white, about so many pixels wide."""
        if self._drawn_with is None or self._drawn is None:
            return None
        return arranged(*self._drawn_with, count=len(self._drawn.places), across=self.beside(self._drawn), wide=wide)


def picture_ends(maps: Array) -> tuple[float, float]:
    """Return the values below which, and above which, few of a picture's are."""
    some = np.sort(maps.reshape(-1)[:: -(-maps.size // LOOKED_AT)])
    skipped = int(PICTURE_END * len(some))
    return float(some[skipped]), float(some[-1 - skipped])


def arranged(strip: Strip, palette: bytes, *, count: int, across: int, wide: int = WIDE) -> bytes:
    """Return tiles side by side as PNG, each value large enough to be seen."""
    from PIL import Image

    rows, columns = strip.tile
    pixels = np.frombuffer(palette, np.uint8).reshape(-1, 4)[strip.pixels] if palette else strip.pixels
    cells = pixels.reshape(-1, rows, strip.across, columns, pixels.shape[-1]).swapaxes(1, 2)
    cells = cells.reshape(-1, rows, columns, pixels.shape[-1])[:count]
    across = min(count, across or math.ceil(math.sqrt(1.5 * count * rows / columns)))
    down, each, gap = -(-count // across), max(1, wide // (across * columns)), 2 if count > 1 else 0
    page = Image.new("RGB", (across * (columns * each + gap) - gap, down * (rows * each + gap) - gap), "white")
    for number, cell in enumerate(cells):
        tile = Image.fromarray(cell).resize((columns * each, rows * each), Image.Resampling.NEAREST)
        place = (number % across * (columns * each + gap), number // across * (rows * each + gap))
        page.paste(tile, place, tile if tile.mode == "RGBA" else None)
    file = io.BytesIO()
    page.save(file, "PNG", compress_level=1)
    return file.getvalue()
