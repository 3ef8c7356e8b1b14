"""An interface of the original on its way into a graph: what its keys say, and what there is to say of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from lpnb.errors import EditError, Problem
from lpnb.graph import Graph
from lpnb.graph.names import free_name, propose

Size = tuple[int, int, int]
"""Features, first and second spatial axis, as the original has them."""
Sizes = Mapping[str, Size]

LAST = "every sample of the set may be drawn; the original never draws the last one"
MODES: dict[int, dict[str, Any]] = {
    0: {"replace": True},
    1: {"replace": True, "together": True},
    2: {},
    3: {"split": "test", "shuffle": False},
}
"""What the modes of the original are: batch, single, epoch and test."""


@attrs.frozen
class Wired:
    """What became of an interface.

    Attributes:
        outputs: The output, ``node`` or ``node.port``, that each topic of its `out` gets what it holds from.
        inputs: The port that each topic of its `in` goes to; None where nothing reads it.
        notes: What differs from the original, and what could not be kept.
    """

    outputs: dict[str, str]
    inputs: dict[str, str | None]
    notes: tuple[Problem, ...]


@attrs.define
class Wiring:
    """An interface on its way into a graph.

    Attributes:
        graph: The graph.
        name: The interface's name, and that of its first node.
        spec: Its keys.
        sizes: The size of the neuron pool of each topic.
        notes: What there is to say.
        inputs: The port that each topic of its `in` goes to.
    """

    graph: Graph
    name: str
    spec: Mapping[str, Any]
    sizes: Sizes
    notes: list[Problem] = attrs.Factory(list)
    inputs: dict[str, str] = attrs.Factory(dict)

    def say(self, *words: str) -> None:
        """Take note of differences."""
        self.notes += [
            Problem(f"interface {self.name!r}", "", one, severity="note", subject=self.name) for one in words
        ]

    def warn(self, expected: str, found: str, mend: str = "") -> None:
        """Take note of what is not kept."""
        place = f"interface {self.name!r}"
        self.notes.append(Problem(place, expected, found, mend=mend, severity="warning", subject=self.name))

    def add(self, kind: str, fields: Mapping[str, Any], suffix: str = "") -> str:
        """Add a node and return its name; a value that does not fit is told, and left out."""
        left = dict(fields)
        name = free_name(propose(f"{self.name}_{suffix}" if suffix else self.name), self.graph.nx)
        while True:
            try:
                return self.graph.add(name, kind, **left)
            except EditError as error:
                odd = next((field for field in left if f"field {field!r}" in error.problem.place), None)
                if odd is None:
                    raise
                del left[odd]
                self.notes.append(attrs.evolve(error.problem, severity="warning", subject=self.name))

    def number(self, key: str, default: float) -> float:
        """Return a number of the file; the default where there is none."""
        value = self.spec.get(key, default)
        fits = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
        return float(value) if fits else default

    def whole(self, key: str, default: int) -> int:
        """Return a whole number of the file, at least 1."""
        return max(1, int(self.number(key, default)))

    def text(self, key: str) -> str:
        """Return text of the file; empty where there is none."""
        value = self.spec.get(key)
        return value if isinstance(value, str) else ""

    def size(self, topics: Iterable[str]) -> Size | None:
        """Return the size of the first of some topics that the file has."""
        return next((self.sizes[topic] for topic in topics if topic in self.sizes), None)

    def timing(self, low: int, high: int, fading: int = 0) -> dict[str, Any]:
        """Return how long something is shown, and how it fades; the arguments are the original's defaults."""
        least, most = self.whole("min_duration", low), self.whole("max_duration", high)
        if "min_duration" in self.spec and "max_duration" not in self.spec:
            most = max(most, least)
        if most < least:
            self.warn(f"a 'max_duration' of {least} or more", f"{most}: {least} is used")
        fields: dict[str, Any] = {"hold": least, "fading": int(max(0, self.number("fading", fading)))}
        return fields | ({"longest": most} if most > least else {})

    def drawing(self) -> dict[str, Any]:
        """Return how samples are drawn, by the ``mode`` of the file."""
        mode = int(self.number("mode", 0))
        fields = MODES.get(mode, MODES[0])
        caps = {"train samples": "train", "test samples": "test"}
        capped = next((key for key, split in caps.items() if fields.get("split", "train") == split), "")
        more = {"most": self.whole(capped, 1)} if capped in self.spec else {}
        self.say(*([LAST] if mode in (0, 1) else []))
        return {**fields, **more}


def topics(spec: Mapping[str, Any], key: str) -> list[str]:
    """Return the topics of ``in`` or ``out``."""
    value = spec.get(key)
    return [topic for topic in value if isinstance(topic, str)] if isinstance(value, (list, tuple)) else []


NEVER = {
    "cs_pclass": "the colours of the predicted classes are not delivered: a view of the prediction shows them",
    "css_pclass": "the colours of the predicted classes are not delivered: a view of the prediction shows them",
    "css_speed": "speed is not delivered; the original never fills it either",
    "css_yaw": "yaw is not delivered; the original never fills it either",
    "tcf10_relposmap": "relative positions are not delivered; a 'sampler' takes absolute ones",
    "FOV_fov": "the width of the field of view is no state here; it is the field 'view' of the eyes",
    "lookat": "the direction of the gaze is no state here; it is the field 'look' of the eyes",
}
"""Topics that nothing is delivered to, and why."""


def left_out(wiring: Wiring) -> None:
    """Say of each topic that nothing is delivered to why."""
    wiring.say(*(NEVER[topic] for topic in topics(wiring.spec, "out") if topic in NEVER))
