"""A view of a single state, under its old name."""

from __future__ import annotations

from typing import Any

from lpnb.run import Stream
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.view import View


class StateView(View):
    """Shows a state as it is now: maps as tiles, vectors as bars or a curve, scalars as one bar per sample."""

    def __init__(self, stream: Stream, name: str, publisher: Publisher | None = None, **options: Any) -> None:
        """Show the state called `name`; see `View`."""
        super().__init__(stream, name, publisher, **options)
