"""One line of the table: what was measured, against what, and whether that is good enough."""

from __future__ import annotations

import attrs

HEAD = ("figure", "peer", "measured", "target", "met?")


@attrs.frozen
class Row:
    """One figure.

    Attributes:
        figure: What is measured.
        peer: What it is compared with, empty where it stands for itself.
        value: The result.
        unit: ``x`` (so many times as fast as the peer), ``%``, ``s``, ``ms``, or what is counted.
        least: The result should be at least this.
        below: The result should be below this.
        detail: More about the result, in brackets behind it.
    """

    figure: str
    peer: str
    value: float
    unit: str
    least: float | None = attrs.field(default=None, kw_only=True)
    below: float | None = attrs.field(default=None, kw_only=True)
    detail: str = attrs.field(default="", kw_only=True)

    @property
    def met(self) -> bool | None:
        """Whether the target is met, None where there is none."""
        if self.least is not None:
            return self.value >= self.least
        return self.value < self.below if self.below is not None else None

    def cells(self) -> tuple[str, ...]:
        """Return the texts of the line, in the order of `HEAD`."""
        measured = written(self.value, self.unit) + (f" ({self.detail})" if self.detail else "")
        target = "-"
        if self.least is not None:
            target = f">= {self.least:g}{space(self.unit)}"
        elif self.below is not None:
            target = f"< {self.below:g}{space(self.unit)}"
        met = {True: "yes", False: "**no**", None: "-"}[self.met]
        return (self.figure, self.peer or "-", measured, target, met)


def written(value: float, unit: str) -> str:
    """Return a number with its unit, to two digits behind the point or three figures; a count is whole."""
    digits = 0 if isinstance(value, int) or abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:.{digits}f}{space(unit)}"


def space(unit: str) -> str:
    """Return a unit as it stands behind a number."""
    return unit if unit == "x" else f" {unit}"


def table(rows: list[Row]) -> str:
    """Return all lines as a table in Markdown, its columns aligned."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    written_lines = [joined(line, widths) for line in lines]
    return "\n".join([written_lines[0], f"|{'|'.join('-' * (width + 2) for width in widths)}|", *written_lines[1:]])


def joined(line: tuple[str, ...], widths: list[int]) -> str:
    """Return one line of the table."""
    return f"| {' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))} |"
