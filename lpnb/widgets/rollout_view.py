"""The rollout view: nodes by frames, and the light cone of each cell.

    browser -> kernel   {view, rows}       these rows can be seen in this view; a new one has no thumbnail yet
                        {goodbye: view}    it was closed
    kernel -> browser   {now, keep, frames, tiles} + buffer
                                           the newest frame, which thumbnails are still right, and new ones

What is drawn of the graph is the trait `scene`, which changes with the graph. The other half is
``widgets/src/rollout.ts``.
"""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets as T  # noqa: N812 - short, for it is everywhere

from lpnb.compile.build import State
from lpnb.errors import Problem, StreamError, brief
from lpnb.graph import Graph
from lpnb.run import Stream
from lpnb.widgets.control import route_to_frontend_thread
from lpnb.widgets.pacer import static_text
from lpnb.widgets.palette import GREY, diverging, sequential
from lpnb.widgets.part import Part
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.rollout_scene import rollout_scene
from lpnb.widgets.snapshot import Snapshot
from lpnb.widgets.streams import release, stream_for
from lpnb.widgets.thumbnails import Thumbnails

PAST, FUTURE = 8, 6
MOST = 30
"""Frames on each side of the present one, at most: a row has no room for more."""
BYTES_PER_SECOND = 100_000
"""Of thumbnails; they are the least of what is on a screen."""
LEAST_PAUSE = 1 / 15
"""Seconds between two looks: nobody can follow more columns that move."""


class RolloutGrid(anywidget.AnyWidget):
    """Where the rollout is drawn.

    Attributes:
        scene: See `lpnb.widgets.rollout_scene`.
        palettes: 256 RGBA colours each, as numbers: for maps, for maps with negative values, for pictures.
    """

    _esm = static_text("rollout.js")
    _css = static_text("rollout.css")
    scene = T.Dict().tag(sync=True)
    palettes = T.List(T.Bytes()).tag(sync=True)

    def __init__(self, scene: dict[str, Any]) -> None:
        """Make the widget, routed so that it hears the browser while a cell runs."""
        super().__init__(scene=scene, palettes=[sequential(), diverging(), sequential(GREY)])
        route_to_frontend_thread(self)


class RolloutView(Part):
    """Shows how information moves: a row for each node, a column for each frame, past, present and future.

    Hover over a cell, or move to it with the arrow keys, to see all that it depended on and all that it will influence.

    Attributes:
        grid: The widget.
        past: Frames before the present one.
        future: Frames after it.
    """

    def __init__(
        self,
        graph_or_stream: Graph | Stream,
        publisher: Publisher | None = None,
        *,
        past: int = PAST,
        future: int = FUTURE,
        sample: int = 0,
    ) -> None:
        """Show a stream, or a graph in a stream made for it, which `close` then closes.

        Args:
            graph_or_stream: What is shown; its graph may be empty or have errors.
            publisher: Who serves it; one of its own unless it is part of something larger.
            past: Frames before the present one, 0 to 30; those that the stream remembers have thumbnails.
            future: Frames after it, 0 to 30.
            sample: Which sample of the batch the thumbnails show.

        Raises:
            StreamError: When one of these is no such number.
        """
        for name, value, most in (("past", past, MOST), ("future", future, MOST), ("sample", sample, 10**9)):
            if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
                raise StreamError(str(Problem(f"rollout view, {name}", f"0 to {most}", brief(value))))
        super().__init__(stream_for(graph_or_stream, self), publisher)
        self.past, self.future = past, future
        self.add_class("lpnb-panel")
        self.add_class("lpnb-rollout-part")
        self._thumbnails = Thumbnails(sample)
        self._views: dict[str, frozenset[str]] = {}
        self._revision, self._drawn = 0, 0
        self._due, self._now = -1e9, -1
        self._moment: tuple[object, ...] = ()
        self._sent: dict[int, State] = {}
        """The states whose thumbnails the browser has, by frame."""
        self.stream.graph.changed.connect(self._count)
        self.grid = RolloutGrid(self._scene())
        self.grid.on_msg(lambda _widget, content, _buffers: self.hear(content))
        self.fill(self.grid)

    def hear(self, message: dict[str, Any]) -> None:
        """Take a message of the front end (in whatever thread it comes), and return at once."""
        self.publisher.journal.guard("the rollout view", self._hear)(message)

    def _hear(self, message: dict[str, Any]) -> None:
        if "goodbye" in message:
            self._views.pop(str(message["goodbye"]), None)
            return
        view, rows = str(message["view"]), frozenset(str(row) for row in message["rows"])
        new = view not in self._views
        self._views[view] = rows
        if new:
            self.publisher.post(self._forget)

    def _count(self, _graph: object, _edit: object) -> None:
        """Note that the graph is another one; whoever edits it may do so in any thread."""
        self._revision += 1

    # -- in the publisher's thread --------------------------------------------------------------------------------

    def publish(self, snapshot: Snapshot) -> int:
        """Show what has changed: the graph, the number of the frame, thumbnails of the visible rows."""
        size = self._follow_graph()
        if snapshot.now < self._due:
            return size
        size += self._show(snapshot)
        if size:
            self._due = snapshot.now + max(LEAST_PAUSE, size / BYTES_PER_SECOND)
        return size

    def _follow_graph(self) -> int:
        if self._drawn == self._revision:
            return 0
        scene = self._scene()
        if scene == self.grid.scene:
            return 0
        self.grid.scene = scene
        return 200 * len(scene["rows"])

    def _scene(self) -> dict[str, Any]:
        self._drawn = self._revision
        return rollout_scene(self.stream.graph, past=self.past, future=self.future)

    def _show(self, snapshot: Snapshot) -> int:
        seen = frozenset[str]().union(*list(self._views.values()))
        rows = {row["id"]: row["name"] for row in self.grid.scene["rows"] if row["id"] in seen}
        moment = (snapshot.program, tuple(rows.items()))
        if self._moment != moment:
            self._moment = moment
            self._forget()
        states = self._remembered(snapshot) if rows else {}
        new = {frame for frame, state in states.items() if self._sent.get(frame) is not state}
        if not new and self._now == snapshot.frame and self._sent.keys() == states.keys():
            return 0
        drawn = self._thumbnails.draw(list(states.values()), snapshot.program, rows)
        frames = [frame for frame in states if drawn.rescaled or frame in new]
        buffer = b"".join(pixels for frame, pixels in zip(states, drawn.pixels, strict=True) if frame in frames)
        self._sent, self._now = states, snapshot.frame
        message = {"now": snapshot.frame, "keep": list(states), "frames": frames, "tiles": drawn.tiles}
        self.grid.send(message, [buffer])
        return len(buffer) + 40 * (1 + len(drawn.tiles))

    def _remembered(self, snapshot: Snapshot) -> dict[int, State]:
        """Return the states of the last frames, by frame: those that are remembered, and of this program."""
        frames = range(snapshot.frame - self.past, snapshot.frame + 1)
        recent = (snapshot.state, *self.stream.recent)  # what is remembered wins: of the newest it has no gradients
        found = {int(s[0]): s for s in recent if s[0] in frames and type(s) is type(snapshot.state)}
        return dict(sorted(found.items()))

    def _forget(self) -> None:
        """Take it that the browser has no thumbnail."""
        self._sent, self._now = {}, -1

    def close(self) -> None:
        """Close the view, and the stream if it was made here and nothing else shows it."""
        super().close()
        if hasattr(self, "stream"):
            self.stream.graph.changed.disconnect(self._count)
            release(self.stream, self)
