"""A list of listeners that are told when something changed."""

from __future__ import annotations

import inspect
import weakref
from collections.abc import Callable
from typing import Any


class Signal:
    """Calls its listeners in the order in which they came.

    Bound methods are held weakly: listening does not keep a stream or a widget alive.
    """

    def __init__(self) -> None:
        """Start with no listener."""
        self._listeners: list[Callable[[], Callable[..., object] | None]] = []

    def connect(self, listener: Callable[..., object]) -> None:
        """Tell `listener` from now on."""
        reference = weakref.WeakMethod(listener) if inspect.ismethod(listener) else (lambda: listener)
        self._listeners.append(reference)

    def disconnect(self, listener: Callable[..., object]) -> None:
        """Tell `listener` no more; silent when it never listened."""
        self._listeners = [ref for ref in self._listeners if ref() not in (None, listener)]

    def send(self, *values: Any) -> None:
        """Call every living listener with `values`; what one raises reaches the sender after all have heard."""
        failure: Exception | None = None
        for reference in list(self._listeners):
            listener = reference()
            try:
                if listener is not None:
                    listener(*values)
            except Exception as error:  # noqa: BLE001 - raised below
                failure = failure or error
        if failure is not None:
            raise failure
