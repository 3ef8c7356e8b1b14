"""The text of a network file -> plain values, and the line of each.

YAML 1.2, as ruamel.yaml takes it apart into events. The values are made of the events here, which keeps hostile files
harmless: no tag makes an object, and size, depth and copies (aliases of aliases ...) are counted before they are made.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any, NoReturn

import attrs
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from lpnb.errors import Problem, brief
from lpnb.statestream.draft import MOST_PROBLEMS, Path
from lpnb.statestream.scalars import plain_value
from lpnb.statestream.slips import slip

LARGEST = 512 * 1024
"""Bytes of a file, at most; those of the original have 2 to 15 thousand."""
DEEPEST = 30
"""Levels of lists and maps inside of one another, at most."""
MOST_VALUES = 100_000
"""Values, those of aliases counted each time."""
GREATEST = 1e300
"""The greatest number."""

TAGS = ("str", "int", "float", "bool", "null", "map", "seq")
"""The tags (``!!int``) that change nothing but the type of a plain value."""
SKIPPED = "\0"
"""Stands for a key whose value is read and thrown away."""


@attrs.frozen
class Document:
    """A file that was taken apart.

    Attributes:
        tree: Its values: None, truth values, numbers, text, lists and maps with text as keys.
        lines: The line of each key, from 1.
        problems: What is wrong with the text.
        refused: The places of values that could not be taken; they hold None.
    """

    tree: Any
    lines: dict[Path, int]
    problems: list[Problem]
    refused: set[Path]


def parse(text: str, file: str) -> Document:
    """Return a text's values. It raises nothing: what cannot be read is a problem.

    Args:
        text: YAML.
        file: The file's name, for messages.
    """
    builder = _Builder(file)
    try:
        builder.read(text)
    except _Stopped:
        pass  # why is among the problems
    except MarkedYAMLError as error:
        spaced = _spaced(text)
        if spaced != text:
            return parse(spaced, file)
        builder.say(*attrs.astuple(slip(error, text)))
    except YAMLError as error:
        before = text[: getattr(error, "position", 0) or 0]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        letter = getattr(error, "character", 0)
        code = f"U+{ord(letter) if isinstance(letter, str) and len(letter) == 1 else int(letter or 0):04X}"
        builder.say(line, column, "text", f"a character that no text has ({code})", "Save the file as UTF-8.")
    except (ValueError, LookupError, RecursionError, OverflowError, AttributeError, TypeError) as error:
        # the library's own slips on junk; the person sees where to look, not its insides
        builder.say(1, 1, "YAML", f"what cannot be read ({type(error).__name__})")
    return Document(builder.root, builder.lines, builder.problems, builder.refused)


def _spaced(text: str) -> str:
    """Return a text with spaces for the tabs behind values and colons, which YAML allows and the library does not."""
    return re.sub(r"(?m)(?<=[^\s])[ ]*\t[ \t]*(?=#|$)|(?<=:)\t+", lambda found: " " * len(found[0]), text)


class _Stopped(Exception):
    """The file cannot be read on."""


@attrs.define
class _Open:
    """A list or map that is not complete yet."""

    value: Any
    path: Path
    anchor: str | None
    before: int
    """How many values there were before it."""
    key: str | None = None
    merges: list[Any] = attrs.field(factory=list)
    deepest: int = 0
    """How many levels are inside of it."""


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Any = None
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []
        self.refused: set[Path] = set()
        self.open: list[_Open] = []
        self.anchors: dict[str, tuple[Any, int, int] | None] = {}
        self.values = self.documents = 0

    def read(self, text: str) -> None:
        events: Iterator[Event] = YAML(typ="safe", pure=True).parse(text)
        for event in events:
            if isinstance(event, DocumentStartEvent):
                self.documents += 1
            if self.documents > 1:
                self.stop(event, "one document", "a second one, after ---", "Put it into a file of its own.")
            if isinstance(event, NodeEvent):
                self.count(event, 1)
            if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
                self.start(event)
            elif isinstance(event, CollectionEndEvent):
                self.end(event)
            elif isinstance(event, ScalarEvent):
                self.scalar(event)
            elif isinstance(event, AliasEvent):
                self.alias(event)

    # -- what is told -------------------------------------------------------------------------------------------------

    def say(self, line: int, column: int, expected: str, found: str, mend: str = "") -> None:
        if len(self.problems) < MOST_PROBLEMS:
            place = f"file {self.file!r}, line {line}, column {column}"
            self.problems.append(Problem(place, expected, found, mend=mend))

    def at(self, event: Event, expected: str, found: str, mend: str = "") -> None:
        self.say(event.start_mark.line + 1, event.start_mark.column + 1, expected, found, mend)
        self.refused.add(self.path())

    def stop(self, event: Event, expected: str, found: str, mend: str = "") -> NoReturn:
        self.at(event, expected, found, mend)
        raise _Stopped

    def count(self, event: Event, more: int) -> None:
        self.values += more
        if self.values > MOST_VALUES:
            mend = "Look for anchors (&) that are repeated (*) inside of one another."
            self.stop(event, f"at most {MOST_VALUES} values", "more", mend)

    # -- values -------------------------------------------------------------------------------------------------------

    @property
    def at_key(self) -> bool:
        """Whether the next value is the key of a map."""
        return bool(self.open) and isinstance(self.open[-1].value, dict) and self.open[-1].key is None

    def path(self) -> Path:
        """Return where the next value goes."""
        if not self.open:
            return ()
        around = self.open[-1]
        name = (around.key or "") if isinstance(around.value, dict) else str(len(around.value))
        return (*around.path, name)

    def start(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        if len(self.open) >= DEEPEST:
            self.stop(event, f"at most {DEEPEST} levels of lists and maps", "more")
        self.check_tag(event)
        if event.anchor:
            self.anchors[event.anchor] = None
        value: Any = {} if isinstance(event, MappingStartEvent) else []
        self.open.append(_Open(value, self.path(), event.anchor, self.values - 1))

    def end(self, event: Event) -> None:
        done = self.open.pop()
        for merged in done.merges:
            done.value.update({key: value for key, value in merged.items() if key not in done.value})
        if done.anchor:
            self.anchors[done.anchor] = (done.value, self.values - done.before, done.deepest + 1)
        self.put(event, done.value, done.deepest + 1)

    def scalar(self, event: ScalarEvent) -> None:
        plain = event.implicit[0] and event.style is None
        if self.at_key:
            self.key(event, plain=plain)
            return
        value = self.resolved(event, plain=plain)
        if event.anchor:
            self.anchors[event.anchor] = (value, 1, 0)
        self.put(event, value, 0)

    def key(self, event: ScalarEvent, *, plain: bool) -> None:
        around, name = self.open[-1], event.value
        around.key = SKIPPED
        if event.anchor:
            self.anchors[event.anchor] = (name, 1, 0)
        if name in around.value:
            first = self.lines[(*around.path, name)]
            self.at(event, f"each key once (the first {name!r} is in line {first})", f"{brief(name)} again")
        elif not name or "\0" in name:
            self.at(event, "a name", "none")
        else:
            around.key = "<<" if plain and name == "<<" else name
            self.lines[(*around.path, name)] = event.start_mark.line + 1

    def alias(self, event: AliasEvent) -> None:
        found = self.anchors.get(event.anchor, ())
        if found is None:
            self.at(event, "values inside of one another", f"a map or list inside of itself (*{event.anchor})")
        if not found:
            if found == ():
                self.at(event, "the name of an anchor before it", f"*{event.anchor}", f"Write &{event.anchor} there.")
            self.put(event, None, 0)
            return
        value, size, depth = found
        self.count(event, size - 1)
        if len(self.open) + depth > DEEPEST:
            self.stop(event, f"at most {DEEPEST} levels of lists and maps", "more")
        self.put(event, copy.deepcopy(value), depth)

    def put(self, event: Event, value: Any, depth: int) -> None:
        """Put a value where it belongs."""
        if not self.open:
            self.root = value
            return
        around = self.open[-1]
        around.deepest = max(around.deepest, depth)
        if isinstance(around.value, list):
            around.value.append(value)
        elif around.key is None:  # a key that is not plain
            named = isinstance(value, str) and value not in around.value
            around.key = str(value) if named else SKIPPED
            if not named:
                self.at(event, "text as a key", brief(value))
        else:
            key, around.key = around.key, None
            if key == "<<":
                self.merge(event, value)
            elif key != SKIPPED:
                around.value[key] = value

    def merge(self, event: Event, value: Any) -> None:
        maps = value if isinstance(value, list) else [value]
        if not all(isinstance(one, dict) for one in maps):
            self.at(event, "a map after <<", brief(value))
            return
        self.open[-1].merges += maps

    # -- plain values -------------------------------------------------------------------------------------------------

    def check_tag(self, event: Any) -> str:
        """Return the short name of a value's tag, empty when there is none, or it is refused."""
        tag = str(event.ctag or "") if event.tag else ""
        name = tag.removeprefix("tag:yaml.org,2002:").removeprefix("!!")
        if tag and tag != "!" and name not in TAGS:
            mend = "Files hold plain values alone; nothing in them is executed."
            self.at(event, "a plain value", f"the tag {brief(tag)}", mend)
            return ""
        return "str" if tag == "!" else name

    def resolved(self, event: ScalarEvent, *, plain: bool) -> Any:
        text, tag = event.value, self.check_tag(event)
        if tag == "str" or not (plain or tag):
            return text
        value = plain_value(text)
        if isinstance(value, (int, float)) and not abs(value) < GREATEST:
            self.at(event, "a number below 1e300", brief(text, 30))
            return None
        return value
