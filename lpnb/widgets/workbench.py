"""The whole laboratory in one cell output."""

from __future__ import annotations

import base64
import weakref
from typing import Any

import ipywidgets as W  # noqa: N812 - short, for it is everywhere

from lpnb.errors import StreamError, brief
from lpnb.graph import Graph
from lpnb.run import Stream
from lpnb.widgets.code_view import CodeView
from lpnb.widgets.curves import Curves
from lpnb.widgets.graph_picture import GraphPicture
from lpnb.widgets.knobs import Knobs
from lpnb.widgets.messages import Messages
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.raster import png
from lpnb.widgets.transport import Transport
from lpnb.widgets.views import Views

BATCH = 32

_made: weakref.WeakKeyDictionary[Stream, weakref.WeakSet[Workbench]] = weakref.WeakKeyDictionary()
"""Streams that workbenches made for graphs, and who uses them: a cell that is run again finds its stream."""


class Workbench(W.VBox):
    """Shows a stream, lets you move time, turn its values, and watch what every node holds and learns.

    Example:
        lpnb.Workbench(stream)

    Attributes:
        stream: What is shown.
        transport: Play, pause, step, reset, rates.
        picture: The graph.
        curves: Loss and accuracy.
        views: What chosen nodes hold.
        knobs: What can be turned while it runs.
        code: The program that runs.
        messages: What happened, and every error.
    """

    def __init__(self, graph_or_stream: Graph | Stream) -> None:
        """Show a stream, or a graph in a stream made for it (`close` then closes that too).

        Raises:
            InvalidGraph: When a graph is given that has errors.
        """
        super().__init__()
        self.stream = _stream(graph_or_stream, self)
        self.publisher = Publisher(self.stream)
        try:
            self._furnish()
        except BaseException:
            self.close()
            raise

    def _furnish(self) -> None:
        """Make all parts."""
        self.transport = Transport(self.stream, self.publisher)
        self.picture = GraphPicture(self.stream, self.publisher)
        self.curves = Curves(self.stream, self.publisher)
        self.views = Views(self.stream, self.publisher)
        self.knobs = Knobs(self.stream, self.publisher)
        self.code = CodeView(self.stream, self.publisher)
        self.messages = Messages(self.stream, self.publisher)
        for name in ("lpnb-root", "lpnb-workbench"):
            self.add_class(name)
        row = W.HBox([self.picture, self.curves]).add_class("lpnb-row")
        parts = (self.transport, row, self.views, self.knobs, self.code, self.messages)
        self.children = (*parts, self.publisher.pacer)

    def close(self) -> None:
        """Close all widgets, and the stream if it was made here and no other workbench shows it."""
        publisher = getattr(self, "publisher", None)  # None where making it failed, which ends here as well
        if publisher is not None:
            publisher.close()
            for part in list(publisher.parts.values()):
                part.close()
        super().close()
        users = _made.get(self.stream) if publisher is not None else None
        if users is not None:
            users.discard(self)
            if not users:
                del _made[self.stream]
                self.stream.close()

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """Add a picture of the graph, for places without a kernel (PNG, for untrusted notebooks show no SVG)."""
        bundle = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        picture = base64.b64encode(png(self.stream.graph)).decode()
        words = f"Workbench of {self.stream!r}"
        return {**(data or {}), "image/png": picture, "text/plain": words}, metadata


def _stream(given: Graph | Stream, user: Workbench) -> Stream:
    if isinstance(given, Stream):
        if given in _made:
            _made[given].add(user)
        return given
    if not isinstance(given, Graph):
        raise StreamError(f"Workbench: expected a graph or a stream, found {brief(given)}.")
    running = next((stream for stream in list(_made) if stream.graph is given), None)
    stream = running or Stream(given, batch=BATCH)
    _made.setdefault(stream, weakref.WeakSet()).add(user)
    return stream
