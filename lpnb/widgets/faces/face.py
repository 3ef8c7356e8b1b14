"""What all faces have in common: one way to draw a value.

    class Loudness(Face):
        name, help = "loudness", "How loud it is."
        smooth: int = integer(1, low=1, help="...")       an option: a field like those of nodes

        def open(self, values): ...                        make self.widget
        def draw(self, values, now): ...                   show new values
        def at(self, across, down): ...                    what is under the pointer
        def table(self): ...                               what is drawn, as columns

and one line in `lpnb.widgets.faces.FACES`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar

import attrs
import numpy as np

from lpnb.graph.fields import KEY, info
from lpnb.widgets.palette import NODE_COLOURS
from lpnb.widgets.snapshot import Array

Table = dict[str, Array]
"""Columns of equal length by their heading: what a CSV file holds."""


@attrs.frozen(eq=False)
class Value:
    """One array to be drawn: of one frame.

    Attributes:
        name: What it is called: a name of the stream, or an expression.
        array: Numbers. With all samples, they are its first axis.
        axes: What each axis counts, e.g. ``("channel", "row", "column")``.
        frame: The number of the frame.
        colour: The colour of its node.
        node: The uid of the node or edge that it belongs to, 0 for none: what views are linked by.
        classes: How many classes there are, where the values are class indices, else 0.
        simplex: Whether the values are probabilities.
        picture: Whether it is a picture of the world, which looks best as one.
    """

    name: str
    array: Array
    axes: tuple[str, ...] = ()
    frame: int = 0
    colour: str = NODE_COLOURS[0]
    node: int = 0
    classes: int = 0
    simplex: bool = False
    picture: bool = False

    @property
    def signature(self) -> tuple[object, ...]:
        """What a face is made for: with another one, another face is needed."""
        return (self.array.shape, self.axes, self.classes, self.simplex, self.picture, self.colour)

    def axis(self, number: int) -> str:
        """Return what an axis counts."""
        return self.axes[number] if len(self.axes) == self.array.ndim else f"axis {number % max(self.array.ndim, 1)}"


Values = tuple[Value, ...]


@attrs.frozen
class Spot:
    """What is under the pointer.

    Attributes:
        words: The value with its index: ``[3, 12, 7] = 0.482``.
        channel: The channel or feature that other views of the same node may mark, None for none.
    """

    words: str
    channel: int | None = None


@attrs.define(eq=False, slots=False, kw_only=True)
class Face(ABC):
    """One way to draw values. Its attrs fields are its options; setting one takes effect with the next `draw`.

    Attributes:
        name: What people call it.
        help: One line on it.
        memory: Whether it wants to see every frame, see `remember`.
        several: Whether it draws more than the first value.
        widget: What is shown.
        heard: Called with what the widget itself hears of the browser; set by who shows the face.
    """

    name: ClassVar[str]
    help: ClassVar[str]
    memory: ClassVar[bool] = False
    several: ClassVar[bool] = False
    box: ClassVar[tuple[int, int]] = (252, 158)
    """Width and height in pixels, unless a person resizes it."""

    def __attrs_post_init__(self) -> None:
        """Start without a widget: `open` makes it."""
        self.widget: Any = None
        self.heard: Callable[[dict[str, Any]], object] = lambda _message: None
        self.size = self.box

    # -- which values -----------------------------------------------------------------------------------------------

    @classmethod
    @abstractmethod
    def fits(cls, values: Values) -> bool:
        """Return whether it can draw these."""

    @classmethod
    def suits(cls, values: Values) -> bool:  # noqa: ARG003 - others look at them
        """Return whether it is what most people would want to see these as."""
        return False

    def wants_all(self, axes: int) -> bool:
        """Return whether it says more of all samples than of one.

        Args:
            axes: How many axes one sample has.
        """
        return axes == 0

    # -- drawing; all of it runs in the publisher's thread -----------------------------------------------------------

    @abstractmethod
    def open(self, values: Values) -> None:
        """Make `widget` for values like these."""

    @abstractmethod
    def draw(self, values: Values, now: float) -> int:
        """Show values; return how many bytes that took, 0 when nothing had changed.

        Args:
            values: What to draw.
            now: Seconds, for ranges that follow slowly.
        """

    def remember(self, values: Values) -> None:  # noqa: B027 - most have nothing to do here
        """Take note of the values of a frame; called for each frame in turn, before `draw`, if it has a `memory`."""

    def rewind(self, frame: int) -> None:  # noqa: B027 - most have nothing to do here
        """Forget what was noted of frames after `frame`: the stream went back."""

    def mark(self, channel: int | None) -> None:  # noqa: B027 - most have nothing to do here
        """Show which channel or feature another view points at, None for none."""

    def resize(self, width: int, height: int) -> None:
        """Take a new size in pixels."""
        self.size = (width, height)
        self.widget.layout.width, self.widget.layout.height = f"{width}px", f"{height}px"

    # -- what is drawn -----------------------------------------------------------------------------------------------

    def at(self, across: float, down: float) -> Spot | None:
        """Return what is at a place of the plot: shares of its width and height, from the upper left."""
        return None

    @property
    def steps(self) -> int:
        """How many values lie side by side, for the arrow keys; 0 where that means nothing."""
        return 0

    @property
    def note(self) -> str:
        """What to say besides: which part is drawn, or what is missing."""
        return ""

    @abstractmethod
    def table(self) -> Table:
        """Return what is drawn, as columns of numbers."""

    def picture(self) -> bytes | None:
        """Return what is drawn as PNG, None where only the browser can draw it."""
        return None

    # -- options -----------------------------------------------------------------------------------------------------

    def options(self) -> dict[str, Any]:
        """Return all options by name."""
        return {field.name: getattr(self, field.name) for field in fields(type(self))}

    def asked(self) -> tuple[str, ...]:
        """Return the names of the options that mean something just now."""
        return tuple(self.options())


def fields(kind: type[Any]) -> tuple[Any, ...]:
    """Return the fields of a face (or of a view) that are options."""
    return tuple(field for field in attrs.fields(kind) if KEY in field.metadata)


def describe(owner: Any, field: Any, names: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return what the browser needs to draw a control for an option; see ``widgets/src/head-form.ts``."""
    facts = info(field)
    ends = {key: end if np.isfinite(end) else None for key, end in (("low", facts.low), ("high", facts.high))}
    return {
        "name": field.name,
        "control": facts.control,
        "value": getattr(owner, field.name),
        "help": facts.help,
        "unit": facts.unit,
        **ends,
        "choices": list(facts.choices),
        "names": list(names),
    }


def number_words(value: float) -> str:
    """Return a number as a person reads it: four digits, a true minus."""
    return f"{value + 0:.4g}".replace("-", "\u2212")


def spot_words(index: tuple[int, ...], value: float) -> str:
    """Return ``[3, 12, 7] = 0.482``."""
    place = f"[{', '.join(map(str, index))}]" if index else ""
    return f"{place} = {number_words(float(value))}"
