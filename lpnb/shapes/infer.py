"""Types of all outputs, worked out from node to node until nothing changes: also through cycles."""

from __future__ import annotations

import attrs

from lpnb.graph import Graph
from lpnb.graph.known import known_until_edited
from lpnb.graph.node import ON, Node
from lpnb.graph.types import Type
from lpnb.graph.wire import Wire

Arriving = dict[str, tuple[Type | None, ...]]
"""For each port the types of what arrives there; None where one is not known."""


@attrs.frozen
class Types:
    """What is known of the types in a graph.

    Attributes:
        nodes: The nodes by name, in order.
        arriving: For each node and port, the edges that end there, in order; those too that are off.
        outputs: (node, output port) -> type; missing where it cannot be told.
    """

    nodes: dict[str, Node]
    arriving: dict[str, dict[str, tuple[Wire, ...]]]
    outputs: dict[tuple[str, str], Type]
    _at_ports: dict[str, Arriving] = attrs.field(factory=dict, eq=False, repr=False)

    def source(self, wire: Wire) -> Type | None:
        """Return the type of what an edge reads."""
        held = self.outputs.get((wire.source, wire.out))
        return None if held is None else wire.spec.reads(held)

    def state(self, node: str) -> Type | None:
        """Return the type of a node's first output, None when that cannot be told or there is no output."""
        first = next(iter(self.nodes[node].outputs()), None)
        return None if first is None else self.outputs.get((node, first))

    def target(self, wire: Wire) -> Type | None:
        """Return the type that an edge has to end in, or that it makes of its source where any will do."""
        wanted = self.nodes[wire.target].wants(wire.port, self.state(wire.target))
        return wanted or self.delivered(wire)

    def delivered(self, wire: Wire) -> Type | None:
        """Return the type that an edge makes of its source by itself."""
        source = self.source(wire)
        return None if source is None else wire.spec.infer(source)

    def counting(self, node: str) -> dict[str, tuple[Wire, ...]]:
        """Return for each port of a node the edges that end there and are on."""
        return {port: tuple(w for w in wires if w.spec.on) for port, wires in self.arriving[node].items()}

    def at_ports(self, node: str) -> Arriving:
        """Return for each port of a node the types of what arrives; an edge that is off still tells its type, last."""
        if node not in self._at_ports:
            self._at_ports[node] = self.arriving_now(node)
        return self._at_ports[node]

    def arriving_now(self, node: str) -> Arriving:
        """Return what `at_ports` does, as far as it is known while types are being worked out."""
        ports = {port: sorted(wires, key=lambda w: not w.spec.on) for port, wires in self.arriving[node].items()}
        return {port: tuple(map(self.delivered, wires)) for port, wires in ports.items()}

    def heard(self, node: str) -> Arriving:
        """Return for each port of a node the types of what counts there."""
        return {port: tuple(map(self.delivered, wires)) for port, wires in self.counting(node).items()}


@known_until_edited
def infer(graph: Graph) -> Types:
    """Return the types of all outputs of a graph. A type once known stays: disagreement is found by `check`."""
    nodes = graph.nodes()
    arriving: dict[str, dict[str, list[Wire]]] = {name: {} for name in nodes}
    followers: dict[str, list[str]] = {name: [] for name in nodes}
    for wire in graph.wires().values():
        arriving[wire.target].setdefault(wire.port, []).append(wire)
        followers[wire.source].append(wire.target)
    fixed = {name: {port: tuple(wires) for port, wires in ports.items()} for name, ports in arriving.items()}
    types = Types(nodes, fixed, {})
    waiting = dict.fromkeys(nodes)  # in order, each once
    while waiting:
        name = next(iter(waiting))
        del waiting[name]
        if _learn(types, name):
            waiting |= dict.fromkeys(followers[name])
    return types


def _learn(types: Types, name: str) -> bool:
    """Work out the outputs of one node; return whether something new became known."""
    node, new = types.nodes[name], False
    for port, found in node.infer(types.arriving_now(name)).items():
        if found is not None and (name, port) not in types.outputs:
            # Only a softmax that is on shares out one: muted or bypassed it holds anything.
            types.outputs[name, port] = found if node.mode == ON else attrs.evolve(found, simplex=False)
            new = True
    return new
