"""The range of values that a view shows: it grows at once and shrinks slowly, in round steps. Nothing flickers."""

from __future__ import annotations

import math

MEMORY = 3.0
"""Seconds after which a smaller range may take over."""
SMALLEST = 1e-6
STEPS = (1, 1.5, 2, 3, 4, 5, 6, 8, 10)


def round_up(value: float) -> float:
    """Return the next round number at or above a positive `value`."""
    if not value > 0:
        return SMALLEST
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in STEPS if step * power >= value * (1 - 1e-9))


class Span:
    """Follows the extremes of what is shown.

    Attributes:
        low: The lower end: 0, or minus a round number.
        high: The upper end: 0 or a round number.
    """

    def __init__(self) -> None:
        """Start with nothing seen."""
        self.low, self.high = 0.0, 0.0
        self._since = {"low": 0.0, "high": 0.0}
        self._peak = {"low": 0.0, "high": 0.0}

    def see(self, low: float, high: float, now: float) -> bool:
        """Take the extremes of a new frame at time `now`; return whether the range changed."""
        before = (self.low, self.high)
        if math.isfinite(low) and math.isfinite(high):
            self.high = self._follow("high", max(high, 0.0), self.high, now)
            self.low = -self._follow("low", max(-low, 0.0), -self.low, now)
        if self.low == self.high:
            self.high = 1.0
        return (self.low, self.high) != before

    def _follow(self, end: str, size: float, shown: float, now: float) -> float:
        wanted = round_up(size) if size > SMALLEST else 0.0
        if wanted >= shown:
            self._since[end], self._peak[end] = now, 0.0
            return wanted
        # Smaller than what is shown: wait, and then take the largest that was seen while waiting.
        self._peak[end] = max(self._peak[end], wanted)
        if now - self._since[end] < MEMORY:
            return shown
        settled, self._peak[end], self._since[end] = self._peak[end], 0.0, now
        return settled

    @property
    def signed(self) -> bool:
        """Whether there are negative values worth showing."""
        return self.low < -0.01 * self.high

    @property
    def reach(self) -> float:
        """The larger of both ends: a range that is centred at 0 goes from minus this to this."""
        return max(self.high, -self.low)


def ticks(low: float, high: float, most: int) -> list[float]:
    """Return round numbers from `low` to `high`, at most about so many, evenly apart."""
    if not high > low:
        return [low]
    rough = (high - low) / max(most, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= rough * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    return [number * step for number in range(first, math.floor(high / step + 1e-9) + 1)]
