"""Identifiers of the generated program: unique, and never a word that means something else there."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Iterable

RESERVED = frozenset({*dir(builtins), *keyword.kwlist, *keyword.softkwlist})
IMPORTED = frozenset({"State", "Inputs", "Module", "Parameter", "Tensor", "NamedTuple", "SimpleNamespace"})
"""What a class of the program must not be called: the program itself uses these."""


class Identifiers:
    """Hands out identifiers of one name space."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """Start with the words that must not be handed out."""
        self.taken = {*RESERVED, *taken}

    def new(self, *words: str) -> str:
        """Return the words joined by underscores, with an underscore or a number behind where that is taken.

        Whatever is passed in, the result is an identifier: what is neither letter nor digit becomes an underscore.
        """
        # Python reads identifiers in this normal form: two that differ only in form would be one.
        plain = unicodedata.normalize("NFKC", "_".join(words))
        plain = re.sub(r"\W+", "_", plain).lstrip("_") or "x"
        if not plain.isidentifier():
            plain = f"x_{re.sub(r'[^A-Za-z0-9]+', '_', plain)}"
        name, number = plain, 1
        while name in self.taken or not name.isidentifier():
            name = f"{plain}_" if number == 1 else f"{plain}_{number}"
            number += 1
        self.taken.add(name)
        return name


def class_name(title: str) -> str:
    """Return a title as the name of a class: ``'my digits!'`` becomes ``MyDigits``."""
    words = re.findall(r"[A-Za-z0-9]+", title[:80])
    name = "".join(word[0].upper() + word[1:] for word in words)
    free = name[:1].isalpha() and not keyword.iskeyword(name) and name not in IMPORTED
    return name if free else f"Network{name}"
