"""Every problem of a graph at once, each with place, expectation, find, origin and mend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

import attrs

from lpnb.errors import Problem
from lpnb.graph import Graph
from lpnb.graph.delays import delays, in_frame_cycles
from lpnb.graph.doctor import compared, compares, frame, off
from lpnb.graph.edits import Many
from lpnb.graph.fields import AUTO
from lpnb.graph.flow import carrying
from lpnb.graph.known import known_until_edited
from lpnb.graph.node import IN, ITSELF, Finding
from lpnb.graph.wire import Wire
from lpnb.shapes.infer import Types, infer
from lpnb.shapes.sharing import check_share


@attrs.frozen
class Report:
    """What `check` found.

    Attributes:
        name: The graph's name.
        problems: Errors, warnings and notes, in the order of the graph.
        fixes: For some problems the edits that mend them, with words for a button.
        cycles: For cycles inside one frame the names of their edges.
    """

    name: str
    problems: tuple[Problem, ...]
    fixes: Mapping[Problem, Many] = attrs.field(factory=dict, hash=False, repr=False)
    cycles: Mapping[Problem, tuple[str, ...]] = attrs.field(factory=dict, hash=False, repr=False)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the graph from running."""
        return tuple(p for p in self.problems if p.severity == "error")

    @property
    def ok(self) -> bool:
        """Whether the graph can run."""
        return not self.errors

    def __str__(self) -> str:
        """Return all problems, one a line, or that there is none."""
        errors = len(self.errors)
        verdict = "no problems" if not errors else "1 error" if errors == 1 else f"{errors} errors"
        return "\n".join([f"graph {self.name!r}: {verdict}", *(f"  {p.severity}: {p}" for p in self.problems)])


@known_until_edited
def check(graph: Graph) -> Report:
    """Return every problem of a graph."""
    types, known = infer(graph), delays(graph)
    cycles = dict(_cycles(graph, known))
    problems = [*cycles]
    for name in types.nodes:
        problems += _node(types, name)
    for wire in graph.wires().values():
        problems += _edge(types, wire, known[wire.uid])
    problems += _survey(graph, types, {problem.subject for problem in problems if problem.severity == "error"})
    mismatches = dict(_mismatches(graph, {problem.subject for problem in problems if problem.severity == "error"}))
    problems += mismatches
    if not any(node.outputs() for node in types.nodes.values()):
        place, mend = (
            f"graph {graph.name!r}",
            "Add a node, e.g. graph.add('image', 'input', shape=(1, 8, 8)).",
        )
        expected = "at least one node that computes" if types.nodes else "at least one node"
        problems.append(Problem(place, expected, "none", mend=mend))
    return Report(graph.name, tuple(problems), {problem: fix for problem, fix in mismatches.items() if fix}, cycles)


def _cycles(graph: Graph, known: dict[int, int]) -> Iterator[tuple[Problem, tuple[str, ...]]]:
    """Yield a problem for each cycle inside one frame, with the names of its edges."""
    in_frame: dict[tuple[str, str], list[str]] = {}
    for wire in carrying(graph).values():
        if known[wire.uid] == 0:
            in_frame.setdefault((wire.source, wire.target), []).append(wire.name)
    for cycle in in_frame_cycles((*ends, 0) for ends in in_frame):
        edges = tuple(name for step in pairwise(cycle) for name in in_frame[step])
        way, last = " -> ".join(cycle), edges[-1]
        mend = f"Give one edge of the cycle a delay of 1 or more, e.g. graph.set({last!r}, delay=1)."
        problem = Problem(
            f"cycle {way}",
            "an edge that takes a frame",
            "delay 0 all the way round",
            mend=mend,
            subject=cycle[0],
        )
        yield problem, edges


def _mismatches(graph: Graph, wrong: set[str]) -> Iterator[tuple[Problem, Many | None]]:
    """Yield what is compared that does not belong together, by a delay that a person has set, and what mends it.

    A node that is `wrong` in another way compares nothing yet.
    """
    nodes = graph.nodes()
    aligned = {(name, port.name) for name, node in nodes.items() for port in node.ports if port.aligned}
    set_by_hand = {
        name: f"edge {name!r} ({wire.spec.kind})"
        for name, wire in graph.wires().items()
        if wire.spec.delay != AUTO and (wire.target, wire.port) in aligned and wire.target not in wrong
    }
    for one in compared(graph) if set_by_hand else ():
        found = one.comparison
        if one.subject in set_by_hand and off(found) and found.age is not None:
            expected, told = (f"what belongs to frame {frame(age)}" for age in (found.age, found.target_age))
            fix = one.fix
            mend = f"{fix.words.capitalize()}, or to 'auto'." if fix else ""
            place = set_by_hand[one.subject]
            yield Problem(place, expected, told, compares(found), mend, "warning", one.subject), fix


def _node(types: Types, name: str) -> Iterator[Problem]:
    node = types.nodes[name]
    place = f"node {name!r} ({node.kind})"
    yield from _ports(types, name, place)
    outputs = node.outputs()
    if node.category != "source" and len(outputs) > 1:
        mend = "Only sources have several; make a kind for each of the others."
        yield Problem(place, "one output", f"{', '.join(outputs)}", mend=mend, subject=name)
    if any((name, out) not in types.outputs for out in outputs):
        mend = f"Give it a shape, e.g. graph.set({name!r}, shape=(16, 4, 4))."
        yield Problem(place, "a shape, given or told by what arrives", "neither", mend=mend, subject=name)
    if node.bypassed and not _sums(types, name):
        mend = "Set mode to 'on', or to 'mute' to silence it."
        yield Problem(
            place, "a node that sums what arrives, for a bypass", "one that does not", mend=mend, subject=name
        )
    for finding in node.check(types.heard(name)):
        named = attrs.evolve(finding, mend=finding.mend.replace(ITSELF, repr(name)))
        yield _problem(place, named, subject=name)


def _survey(graph: Graph, types: Types, wrong: set[str]) -> Iterator[Problem]:
    """Yield what nodes find wrong with their place in the graph, while nothing else is wrong with it."""
    for name, node in types.nodes.items() if not wrong else ():
        for finding in node.survey(graph, name):
            yield _problem(f"node {name!r} ({node.kind})", finding, subject=name)


def _sums(types: Types, name: str) -> bool:
    """Return whether a node can hold the plain sum of what arrives: it has an input for that, of its own size."""
    node, state = types.nodes[name], types.state(name)
    return any(port.name == IN for port in node.ports) and node.wants(IN, state) == state


def _ports(types: Types, name: str, place: str) -> Iterator[Problem]:
    node, counting = types.nodes[name], types.counting(name)
    off = {port: [wire.name for wire in wires if not wire.spec.on] for port, wires in types.arriving[name].items()}
    for port in node.ports:
        count = len(counting.get(port.name, ()))
        where = f"{place}, input {port.name!r}"
        if not count and port.required:
            mend, found = f"Connect {port.help} to {f'{name}.{port.name}'!r}.", "none"
            if off.get(port.name):
                mend, found = f"Switch {off[port.name][0]!r} on.", "none that is on"
            yield Problem(where, "one edge", found, mend=mend, subject=name)
        elif count > 1 and not port.many:
            mend = "Remove all but one, or sum them in a pool before."
            yield Problem(where, "one edge", f"{count}", mend=mend, subject=name)
    if node.ports and not any(counting.values()) and not any(port.required for port in node.ports):
        mend, found = "Connect a source to it, or make it an 'input'.", "nothing"
        if any(off.values()):
            mend, found = "Switch an edge to it on.", "nothing that is on"
        yield Problem(place, "something that feeds it", found, mend=mend, severity="warning", subject=name)


def _edge(types: Types, wire: Wire, delay: int) -> Iterator[Problem]:
    place = f"edge {wire.name!r} ({wire.spec.kind})"
    if wire.spec.delay == AUTO:
        words = f"delay 'auto' is {delay} here, so that what is compared has the same age"
        yield Problem(place, "", words, severity="note", subject=wire.name)
    outputs = types.nodes[wire.source].outputs()
    if wire.out not in outputs:
        mend = f"Remove this edge, or give {wire.source!r} that output again."
        expected = f"one of the outputs {', '.join(outputs)} of {wire.source!r}"
        yield Problem(place, expected, repr(wire.out), mend=mend, subject=wire.name)
        return
    source, target = types.source(wire), types.target(wire)
    if source is None or not wire.spec.on:
        return  # said at the source; or what is off does no harm
    wanted = types.nodes[wire.target].wants(wire.port, types.state(wire.target))
    takes_numbers = not wire.spec.takes_classes or (wanted is not None and not wanted.classes)
    if source.classes and takes_numbers:
        mend = "Use a source's numbers, e.g. its image."
        yield Problem(place, "numbers", f"{source}", f"from {wire.source!r}", mend, subject=wire.name)
    elif target is None:
        mend = f"Give it features=..., or use 'identity' into {wire.target!r}."
        yield Problem(place, "a shape for its result", "none", mend=mend, subject=wire.name)
    else:
        for finding in (*wire.spec.check_before(source), *wire.spec.check(source, target)):
            origin = f"{wire.source!r} has {source}, {wire.target!r} has {types.state(wire.target) or target}"
            yield _problem(place, finding, origin, wire.name)
        for finding in check_share(types, wire):
            yield _problem(place, finding, subject=wire.name)


def _problem(place: str, finding: Finding, origin: str = "", subject: str = "") -> Problem:
    return Problem(place, finding.expected, finding.found, origin, finding.mend, finding.severity, subject)
