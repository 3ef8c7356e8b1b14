"""One control, and the value that it turns."""

from __future__ import annotations

import math
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from typing import Any

import attrs
import ipywidgets as W  # noqa: N812 - short, for it is everywhere

from lpnb.graph.fields import Info, info
from lpnb.run import Stream
from lpnb.widgets.control import control, on_move, turn
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.ranges import exponents, linear, whole

REST = 0.8
"""Seconds after its last move for which a control is left alone, so that it does not jump under a person's hand."""
PAUSE = 1.0
"""Seconds without a move after which moves by keys count as a new gesture."""
STEPS = 200
SNAP = 0.51
"""Steps of a slider that a browser moves it by itself, at most: to the nearest one."""
TOLD = 4
"""Values that the browser may still answer to."""


class Knob(ABC):
    """Turns one value.

    Attributes:
        owner: The node or edge that the value belongs to.
        field: Its name there.
        widget: The control.
    """

    def __init__(self, stream: Stream, publisher: Publisher, owner: str, field: str, value: Any) -> None:
        """Make a control that stands at `value`, what `standing` has just returned."""
        self.stream, self.publisher, self.owner, self.field = stream, publisher, owner, field
        self._moved, self._gesture = -1e9, 0
        self._told: deque[Any] = deque([value], maxlen=TOLD)
        self.widget: Any = control(self.make(value))
        self.widget.add_class("lpnb-knob")
        self.widget.layout.width = "auto"
        on_move(self.widget, publisher.journal.guard(f"{owner}.{field}", self._move))

    @abstractmethod
    def make(self, value: Any) -> Any:
        """Return a widget that fits the value."""

    @staticmethod
    @abstractmethod
    def standing(stream: Stream, owner: str, field: str) -> Any:
        """Return the value as it is, None when it is gone."""

    @abstractmethod
    def write(self, value: Any) -> None:
        """Change the value, without waiting for it."""

    def read(self) -> Any:
        """Return the value as it is, None when it is gone."""
        return self.standing(self.stream, self.owner, self.field)

    def _move(self, value: Any) -> None:
        if self._snapped(value):
            return
        self._told.clear()
        now = time.monotonic()
        if now - self._moved > PAUSE and not self.publisher.pointer_down:
            self._gesture += 1
        self._moved = now
        self.write(value)

    def _snapped(self, value: Any) -> bool:
        """Return whether it was the browser that moved a slider, to the nearest of its steps, and no person.

        What it answers may be to a value of a while ago: learning goes on, or somebody goes through the past.
        """
        if not isinstance(self.widget, W.FloatLogSlider | W.FloatSlider):
            return False
        standing = self.read()
        known = [one for one in (*self._told, standing) if one is not None]
        return any(steps(self.widget, one, value) <= SNAP for one in known)

    @property
    def gesture(self) -> tuple[object, ...]:
        """What moves that belong together, a drag for instance, have in common."""
        return (id(self), self._gesture, self.publisher.gesture)

    def follow(self) -> bool:
        """Show the value as it is, if nobody is turning it; return whether it was another."""
        if time.monotonic() - self._moved < REST:
            return False
        value = self.read()
        if value is None or self.shows(value):
            return False
        self._told.append(value)
        return turn(self.widget, **fitted(self.widget, value), value=value)

    def shows(self, value: Any) -> bool:
        """Return whether the control stands at `value`, or as near to it as it can."""
        shown = self.widget.value
        if isinstance(value, float):
            return abs(value - shown) <= 1e-6 * max(abs(value), abs(shown), 1e-12) or bool(value <= 0 < shown < 1e-5)
        return bool(shown == value)


class FieldKnob(Knob):
    """Turns a live field of a node or an edge, in the graph: undo takes it back."""

    @staticmethod
    def standing(stream: Stream, owner: str, field: str) -> Any:
        """Return the field's value, None when the field is gone."""
        graph = stream.graph
        with graph.lock:  # another thread may be removing it
            return getattr(graph[owner], field, None) if owner in graph else None

    def write(self, value: Any) -> None:
        """Set the field."""
        if value != self.read():
            self.stream.graph.set(self.owner, gesture=self.gesture, **{self.field: value})

    def make(self, value: Any) -> Any:
        """Return the control that the field asks for."""
        field = getattr(attrs.fields(type(self.stream.graph[self.owner])), self.field)
        facts = info(field)
        default = field.default if isinstance(field.default, (int, float)) else 0.0
        widget = CONTROLS[facts.control](facts, value, default)
        return dressed(widget, self.field, facts)


class WeightKnob(Knob):
    """Turns a gain or bias that is one number; learning turns it too."""

    @staticmethod
    def standing(stream: Stream, owner: str, field: str) -> float | None:
        """Return the weight's value, None when it is gone."""
        weight = stream.built.weights().get(f"{owner}.{field}")
        return None if weight is None or weight.numel() != 1 else float(weight.detach())

    def write(self, value: Any) -> None:
        """Set the weight, from a thread that may wait for the frame thread."""
        name = f"{self.owner}.{self.field}"
        self.publisher.worker.do(name, lambda: self.stream.__setitem__(name, value), key=name)

    def make(self, value: Any) -> Any:
        """Return a slider."""
        facts = Info("number", f"The {self.field} of {self.owner}, one value; learning changes it too.")
        return dressed(_number(facts, value, 1.0), self.field, facts)


def _number(facts: Info, value: float, default: float) -> Any:
    if facts.log:
        low, high = exponents(facts, value, default)
        shown = min(max(value, 10.0**low), 10.0**high)
        words = ",.0f" if low >= 0 else ".2g"  # as fine as the steps are, so that 0.003 reads as that
        return W.FloatLogSlider(shown, min=low, max=high, step=0.01, readout_format=words)
    low, high = linear(facts, value)
    step = (high - low) / STEPS
    return W.FloatSlider(value, min=low, max=high, step=step, readout_format=".2f")


def _integer(facts: Info, value: int, _default: float) -> Any:
    low, high = whole(facts, value)
    return W.IntSlider(value, min=low, max=high)


def _choice(facts: Info, value: str, _default: float) -> Any:
    return W.Dropdown(options=list(facts.choices), value=value)


def _switch(_facts: Info, value: bool, _default: float) -> Any:
    return W.Checkbox(value, indent=False)


CONTROLS: dict[str, Callable[..., Any]] = {"number": _number, "integer": _integer, "choice": _choice, "switch": _switch}


def dressed(widget: Any, field: str, facts: Info) -> Any:
    """Give a control its name, unit and help."""
    widget.description = f"{field} ({facts.unit})" if facts.unit else field
    widget.tooltip = facts.help
    widget.style.description_width = "116px"
    return widget


def steps(slider: Any, one: float, other: float) -> float:
    """Return how many steps of a slider lie between two values."""
    if not isinstance(slider, W.FloatLogSlider):
        return abs(other - one) / float(slider.step)
    return abs(math.log(other / one, slider.base)) / float(slider.step) if one > 0 < other else math.inf


def fitted(widget: Any, value: Any) -> dict[str, Any]:
    """Return the ends that a slider needs to stand at `value`, where its own are too narrow."""
    if isinstance(widget, W.FloatLogSlider) or not hasattr(widget, "max"):
        return {}
    ends: dict[str, Any] = {}
    if value > widget.max:
        ends["max"] = type(widget.max)(value * 2)
    if value < widget.min:
        ends["min"] = type(widget.min)(value * 2 if value < 0 else value)
    return ends
