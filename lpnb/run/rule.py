"""Learning rules, as the stream sees them. The rules themselves live in `lpnb.learn`."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import ClassVar, Protocol, runtime_checkable

import attrs
from torch import Tensor

from lpnb.compile.build import Built, State
from lpnb.graph.fields import integer, switch
from lpnb.graph.node import Node

Notes = Mapping[tuple[Hashable, str], Tensor]
"""What a rule remembers, by what it belongs to (a parameter) and what it is (``'exp_avg'``)."""


class Rule(Protocol):
    """Changes parameters between frames. All methods run in the frame thread.

    Attributes:
        node: The learning node that it belongs to.
    """

    node: str

    @property
    def needs_gradient(self) -> bool:
        """Whether the next frame has to be computed with a gradient for it."""

    def attach(self, built: Built, spec: Learner, node: str) -> None:
        """Serve a new program, or new fields of the node; what was learned about unchanged parameters is kept."""

    def frame(self, past: State, state: State) -> bool:
        """Take note of a new frame, and of the one that it was computed from; return whether it is time to update."""

    def differentiate(self, *, last: bool) -> None:
        """Work out what to change, and change nothing yet: other rules still need the parameters as they were.

        Called of all rules when it is time for one of them; the others learn so that parameters are about to change.

        Args:
            last: Whether no other rule will use the gradient's graph after this one.
        """

    def apply(self) -> None:
        """Change the parameters."""

    def cut(self) -> None:
        """Forget the frames noted since the last update: they were computed with other parameters."""

    def memory(self) -> Notes:
        """Return what it remembers (moments, counts, how a window in progress began): tensors themselves, no copies.

        States and parameters apart, this is all that later updates depend on.
        """

    def recall(self, memory: Notes) -> None:
        """Remember exactly what `memory` returned once: copies, for the rule to keep. Called after `attach`."""


@runtime_checkable
class Lasting(Protocol):
    """A rule that goes on with what one remembered that was saved in a file."""

    def take_up(self, notes: Notes) -> bool:
        """Remember what fits of a file's notes, of whatever contents; return whether all of it does.

        They are of parameters that run, or of the rule as a whole (``"rule"``).
        """


@attrs.frozen
class Lag:
    """How often a rule changes parameters.

    Attributes:
        now: Frames from one update to the next.
        asked: Those that its node asks for: fewer where its budget does not allow them.
        how: How its windows are computed, in words; empty where there is nothing to tell.
    """

    now: int
    asked: int
    how: str = ""


@runtime_checkable
class Paced(Protocol):
    """A rule that may take a share of the time only, and so learns less often than it is asked to."""

    @property
    def lag(self) -> Lag:
        """How often it learns."""

    def adapt(self, period: float, waited: float) -> bool:
        """Decide by the clock how often to learn from now on; return whether that is otherwise than before.

        Called after frames with an update, at the head of time only: what is decided has to be part of `memory`, which
        is noted then, so that the same frames come out of the past.

        Args:
            period: Seconds from one frame to the next that the stream is to keep to; 0 for as few as possible.
            waited: Seconds for which the stream has waited so far.
        """


@runtime_checkable
class Whole(Protocol):
    """A rule that may compute all frames up to its next update at once, while no other rule learns."""

    alone: bool

    def computed(self, state: State, deliver: Callable[[int], tuple[Tensor, ...]]) -> State | None:
        """Return the frame after `state`, if it has been computed like this; None where it is to be computed now.

        Args:
            state: The newest state.
            deliver: Returns what sources deliver for a frame, by its number.
        """


@attrs.frozen
class Learner(Node):
    """A node that changes parameters while the network streams."""

    category: ClassVar[str] = "learning"

    on: bool = switch(default=True, live=True, help="Whether it learns; switched off it only measures.")
    priority: int = integer(
        0, low=-1000, high=1000, help="Of several that change parameters in a frame, the least comes first."
    )

    @property
    def learns(self) -> bool:
        """Whether it changes parameters now."""
        return self.on and not self.muted

    def remarks(self, name: str, batch: int) -> Iterator[str]:
        """Yield in words what of it means nothing with so many samples side by side."""
        yield from ()

    @abstractmethod
    def rule(self) -> Rule:
        """Return a new rule for this node."""
