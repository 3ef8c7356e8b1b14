"""A thread for what has to wait for a frame, so that no handler of a widget ever waits."""

from __future__ import annotations

import threading
from collections.abc import Callable

from lpnb.widgets.journal import Journal


class Worker:
    """Does one job after the other; a job with the key of one that still waits takes its place."""

    def __init__(self, journal: Journal) -> None:
        """Start with nothing to do, and without a thread until there is."""
        self._journal = journal
        self._jobs: dict[object, Callable[[], object]] = {}
        self._changed = threading.Condition()
        self._closed = False
        self._thread: threading.Thread | None = None

    def do(self, where: str, job: Callable[[], object], key: object = None) -> None:
        """Have `job` done soon; what it raises goes to the journal as happened in `where`."""
        guarded = self._journal.guard(where, job)
        with self._changed:
            if self._closed:
                return
            self._jobs[object() if key is None else key] = guarded
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True, name="lpnb widgets' worker")
                self._thread.start()
            self._changed.notify()

    def close(self) -> None:
        """Drop what waits and end the thread."""
        with self._changed:
            self._closed = True
            self._jobs.clear()
            self._changed.notify()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(2.0)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._jobs or self._closed)
                if self._closed:
                    return
                job = self._jobs.pop(next(iter(self._jobs)))
            job()
