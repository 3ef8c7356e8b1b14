"""What was drawn stays what it is until that changes of which it was drawn (like ``widgets/src/editor/kept.ts``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Drawn = TypeVar("Drawn")


class Kept(Generic[Drawn]):
    """Things by key, each with the parts of which it was drawn. Nobody may change them."""

    def __init__(self) -> None:
        """Start with none."""
        self._before: dict[str, tuple[object, Drawn]] = {}
        self._now: dict[str, tuple[object, Drawn]] = {}

    def begin(self) -> None:
        """Begin to draw all of it again; what was not asked for last time is forgotten."""
        self._before, self._now = self._now, {}

    def get(self, key: str, parts: object, draw: Callable[[], Drawn]) -> Drawn:
        """Return a thing: the one of last time if its parts are equal to those of then."""
        known = self._before.get(key)
        if known is None or known[0] != parts:
            known = parts, draw()
        self._now[key] = known
        return known[1]
