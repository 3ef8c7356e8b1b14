"""How values of different sizes go together: axes of size 1 are repeated, and axes that are missing are added behind.

(16,)   over (16, 8, 8)     one number for each feature, the same at each place
(1, 8, 8) over (16, 8, 8)   one number for each place, the same for each feature
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def together(shapes: Iterable[tuple[int, ...]]) -> tuple[int, ...] | None:
    """Return the shape that values of these shapes have together, None when they do not go together."""
    padded = behind(tuple(shapes))
    sizes = [set(axis) - {1} for axis in zip(*padded, strict=True)]
    return None if any(len(found) > 1 for found in sizes) else tuple(max(found, default=1) for found in sizes)


def behind(shapes: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Return shapes with axes of size 1 behind, so that all have as many."""
    most = max(map(len, shapes), default=0)
    return [(*shape, *(1,) * (most - len(shape))) for shape in shapes]


def with_axes(text: str, shape: tuple[int, ...], axes: int) -> str:
    """Return the text of a value with axes added behind, until its samples have so many."""
    missing = axes - len(shape)
    return f"{text}[..., {', '.join(['None'] * missing)}]" if missing > 0 else text
