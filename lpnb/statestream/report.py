"""All problems of a network file, in one text."""

from __future__ import annotations

import attrs

from lpnb.errors import FileError, Problem

GROUPS = {"error": "errors, for which it cannot be opened", "warning": "warnings", "note": "notes"}
"""The kinds of problems, the worst first, and the words above each."""


@attrs.frozen
class Report:
    """What is wrong with a file.

    Attributes:
        name: The file's name.
        problems: Errors, warnings and notes.
    """

    name: str
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems for which the file cannot be opened."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def ok(self) -> bool:
        """Whether the file can be opened."""
        return not self.errors

    def refuse(self) -> None:
        """Raise what lists all problems, if there are errors.

        Raises:
            FileError: With the first error as its problem, and all of them in its words.
        """
        if self.errors:
            raise FileError(self.errors[0], str(self))

    def __str__(self) -> str:
        """Return all problems, one a line, the worst first."""
        if not self.problems:
            return f"file {self.name!r}: no problems"
        lines = [f"file {self.name!r}:"]
        for severity, words in GROUPS.items():
            found = [problem for problem in self.problems if problem.severity == severity]
            if found:
                lines += [f"  {len(found)} {words if len(found) > 1 else words.replace('s', '', 1)}"]
                lines += [f"    {number}. {problem}" for number, problem in enumerate(found, 1)]
        return "\n".join(lines)
