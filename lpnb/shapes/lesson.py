"""A teacher's tool: say what a step of a lesson asks for, and have a student's drawing compared with that.

    from lpnb import lesson

    lpnb.check_step(
        g,
        lesson.node("hidden", "pool", shape=(16, 8, 8)),
        lesson.edge("image", "hidden", "conv"),
        lesson.loop("hidden"),
    )

Whatever the drawing looks like, the answer is in friendly words: what is done, what is missing, and what to do about
it in the editor, by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from lpnb.errors import EditError, Problem, brief
from lpnb.graph import Graph
from lpnb.graph.kinds import edge_kind, node_kind
from lpnb.shapes.conduct import ComparesRightly, FrameCosts, NothingToWarnOf
from lpnb.shapes.drawing import Drawing
from lpnb.shapes.requirements import AgesMeet, EdgeThere, LoopThere, NodeThere, Requirement, ResponseIn, Runs, SkipThere
from lpnb.shapes.step import Mark, Step
from lpnb.shapes.travels import OtherFuture, StandsAt, Travelling

__all__ = [
    "ages",
    "check_step",
    "edge",
    "future",
    "inference_factor",
    "loop",
    "matched",
    "no_warnings",
    "node",
    "response",
    "runs",
    "skip",
    "stands_at",
]


def check_step(graph: Graph, *requirements: Requirement) -> Step:
    """Compare what is drawn with what a step of a lesson asks for.

    Args:
        graph: The student's graph; whatever it is like, nothing is raised.
        requirements: What is asked for, e.g. ``lesson.node("hidden", "pool")``.

    Returns:
        What was found: true when all is done. As the last line of a cell it shows itself.

    Raises:
        EditError: When a teacher passes something else than a graph and requirements.
    """
    _demand(graph, Graph, "a graph first")
    for requirement in requirements:
        _demand(requirement, Requirement, "requirements behind the graph, e.g. lpnb.lesson.node('hidden', 'pool')")
    named = [item for requirement in requirements for item in requirement.meant.items()]
    drawing = Drawing.of(graph, dict(sorted(named, key=lambda item: item[1])))  # a kind replaces "any"
    return Step(tuple(_said_once([requirement.mark(drawing) for requirement in requirements])))


def _said_once(marks: list[Mark]) -> Iterator[Mark]:
    """Yield the marks without advice that an earlier one gives already."""
    said: set[str] = set()
    for mark in marks:
        yield attrs.evolve(mark, todo="") if mark.todo in said else mark
        said.add(mark.todo)


def _demand(value: object, kind: type, expected: str, where: str = "check_step") -> None:
    if not isinstance(value, kind):
        raise EditError(Problem(where, expected, brief(value)))


def node(name: str, kind: str | None = None, **fields: Any) -> Requirement:
    """Ask for a node: ``node("hidden", "pool", shape=(16, 8, 8))``.

    Args:
        name: What it shall be called.
        kind: Its kind; any will do when None.
        fields: Values that its fields shall have. A shape may also be told by what arrives.
    """
    return NodeThere(name, node_kind(kind).kind if kind is not None else "", fields)


def edge(source: str, target: str, kind: str | None = None, *, delay: int | None = None, **fields: Any) -> Requirement:
    """Ask for an edge: ``edge("data.image", "image")``.

    Args:
        source: The node, or ``node.port``, where it shall start.
        target: The node, or ``node.port``, where it shall end.
        kind: Its kind; any will do when None.
        delay: How many frames it shall take; any number will do when None.
        fields: Values that its fields shall have.
    """
    return EdgeThere(source, target, edge_kind(kind).kind if kind is not None else "", delay, fields)


def skip(source: str, target: str) -> Requirement:
    """Ask for a skip: a way from one node to another that takes fewer frames than another way between the two."""
    return SkipThere(source, target)


def loop(name: str) -> Requirement:
    """Ask for a loop: a way from a node back to itself."""
    return LoopThere(name)


def response(name: str, frames: int) -> Requirement:
    """Ask that a node first responds to an input after so many frames."""
    return ResponseIn(name, frames)


def ages(name: str, *frames: int) -> Requirement:
    """Ask how old, in frames, what meets in a node is: ``ages("answer", 2, 4)``.

    Args:
        name: The node.
        frames: The youngest ages, in ascending order; a loop adds older ones without end.
    """
    return AgesMeet(name, frames)


def stands_at(stream: Travelling, frame: int) -> Requirement:
    """Ask that a stream stands at a frame, in the past or not.

    Raises:
        EditError: When a teacher passes something else than a stream.
    """
    _demand(stream, Travelling, "a stream first", "stands_at")
    return StandsAt(stream, frame)


def future(stream: Travelling, frame: int) -> Requirement:
    """Ask that a stream keeps another future, one that parts from the present at a frame.

    Raises:
        EditError: When a teacher passes something else than a stream.
    """
    _demand(stream, Travelling, "a stream first", "future")
    return OtherFuture(stream, frame)


def matched(name: str) -> Requirement:
    """Ask that a loss or a measure compares the answer with what was right in the frame that it answers to."""
    return ComparesRightly(name)


def inference_factor(steps: int) -> Requirement:
    """Ask that a frame costs so many update steps."""
    return FrameCosts(steps)


def no_warnings() -> Requirement:
    """Ask that `check` finds nothing, neither an error nor a warning; notes are no matter."""
    return NothingToWarnOf()


def runs() -> Requirement:
    """Ask that the network has no errors, so that it can run."""
    return Runs()
