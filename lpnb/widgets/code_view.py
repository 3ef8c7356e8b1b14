"""The program that runs, to read."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets as W  # noqa: N812 - short, for it is everywhere

from lpnb.errors import LpnbError
from lpnb.run import Stream
from lpnb.widgets.control import control, on_move
from lpnb.widgets.part import Part
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.snapshot import Snapshot


class CodeView(Part):
    """The generated PyTorch program, behind a button."""

    def __init__(self, stream: Stream, publisher: Publisher | None = None) -> None:
        """Show the program of a stream's graph."""
        super().__init__(stream, publisher)
        self.add_class("lpnb-panel")
        self.add_class("lpnb-code")
        layout = W.Layout(width="auto", height="26px", align_self="flex-start")
        tip = "The PyTorch program that runs, as graph.export() writes it"
        self.button: Any = control(W.ToggleButton(description="Show code", icon="code", tooltip=tip, layout=layout))
        self._html = W.HTML(layout=W.Layout(display="none"))
        self._stale = True
        on_move(self.button, lambda shown: self.publisher.post(lambda: self._unfold(shown=shown)))
        self.fill(self.button, self._html)

    def _unfold(self, *, shown: bool) -> None:
        if shown:
            self._draw()
        self._html.layout.display = None if shown else "none"

    def follow(self) -> None:
        """Read anew once somebody looks."""
        self._stale = True

    def publish(self, snapshot: Snapshot) -> int:
        """Show the code of the graph as it is now, if it is unfolded."""
        return self._draw() if self.button.value else 0

    def _draw(self) -> int:
        if not self._stale:
            return 0
        self._stale = False
        try:
            text = self.stream.graph.code()
        except LpnbError as error:
            text = "\n".join(f"# {line}" for line in str(error).splitlines())
        html = f'<pre tabindex="0" aria-label="generated program">{escape(text)}</pre>'
        if html == self._html.value:
            return 0
        self._html.value = html
        return len(html)
