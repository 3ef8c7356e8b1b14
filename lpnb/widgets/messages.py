"""What happened: edits of the running graph, and every error, wherever it arose."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets as W  # noqa: N812 - short, for it is everywhere

from lpnb.run import Stream
from lpnb.widgets.journal import Entry
from lpnb.widgets.part import Part
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.snapshot import Snapshot

SHOWN = 40
PAUSE = 0.2
"""Seconds between two updates."""


class Messages(Part):
    """A list of what the stream and the widgets have to say, newest first; empty until there is something."""

    always = True

    def __init__(self, stream: Stream, publisher: Publisher | None = None, *, errors_only: bool = False) -> None:
        """Show what a stream and the widgets of a publisher say, or only what went wrong."""
        super().__init__(stream, publisher)
        self.add_class("lpnb-messages")
        self._errors_only = errors_only
        self._html = W.HTML()
        self._said: list[str] = []
        self._drawn: tuple[tuple[Entry, ...], tuple[Entry, ...]] = ((), ())
        self._last = -PAUSE
        self.fill(self._html)

    def footer(self) -> tuple[Any, ...]:
        """Return nothing: the errors are here already."""
        return ()

    def publish(self, snapshot: Snapshot) -> int:
        """Fetch what the stream says, and show what is new."""
        if snapshot.now - self._last < PAUSE:
            return 0
        self._listen()
        entries, standing = self.publisher.journal.entries, self._standing()
        if (entries, standing) == self._drawn:
            return 0
        self._last, self._drawn = snapshot.now, (entries, standing)
        shown = [entry for entry in (*entries, *standing) if entry.level == "error" or not self._errors_only]
        # The newest comes first, and the style sheet turns the order round: so a list that scrolls stays at its newest.
        items = "".join(_item(entry) for entry in reversed(shown[-SHOWN:]))
        self._html.value = f'<ul role="log" aria-label="messages">{items}</ul>' if items else ""
        return len(self._html.value)

    def _standing(self) -> tuple[Entry, ...]:
        """Return what is wrong with the graph just now: it goes when it is mended, for a drawing is often half done."""
        errors = self.stream.problems.errors
        if not errors or not len(self.stream.graph):  # an empty sheet is no fault
            return ()
        lines = "".join(f"\n  {problem}" for problem in errors)
        goes_on = "its last valid form keeps running" if self.stream.program.slots else "so nothing runs yet"
        return (Entry("error", f"for now the graph has errors, {goes_on}:{lines}"),)

    def _listen(self) -> None:
        """Copy what the stream has said since the last time, and what stopped it, into the journal."""
        said = list(self.stream.messages)
        for text in said[_overlap(self._said, said) :]:
            self.publisher.journal.note(text)
        self._said = said
        error = self.stream.error
        if error is not None:
            self.publisher.journal.error("the stream", error)


def _overlap(old: list[str], new: list[str]) -> int:
    """Return how many of the `new` messages are among the `old` ones already: the stream drops its oldest."""
    for dropped in range(len(old) + 1):
        kept = old[dropped:]
        if new[: len(kept)] == kept:
            return len(kept)
    return 0


def _item(entry: Entry) -> str:
    times = f" ({entry.times} times)" if entry.times > 1 else ""
    detail = f"<details><summary>trace</summary><pre>{escape(entry.detail)}</pre></details>" if entry.detail else ""
    return f'<li class="{entry.level}">{escape(entry.text)}{times}{detail}</li>'
