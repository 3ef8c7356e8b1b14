"""Python's garbage waits while a person does.

To look through all objects of a kernel takes 0.1 to 0.3 s. It comes by itself where many objects are made, as for an
answer or a new program, and holds up all threads: so it comes when the person rests.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

REST = 1.0
"""Seconds without an edit, after which a person is thought to rest."""
LONGEST = 20.0
"""Seconds for which garbage waits at most, however busy a person is."""


class Pause:
    """A time in which no garbage is collected: begins with an edit, and ends when there has been none for a while."""

    def __init__(self) -> None:
        """Let garbage be collected."""
        self._lock = threading.Lock()
        self._since: float | None = None  # None, too, while somebody else has switched collecting off
        self._end: threading.Timer | None = None

    def begin(self) -> None:
        """Collect no garbage from now on."""
        with self._lock:
            self._forget_end()
            if self._since is None and gc.isenabled():
                self._since = time.monotonic()
                gc.disable()

    def rest(self) -> None:
        """End it after a while, unless it begins again meanwhile."""
        with self._lock:
            self._forget_end()
            if self._since is not None:
                left = min(REST, self._since + LONGEST - time.monotonic())
                self._end = threading.Timer(max(0.0, left), self.end)
                self._end.daemon = True
                self._end.start()

    def end(self) -> None:
        """Collect it, and let it be collected again, if it was this that kept it from that.

        Here and now, and not where the next object is made: that may be amid a message to the browser, and widgets that
        are collected send messages of their own.
        """
        with self._lock:
            self._forget_end()
            since, self._since = self._since, None
        if since is not None:
            gc.collect()
            gc.enable()

    def _forget_end(self) -> None:
        if self._end is not None:
            self._end.cancel()
            self._end = None


PAUSE = Pause()
"""That of this process."""


@contextmanager
def garbage_waits() -> Iterator[None]:
    """Collect no garbage inside of a ``with`` block and for a while after it; who had switched that off keeps it so."""
    PAUSE.begin()
    try:
        yield
    finally:
        PAUSE.rest()
