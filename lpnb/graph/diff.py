"""What differs between two graphs, or between a graph and what it was, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal, TypeVar

import attrs

from lpnb.errors import brief
from lpnb.graph.content import Content, Vertex
from lpnb.graph.make import differing
from lpnb.graph.reading import Reading
from lpnb.graph.wire import Wire

Thing = TypeVar("Thing", Vertex, Wire)
GONE = 0
"""The uid of nothing."""
What = Literal["added", "removed", "renamed", "changed", "rewired", "enclosed", "moved"]


@attrs.frozen
class Difference:
    """One thing that differs.

    Attributes:
        what: How: ``added``, ``removed``, ``renamed``, ``changed`` (a field), ``rewired`` (an edge), ``enclosed`` (put
            into or out of a group) or ``moved`` (the drawing).
        subject: The node or edge, by its name afterwards (before, if it was removed); empty where several are meant.
        words: The difference as a line to read.
    """

    what: What
    subject: str
    words: str

    def __str__(self) -> str:
        """Return the words."""
        return self.words


@attrs.frozen
class Pairs:
    """What of one content corresponds to what of another.

    Attributes:
        before: The one.
        after: The other.
        nodes: (before, after) of the nodes that both have.
        wires: (before, after) of the edges that both have.
    """

    before: Content
    after: Content
    nodes: tuple[tuple[Vertex, Vertex], ...]
    wires: tuple[tuple[Wire, Wire], ...]

    def removed(self) -> tuple[list[Vertex], list[Wire]]:
        """Return the nodes and edges that only the one has."""
        return _rest(self.before.nodes, self.nodes, 0), _rest(self.before.wires, self.wires, 0)

    def added(self) -> tuple[list[Vertex], list[Wire]]:
        """Return the nodes and edges that only the other has."""
        return _rest(self.after.nodes, self.nodes, 1), _rest(self.after.wires, self.wires, 1)


def content_of(graph: Reading | Content) -> Content:
    """Return the content of a graph, or the content itself."""
    return graph if isinstance(graph, Content) else graph.content()


def pair(before: Content, after: Content, *, alike: bool = False) -> Pairs:
    """Find what corresponds: what has the same uid, and of the rest what has the same name and kind.

    Args:
        before: The one.
        after: The other.
        alike: Whether what has the same uid has to be of the same kind, too.
    """
    nodes = _pair(before.nodes, after.nodes, alike=alike)
    return Pairs(before, after, nodes, _pair(before.wires, after.wires, alike=alike))


def _pair(before: Iterable[Thing], after: Iterable[Thing], *, alike: bool) -> tuple[tuple[Thing, Thing], ...]:
    olds, news = list(before), list(after)
    found: list[tuple[Thing, Thing]] = []
    for key, strict in (("uid", alike), ("name", True)):
        by_key = {getattr(old, key): old for old in olds}
        matches = ((by_key.get(getattr(new, key)), new) for new in news)
        pairs = [(o, n) for o, n in matches if o is not None and (type(o.spec) is type(n.spec) or not strict)]
        found += pairs
        olds, news = _rest(olds, pairs, 0), _rest(news, pairs, 1)
    return tuple(sorted(found, key=lambda two: two[1].uid))


def _rest(things: Iterable[Thing], pairs: Iterable[tuple[Thing, Thing]], side: int) -> list[Thing]:
    known = {two[side].uid for two in pairs}
    return [thing for thing in things if thing.uid not in known]


def diff(before: Reading | Content, after: Reading | Content) -> tuple[Difference, ...]:
    """Return what has to happen to `before` for it to be as `after`, weights apart.

    Nodes and edges with the same uid are the same ones (a graph, its copies and snapshots share them), whatever they
    are called; others are the same if they have the same name. Where things stand in the drawing is one line.
    """
    pairs = pair(content_of(before), content_of(after))
    removed, added = pairs.removed(), pairs.added()
    return (
        *(Difference("removed", node.name, f"{_node(node)} removed") for node in removed[0]),
        *(Difference("removed", wire.name, f"{_edge(wire)} removed") for wire in removed[1]),
        *_renamed(pairs),
        *(Difference("added", node.name, f"{_node(node)} added") for node in added[0]),
        *_changed("node", pairs.nodes),
        *_enclosed(pairs),
        *_rewired(pairs),
        *(Difference("added", wire.name, f"{_edge(wire)} added") for wire in added[1]),
        *_changed("edge", pairs.wires),
        *_moved(pairs),
    )


def _node(vertex: Vertex) -> str:
    return f"node {vertex.name!r} ({vertex.spec.kind})"


def _edge(wire: Wire) -> str:
    return f"edge {wire.name!r} ({wire.spec.kind})"


def _renamed(pairs: Pairs) -> Iterator[Difference]:
    for old, new in pairs.nodes:
        if old.name != new.name:
            yield Difference("renamed", new.name, f"node {old.name!r} renamed to {new.name!r}")


def _changed(noun: str, pairs: Iterable[tuple[Thing, Thing]]) -> Iterator[Difference]:
    for old, new in pairs:
        for field in differing(old.spec, new.spec):
            values = f"{_value(getattr(old.spec, field))} -> {_value(getattr(new.spec, field))}"
            yield Difference("changed", new.name, f"{noun} {new.name!r}: {field} {values}")


def _value(value: Any) -> str:
    return brief(value) if not isinstance(value, dict) else f"arrays {', '.join(value)}"


def _enclosed(pairs: Pairs) -> Iterator[Difference]:
    """Yield who is inside of another group than before. A group that was renamed is the same."""
    before, after = pairs.before.names(), pairs.after.names()
    now = {old.uid: new.uid for old, new in pairs.nodes}
    for old, new in pairs.nodes:
        if new.group != (None if old.group is None else now.get(old.group, GONE)):
            words = f"node {new.name!r}: group {_group(before, old)} -> {_group(after, new)}"
            yield Difference("enclosed", new.name, words)


def _group(names: dict[int, str], vertex: Vertex) -> str:
    return "none" if vertex.group is None else repr(names.get(vertex.group, "none"))


def _rewired(pairs: Pairs) -> Iterator[Difference]:
    now = {old.name: new.name for old, new in pairs.nodes}
    for old, new in pairs.wires:
        if (now.get(old.source, old.source), old.out, now.get(old.target, old.target), old.port) != ends(new):
            yield Difference("rewired", new.name, f"edge {old.name!r} rewired to {new.name!r}")


def ends(wire: Wire) -> tuple[str, str, str, str]:
    """Return where an edge starts and ends."""
    return wire.source, wire.out, wire.target, wire.port


def _moved(pairs: Pairs) -> Iterator[Difference]:
    """Yield one difference for all that is drawn elsewhere or otherwise."""
    before, after = pairs.before, pairs.after
    nodes = sum(before.place(old.uid) != after.place(new.uid) for old, new in pairs.nodes)
    wires = sum(before.place(old.uid) != after.place(new.uid) for old, new in pairs.wires)
    told = [f"{n} {noun}{'s' * (n > 1)}" for n, noun in ((nodes, "node"), (wires, "edge")) if n]
    if told:
        yield Difference("moved", "", f"{' and '.join(told)} moved")
