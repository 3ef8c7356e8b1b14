"""What went wrong or is worth saying, from any thread, for the widgets to show."""

from __future__ import annotations

import functools
import threading
import traceback
import weakref
from collections import deque
from collections.abc import Callable
from typing import Any, Literal

import attrs

from lpnb.errors import LpnbError

Level = Literal["error", "note"]


@attrs.frozen
class Entry:
    """One message.

    Attributes:
        level: How bad it is.
        text: What happened, one line or a few.
        detail: The trace of an error that is not one of ours.
        times: How often it came in a row.
    """

    level: Level
    text: str
    detail: str = ""
    times: int = 1


class Journal:
    """Collects messages. Anybody may write, at any time, and never waits.

    A notebook hides what callbacks and threads print or raise, so all of ours end here.

    Attributes:
        entries: The messages, oldest first. A new tuple after each change.
    """

    def __init__(self, wake: Callable[[], None] = lambda: None, *, limit: int = 100) -> None:
        """Start empty.

        Args:
            wake: Called after each entry.
            limit: How many entries are kept.
        """
        self.entries: tuple[Entry, ...] = ()
        self._kept: deque[Entry] = deque(maxlen=limit)
        self._lock = threading.Lock()
        self._wake = wake
        self._last_error: BaseException | None = None
        _journals.add(self)

    def note(self, text: str, level: Level = "note", detail: str = "") -> None:
        """Add a message; one that repeats the last is only counted."""
        with self._lock:
            last = self._kept[-1] if self._kept else None
            entry = Entry(level, text, detail)
            if last is not None and attrs.evolve(last, times=1) == entry:
                entry = attrs.evolve(entry, times=last.times + 1)
                self._kept.pop()
            self._kept.append(entry)
            self.entries = tuple(self._kept)
        self._wake()

    def error(self, where: str, error: BaseException) -> None:
        """Add an exception, once: ours in their own words, others with their type and trace."""
        if error is self._last_error:
            return
        self._last_error = error
        if isinstance(error, LpnbError):
            self.note(str(error), "error")
            return
        trace = "".join(traceback.format_exception(error))
        self.note(f"{where}: {type(error).__name__}: {error}", "error", trace)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self.entries = ()
        self._wake()

    def guard(self, where: str, function: Callable[..., object]) -> Callable[..., None]:
        """Return `function` wrapped so that what it raises is written here and goes no further."""

        @functools.wraps(function)
        def guarded(*args: Any, **fields: Any) -> None:
            try:
                function(*args, **fields)
            except Exception as error:  # noqa: BLE001 - shown to the person, as promised
                self.error(where, error)

        return guarded


_journals: weakref.WeakSet[Journal] = weakref.WeakSet()


def watch_threads() -> None:
    """Have exceptions that end a thread written into every journal as well (once; later calls do nothing)."""
    before = threading.excepthook
    if getattr(before, "_of_lpnb", False):
        return

    def hook(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            name = args.thread.name if args.thread else "a thread"
            for journal in list(_journals):
                journal.error(f"thread {name!r}", args.exc_value)
        before(args)

    hook._of_lpnb = True  # type: ignore[attr-defined]  # noqa: SLF001 - our own mark on our own function
    threading.excepthook = hook
