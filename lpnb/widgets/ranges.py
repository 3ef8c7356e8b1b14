"""Sensible ends for a slider, for fields that allow almost anything."""

from __future__ import annotations

import math

from lpnb.graph.fields import Info
from lpnb.widgets.span import round_up

SMALL = 100.0
"""Bounds of a field up to this size are taken as they are."""
DECADES = 3.0
"""A logarithmic slider reaches so many powers of ten to both sides."""


def linear(info: Info, value: float) -> tuple[float, float]:
    """Return the ends of a linear slider that shows `value`."""
    reach = round_up(max(2.0, 4 * abs(value)))
    low = info.low if abs(info.low) <= SMALL else -reach
    high = info.high if abs(info.high) <= SMALL else max(reach, low + reach)
    return max(low, info.low), min(high, info.high)


def whole(info: Info, value: int) -> tuple[int, int]:
    """Return the ends of a slider over whole numbers that shows `value`."""
    low = int(info.low) if abs(info.low) <= SMALL else -int(round_up(max(10.0, 4 * abs(value))))
    high = int(info.high) if abs(info.high) <= SMALL else low - low % 2 + int(round_up(max(32.0, 4 * abs(value))))
    return low, int(min(high, info.high))


def exponents(info: Info, value: float, default: float) -> tuple[float, float]:
    """Return the exponents at the ends of a logarithmic slider: around the default, wide enough for `value`."""
    middle = round(math.log10(default)) if default > 0 else -3
    low, high = middle - DECADES, middle + DECADES
    if value > 0:
        low, high = min(low, math.floor(math.log10(value))), max(high, math.ceil(math.log10(value)))
    if info.low > 0:
        low = max(low, math.log10(info.low))
    if 0 < info.high < math.inf:
        high = min(high, math.log10(info.high))
    return low, high
