"""What a stream holds at one moment, read without ever making its frame thread wait."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import torch

from lpnb.compile.build import State
from lpnb.compile.program import Program, Slot
from lpnb.run import Stream

Array = np.ndarray[Any, Any]


@attrs.frozen
class Snapshot:
    """A state and the program that tells what is where in it.

    Attributes:
        state: The newest state; states are immutable, so holding it is enough.
        program: The program that made it.
        now: When it was taken, in seconds of the publisher's clock.
        past: Whether the stream has been further already and stands at a frame that it has gone back to.
    """

    state: State
    program: Program
    now: float = 0.0
    past: bool = False

    @property
    def frame(self) -> int:
        """The number of the frame."""
        return int(self.state[0])

    def slot(self, name: str) -> Slot | None:
        """Return what is known of the node or output called `name`, None when the program has none such."""
        place = self.program.newest.get(name)
        return None if place is None else self.program.slots[place - 1]

    def read(self, name: str, sample: int | None = None) -> Array:
        """Return the value of a node or output: of one sample, or of the whole batch. Copies no more than that."""
        tensor = self.state[self.program.newest[name]].detach()
        if sample is not None:
            tensor = tensor[min(sample, tensor.shape[0] - 1)]
        return numbers(tensor)


def take(stream: Stream, now: float = 0.0) -> Snapshot | None:
    """Return a snapshot, or None in the very moment in which a live edit swaps programs: look again later."""
    past = stream.in_past  # asked before and after: a frame of the past must never pass for the newest one
    built, state = stream.built, stream.state
    past = stream.in_past or past
    network: Any = type(built.module)
    ours = network.step.__globals__.get("State")
    return Snapshot(state, built.program, now, past) if type(state) is ours else None


def means_since(stream: Stream, snapshot: Snapshot, name: str, frame: int) -> tuple[int, float]:
    """Return (frames, mean over them and the batch) of a node's value in the remembered frames after `frame`.

    What is published is a sample of the frames; a curve should not depend on which.
    """
    place = snapshot.program.newest[name]
    recent = [state[place] for state in _since(stream, snapshot, frame)] or [snapshot.state[place]]
    return len(recent), float(torch.stack([value.detach() for value in recent]).float().mean())


def each_since(stream: Stream, snapshot: Snapshot, name: str, frame: int) -> list[tuple[int, float]]:
    """Return (frame, mean over the batch) of a node's value for each remembered frame after `frame`."""
    place = snapshot.program.newest[name]
    states = _since(stream, snapshot, frame)
    return [(int(state[0]), float(state[place].detach().float().mean())) for state in states]


def _since(stream: Stream, snapshot: Snapshot, frame: int) -> list[State]:
    return [s for s in stream.recent if frame < s[0] <= snapshot.frame and type(s) is type(snapshot.state)]


def numbers(tensor: torch.Tensor) -> Array:
    """Return a tensor as numpy array of float32 (class indices as int64), copied off its device if need be."""
    tensor = tensor.detach()
    if tensor.is_floating_point():
        tensor = tensor.to(torch.float32)
    array: Array = tensor.cpu().numpy()
    return array
