"""The base of all parts of the workbench: a widget of its own, or one of many that share a publisher."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
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
        self._extras: tuple[Any, ...] = ()
        for name in ("lpnb-part", self.key, *(["lpnb-root"] if self._alone else [])):
            self.add_class(name)

    def fill(self, *content: Any) -> None:
        """Show `content` and begin to be served."""
        if self._alone and not self._extras:
            self._extras = (*self.footer(), self.publisher.pacer)
        self.children = (*content, *self._extras)
        self.publisher.parts[self.key] = self

    def footer(self) -> tuple[Any, ...]:
        """Return what a part that stands alone shows below itself: its errors."""
        from lpnb.widgets.messages import Messages

        return (Messages(self.stream, self.publisher, errors_only=True),)

    @contextmanager
    def closed_on_failure(self) -> Iterator[None]:
        """Close the part if what is done inside of the ``with`` block fails: nobody would have it then."""
        try:
            yield
        except BaseException:
            self.close()
            raise

    # -- what parts override; all of it runs in the publisher's thread ---------------------------------------------

    def publish(self, snapshot: Snapshot) -> int:
        """Show a snapshot, while on screen; return how many bytes that took, 0 when nothing had changed."""
        return 0

    def follow(self) -> None:
        """Follow an edit of the graph, on screen or not."""

    # -- what a workbench keeps of them with the graph --------------------------------------------------------------

    def plain(self) -> Any:
        """Return what it takes to show the same again another day, as plain data; None where nothing is to be kept."""
        return None

    def restore(self, plain: Any) -> None:
        """Show again what `plain` returned once; what cannot be is left out, and said so."""

    def close(self) -> None:
        """Close the widget, and its publisher if it is its own."""
        publisher = getattr(self, "publisher", None)  # None where making it failed, which ends here as well
        if publisher is not None:
            publisher.parts.pop(self.key, None)
            if self._alone:
                publisher.close()
        for child in (*self.children, self.layout):
            close_tree(child)
        super().close()


def close_tree(widget: Any) -> None:
    """Close a widget and all that it is made of: ipywidgets would keep children, marks, axes and scales for ever."""
    for name in widget.keys:
        value = getattr(widget, name, None)
        inside = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else (value,)
        for part in inside:
            if isinstance(part, W.Widget) and part.comm is not None:
                close_tree(part)
    widget.close()
