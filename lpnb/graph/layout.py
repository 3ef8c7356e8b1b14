"""Where things stand in a drawing, apart from what they are: nothing here changes what a network computes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import attrs

from lpnb.errors import EditError, Problem, UnknownName, brief, nearest

Point = tuple[float, float]
"""(x, y) in pixels, to the right and downwards."""

FARTHEST = 1e9
MOST_BENDS = 1000


class _Misplaced(ValueError):
    """A value does not belong into a place; says what does."""


def _point(value: Any) -> Point:
    try:
        x, y = (float(number) for number in value)
    except (TypeError, ValueError):
        raise _Misplaced from None
    if isinstance(value, str) or not (abs(x) < FARTHEST and abs(y) < FARTHEST):
        raise _Misplaced
    return x, y


def _position(value: Any) -> Point | None:
    try:
        return None if value is None else _point(value)
    except _Misplaced:
        raise _Misplaced("a position (x, y) in pixels") from None


def _bends(value: Any) -> tuple[Point, ...]:
    expected = f"at most {MOST_BENDS} points (x, y) in pixels"
    if not isinstance(value, (tuple, list)) or len(value) > MOST_BENDS:
        raise _Misplaced(expected)
    try:
        return tuple(_point(point) for point in value)
    except _Misplaced:
        raise _Misplaced(expected) from None


def _colour(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"(#[0-9a-fA-F]{6})?", value):
        raise _Misplaced("a colour such as '#3366cc', or '' for the one of its kind")
    return value.lower()


def _collapsed(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Misplaced("True or False for 'collapsed'")
    return value


@attrs.frozen
class Place:
    """How a node or an edge is drawn.

    Attributes:
        position: Upper left corner of a node in pixels; None leaves it to the automatic layout.
        colour: ``#rrggbb``, or empty for the colour of its kind.
        collapsed: Whether a group is drawn as one node.
        bends: Points in pixels that an edge passes, in order.
    """

    position: Point | None = attrs.field(default=None, converter=_position)
    colour: str = attrs.field(default="", converter=_colour)
    collapsed: bool = attrs.field(default=False, converter=_collapsed)
    bends: tuple[Point, ...] = attrs.field(default=(), converter=_bends)


NOWHERE = Place()
"""The place of what nobody has arranged."""


def changed_place(place: Place, fields: Mapping[str, Any], takes: tuple[str, ...], owner: str) -> Place:
    """Return `place` with some fields changed.

    Args:
        place: What it was.
        fields: The new values by name.
        takes: The fields that the owner has.
        owner: Whose place it is, for the message, e.g. ``node 'hidden'``.

    Raises:
        EditError: When a field is not known, does not belong to such an owner, or its value does not fit.
    """
    for name in fields:
        if name not in takes:
            known = attrs.fields_dict(Place)
            mend = "An edge has bends, a group can be collapsed." if name in known else nearest(name, takes)
            raise UnknownName(Problem(f"place of {owner}", f"one of {', '.join(takes)}", repr(name), mend=mend))
    for name, value in fields.items():
        try:
            place = attrs.evolve(place, **{name: value})
        except _Misplaced as bad:
            raise EditError(Problem(owner, str(bad), brief(value))) from None
    return place
