"""What one node, or one output of it, holds: of one sample of the batch."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets as W  # noqa: N812 - short, for it is everywhere

from lpnb.compile.program import Slot
from lpnb.errors import Problem, UnknownName, nearest
from lpnb.run import Stream
from lpnb.widgets.bar_face import BarFace
from lpnb.widgets.map_face import MapFace
from lpnb.widgets.palette import node_colour
from lpnb.widgets.part import Part, close_tree
from lpnb.widgets.picture import TIMES
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.snapshot import Snapshot

IMAGE_AXES = 2


class StateView(Part):
    """Shows a state as it is now: maps as tiles, vectors as bars or a curve, scalars as one bar per sample.

    Attributes:
        name: The node, or the output of it (``data.image``).
        sample: Which sample of the batch is shown.
    """

    def __init__(self, stream: Stream, name: str, publisher: Publisher | None = None, *, sample: int = 0) -> None:
        """Show the state called `name`.

        Raises:
            UnknownName: When the stream has no such state.
        """
        # Nothing is made yet that would have to be closed.
        if name not in stream.program.newest:
            mend = nearest(name, stream.program.newest)
            raise UnknownName(Problem(f"view of {name!r}", "a node or output of the stream", repr(name), mend=mend))
        super().__init__(stream, publisher)
        self.name, self.sample = name, sample
        self.add_class("lpnb-panel")
        self.add_class("lpnb-view")
        self._title = W.HTML()
        self._slot: Slot | None = None
        self._face: Any = None
        self._unseen: tuple[Any, ...] = ()
        self._last: tuple[object, int] = (None, -1)
        """State and sample that are drawn."""
        self._build(stream.program.slots[stream.program.newest[name] - 1])

    def _build(self, slot: Slot) -> None:
        """Make a face for a type."""
        self._slot = slot
        colour = node_colour(self.stream.graph, slot.node)
        type_ = slot.type
        if len(type_.shape) >= IMAGE_AXES:
            self._face = MapFace(type_, colour, grey=slot.fed and type_.shape[:-2] in ((), (1,)))
        else:
            self._face = BarFace(type_, colour, batch=self.stream.batch)
        self.layout.border_top = f"3px solid {colour}"
        size = TIMES.join(map(str, type_.shape)) if type_.shape else "class" if type_.classes else "one number"
        self._title.value = f'<div class="lpnb-title">{escape(self.name)}<small>{size}</small></div>'
        old = (*self.children, *self._unseen)
        self._unseen = self._face.unseen
        self.fill(self._title, *self._face.widgets)
        for widget in set(old) - {*self.children, *self._unseen}:
            close_tree(widget)

    def publish(self, snapshot: Snapshot) -> int:
        """Draw the state if it is another one than last time."""
        if self._last[0] is snapshot.state and self._last[1] == self.sample:
            return 0
        slot = snapshot.slot(self.name)
        if slot is None:  # it was removed or renamed; whoever shows this view takes it away
            return 0
        if self._slot is None or slot.type != self._slot.type or slot.node != self._slot.node:
            self._build(slot)
        self._last = (snapshot.state, self.sample)
        whole = not slot.type.shape and not slot.type.classes
        value = snapshot.read(self.name, None if whole else self.sample)
        return int(self._face.draw(value, snapshot.now))

    def close(self) -> None:
        """Close the view with all that it drew with."""
        for widget in getattr(self, "_unseen", ()):
            close_tree(widget)
        super().close()
