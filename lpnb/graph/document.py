"""What edits change: the network, and apart from it the layout."""

from __future__ import annotations

import itertools
from typing import Any, NoReturn

import attrs
import networkx as nx

from lpnb.errors import EditError, Problem
from lpnb.graph.content import Content, Vertex, vertices
from lpnb.graph.layout import NOWHERE, Place
from lpnb.graph.wire import Wire, wire_name, wires

_uids = itertools.count(1)


def new_uid() -> int:
    """Return a uid that nothing has had, in no graph: so equal uids in two graphs mean that one is a copy."""
    return next(_uids)


def _refuse(what: str) -> NoReturn:
    mend = "Look at the graph again: another thread may have edited it."
    raise EditError(Problem("an edit", f"{what} that is there", "one that was removed meanwhile", mend=mend))


@attrs.define
class Document:
    """A graph as edits see it.

    Attributes:
        nx: Nodes carry ``spec``, ``uid`` and ``group`` (the uid of the group that they are inside of, or None); edges
            are keyed by uid and carry ``spec``, ``out`` and ``port``.
        layout: The places of those nodes and edges that somebody has arranged, by uid.
    """

    nx: nx.MultiDiGraph
    layout: dict[int, Place] = attrs.Factory(dict)

    def name(self, uid: int) -> str:
        """Return the name of the node with this uid."""
        name = next((str(name) for name, known in self.nx.nodes(data="uid") if known == uid), None)
        return name if name is not None else _refuse("a node")

    def node(self, uid: int) -> dict[str, Any]:
        """Return what the node with this uid carries."""
        data: dict[str, Any] = self.nx.nodes[self.name(uid)]
        return data

    def edge(self, uid: int) -> tuple[str, str, dict[str, Any]]:
        """Return (source, target, what it carries) of the edge with this uid."""
        edges = self.nx.edges(keys=True, data=True)
        return next(((s, t, data) for s, t, key, data in edges if key == uid), None) or _refuse("an edge")

    def name_of_any(self, uid: int) -> str:
        """Return the name of the node or edge with this uid."""
        nodes = (str(name) for name, known in self.nx.nodes(data="uid") if known == uid)
        return next(nodes, "") or self.name_of_edge(*self.edge(uid)[:2], uid)

    def name_of_edge(self, source: str, target: str, uid: int) -> str:
        """Return the name of an edge. Only its twins are looked at: large graphs are made of thousands of these."""
        between = self.nx[source][target]
        ports = (between[uid]["out"], between[uid]["port"])
        number = sum(key <= uid and (data["out"], data["port"]) == ports for key, data in between.items())
        return wire_name(source, ports[0], target, ports[1], number)

    def add_node(self, vertex: Vertex) -> None:
        """Put a node into the network."""
        self.nx.add_node(vertex.name, spec=vertex.spec, uid=vertex.uid, group=vertex.group)

    def add_edge(self, wire: Wire) -> None:
        """Put an edge into the network."""
        self.nx.add_edge(wire.source, wire.target, key=wire.uid, spec=wire.spec, out=wire.out, port=wire.port)

    def place(self, uid: int, place: Place) -> Place:
        """Give a node or an edge a place, and return what it had before."""
        old = self.layout.pop(uid, NOWHERE)
        if place != NOWHERE:
            self.layout[uid] = place
        return old

    def content(self) -> Content:
        """Return all of it as a value."""
        return Content(vertices(self.nx), tuple(wires(self.nx).values()), dict(self.layout))

    def become(self, content: Content) -> None:
        """Take over all of a content, and nothing else stays."""
        self.nx.clear()
        for vertex in content.nodes:
            self.add_node(vertex)
        for wire in content.wires:
            self.add_edge(wire)
        self.layout = dict(content.layout)
