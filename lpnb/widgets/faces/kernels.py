"""The kernels of a convolution: a tile for each pair of channels."""

from __future__ import annotations

import math

import attrs
import numpy as np

from lpnb.graph.fields import integer
from lpnb.widgets.faces.face import Values
from lpnb.widgets.faces.tiled import MOST_TILES, Tiled, Tiles


@attrs.define(eq=False, slots=False, kw_only=True)
class Kernels(Tiled):
    """Draws weights [to, from, rows, columns]: a row of tiles for each channel that they lead to."""

    name = "kernels"
    help = "A row of tiles for each channel that the convolution leads to, a column for each that it comes from."

    first: int = integer(0, low=0, help="The first row of tiles: the channel that it leads to.")

    @classmethod
    def fits(cls, values: Values) -> bool:
        """Return whether these are weights of a convolution."""
        value = values[0]
        return value.array.ndim == 4 and value.axes[:2] == ("to", "from")

    @classmethod
    def suits(cls, values: Values) -> bool:
        """Return whether a kernel is more than one weight."""
        return cls.fits(values) and max(values[0].array.shape[-2:]) > 1

    def tiles(self, values: Values) -> Tiles:
        """Return the kernels, row by row, as many as can be seen."""
        array = values[0].array
        came = array.shape[1]
        first = min(self.first, array.shape[0] - 1)
        rows = array[first : first + max(1, MOST_TILES // came)]
        maps = rows.reshape(-1, *array.shape[-2:])[:MOST_TILES].astype(np.float32, copy=False)
        places = tuple((first + number // came, number % came) for number in range(len(maps)))
        return Tiles(maps, places, values[0].axes, channel=0)

    def beside(self, tiles: Tiles) -> int:
        """Return one column for each channel that the convolution comes from."""
        if self.across or len(tiles.places) == 1:
            return self.across
        came, (rows, columns) = 1 + max(place[1] for place in tiles.places), tiles.maps.shape[1:]
        # Several groups side by side where one below the other would leave the width empty.
        width, height = self.size
        groups = math.sqrt(len(tiles.places) / came * (width * rows) / (height * columns * came))
        return came * max(1, round(groups))
