"""What a person does in a view, message by message of the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from lpnb.widgets.saving import csv

if TYPE_CHECKING:
    from lpnb.widgets.view import View

Message = Mapping[str, Any]


def act(view: View, message: Message) -> None:
    """Do what a message says.

    Raises:
        LpnbError: When it asks for what cannot be.
    """
    for word in message:
        if word in ACTS:
            ACTS[word](view, message)


def _close(view: View, _message: Message) -> None:
    if view.closing is not None:
        view.closing(view)


def _move(view: View, message: Message) -> None:
    if view.moving is not None:
        view.moving(view, str(message["move"]), message.get("key"))


def _save(view: View, message: Message) -> None:
    """Have the browser save what is drawn."""
    if view.face is None:
        return
    picture = view.face.picture()
    if message["save"] == "csv":
        view.head.hand_over(f"{view.file_name}.csv", "text/csv", csv(view.table()).encode())
    elif picture is not None:
        view.head.hand_over(f"{view.file_name}.png", "image/png", picture)
    else:
        view.face.widget.save_png(f"{view.file_name}.png")


ACTS: dict[str, Callable[[View, Message], None]] = {
    "set": lambda view, message: view.set(**{str(message["set"]): message.get("value")}),
    "face": lambda view, message: view.set(face=str(message["face"])),
    "freeze": lambda view, message: view.freeze(bool(message["freeze"])),
    "resize": lambda view, message: view.resize(int(message["resize"][0]), int(message["resize"][1])),
    "over": lambda view, message: view.point_at("over", message["over"]),
    "at": lambda view, message: view.point_at("at", message["at"]),
    "press": lambda view, message: view.press(int(message["press"]) if isinstance(message["press"], int) else -1),
    "back": lambda view, _message: view.press(-1),
    "save": _save,
    "move": _move,
    "close": _close,
}
"""What each message does, by its word."""
