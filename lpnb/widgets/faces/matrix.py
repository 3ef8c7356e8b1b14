"""A matrix as a picture: the weights of a dense edge, or any array of two axes."""

from __future__ import annotations

import attrs
import numpy as np

from lpnb.widgets.faces.face import Values
from lpnb.widgets.faces.maps import channel_axis
from lpnb.widgets.faces.tiled import Tiled, Tiles


@attrs.define(eq=False, slots=False, kw_only=True)
class Matrix(Tiled):
    """Draws an array as one picture; axes beyond the second are laid flat."""

    name = "matrix"
    help = "One row for each place of the first axis, e.g. for each feature that weights lead to."

    stretch = True

    @classmethod
    def fits(cls, values: Values) -> bool:
        """Return whether there are at least two axes."""
        return values[0].array.ndim >= 2

    @classmethod
    def suits(cls, values: Values) -> bool:
        """Return whether it is a matrix: of any two axes, or of weights."""
        return values[0].array.ndim == 2 or "from" in values[0].axes

    def asked(self) -> tuple[str, ...]:
        """Return the options that count: there is one tile."""
        return tuple(name for name in super().asked() if name not in {"alone", "across"})

    def tiles(self, values: Values) -> Tiles:
        """Return one tile."""
        value = values[0]
        rows = value.array.shape[0]
        flat = value.array.reshape(1, rows, -1).astype(np.float32, copy=False)
        names = [value.axis(number) for number in range(value.array.ndim)]
        return Tiles(
            flat, ((),), (names[0], ", ".join(names[1:])), channel_axis(value) if value.array.ndim == 2 else None
        )
