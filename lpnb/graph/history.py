"""What can be undone and redone."""

from __future__ import annotations

import attrs

from lpnb.graph.document import Document
from lpnb.graph.edits import Arrange, Edit, Many, SetEdge, SetNode, elementary
from lpnb.graph.words import Phrase, sentence


@attrs.frozen
class Step:
    """One thing that can be undone or redone.

    Attributes:
        edit: The edit that does so.
        phrases: What was done, in words.
        gesture: What it was part of.
    """

    edit: Edit
    phrases: tuple[Phrase, ...]
    gesture: object = None


class History:
    """What can be undone and redone.

    Attributes:
        past: What can be undone, the newest last.
        future: What can be redone, the next last.
        latest: What was done last, in words: ``add 'h2'``, ``undo: add 'h2'``.
    """

    def __init__(self) -> None:
        """Start with nothing to undo."""
        self.past: list[Step] = []
        self.future: list[Step] = []
        self.latest = ""

    def did(self, inverse: Edit, phrases: tuple[Phrase, ...] = (), gesture: object = None) -> None:
        """Remember how to undo an edit.

        Args:
            inverse: The edit that undoes it.
            phrases: What was done, in words.
            gesture: Edits that follow one another with equal gestures are undone as one (a slider that is dragged).
        """
        self.future.clear()
        self.latest = sentence(phrases)
        if gesture is None or not self.past or self.past[-1].gesture != gesture:
            self.past.append(Step(inverse, phrases, gesture))
            return
        before = self.past[-1]
        edits = elementary(before.edit)
        known = set(filter(None, map(_subject, edits)))
        # Several nodes dragged at once: each goes back to where it was at first.
        newer = [edit for edit in elementary(inverse) if _subject(edit) not in known]
        told = tuple(dict.fromkeys((*before.phrases, *phrases)))
        self.past[-1] = Step(Many((*newer, *edits)), told, gesture)

    def undo(self, document: Document) -> Edit | None:
        """Undo the last edit; return what was applied, None when there was nothing."""
        self.latest = f"undo: {self.undoable}" if self.past else self.latest
        return _travel(document, self.past, self.future)

    def redo(self, document: Document) -> Edit | None:
        """Do again what was undone last; return what was applied, None when there was nothing."""
        self.latest = f"redo: {self.redoable}" if self.future else self.latest
        return _travel(document, self.future, self.past)

    @property
    def undoable(self) -> str:
        """What would be undone, in words; empty when there is nothing."""
        return _words(self.past)

    @property
    def redoable(self) -> str:
        """What would be done again, in words; empty when there is nothing."""
        return _words(self.future)


def _travel(document: Document, steps: list[Step], other: list[Step]) -> Edit | None:
    if not steps:
        return None
    step = steps.pop()
    other.append(Step(step.edit.apply(document), step.phrases))
    return step.edit


def _words(steps: list[Step]) -> str:
    return (sentence(steps[-1].phrases) or "change nothing") if steps else ""


def _subject(edit: Edit) -> object:
    """Return what an edit sets anew whatever it was before; None where it does something else."""
    match edit:
        case SetNode(uid=uid) | Arrange(uid=uid) | SetEdge(uid=uid):
            return type(edit), uid
    return None
