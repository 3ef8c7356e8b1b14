"""Edges that use the parameters of another one: whether the two have the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from lpnb.errors import nearest
from lpnb.graph.node import Finding
from lpnb.graph.types import Type
from lpnb.graph.wire import Wire
from lpnb.shapes.infer import Types

Shapes = dict[str, tuple[int | str, ...]]


@attrs.define
class _Listening:
    """An `EdgeCode` that writes nothing: it hears which parameters an edge declares.

    Attributes:
        source: The type of what the edge reads.
        target: The type of its result.
        x: The text of what it reads.
        found: The shapes of its parameters, by name.
    """

    source: Type
    target: Type
    x: str = "x"
    found: Shapes = attrs.Factory(dict)

    def use(self, function: str) -> str:
        """Return a name for a function."""
        return function.rpartition(".")[2]

    def parameter(self, name: str, shape: tuple[int, ...], *how: Any, per_sample: bool = False, **more: Any) -> str:
        """Hear of a parameter."""
        self.found[name] = (*(("batch",) * per_sample), *shape)
        return name

    def new(self, word: str) -> str:
        """Return a name."""
        return word

    def knob(self, field: str) -> str:
        """Return a name for a number."""
        return field


def parameters(types: Types, wire: Wire) -> Shapes | None:
    """Return the shapes of an edge's parameters by name; None where they cannot be told."""
    source, target = types.source(wire), types.target(wire)
    if source is None or target is None or any(wire.spec.check(source, target)):
        return None
    code = _Listening(source, target)
    wire.spec.emit(code)
    return code.found


def check_share(types: Types, wire: Wire) -> Iterator[Finding]:
    """Yield why an edge cannot use the parameters of the one that it names."""
    word, kind = wire.spec.share, wire.spec.kind
    if not word:
        return
    others = {one.name: one for ports in types.arriving.values() for wires in ports.values() for one in wires}
    lender = others.get(word)
    own = "Leave 'share' empty: then it has parameters of its own."
    if lender is None:
        yield Finding("an edge of the graph as 'share'", repr(word), nearest(word, others) or own)
    elif lender.uid == wire.uid:
        yield Finding("another edge as 'share'", "the edge itself", own)
    elif lender.spec.kind != kind:
        yield Finding(f"a {kind} edge as 'share'", f"{word!r} ({lender.spec.kind})", own)
    elif lender.spec.share:
        found = f"{word!r}, which uses those of {lender.spec.share!r}"
        yield Finding("an edge with parameters of its own as 'share'", found, f"Set share={lender.spec.share!r}.")
    else:
        yield from _compare(word, parameters(types, wire), parameters(types, lender))


def _compare(word: str, mine: Shapes | None, theirs: Shapes | None) -> Iterator[Finding]:
    if theirs is None:
        yield Finding("an edge that fits its nodes as 'share'", repr(word), "Mend that edge, even if it is off.")
    elif mine is None:
        return  # said of the edge itself
    elif not mine:
        yield Finding("an edge with parameters, for 'share'", "one without", "Leave 'share' empty.")
    elif mine != theirs:
        yield Finding(f"the parameters of {word!r} ({_words(theirs)})", _words(mine), "Give the nodes the same sizes.")


def _words(shapes: Shapes) -> str:
    return ", ".join(f"{name} {shape}" for name, shape in shapes.items())
