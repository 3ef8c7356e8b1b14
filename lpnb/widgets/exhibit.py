"""One value drawn by a face outside of a view: what it is above, and below it the value under the pointer."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import attrs
import ipywidgets as W  # noqa: N812 - short, for it is everywhere

from lpnb.widgets.faces.face import Value, number_words
from lpnb.widgets.faces.maps import Maps
from lpnb.widgets.faces.matrix import Matrix
from lpnb.widgets.faces.tiled import Tiled
from lpnb.widgets.part import close_tree
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.said import Said

STRIP = 54
"""Pixels that a vector is high."""
At = tuple[int, int, int]
"""(tile, row, column)."""


class Squares(Matrix):
    """A matrix whose values are squares, however much room there is."""

    stretch = False


class Exhibit(W.VBox):
    """Draws maps as maps, and anything else as a matrix: with a colour bar, and read by pointer and arrow keys.

    Attributes:
        face: What draws; None while nothing was shown.
        value: What is drawn.
    """

    def __init__(
        self,
        publisher: Publisher,
        box: tuple[int, int],
        tell: Callable[[At], str] | None = None,
        *,
        square: bool = False,
        **options: Any,
    ) -> None:
        """Show nothing yet.

        Args:
            publisher: Whose thread draws.
            box: (width, height) of the drawing in pixels.
            tell: Says in words what is at (tile, row, column); None for index and value.
            square: Whether the values of a matrix are squares.
            options: Those of the face.
        """
        super().__init__()
        self.add_class("lpnb-exhibit")
        self.face: Tiled | None = None
        self.value: Value | None = None
        self._publisher, self._box, self._options = publisher, box, options
        self._tell = tell or self._index_and_value
        self._matrix: type[Matrix] = Squares if square else Matrix
        self._title, self._pointed = Said(), Said()
        self._at: At | None = None
        self._kind: tuple[object, ...] = ()
        self._left: Any = None
        self._now = 0.0
        self._pointed.add_class("lpnb-pointed-value")

    def show(self, title: str, value: Value, now: float, **options: Any) -> int:
        """Draw a value, with these options of the face from now on; return how many bytes that took.

        In the publisher's thread.
        """
        self.value, self._now = value, now
        drawn = flat(value)
        kind = Maps if Maps.suits((drawn,)) else self._matrix
        if (asked := (kind, drawn.picture, vector(value))) != self._kind:
            self._kind = asked
            self._open(kind, drawn)
        assert self.face is not None
        for name, option in options.items():
            setattr(self.face, name, option)
        size = self._title.say(title, f'<span class="lpnb-title">{escape(title)}</span>')
        return size + self.face.draw((drawn,), now) + self._point()

    def _open(self, kind: type[Tiled], drawn: Value) -> None:
        """Begin with another face; the widget before the last one is not at work in any browser any more."""
        old, self.face = self.face, kind(**self._options)
        self.face.heard = lambda message: self._publisher.post(lambda: self._act(message))
        width, height = self._box
        self.face.size = (width, STRIP if self.value is not None and vector(self.value) else height)
        self.face.open((drawn,))
        self.children = (self._title, self.face.widget, self._pointed)
        if self._left is not None:
            close_tree(self._left)
        self._left = old.widget if old is not None else None

    def _act(self, message: dict[str, Any]) -> None:
        """Do what a person did with pointer or keys."""
        assert self.face is not None
        assert self.value is not None
        if "at" in message:
            tile, row, column = message["at"] or (-1, 0, 0)
            self._at = (tile, row, column) if tile >= 0 else None
            self._point()
            return
        self.face.press(message.get("press", 0))
        self.face.draw((flat(self.value),), self._now)

    def _point(self) -> int:
        return self._pointed.say(self._tell(self._at) if self._at is not None else "")

    def _index_and_value(self, at: At) -> str:
        assert self.face is not None
        assert self.value is not None
        if vector(self.value):
            array = self.value.array.reshape(-1)
            return f"[{at[2]}] = {number_words(float(array[at[2]]))}" if at[2] < len(array) else ""
        spot = self.face.spot(at)
        return spot.words if spot is not None else ""

    def close(self) -> None:
        """Close it with all that it drew with."""
        if self._left is not None:
            close_tree(self._left)
        super().close()


def vector(value: Value) -> bool:
    """Return whether a value has no rows."""
    return value.array.ndim < 2


def flat(value: Value) -> Value:
    """Return a value as something with rows and columns: a vector is one row."""
    if not vector(value):
        return value
    axes = ("", value.axis(0) if value.array.ndim else "value")
    return attrs.evolve(value, array=value.array.reshape(1, -1), axes=axes)
