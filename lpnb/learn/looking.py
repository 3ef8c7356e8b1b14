"""Where an update looks: back over the frames that were, or ahead over those that would come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from torch import Tensor

from lpnb.compile.build import Built, State
from lpnb.learn.ahead import Ahead
from lpnb.learn.window import Window

if TYPE_CHECKING:
    from lpnb.learn.loss import Loss
    from lpnb.run.rule import Notes


class Look(Protocol):
    """The frames of one loss.

    Attributes:
        due: Whether there is an update after the newest frame.
        live: Whether the graph of the gradient is that of the stream.
        frame: The number of the newest frame.
        stride: Frames from one update to the next.
    """

    due: bool
    live: bool
    frame: int
    stride: int

    @property
    def needs_gradient(self) -> bool:
        """Whether the next frame has to be computed with a gradient."""

    def serve(self, built: Built, loss: Loss, node: str) -> None:
        """Look at frames of a program as a loss says."""

    def set_stride(self, stride: int) -> None:
        """Have an update every so many frames."""

    def cut(self) -> None:
        """Forget what is in progress."""

    def note(self, past: State, new: State) -> bool:
        """Take note of a frame; return whether there is an update after it."""

    def interrupt(self) -> None:
        """Get ready for parameters that are about to change."""

    def loss(self) -> Tensor | None:
        """Return what the update makes smaller, with its graph; None where there is nothing."""

    def memory(self) -> Notes:
        """Return all that the next updates depend on, parameters and optimizer apart."""

    def recall(self, notes: Notes) -> None:
        """Go on where `memory` was told."""


BACK, AHEAD = "back", "ahead"
LOOKS: dict[str, type[Look]] = {BACK: Window, AHEAD: Ahead}
"""What ``look=`` of a loss can be."""
