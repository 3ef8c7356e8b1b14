"""Globals: names for numbers, used in the texts of all items, which are then worked out: ``features // 2``.

As in the original, a name is replaced wherever its letters occur, in the order of the file; inside of a longer word
that is rarely what is meant, and so it is said. Where that makes no number (``feature``, of a global ``feat``), only
whole words are replaced. What is no arithmetic stays the text that it is. A global may be made of those before it
(``wide: features * 2``), which the original left as text.
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
DEEPEST = 5
"""Globals within globals within globals ..., where only whole words are replaced."""


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
    names = _resolved(draft, names)
    fill = _Substitutes(draft, {name: str(value) for name, value in names.items()}, names)
    for section in SECTIONS:
        for name, item in draft.section(section).items():
            if isinstance(item, dict):
                item.update({key: fill.inside((section, name, key), value, 2) for key, value in item.items()})
    fill.tell()
    for index, instance in enumerate(draft.instances):
        values = {key: fill.inside((), value, 2) for key, value in instance.given.items()}
        draft.instances[index] = attrs.evolve(instance, given=values)


def _resolved(draft: Draft, names: dict[str, Any]) -> dict[str, Any]:
    """Return globals with those that are made of earlier ones worked out."""
    found: dict[str, Any] = {}
    for name, value in names.items():
        text = value if isinstance(value, str) else ""
        for before, known in found.items():
            if before in text and not isinstance(known, (bool, list, dict)) and len(text) < LONGEST:
                text = re.sub(rf"(?<!\w){re.escape(before)}(?!\w)", str(known).replace("\\", r"\\"), text)
        found[name] = value
        if text and text != value:
            result = number(text)
            found[name] = text if result is None else result
            words = f"{brief(value)} is taken as {brief(found[name])}; the original put no globals into globals"
            draft.note(("globals", name), words)
    return found


@attrs.frozen
class _Substitutes:
    draft: Draft
    names: dict[str, str]
    values: dict[str, Any]
    spared: dict[str, list[tuple[str, str]]] = attrs.field(factory=dict)

    def inside(self, path: Path, value: Any, levels: int) -> Any:
        """Return a value with everything put in: a text, or those of a list, or of lists in a list."""
        if isinstance(value, list) and levels:
            return [self.inside(path, one, levels - 1) for one in value]
        return self.worked_out(path, value) if isinstance(value, str) else value

    def worked_out(self, path: Path, text: str) -> Any:
        """Return what a text comes to: a number if it is arithmetic, the text with everything put in otherwise."""
        if isinstance(self.values.get(text), (bool, list)):
            return copy.deepcopy(self.values[text])
        filled, inside = self.as_there(text)
        if len(filled) > LONGEST:
            self.draft.say(path or ("globals",), f"a text of at most {LONGEST} letters", "a longer one")
            return text
        result = number(filled)
        words = self.by_words(text) if inside else filled
        if words == filled:
            return filled if result is None else result
        if result is not None:
            self.warn(path, inside)
            return result
        result = number(words)
        for name, _ in inside if path else ():
            self.spared.setdefault(name, []).append((text, filled))
        return words if result is None else result

    def as_there(self, text: str) -> tuple[str, list[tuple[str, str]]]:
        """Return a text as the original filled it, and the globals that it found within longer words, with the text."""
        inside = []
        for name, value in self.names.items():
            if name in text:
                if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
                    inside.append((name, text))
                text = text.replace(name, value)
            if len(text) > LONGEST:
                break
        return text, inside

    def by_words(self, text: str) -> str:
        """Return a text with globals in place of whole words, or of parts between underscores: ``xavier_scale``."""
        longest_first = sorted(self.names, key=len, reverse=True)
        pattern = rf"(?<![^\W_])({'|'.join(map(re.escape, longest_first))})(?![^\W_])"
        for _ in range(DEEPEST):
            filled = re.sub(pattern, lambda found: self.names[found[1]], text)
            if filled == text or len(filled) > LONGEST:
                break
            text = filled
        return text

    def tell(self) -> None:
        """Say of each global in which words its letters were left alone."""
        for name, pairs in self.spared.items():
            (first, theirs), count = pairs[0], len(dict(pairs)) - 1
            more = f", and so for {count} more" if count else ""
            words = f"its letters in {brief(first)} are left alone{more}; the original made {brief(theirs)} of it"
            self.draft.note(("globals", name), words)

    def warn(self, path: Path, inside: list[tuple[str, str]]) -> None:
        """Say which globals were put into longer words."""
        if not path:
            return
        mend = "Rename the global, so that its letters are in no other word."
        for name, text in inside:
            words = f"{brief(text)}, a word that has the letters of the global {name!r}"
            self.draft.say(path, "the whole name of a global", words, mend, severity="warning")
