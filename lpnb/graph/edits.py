"""Edits: the only ways in which a graph changes. Each is a value, and applying it returns the edit that undoes it.

Nodes and edges carry a `uid` that survives renaming, removal and undo. Whatever belongs to a node (its weights, its
state) is kept under it, and the order of uids is the order in which edges are summed, so undo restores the arithmetic
bit for bit.
"""

from __future__ import annotations

from typing import Any, Protocol

import attrs
import networkx as nx

from lpnb.graph.edge import Edge
from lpnb.graph.node import Node

Position = tuple[float, float]


@attrs.define
class Document:
    """What edits change: the network (structure) and, apart from it, the layout.

    Attributes:
        nx: Nodes carry ``spec`` and ``uid``; edges are keyed by uid and carry ``spec``, ``out`` and ``port``.
        layout: Positions that a person gave to nodes, by name, in pixels.
        last_uid: The newest uid; uids are never used twice.
    """

    nx: nx.MultiDiGraph
    layout: dict[str, Position] = attrs.Factory(dict)
    last_uid: int = 0

    def new_uid(self) -> int:
        """Return a uid that nothing has had."""
        self.last_uid += 1
        return self.last_uid


class Edit(Protocol):
    """A change of a document."""

    def apply(self, document: Document) -> Edit:
        """Change the document and return the edit that undoes this one."""


@attrs.frozen
class Add:
    """Add a node."""

    name: str
    spec: Node
    uid: int
    position: Position | None = None

    def apply(self, document: Document) -> Edit:
        """Add the node, and its position where it has one."""
        document.nx.add_node(self.name, spec=self.spec, uid=self.uid)
        if self.position is not None:
            document.layout[self.name] = self.position
        return Remove(self.name)


@attrs.frozen
class Remove:
    """Remove a node and the edges at it."""

    name: str

    def apply(self, document: Document) -> Edit:
        """Remove the node; the inverse adds it and its edges again."""
        at_node = [*document.nx.in_edges(self.name, keys=True), *document.nx.out_edges(self.name, keys=True)]
        edges = [Disconnect(uid).apply(document) for uid in dict.fromkeys(uid for _, _, uid in at_node)]
        record = document.nx.nodes[self.name]
        add = Add(self.name, record["spec"], record["uid"], document.layout.pop(self.name, None))
        document.nx.remove_node(self.name)
        return Many((add, *edges))


@attrs.frozen
class Connect:
    """Add an edge."""

    source: str
    out: str
    target: str
    port: str
    spec: Edge
    uid: int

    def apply(self, document: Document) -> Edit:
        """Add the edge."""
        document.nx.add_edge(self.source, self.target, key=self.uid, spec=self.spec, out=self.out, port=self.port)
        return Disconnect(self.uid)


@attrs.frozen
class Disconnect:
    """Remove an edge."""

    uid: int

    def apply(self, document: Document) -> Edit:
        """Remove the edge."""
        source, target, data = find_edge(document, self.uid)
        document.nx.remove_edge(source, target, key=self.uid)
        return Connect(source, data["out"], target, data["port"], data["spec"], self.uid)


@attrs.frozen
class SetNode:
    """Replace the fields of a node."""

    name: str
    spec: Node

    def apply(self, document: Document) -> Edit:
        """Put the new fields in place of the old."""
        record = document.nx.nodes[self.name]
        old, record["spec"] = record["spec"], self.spec
        return SetNode(self.name, old)


@attrs.frozen
class SetEdge:
    """Replace the fields of an edge."""

    uid: int
    spec: Edge

    def apply(self, document: Document) -> Edit:
        """Put the new fields in place of the old."""
        _, _, data = find_edge(document, self.uid)
        old, data["spec"] = data["spec"], self.spec
        return SetEdge(self.uid, old)


@attrs.frozen
class Rename:
    """Give a node another name; its edges, weights and state stay with it."""

    old: str
    new: str

    def apply(self, document: Document) -> Edit:
        """Rename the node."""
        nx.relabel_nodes(document.nx, {self.old: self.new}, copy=False)
        if self.old in document.layout:
            document.layout[self.new] = document.layout.pop(self.old)
        return Rename(self.new, self.old)


@attrs.frozen
class Move:
    """Put a node somewhere on the canvas; None leaves its place to the automatic layout."""

    name: str
    position: Position | None

    def apply(self, document: Document) -> Edit:
        """Set or clear the position."""
        old = document.layout.pop(self.name, None)
        if self.position is not None:
            document.layout[self.name] = self.position
        return Move(self.name, old)


@attrs.frozen
class Many:
    """Several edits that are done and undone as one."""

    edits: tuple[Edit, ...]

    def apply(self, document: Document) -> Edit:
        """Apply all in order; the inverse undoes them in the opposite order."""
        return Many(tuple(reversed([edit.apply(document) for edit in self.edits])))


def find_edge(document: Document, uid: int) -> tuple[str, str, dict[str, Any]]:
    """Return (source, target, data) of the edge with this uid."""
    return next((s, t, data) for s, t, key, data in document.nx.edges(keys=True, data=True) if key == uid)


def _subject(edit: Edit) -> object:
    """Return what an edit sets anew whatever it was before, or the edit itself where it does not do that."""
    match edit:
        case SetNode(name=name) | Move(name=name):
            return type(edit), name
        case SetEdge(uid=uid):
            return type(edit), uid
    return edit


class History:
    """What can be undone and redone."""

    def __init__(self) -> None:
        """Start with nothing to undo."""
        self.past: list[tuple[object, Edit]] = []
        self.future: list[Edit] = []

    def did(self, inverse: Edit, gesture: object = None) -> None:
        """Remember how to undo an edit.

        Args:
            inverse: The edit that undoes it.
            gesture: Edits that follow one another with equal gestures are undone as one (a slider that is dragged).
        """
        self.future.clear()
        if gesture is None or not self.past or self.past[-1][0] != gesture:
            self.past.append((gesture, inverse))
            return
        _, before = self.past[-1]
        edits = before.edits if isinstance(before, Many) else (before,)
        if _subject(inverse) not in map(_subject, edits):
            # Several nodes dragged at once: each goes back to where it was at first.
            self.past[-1] = (gesture, Many((inverse, *edits)))

    def undo(self, document: Document) -> Edit | None:
        """Undo the last edit; return what was applied, None when there was nothing."""
        if not self.past:
            return None
        _, inverse = self.past.pop()
        self.future.append(inverse.apply(document))
        return inverse

    def redo(self, document: Document) -> Edit | None:
        """Do again what was undone last; return what was applied, None when there was nothing."""
        if not self.future:
            return None
        edit = self.future.pop()
        self.past.append((None, edit.apply(document)))
        return edit
