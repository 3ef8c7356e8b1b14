"""What a stream stops at: one line to add a breakpoint, and a chip for each that there is."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets as W  # noqa: N812 - short, for it is everywhere

from lpnb.errors import LpnbError
from lpnb.run import Stream
from lpnb.widgets.control import control, turn
from lpnb.widgets.picture import TIMES
from lpnb.widgets.publisher import Publisher

CONDITIONS = {
    "rises above": "above",
    "falls below": "below",
    "is not finite": "nonfinite",
    "changes its class": "flips",
}
"""Conditions in words, and what `Stream.break_when` calls them."""


class Stops(W.VBox):
    """Adds breakpoints and takes them away.

    Attributes:
        name: The state, weight or field that is looked at.
        condition: What has to happen.
        limit: The number that it is about: a limit, or the sample of the batch.
    """

    def __init__(self, stream: Stream, publisher: Publisher) -> None:
        """Serve a stream."""
        super().__init__()
        self.stream, self.publisher = stream, publisher
        self.name: Any = control(W.Combobox(placeholder="state or weight", ensure_option=False))
        self.name.layout = W.Layout(width="170px")
        self.condition: Any = control(W.Dropdown(options=list(CONDITIONS), layout=W.Layout(width="150px")))
        self.limit: Any = control(W.FloatText(1.0, layout=W.Layout(width="80px"), tooltip="the limit, or the sample"))
        self.add: Any = control(W.Button(icon="plus", description="Add", tooltip="Stop when this happens"))
        self.add.layout = W.Layout(width="auto", height="26px")
        self.add.on_click(
            publisher.journal.guard("a breakpoint", lambda _button: publisher.worker.do("a breakpoint", self._add))
        )
        self._error, self._chips = W.HTML(), W.HBox().add_class("lpnb-chips")
        self._has: tuple[Any, ...] = ("nothing yet",)
        label = W.HTML('<span class="lpnb-hint">Stop when</span>')
        line = W.HBox([label, self.name, self.condition, self.limit, self.add, self._chips, self._error])
        self.children = (line.add_class("lpnb-bar"),)

    def _add(self) -> None:
        """Add what the line says; what is wrong with it stands beside it."""
        condition = CONDITIONS[self.condition.value]
        limits = {"nonfinite": True, "flips": int(self.limit.value)}
        words = ""
        try:
            self.stream.break_when(self.name.value, **{condition: limits.get(condition, self.limit.value)})
        except LpnbError as error:
            words = str(error)
        self.publisher.post(lambda: self._tell(words))

    def _tell(self, words: str) -> None:
        self._error.value = f'<span class="lpnb-error" role="alert">{escape(words)}</span>' if words else ""
        self.refresh()

    def refresh(self) -> int:
        """Show the breakpoints that there are, and the names that there could be one for; return the bytes sent."""
        names = self.stream._values.names()  # noqa: SLF001 - in the publisher's thread, which waits for no frame
        size = sum(map(len, names)) if turn(self.name, options=names) else 0
        now = tuple(self.stream.breakpoints)
        if now == self._has:
            return size
        self._has = now
        before, self._chips.children = self._chips.children, [self._chip(point) for point in now]
        for chip in before:
            chip.close()
        return size + 500 * len(now)

    def _chip(self, point: Any) -> Any:
        chip: Any = control(W.Button(description=f"{point} {TIMES}", tooltip="Remove this breakpoint"))
        chip.on_click(self.publisher.journal.guard("a breakpoint", lambda _button: self._remove(point)))
        return chip.add_class("lpnb-chip")

    def _remove(self, point: Any) -> None:
        self.stream.breakpoints.remove(point)
        self.publisher.post(self.refresh)
