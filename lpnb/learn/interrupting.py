"""Ctrl+C as a wish, so that what is being done comes to a clean end."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Self


class Wish:
    """While it is entered, Ctrl+C asks for a stop. Pressed once more it interrupts at once, as it does elsewhere.

    Where something else listens to Ctrl+C already, or in a thread that it never reaches, this does nothing.

    Attributes:
        heard: Whether it was pressed.
    """

    def __init__(self, ask: Callable[[], object]) -> None:
        """Call `ask` at Ctrl+C: in the middle of whatever the main thread does, so it must not wait for a lock."""
        self._ask, self.heard = ask, False
        self._before: Any = None

    def __enter__(self) -> Self:
        """Listen."""
        if threading.current_thread() is threading.main_thread() and _usual():
            self._before = signal.signal(signal.SIGINT, self._hear)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Listen no more."""
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
            self._before = None

    def _hear(self, number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, self._before)
        self.heard = True
        self._ask()


def _usual() -> bool:
    """Return whether Ctrl+C does what Python has it do."""
    return signal.getsignal(signal.SIGINT) is signal.default_int_handler
