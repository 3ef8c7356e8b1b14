"""The whole laboratory in one cell output."""

from __future__ import annotations

from typing import Any

import ipywidgets as W  # noqa: N812 - short, for it is everywhere

from lpnb.graph import Graph
from lpnb.run import Stream
from lpnb.widgets.desk import Desk
from lpnb.widgets.messages import Messages
from lpnb.widgets.part import Part
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.still import Still
from lpnb.widgets.still.keeper import publish
from lpnb.widgets.streams import release, stream_for
from lpnb.widgets.transport import Transport


class Workbench(W.VBox):
    """Shows a stream, lets you move time, turn its values, and watch what every node holds and learns.

    Panels can be moved, made narrower, detached, closed and opened; how they stand is kept with the graph, in its file
    as well.

    Example:
        lpnb.Workbench(stream)
        lpnb.Workbench(stream, layout="train")

    Attributes:
        stream: What is shown.
        transport: Play, pause, step, reset, rates.
        desk: Where the panels stand; ``workbench["editor"]`` is the part in one of them.
        messages: What happened, and every error.
        still: The picture of it that a saved notebook shows where there is no kernel.
    """

    def __init__(self, graph_or_stream: Graph | Stream, *, layout: str | None = None) -> None:
        """Show a stream, or a graph in a stream made for it (`close` then closes that too).

        A graph may be empty or have errors: it runs as soon as it is drawn right.

        Args:
            graph_or_stream: What is shown.
            layout: ``'watch'``, ``'train'`` or ``'teach'``; None for as it was when it was last shown or saved.
        """
        super().__init__()
        self.stream = stream_for(graph_or_stream, self)
        self.publisher = Publisher(self.stream)
        try:
            self._furnish(layout)
        except BaseException:
            self.close()
            raise

    def _furnish(self, layout: str | None) -> None:
        """Make all parts."""
        self.transport = Transport(self.stream, self.publisher)
        self.messages = Messages(self.stream, self.publisher)
        self.desk = Desk(self.stream, self.publisher)
        self.desk.furnish(layout)
        self.still = self.publisher.parts[Still.key] = Still(self.desk, self.publisher)
        for name in ("lpnb-root", "lpnb-workbench"):
            self.add_class(name)
        self.children = (self.transport, self.desk, self.messages, self.publisher.pacer)

    def __getitem__(self, panel: str) -> Part:
        """Return what is in a panel, e.g. ``'editor'`` or ``'views'``; a closed one is opened.

        Raises:
            UnknownName: When there is no such panel.
        """
        return self.desk[panel]

    def close(self) -> None:
        """Close all widgets, and the stream if it was made here and no other workbench shows it."""
        publisher = getattr(self, "publisher", None)  # None where making it failed, which ends here as well
        if publisher is not None:
            publisher.close()
            if hasattr(self, "desk"):
                self.desk.close()
            for part in list(publisher.parts.values()):
                part.close()
        super().close()
        if publisher is not None:
            release(self.stream, self)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """Say in words what it is, for places without a kernel; the picture is an output of its own, see `Still`."""
        bundle = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**(data or {}), "text/plain": f"Workbench of {self.stream!r}"}, metadata

    def _ipython_display_(self) -> None:
        """Show the widgets, and below them a still picture, which is hidden as long as they live."""
        publish(*self._repr_mimebundle_())
        self.still.show()
