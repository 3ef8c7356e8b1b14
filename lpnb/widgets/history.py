"""A value over all frames since the beginning, in a bounded number of points."""

from __future__ import annotations

import numpy as np

from lpnb.widgets.snapshot import Array

MOST = 400
"""Points that are kept; beyond, neighbours become one, so that the whole run always fits the plot."""
LARGEST = 1e30
"""Beyond, a browser cannot draw."""


class History:
    """Points (frame, mean, weight).

    Attributes:
        frame: The newest frame that is in it; frame 0 holds no result yet.
        version: Goes up with each change.
    """

    def __init__(self, most: int = MOST) -> None:
        """Start empty."""
        self.frame, self.version = 0, 0
        self._most = most
        self._points: list[tuple[float, float, float]] = []

    def add(self, frame: int, mean: float, frames: int = 1) -> None:
        """Add the mean over some frames that end with `frame`. What is not finite is left out."""
        self.frame, self.version = frame, self.version + 1
        if not abs(mean) < LARGEST:
            return
        self._points.append((frame, mean, max(frames, 1)))
        if len(self._points) > self._most:
            self._halve()

    def rewind(self, frame: int) -> None:
        """Forget what comes after `frame`: the stream went back."""
        if frame < self.frame:
            self._points = [point for point in self._points if point[0] <= frame]
            self.frame, self.version = frame, self.version + 1

    def _halve(self) -> None:
        """Join neighbours until all points span about as many frames, so that there are half as many at most."""
        wanted = 2 * sum(weight for _, _, weight in self._points) / self._most
        joined: list[tuple[float, float, float]] = []
        for frame, mean, weight in self._points:
            if joined and joined[-1][2] < wanted:
                _, before, weight_before = joined.pop()
                total = weight_before + weight
                joined.append((frame, (before * weight_before + mean * weight) / total, total))
            else:
                joined.append((frame, mean, weight))
        self._points = joined

    def arrays(self) -> tuple[Array, Array]:
        """Return frames and values, as new arrays."""
        points = np.array(self._points, np.float32).reshape(-1, 3)
        return points[:, 0].copy(), points[:, 1].copy()
