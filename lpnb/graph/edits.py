"""Edits: the only ways in which a graph changes. Each is a value, and applying it returns the edit that undoes it.

Nodes and edges carry a `uid` that survives renaming, removal and undo. Whatever belongs to a node (its weights, its
state, its place in the drawing) is kept under it, and the order of uids is the order in which edges are summed, so
undo restores the arithmetic bit for bit.
"""

from __future__ import annotations

from typing import Protocol

import attrs
import networkx as nx

from lpnb.errors import EditError, Problem
from lpnb.graph.content import Content
from lpnb.graph.document import Document
from lpnb.graph.edge import Edge
from lpnb.graph.layout import NOWHERE, Place
from lpnb.graph.make import differing
from lpnb.graph.node import Node
from lpnb.graph.wire import wire_name
from lpnb.graph.words import Phrase


class Edit(Protocol):
    """A change of a document."""

    def apply(self, document: Document) -> Edit:
        """Change the document and return the edit that undoes this one."""

    def phrases(self, document: Document) -> tuple[Phrase, ...]:
        """Return in words what it will do; asked before it is applied."""


@attrs.frozen
class Add:
    """Add a node."""

    name: str
    spec: Node
    uid: int
    place: Place = NOWHERE
    group: int | None = None

    def apply(self, document: Document) -> Edit:
        """Add the node, and its place where it has one."""
        _demand_free(document, self.name)
        document.nx.add_node(self.name, spec=self.spec, uid=self.uid, group=self.group)
        document.place(self.uid, self.place)
        return Remove(self.name)

    def phrases(self, document: Document) -> tuple[Phrase, ...]:
        """Say it."""
        return (Phrase("add", self.name, "node"),)


@attrs.frozen
class Remove:
    """Remove a node and the edges at it."""

    name: str

    def apply(self, document: Document) -> Edit:
        """Remove the node; the inverse adds it and its edges again."""
        _demand(document, self.name)
        at_node = [*document.nx.in_edges(self.name, keys=True), *document.nx.out_edges(self.name, keys=True)]
        edges = [Disconnect(uid).apply(document) for uid in dict.fromkeys(uid for _, _, uid in at_node)]
        data = document.nx.nodes[self.name]
        place = document.place(data["uid"], NOWHERE)
        document.nx.remove_node(self.name)
        return Many((Add(self.name, data["spec"], data["uid"], place, data["group"]), *edges))

    def phrases(self, document: Document) -> tuple[Phrase, ...]:
        """Say it."""
        return (Phrase("remove", self.name, "node"),)


@attrs.frozen
class Connect:
    """Add an edge."""

    source: str
    out: str
    target: str
    port: str
    spec: Edge
    uid: int
    place: Place = NOWHERE

    def apply(self, document: Document) -> Edit:
        """Add the edge, and its place where it has one."""
        _demand(document, self.source, self.target)
        document.nx.add_edge(self.source, self.target, key=self.uid, spec=self.spec, out=self.out, port=self.port)
        document.place(self.uid, self.place)
        return Disconnect(self.uid)

    def phrases(self, document: Document) -> tuple[Phrase, ...]:
        """Say it."""
        return (Phrase("connect", wire_name(self.source, self.out, self.target, self.port), "edge"),)


@attrs.frozen
class Disconnect:
    """Remove an edge."""

    uid: int

    def apply(self, document: Document) -> Edit:
        """Remove the edge."""
        source, target, data = document.edge(self.uid)
        document.nx.remove_edge(source, target, key=self.uid)
        place = document.place(self.uid, NOWHERE)
        return Connect(source, data["out"], target, data["port"], data["spec"], self.uid, place)

    def phrases(self, document: Document) -> tuple[Phrase, ...]:
        """Say it."""
        return (Phrase("remove", document.name_of_any(self.uid), "edge"),)


@attrs.frozen
class Rewire:
    """Let an edge start or end elsewhere; its fields and weights stay with it."""

    uid: int
    source: str
    out: str
    target: str
    port: str

    def apply(self, document: Document) -> Edit:
        """Move the ends of the edge."""
        _demand(document, self.source, self.target)
        source, target, data = document.edge(self.uid)
        document.nx.remove_edge(source, target, key=self.uid)
        new = {**data, "out": self.out, "port": self.port}
        document.nx.add_edge(self.source, self.target, key=self.uid, **new)
        return Rewire(self.uid, source, data["out"], target, data["port"])

    def phrases(self, document: Document) -> tuple[Phrase, ...]:
        """Say it."""
        new = wire_name(self.source, self.out, self.target, self.port)
        return (Phrase("rewire", f"{document.name_of_any(self.uid)} to {new}", "edge"),)


@attrs.frozen
class SetNode:
    """Replace the fields of a node."""

    uid: int
    spec: Node

    def apply(self, document: Document) -> Edit:
        """Put the new fields in place of the old."""
        data = document.node(self.uid)
        old, data["spec"] = data["spec"], self.spec
        return SetNode(self.uid, old)

    def phrases(self, document: Document) -> tuple[Phrase, ...]:
        """Say it, field by field."""
        return _set(document.name(self.uid), document.node(self.uid)["spec"], self.spec)


@attrs.frozen
class SetEdge:
    """Replace the fields of an edge."""

    uid: int
    spec: Edge

    def apply(self, document: Document) -> Edit:
        """Put the new fields in place of the old."""
        _, _, data = document.edge(self.uid)
        old, data["spec"] = data["spec"], self.spec
        return SetEdge(self.uid, old)

    def phrases(self, document: Document) -> tuple[Phrase, ...]:
        """Say it, field by field."""
        return _set(document.name_of_any(self.uid), document.edge(self.uid)[2]["spec"], self.spec)


@attrs.frozen
class Rename:
    """Give a node another name; its edges, weights and state stay with it."""

    old: str
    new: str

    def apply(self, document: Document) -> Edit:
        """Rename the node."""
        _demand(document, self.old)
        _demand_free(document, self.new)
        nx.relabel_nodes(document.nx, {self.old: self.new}, copy=False)
        return Rename(self.new, self.old)

    def phrases(self, document: Document) -> tuple[Phrase, ...]:
        """Say it."""
        return (Phrase("rename", f"{self.old} to {self.new}", "node"),)


@attrs.frozen
class Arrange:
    """Give a node or an edge another place in the drawing."""

    uid: int
    place: Place

    def apply(self, document: Document) -> Edit:
        """Put the new place in place of the old."""
        return Arrange(self.uid, document.place(self.uid, self.place))

    def phrases(self, document: Document) -> tuple[Phrase, ...]:
        """Say it: an edge is led elsewhere, a node is moved, coloured, collapsed or expanded."""
        name, old = document.name_of_any(self.uid), document.layout.get(self.uid, NOWHERE)
        told = {
            "bend": (old.bends != self.place.bends, "edge"),
            "collapse": (self.place.collapsed and not old.collapsed, "group"),
            "expand": (old.collapsed and not self.place.collapsed, "group"),
            "colour": (old.colour != self.place.colour, "edge" if "->" in name else "node"),
        }
        found = tuple(Phrase(verb, name, noun) for verb, (true, noun) in told.items() if true)
        return found or (Phrase("move", name, "node"),)


@attrs.frozen
class Enclose:
    """Put a node or a group inside of a group, or (None) at the top."""

    uid: int
    group: int | None

    def apply(self, document: Document) -> Edit:
        """Put it there."""
        data = document.node(self.uid)
        old, data["group"] = data["group"], self.group
        return Enclose(self.uid, old)

    def phrases(self, document: Document) -> tuple[Phrase, ...]:
        """Say it."""
        if self.group is None:
            return (Phrase("take out", document.name(self.uid), "node"),)
        return (Phrase("enclose", document.name(self.uid), "node"),)


@attrs.frozen
class Become:
    """Be another content altogether; what has the same uid keeps its weights and its state."""

    content: Content
    words: str = "restore"

    def apply(self, document: Document) -> Edit:
        """Take the other content over."""
        old = document.content()
        document.become(self.content)
        return Become(old, self.words)

    def phrases(self, document: Document) -> tuple[Phrase, ...]:
        """Say it."""
        return (Phrase(self.words),)


@attrs.frozen
class Many:
    """Several edits that are done and undone as one.

    Attributes:
        edits: What is done, in order.
        words: What they are together; empty where they speak for themselves.
    """

    edits: tuple[Edit, ...]
    words: str = ""

    def apply(self, document: Document) -> Edit:
        """Apply all in order; the inverse undoes them in the opposite order."""
        done: list[Edit] = []
        try:
            done.extend(edit.apply(document) for edit in self.edits)
        except Exception:
            for inverse in reversed(done):
                inverse.apply(document)
            raise
        return Many(tuple(reversed(done)), self.words)

    def phrases(self, document: Document) -> tuple[Phrase, ...]:
        """Say all."""
        if self.words:
            return (Phrase(self.words),)
        return tuple(phrase for edit in self.edits for phrase in edit.phrases(document))


def elementary(edit: Edit) -> tuple[Edit, ...]:
    """Return the single edits that an edit is made of."""
    return tuple(part for one in edit.edits for part in elementary(one)) if isinstance(edit, Many) else (edit,)


def only_layout(edit: Edit) -> bool:
    """Return whether an edit changes the drawing alone, so that what runs need not know."""
    return all(isinstance(part, Arrange) for part in elementary(edit))


def _demand(document: Document, *names: str) -> None:
    """Refuse to change what was there when somebody looked, and is not now: several threads may edit a graph."""
    for name in names:
        if name not in document.nx:
            raise EditError(Problem(f"node {name!r}", "a node of the graph", "none: it was removed meanwhile"))


def _demand_free(document: Document, name: str) -> None:
    if name in document.nx:
        raise EditError(Problem(f"node {name!r}", "a name that is free", "one that was taken meanwhile"))


def _set(name: str, old: Node | Edge, new: Node | Edge) -> tuple[Phrase, ...]:
    return tuple(Phrase("set", f"{name}.{field}", "field") for field in differing(old, new))
