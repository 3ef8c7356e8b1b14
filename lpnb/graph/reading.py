"""What can be asked of a graph."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import numpy as np

from lpnb.errors import EditError, Problem, UnknownName, brief, nearest
from lpnb.graph.content import Content, vertices
from lpnb.graph.edge import Edge
from lpnb.graph.editing import Editing
from lpnb.graph.layout import NOWHERE, Place, Point
from lpnb.graph.names import check_name
from lpnb.graph.node import Node, Port
from lpnb.graph.one_moment import in_one_moment
from lpnb.graph.wire import Wire, wires

Array = np.ndarray[Any, Any]
Moment = tuple[int, str, int, str]
"""(uid of a learning node, what it is, uid of a node or edge, name of its parameter); 0 and "" where it is of all."""


class Reading(Editing):
    """The part of a graph that answers.

    Attributes:
        workbench: How a laboratory shows it, as plain data: saved and copied with it, and no part of what is undone.
    """

    def __init__(self, name: str = "network") -> None:
        """Make an empty graph."""
        super().__init__(name)
        self.workbench: dict[str, Any] = {}
        self._weights: dict[tuple[int, str], Array] = {}
        self._moments: dict[Moment, Array] = {}

    # -- nodes and edges ----------------------------------------------------------------------------------------

    def nodes(self) -> dict[str, Node]:
        """Return the nodes by name, in the order in which they were made."""
        with self.lock:  # another thread may be editing
            return {vertex.name: vertex.spec for vertex in vertices(self.nx)}

    def states(self) -> dict[str, Node]:
        """Return the nodes that hold a state, by name: all but those that only order the drawing."""
        return {name: node for name, node in self.nodes().items() if node.outputs()}

    def wires(self) -> dict[str, Wire]:
        """Return the edges by name, in the order in which they were made."""
        known = self._wires
        if known is None:
            with self.lock:  # an edit in another thread would otherwise be missing from what is known from now on
                known = self._wires = wires(self.nx)
        return known

    def wire(self, name: str) -> Wire:
        """Return the edge called `name`, or raise `UnknownName`."""
        wire = self.wires().get(name)
        if wire is None:
            mend = nearest(name, self.wires())
            raise UnknownName(Problem(f"edge {brief(name)}", "an edge of the graph", brief(name), mend=mend))
        return wire

    @in_one_moment
    def uid(self, node: str) -> int:
        """Return what a node is known by, whatever its name."""
        uid: int = self.nx.nodes[self._node(node)]["uid"]
        return uid

    def content(self) -> Content:
        """Return all of the graph, weights apart, as a value."""
        with self.lock:
            return self._document.content()

    @in_one_moment
    def __getitem__(self, name: str) -> Node | Edge:
        """Return the fields of a node (``'hidden'``) or an edge (``'image->hidden'``)."""
        return self.wire(name).spec if "->" in str(name) else self._spec(name)

    @in_one_moment
    def __contains__(self, name: object) -> bool:
        """Return whether there is a node or an edge of that name."""
        return name in self.nx or name in self.wires()

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the nodes."""
        return iter(self.nodes())

    def __len__(self) -> int:
        """Return the number of nodes."""
        return len(self.nx)

    @in_one_moment
    def __repr__(self) -> str:
        """Return name and size."""
        return f"Graph({self.name!r}: {len(self)} nodes, {self.nx.number_of_edges()} edges)"

    # -- the drawing --------------------------------------------------------------------------------------------

    @property
    @in_one_moment
    def layout(self) -> Mapping[str, Point]:
        """The positions that a person gave to nodes, by name, in pixels."""
        positions = {name: self.place(name).position for name in self.nodes()}
        return {name: position for name, position in positions.items() if position is not None}

    @property
    def places(self) -> Mapping[int, Place]:
        """How those nodes and edges are drawn that somebody has arranged, by uid."""
        return dict(self._document.layout)

    @in_one_moment
    def place(self, name: str) -> Place:
        """Return how a node (``'hidden'``) or an edge (``'image->hidden'``) is drawn."""
        return self._document.layout.get(self._uid(name), NOWHERE)

    @in_one_moment
    def group_of(self, name: str) -> str | None:
        """Return the group that a node or a group is inside of, None at the top."""
        uid = self.nx.nodes[self._node(name)]["group"]
        return next((vertex.name for vertex in vertices(self.nx) if vertex.uid == uid), None)

    @in_one_moment
    def members(self, name: str, *, deep: bool = False) -> list[str]:
        """Return what is inside of a group, in the order in which it was made.

        Args:
            name: The group.
            deep: Whether what is inside of groups inside of it counts as well.
        """
        inside = {self.uid(self._group(name))}
        everything = vertices(self.nx)
        while more := {v.uid for v in everything if deep and v.group in inside and v.uid not in inside}:
            inside |= more
        return [vertex.name for vertex in everything if vertex.group in inside]

    # -- weights ------------------------------------------------------------------------------------------------

    @property
    @in_one_moment
    def weights(self) -> dict[str, Array]:
        """Values of parameters by name (``'image->hidden.weight'``), as loaded or last handed in by a stream.

        They belong to their node or edge: they follow it when it is renamed, and come back with it when an undo does.
        """
        owners = {uid: name for name, uid in self._uids().items()}
        return {f"{owners[uid]}.{name}": array for (uid, name), array in self._weights.items() if uid in owners}

    @weights.setter
    @in_one_moment
    def weights(self, weights: Mapping[str, Array]) -> None:
        uids = self._uids()
        here = set(uids.values())
        named = ((name.rpartition("."), array) for name, array in weights.items())
        removed = {key: array for key, array in self._weights.items() if key[0] not in here}
        self._weights = removed | {(uids[owner], name): a for (owner, _, name), a in named if owner in uids}

    @property
    @in_one_moment
    def moments(self) -> dict[str, Array]:
        """What learning nodes remember of parameters, as loaded or last handed in by a stream.

        The keys say of what: ``'learn: exp_avg of image->hidden.weight'``, or ``'learn: updates'`` of all. They belong
        to both nodes: they follow them when these are renamed.
        """
        owners = {uid: name for name, uid in self._uids().items()} | {0: ""}
        return {
            f"{owners[node]}: {what}" + (f" of {owners[owner]}.{name}" if owner else ""): array
            for (node, what, owner, name), array in self._moments.items()
            if node in owners and owner in owners
        }

    @moments.setter
    @in_one_moment
    def moments(self, moments: Mapping[str, Array]) -> None:
        uids, found = self._uids(), {}
        for key, array in moments.items():
            node, _, rest = key.partition(": ")
            what, _, full = rest.partition(" of ")
            owner, _, name = full.rpartition(".")
            if node in uids and (not full or owner in uids):
                found[uids[node], what, uids[owner] if full else 0, name] = array
        self._moments = found

    @in_one_moment
    def take_moments(self, nodes: Collection[int], moments: Mapping[Moment, Array]) -> None:
        """Take what learning nodes remember now, by uid, in place of all that was known of them."""
        others = {key: array for key, array in self._moments.items() if key[0] not in nodes}
        self._moments = {**others, **moments}

    # -- who is meant -------------------------------------------------------------------------------------------

    def _uids(self) -> dict[str, int]:
        """Return the uid of each node and edge by name."""
        with self.lock:
            nodes = {str(name): int(uid) for name, uid in self.nx.nodes(data="uid")}
            return nodes | {name: wire.uid for name, wire in self.wires().items()}

    def _uid(self, name: str) -> int:
        return self.wire(name).uid if "->" in str(name) else self.uid(name)

    def _node(self, name: object) -> str:
        if not isinstance(name, str) or name not in self.nx:
            mend = nearest(str(name), self.nx)
            raise UnknownName(Problem(f"node {brief(name)}", "a node of the graph", brief(name), mend=mend))
        return name

    def _new(self, name: object) -> str:
        """Return `name` if a new node may be called so, or raise."""
        checked = check_name(name, "node")
        if checked in self.nx:
            mend = "Choose another name, or change that node with graph.set()."
            raise EditError(Problem(f"node {name!r}", "a new name", "one that a node has already", mend=mend))
        return checked

    def _spec(self, name: object) -> Node:
        spec: Node = self.nx.nodes[self._node(name)]["spec"]
        return spec

    def _group(self, name: str) -> str:
        """Return the name of a node that others can stand inside of, or raise."""
        spec = self._spec(name)
        if not spec.encloses:
            mend = "Make one with graph.group([...])."
            raise EditError(Problem(f"node {name!r}", "a group", f"one of kind {spec.kind!r}", mend=mend))
        return name

    def _output(self, node: str, port: str) -> str:
        """Return the output that an edge starts at, or raise."""
        outputs = self._flowing("source", node).outputs()
        if port in outputs or (not port and len(outputs) == 1):
            return port or str(outputs[0])
        expected = f"one of the outputs {', '.join(outputs)}"
        found = brief(port) if port else "no port"
        raise UnknownName(Problem(f"source {node!r}", expected, found, mend=f"Write {f'{node}.{outputs[0]}'!r}."))

    def _port(self, node: str, port: str) -> Port:
        """Return the input that an edge ends at, or raise."""
        ports: dict[str, Port] = {p.name: p for p in self._flowing("target", node).ports}
        if port in ports:
            return ports[port]
        meant = [one for one in ports.values() if not one.by_name]
        if not port and len(meant) == 1:
            return meant[0]
        if not ports:
            mend = "It is fed from outside; connect something else to what it feeds."
            raise UnknownName(Problem(f"target {node!r}", "a node with inputs", "one without", mend=mend))
        expected = f"one of the inputs {', '.join(ports)}"
        mend = f"Write {f'{node}.{next(iter(ports))}'!r}."
        raise UnknownName(Problem(f"target {node!r}", expected, brief(port) if port else "no port", mend=mend))

    def _flowing(self, end: str, node: str) -> Node:
        """Return the fields of a node that edges can be at, or raise."""
        spec = self._spec(node)
        if not spec.outputs():
            mend = "Nothing flows through it: it only orders the drawing."
            raise UnknownName(
                Problem(f"{end} {node!r}", "a node that holds a state", f"one of kind {spec.kind!r}", mend=mend)
            )
        return spec
