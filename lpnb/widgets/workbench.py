"""The whole laboratory in one cell output."""

from __future__ import annotations

import base64
from typing import Any

import ipywidgets as W  # noqa: N812 - short, for it is everywhere

from lpnb.graph import Graph
from lpnb.run import Stream
from lpnb.widgets.curves import Curves
from lpnb.widgets.graph_editor import GraphEditor
from lpnb.widgets.knobs import Knobs
from lpnb.widgets.messages import Messages
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.raster import png
from lpnb.widgets.streams import release, stream_for
from lpnb.widgets.transport import Transport
from lpnb.widgets.views import Views


class Workbench(W.VBox):
    """Shows a stream, lets you move time, turn its values, and watch what every node holds and learns.

    Example:
        lpnb.Workbench(stream)

    Attributes:
        stream: What is shown.
        transport: Play, pause, step, reset, rates.
        editor: The graph, to be drawn.
        curves: Loss and accuracy.
        views: What chosen nodes hold.
        knobs: What can be turned while it runs.
        messages: What happened, and every error.
    """

    def __init__(self, graph_or_stream: Graph | Stream) -> None:
        """Show a stream, or a graph in a stream made for it (`close` then closes that too).

        A graph may be empty or have errors: it runs as soon as it is drawn right.
        """
        super().__init__()
        self.stream = stream_for(graph_or_stream, self)
        self.publisher = Publisher(self.stream)
        try:
            self._furnish()
        except BaseException:
            self.close()
            raise

    def _furnish(self) -> None:
        """Make all parts."""
        self.transport = Transport(self.stream, self.publisher)
        self.editor = GraphEditor(self.stream, self.publisher)
        self.curves = Curves(self.stream, self.publisher)
        self.views = Views(self.stream, self.publisher)
        self.knobs = Knobs(self.stream, self.publisher)
        self.messages = Messages(self.stream, self.publisher)
        for name in ("lpnb-root", "lpnb-workbench"):
            self.add_class(name)
        row = W.HBox([self.curves, self.knobs]).add_class("lpnb-row")
        parts = (self.transport, self.editor, self.views, row, self.messages)
        self.children = (*parts, self.publisher.pacer)

    def close(self) -> None:
        """Close all widgets, and the stream if it was made here and no other workbench shows it."""
        publisher = getattr(self, "publisher", None)  # None where making it failed, which ends here as well
        if publisher is not None:
            publisher.close()
            for part in list(publisher.parts.values()):
                part.close()
        super().close()
        if publisher is not None:
            release(self.stream, self)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """Add a picture of the graph, for places without a kernel (PNG, for untrusted notebooks show no SVG)."""
        bundle = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        picture = base64.b64encode(png(self.stream.graph)).decode()
        words = f"Workbench of {self.stream!r}"
        return {**(data or {}), "image/png": picture, "text/plain": words}, metadata

