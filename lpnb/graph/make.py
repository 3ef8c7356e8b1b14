"""Make and change specs; says what is wrong with a field, and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import attrs

from lpnb.errors import EditError, Problem, UnknownName, nearest
from lpnb.graph.edge import Edge
from lpnb.graph.fields import BadValue
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


def field_values(spec: Node | Edge) -> dict[str, Any]:
    """Return the values of all fields by name."""
    return {field.name: getattr(spec, field.name) for field in attrs.fields(type(spec))}


def _build(kind: type[Spec], fields: Mapping[str, Any], place: str, old: Mapping[str, Any]) -> Spec:
    place = f"{place} ({kind.kind})"
    known = {field.name: field for field in attrs.fields(kind)}
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
        raise EditError(Problem(f"{place}, field {bad.field!r}", bad.expected, bad.found)) from None
