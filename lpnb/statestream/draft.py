"""A network file while it is read: its values, where they stand, and what is wrong with them so far."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import attrs

from lpnb.errors import Problem, Severity, nearest

Path = tuple[str, ...]
"""Where a value is in a file: keys from the outside to the inside, e.g. ``("neuron_pools", "hidden", "act")``."""

SECTIONS = {
    "neuron_pools": "neuron pool",
    "synapse_pools": "synapse pool",
    "plasticities": "plasticity",
    "interfaces": "interface",
}
"""The four kinds of items, and what one of each is called in messages."""

ONE = {section: f"{'an' if word[0] == 'i' else 'a'} {word}" for section, word in SECTIONS.items()}
"""The same with an article."""

MOST_PROBLEMS = 300
"""More are counted, but not told: nobody reads them, and finding the nearest name takes its time."""
MOST_ITEMS = 10_000
"""Items of a network, at most: modules of modules would otherwise grow without end."""
MOST_NAMES = 500
"""Known names among which the nearest is looked for."""
MOST_LISTED = 15
"""Known names that are listed when none is near."""

SYNONYMS = {
    **dict.fromkeys(("gaussian", "gauss", "randn"), "normal"),
    **dict.fromkeys(("rand", "unif"), "uniform"),
    **dict.fromkeys(("identity", "linear", "none"), "id"),
    **dict.fromkeys(("logistic", "sigm"), "sigmoid"),
    **dict.fromkeys(("lrelu", "leaky_relu", "leaky"), "leakyrelu"),
    **dict.fromkeys(("sgd", "gd", "gradient_descent"), "grad_desc"),
    **dict.fromkeys(("l2", "l1", "regularizer"), "l_regularizer"),
    **dict.fromkeys(("nll", "nllloss"), "negloglikelihood"),
    **dict.fromkeys(("crossentropy", "cross_entropy"), "categorical_crossentropy"),
}
"""What others call a thing, and its name here, both in small letters."""


@attrs.frozen
class Instance:
    """One instance of a module, which becomes a group.

    Attributes:
        name: Its name, the first part of its items' names.
        type: The module.
        items: The names of the items that it made, in order.
        values: For each value that it gives, the section, item and key of all places where it went; maybe none.
        given: The values themselves, with globals worked out.
        inside: For each of its items, the name that it has in the module.
    """

    name: str
    type: str
    items: tuple[str, ...]
    values: dict[str, tuple[tuple[str, str, str], ...]]
    given: dict[str, Any]
    inside: dict[str, str]


@attrs.define
class Draft:
    """A file that is being read. Each step changes `tree` and adds to `problems`.

    Attributes:
        file: The name of the file, for messages.
        tree: Its values.
        lines: File and line of each key, e.g. ``demo.st_graph, line 12``.
        problems: What was found so far.
        refused: Where something is wrong already, so that nothing is said twice.
        instances: The instances of modules.
    """

    file: str
    tree: dict[str, Any] = attrs.field(factory=dict)
    lines: dict[Path, str] = attrs.field(factory=dict)
    problems: list[Problem] = attrs.field(factory=list)
    refused: set[Path] = attrs.field(factory=set)
    instances: list[Instance] = attrs.field(factory=list)
    untold: int = 0
    _under: dict[Path, list[Path]] = attrs.field(factory=dict)

    def section(self, name: str) -> dict[str, dict[str, Any]]:
        """Return the items of a section, when it is known that it holds nothing else."""
        return self.entries(name)

    def entries(self, name: str) -> dict[str, Any]:
        """Return what is in a section, whatever it is; nothing if it is no map."""
        found = self.tree.get(name)
        return found if isinstance(found, dict) else {}

    def knows(self, path: Path) -> bool:
        """Tell whether something is said about a value, or about what it is in."""
        return any(path[:length] in self.refused for length in range(len(path) + 1))

    def say(
        self,
        path: Path,
        expected: str,
        found: str,
        mend: str = "",
        *,
        severity: Severity = "error",
        near: tuple[str, Collection[str]] | None = None,
        usable: bool = False,
    ) -> None:
        """Add a problem.

        Args:
            path: Where it is.
            expected: What belongs there.
            found: What is there instead; of a note, all that it says.
            mend: What to do about it.
            severity: Whether the network can be opened all the same.
            near: A wrong name and the names that there are: the nearest is told.
            usable: Whether what is there can still be judged, though it is wrong.
        """
        if severity == "error" and not usable:
            self.refused.add(path)
        if len(self.problems) >= MOST_PROBLEMS:
            self.untold += 1
            return
        if near is not None:
            mend = f"{hint(*near, expected)} {mend}".strip()
        subject = path[1] if len(path) > 1 and path[0] in SECTIONS else ""
        self.problems.append(Problem(place(path), expected, found, self.origin(path), mend, severity, subject))

    def note(self, path: Path, words: str) -> None:
        """Add what is said for information."""
        self.say(path, "", words, severity="note")

    def origin(self, path: Path) -> str:
        """Return file and line of a value, or of the nearest thing around it; empty when nothing tells."""
        return next((self.lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self.lines), "")

    def under(self, path: Path) -> list[Path]:
        """Return the places of all lines under a section and a name; of a file that is read to its end."""
        if not self._under:
            for one in self.lines:
                self._under.setdefault(one[:2], []).append(one)
        return self._under.get(path, [])

    def move_lines(self, source: Path, target: Path, keys: Collection[str]) -> None:
        """Let an item's keys stand where those of another one do, from which they come."""
        for path in ((), *((key,) for key in keys)):
            origin = self.origin((*source, *path))
            if origin:
                self.lines.setdefault((*target, *path), origin)


def hint(name: str, known: Collection[str], expected: str) -> str:
    """Return which known name is near a wrong one, or which there are, if that is short and not said already."""
    names = list(dict.fromkeys(known))[:MOST_NAMES]
    meant = SYNONYMS.get(name.lower(), name).lower()
    words = nearest(next((one for one in names if one.lower() == meant), name), names)
    listed = words.startswith("Known:")
    return "" if listed and (len(names) > MOST_LISTED or all(one in expected for one in names)) else words


def place(path: Path) -> str:
    """Return the words for a place in a file, e.g. ``neuron pool 'hidden', key 'act'``."""
    if not path:
        return "the file"
    if path[0] == "modules" and len(path) > 1:
        return ", ".join([f"module {path[1]!r}", *([place(path[2:])] if path[2:] else [])])
    named = {**SECTIONS, "tag_specs": "tag spec", "core_clients": "core client", "globals": "global"}
    if path[0] in named and len(path) > 1:
        return ", key ".join([f"{named[path[0]]} {path[1]!r}", *(repr(key) for key in path[2:])])
    if path[0] == "import" and len(path) > 1:
        return f"import {path[1]}"
    return f"key {', key '.join(repr(key) for key in path)}"
