"""What the node editor draws: a graph as plain data, and what has changed since it was sent last.

    scene = {"graph": what concerns all of it, "kinds": ..., "nodes": {id: ...}, "edges": {id: ...}, "fits": ...}

Ids are the uids of nodes and edges as text: they survive renaming, whoever does it. The other half is
``widgets/src/editor/protocol.ts``.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

import attrs

from lpnb.errors import Problem
from lpnb.graph import Graph
from lpnb.graph.content import Vertex, vertices
from lpnb.graph.delays import delays
from lpnb.graph.fields import AUTO
from lpnb.graph.known import known_until_edited
from lpnb.graph.layout import NOWHERE
from lpnb.graph.node import IN, OUT, Node, Port
from lpnb.graph.one_moment import in_one_moment
from lpnb.graph.rollout import Rollout, analyse
from lpnb.graph.types import Type
from lpnb.graph.wire import Wire
from lpnb.shapes.check import check
from lpnb.shapes.fit import Entry, entry
from lpnb.shapes.infer import Types, infer
from lpnb.widgets.catalogue import Data, describe_node, edge_kinds, node_kinds, sample, values
from lpnb.widgets.kept import Kept
from lpnb.widgets.palette import node_colours
from lpnb.widgets.sockets import Sockets

TIMES = "\N{MULTIPLICATION SIGN}"
GIVEN = ("target", "mask")
"""Where what is right arrives: no answer of the network."""
ANSWERS = 2
"""Nodes whose first response stands in the status line, at most."""
KEYED = ("nodes", "edges", "fits")
"""The parts of which only those entries are sent that have changed."""


@in_one_moment
def scene(graph: Graph, said: dict[int, str] | None = None) -> Data:
    """Return a graph as the editor draws it.

    Args:
        graph: The graph.
        said: What is to be said at a node or edge, by uid, e.g. what of it began anew.
    """
    return _drawn(graph, _built(graph), said or {})


def _drawn(graph: Graph, built: Data, said: dict[int, str]) -> Data:
    """Return a scene: how a network is built, with how it is drawn and what is to be said."""
    places, colours = graph.places, node_colours(graph)
    nodes, edges = {}, {}
    for uid, node in built["nodes"].items():
        place = places.get(int(uid), NOWHERE)
        x, y = place.position or (None, None)
        nodes[uid] = {
            **node,
            "colour": colours[node["name"]],
            "own_colour": place.colour,
            "x": x,
            "y": y,
            "collapsed": place.collapsed,
            "said": said.get(int(uid), ""),
        }
    for uid, edge in built["edges"].items():
        bends = [{"x": x, "y": y} for x, y in places.get(int(uid), NOWHERE).bends]
        edges[uid] = {**edge, "bends": bends, "said": said.get(int(uid), "")}
    history = {"undo": graph.undoable, "redo": graph.redoable, "snapshots": list(graph.snapshots)}
    return {**built, "graph": {**built["graph"], **history}, "nodes": nodes, "edges": edges}


@known_until_edited
def _built(graph: Graph) -> Data:
    """Return all of a scene that an edit of the drawing leaves as it is."""
    return _Draughtsman(graph, _memories.setdefault(graph, _Memory())).scene()


class _Memory:
    """What is kept of a graph from one scene to the next: most of it is as it was."""

    def __init__(self) -> None:
        self.sockets = Sockets()
        self.nodes: Kept[Data] = Kept()
        self.kinds: Kept[Data] = Kept()


_memories: WeakKeyDictionary[Graph, _Memory] = WeakKeyDictionary()


class _Draughtsman:
    """Draws how one network is built."""

    def __init__(self, graph: Graph, memory: _Memory) -> None:
        self.memory, self.sockets = memory, memory.sockets
        self.graph, self.wires = graph, graph.wires()
        self.types: Types = infer(graph)
        self.delays = delays(graph)
        self.report = check(graph)
        self.rollout = analyse(graph)
        self.inputs = frozenset(self.rollout.inputs)
        self.responses = self.rollout.responses() if self.rollout.valid else {}
        self.vertices = {vertex.name: vertex for vertex in vertices(graph.nx)}
        self.names: dict[int | None, str] = {vertex.uid: name for name, vertex in self.vertices.items()}

    def scene(self) -> Data:
        self.memory.nodes.begin()
        self.memory.kinds.begin()
        kinds = {name: self.kind(name, cls) for name, cls in node_kinds().items()}
        nodes = {self.id(name): self.node(vertex) for name, vertex in self.vertices.items()}
        return {
            "graph": self.status(),
            "kinds": {"nodes": kinds, "edges": edge_kinds()},
            "nodes": nodes,
            "edges": {str(wire.uid): self.edge(name, wire) for name, wire in self.wires.items()},
            "problems": [self.problem(problem) for problem in self.report.problems],
            "fits": self.sockets.fits([*kinds.values(), *nodes.values()]),
        }

    def id(self, name: str) -> str:
        return str(self.vertices[name].uid)

    def node(self, vertex: Vertex) -> Data:
        name, spec = vertex.name, vertex.spec
        types = [self.types.outputs.get((name, out)) for out in spec.outputs()]
        said = {
            "name": name,
            "title": self.title(vertex),
            "response": self.response(name, spec),
            "group": None if vertex.group is None else str(vertex.group),
        }
        parts = (spec, said, types, self.types.at_ports(name))
        return self.memory.nodes.get(self.id(name), parts, lambda: {**said, **self.card(name, spec, types)})

    def card(self, name: str, spec: Node, types: list[Type | None]) -> Data:
        return {
            "kind": spec.kind,
            "category": spec.category,
            "shape": words(types[0]) if types else "",
            "ports": [self.input(name, port) for port in spec.ports],
            "outputs": [self.output(out, type_) for out, type_ in zip(spec.outputs(), types, strict=True)],
            "fields": values(spec),
        }

    def title(self, vertex: Vertex) -> str:
        """Return the name without that of the group that the node is inside of, where it begins with that."""
        group = self.names.get(vertex.group)
        return vertex.name.removeprefix(f"{group}_") or vertex.name

    def response(self, name: str, spec: Node) -> int | None:
        """Return the frame of a node's first response. What nothing feeds responds to nothing, sources apart."""
        fed = name not in self.inputs or spec.category == "source"
        return self.responses.get(name) if fed else None

    def input(self, name: str, port: Port) -> Data:
        into = entry(self.types, name, port)
        drawn = self.port(port, into, self.types.state(name))
        freed = {"freed": self.sockets.targets.of(into.freed)} if into.taken else {}
        return {**drawn, **freed, "spare": port.by_name and not self.types.arriving[name].get(port.name)}

    def port(self, port: Port, into: Entry, state: Type | None) -> Data:
        wanted, socket = into.spec.wants(port.name, state), self.sockets.targets.of(into)
        drawn = {"name": port.name, "help": port.help, "shape": words(wanted), "many": port.many, "socket": socket}
        return {**drawn, "spare": False}

    def output(self, name: str, type_: Type | None) -> Data:
        return {"name": name, "shape": words(type_), "socket": self.sockets.sources.of(type_)}

    def edge(self, name: str, wire: Wire) -> Data:
        return {
            "name": name,
            "kind": wire.spec.kind,
            "source": self.id(wire.source),
            "out": wire.out,
            "target": self.id(wire.target),
            "port": wire.port,
            "words": ports_in_words(wire.out, wire.port),
            "delay": self.delays[wire.uid],
            "automatic": wire.spec.delay == AUTO,
            "on": wire.spec.on,
            "fields": values(wire.spec),
        }

    def kind(self, name: str, cls: type[Node]) -> Data:
        return self.memory.kinds.get(name, cls, lambda: self.offer(cls))

    def offer(self, cls: type[Node]) -> Data:
        spec = sample(cls)
        known = spec.infer({}) if spec is not None and spec.outputs() else {}
        state = next(iter(known.values()), None)
        ports = [] if spec is None else [self.port(port, Entry(spec, port), state) for port in spec.ports]
        outputs = [self.output(out, known.get(out)) for out in (spec.outputs() if spec is not None else ())]
        return {**describe_node(cls, spec), "ports": ports, "outputs": outputs}

    def problem(self, problem: Problem) -> Data:
        wire = self.wires.get(problem.subject)
        node = self.vertices.get(problem.subject)
        subject = str(wire.uid) if wire else str(node.uid) if node else ""
        fix = self.report.fixes.get(problem)
        cycle = [str(self.wires[name].uid) for name in self.report.cycles.get(problem, ())]
        return {
            "subject": subject,
            "severity": problem.severity,
            "words": str(problem),
            "fix": fix.words if fix else "",
            **({"cycle": cycle} if cycle else {}),
        }

    def status(self) -> Data:
        return {
            "name": self.graph.name,
            "valid": self.report.ok,
            "inference": self.rollout.inference_factor if self.rollout.valid and self.rollout.edges else None,
            "response": first_response(self.rollout, self.types, self.responses),
        }


def words(type_: Type | None) -> str:
    """Return the size of a state in a few characters."""
    if type_ is None:
        return "?"
    if type_.classes:
        return f"class of {type_.classes}"
    return TIMES.join(map(str, type_.shape)) or "1 number"


def ports_in_words(out: str, port: str) -> str:
    """Return which ports an edge joins, where the nodes have several."""
    start, end = (out if out != OUT else ""), (port if port != IN else "")
    return f"{start} → {end}".strip() if start or end else ""


def first_response(rollout: Rollout, types: Types, responses: dict[str, int]) -> str:
    """Return in words when the network first answers: the states that nothing but learning and measuring reads."""
    inputs = frozenset(rollout.inputs)
    inner = {
        name
        for name, spec in types.nodes.items()
        if name not in inputs
        and spec.outputs()
        and spec.mode != "mute"
        and spec.category not in ("learning", "measure", "source")
    }
    read = {source for source, target, _ in rollout.edges if source != target and target in inner}
    right = {wire.source for ports in types.arriving.values() for port in GIVEN for wire in ports.get(port, ())}
    last = inner - read - right or inner - read
    answers = [name for name in rollout.nodes if name in last]
    if not answers:  # all is in loops: the last to respond
        answers = sorted((name for name in rollout.nodes if name in inner), key=lambda n: responses.get(n, -1))[-1:]
    named = answers[:ANSWERS]
    told = [f"{name} in frame {responses[name]}" if name in responses else f"{name} never" for name in named]
    more = f" and {len(answers) - ANSWERS} more" if len(answers) > ANSWERS else ""
    return ", ".join(told) + more


def changes(before: Data, after: Data) -> Data:
    """Return what has to be sent: of what has keys the changed entries (None: gone), and other parts if they differ."""
    parts: Data = {}
    for part, now in after.items():
        if part not in KEYED:
            if now != before[part]:
                parts[part] = now
            continue
        changed = {key: entry for key, entry in now.items() if before[part].get(key) != entry}
        changed |= dict.fromkeys(key for key in before[part] if key not in now)
        if changed:
            parts[part] = changed
    return parts


@attrs.define
class Shown:
    """The scene as the browser has it.

    Attributes:
        scene: The last one, None before the first.
        version: Its number: a view that misses one asks for all of it again.
    """

    scene: Data | None = None
    version: int = 0

    def update(self, new: Data) -> Data | None:
        """Take a new scene; return the message that brings every view up to date, None when nothing has changed."""
        parts = new if self.scene is None else changes(self.scene, new)
        self.scene = new
        if not parts:
            return None
        self.version += 1
        return {"change": parts, "version": self.version}
