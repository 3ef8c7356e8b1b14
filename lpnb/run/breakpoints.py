"""Breakpoints: conditions on what a stream holds, at which it stops."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import attrs
import torch
from torch import Tensor

from lpnb.compile.build import Built, State
from lpnb.errors import Problem, StreamError, UnknownName, brief, nearest
from lpnb.graph.content import Content

if TYPE_CHECKING:
    from lpnb.run.follow import Follower


@attrs.frozen
class Condition:
    """One way to say when to stop.

    Attributes:
        sense: Takes a value and the limit, and returns what is compared from frame to frame.
        fires: Takes that of the frame before and that of now, and returns whether to stop.
        words: What happened; may name ``{name}``, ``{limit}``, ``{old}``, ``{new}`` and ``{least}``, ``{most}``.
    """

    sense: Callable[[Tensor, Any], Any]
    fires: Callable[[Any, Any], bool]
    words: str


def _becomes(old: bool, new: bool) -> bool:
    return new and not old


CONDITIONS: dict[str, Condition] = {
    "above": Condition(
        lambda value, limit: bool((value > limit).any()), _becomes, "{name} rose above {limit:g}: to {most:g}"
    ),
    "below": Condition(
        lambda value, limit: bool((value < limit).any()), _becomes, "{name} fell below {limit:g}: to {least:g}"
    ),
    "nonfinite": Condition(
        lambda value, _: not bool(torch.isfinite(value).all()), _becomes, "{name} became infinite or not a number"
    ),
    "flips": Condition(
        lambda value, sample: int(value[sample].argmax()),
        lambda old, new: bool(old != new),
        "the prediction of {name} for sample {limit} went from {old} to {new}",
    ),
}


@attrs.frozen
class Breakpoint:
    """What a stream stops at. Every condition is one of change: it was not so in the frame before, and is so now.

    Attributes:
        name: A state, weight or field, as in `Stream.names`.
        above: Some value of it rises above this.
        below: Some value of it falls below this.
        nonfinite: Some value of it becomes infinite or not a number.
        flips: The class that it holds most of changes, for this sample of the batch.
    """

    name: str
    above: float | None = None
    below: float | None = None
    nonfinite: bool = False
    flips: int | None = None

    def limits(self) -> dict[str, Any]:
        """Return the conditions that are set, and their limits."""
        found = {word: getattr(self, word) for word in CONDITIONS}
        return {word: limit for word, limit in found.items() if limit is not None and limit is not False}

    def __str__(self) -> str:
        """Say it."""
        said = (word if limit is True else f"{word} {limit}" for word, limit in self.limits().items())
        return f"{self.name} {', '.join(said)}"


class Breakpoints:
    """The breakpoints of a stream: iterate over them, ask for their number, remove some, clear them."""

    def __init__(self, changed: Callable[[], object]) -> None:
        """Hold none.

        Args:
            changed: Called after each change.
        """
        self.changed = changed
        self._all: tuple[Breakpoint, ...] = ()  # replaced as a whole: the frame thread may be going through it
        self._senses: dict[tuple[Breakpoint, str], Any] = {}
        self._seen: tuple[int, object] = (-1, None)  # the frame that the senses are of, and the breakpoints

    def __iter__(self) -> Iterator[Breakpoint]:
        """Iterate over the breakpoints, oldest first."""
        return iter(self._all)

    def __len__(self) -> int:
        """Return their number."""
        return len(self._all)

    def __repr__(self) -> str:
        """Return all of them."""
        return f"Breakpoints({', '.join(map(str, self._all))})"

    def add(self, point: Breakpoint) -> None:
        """Stop there from now on."""
        self._all = (*(other for other in self._all if other != point), point)
        self.changed()

    def remove(self, point: Breakpoint) -> None:
        """Stop there no more."""
        if point not in self._all:
            raise StreamError(str(Problem("breakpoint", "one of stream.breakpoints", f"'{point}'")))
        self._all = tuple(other for other in self._all if other != point)
        self.changed()

    def clear(self) -> None:
        """Stop nowhere."""
        self._all = ()
        self.changed()

    # -- in the frame thread ----------------------------------------------------------------------------------------

    def look(self, built: Built, state: State, content: Content) -> None:
        """See how things are before a frame, unless that was seen after the frame before.

        What was changed by hand since then has happened in the frame that is about to come.
        """
        frame, points = self._seen
        if frame != state[0] or points is not self._all:
            known = self._senses if frame == state[0] else {}
            self._senses = dict(self._sense(built, state, content)) | known
            self._seen = int(state[0]), self._all

    def hits(self, built: Built, state: State, content: Content) -> list[str]:
        """Return in words what has happened since `look`."""
        before, self._senses = self._senses, dict(self._sense(built, state, content))
        self._seen = int(state[0]), self._all
        found = []
        for (point, word), new in self._senses.items():
            old = before.get((point, word), new)
            if CONDITIONS[word].fires(old, new):
                value = read(built, state, content, point.name)
                found.append(f"frame {state[0]}: {_words(point, word, old, new, value)}")
        return found

    def _sense(self, built: Built, state: State, content: Content) -> Iterator[tuple[tuple[Breakpoint, str], Any]]:
        for point in self._all:
            value = read(built, state, content, point.name)
            for word, limit in point.limits().items():
                if value is not None:  # what is gone for now cannot be reached either
                    yield (point, word), CONDITIONS[word].sense(value, limit)


def _words(point: Breakpoint, word: str, old: Any, new: Any, value: Tensor | None) -> str:
    assert value is not None
    least, most = float(value.min()), float(value.max())
    limit = getattr(point, word)
    return CONDITIONS[word].words.format(name=point.name, limit=limit, old=old, new=new, least=least, most=most)


def read(built: Built, state: State, content: Content, name: str) -> Tensor | None:
    """Return the value of a state, weight or numeric field of what runs, None where there is no such thing."""
    place = built.program.newest.get(name)
    if place is not None:
        value: Tensor = state[place]
        return value.detach()
    for weight in built.program.weights:
        if weight.name == name:
            parameter: Tensor = getattr(built.module, weight.identifier)
            return parameter.detach()
    owner, _, field = name.rpartition(".")
    nodes, wires = ((v.name, v.spec) for v in content.nodes), ((w.name, w.spec) for w in content.wires)
    specs = (spec for known, spec in (*nodes, *wires) if known == owner)
    number = getattr(next(specs, None), field or "-", None)
    is_number = isinstance(number, (int, float)) and not isinstance(number, bool)
    return torch.tensor(number) if is_number else None


def breakpoint_of(
    follower: Follower, built: Built, state: State, names: list[str], name: str, **limits: Any
) -> Breakpoint:
    """Return a breakpoint, or raise in words why there cannot be such a one."""
    place = f"break_when({brief(name)})"
    if name not in names:
        expected = "a state, weight or field of the stream"
        raise UnknownName(Problem(place, expected, brief(name), mend=nearest(str(name), names)))
    if all(limit is None or limit is False for limit in limits.values()):
        raise StreamError(str(Problem(place, "above=, below=, nonfinite=True or flips=", "none of them")))
    for word in ("above", "below"):
        _check_number(f"{place}, {word}", limits[word])
    content = follower.content
    value = read(built, state, content, name)
    if value is None:
        raise StreamError(str(Problem(place, "something that holds numbers", f"{name!r}, which holds none")))
    if limits["flips"] is not None and limits["flips"] is not False:
        limits["flips"] = _check_flips(place, limits["flips"], value, is_state=name in built.program.newest)
    else:
        limits["flips"] = None
    return Breakpoint(name, **limits)


def _check_number(place: str, limit: Any) -> None:
    is_number = isinstance(limit, (int, float)) and not isinstance(limit, bool)
    if limit is not None and not (is_number and math.isfinite(limit)):
        raise StreamError(str(Problem(place, "a finite number", brief(limit))))


def _check_flips(place: str, sample: Any, value: Tensor, *, is_state: bool) -> int:
    if not is_state or value.dim() < 2 or value.shape[1] < 2:
        expected = "the state of a node with several classes for flips="
        raise StreamError(str(Problem(place, expected, f"shape {tuple(value.shape)}")))
    if not isinstance(sample, int) or not -len(value) <= int(sample) < len(value):
        expected = f"a sample of the batch for flips=, 0 to {len(value) - 1}"
        raise StreamError(str(Problem(place, expected, brief(sample))))
    return 0 if sample is True else sample % len(value)
