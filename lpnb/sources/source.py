"""The base of all sources: nodes whose state is delivered, not computed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import ClassVar, Protocol, runtime_checkable

import attrs
import torch
from torch import Tensor

from lpnb.errors import Severity
from lpnb.graph.node import Arriving, Finding, Node, Port


class EndOfData(Exception):
    """A source has nothing more to deliver."""


@attrs.frozen
class Setting:
    """Where and for whom a source delivers.

    Attributes:
        batch: How many samples a frame has.
        device: Where its tensors live.
        dtype: The type of its numbers (class indices are int64).
        seed: What its random choices depend on, besides the frame.
    """

    batch: int
    device: torch.device
    dtype: torch.dtype
    seed: int


class Feed(Protocol):
    """An open source: a function of the frame number, so that wherever a stream goes in time, the data is the same."""

    def frame(self, number: int) -> tuple[Tensor, ...]:
        """Return what each output delivers for frame `number` (from 0), [batch, ...] each, in the order of the outputs.

        Raises:
            EndOfData: When there is none.
        """


@runtime_checkable
class Turning(Protocol):
    """A feed that can tell when it shows something else, noise apart, without showing all that is between."""

    def turns(self, first: int, last: int) -> Sequence[int]:
        """Return the frames from `first` to `last` in which it may show something else than before."""

    def shown(self, number: int) -> tuple[Tensor, ...]:
        """Return what `frame` does, without noise."""


@attrs.frozen
class Source(Node):
    """A node whose state is delivered from outside."""

    category: ClassVar[str] = "source"
    ports: ClassVar[tuple[Port, ...]] = ()

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield a finding when a period is set: a source delivers in every frame."""
        yield from super().check(arriving)
        if self.period != 1:
            mend = "Leave 'period' at 1; some sources have 'hold', how long each sample is shown."
            yield Finding("a period of 1: a source delivers in every frame", f"{self.period}", mend)

    @property
    def needed(self) -> Severity:
        """How bad it is that its data are missing: a muted source does not need them."""
        return "warning" if self.muted else "error"

    @abstractmethod
    def open(self, setting: Setting) -> Feed:
        """Return the source, ready to deliver."""
