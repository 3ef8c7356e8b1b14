"""Named settings as the value of a field: ``{"betas": [0.9, 0.99], "weight_decay": 1e-4}``, which nobody can change."""

from __future__ import annotations

import json
import math
import numbers
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

LONGEST = 100
"""Settings of one level, at most."""
DEEPEST = 4
"""Levels, at most."""


class Options:
    """Settings by name: numbers, text, True, False, None, lists of these, and settings below them.

    It is read like a dict (``options["betas"]``), compares equal to one, and can be a key: what is inside of it stays
    as it is. Lists become tuples.
    """

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, Any] | Options | None = None) -> None:
        """Take settings.

        Raises:
            TypeError: When a name is no text, or a value none of what settings may be.
            ValueError: When there are too many, or a number is not finite.
        """
        self._items: tuple[tuple[str, Any], ...] = _frozen(items or {}, DEEPEST)

    def __getitem__(self, name: str) -> Any:
        """Return a setting."""
        return dict(self._items)[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names."""
        return iter(self.keys())

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._items)

    def __contains__(self, name: object) -> bool:
        """Return whether there is such a setting."""
        return name in self.keys()

    def __eq__(self, other: object) -> bool:
        """Return whether names and values are the same; their order counts: the first of several groups comes first."""
        if isinstance(other, Mapping):
            try:
                other = Options(other)
            except (TypeError, ValueError):
                return False
        return isinstance(other, Options) and self._items == other._items

    def __hash__(self) -> int:
        """Return a number that equal settings share."""
        return hash(self._items)

    def __repr__(self) -> str:
        """Return them as Python writes a dict."""
        return _literal(self)

    def keys(self) -> tuple[str, ...]:
        """Return the names."""
        return tuple(name for name, _ in self._items)

    def items(self) -> tuple[tuple[str, Any], ...]:
        """Return names and values."""
        return self._items

    def get(self, name: str, default: Any = None) -> Any:
        """Return a setting, `default` where there is none of this name."""
        return dict(self._items).get(name, default)

    def plain(self) -> dict[str, Any]:
        """Return a dict of lists and dicts, as JSON has it."""
        return {name: _plain(value) for name, value in self._items}


def _frozen(items: Mapping[str, Any] | Options, levels: int) -> tuple[tuple[str, Any], ...]:
    if not isinstance(items, (Mapping, Options)):
        raise TypeError
    if len(items) > LONGEST or levels < 1:
        raise ValueError
    if not all(isinstance(name, str) for name in items):
        raise TypeError
    return tuple((name, _value(value, levels - 1)) for name, value in items.items())


def _value(value: Any, levels: int) -> Any:
    if isinstance(value, (Mapping, Options)):
        inner = Options.__new__(Options)
        inner._items = _frozen(value, levels)  # noqa: SLF001 - its own kind
        return inner
    if isinstance(value, (list, tuple)):
        if len(value) > LONGEST or levels < 1:
            raise ValueError
        return tuple(_value(item, levels - 1) for item in value)
    if value is None or isinstance(value, (bool, np.bool_)):
        return value if value is None else bool(value)
    if isinstance(value, str) and len(value) <= LONGEST:
        return value
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real) and math.isfinite(value):
        return float(value)
    raise TypeError


def _plain(value: Any) -> Any:
    if isinstance(value, Options):
        return value.plain()
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _literal(value: Any) -> str:
    if isinstance(value, Options):
        return "{" + ", ".join(f"{_literal(name)}: {_literal(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_literal, value)) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
