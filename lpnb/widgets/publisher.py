"""The one thread that touches what is displayed.

    frame thread ── state (immutable) ──> publisher ── traits, then a tick ──> browser
    (never waits)     newest wins          ^    ^                                 │
                             edits, errors ┘    └── what is on screen, what is painted

See `lpnb.widgets.pacing` for when something is sent.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from lpnb.run import Stream
from lpnb.widgets.garbage import collect_less_often
from lpnb.widgets.journal import Journal, watch_threads
from lpnb.widgets.pacer import Pacer
from lpnb.widgets.pacing import Pacing
from lpnb.widgets.snapshot import Snapshot, take
from lpnb.widgets.worker import Worker

SETTLE = 0.1
"""Seconds between two rounds of following edits: a slider that is dragged makes many."""
GLANCE = 0.03
"""Seconds between two looks, in a rest, whether the stream has come to stand: its last frame is shown at once then."""
OVERHEAD = 700
"""Bytes that a message costs besides what it carries."""


class Served(Protocol):
    """What a publisher serves: see `lpnb.widgets.part.Part`."""

    @property
    def always(self) -> bool:
        """Whether it is served as soon as anything of the publisher is on screen, even if it is not itself."""

    def publish(self, snapshot: Snapshot) -> int:
        """Show a snapshot; return how many bytes that took."""

    def follow(self) -> object:
        """Follow an edit of the graph."""

    def close(self) -> object:
        """Be served no more."""


class Keyed(Protocol):
    """What the front end knows by a key."""

    key: str


class Publisher:
    """Shows a stream in its parts, as fast as the browser paints and no faster.

    Attributes:
        stream: What is shown.
        parts: Who shows it, by key.
        journal: Where errors go.
        worker: Does what would keep a handler waiting.
        pacing: What was sent and painted.
        pacer: The widget that ticks; it belongs somewhere inside the element of class ``lpnb-root``.
        commands: What the front end may ask for by name, e.g. with a key.
        gesture: Goes up with each press of the pointer; see `Knobs`.
        pointer_down: Whether the pointer is pressed.
    """

    def __init__(self, stream: Stream, *, clock: Callable[[], float] = time.monotonic, thread: bool = True) -> None:
        """Start to serve a stream.

        Args:
            stream: The stream.
            clock: Tells the time in seconds.
            thread: False to leave the turns to the caller, e.g. a test.
        """
        self.stream = stream
        self.parts: dict[str, Served] = {}
        self.journal = Journal(self._wake)
        self.worker = Worker(self.journal)
        self.pacing = Pacing()
        self.pacer = Pacer()
        self.pacer.on_msg(lambda _widget, content, _buffers: self.hear(content))
        self.commands: dict[str, Callable[..., object]] = {}
        self.gesture, self.pointer_down = 0, False
        self._clock = clock
        self._changed = threading.Condition()
        self._woken = self._closed = False
        self._edited: float | None = None
        self._followed = -1e9
        self._jobs: deque[Callable[[], object]] = deque()
        watch_threads()
        collect_less_often()
        stream.graph.changed.connect(self._graph_changed)
        self._thread = threading.Thread(target=self._run, daemon=True, name="lpnb publisher")
        if thread:
            self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether it takes its turns by itself."""
        return self._thread.is_alive()

    # -- from other threads -------------------------------------------------------------------------------------

    def hear(self, message: Any) -> None:
        """Take a message of the front end (in whatever thread it comes)."""
        self.journal.guard("a message of the front end", self._hear)(message)

    def _hear(self, message: dict[str, Any]) -> None:
        if "shown" in message:
            with self._changed:
                self.pacing.hear(message, self._clock())
            self._wake()
        if "pointer" in message:
            self.pointer_down = message["pointer"] == "down"
            self.gesture += self.pointer_down
        if (command := self.commands.get(message.get("command", ""))) is not None:
            command(*message.get("arguments", ()))

    def post(self, job: Callable[[], object]) -> None:
        """Have `job` done by the publisher's thread: the way to change a display widget from anywhere else."""
        self._jobs.append(job)
        self._wake()

    def _graph_changed(self, _graph: object, _edit: object) -> None:
        if self._edited is None:
            self._edited = self._clock()
        self._wake()

    def _wake(self) -> None:
        with self._changed:
            self._woken = True
            self._changed.notify()

    # -- in the publisher's thread ------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._closed:
            self.journal.guard("the display", self.turn)()
            with self._changed:
                pause = self.pacing.pause(self._clock())
                if pause is not None:
                    pause = min(pause, GLANCE)
                if self._edited is not None:
                    pause = SETTLE
                if not self._changed.wait_for(lambda: self._woken or self._closed, pause):
                    continue
                self._woken = False
            time.sleep(0.002)  # what comes in bursts is served at once

    def turn(self) -> bool:
        """Do what there is to do now; return whether something was sent for painting."""
        now = self._clock()
        while self._jobs:
            self.journal.guard("the display", self._jobs.popleft())()
        if self._edited is not None and now - self._followed >= SETTLE:
            self._edited, self._followed = None, now
            self._each(lambda part: part.follow())
        with self._changed:
            if not self.stream.playing:
                self.pacing.end_rest()
            willing, shown = self.pacing.may_send(now), self.pacing.shown()
        return willing and self._publish(shown, now)

    def _publish(self, shown: frozenset[str], now: float) -> bool:
        snapshot = take(self.stream, now)
        if snapshot is None:
            return False
        sizes: list[int] = []
        begin = time.thread_time()
        self._each(lambda part: sizes.append(part.publish(snapshot)), shown)
        size = sum(bytes_ + OVERHEAD for bytes_ in sizes if bytes_)
        if size:
            with self._changed:
                tick = self.pacing.did_send(size, now, time.thread_time() - begin)
            self.pacer.send({"tick": tick})
        return bool(size)

    def on_screen(self, part: Keyed) -> bool:
        """Return whether somebody can see a part."""
        with self._changed:
            return part.key in self.pacing.shown()

    def _each(self, do: Callable[[Served], object], keys: frozenset[str] | None = None) -> None:
        for key, part in list(self.parts.items()):
            if keys is None or key in keys or part.always:
                self.journal.guard(type(part).__name__, do)(part)

    def close(self) -> None:
        """Stop serving."""
        self._closed = True
        self.stream.graph.changed.disconnect(self._graph_changed)
        self._wake()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(2.0)
        self.worker.close()
        self.pacer.close()
