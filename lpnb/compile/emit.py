"""From graph to program: one or two lines a node, ordered so that values of this frame are there when read."""

from __future__ import annotations

import networkx as nx

from lpnb.compile.code import Library, Scope, UpdateCode, WireCode, wire_words
from lpnb.compile.identifiers import Identifiers, class_name
from lpnb.compile.program import Program, Slot, Weight
from lpnb.compile.text import Body, render
from lpnb.errors import InvalidGraph
from lpnb.graph import Graph, activations
from lpnb.graph.code import bare
from lpnb.graph.delays import delays
from lpnb.graph.flow import computed
from lpnb.graph.node import OUT
from lpnb.graph.one_moment import in_one_moment
from lpnb.graph.wire import Wire
from lpnb.shapes.check import Report, check
from lpnb.shapes.infer import Types, infer

LOCALS = frozenset(
    [
        "self",
        "past",
        "inputs",
        "p",
        "frame",
        "random",
        "torch",
        "State",
        "Inputs",
        "Tensor",
        "Module",
        "Parameter",
        "NamedTuple",
        "SimpleNamespace",
        "generator",
        "batch",
        "like",
        "Network",
    ]
)


@in_one_moment
def emit(graph: Graph, report: Report | None = None, types: Types | None = None) -> Program:
    """Return the program of a graph.

    Args:
        graph: The graph.
        report: What `check` found, where that was asked for already.
        types: What `infer` found, or who knows better: for a part of a network, whose types the whole has told.

    Raises:
        InvalidGraph: When the graph has errors; lists them all.
    """
    report = report or check(graph)
    if not report.ok:
        raise InvalidGraph(graph.name, report.errors)
    return _Emitter(graph, types).program()


def emit_nothing(name: str) -> Program:
    """Return a program without nodes: its states hold the number of the frame alone."""
    return _Emitter(Graph(name)).program()


class _Emitter:
    """Writes one program."""

    def __init__(self, graph: Graph, types: Types | None = None) -> None:
        self.graph = graph
        self.types = types or infer(graph)
        self.delays = delays(graph)
        nodes = self.types.nodes.items()
        self.fed = {name for name, node in nodes if node.category == "source" and not node.muted}
        self.title = class_name(graph.name)
        names = Identifiers((*LOCALS, self.title))
        self.fields = {key: names.new(*self._words(*key)) for key in self.types.outputs}
        self.slots = self._slots(names)
        self.identifiers = {slot.key: slot.identifier for slot in self.slots}
        self.scope = Scope(
            Library(names), Identifiers(("p", "seed", "random", "step", "initial_state", *_module_names()))
        )

    def program(self) -> Program:
        """Write it."""
        order = [name for name in self._order() if name not in self.fed]
        # Who reads parameters of others is written when all of these are known, wherever it stands in a frame.
        written = {name: self._body(name) for name in sorted(order, key=lambda n: self.types.nodes[n].reads_weights)}
        bodies = [written[name] for name in order]
        weights = tuple(self.scope.weights.values())
        text, owners = render(
            self.title, self.slots, weights, bodies, self._imports(bodies, weights), random=self.scope.random
        )
        known = {name: self.delays[wire.uid] for name, wire in self.graph.wires().items()}
        wires, slots, random = tuple(computed(self.graph).values()), tuple(self.slots), self.scope.random
        nodes = {name: node for name, node in self.types.nodes.items() if node.outputs()}
        return Program(self.graph.name, self.title, text, slots, weights, owners, random, known, wires, nodes)

    def _imports(self, bodies: list[Body], weights: tuple[Weight, ...]) -> list[str]:
        statements = [
            *(line for body in bodies for line in body.statements),
            *(weight.init for weight in weights),
        ]
        return self.scope.library.lines("\n".join(statements))

    @staticmethod
    def _words(node: str, port: str) -> tuple[str, ...]:
        return (node,) if port == OUT else (node, port)

    def _slots(self, names: Identifiers) -> list[Slot]:
        """Return the tensors of a state: each output, and as many older values of it as some edge reads."""
        oldest = dict.fromkeys(self.types.outputs, 1)
        for wire in self.graph.wires().values():
            read = (wire.source, wire.out)
            oldest[read] = max(oldest[read], self.delays[wire.uid])
        slots = []
        for (node, port), age in oldest.items():
            newest = self.fields[node, port]
            for years in range(1, age + 1):
                identifier = newest if years == 1 else names.new(newest, str(years))
                key = (self.graph.uid(node), port, years)
                type_, start = self.types.outputs[node, port], self.types.nodes[node].start
                slots.append(Slot(node, port, key, identifier, type_, years, node in self.fed, start))
        return slots

    def _order(self) -> list[str]:
        """Return the nodes so that each comes after those whose value of the same frame it reads."""
        in_frame = nx.DiGraph()
        in_frame.add_nodes_from(name for name, node in self.types.nodes.items() if node.outputs())
        in_frame.add_edges_from((w.source, w.target) for w in computed(self.graph).values() if not self.delays[w.uid])
        rank = {name: position for position, name in enumerate(self.types.nodes)}
        return list(nx.lexicographical_topological_sort(in_frame, key=rank.__getitem__))

    def _reading(self, wire: Wire) -> str:
        """Return the text of the value that an edge reads."""
        delay, fed = self.delays[wire.uid], wire.source in self.fed
        if delay == 0:
            return f"inputs.{self.fields[wire.source, wire.out]}" if fed else self.fields[wire.source, wire.out]
        return f"past.{self.identifiers[self.graph.uid(wire.source), wire.out, delay]}"

    def _wire_code(self, wire: Wire) -> WireCode:
        source, target = self.types.source(wire), self.types.target(wire)
        assert source is not None
        assert target is not None
        lender = None
        if wire.spec.share:
            other = self.graph.wire(wire.spec.share)
            lender = self._wire_code(other)
            other.spec.emit(lender)  # its parameters begin as it says, whoever is written first
        code = WireCode(
            self.scope,
            wire.name,
            wire.uid,
            wire.spec,
            wire_words(wire),
            x=self._reading(wire),
            source=source,
            target=target,
            lender=lender,
        )
        code.x = activations.write(wire.spec.before, code.x, code, source.shape)
        return code

    def _body(self, name: str) -> Body:
        """Return the statements that compute a node."""
        node, uid = self.types.nodes[name], self.graph.uid(name)
        if node.muted:
            return self._silence(name)
        out = node.outputs()[0]
        local = self.fields[name, out]
        arriving = self.types.counting(name).items()
        code = UpdateCode(
            self.scope, name, uid, node, (name,), local=local, past=f"past.{local}", target=self.types.outputs[name,
            out], wires={port: tuple(map(self._wire_code, wires)) for port, wires in arriving},
        )  # fmt: skip
        value = node.pass_on(code) if node.bypassed else node.emit(code)
        remark = "  # bypassed" if node.bypassed else ""
        statements = [*self._left_out(name), *code.statements]
        if value.text != local:
            statements.append(f"{local} = {bare(value.text)}{remark}")
        return Body(name, local, statements, node.period, node.offset)

    def _silence(self, name: str) -> Body:
        """Return the statements of a muted node: its start value, or what it has, whether it would be due or not."""
        node = self.types.nodes[name]
        locals_ = [self.fields[name, out] for out in node.outputs()]
        if node.held:
            return Body(name, locals_[0], [f"{local} = past.{local}  # held" for local in locals_], period=1, offset=0)
        full_like = self.scope.library.use("torch.full_like")
        statements = [f"{local} = {full_like}(past.{local}, {float(node.start)!r})  # muted" for local in locals_]
        return Body(name, locals_[0], statements, period=1, offset=0)

    def _left_out(self, name: str) -> list[str]:
        """Return comments on the edges that are off (literals: a port may be called anything)."""
        wires = (wire for wires in self.types.arriving[name].values() for wire in wires)
        return [f"# {wire.name!r} is off" for wire in wires if not wire.spec.on]


def _module_names() -> list[str]:
    """Return the names that a module uses itself: a parameter must not hide them."""
    import torch

    return dir(torch.nn.Module())
