"""Which kind of edge can lead from here to there, and if none can, why not."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import attrs

from lpnb.errors import EditError, Problem
from lpnb.graph import Graph
from lpnb.graph.edge import Edge
from lpnb.graph.edits import SetEdge
from lpnb.graph.kinds import edge_kind
from lpnb.graph.make import turned
from lpnb.graph.names import endpoint
from lpnb.graph.node import OUT, Finding, Node, Port
from lpnb.graph.one_moment import in_one_moment
from lpnb.graph.types import Type
from lpnb.graph.wire import Wire
from lpnb.shapes.infer import Types, infer

PREFERRED = ("identity", "conv", "dense")
"""What is tried, in this order: the first that fits is the simplest that does."""
GIVER = "{source}"
"""Stands in `Fit.why` for whatever the edge would start at."""


@attrs.frozen
class Fit:
    """Whether an edge can lead to an input.

    Attributes:
        kind: The simplest kind of edge that can, empty when none can.
        why: Why none can, with `GIVER` in place of the source's name.
    """

    kind: str = ""
    why: str = ""


@attrs.frozen
class Entry:
    """An input as far as fitting goes: two inputs that are equal take the same sources.

    Attributes:
        spec: The node's kind and fields.
        port: The input.
        arriving: (port, types of what arrives there already), for each port.
    """

    spec: Node
    port: Port
    arriving: tuple[tuple[str, tuple[Type | None, ...]], ...] = ()

    @property
    def taken(self) -> bool:
        """Whether it takes no further edge."""
        return not self.port.many and any(types for port, types in self.arriving if port == self.port.name)

    @property
    def freed(self) -> Entry:
        """The same input before anything arrived there."""
        return attrs.evolve(self, arriving=tuple(one for one in self.arriving if one[0] != self.port.name))


def entry(types: Types, node: str, port: Port) -> Entry:
    """Return an input of a node of a graph."""
    return Entry(types.nodes[node], port, tuple(sorted(types.at_ports(node).items())))


@functools.lru_cache(maxsize=8192)
def fit(source: Type | None, into: Entry) -> Fit:
    """Return whether an edge can lead from an output of type `source` (None: not known yet) to an input."""
    if into.taken:
        return Fit(why=f"{into.port.name!r} has its one edge already. Remove that first, or drag its end elsewhere.")
    if source is None:
        return Fit(PREFERRED[0])
    finding: Finding | None = None
    for kind in PREFERRED:
        found = next(_findings(source, _plain(kind), into), None)
        if found is None:
            return Fit(kind)
        finding = finding or found
    assert finding is not None
    mend = f" {finding.mend}" if finding.mend else ""
    return Fit(why=f"{into.port.name!r} expects {finding.expected}; {GIVER} gives {finding.found}.{mend}")


@functools.cache
def _plain(kind: str) -> Edge:
    """Return an edge of a kind whose fields have their default values; making one takes longer than trying it."""
    return edge_kind(kind)()


def _findings(source: Type, edge: Edge, into: Entry) -> Iterator[Finding]:
    """Yield what would be wrong with an edge."""
    before = dict(into.arriving)
    after = before | {into.port.name: (*before.get(into.port.name, ()), edge.infer(source))}
    outputs = into.spec.outputs()
    out = into.spec.infer(after).get(outputs[0]) if outputs else None
    wanted = into.spec.wants(into.port.name, out)
    target = wanted or edge.infer(source)
    if source.classes and (not edge.takes_classes or (wanted is not None and not wanted.classes)):
        yield Finding("numbers", f"{source}", "Take an output with numbers, e.g. an image.")
    elif target is None:
        yield Finding("a node that names its shape", f"{source}", "Give the node a shape first.")
    else:
        yield from edge.check(source, target)
        known = set(into.spec.check(before))
        new = (finding for finding in into.spec.check(after) if finding not in known)
        yield from (finding for finding in new if finding.severity == "error")


# -- what a person asks for, done -----------------------------------------------------------------------------------


@in_one_moment
def join(graph: Graph, source: str, out: str, target: str, port: str = "", **fields: Any) -> str:
    """Connect an output with an input by the simplest kind of edge that fits, and return the edge's name.

    Args:
        graph: The graph.
        source: The node it starts at.
        out: Its output.
        target: The node it goes to.
        port: Its input; empty for the first that fits.
        fields: Fields of the edge that shall not have their default value.

    Raises:
        EditError: When none fits; says why.
    """
    chosen, fitting = _best(graph, source, out, target, port)
    if fitting.kind:
        ends = endpoint(source, out, OUT), f"{target}.{chosen}"
        return graph.connect(*ends, fitting.kind, **fields)
    giver = endpoint(source, out, OUT)
    raise EditError(refusal(f"edge from {giver!r} to {target!r}", fitting.why.replace(GIVER, f"{giver!r}")))


def _best(graph: Graph, source: str, out: str, target: str, port: str) -> tuple[str, Fit]:
    """Return the first input of `target` that fits (or `port`), and how.

    What is only added to a value of the node (`Port.instant`) goes there unasked if it fits as it is.
    """
    types = infer(graph)
    ports = [p for p in types.nodes[target].ports if p.name == port or not (port or p.by_name)]
    fits = [(p, fit(types.outputs.get((source, out)), entry(types, target, p))) for p in ports]
    good = ((p.name, f) for p, f in fits if f.kind and (port or not p.instant or f.kind == PREFERRED[0]))
    none = ("", Fit(why=f"{target!r} has no inputs: it is fed from outside."))
    return next(good, (fits[0][0].name, fits[0][1]) if fits else none)


@in_one_moment
def redirect(graph: Graph, wire: Wire, source: tuple[str, str], target: tuple[str, str]) -> str:
    """Let a wire lead from another output, or to another input, and return its new name.

    It keeps its kind, and weights that fit, where its kind fits there, too; else it becomes the simplest that does. A
    delay that is the usual one of its input becomes the usual one of the new input.

    Raises:
        EditError: When no kind fits; says why.
    """
    rest = graph.copy()
    rest.remove(wire.name)
    types, before = infer(rest), {port.name: port for port in graph.nodes()[wire.target].ports}
    port = next(port for port in types.nodes[target[0]].ports if port.name == target[1])
    given, into = types.outputs.get(source), entry(types, target[0], port)
    fitting = fit(given, into)
    if not fitting.kind:
        giver = endpoint(*source, OUT)
        raise EditError(refusal(f"edge from {giver!r} to {target[0]!r}", fitting.why.replace(GIVER, f"{giver!r}")))
    with graph.together():
        renamed = graph.rewire(wire.name, source=endpoint(*source, OUT), target=".".join(target))
        if given is not None and any(_findings(given, wire.spec, into)):
            spec = turned(wire.spec, edge_kind(fitting.kind), f"edge {renamed!r}")
            graph.edit(SetEdge(wire.uid, spec))
        if wire.spec.delay == before[wire.port].delay != port.delay:
            graph.set(renamed, delay=port.delay)
    return renamed


@in_one_moment
def splice(graph: Graph, node: str, wire: str) -> None:
    """Put a node onto a wire: what the wire read goes into the node, and the wire reads the node from now on.

    The wire keeps its kind, its weights and its delay; the new edge into the node takes one frame.

    Raises:
        EditError: When the node cannot stand there; says why.
    """
    cut = graph.wire(wire)
    spec = graph.nodes()[node]
    if node in (cut.source, cut.target) or not spec.ports or not spec.outputs():
        why = "it is at one of its ends already" if node in (cut.source, cut.target) else "it has no input and output"
        raise EditError(refusal(f"node {node!r} on edge {wire!r}", f"That cannot be done: {why}."))
    with graph.together():
        join(graph, cut.source, cut.out, node)
        renamed = graph.rewire(wire, source=endpoint(node, spec.outputs()[0], OUT))
        _refit(graph, graph.wire(renamed))


def _refit(graph: Graph, wire: Wire) -> None:
    """Give a wire the simplest kind that fits where its own does no longer."""
    types = infer(graph)
    source, target = types.source(wire), types.target(wire)
    if source is None or (target is not None and not any(wire.spec.check(source, target))):
        return
    graph.remove(wire.name)
    join(graph, wire.source, wire.out, wire.target, wire.port, delay=wire.spec.delay)


def refusal(place: str, why: str) -> Problem:
    """Return a problem whose words are a reason, not an expectation."""
    return Problem(place, "", why, severity="note")
