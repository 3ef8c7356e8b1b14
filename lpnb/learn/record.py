"""What a training session writes down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, overload

import attrs
import numpy as np

from lpnb.errors import EditError, Problem, brief

COLUMNS = ("epoch", "frame", "split", "loss", "accuracy", "seconds")
MEASURES = ("loss", "accuracy")
Array = np.ndarray[Any, Any]


@attrs.frozen
class Row:
    """One line of the record.

    Attributes:
        epoch: Epochs done, from 1.
        frame: Frames done.
        split: ``'train'`` (while it learned, over the epoch), ``'valid'`` or ``'test'``.
        loss: The mean loss in the last frame of each showing, in the unit of the loss; None where there is none.
        accuracy: The share of right answers in these frames, 0 to 1; None where there are no classes.
        seconds: Since the session began, pauses apart. Two rows are equal whatever time they took.
    """

    epoch: int
    frame: int
    split: str
    loss: float | None
    accuracy: float | None
    seconds: float = attrs.field(default=0.0, eq=False)

    def __str__(self) -> str:
        """Return the row in words."""
        loss = f" loss {self.loss:.4f}" if self.loss is not None else ""
        accuracy = f" accuracy {self.accuracy:.1%}" if self.accuracy is not None else ""
        return f"epoch {self.epoch}, frame {self.frame}: {self.split}{loss}{accuracy}"


class Record(Sequence[Row]):
    """The rows of a session, oldest first."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        """Hold some rows."""
        self._rows = tuple(rows)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> Record: ...

    def __getitem__(self, place: int | slice) -> Row | Record:
        """Return a row, or a part of the record."""
        return Record(self._rows[place]) if isinstance(place, slice) else self._rows[place]

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self._rows)

    def __eq__(self, other: object) -> bool:
        """Return whether the rows are the same, seconds apart."""
        return isinstance(other, Record) and self._rows == other._rows

    def __hash__(self) -> int:
        """Return the hash of the rows."""
        return hash(self._rows)

    def __repr__(self) -> str:
        """Return the rows in words, one a line."""
        return "\n".join(map(str, self._rows)) or "no epoch was done yet"

    def rows(self, split: str) -> Record:
        """Return the rows of one split: ``'train'``, ``'valid'`` or ``'test'``."""
        return Record(row for row in self._rows if row.split == split)

    def curve(self, split: str, measure: str = "loss") -> tuple[Array, Array]:
        """Return frames and values [rows] of a measure, ready to be drawn (``bqplot.Lines(x=frames, y=values)``).

        Args:
            split: ``'train'``, ``'valid'`` or ``'test'``.
            measure: ``'loss'`` or ``'accuracy'``; rows without it are left out.
        """
        if measure not in MEASURES:
            raise EditError(Problem("record", "the measure 'loss' or 'accuracy'", brief(measure)))
        points = [(row.frame, getattr(row, measure)) for row in self.rows(split) if getattr(row, measure) is not None]
        return np.array([x for x, _ in points], np.int64), np.array([y for _, y in points], np.float64)

    def frame(self) -> Any:
        """Return a table: a pandas ``DataFrame`` where pandas is installed, else a list with a dict for each row."""
        table = [{name: getattr(row, name) for name in COLUMNS} for row in self._rows]
        try:
            import pandas as pd
        except ImportError:
            return table
        return pd.DataFrame(table, columns=list(COLUMNS))
