"""The node editor: draw a network, also one that runs."""

from __future__ import annotations

import itertools
import threading
import time
from typing import Any

from lpnb.errors import LpnbError
from lpnb.graph import Graph
from lpnb.run import Stream
from lpnb.run.carry import Carried
from lpnb.widgets.canvas import Canvas, editor_code
from lpnb.widgets.commands import Commands
from lpnb.widgets.part import Part
from lpnb.widgets.previews import Previews
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.scene import Shown, scene
from lpnb.widgets.snapshot import Snapshot
from lpnb.widgets.streams import release, stream_for

HEIGHT = 470
PATIENCE = 1.0
"""Seconds that a program waits for the drawing to be told."""
HEAD_START = 0.04
"""Seconds that an answer has to leave the kernel before a program is compiled, which would keep Python's lock."""
TOLD = 30.0
"""Seconds for which it is said at a node what of it began anew."""


class News:
    """What live edits had to begin anew: told for a while, for one edit often follows another at once.

    Attributes:
        said: What is told now, by the uid of node or edge.
    """

    def __init__(self) -> None:
        """Start with nothing to tell."""
        self.said: dict[int, str] = {}
        self._until: dict[int, float] = {}
        self._heard: object = None

    def hear(self, edits: tuple[Carried, ...], now: float) -> None:
        """Take the last edits at time `now` in seconds."""
        new = itertools.takewhile(lambda edit: edit is not self._heard, reversed(edits))
        for edit in reversed(list(new)):
            self.said |= edit.begun_anew
            self._until |= dict.fromkeys(edit.begun_anew, now + TOLD)
        self._heard = next(reversed(edits), None)
        for uid in [uid for uid, until in self._until.items() if until < now]:
            del self.said[uid], self._until[uid]


class GraphEditor(Part):
    """Draws a graph and takes every edit that a person makes by hand, while its stream runs.

    The graph itself is the document: whoever edits it, a cell, another view, the inspector, all views follow.

    Attributes:
        canvas: The widget.
        commands: What a person can do.
        previews: What nodes hold, in their cards.
    """

    def __init__(
        self, graph_or_stream: Graph | Stream, publisher: Publisher | None = None, *, height: int = HEIGHT
    ) -> None:
        """Show a graph (in a stream made for it, which `close` then closes) or the graph of a stream.

        Args:
            graph_or_stream: What is drawn; it may be empty or have errors.
            publisher: Who serves it; one of its own unless it is part of something larger.
            height: In pixels.
        """
        super().__init__(stream_for(graph_or_stream, self), publisher)
        self.add_class("lpnb-panel")
        self.add_class("lpnb-editor-part")
        self.commands = Commands(self.stream.graph)
        self.canvas = Canvas(height)
        self.canvas.on_msg(lambda _widget, content, _buffers: self.hear(content))
        self.previews = Previews()
        self._views: set[str] = set()
        self._news = News()
        self._revision = 0
        self._drawn: tuple[object, ...] = ()
        self.stream.graph.changed.connect(self._count)
        self._shown = Shown()
        self._shown.update(self._scene())
        self.fill(self.canvas)

    # -- from the browser -----------------------------------------------------------------------------------------

    def hear(self, message: dict[str, Any]) -> None:
        """Take a message of the front end (in whatever thread it comes), and return at once."""
        self.publisher.journal.guard("the editor", self._hear)(message)

    def _hear(self, message: dict[str, Any]) -> None:
        if "need" in message:
            version, code = editor_code()
            self.publisher.post(lambda: self.canvas.send({"editor": version}, [code]))
        elif "hello" in message:
            self._views.add(message["hello"])
            self.publisher.post(self._whole)
        elif "goodbye" in message:
            self._views.discard(message["goodbye"])
            self.previews.forget(message["goodbye"])
        elif "watch" in message:
            self.previews.watch(str(message["view"]), message["watch"])
        elif message.get("do") == "code":
            self.publisher.worker.do("show code", lambda: self._answer(message, {"result": self._code()}))
        else:
            self.stream.give_way()
            self.publisher.worker.do("an edit", lambda: self._carry_out(message))

    def _carry_out(self, message: dict[str, Any]) -> None:
        """Do a command in the worker's thread. The drawing is told first; a large program takes its time to be made."""
        answer = {"refused": "this failed inside lpnb; the messages below say where"}
        with self.stream.deferring():
            try:
                try:
                    answer = self.commands.run(message)
                finally:
                    self._answer(message, answer).wait(PATIENCE)
            finally:
                time.sleep(HEAD_START)
                self.stream.go_on()

    def _answer(self, message: dict[str, Any], answer: dict[str, Any]) -> threading.Event:
        """Have the publisher send an answer; return what is set when that is done."""
        sent = threading.Event()

        def send() -> None:
            try:
                self._sync()  # so that an answer never comes before the change that it speaks of
                self.canvas.send({"answer": message.get("view"), "number": message.get("number"), **answer})
            finally:
                sent.set()

        self.publisher.post(send)
        return sent

    def _code(self) -> dict[str, Any]:
        """Return the program of the graph as it is drawn, and for each line the node that it computes."""
        from lpnb.compile import emit

        graph = self.stream.graph
        try:
            program = emit(graph)
        except LpnbError as error:
            return {"text": "\n".join(f"# {line}" for line in str(error).splitlines()), "owners": []}
        ids = {name: str(graph.uid(name)) for name in graph}
        return {"text": program.text, "owners": [ids.get(owner, "") for owner in program.owners]}

    def _count(self, _graph: object, _edit: object) -> None:
        """Note that the drawing is another one; whoever edits it may do so in any thread."""
        self._revision += 1

    # -- in the publisher's thread --------------------------------------------------------------------------------

    def follow(self) -> None:
        """Draw anew, for every view that is open: edits are rare, and a view may stand outside of what is paced."""
        if self._views:
            self._sync()

    def publish(self, snapshot: Snapshot) -> int:
        """Send what was edited elsewhere, what the last live edit had to begin anew, and what nodes hold."""
        return self._sync() + self._preview(snapshot)

    def _preview(self, snapshot: Snapshot) -> int:
        found = self.previews.draw(snapshot)
        if found is None:
            return 0
        message, pixels = found
        self.canvas.send(message, [pixels])
        return len(pixels) + 40 * len(message["previews"]["tiles"])

    def _moment(self) -> tuple[object, ...]:
        """Return what tells one drawing from another, at no cost."""
        self._news.hear(self.stream.edits, time.monotonic())
        begun = bool(self.stream.program.slots)
        return self._revision, self.stream.graph.snapshots, begun, tuple(self._news.said.items())

    def _sync(self) -> int:
        """Bring all views up to date; return how many bytes that took, roughly."""
        if self._drawn == self._moment():
            return 0
        change = self._shown.update(self._scene())
        if change is None:
            return 0
        self.canvas.send(change)
        return 200 * sum(len(part) for part in change["change"].values())

    def _whole(self) -> None:
        """Send the whole scene, to a view that has none."""
        self._shown.update(self._scene())
        self.canvas.send({"change": self._shown.scene, "version": self._shown.version, "whole": True})

    def _scene(self) -> dict[str, Any]:
        self._drawn = (*_, begun, _) = self._moment()
        drawn = scene(self.stream.graph, self._news.said)
        drawn["graph"]["begun"] = begun
        return drawn

    def close(self) -> None:
        """Close the editor, and the stream if it was made here and nothing else shows it."""
        super().close()
        if hasattr(self, "stream"):
            release(self.stream, self)
