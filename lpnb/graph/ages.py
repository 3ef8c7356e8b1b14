"""Ages of information, in frames: a set of whole numbers that a loop may make endless, and how it is told."""

from __future__ import annotations

import itertools

import attrs

TAIL = 16
"""Frames beyond all delays that ages are looked at, so that what a loop adds can be seen."""
LONGEST = 96
"""Frames of delays that ages are followed along; what is older is only said to be there."""
TOLD = 5
"""Rows of ages that are told one by one, at most."""
SIGHT, MOST = 3, 4
"""Members that show how an endless row goes on, once its steps are equal; and members that are told at most."""


@attrs.frozen
class Ages:
    """Ages of what merges somewhere.

    Attributes:
        values: The ages in frames, from the youngest; of an endless set those up to a horizon.
        endless: Whether there are more and more, for there is a loop on the way.
    """

    values: tuple[int, ...]
    endless: bool = False

    @classmethod
    def of(cls, bits: int, *, endless: bool = False) -> Ages:
        """Return the ages whose bits are set in a whole number."""
        return cls(tuple(age for age in range(bits.bit_length()) if bits >> age & 1), endless)

    def __str__(self) -> str:
        """Return the ages as people write them: ``2, 4, 6, …`` or ``1, 3-9``."""
        if self.endless:
            return ", ".join((*map(str, self.values[: self._shown]), "…"))
        rows = [str(a) if a == b else f"{a}, {b}" if b == a + 1 else f"{a}-{b}" for a, b in self._rows()]
        return ", ".join(rows if len(rows) <= TOLD else [*rows[: TOLD - 2], "…", rows[-1]])

    @property
    def _shown(self) -> int:
        """How many members show how the row goes on: up to where equal steps begin, and some of those."""
        steps = [b - a for a, b in itertools.pairwise(self.values)]
        even = len(steps)
        while even and steps[even - 1] == steps[-1]:
            even -= 1
        return min(even + SIGHT, MOST)

    def _rows(self) -> list[tuple[int, int]]:
        """Return the first and the last of each run of ages that follow one another."""
        rows: list[tuple[int, int]] = []
        for age in self.values:
            if rows and rows[-1][1] == age - 1:
                rows[-1] = (rows[-1][0], age)
            else:
                rows.append((age, age))
        return rows
