"""Parameters that nothing trains, and losses that have nothing to train.

data ──> hidden ──> answer ──> loss
            └─────> aside               the weight of hidden->aside and the bias of aside never move
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import networkx as nx

from lpnb.graph.edge import Edge
from lpnb.graph.edges.weighted import Weighted
from lpnb.graph.flow import carrying, computed, resting
from lpnb.graph.graph import Graph
from lpnb.graph.node import Finding, Node
from lpnb.graph.nodes.binary import Binary
from lpnb.graph.nodes.pool import Pool
from lpnb.learn.choosing import BARE_EDGES, BARE_NODES, owners
from lpnb.learn.foresight import Foresight
from lpnb.learn.looking import AHEAD
from lpnb.run.rule import Learner

if TYPE_CHECKING:
    from lpnb.learn.loss import Loss

TOLD = 3
"""How many of what never moves are told by name, at most."""
NONE = "none"


def some(names: Sequence[str]) -> str:
    """Return the first of some names in words, and how many more there are."""
    told, more = [repr(name) for name in names[:TOLD]], len(names) - TOLD
    told += [f"{more} more"] if more > 0 else []
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)


def has_parameters(spec: Node | Edge) -> bool | None:
    """Return whether a node or an edge has parameters; None for kinds of which that is not known."""
    if isinstance(spec, Edge):
        return True if isinstance(spec, Weighted) else False if spec.kind in BARE_EDGES else None
    if spec.category in BARE_NODES or spec.mode != "on":
        return False
    if not isinstance(spec, Pool):
        return None
    spans = [spec.bias, spec.gain, *([spec.threshold] if isinstance(spec, Binary) else [])]
    return any(span != NONE for span in spans)


def costly(graph: Graph, upstream: set[str]) -> set[str]:
    """Return the nodes and edges whose parameters themselves cost something: what regularizers upstream are of."""
    nodes, found = graph.nodes(), set[str]()
    for name in upstream:
        words = getattr(nodes[name], "of", None) if nodes[name].reads_weights else None
        if words is not None:
            found |= {owner for word in words for owner in owners(graph, word)} if words else {*nodes, *graph.wires()}
    return found


def check_something_to_train(loss: Loss, graph: Graph, upstream: set[str]) -> Iterator[Finding]:
    """Yield a finding when a loss that is to train all upstream of it has nothing with parameters there."""
    nodes = graph.nodes()
    specs: list[Node | Edge] = [nodes[name] for name in upstream]
    specs += [wire.spec for wire in computed(graph).values() if wire.target in upstream]
    none = all(has_parameters(spec) is False for spec in specs)
    if none and not loss.trains and not costly(graph, upstream):
        mend = "Connect an answer of the network to 'prediction'; or set on=False, so that it only measures."
        yield Finding("something with parameters upstream, to train", "none", mend, severity="warning")


def check_all_reached(graph: Graph, name: str) -> Iterator[Finding]:
    """Yield what no loss reaches, once for the graph: at the first loss that is to train all that is upstream of it.

    Where every loss says whom it trains, the rest stays as it is because somebody wants it so.
    """
    learners = {node: spec for node, spec in graph.nodes().items() if isinstance(spec, Learner) and spec.learns}
    losses: dict[str, Loss] = {node: spec for node, spec in learners.items() if spec.kind == "loss"}  # type: ignore[misc]  # so it is one
    hebbian = {node: spec for node, spec in learners.items() if spec.kind == "hebbian"}
    if name != next((node for node, spec in losses.items() if not spec.trains), None):
        return
    if len(losses) + len(hebbian) < len(learners):
        return  # nobody knows what a person's own rule changes
    reached = {owner for node, loss in losses.items() for owner in _reached(loss, graph, node)}
    words = [word for spec in hebbian.values() for word in spec.edges]  # type: ignore[attr-defined]  # it has
    reached |= {owner for word in words for owner in owners(graph, word)}
    if left := _left(graph, reached):
        found = f"{some(left)}, from which nothing leads to a loss: what they have stays as it is"
        mend = "Lead them to a loss, or name in its 'trains' what is to learn."
        yield Finding("parameters that a loss reaches", found, mend, severity="warning")


def _reached(loss: Loss, graph: Graph, name: str) -> set[str]:
    """Return the nodes and edges to which gradients of a loss can come."""
    frames = Foresight.of_graph(graph).frames(name, loss.window) if loss.look == AHEAD else ()
    if frames:
        nodes = {node for frame in frames for node in frame.nodes}
        wires = {wire.name for frame in frames for wire in frame.wires}
        return nodes | wires | costly(graph, {wire.source for frame in frames for wire in frame.wires})
    ways = nx.DiGraph((wire.source, wire.target) for wire in carrying(graph).values())
    nodes = {name} | (nx.ancestors(ways, name) if name in ways else set())
    return nodes | {edge for edge, wire in computed(graph).items() if wire.target in nodes} | costly(graph, nodes)


def _left(graph: Graph, reached: set[str]) -> list[str]:
    """Return what has parameters, takes part in frames and is not reached, in the order of the graph."""
    wires, at_rest = graph.wires(), resting(graph)

    def owner(edge: str) -> str:
        seen = {edge}
        while (other := wires[edge].spec.share) in wires and other not in seen:
            seen.add(edge := other)
        return edge

    shared = {owner(edge) for edge in reached if edge in wires}
    edges = [edge for edge, wire in wires.items() if has_parameters(wire.spec) and owner(edge) not in shared | at_rest]
    fed = {wires[edge].target for edge in edges}
    nodes = [
        node
        for node, spec in graph.nodes().items()
        # One that only passes on what arrives has a bias, too: it is 0, and nobody means it to be anything else.
        if node not in reached | at_rest and has_parameters(spec) and (node in fed or not spec.passes)
    ]
    return [*edges, *nodes]
