"""The control that adds a view: what to show, and as what."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as W  # noqa: N812 - short, for it is everywhere

from lpnb.errors import LpnbError
from lpnb.run import Stream
from lpnb.widgets.control import control, on_move, turn
from lpnb.widgets.look import Look
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.reading import Reading
from lpnb.widgets.snapshot import take
from lpnb.widgets.subjects import offered

NATURAL = "as usual"
"""The face that a view has unless a person chooses one."""


class ViewAdder:
    """Lets a person search for what to show, and choose how.

    Attributes:
        widget: What is shown.
        what: The field for the name; it proposes those that there are.
        face: The choice of the faces that can draw it.
        button: Adds the view.
    """

    def __init__(self, stream: Stream, publisher: Publisher, add: Callable[..., object]) -> None:
        """Make the controls.

        Args:
            stream: The stream.
            publisher: Whose thread does what is asked.
            add: Called with names and face to add a view.
        """
        self._stream, self._add = stream, add
        tip = "What to show: a node, a parameter, a gradient; several with commas between"
        self.what: Any = control(W.Combobox(placeholder="add a view of \u2026", tooltip=tip, ensure_option=False))
        self.what.layout = W.Layout(width="200px")
        self.face: Any = control(W.Dropdown(options=[NATURAL], tooltip="How to draw it"))
        self.face.layout = W.Layout(width="130px")
        self.button: Any = control(W.Button(description="Add view", tooltip="Add a view of this"))
        self.button.layout = W.Layout(width="auto", height="28px")
        self.error = W.HTML()
        on_move(self.what, lambda _name: publisher.post(self._offer_faces))
        self.button.on_click(lambda _button: publisher.post(self._press))
        self.widget = W.HBox([self.what, self.face, self.button, self.error]).add_class("lpnb-adder")

    def follow(self) -> None:
        """Propose what the stream has now."""
        names = tuple(offered(self._stream))
        if names != self.what.options:
            self.what.options = names

    def _names(self) -> tuple[str, ...]:
        return Look(of=str(self.what.value)).names

    def _offer_faces(self) -> None:
        """Offer the faces that can draw what is written."""
        self._say("")
        faces: list[str] = []
        try:
            if names := self._names():
                reading = Reading(self._stream, names)
                reading.fetch()
                snapshot = take(self._stream)
                faces = reading.fitting(snapshot, Look(of=", ".join(names))) if snapshot is not None else []
        except LpnbError as error:
            self._say(str(error))
        options = (NATURAL, *faces)
        if options != self.face.options:
            turn(self.face, options=options, value=NATURAL)

    def _press(self) -> None:
        """Add the view, or say why not."""
        names = self._names()
        if not names:
            self._say("Choose what to show first: press the arrow in the field, or begin to write a name.")
            return
        try:
            self._add(names, face="" if self.face.value == NATURAL else str(self.face.value))
        except LpnbError as error:
            self._say(str(error))
            return
        self._say("")
        turn(self.what, value="")
        turn(self.face, options=(NATURAL,), value=NATURAL)

    def _say(self, words: str) -> None:
        text = f'<span class="lpnb-view-error">{escape(words)}</span>' if words else ""
        if text != self.error.value:
            self.error.value = text
