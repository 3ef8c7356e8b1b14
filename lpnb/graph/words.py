"""What edits do, in a few words: for an undo button, and for whoever looks back."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

PARTS = 2
"""Different things that are told one by one, at most."""


@attrs.frozen
class Phrase:
    """One thing that an edit does.

    Attributes:
        verb: What is done, e.g. ``move``; or all there is to say, and then the others are empty.
        subject: To what, e.g. ``hidden``.
        noun: What that is, in the singular: ``node``, ``edge``, ``field``.
    """

    verb: str
    subject: str = ""
    noun: str = ""


def sentence(phrases: Iterable[Phrase]) -> str:
    """Return phrases as one: ``move 3 nodes``, ``add hidden, connect image->hidden``."""
    subjects: dict[tuple[str, str], dict[str, None]] = {}
    for phrase in phrases:
        subjects.setdefault((phrase.verb, phrase.noun), {})[phrase.subject] = None
    parts = [_part(verb, noun, list(found)) for (verb, noun), found in subjects.items()]
    rest = sum(len(found) for found in list(subjects.values())[PARTS:])
    return ", ".join(parts[:PARTS]) + (f" and {rest} more" if rest else "")


def _part(verb: str, noun: str, subjects: list[str]) -> str:
    return f"{verb} {subjects[0]}".strip() if len(subjects) == 1 else f"{verb} {len(subjects)} {noun}s"
