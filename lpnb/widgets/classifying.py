"""Which state of a graph answers, and with which class it is compared; and how it fares, in words."""

from __future__ import annotations

from lpnb.compile.program import Program, Slot
from lpnb.errors import Problem, UnknownName, brief, nearest
from lpnb.graph import Graph
from lpnb.measure import TemporalConfusion
from lpnb.run import Stream
from lpnb.widgets.chooser import Key
from lpnb.widgets.faces.face import number_words
from lpnb.widgets.views import outputs


def labels(program: Program) -> dict[Key, str]:
    """Return the states that are classes, by name."""
    return {key: name for key, (name, slot) in outputs(program).items() if slot.type.classes}


def answers(program: Program, classes: int) -> dict[Key, str]:
    """Return the states that have one score for each of so many classes, by name."""
    return {key: name for key, (name, slot) in outputs(program).items() if _scores(slot) == classes}


def _scores(slot: Slot) -> int:
    return slot.type.shape[0] if slot.type.shape and not slot.type.classes else 0


def compared(graph: Graph, program: Program) -> tuple[Key, Key] | None:
    """Return the answer and the class that an accuracy compares, or else a loss; None where nothing does."""
    known = outputs(program)
    found: dict[str, dict[str, Key]] = {}
    with graph.lock:  # another thread may be editing
        nodes, wires = graph.nodes(), graph.wires()
    for wire in wires.values():
        place = program.newest.get(f"{wire.source}.{wire.out}")
        if wire.port in ("prediction", "target") and wire.spec.on and place is not None:
            found.setdefault(wire.target, {})[wire.port] = program.slots[place - 1].key[:2]
    for node in sorted(found, key=lambda name: nodes[name].category != "measure"):  # measures first
        pair = found[node]
        if len(pair) == len(("prediction", "target")):
            (_, scores), (_, right) = known[pair["prediction"]], known[pair["target"]]
            if right.type.classes and _scores(scores) == right.type.classes:
                return pair["prediction"], pair["target"]
    return None


def key_of(stream: Stream, name: str) -> Key:
    """Return what a state is known by, whatever it is called later.

    Raises:
        UnknownName: When the stream has no such state.
    """
    program = stream.program  # one and the same, whatever is taken over meanwhile
    newest = program.newest
    if name not in newest:
        problem = Problem(brief(name), "a state of the stream", brief(name), mend=nearest(str(name), newest))
        raise UnknownName(problem)
    return program.slots[newest[name] - 1].key[:2]


def decision_words(confusion: TemporalConfusion) -> str:
    """Return when answers come to stay."""
    found = confusion.decisions
    decided, all_ = found.decided.sum(), found.decided.sum() + found.undecided
    if not all_:
        return "No stimulus was shown from beginning to end yet."
    shown = f"{all_:.0f} stimuli" if confusion.half_life is None else "the stimuli"
    if not decided:
        return f"Of {shown}, none ended with the right answer."
    return (
        f"Time to decision: {frames(found.time)} until the answer is right and stays so, in "
        f"{decided / all_:.0%} of {shown}; the others ended wrong. "
        f"Right or wrong, answers settle after {frames(found.settling_time)}."
    )


def frames(number: float) -> str:
    """Return a number of frames in words."""
    rounded = number_words(round(number, 1))
    return f"{rounded} frame" if rounded == "1" else f"{rounded} frames"


def cell_words(confusion: TemporalConfusion, delay: int, label: int, answer: int) -> str:
    """Return what one cell of a confusion matrix says."""
    counts = confusion.counts[delay, label]
    if not counts.sum():
        return f"class {label}: nothing counted yet"
    many = f"{number_words(round(counts[answer], 1))} of {number_words(round(counts.sum(), 1))}"
    return f"class {label}, answer {answer}: {counts[answer] / counts.sum():.1%} ({many})"
