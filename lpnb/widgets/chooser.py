"""A menu of things that are renamed, come and go while it is open: it holds on to what was chosen, not to its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as W  # noqa: N812 - short, for it is everywhere

from lpnb.widgets.control import control, on_move, turn

Key = tuple[int, str]
"""(uid of the node, port): what survives renaming."""


class Chooser:
    """Lets a person choose one of several states.

    Attributes:
        widget: The menu.
        key: What is chosen, None for nothing.
    """

    def __init__(self, words: str, tip: str, key: Key | None, moved: Callable[[], object]) -> None:
        """Make the menu.

        Args:
            words: What stands before it.
            tip: What it is about.
            key: What is chosen in the beginning; None for what seems natural.
            moved: Called when a person has chosen something else.
        """
        self.key, self._picked = key, key is not None
        self._offered: dict[Key, str] = {}
        self._moved = moved
        layout = W.Layout(width="auto", min_width="130px")
        self.widget: Any = control(W.Dropdown(options=[], description=words, tooltip=tip, layout=layout))
        self.widget.style.description_width = "initial"
        on_move(self.widget, self._choose)

    def _choose(self, key: Key) -> None:
        self.key, self._picked = key, True
        self._moved()

    def offer(self, names: Mapping[Key, str], natural: Key | None) -> int:
        """Offer these from now on; return how many bytes that took.

        Args:
            names: Their names now.
            natural: What to choose unless a person has chosen something that is still there.
        """
        if not self._picked or self.key not in names:
            self.key = natural if natural in names else next(iter(names), None)
            self._picked = False
        if names == self._offered and self.widget.value == self.key:
            return 0
        self._offered = dict(names)
        turn(self.widget, options=tuple((name, key) for key, name in names.items()))
        turn(self.widget, value=self.key)
        return 40 * len(names)

    @property
    def name(self) -> str:
        """The name of what is chosen, empty for nothing."""
        return "" if self.key is None else self._offered[self.key]
