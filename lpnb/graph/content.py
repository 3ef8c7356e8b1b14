"""What a graph is at one moment, as a value: to go back to, to compare, to copy from."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import networkx as nx

from lpnb.graph.layout import NOWHERE, Place
from lpnb.graph.node import Node
from lpnb.graph.wire import Wire


@attrs.frozen
class Vertex:
    """A node with its name.

    Attributes:
        name: What it is called; unique in its graph.
        spec: Its kind and fields.
        uid: What it is known by for as long as there is a graph that has it.
        group: The uid of the group that it is inside of, None at the top.
    """

    name: str
    spec: Node
    uid: int
    group: int | None = None


@attrs.frozen
class Content:
    """All of a graph, weights apart.

    Attributes:
        nodes: The nodes, in the order in which they were made.
        wires: The edges, in the order in which they were made.
        layout: The places of those that somebody has arranged, by uid.
    """

    nodes: tuple[Vertex, ...] = ()
    wires: tuple[Wire, ...] = ()
    layout: Mapping[int, Place] = attrs.Factory(dict)

    def place(self, uid: int) -> Place:
        """Return the place of a node or an edge."""
        return self.layout.get(uid, NOWHERE)

    def names(self) -> dict[int, str]:
        """Return the names of nodes and edges by uid."""
        return {v.uid: v.name for v in self.nodes} | {w.uid: w.name for w in self.wires}

    def uids(self) -> list[int]:
        """Return the uids of all nodes, then those of all edges."""
        return [*(vertex.uid for vertex in self.nodes), *(wire.uid for wire in self.wires)]


def vertices(network: nx.MultiDiGraph) -> tuple[Vertex, ...]:
    """Return the nodes of a network, in the order in which they were made."""
    found = [Vertex(name, data["spec"], data["uid"], data["group"]) for name, data in network.nodes(data=True)]
    return tuple(sorted(found, key=lambda vertex: vertex.uid))
