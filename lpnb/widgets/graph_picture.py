"""The picture of a graph, that follows its edits."""

from __future__ import annotations

import ipywidgets as W  # noqa: N812 - short, for it is everywhere

from lpnb.run import Stream
from lpnb.widgets.part import Part
from lpnb.widgets.picture import svg
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.snapshot import Snapshot


class GraphPicture(Part):
    """Nodes, edges, delays, and what is wrong with them; a click on a node shows or hides its state."""

    def __init__(self, stream: Stream, publisher: Publisher | None = None) -> None:
        """Show the graph of a stream."""
        super().__init__(stream, publisher)
        self.add_class("lpnb-panel")
        self.add_class("lpnb-graph")
        self._html = W.HTML(svg(stream.graph, live=True))
        self._stale = False
        self.fill(self._html)

    def follow(self) -> None:
        """Draw anew once somebody looks."""
        self._stale = True

    def publish(self, snapshot: Snapshot) -> int:
        """Draw the graph if it has changed."""
        if not self._stale:
            return 0
        self._stale = False
        text = svg(self.stream.graph, live=True)
        if text == self._html.value:
            return 0
        self._html.value = text
        return len(text)
