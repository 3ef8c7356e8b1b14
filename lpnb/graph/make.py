"""Make and change specs; says what is wrong with a field, and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import attrs
import numpy as np

from lpnb.errors import EditError, Problem, UnknownName, nearest
from lpnb.graph.edge import Edge
from lpnb.graph.fields import CODE, BadValue, info
from lpnb.graph.node import Node

Spec = TypeVar("Spec", Node, Edge)


def make(kind: type[Spec], fields: Mapping[str, Any], place: str) -> Spec:
    """Return a spec of `kind` with these fields.

    Args:
        kind: The class.
        fields: The values that differ from the defaults.
        place: Where it will stand, for the message.

    Raises:
        EditError: When a field is not known, missing, or its value does not fit.
    """
    return _build(kind, fields, place, {})


def changed(spec: Spec, fields: Mapping[str, Any], place: str) -> Spec:
    """Return `spec` with some fields changed; raises as `make` does."""
    return _build(type(spec), fields, place, field_values(spec))


def turned(spec: Spec, kind: type[Spec], place: str) -> Spec:
    """Return a spec of another kind with the values of the fields that both kinds have."""
    known = known_fields(kind)
    return make(kind, {name: value for name, value in field_values(spec).items() if name in known}, place)


def known_fields(kind: type[Node | Edge]) -> dict[str, attrs.Attribute[Any]]:
    """Return the fields of a kind by name, those apart that it inherits and that mean nothing for it."""
    return {field.name: field for field in attrs.fields(kind) if field.name not in kind.without}


def field_values(spec: Node | Edge) -> dict[str, Any]:
    """Return the values of all fields by name."""
    return {name: getattr(spec, name) for name in known_fields(type(spec))}


def plain_fields(spec: Node | Edge) -> dict[str, Any]:
    """Return the values, by name, of those fields that differ from their defaults; functions of a user's own apart."""
    fields = {name: field for name, field in known_fields(type(spec)).items() if info(field).control != CODE}
    values = {name: getattr(spec, name) for name in fields}
    return {name: value for name, value in values.items() if not same(value, fields[name].default)}


def code_fields(spec: Node | Edge) -> tuple[str, ...]:
    """Return the names of the fields that hold functions of a user's own: no file keeps these."""
    fields = known_fields(type(spec)).items()
    return tuple(name for name, field in fields if info(field).control == CODE and getattr(spec, name) is not None)


def differing(old: Node | Edge, new: Node | Edge) -> tuple[str, ...]:
    """Return the names of the fields in which two specs of one kind differ; ``kind`` where they are of two."""
    if type(old) is not type(new):
        return ("kind",)
    before, after = field_values(old), field_values(new)
    return tuple(name for name in before if not same(before[name], after[name]))


def same(one: Any, other: Any) -> bool:
    """Return whether two values of a field are equal, named arrays included."""
    if isinstance(one, Mapping) and isinstance(other, Mapping) and one is not other:
        return one.keys() == other.keys() and all(np.array_equal(one[key], other[key]) for key in one)
    return one is other or bool(one == other)


def _build(kind: type[Spec], fields: Mapping[str, Any], place: str, old: Mapping[str, Any]) -> Spec:
    place = f"{place} ({kind.kind})"
    known = known_fields(kind)
    for name in fields:
        if name not in known:
            mend = nearest(name, known)
            raise UnknownName(Problem(place, f"a field of {kind.kind!r}", repr(name), mend=mend))
    for name, field in known.items():
        if field.default is attrs.NOTHING and name not in fields and name not in old:
            raise EditError(Problem(place, f"a value for {name!r}", "none", mend=f"Give it as {name}=..."))
    try:
        return kind(**{**old, **fields})
    except BadValue as bad:
        raise EditError(Problem(f"{place}, field {bad.field!r}", bad.expected, bad.found, mend=bad.mend)) from None
