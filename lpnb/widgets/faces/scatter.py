"""Points: two or three channels against one another, or the last frames along their principal components."""

from __future__ import annotations

import attrs
import bqplot as bq
import numpy as np

from lpnb.graph.fields import choice, integer
from lpnb.measure.projection import Projection, project
from lpnb.widgets.faces.face import Spot, Table, Values, number_words
from lpnb.widgets.faces.plot import Plot, drawable
from lpnb.widgets.faces.ring import Ring
from lpnb.widgets.snapshot import Array
from lpnb.widgets.span import Span

MOST_POINTS = 2000
MOST_VALUES = 2048
"""Values of a frame that a projection takes into account; of more, evenly spread ones."""
PAUSE = 1.0
"""Seconds between two searches for the principal components; in between the last ones are kept."""
SHADES = ["#440154", "#21918c", "#fde725"]


@attrs.define(eq=False, slots=False, kw_only=True)
class Scatter(Plot):
    """Draws a point for each place of a map or each sample: a channel across, one up, one as colour."""

    name = "scatter"
    help = "A point for each place or sample, its channels across, up and as colour; or the last frames by PCA."
    box = (252, 200)
    memory = True

    mode: str = choice("channels", ("channels", "PCA"), help="PCA: a point for each of the last frames.")
    across: int = integer(0, low=0, help="The channel that is drawn across.")
    up: int = integer(1, low=0, help="The channel that is drawn up.")
    colour: int = integer(-1, low=-1, help="The channel that is drawn as colour; -1 for none.")
    frames: int = integer(100, low=3, high=1000, unit="frames", help="How many frames PCA looks at.")

    def wants_all(self, axes: int) -> bool:
        """Return whether points are samples: where one sample is a vector, and time does not make the points."""
        return axes <= 1 and self.mode == "channels"

    @classmethod
    def fits(cls, values: Values) -> bool:
        """Return whether there are at least two channels or samples."""
        array = values[0].array
        return array.ndim >= 1 and array.size > 1 and not values[0].classes

    def asked(self) -> tuple[str, ...]:
        """Return the options that count."""
        return ("mode", "frames") if self.mode == "PCA" else ("mode", "across", "up", "colour")

    def open(self, values: Values) -> None:
        """Make the figure."""
        self.figure(("", ""))
        self._spans = (Span(), Span())
        self._ring, self._searched = Ring(), -PAUSE
        self._projection: Projection | None = None
        self._points = np.zeros((0, 3), np.float32)
        self._names: tuple[str, ...] = ("across", "up", "colour")
        self._said = ""
        nothing = np.zeros(0, np.float32)
        scales = {**self.scales, "color": bq.ColorScale(colors=SHADES)}
        self.points = bq.Scatter(x=nothing, y=nothing, scales=scales, colors=[values[0].colour], default_size=16)
        self.points.opacities = [0.75]
        self.widget.marks = [self.points]

    def remember(self, values: Values) -> None:
        """Take note of a frame, for PCA."""
        flat = values[0].array.reshape(-1)
        self._ring.add(values[0].frame, flat[:: -(-flat.size // MOST_VALUES)].astype(np.float32), self.frames)

    def rewind(self, frame: int) -> None:
        """Forget what came after a frame."""
        self._ring.rewind(frame)

    def draw(self, values: Values, now: float) -> int:
        """Show the points; return how many bytes that took."""
        points = drawable(self._projected(now) if self.mode == "PCA" else self._channels(values))
        if np.array_equal(points, self._points) or not len(points):
            return 0
        self._points = points
        for span, column in zip(self._spans, points.T, strict=False):
            span.see(float(column.min()), float(column.max()), now)
        self.reach(*((span.low, span.high) for span in self._spans))
        said = f"{self._names[0]}; up: {self._names[1]}"
        if said != self._said:
            self._said = self._across.label = said
        colour = points[:, 2].copy() if points.shape[1] > 2 else None
        return self.show(self.points, x=points[:, 0].copy(), y=points[:, 1].copy(), color=colour)

    def _channels(self, values: Values) -> Array:
        """Return [points, 2 or 3]: a point for each place in the maps, or for each sample."""
        value = values[0]
        names = [value.axis(number) for number in range(value.array.ndim)]
        axis = next((names.index(name) for name in ("channel", "feature", "to") if name in names), 0)
        rows = np.moveaxis(value.array, axis, 0).reshape(value.array.shape[axis], -1)
        wanted = [self.across, self.up] + ([self.colour] if self.colour >= 0 else [])
        picked = [min(number, len(rows) - 1) for number in wanted]
        self._names = tuple(f"{names[axis]} {number}" for number in picked)
        points: Array = rows[picked].T
        return points[:: -(-len(points) // MOST_POINTS)]

    def _projected(self, now: float) -> Array:
        """Return [frames, 3]: where each frame is along two principal components, and its number as colour."""
        frames, rows = self._ring.arrays()
        if len(frames) < 3 or not np.isfinite(rows).all():
            return np.zeros((0, 3), np.float32)
        known = self._projection
        if known is None or known.centre.shape != rows.shape[1:] or now - self._searched >= PAUSE:
            known = self._projection = project(rows, 2, like=known if self._is_like(known, rows) else None)
            self._searched = now
        scores = (rows - known.centre) @ known.axes.T
        shares = [f"{100 * share:.0f} %" for share in known.explained]
        self._names = (f"first component ({shares[0]})", f"second ({shares[1]})", "frame")
        return np.column_stack([scores, frames])

    @staticmethod
    def _is_like(known: Projection | None, rows: Array) -> bool:
        return known is not None and known.centre.shape == rows.shape[1:]

    @property
    def note(self) -> str:
        """What PCA still waits for."""
        return "PCA needs 3 frames" if self.mode == "PCA" and len(self._ring) < 3 else ""

    def at(self, across: float, down: float) -> Spot | None:
        """Return the nearest point."""
        if not len(self._points):
            return None
        x, y = self.data_at(across, down)
        room = np.array([self._x.max - self._x.min, self._y.max - self._y.min])
        near = self._points[np.hypot(*((self._points[:, :2] - [x, y]) / room).T).argmin()]
        said = zip(self._names, near, strict=False)
        return Spot(", ".join(f"{name}: {number_words(float(value))}" for name, value in said))

    def table(self) -> Table:
        """Return a line for each point."""
        return dict(zip(self._names, self._points.T, strict=False))
