"""The values of the last frames."""

from __future__ import annotations

from collections import deque

import numpy as np

from lpnb.widgets.snapshot import Array


class Ring:
    """Remembers a row of numbers for each of the last frames.

    Attributes:
        version: Goes up with each change.
    """

    def __init__(self) -> None:
        """Start empty."""
        self.version = 0
        self._frames: deque[int] = deque()
        self._rows: deque[Array] = deque()

    def __len__(self) -> int:
        return len(self._frames)

    def add(self, frame: int, row: Array, most: int) -> None:
        """Add the row of a frame, and forget all but the last `most`; rows of another length begin anew."""
        if self._frames and (frame <= self._frames[-1] or row.shape != self._rows[-1].shape):
            self.rewind(frame - 1 if row.shape == self._rows[-1].shape else -1)
        self._frames.append(frame)
        self._rows.append(row)
        self.version += 1
        while len(self._frames) > most:
            self._frames.popleft()
            self._rows.popleft()

    def rewind(self, frame: int) -> None:
        """Forget what comes after a frame."""
        while self._frames and self._frames[-1] > frame:
            self._frames.pop()
            self._rows.pop()
            self.version += 1

    def arrays(self) -> tuple[Array, Array]:
        """Return the frames [n] and their rows [n, numbers], oldest first."""
        if not self._frames:
            return np.zeros(0, np.int64), np.zeros((0, 0), np.float32)
        return np.array(self._frames), np.stack(self._rows)
