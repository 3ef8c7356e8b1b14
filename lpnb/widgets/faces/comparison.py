"""How like the samples or channels of two states are: distances, cosines or dot products, as a matrix."""

from __future__ import annotations

import attrs
import numpy as np

from lpnb.graph.fields import choice
from lpnb.measure.statistics import BETWEEN, COMPARISONS, matrix
from lpnb.widgets.faces.face import Values
from lpnb.widgets.faces.tiled import Tiled, Tiles
from lpnb.widgets.snapshot import Array

MOST = 512
"""Samples or channels of each that are compared, at most."""


@attrs.define(eq=False, slots=False, kw_only=True)
class Comparison(Tiled):
    """Draws a row for each sample (or channel) of the first state, a column for each of the second, or of itself."""

    name = "comparison"
    help = "How like the samples or channels of two states are: a row for each of the first, a column for the second."
    several = True
    box = (252, 200)

    how: str = choice("cosine", tuple(COMPARISONS), help="Euclidean distance, cosine, or inner product.")
    between: str = choice("samples", BETWEEN, help="What is compared with what.")

    def wants_all(self, axes: int) -> bool:
        """Return that the numbers are about all samples."""
        return True

    @classmethod
    def fits(cls, values: Values) -> bool:
        """Return whether the first axis may be that of samples, as it is of states."""
        others = {"to", "feature", "channel", "row"}
        return all(value.array.ndim and not value.classes and value.axis(0) not in others for value in values[:2])

    def asked(self) -> tuple[str, ...]:
        """Return the options that count."""
        return ("how", "between", *(name for name in super().asked() if name in {"colours", "range", "low", "high"}))

    def tiles(self, values: Values) -> Tiles:
        """Return the matrix."""
        first, second = values[0], values[min(1, len(values) - 1)]
        found = matrix(self._rows(first.array), self._rows(second.array), self.how, between=self.between)
        what = self.between.removesuffix("s")
        return Tiles(found[None].astype(np.float32), ((),), (f"{what} of {first.name}", f"{what} of {second.name}"))

    def _rows(self, array: Array) -> Array:
        return array[:MOST] if self.between == "samples" or array.ndim < 2 else array[:, :MOST]
