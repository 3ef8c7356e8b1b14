"""Widgets that a person moves: how their messages come in, and how the kernel may set them all the same."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

Control = TypeVar("Control")


def route_to_frontend_thread(widget: Any) -> bool:
    """Let a widget's messages run where the front end sent them; return whether there was something to mend.

    ipykernel 7.4 routes a comm's messages to the loop that last *published* on it. A widget made in a cell would so
    have to wait until the running cell ends, which is exactly when a person wants to press stop. The attribute is
    private, so it is tried for; where it is missing nothing needs mending.
    """
    comm = getattr(widget, "comm", None)
    if comm is None or not hasattr(comm, "_reply_subshell_for"):
        return False
    comm._reply_subshell_for = lambda data, default: default  # noqa: ARG005, SLF001 - see above
    return True


def control(widget: Control) -> Control:
    """Return a control widget that is ready for use: routed, and safe to be set by the kernel now and then.

    ipywidgets are not thread-safe: a value set by the kernel while one arrives from the browser is echoed back and may
    undo it. So both ways take the widget's lock.
    """
    route_to_frontend_thread(widget)
    anything: Any = widget
    anything.lock, anything.turning = threading.RLock(), False
    plain = anything.set_state

    def set_state(state: dict[str, Any]) -> None:
        with anything.lock:
            plain(state)

    anything.set_state = set_state
    return widget


def turn(widget: Any, **values: Any) -> bool:
    """Set traits of a control from the kernel, unheard by `on_move`; return whether any was different."""
    with widget.lock:
        different = {name: value for name, value in values.items() if getattr(widget, name) != value}
        widget.turning = True
        try:
            for name, value in different.items():
                setattr(widget, name, value)
        finally:
            widget.turning = False
    return bool(different)


def on_move(widget: Any, handler: Callable[[Any], object]) -> None:
    """Have `handler` called with the new value whenever a person moves a control."""

    def moved(change: dict[str, Any]) -> None:
        if not widget.turning:
            handler(change["new"])

    widget.observe(moved, "value")
