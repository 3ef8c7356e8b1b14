"""The graph: what a network *is*. It knows neither torch nor a notebook."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

from lpnb.errors import EditError, Problem, UnknownName, brief, nearest
from lpnb.graph.edge import Edge
from lpnb.graph.edits import (
    Add,
    Connect,
    Disconnect,
    Document,
    Edit,
    History,
    Many,
    Move,
    Remove,
    Rename,
    SetEdge,
    SetNode,
)
from lpnb.graph.fields import AUTO
from lpnb.graph.kinds import edge_kind, node_kind, resolve
from lpnb.graph.make import changed, make
from lpnb.graph.names import check_name, split_endpoint
from lpnb.graph.node import Node, Port
from lpnb.graph.rollout import Rollout, analyse
from lpnb.graph.signal import Signal
from lpnb.graph.wire import Wire, wire_name

if TYPE_CHECKING:
    from pathlib import Path

    from lpnb.shapes.check import Report


Array = np.ndarray[Any, Any]


class Graph:
    """A streaming network: nodes that hold a state, joined by edges that take a number of frames.

    Attributes:
        name: What it is called.
        changed: Told ``(graph, edit)`` after each change.
        saving: Told ``(graph)`` before weights are read, so that a stream can hand in what it has learned.
        lock: Held while an edit is applied. Hold it to read several things that have to be of one moment.
    """

    def __init__(self, name: str = "network") -> None:
        """Make an empty graph."""
        self.name = str(name)[:200]
        self.changed = Signal()
        self.saving = Signal()
        self._weights: dict[tuple[int, str], Array] = {}
        self._document = Document(nx.MultiDiGraph())
        self._history = History()
        self.lock = threading.RLock()
        self._open: list[tuple[Edit, Edit]] | None = None  # edits of a `together` block, and their inverses
        self._wires: dict[str, Wire] | None = None

    # -- reading ------------------------------------------------------------------------------------------------

    @property
    def nx(self) -> nx.MultiDiGraph:
        """The network as networkx sees it, for analysis; change it through the methods of the graph only."""
        return self._document.nx

    @property
    def layout(self) -> Mapping[str, tuple[float, float]]:
        """The positions that a person gave to nodes, in pixels."""
        return dict(self._document.layout)

    def nodes(self) -> dict[str, Node]:
        """Return the nodes by name, in the order in which they were made."""
        records = sorted(self.nx.nodes(data=True), key=lambda item: item[1]["uid"])
        return {name: record["spec"] for name, record in records}

    def uid(self, node: str) -> int:
        """Return what a node is known by, whatever its name."""
        uid: int = self.nx.nodes[self._node(node)]["uid"]
        return uid

    def wires(self) -> dict[str, Wire]:
        """Return the edges by name, in the order in which they were made."""
        if self._wires is None:
            counts: dict[str, int] = {}
            wires = {}
            for source, target, uid, data in sorted(self.nx.edges(keys=True, data=True), key=lambda e: e[2]):
                plain = wire_name(source, data["out"], target, data["port"])
                counts[plain] = counts.get(plain, 0) + 1
                name = wire_name(source, data["out"], target, data["port"], counts[plain])
                wires[name] = Wire(name, source, data["out"], target, data["port"], data["spec"], uid)
            self._wires = wires
        return self._wires

    def __getitem__(self, name: str) -> Node | Edge:
        """Return the fields of a node (``'hidden'``) or an edge (``'image->hidden'``)."""
        spec: Node | Edge = self.wire(name).spec if "->" in str(name) else self.nx.nodes[self._node(name)]["spec"]
        return spec

    def __contains__(self, name: object) -> bool:
        """Return whether there is a node or an edge of that name."""
        return name in self.nx or name in self.wires()

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the nodes."""
        return iter(self.nodes())

    def __len__(self) -> int:
        """Return the number of nodes."""
        return len(self.nx)

    def __repr__(self) -> str:
        """Return name and size."""
        return f"Graph({self.name!r}: {len(self)} nodes, {self.nx.number_of_edges()} edges)"

    @property
    def weights(self) -> dict[str, Array]:
        """Values of parameters by name (``'image->hidden.weight'``), as loaded or last handed in by a stream.

        They belong to their node or edge: they follow it when it is renamed, and come back with it when an undo does.
        """
        owners = {uid: name for name, uid in self._uids().items()}
        return {f"{owners[uid]}.{name}": array for (uid, name), array in self._weights.items() if uid in owners}

    @weights.setter
    def weights(self, weights: Mapping[str, Array]) -> None:
        uids = self._uids()
        here = set(uids.values())
        named = ((name.rpartition("."), array) for name, array in weights.items())
        removed = {key: array for key, array in self._weights.items() if key[0] not in here}
        self._weights = removed | {(uids[owner], name): a for (owner, _, name), a in named if owner in uids}

    def _uids(self) -> dict[str, int]:
        """Return the uid of each node and edge by name."""
        nodes = {name: record["uid"] for name, record in self.nx.nodes(data=True)}
        return nodes | {name: wire.uid for name, wire in self.wires().items()}

    def wire(self, name: str) -> Wire:
        """Return the edge called `name`, or raise `UnknownName`."""
        wire = self.wires().get(name)
        if wire is None:
            mend = nearest(name, self.wires())
            raise UnknownName(Problem(f"edge {brief(name)}", "an edge of the graph", brief(name), mend=mend))
        return wire

    def _node(self, name: object) -> str:
        if not isinstance(name, str) or name not in self.nx:
            mend = nearest(str(name), self.nx)
            raise UnknownName(Problem(f"node {brief(name)}", "a node of the graph", brief(name), mend=mend))
        return name

    # -- editing ------------------------------------------------------------------------------------------------

    def edit(self, edit: Edit, gesture: object = None) -> None:
        """Apply an edit, remember how to undo it, and tell the listeners."""
        with self.lock:
            inverse = edit.apply(self._document)
            self._wires = None
            if self._open is not None:
                self._open.append((edit, inverse))
                return
            self._history.did(inverse, gesture)
        self.changed.send(self, edit)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make all edits inside a ``with`` block one: one change, one undo. An exception inside takes them back."""
        with self.lock:
            outer = self._open is None
            before = [] if self._open is None else list(self._open)
            self._open = list(before)
            try:
                yield
            except BaseException:
                Many(tuple(inverse for _, inverse in reversed(self._open[len(before) :]))).apply(self._document)
                self._wires = None
                self._open = None if outer else before
                raise
            if not outer:
                return
            done, self._open = self._open, None
            if not done:
                return
            self._history.did(Many(tuple(inverse for _, inverse in reversed(done))))
        self.changed.send(self, Many(tuple(edit for edit, _ in done)))

    def add(self, name: str, kind: str | Node = "pool", **fields: Any) -> str:
        """Add a node and return its name.

        Args:
            name: What it will be called: letters, digits, underscores.
            kind: The node kind, e.g. ``'pool'`` (or a ready instance of one).
            fields: Values of its fields, and ``position=(x, y)`` for its place on the canvas.

        Raises:
            EditError: When the name is not allowed or taken, the kind is not known, or a field does not fit.
        """
        check_name(name, "node")
        if name in self.nx:
            mend = "Choose another name, or change that node with graph.set()."
            raise EditError(Problem(f"node {name!r}", "a new name", "one that a node has already", mend=mend))
        position = fields.pop("position", None)
        place = f"node {name!r}"
        spec = changed(kind, fields, place) if isinstance(kind, Node) else make(node_kind(kind), fields, place)
        self.edit(Add(name, spec, self._document.new_uid(), _position(position, place)))
        return name

    def connect(self, source: str, target: str, kind: str | Edge = "identity", **fields: Any) -> str:
        """Join two nodes with an edge and return the edge's name.

        Args:
            source: Node or ``node.port`` that is read.
            target: Node or ``node.port`` that it goes to.
            kind: The edge kind: ``'identity'``, ``'conv'``, ``'dense'``, ...
            fields: Values of its fields; ``delay`` is 1 frame unless said otherwise, and ``'auto'`` for a port
                that is compared with another one (the target of a loss).
        """
        (start, out), (end, port) = split_endpoint(source), split_endpoint(target)
        self._node(start)
        self._node(end)
        out, entry = self._output(start, out), self._port(end, port)
        place = f"edge {wire_name(start, out, end, entry.name)!r}"
        if entry.aligned and isinstance(kind, str):
            fields.setdefault("delay", AUTO)
        spec = changed(kind, fields, place) if isinstance(kind, Edge) else make(edge_kind(kind), fields, place)
        self.edit(Connect(start, out, end, entry.name, spec, self._document.new_uid()))
        twins = [d for d in self.nx[start][end].values() if (d["out"], d["port"]) == (out, entry.name)]
        return wire_name(start, out, end, entry.name, len(twins))

    def remove(self, name: str) -> None:
        """Remove a node with its edges, or an edge."""
        self.edit(Disconnect(self.wire(name).uid) if "->" in str(name) else Remove(self._node(name)))

    def disconnect(self, source: str, target: str) -> None:
        """Remove all edges from `source` to `target` (nodes, or nodes with ports)."""
        (start, out), (end, port) = split_endpoint(source), split_endpoint(target)
        wires = [w for w in self.wires().values() if (w.source, w.target) == (start, end)]
        wires = [w for w in wires if out in ("", w.out) and port in ("", w.port)]
        if not wires:
            self.wire(f"{source}->{target}")
        self.edit(Many(tuple(Disconnect(w.uid) for w in wires)))

    def set(self, name: str, *, gesture: object = None, **fields: Any) -> None:
        """Change fields of a node or an edge.

        Args:
            name: The node or edge.
            gesture: Changes that follow one another with equal gestures are undone as one.
            fields: The new values.
        """
        if "->" in str(name):
            wire = self.wire(name)
            self.edit(SetEdge(wire.uid, changed(wire.spec, fields, f"edge {name!r}")), gesture)
        else:
            spec = self.nx.nodes[self._node(name)]["spec"]
            self.edit(SetNode(name, changed(spec, fields, f"node {name!r}")), gesture)

    def rename(self, old: str, new: str) -> None:
        """Give a node another name; weights and state stay with it."""
        self._node(old)
        if check_name(new, "node") in self.nx and new != old:
            raise EditError(Problem(f"node {new!r}", "a new name", "one that a node has already"))
        if new != old:
            self.edit(Rename(old, new))

    def move(self, name: str, position: tuple[float, float] | None, *, gesture: object = None) -> None:
        """Put a node at ``(x, y)`` pixels on the canvas, or leave its place to the automatic layout (None)."""
        self.edit(Move(self._node(name), _position(position, f"node {name!r}")), gesture)

    def undo(self) -> bool:
        """Undo the last edit; return whether there was one."""
        return self._travel(self._history.undo)

    def redo(self) -> bool:
        """Do again what was undone last; return whether there was something."""
        return self._travel(self._history.redo)

    def _travel(self, step: Any) -> bool:
        with self.lock:
            if self._open is not None:
                mend = "Undo before or after; an exception takes back what was done inside."
                raise EditError(Problem(f"graph {self.name!r}", "no undo or redo inside together()", "one", mend=mend))
            edit = step(self._document)
            self._wires = None
        if edit is not None:
            self.changed.send(self, edit)
        return edit is not None

    def _output(self, node: str, port: str) -> str:
        outputs = self.nx.nodes[node]["spec"].outputs()
        if port in outputs or (not port and len(outputs) == 1):
            return port or str(outputs[0])
        expected = f"one of the outputs {', '.join(outputs)}"
        mend = f"Write {f'{node}.{outputs[0]}'!r}." if outputs else "Nothing can start here."
        found = brief(port) if port else "no port"
        raise UnknownName(Problem(f"source {node!r}", expected, found, mend=mend))

    def _port(self, node: str, port: str) -> Port:
        ports: dict[str, Port] = {p.name: p for p in self.nx.nodes[node]["spec"].ports}
        if port in ports or (not port and len(ports) == 1):
            return ports[port] if port else next(iter(ports.values()))
        if not ports:
            mend = "It is fed from outside; connect something else to what it feeds."
            raise UnknownName(Problem(f"target {node!r}", "a node with inputs", "one without", mend=mend))
        expected = f"one of the inputs {', '.join(ports)}"
        mend = f"Write {f'{node}.{next(iter(ports))}'!r}."
        raise UnknownName(Problem(f"target {node!r}", expected, brief(port) if port else "no port", mend=mend))

    def copy(self) -> Graph:
        """Return an independent graph with the same nodes, edges, layout and weights, and nothing to undo."""
        twin = Graph(self.name)
        for name, record in sorted(self.nx.nodes(data=True), key=lambda item: item[1]["uid"]):
            Add(name, record["spec"], twin._document.new_uid(), self.layout.get(name)).apply(twin._document)
        for w in self.wires().values():
            Connect(w.source, w.out, w.target, w.port, w.spec, twin._document.new_uid()).apply(twin._document)
        twin.weights = self.weights
        return twin

    # -- what higher layers know of it, loaded when it is asked for ------------------------------------------------

    def rollout(self, pattern: str | Mapping[str, int] | None = None) -> Rollout:
        """Return how information moves: inference factor, first response, tableau (see `lpnb.graph.rollout`).

        Args:
            pattern: None for the delays of the graph, ``'streaming'``, ``'sequential'``, or delays by edge name.
        """
        return analyse(self, pattern)

    def check(self) -> Report:
        """Return every problem of the graph, or that there is none."""
        report: Report = resolve("lpnb.shapes.check:check")(self)
        return report

    def code(self) -> str:
        """Return the generated PyTorch program, or raise `InvalidGraph`."""
        text: str = resolve("lpnb.compile.emit:emit")(self).text
        return text

    def save(self, path: str | Path) -> Path:
        """Save structure, layout and weights; see `lpnb.files.save`."""
        saved: Path = resolve("lpnb.files.save:save")(self, path)
        return saved

    @classmethod
    def load(cls, path: str | Path) -> Graph:
        """Open a saved graph; see `lpnb.files.load`."""
        graph: Graph = resolve("lpnb.files.load:load")(path)
        return graph

    def export(self, path: str | Path) -> Path:
        """Write a script that runs the network with torch alone; see `lpnb.files.export`."""
        written: Path = resolve("lpnb.files.export:export")(self, path)
        return written


def _position(position: Any, place: str) -> tuple[float, float] | None:
    if position is None:
        return None
    try:
        x, y = (float(value) for value in position)
    except (TypeError, ValueError):
        x, y = math.nan, math.nan
    if not (abs(x) < 1e9 and abs(y) < 1e9):
        raise EditError(Problem(place, "a position (x, y) in pixels", brief(position)))
    return x, y
