"""Everything that lpnb raises on purpose, and the `Problem` that its messages are made of.

The tree (each class also derives from the builtin that a user would catch):

    LpnbError
    ├── EditError (ValueError)            an edit of a graph was refused; the graph is as it was
    │   └── UnknownName (LookupError)     ... because a kind, node, edge, port or field has no such name
    ├── InvalidGraph (ValueError)         a graph with errors cannot be compiled; lists all of them
    ├── FileError (ValueError)            a file is damaged, foreign or does not fit
    ├── ExpressionError (ValueError)      an expression cannot be read, or not be worked out with these values
    ├── MeasureError (ValueError)         this cannot be measured of these values
    ├── DeviceError (RuntimeError)        the device or dtype asked for is not to be had here
    ├── OutOfMemory (MemoryError)         the states of one frame do not fit into memory
    └── StreamError (RuntimeError)        a stream cannot go on, or was used after its end
        └── FrameError                    a node failed inside a frame; names the node
            └── SourceError               a source failed or ended
"""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable, Sequence
from typing import Literal

import attrs

Severity = Literal["error", "warning", "note"]


@attrs.frozen
class Problem:
    """One thing that is wrong with a graph, a file or a value, in words a student understands.

    Attributes:
        place: Where it is, e.g. ``edge 'image->hidden' (conv)``.
        expected: What belongs there.
        found: What is there instead.
        origin: Where that came from (may be empty).
        mend: What to do about it, an imperative sentence (may be empty).
        severity: ``error`` stops compiling, ``warning`` does not, ``note`` is said for information.
        subject: The bare name of the node or edge concerned, for programs that point at it.
    """

    place: str
    expected: str
    found: str
    origin: str = ""
    mend: str = ""
    severity: Severity = "error"
    subject: str = ""

    def __str__(self) -> str:
        """Return the problem as one sentence or two."""
        if self.severity == "note":
            return f"{self.place}: {self.found}"
        origin = f" ({self.origin})" if self.origin else ""
        mend = f" {self.mend}" if self.mend else ""
        return f"{self.place}: expected {self.expected}, found {self.found}{origin}.{mend}"


class LpnbError(Exception):
    """Base of all errors that lpnb raises on purpose."""

    def __str__(self) -> str:
        """Return the words alone (`LookupError` and `OSError` would add quotes or numbers)."""
        return " ".join(str(a) for a in self.args)


class EditError(LpnbError, ValueError):
    """An edit was refused; the graph is as it was before.

    Attributes:
        problem: What was wrong.
    """

    def __init__(self, problem: Problem) -> None:
        """Take the problem that the message is made of."""
        super().__init__(str(problem))
        self.problem = problem


class UnknownName(EditError, LookupError):
    """A kind, node, edge, port or field was asked for that does not exist."""


class InvalidGraph(LpnbError, ValueError):
    """A graph has errors and cannot be compiled.

    Attributes:
        problems: All of its errors.
    """

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        """Take the graph's name and all errors of it."""
        lines = "".join(f"\n  {number}. {problem}" for number, problem in enumerate(problems, 1))
        count = "1 error" if len(problems) == 1 else f"{len(problems)} errors"
        super().__init__(f"graph {name!r} has {count} and cannot run:{lines}")
        self.problems = tuple(problems)


class FileError(LpnbError, ValueError):
    """A file is damaged, foreign, or does not fit the graph it is loaded into."""

    def __init__(self, problem: Problem, report: str = "") -> None:
        """Take the problem; its place names file and key. Where there are more, the report says all of them."""
        super().__init__(report or str(problem))
        self.problem = problem


class ExpressionError(LpnbError, ValueError):
    """An expression cannot be read, or cannot be worked out with these values.

    Attributes:
        problem: What is wrong; its place names the column, from 1.
        column: That column, for an editor that marks it.
    """

    def __init__(self, problem: Problem, column: int = 1) -> None:
        """Take the problem that the message is made of, and where in the text it is."""
        super().__init__(str(problem))
        self.problem, self.column = problem, column


class ForeignFile(UserWarning):
    """A file of another program was opened, and something in it is not as it should be."""


class LeftBehind(UserWarning):
    """A file does not hold all of a graph: functions of a user's own are code, and no file keeps them."""


class MeasureError(LpnbError, ValueError):
    """Something cannot be measured of these values.

    Attributes:
        problem: What is wrong.
    """

    def __init__(self, problem: Problem) -> None:
        """Take the problem that the message is made of."""
        super().__init__(str(problem))
        self.problem = problem


class DeviceError(LpnbError, RuntimeError):
    """The device or dtype that was asked for is not to be had here."""


class OutOfMemory(LpnbError, MemoryError):
    """The states of one frame do not fit into the device's memory."""


class StreamError(LpnbError, RuntimeError):
    """A stream cannot go on, or was used after its end."""


class FrameError(StreamError):
    """A node failed inside a frame. The states are those of the last good frame.

    Attributes:
        node: The node that failed, or an empty string when it cannot be told.
        frame: The frame that could not be computed.
    """

    def __init__(self, message: str, node: str = "", frame: int = 0) -> None:
        """Take the message, and the node and frame that it speaks of."""
        super().__init__(message)
        self.node, self.frame = node, frame


class SourceError(FrameError):
    """A source failed or ended."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return ``Did you mean 'x'?`` or the list of known names, to end a message with."""
    names = list(known)
    shortened = (n for n in names if len(n) > 2 and (name.startswith(n) or n.startswith(name or " ")))
    close = difflib.get_close_matches(str(name)[:100], names, n=1) or list(itertools.islice(shortened, 1))
    if close:
        return f"Did you mean {close[0]!r}?"
    return f"Known: {', '.join(names)}." if names else "There is none yet."


def brief(value: object, limit: int = 60) -> str:
    """Return `value` as a short literal: messages stay readable whatever was passed in."""
    text = repr(value)
    return text if len(text) <= limit else f"{text[: limit - 20]}… ({len(text)} characters)"
