"""What flows along an edge: the type of one sample of a state."""

from __future__ import annotations

import math

import attrs


@attrs.frozen
class Type:
    """The type of one output port: what one sample of its state is.

    Attributes:
        shape: Sizes without the batch axis: ``(channels, height, width)``, ``(features,)`` or ``()``.
        classes: How many classes there are when the values are class indices (int64), else 0.
        simplex: Whether the values are probabilities over axis 0 (a softmax), which sum to one.
    """

    shape: tuple[int, ...]
    classes: int = 0
    simplex: bool = False

    @property
    def size(self) -> int:
        """How many values one sample has."""
        return math.prod(self.shape)

    @property
    def features(self) -> int:
        """How many channels (or features) one sample has; 1 for a scalar."""
        return self.shape[0] if self.shape else 1

    def __str__(self) -> str:
        """Return the type as a reader would say it."""
        if self.classes:
            return f"a class index below {self.classes}"
        return f"shape {self.shape}" if self.shape else "one number"
