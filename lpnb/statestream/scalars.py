"""What a plain word of YAML 1.2 is: ``1e-4`` a number, ``yes`` and ``None`` texts, ``~`` nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

LONGEST = 400
"""Letters of a number, at most: below that, it is at most 1e400."""

SCALARS: tuple[tuple[str, Callable[[str], Any]], ...] = (
    (r"~|null|Null|NULL|", lambda _: None),
    (r"true|True|TRUE", lambda _: True),
    (r"false|False|FALSE", lambda _: False),
    (r"[-+]?[0-9][0-9_]*", lambda text: int(text.replace("_", ""))),
    (r"0o[0-7]+|0x[0-9a-fA-F]+", lambda text: int(text, 0)),
    (r"[-+]?([0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)([eE][-+]?[0-9]+)?", lambda text: float(text.replace("_", ""))),
    (r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", lambda text: float(text.replace(".", ""))),
)
"""The first pattern that fits says what a word is. Anything else is text: yes, None, 2019-07-29."""


def plain_value(word: str) -> Any:
    """Return what a plain word stands for: None, a truth value, a number (infinite when too long), or the text."""
    make = next((make for pattern, make in SCALARS if re.fullmatch(pattern, word)), None)
    if make is None:
        return word
    return float("inf") if len(word) > LONGEST else make(word)
