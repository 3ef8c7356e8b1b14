"""The piece of the front end that is ours: paces, guards keys, follows the theme, and tells what is on screen."""

from __future__ import annotations

from pathlib import Path

import anywidget

from lpnb.widgets.control import route_to_frontend_thread

STATIC = Path(__file__).parent / "static"


def static_text(name: str) -> str:
    """Return a file of the bundled front end, or raise in words where it was not built."""
    file = STATIC / name
    if not file.exists():
        message = f"{file} is missing: the front end was not built. Run `make frontend`, or install lpnb with pip."
        raise ImportError(message)
    return file.read_text(encoding="utf-8")


class Pacer(anywidget.AnyWidget):
    """An invisible widget; its front end acknowledges a tick once everything sent before it is painted.

    It serves the element of class ``lpnb-root`` that it stands in. See ``widgets/src/lab.ts`` for the messages.
    """

    _esm = static_text("lab.js")
    _css = static_text("lab.css")

    def __init__(self) -> None:
        """Make the widget, routed so that it hears the browser while a cell runs."""
        super().__init__()
        route_to_frontend_thread(self)
