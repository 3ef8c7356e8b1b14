"""What came of a look at a student's drawing: what is there, what is missing, and what to do about it."""

from __future__ import annotations

import attrs

DONE, OPEN = "\N{CHECK MARK}", "\N{WHITE CIRCLE}"
AGAIN = "Do what is missing, then run this cell again."


@attrs.frozen
class Mark:
    """What was found of one requirement.

    Attributes:
        met: Whether it is as it should be.
        words: What is there, or what is missing.
        todo: What to do in the editor, by hand; empty when nothing.
    """

    met: bool
    words: str
    todo: str = ""

    def __str__(self) -> str:
        """Return words and advice as one line."""
        return f"{DONE if self.met else OPEN} {self.words}{f' {self.todo}' if self.todo else ''}"


@attrs.frozen
class Step:
    """One step of a lesson; true when all of it is done. As the last line of a cell it shows itself.

    Attributes:
        marks: What was found of each requirement, in their order.
    """

    marks: tuple[Mark, ...]

    def __bool__(self) -> bool:
        """Return whether every requirement is met."""
        return all(mark.met for mark in self.marks)

    @property
    def verdict(self) -> str:
        """How it stands, in a sentence."""
        met = sum(mark.met for mark in self.marks)
        return "All done: go on." if self else f"{met} of {len(self.marks)} done. {AGAIN}"

    def __str__(self) -> str:
        """Return one line for each requirement, and the verdict."""
        return "\n".join([*map(str, self.marks), self.verdict])

    def __repr__(self) -> str:
        """Return the same: a notebook without Markdown shows this."""
        return str(self)

    def _repr_markdown_(self) -> str:
        """Return what a notebook shows."""
        return "\n".join([*(f"- {mark}" for mark in self.marks), "", f"**{self.verdict}**"])
