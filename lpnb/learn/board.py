"""The record of a session for TensorBoard, where that is installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lpnb.errors import EditError, Problem
from lpnb.learn.record import MEASURES, Row


class Board:
    """Writes rows as scalars ``loss/train``, ``accuracy/valid``, ... over the frames.

    Raises:
        EditError: When TensorBoard is not installed.
    """

    def __init__(self, folder: str | Path) -> None:
        """Write to a folder, from the first row on."""
        self._make, self._folder = _summary_writer(), str(folder)
        self._writer: Any = None

    def add(self, row: Row) -> None:
        """Write a row, so that it can be seen at once."""
        if self._writer is None:
            self._writer = self._make(log_dir=self._folder)
        for measure in MEASURES:
            value = getattr(row, measure)
            if value is not None:
                self._writer.add_scalar(f"{measure}/{row.split}", value, row.frame)
        self._writer.flush()

    def close(self) -> None:
        """End the file."""
        if self._writer is not None:
            self._writer.close()


def _summary_writer() -> Any:
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        mend = "Install it with: pip install 'lpnb[tensorboard]', or leave tensorboard out."
        problem = Problem("tensorboard", "the package 'tensorboard'", "none that is installed", mend=mend)
        raise EditError(problem) from None
    return SummaryWriter
