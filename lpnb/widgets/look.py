"""What a view looks at, and how its options are taken from a person, from Python or from a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import attrs

from lpnb.errors import EditError, Problem, UnknownName, brief, nearest
from lpnb.graph.fields import BadValue, choice, integer, text
from lpnb.widgets.faces.face import Face, fields

AUTOMATIC, ONE, ALL = "automatic", "one", "all"


@attrs.frozen(kw_only=True)
class Look:
    """What a view looks at, whatever its face."""

    of: str = text("", help="What is shown: names of nodes, outputs or parameters, with commas between.")
    expression: str = text("", help="Put it through this first: mean(x, axis=1). x is the first name, y the second.")
    samples: str = choice(AUTOMATIC, (AUTOMATIC, ONE, ALL), help="One sample of the batch, or all of them.")
    sample: int = integer(0, low=0, help="Which sample of the batch.")

    @property
    def names(self) -> tuple[str, ...]:
        """What is shown, name by name."""
        return tuple(name for part in self.of.split(",") if (name := part.strip()))


LOOK = tuple(field.name for field in fields(Look))


def changed(look: Look, values: Mapping[str, Any]) -> Look:
    """Return a look with other values, or raise `EditError` in words."""
    with in_words(look.of):
        return attrs.evolve(look, **values)


def made(kind: type[Face], options: Mapping[str, Any], of: str) -> Face:
    """Return a face with these options, or raise `EditError` in words."""
    known = [field.name for field in fields(kind)]
    for name in options:
        if name not in known:
            expected, mend = f"an option of {kind.name}", nearest(name, (*LOOK, *known))
            raise UnknownName(Problem(f"view of {of!r}", expected, brief(name), mend=mend))
    with in_words(of):
        return kind(**options)


@contextmanager
def in_words(of: str) -> Iterator[None]:
    """Turn a `BadValue` into an `EditError` that says which view it is about."""
    try:
        yield
    except BadValue as bad:
        place = f"view of {of!r}, {bad.field}"
        raise EditError(Problem(place, bad.expected, bad.found, mend=bad.mend)) from None
