"""The graph: what a network *is*. It knows neither torch nor a notebook."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from lpnb.errors import EditError, Problem, UnknownName, brief, nearest
from lpnb.graph.arranging import Arranging
from lpnb.graph.content import Content
from lpnb.graph.document import new_uid
from lpnb.graph.edge import Edge
from lpnb.graph.edits import Add, Become, Connect, Disconnect, Many, Remove, Rename, Rewire, SetEdge, SetNode
from lpnb.graph.fragment import Fragment, paste, take
from lpnb.graph.kinds import edge_kind, node_kind, resolve
from lpnb.graph.layout import NOWHERE, Point, changed_place
from lpnb.graph.make import changed, make
from lpnb.graph.names import check_name, endpoint, split_endpoint
from lpnb.graph.node import OUT, Node
from lpnb.graph.one_moment import in_one_moment
from lpnb.graph.replacing import replacing
from lpnb.graph.rollout import Rollout, analyse
from lpnb.graph.wire import wire_name

if TYPE_CHECKING:
    from pathlib import Path

    from lpnb.graph.diff import Difference
    from lpnb.graph.doctor import Diagnosis
    from lpnb.graph.light_cone import LightCone
    from lpnb.shapes.check import Report


class Graph(Arranging):
    """A streaming network: nodes that hold a state, joined by edges that take a number of frames.

    Attributes:
        name: What it is called.
        changed: Told ``(graph, edit)`` after each change.
        saving: Told ``(graph)`` before weights are read, so that a stream can hand in what it has learned.
        lock: Held while an edit is applied. Hold it to read several things that have to be of one moment.
        remarks: What was to be said of the file of another program that it came from, item by item.
    """

    def __init__(self, name: str = "network") -> None:
        """Make an empty graph."""
        super().__init__(name)
        self._snapshots: dict[str, Content] = {}
        self.remarks: object = None

    # -- structure ----------------------------------------------------------------------------------------------

    @in_one_moment
    def add(self, name: str, kind: str | Node = "pool", **fields: Any) -> str:
        """Add a node and return its name.

        Args:
            name: What it will be called: letters, digits, underscores.
            kind: The node kind, e.g. ``'pool'`` (or a ready instance of one).
            fields: Values of its fields, and ``position=(x, y)`` for its place on the canvas.

        Raises:
            EditError: When the name is not allowed or taken, the kind is not known, or a field does not fit.
        """
        self._new(name)
        position = {"position": fields.pop("position", None)}
        owner = f"node {name!r}"
        spec = changed(kind, fields, owner) if isinstance(kind, Node) else make(node_kind(kind), fields, owner)
        self.edit(Add(name, spec, new_uid(), changed_place(NOWHERE, position, spec.places, owner)))
        return name

    @in_one_moment
    def connect(self, source: str, target: str, kind: str | Edge = "identity", **fields: Any) -> str:
        """Join two nodes with an edge and return the edge's name.

        Args:
            source: Node or ``node.port`` that is read.
            target: Node or ``node.port`` that it goes to.
            kind: The edge kind: ``'identity'``, ``'conv'``, ``'dense'``, ...
            fields: Values of its fields; ``delay`` is 1 frame unless said otherwise, ``'auto'`` for a port that is
                compared with another one (the target of a loss), and 0 for one that reads this frame (its terms).
        """
        start, out, end, entry = self._ends(source, target)
        port = self._port(end, entry)
        place = f"edge {wire_name(start, out, end, entry)!r}"
        if isinstance(kind, str) and port.delay != 1:
            fields.setdefault("delay", port.delay)
        spec = changed(kind, fields, place) if isinstance(kind, Edge) else make(edge_kind(kind), fields, place)
        uid = new_uid()
        self.edit(Connect(start, out, end, entry, spec, uid))
        return self._document.name_of_edge(start, end, uid)

    @in_one_moment
    def rewire(self, name: str, *, source: str | None = None, target: str | None = None) -> str:
        """Let an edge start or end elsewhere and return its new name; its fields, and weights that fit, stay.

        Args:
            name: The edge.
            source: Node or ``node.port`` that it reads from now on; None leaves that as it is.
            target: Node or ``node.port`` that it goes to; None leaves that as it is.
        """
        wire = self.wire(name)
        start = endpoint(wire.source, wire.out, OUT) if source is None else source
        end = f"{wire.target}.{wire.port}" if target is None else target
        new = self._ends(start, end)
        if new != (wire.source, wire.out, wire.target, wire.port):
            self.edit(Rewire(wire.uid, *new))
        return self._document.name_of_any(wire.uid)

    def _ends(self, source: str, target: str) -> tuple[str, str, str, str]:
        """Return node and port where an edge starts and ends, or raise."""
        (start, out), (end, port) = split_endpoint(source), split_endpoint(target)
        self._node(start)
        self._node(end)
        return start, self._output(start, out), end, self._port(end, port).name

    @in_one_moment
    def remove(self, name: str) -> None:
        """Remove an edge, or a node with its edges; a group takes along what is inside of it."""
        if "->" in str(name):
            self.edit(Disconnect(self.wire(name).uid))
            return
        inside = self.members(name, deep=True) if self._spec(name).encloses else []
        edits = [Remove(member) for member in (*inside, name)]
        self.edit(Many(tuple(edits), f"remove {name}") if inside else edits[0])

    @in_one_moment
    def disconnect(self, source: str, target: str) -> None:
        """Remove all edges from `source` to `target` (nodes, or nodes with ports)."""
        (start, out), (end, port) = split_endpoint(source), split_endpoint(target)
        wires = [w for w in self.wires().values() if (w.source, w.target) == (start, end)]
        wires = [w for w in wires if out in ("", w.out) and port in ("", w.port)]
        if not wires:
            self.wire(f"{source}->{target}")
        self.edit(Many(tuple(Disconnect(w.uid) for w in wires)))

    @in_one_moment
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
            spec = self._spec(name)
            self.edit(SetNode(self.uid(name), changed(spec, fields, f"node {name!r}")), gesture)

    @in_one_moment
    def replace(self, name: str, kind: str | Node, **fields: Any) -> None:
        """Put another node in the place of one, under its name: ``g.replace("data", "digits", hold=8)``.

        Edges stay where their output or input has the same name there, or is the only one; their weights stay, too.

        Args:
            name: The node that goes.
            kind: The kind of the one that comes (or a ready instance, as `lpnb.from_arrays` returns it).
            fields: Values of its fields.

        Raises:
            EditError: When the kind is not known, a field does not fit, one of both is a group, or an edge would be
                lost.
        """
        owner = f"node {self._node(name)!r}"
        spec = changed(kind, fields, owner) if isinstance(kind, Node) else make(node_kind(kind), fields, owner)
        self.edit(replacing(self, name, spec))

    @in_one_moment
    def rename(self, old: str, new: str) -> None:
        """Give a node another name; weights and state stay with it; nodes and edges that name it learn the new one."""
        self._node(old)
        if check_name(new, "node") in self.nx and new != old:
            raise EditError(Problem(f"node {new!r}", "a new name", "one that a node has already"))
        if new != old:
            self.edit(Rename(old, new))

    # -- copies -------------------------------------------------------------------------------------------------

    def copy(self) -> Graph:
        """Return an independent graph: the same nodes, edges, layout, snapshots and weights, and nothing to undo."""
        twin = Graph(self.name)
        with self.lock:
            twin._document.become(self._document.content())
            twin._snapshots = dict(self._snapshots)
            twin.weights, twin.moments = self.weights, self.moments
            twin.workbench, twin.remarks = copy.deepcopy(self.workbench), self.remarks
        return twin

    def fragment(self, names: Iterable[str]) -> Fragment:
        """Return nodes, and the edges among them, to be pasted; a group brings what is inside of it.

        Streams that run the graph hand in their weights first.
        """
        return take(self, names)

    @in_one_moment
    def paste(self, fragment: Fragment, *, at: Point | None = None, group: str | None = None) -> list[str]:
        """Add copies of all that is in a fragment, of this graph or another one, and return the nodes' names.

        They begin with the weights of the originals. Names that are taken become ``hidden_2``, ``hidden_3``, ...

        Args:
            fragment: What `fragment` returned.
            at: Upper left corner in pixels; None for 40 pixels to the right of and below the originals. What had no
                position leaves it to the automatic layout.
            group: The group that they are put inside of, None for none.
        """
        return paste(self, fragment, at, group)

    @property
    def snapshots(self) -> tuple[str, ...]:
        """The names of the snapshots, oldest first. They last as long as the graph and are not part of its file."""
        return tuple(self._snapshots)

    @in_one_moment
    def snapshot(self, name: str) -> None:
        """Remember structure, fields and layout under a name, in place of what was remembered under it before."""
        if not isinstance(name, str) or not name.strip():
            raise EditError(Problem("snapshot", "a name", brief(name)))
        self._snapshots.pop(name, None)
        self._snapshots[name] = self.content()

    @in_one_moment
    def restore(self, name: str) -> None:
        """Go back to a snapshot, in one edit; weights and states of what is there before and after stay."""
        self.edit(Become(self._snapshot(name), f"restore {name!r}"))

    @in_one_moment
    def forget(self, name: str) -> None:
        """Drop a snapshot."""
        self._snapshot(name)
        del self._snapshots[name]

    @in_one_moment
    def diff(self, before: str, after: str | None = None) -> tuple[Difference, ...]:
        """Return what differs between two snapshots, or between a snapshot and now (None)."""
        compare = resolve("lpnb.graph.diff:diff")
        result: tuple[Difference, ...] = compare(
            self._snapshot(before), self.content() if after is None else self._snapshot(after)
        )
        return result

    def _snapshot(self, name: str) -> Content:
        if name not in self._snapshots:
            mend = nearest(str(name), self._snapshots)
            raise UnknownName(Problem(f"snapshot {brief(name)}", "a snapshot of the graph", brief(name), mend=mend))
        return self._snapshots[name]

    # -- what higher layers know of it, loaded when it is asked for ------------------------------------------------

    def rollout(self, pattern: str | Mapping[str, int] | None = None) -> Rollout:
        """Return how information moves: inference factor, first response, tableau (see `lpnb.graph.rollout`).

        Args:
            pattern: None for the delays of the graph, ``'streaming'``, ``'sequential'``, or delays by edge name.
        """
        return analyse(self, pattern)

    def with_rollout(self, pattern: str | Mapping[str, int], *, weights: bool = False) -> Graph:
        """Return a copy under another rollout: the same nodes and edges, other delays (automatic ones follow).

        Args:
            pattern: ``'streaming'`` (1 on every edge), ``'sequential'`` (0 wherever no loop forbids it), or delays by
                edge name; the other edges keep theirs.
            weights: Whether it goes on with the weights of now. They fit only a variant that computes the same, sooner
                or later (see `lpnb.graph.variant`); else its weights begin anew.

        Raises:
            EditError: When `weights` are asked for and fit no more, or the pattern cannot be read.
        """
        twin: Graph = resolve("lpnb.graph.variant:variant")(self, pattern, weights=weights)
        return twin

    def patterns(self) -> Iterator[dict[str, int]]:
        """Iterate over all valid rollouts with delays 0 and 1: for small networks, there are up to 2 ** edges."""
        every: Iterator[dict[str, int]] = resolve("lpnb.graph.variant:patterns")(self)
        return every

    def light_cone(self, pattern: str | None = None) -> LightCone:
        """Return which frame of which node depends on which, and the ages of what meets (see `lpnb.graph.light_cone`).

        Args:
            pattern: None for the delays of the graph, ``'streaming'`` or ``'sequential'``.
        """
        cone: LightCone = resolve("lpnb.graph.light_cone:light_cone")(self, pattern)
        return cone

    def doctor(self) -> Diagnosis:
        """Return in words which frames are compared and which mix, and what would mend it (see `lpnb.graph.doctor`)."""
        diagnosis: Diagnosis = resolve("lpnb.graph.doctor:doctor")(self)
        return diagnosis

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
