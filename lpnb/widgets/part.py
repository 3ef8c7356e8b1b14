"""The base of all parts of the workbench: a widget of its own, or one of many that share a publisher."""

from __future__ import annotations

import itertools
from typing import Any

import ipywidgets as W  # noqa: N812 - short, for it is everywhere

from lpnb.run import Stream
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.snapshot import Snapshot

_count = itertools.count(1)


class Part(W.VBox):
    """Shows or turns something of a stream.

    A part that is given a publisher is served by it; one that is not gets its own, and shows errors below itself.

    Attributes:
        stream: The stream.
        publisher: Who serves it.
        key: What the front end knows it by.
        always: Whether it is served as soon as anything of the publisher is on screen, even if it is not itself.
    """

    always = False

    def __init__(self, stream: Stream, publisher: Publisher | None = None) -> None:
        """Join a publisher, or make one."""
        super().__init__()
        self.stream = stream
        self.publisher = publisher or Publisher(stream)
        self.key = f"lpnb-key-{next(_count)}"
        self._alone = publisher is None
        for name in ("lpnb-part", self.key, *(["lpnb-root"] if self._alone else [])):
            self.add_class(name)

    def fill(self, *content: Any) -> None:
        """Show `content` and begin to be served."""
        self.children = (*content, *self._extras()) if self._alone else content
        self.publisher.parts[self.key] = self

    def _extras(self) -> tuple[Any, ...]:
        from lpnb.widgets.messages import Messages

        if isinstance(self, Messages):
            return (self.publisher.pacer,)
        return (Messages(self.stream, self.publisher), self.publisher.pacer)

    # -- what parts override; all of it runs in the publisher's thread ---------------------------------------------

    def publish(self, snapshot: Snapshot) -> int:
        """Show a snapshot, while on screen; return how many bytes that took, 0 when nothing had changed."""
        return 0

    def follow(self) -> None:
        """Follow an edit of the graph, on screen or not."""

    def close(self) -> None:
        """Close the widget, and its publisher if it is its own."""
        publisher = getattr(self, "publisher", None)  # None where making it failed, which ends here as well
        if publisher is not None:
            publisher.parts.pop(self.key, None)
            if self._alone:
                publisher.close()
        for child in self.children:
            child.close()
        super().close()
