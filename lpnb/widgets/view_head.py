"""The head of a view: title, face, options, freezing, saving, closing. One widget: a dozen for each view would be slow.

The messages are listed in the other half, ``widgets/src/view-head.ts``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets as T  # noqa: N812 - short, for it is everywhere

from lpnb.widgets.control import route_to_frontend_thread
from lpnb.widgets.faces import FACES
from lpnb.widgets.faces.face import Values, describe, fields
from lpnb.widgets.look import ALL, Look
from lpnb.widgets.pacer import static_text
from lpnb.widgets.picture import TIMES
from lpnb.widgets.subjects import offered

if TYPE_CHECKING:
    from lpnb.widgets.view import View


class ViewHead(anywidget.AnyWidget):
    """What stands above a view.

    Attributes:
        facts: All that is shown but the value: changes rarely.
        words: The value under the pointer.
    """

    _esm = static_text("view-head.js")
    facts = T.Dict().tag(sync=True)
    words = T.Unicode().tag(sync=True)

    def __init__(self, heard: Callable[[dict[str, Any]], object]) -> None:
        """Make the widget.

        Args:
            heard: Called with each message of the browser, in whatever thread it comes.
        """
        super().__init__()
        self.add_class("lpnb-head-box")
        self.on_msg(lambda _widget, content, _buffers: heard(content))
        route_to_frontend_thread(self)

    def show(self, view: View, title: str, fitting: Sequence[str], error: str, notes: Sequence[str]) -> int:
        """Show what a view is; return how many bytes that took."""
        face = view.face
        frozen = "" if view.frozen is None else f"frozen at frame {grouped(view.frozen)}"
        facts = {
            "title": title,
            "size": sizes(view.shown),
            "note": " \u00b7 ".join(note for note in (frozen, *notes) if note),
            "error": error,
            "face": face.name if face is not None else "",
            "faces": [[name, FACES[name].help] for name in fitting],
            "fields": _fields(view),
            "frozen": view.frozen is not None,
            "closable": view.closing is not None,
            "movable": view.moving is not None,
            "steps": face.steps if face is not None else 0,
        }
        if facts == self.facts:
            return 0
        self.facts = facts
        return 400

    def hand_over(self, name: str, type_: str, content: bytes) -> None:
        """Have the browser save a file.

        Args:
            name: What to call it.
            type_: Its MIME type.
            content: What is in it.
        """
        self.send({"save": name, "type": type_}, [content])


def _fields(view: View) -> list[dict[str, Any]]:
    """Return the options of a view and of its face that mean something just now."""
    names = tuple(offered(view.stream))
    hidden = {"sample"} if view.shares_sample or view.look.samples == ALL else set()
    shown = [field for field in fields(Look) if field.name not in hidden]
    described = [describe(view.look, field, names if field.name == "of" else ()) for field in shown]
    if view.face is None:
        return described
    by_name = {field.name: field for field in fields(type(view.face))}
    return described + [describe(view.face, by_name[name]) for name in view.face.asked()]


def sizes(values: Values | None) -> str:
    """Return the shapes of values in words: ``16x4x4``."""
    words = []
    for value in values or ():
        shape = TIMES.join(map(str, value.array.shape))
        words.append(shape or ("class" if value.classes else "one number"))
    return ", ".join(dict.fromkeys(words))


def grouped(number: int) -> str:
    """Return a number of frames as the transport bar writes it."""
    return f"{number:,}".replace(",", "\u2009")
