"""What can be looked at in a stream, by name: states, parameters, their gradients, the moments of an optimizer."""

from __future__ import annotations

import attrs
import numpy as np

from lpnb.compile.program import Program, Slot
from lpnb.errors import Problem, UnknownName, nearest
from lpnb.graph import Graph
from lpnb.run import Stream
from lpnb.run.probing import TRACES, split
from lpnb.run.rule import Learner
from lpnb.widgets.faces.face import Value
from lpnb.widgets.snapshot import Array, Snapshot

PLACES = ("depth", "row", "column")
AXES = 2
"""Of a picture: rows and columns."""
COLOURS = 3
"""Channels of a picture in colours, which is also how many axes it has."""
PLAIN = "identity"
LONGEST = 8
"""Nodes in a row through which a picture may have come."""


@attrs.frozen
class Subject:
    """Something to look at.

    Attributes:
        name: What it is called now.
        trace: What of a parameter it is (``gradient of ``), empty for itself; of a state always empty.
        key: (uid of node or edge, port or name of the parameter): what survives renaming.
        weight: Whether it is a parameter, or something of one.
    """

    name: str
    trace: str
    key: tuple[int, str]
    weight: bool


def states(program: Program) -> dict[str, Subject]:
    """Return the states; a node with one output goes by its own name."""
    newest = [slot for slot in program.slots if slot.age == 1]
    nodes = [slot.node for slot in newest]
    names = [slot.node if nodes.count(slot.node) == 1 else f"{slot.node}.{slot.port}" for slot in newest]
    return {name: Subject(name, "", slot.key[:2], weight=False) for name, slot in zip(names, newest, strict=True)}


def parameters(program: Program, *, traces: bool) -> dict[str, Subject]:
    """Return the parameters, and what learning holds of them."""
    kinds = ("", *TRACES) if traces else ("",)
    weights = [weight for weight in program.weights if not weight.knob]
    subjects = [Subject(f"{kind}{weight.name}", kind, weight.key, weight=True) for kind in kinds for weight in weights]
    return {subject.name: subject for subject in subjects}


def offered(stream: Stream) -> dict[str, Subject]:
    """Return all that there is to look at, states first."""
    learns = any(isinstance(node, Learner) and node.learns for node in stream.graph.nodes().values())
    return {**states(stream.program), **parameters(stream.program, traces=learns)}


def find(stream: Stream, name: str) -> Subject:
    """Return what a name stands for: also ``hidden.out``, and an edge for its first parameter.

    Raises:
        UnknownName: When the stream has no such thing.
    """
    program = stream.program
    if name in program.newest:
        return Subject(name, "", program.slots[program.newest[name] - 1].key[:2], weight=False)
    known = parameters(program, traces=True)
    trace, of = split(name)
    first = next((weight for weight in known if not split(weight)[0] and weight.rpartition(".")[0] == of), name)
    for candidate in (name, f"{trace}{first}"):
        if candidate in known:
            return known[candidate]
    mend = nearest(name, [*program.newest, *known])
    raise UnknownName(Problem(f"view of {name!r}", "a node, output or parameter of the stream", repr(name), mend=mend))


def renamed(subject: Subject, program: Program) -> Subject | None:
    """Return a subject under the name that it has in a program, None when it is not there."""
    there = parameters(program, traces=bool(subject.trace)) if subject.weight else states(program)
    for other in there.values():
        if (other.key, other.trace) == (subject.key, subject.trace):
            # A person may have written hidden.out for hidden; that stays.
            same = not subject.weight and subject.name in program.newest
            return subject if same and _slot(program, subject.name).key[:2] == subject.key else other
    return None


def state_value(
    subject: Subject, snapshot: Snapshot, colour: str, sample: int | None, *, picture: bool = False
) -> Value:
    """Return a state of a snapshot: of one sample, or [batch, ...] of all.

    Args:
        subject: The state.
        snapshot: Where it is read.
        colour: The colour of its node.
        sample: Which sample, None for all.
        picture: Whether it is a picture in colours, see `is_picture`.
    """
    slot = _slot(snapshot.program, subject.name)
    axes = state_axes(len(slot.type.shape))
    return Value(
        subject.name,
        snapshot.read(subject.name, sample),
        axes if sample is not None else ("sample", *axes),
        snapshot.frame,
        colour,
        slot.key[0],
        classes=slot.type.classes,
        simplex=slot.type.simplex and sample is not None and len(axes) == 1,
        picture=picture or (slot.fed and slot.type.shape[:-2] in ((), (1,)) and len(axes) >= AXES),
    )


def is_picture(subject: Subject, program: Program, graph: Graph) -> bool:
    """Return whether a state is a picture in red, green and blue: of a source, or a node that only passes it on."""
    name, port = subject.name.partition(".")[0], subject.key[1]
    wires = graph.wires().values()
    for _ in range(LONGEST):
        slot = next((slot for slot in program.slots if (slot.node, slot.port, slot.age) == (name, port, 1)), None)
        if slot is None or len(slot.type.shape) != COLOURS or slot.type.shape[0] != COLOURS:
            return False
        if slot.fed:
            return True
        arriving = [wire for wire in wires if wire.target == name and wire.spec.on]
        if len(arriving) != 1 or arriving[0].spec.kind != PLAIN:
            return False
        name, port = arriving[0].source, arriving[0].out
    return False


def weight_value(subject: Subject, array: Array, frame: int, stream: Stream, colour: str) -> Value:
    """Return a parameter, or something of one. Axes that a bias has only so that it fits maps are left out."""
    if array.ndim > 1 and array.size == array.shape[0]:
        array = array.reshape(-1)
    axes = ("feature",) if array.ndim == 1 else weight_axes(array.ndim)
    return Value(subject.name, array.astype(np.float32), axes, frame, colour, _uid(stream, owner(subject)))


def owner(subject: Subject) -> str:
    """Return the name of the node that a subject belongs to: of an edge's, that which it leads to."""
    if not subject.weight:
        return subject.name.partition(".")[0]
    name = split(subject.name)[1].rpartition(".")[0]
    return name.partition("->")[2].partition(".")[0] or name.partition(".")[0]


def state_axes(count: int) -> tuple[str, ...]:
    """Return what the axes of one sample count."""
    if count <= 1:
        return ("feature",) * count
    return ("row", "column") if count == 2 else ("channel", *PLACES[-(count - 1) :])


def weight_axes(count: int) -> tuple[str, ...]:
    """Return what the axes of a parameter count: where it comes from and leads to, and places."""
    if count == 2:
        return ("from", "to")
    return ("to", "from", *PLACES[len(PLACES) - (count - 2) :]) if 2 < count <= 5 else ()


def _slot(program: Program, name: str) -> Slot:
    return program.slots[program.newest[name] - 1]


def _uid(stream: Stream, node: str) -> int:
    with stream.graph.lock:  # another thread may be removing it
        return stream.graph.uid(node) if node in stream.graph else 0
