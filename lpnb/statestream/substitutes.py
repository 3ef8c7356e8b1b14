"""Globals: names for numbers, used in the texts of all items, which are then worked out: ``features // 2``.

As in the original, a name is replaced wherever its letters occur, in the order of the file; inside of a longer word
that is rarely what is meant, and so it is said. What is no arithmetic stays the text that it is.
"""

from __future__ import annotations

import copy
import re
from typing import Any

import attrs

from lpnb.errors import brief
from lpnb.statestream.arithmetic import number
from lpnb.statestream.draft import SECTIONS, Draft, Path

MOST_GLOBALS = 500
LONGEST = 10_000
"""Letters of a text with everything put in, at most."""


def substitute(draft: Draft) -> None:
    """Put the values of globals into all items, and work out what is arithmetic."""
    names = draft.tree.get("globals")
    if names is None:
        return
    if not isinstance(names, dict):
        draft.say(("globals",), "a map of names and values", brief(names))
        return
    if len(names) > MOST_GLOBALS:
        draft.say(("globals",), f"at most {MOST_GLOBALS} names", f"{len(names)}")
        return
    fill = _Substitutes(draft, {name: str(value) for name, value in names.items()}, names)
    for section in SECTIONS:
        for name, item in draft.section(section).items():
            if isinstance(item, dict):
                item.update({key: fill.inside((section, name, key), value, 2) for key, value in item.items()})
    for index, instance in enumerate(draft.instances):
        values = {key: fill.inside((), value, 2) for key, value in instance.given.items()}
        draft.instances[index] = attrs.evolve(instance, given=values)


@attrs.frozen
class _Substitutes:
    draft: Draft
    names: dict[str, str]
    values: dict[str, Any]

    def inside(self, path: Path, value: Any, levels: int) -> Any:
        """Return a value with everything put in: a text, or those of a list, or of lists in a list."""
        if isinstance(value, list) and levels:
            return [self.inside(path, one, levels - 1) for one in value]
        return self.worked_out(path, value) if isinstance(value, str) else value

    def worked_out(self, path: Path, text: str) -> Any:
        """Return what a text comes to: a number if it is arithmetic, the text with everything put in otherwise."""
        if isinstance(self.values.get(text), (bool, list)):
            return copy.deepcopy(self.values[text])
        filled = text
        for name, value in self.names.items():
            if name in filled:
                if path and not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", filled):
                    mend = "Rename the global, so that its letters are in no other word."
                    words = f"{brief(text)}, a word that has the letters of the global {name!r}"
                    self.draft.say(path, "the whole name of a global", words, mend, severity="warning")
                filled = filled.replace(name, value)
            if len(filled) > LONGEST:
                self.draft.say(path or ("globals", name), f"a text of at most {LONGEST} letters", "a longer one")
                return text
        result = number(filled)
        return filled if result is None else result
