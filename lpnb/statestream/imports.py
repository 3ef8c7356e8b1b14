"""What a file takes from others: ``import: [[mnist_small, neuron_pools], [cells, modules.LSTM]]``.

Files are looked for beside the file that asks, then in the folder ``examples`` beside it, then in the same two places
of the file that was opened, and nowhere else; a name may lead into a folder below these (``parts/cells``). What they
import themselves comes first; their instances of modules stay theirs, for modules are not expanded yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path as File
from typing import Any

import attrs

from lpnb.errors import FileError, Problem, brief
from lpnb.statestream.document import LARGEST, Document, parse
from lpnb.statestream.draft import MOST_ITEMS, SECTIONS, Draft, Path

MOST_FILES = 20
"""Files that one network is made of, at most."""
SUFFIX = ".st_graph"
PLACES = f"Put the file beside this one, or into its folder examples, and write its name without {SUFFIX}."

Entries = dict[str, Any]


def load(file: File) -> str:
    """Return a file's text.

    Raises:
        FileError: When it is not there, too large, or no text.
    """
    where = f"file {file.name!r}"
    try:
        size = file.stat().st_size
        if size > LARGEST:
            raise FileError(Problem(where, f"at most {LARGEST} bytes", f"{size}"))
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        found = f"a byte that is no part of it in line {line}"
        raise FileError(Problem(where, "text in UTF-8", found, mend="Save it as UTF-8.")) from None
    except (OSError, ValueError) as error:
        found = getattr(error, "strerror", None) or str(error)
        raise FileError(Problem(where, "a file that can be read", found)) from None


@attrs.define
class Importer:
    """Reads a file, and what it imports, into a draft.

    Attributes:
        draft: What the file becomes.
        folder: Where the file is; None when it is no file, and so imports nothing.
        around: The files that are being read, from the first one on: one of them again would be a circle.
        read: The files read so far.
    """

    draft: Draft
    folder: File | None
    around: tuple[File, ...] = ()
    read: dict[File, Draft] = attrs.field(factory=dict)

    def take(self, text: str) -> None:
        """Read a file's text, and what it imports."""
        found: Document = parse(text, self.draft.file)
        self.draft.problems += found.problems
        self.draft.refused |= found.refused
        self.draft.lines |= {path: f"{self.draft.file}, line {line}" for path, line in found.lines.items()}
        if not isinstance(found.tree, dict):
            if not found.problems:
                words = "nothing" if found.tree is None else brief(found.tree)
                mend = "Start with the lines name: and agents:, then neuron_pools:, synapse_pools: and so on."
                self.draft.say((), "a map of what a network is made of, as .st_graph files have it", words, mend)
            self.draft.refused.add(())
            return
        self.draft.tree = found.tree
        self.import_all()

    def import_all(self) -> None:
        """Import what the file asks for, in its order."""
        asked = self.draft.tree.get("import")
        if asked is None:
            return
        if not isinstance(asked, list):
            self.draft.say(("import",), "a list like [[file, neuron_pools]]", brief(asked))
            return
        for number, one in enumerate(asked, 1):
            path: Path = ("import", str(number))
            if isinstance(one, list) and len(one) == 2 and all(isinstance(part, str) for part in one):
                self.import_one(path, *one)
            else:
                self.draft.say(path, "a file and what to take from it, like [mnist_small, neuron_pools]", brief(one))

    def import_one(self, path: Path, name: str, what: str) -> None:
        """Import one thing from one file."""
        file = self.find(path, name)
        if file is None:
            return
        if file in self.around:
            circle = " -> ".join(one.stem for one in (*self.around[self.around.index(file) :], file))
            self.draft.say(path, "files that do not import one another", f"a circle, {circle}")
        elif file not in self.read and len(self.read) >= MOST_FILES:
            self.draft.say(path, f"at most {MOST_FILES} files", "more")
        else:
            take(self.draft, self.other(path, file), path, what)

    def find(self, path: Path, name: str) -> File | None:
        """Return the file of a name, or say that there is none."""
        if self.folder is None:
            mend = "Save the network as a file, beside those that it imports."
            self.draft.say(path, "a folder to look in", "a text that is no file", mend)
            return None
        if not re.fullmatch(r"(\./|\.\./)*\w[\w. -]*(/(\w[\w. -]*|\.\.))*", name):
            self.draft.say(path, "the name of a file", brief(name), PLACES)
            return None
        name = name.removesuffix(SUFFIX) + SUFFIX
        first = self.around[0].parent if self.around else self.folder
        leaves = False
        for folder in (self.folder, self.folder / "examples", first, first / "examples"):
            try:
                file = (folder / name).resolve()
                inside = file.is_relative_to(first.resolve())
                leaves |= not inside
                if inside and file.is_file():
                    return file
            except (OSError, ValueError):
                continue
        if leaves:
            self.draft.say(path, "a file in this folder, or in one below it", brief(name.removesuffix(SUFFIX)), PLACES)
            return None
        there = sorted(one.stem for one in self.folder.glob(f"*{SUFFIX}"))
        near = (name.removesuffix(SUFFIX), there)
        self.draft.say(path, "a file beside this one, or in its folder examples", f"no {name!r} there", near=near)
        return None

    def other(self, path: Path, file: File) -> Draft:
        """Read another file, once; what is wrong with it is said as if it were wrong here."""
        if file not in self.read:
            other = self.read[file] = Draft(file.name, problems=self.draft.problems)
            before = len(other.problems)
            try:
                Importer(other, file.parent, (*self.around, file), self.read).take(load(file))
            except FileError as error:
                self.draft.problems.append(attrs.evolve(error.problem, origin=self.draft.origin(path)))
            if any(problem.severity == "error" for problem in other.problems[before:]):
                self.draft.refused.add(path)
        return self.read[file]


# -- what is taken ----------------------------------------------------------------------------------------------------


def take(into: Draft, other: Draft, path: Path, what: str) -> None:
    """Take one thing out of another file.

    Args:
        into: The file that asks.
        other: The file that has it.
        path: Where it is asked for.
        what: Any of ``neuron_pools``, ``neuron_pools.tag``, ``modules``, ``modules.name``, ``globals``, or a tag.
    """
    section, dot, name = what.partition(".")
    if section not in TAKERS:
        section, name = "", what
    found = 0
    for _ in TAKERS[section](into, other, name):
        found += 1
        if count(into) > MOST_ITEMS:
            into.say(path, f"at most {MOST_ITEMS} items", "more")
            return
    if name and not found and other.tree:
        expected = f"one of its {section}" if dot else "a section, section.name, or a tag"
        known = tags(other) if section in SECTIONS else other.entries(section)
        near = (name, known) if section else (name, [*filter(None, TAKERS), *tags(other)])
        into.say(path, expected, f"no {brief(name)} in {other.file}", severity="warning", near=near)


def count(draft: Draft) -> int:
    """Return the number of a network's items."""
    return sum(len(draft.entries(section)) for section in SECTIONS)


def tags(draft: Draft) -> list[str]:
    """Return all tags of a file's items."""
    items = (item for section in SECTIONS for item in draft.entries(section).values())
    return sorted({tag for item in items for tag in tags_of(item)})


def tags_of(item: Any) -> list[str]:
    """Return the tags of an item, none when it has none that are good."""
    found = item.get("tags") if isinstance(item, dict) else None
    listed = [found] if isinstance(found, str) else found
    return [tag for tag in listed if isinstance(tag, str)] if isinstance(listed, list) else []


def _items(section: str) -> Callable[[Draft, Draft, str], Iterator[str]]:
    """Return what takes the items of a section that have a tag, or all: key by key, what is there already stays."""

    def merge(into: Draft, other: Draft, tag: str) -> Iterator[str]:
        for name, item in other.entries(section).items():
            if not tag or tag in tags_of(item):
                present = _entries(into, section).setdefault(name, {})
                if isinstance(present, dict) and isinstance(item, dict):
                    _put(into, other, (section, name), present, {k: v for k, v in item.items() if k not in present})
                yield name

    return merge


def _whole(section: str, *, stays: bool) -> Callable[[Draft, Draft, str], Iterator[str]]:
    """Return what takes entries as they are; of one that is there already, the old or the new one `stays`."""

    def fetch(into: Draft, other: Draft, name: str) -> Iterator[str]:
        for key, value in other.entries(section).items():
            if not name or key == name:
                present = _entries(into, section)
                if not (stays and key in present):
                    _put(into, other, (section,), present, {key: value})
                yield key

    return fetch


def _tagged(into: Draft, other: Draft, tag: str) -> Iterator[str]:
    """Take all items with a tag that are not there yet."""
    for section in SECTIONS:
        for name, item in other.entries(section).items():
            if tag in tags_of(item):
                present = _entries(into, section)
                if name not in present:
                    _put(into, other, (section,), present, {name: item})
                yield name


TAKERS: dict[str, Callable[[Draft, Draft, str], Iterator[str]]] = {
    **{section: _items(section) for section in SECTIONS},
    **{section: _whole(section, stays=True) for section in ("modules", "core_clients", "tag_specs")},
    "globals": _whole("globals", stays=False),
    "": _tagged,
}
"""How each thing is taken from a file; of none of these sections, it is a tag."""


def _entries(draft: Draft, section: str) -> Entries:
    """Return a section to add to; one that is no map is left alone, for that is said elsewhere."""
    found = draft.tree.setdefault(section, {})
    if found is None:
        found = draft.tree[section] = {}
    return found if isinstance(found, dict) else {}


def _put(into: Draft, other: Draft, path: Path, present: Entries, new: Entries) -> None:
    """Add to what is present at a path, with the lines that it has in its own file."""
    present.update(new)
    depth = len(path)
    for key in new:
        into.lines.pop((*path, key), None)
        for one in other.under((*path, key)[:2]):
            if one[:depth] == path and (len(one) == depth or one[depth] == key):
                into.lines.setdefault(one, other.lines[one])
    into.refused |= {one for one in other.refused if one and one[:depth] == path}
