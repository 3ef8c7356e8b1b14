"""What is drawn, as text that a spreadsheet reads."""

from __future__ import annotations

import re

from lpnb.widgets.faces.face import Table


def csv(table: Table) -> str:
    """Return columns as CSV: a heading, then a line for each row; numbers with all their digits."""
    heading = ",".join(map(_quoted, table))
    columns = [[_cell(cell) for cell in column.tolist()] for column in table.values()]
    lines = (",".join(row) for row in zip(*columns, strict=True))
    return "\r\n".join((heading, *lines, ""))


def file_name(title: str, frame: int) -> str:
    """Return a name for a file, without its ending, that any system takes: ``hidden-frame-12``."""
    words = re.sub(r"[^\w.=+-]+", "-", title).strip("-.")[:60]
    return f"{words or 'view'}-frame-{frame}"


def _cell(value: object) -> str:
    return _quoted(value) if isinstance(value, str) else f"{value:.9g}" if isinstance(value, float) else str(value)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(letter in text for letter in ',"\r\n') else text
