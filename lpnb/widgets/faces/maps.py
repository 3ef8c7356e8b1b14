"""Feature maps as tiles, as colours, or as a field of angles."""

from __future__ import annotations

import attrs
import numpy as np

from lpnb.graph.fields import BadValue, choice, text
from lpnb.widgets.colour_maps import angle_colours, true_colours, wheel
from lpnb.widgets.faces.face import Value, Values, number_words
from lpnb.widgets.faces.tiled import MOST_TILES, Tiled, Tiles
from lpnb.widgets.snapshot import Array
from lpnb.widgets.tiles import Strip, pack

MODES = {"tiles": 0, "rgb": 3, "angle": 2}
"""How to colour, and how many channels that takes."""
AUTO = "automatic"


@attrs.frozen(eq=False)
class Plan:
    """What of an array are tiles.

    Attributes:
        places: For each tile its index, without row and column.
        axes: What the indices count, then rows and columns.
        channel: The axis of the channels, -1 for none.
        kept: The channels that are drawn, None for all.
        parts: How many channels make one colour, 0 where each is a tile.
    """

    places: tuple[tuple[int, ...], ...]
    axes: tuple[str, ...]
    channel: int
    kept: Array | None
    parts: int


@attrs.define(eq=False, slots=False, kw_only=True)
class Maps(Tiled):
    """Draws values [..., rows, columns]: a tile for each map."""

    name = "maps"
    help = "Each feature map is a tile; click one to see it alone."

    channels: str = text("", help="Which channels: 3, or 0:8, or 0:32:4 for every fourth; empty for all.", longest=40)
    mode: str = choice(
        AUTO,
        (AUTO, *MODES),
        help="rgb: three channels are red, green, blue; angle: two are a vector; automatic: rgb for pictures of three.",
    )

    @classmethod
    def fits(cls, values: Values) -> bool:
        """Return whether there are rows and columns."""
        return values[0].array.ndim >= 2 and not values[0].classes

    @classmethod
    def suits(cls, values: Values) -> bool:
        """Return whether these are rows and columns of a map, not of a weight."""
        value = values[0]
        return cls.fits(values) and value.axis(-1) == "column" and min(value.array.shape[-2:]) > 1

    def asked(self) -> tuple[str, ...]:
        """Return the options that count: angles and true colours have no colour map."""
        hidden = {"colours"} if self._mode != "tiles" else set()
        return tuple(name for name in super().asked() if name not in hidden)

    def tiles(self, values: Values) -> Tiles:
        """Return the chosen channels, a map each, or a map for each group that is one colour."""
        value = values[0]
        self._mode = self.colouring(value)
        key = (value.array.shape, value.axes, self.channels, self._mode)
        if key != self._planned:
            self._planned, self._plan = key, self.plan(value)
        plan = self._plan
        array = value.array if plan.kept is None else np.take(value.array, plan.kept, plan.channel)
        if plan.parts:
            array = np.moveaxis(array, plan.channel, -1)[..., : plan.parts]
            maps = array.reshape(-1, *array.shape[-3:])[:MOST_TILES]
            return Tiles(maps, plan.places, plan.axes, vectors=True)
        maps = array.reshape(-1, *array.shape[-2:])[:MOST_TILES]
        return Tiles(maps, plan.places, plan.axes, plan.channel if plan.channel >= 0 else None)

    _planned: tuple[object, ...] = ()
    _mode = "tiles"
    """What `mode` comes to for what is drawn."""
    _stretched = ""
    """What to say where black and white are not 0 and 1; the colour bar says what they are."""

    def colouring(self, value: Value) -> str:
        """Return how to colour: as chosen, or what suits these values."""
        if self.mode != AUTO:
            return self.mode
        axis = channel_axis(value)
        colours = value.picture and axis is not None and value.array.shape[axis] == MODES["rgb"]
        return "rgb" if colours and not self.channels else "tiles"

    def plan(self, value: Value) -> Plan:
        """Work out what is the same for all values of a shape."""
        lead, axis = value.array.shape[:-2], channel_axis(value)
        channel = axis if axis is not None and axis < len(lead) else -1
        places = [np.arange(size) for size in lead]
        kept = chosen(self.channels, lead[channel]) if self.channels and channel >= 0 else None
        if kept is not None:
            places[channel] = kept
        wanted = MODES[self._mode]
        parts = wanted if channel >= 0 and len(places[channel]) >= wanted else 0
        if parts:
            del places[channel]
        names = [value.axis(number) for number in range(value.array.ndim) if not (parts and number == channel)]
        grid = np.meshgrid(*places, indexing="ij") if places else []
        indices = tuple(zip(*(one.reshape(-1).tolist() for one in grid), strict=True)) if places else ((),)
        return Plan(indices[:MOST_TILES], tuple(names), channel, kept, parts)

    def coloured(self, tiles: Tiles, now: float) -> tuple[Strip, bytes, tuple[str, str], str]:
        """Return pixels: of the colour map, or of true colours or angles, which need none."""
        self._stretched = ""
        if not tiles.vectors:
            return super().coloured(tiles, now)
        low, high = self.ends(tiles.maps, now)
        if self._mode == "rgb":
            low, high = self._true_ends(low, high)
            pixels = true_colours(tiles.maps, low, high)
            return pack(pixels), b"", (number_words(low), number_words(high)), "linear-gradient(90deg,#000,#fff)"
        pixels = angle_colours(tiles.maps[..., 0], tiles.maps[..., 1], max(abs(low), abs(high)))
        length = f"180\u00b0, length {number_words(max(abs(low), abs(high)))}"
        return pack(pixels), b"", ("\u2212180\u00b0", length), wheel()

    def _true_ends(self, low: float, high: float) -> tuple[float, float]:
        """Return what is black and what is white: 0 and 1, unless values are beyond; the same for all three colours."""
        if self.range == AUTO and low >= 0 and high <= 1:
            return 0.0, 1.0
        if (low, high) != (0.0, 1.0):
            self._stretched = "colours stretched"
        return low, high

    @property
    def note(self) -> str:
        """Which tile is alone, and whether colours are not the values as they are."""
        return ", ".join(filter(None, (super().note, self._stretched)))


def channel_axis(value: Value) -> int | None:
    """Return the number of the axis that counts channels or features, None when there is none."""
    names = [value.axis(number) for number in range(value.array.ndim)]
    return next((names.index(name) for name in ("channel", "feature", "to") if name in names), None)


def chosen(text_: str, size: int) -> Array:
    """Return the numbers below `size` that a text like ``0:8`` or ``1, 5`` names.

    Raises:
        BadValue: When it is none, or names nothing.
    """
    every = np.arange(size)
    try:
        parts = [part for part in text_.split(",") if part.strip()]
        numbers = np.concatenate([np.atleast_1d(every[_place(part)]) for part in parts]) if parts else every
    except (ValueError, IndexError):
        raise BadValue("channels", f"numbers below {size}, like 3 or 0:8", repr(text_)) from None
    if not len(numbers):
        raise BadValue("channels", f"numbers below {size}, like 3 or 0:8", repr(text_))
    return numbers


def _place(part: str) -> slice | int:
    ends = [int(end) if end.strip() else None for end in part.split(":")]
    if len(ends) == 1 and ends[0] is not None:
        return ends[0]
    if not 2 <= len(ends) <= 3:
        raise ValueError
    return slice(*ends)
