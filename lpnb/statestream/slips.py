"""Slips of the pen in YAML, in words of the page: tabs, lines too far to the left or right, colons without a space.

The parser says what it has seen in its own terms; each of them is looked up here, with the lines around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import attrs
from ruamel.yaml.error import MarkedYAMLError

MEND = "Look there for a bracket, a quotation mark or a space too few or too many."


@attrs.frozen
class Slip:
    """What is wrong with a text.

    Attributes:
        line: Where, from 1.
        column: Where in that line, from 1.
        expected: What belongs there.
        found: What is there instead.
        mend: What to do about it.
    """

    line: int
    column: int
    expected: str
    found: str
    mend: str = MEND


@attrs.frozen
class _Seen:
    """What the parser has seen: its words, where it stopped, and where what it was reading began."""

    lines: list[str]
    words: re.Match[str]
    line: int
    column: int
    begin: int

    def text(self, line: int) -> str:
        return self.lines[line - 1] if 0 < line <= len(self.lines) else ""

    @property
    def before(self) -> str:
        """The line, up to where the parser stopped."""
        return self.text(self.line)[: self.column - 1]

    @property
    def neighbour(self) -> int:
        """The last line before it that says something; 0 where there is none."""
        told = (line for line in range(self.line - 1, 0, -1) if re.match(r"\s*[^\s#]", self.text(line)))
        return next(told, 0)

    def at(self, expected: str, found: str, mend: str = MEND) -> Slip:
        return Slip(self.line, self.column, expected, found, mend)


def slip(error: MarkedYAMLError, text: str) -> Slip:
    """Return what is wrong with a text that the parser cannot read.

    Args:
        error: What the parser said.
        text: The whole text.
    """
    words = (error.problem or "what cannot be read").strip()
    mark, context = error.problem_mark, error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = re.split(r"\r\n?|[\n\x85\u2028\u2029]", text)
    for pattern, tell in SLIPS:
        if found := re.fullmatch(pattern, words, re.DOTALL):
            return tell(_Seen(lines, found, line, column, context.line + 1 if context else line))
    told = re.fullmatch(r"(?:expected (.*), but )?(?:found )?(.*)", words, re.DOTALL)
    return Slip(line, column, (told and told[1]) or "YAML", (told and told[2]) or words)


def _tab(seen: _Seen) -> Slip:
    return seen.at("spaces", "a tab", "Replace the tab by spaces.")


def _letter(seen: _Seen) -> Slip:
    sign = seen.words[1]
    return seen.at("a value", f"one that begins with {sign}", "Put the value into quotation marks.")


def _block(seen: _Seen) -> Slip:
    """A line that is of no map or list around it, or something behind a value that has ended."""
    if not seen.before.strip():
        return _shifted(seen)
    if seen.words[1] in ("}", "]", ","):
        return seen.at("the end of the line", f"{seen.words[1]!r}", "Remove it, or write the bracket that it is of.")
    found = "more behind a value that has ended"
    return seen.at("the end of the line", found, "Put all of the value into one pair of quotation marks.")


def _shifted(seen: _Seen) -> Slip:
    here, there = (_indent(seen.text(line)) for line in (seen.line, seen.neighbour))
    if here == there and not re.search(r"^\s*-|:(\s|$)", seen.text(seen.neighbour)):
        return _keyless(attrs.evolve(seen, begin=seen.neighbour))
    if here == there:
        return seen.at("a line like the one before it", "a key among the entries of a list, or the other way round")
    side = "right" if here > there else "left"
    found = f"one that stands further to the {side}: {_spaces(here)}, where line {seen.neighbour} has {there}"
    return seen.at("a line that begins where its neighbours do", found, "Give lines of one map the same spaces.")


def _colon(seen: _Seen) -> Slip:
    """A colon where no key can be: a second one, one after a line without, or one in a line that stands wrong."""
    if re.search(r":\s", seen.before):
        mend = "Put what is behind the first ':' into quotation marks, or write it into a line of its own."
        return seen.at("one ':' in a line", "a second one", mend)
    if not re.search(r"^\s*-|:(\s|$)", seen.text(seen.neighbour)):
        return _keyless(attrs.evolve(seen, begin=seen.neighbour))
    return _shifted(seen)


def _keyless(seen: _Seen) -> Slip:
    """A line without a colon; that is noticed in the next one."""
    text = seen.text(seen.begin)
    close = re.search(r"\w:(?=\S)", text)
    mend = "Write a space behind the ':'." if close else "Write a ':' and a value behind it."
    found = f"a ':' without a space, in {_quoted(text)}" if close else f"none in {_quoted(text)}"
    return Slip(seen.begin, _indent(text) + 1, "a key, a ':' and a space", found, mend)


def _bracket(seen: _Seen) -> Slip:
    expected, found = seen.words[1], seen.words[2]
    kind = {"<stream end>": "the end of the file", "<scalar>": "another value"}.get(found, f"{found!r}")
    mend = f"The bracket of line {seen.begin} is open there: close it, or write a comma between its values."
    return seen.at(expected, kind, mend)


def _unclosed(seen: _Seen) -> Slip:
    expected, found = "a quotation mark that ends the text", "none up to the end of the file"
    return Slip(seen.begin, _indent(seen.text(seen.begin)) + 1, expected, found, "Close the text that begins there.")


def _entry(seen: _Seen) -> Slip:
    return seen.at("a value", "the '-' of a list", "Write the list into lines of its own, or in brackets: [a, b].")


def _outside(seen: _Seen) -> Slip:
    moved = seen.neighbour and not seen.before.strip()
    return _shifted(seen) if moved else seen.at("keys and values", "something else")


SLIPS: tuple[tuple[str, Callable[[_Seen], Slip]], ...] = (
    (r"found character '\\t' .*", _tab),
    (r"found character (.*) that cannot start any token", _letter),
    (r"expected <block end>, but found '?(.*?)'?", _block),
    (r"mapping values are not allowed here", _colon),
    (r"could not find expected ':'", _keyless),
    (r"expected (',' or '[}\]]'), but got '(.*)'", _bracket),
    (r"found unexpected end of stream", _unclosed),
    (r"sequence entries are not allowed here", _entry),
    (r"expected '<document start>', but found .*", _outside),
)
"""What the parser says, and what that means."""


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _spaces(count: int) -> str:
    return "1 space" if count == 1 else f"{count or 'no'} spaces"


def _quoted(text: str) -> str:
    short = text.strip()
    return repr(short if len(short) <= 40 else f"{short[:38]} …")
