"""Edits of a graph: done, told, undone and redone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import networkx as nx

from lpnb.errors import EditError, Problem
from lpnb.graph import following
from lpnb.graph.document import Document
from lpnb.graph.edits import Edit, Many, only_layout
from lpnb.graph.history import History
from lpnb.graph.signal import Signal
from lpnb.graph.wire import Wire
from lpnb.graph.words import Phrase

Done = tuple[Edit, Edit, tuple[Phrase, ...]]
"""An edit, its inverse, and what it does in words."""


class Editing:
    """The part of a graph that changes.

    Attributes:
        name: What it is called.
        changed: Told ``(graph, edit)`` after each change.
        saving: Told ``(graph)`` before weights are read, so that a stream can hand in what it has learned.
        revision: Goes up with each edit of anything but the drawing.
        lock: Held while an edit is applied. Hold it to read several things that have to be of one moment.
    """

    def __init__(self, name: str = "network") -> None:
        """Make an empty graph."""
        self.name = str(name)[:200]
        self.changed = Signal()
        self.saving = Signal()
        self.revision = 0
        self.lock = threading.RLock()
        self._document = Document(nx.MultiDiGraph())
        self._history = History()
        self._open: list[Done] | None = None  # what a `together` block has done so far
        self._wires: dict[str, Wire] | None = None

    @property
    def nx(self) -> nx.MultiDiGraph:
        """The network as networkx sees it, for analysis; change it through the methods of the graph only."""
        return self._document.nx

    def edit(self, edit: Edit, gesture: object = None) -> None:
        """Apply an edit, let fields follow what it renames, remember how to undo it, and tell the listeners.

        Args:
            edit: The edit.
            gesture: Edits that follow one another with equal gestures are undone as one.
        """
        with self.lock:
            phrases = edit.phrases(self._document)
            edit, inverse = following.apply(self._document, edit)
            self._touch(edit)
            if self._open is not None:
                self._open.append((edit, inverse, phrases))
                return
            self._history.did(inverse, phrases, gesture)
        self.changed.send(self, edit)

    @contextmanager
    def together(self, gesture: object = None, *, words: str = "") -> Iterator[None]:
        """Make all edits inside a ``with`` block one: one change, one undo. An exception inside takes them back.

        Args:
            gesture: Blocks and edits that follow one another with equal gestures are undone as one.
            words: What it is that is done, for `undoable`; what the edits say themselves if empty.
        """
        with self.lock:
            outer = self._open is None
            before = [] if self._open is None else list(self._open)
            self._open = list(before)
            try:
                yield
            except BaseException:
                taking_back = _taking_back(self._open[len(before) :])
                taking_back.apply(self._document)
                self._touch(taking_back)
                self._open = None if outer else before
                raise
            if not outer:
                return
            done, self._open = self._open, None
            if not done:
                return
            told = (Phrase(words),) if words else tuple(phrase for _, _, phrases in done for phrase in phrases)
            self._history.did(_taking_back(done), told, gesture)
        self.changed.send(self, Many(tuple(edit for edit, _, _ in done), words))

    def undo(self) -> bool:
        """Undo the last edit; return whether there was one."""
        return self._travel(self._history.undo)

    def redo(self) -> bool:
        """Do again what was undone last; return whether there was something."""
        return self._travel(self._history.redo)

    @property
    def undoable(self) -> str:
        """What `undo` would take back, in words (``set hidden.act``); empty when there is nothing."""
        return self._history.undoable

    @property
    def redoable(self) -> str:
        """What `redo` would do again, in words; empty when there is nothing."""
        return self._history.redoable

    @property
    def latest(self) -> str:
        """What was done last, in words (``set hidden.act``, ``undo: set hidden.act``); empty before the first edit."""
        return self._history.latest

    def _travel(self, step: Callable[[Document], Edit | None]) -> bool:
        with self.lock:
            if self._open is not None:
                mend = "Undo before or after; an exception takes back what was done inside."
                raise EditError(Problem(f"graph {self.name!r}", "no undo or redo inside together()", "one", mend=mend))
            edit = step(self._document)
            if edit is None:
                return False
            self._touch(edit)
        self.changed.send(self, edit)
        return True

    def _touch(self, edit: Edit) -> None:
        """Forget what was known of the network, if an edit changed more than the drawing."""
        if not only_layout(edit):
            self._wires = None
            self.revision += 1


def _taking_back(done: list[Done]) -> Many:
    return Many(tuple(inverse for _, inverse, _ in reversed(done)))
