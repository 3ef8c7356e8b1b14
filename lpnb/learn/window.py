"""Which frames an update looks at.

    stride = window    |1 2 3 4|5 6 7 8|                every frame once; the gradient's graph is that of the stream
    stride > window     1 2 3 4|5 6 7 8|9 10 11 12|13 .. only the last frames before each update
    stride < window    |1 2 3 4 5 6 7 8|                 they overlap: frames are computed anew from the state at the
                           |3 4 5 6 7 8 9 10|            start of the window, with the parameters of now

What is computed anew is exact: what sources delivered is in the states, and noise is a function of the frame. That is
also done where another rule has changed parameters within the window. The state at the start of a window is a constant.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from lpnb.compile.build import Built, State
from lpnb.run.engine import detached

if TYPE_CHECKING:
    from lpnb.learn.loss import Loss
    from lpnb.run.rule import Notes

OF = "window"
"""What its notes belong to."""


class Window:
    """The frames of one loss, and the loss over them.

    Attributes:
        due: Whether the newest frame was the last one before an update.
        frame: The number of the newest frame.
    """

    def __init__(self) -> None:
        """Look at nothing yet."""
        self.starts: deque[State] = deque()
        self.inputs: deque[tuple[Tensor, ...]] = deque()
        self.losses: list[Tensor] = []
        self.count = self.frame = 0
        self.due = self.live = False

    def serve(self, built: Built, loss: Loss, node: str) -> None:
        """Look at frames of a program as a loss says."""
        self.built, self.place = built, built.program.newest[node]
        self.length, self.stride, self.split = loss.window, loss.every, loss.split
        self.period, self.offset = loss.period, loss.offset
        self.each_alone, self.first_frame = loss.detach == "frame", loss.first_frame
        self.fed = [place for place, slot in enumerate(built.program.slots, 1) if slot.fed and slot.age == 1]
        self.set_stride(self.stride)

    def set_stride(self, stride: int) -> None:
        """Have an update every so many frames; a window in progress is forgotten."""
        self.stride = stride
        self.whole = max(self.length, stride)
        self.lead = self.whole - self.length
        self.streams = stride >= self.length and not self.each_alone
        self.cut()

    def cut(self) -> None:
        """Forget all frames."""
        self.starts.clear()
        self.inputs.clear()
        self.losses.clear()
        self.count, self.due, self.live = 0, False, False

    @property
    def needs_gradient(self) -> bool:
        """Whether the next frame has to be computed with a gradient."""
        return self.streams and self.frame >= self.first_frame and (self.count == self.lead or self.live)

    def note(self, past: State, new: State) -> bool:
        """Take note of a frame; return whether it is the last one before an update."""
        self.frame = new[0]
        if self.frame <= self.first_frame:
            return False
        if self.count >= self.lead:
            if (self.count - self.lead) % self.stride == 0:
                start = detached(past)
                self.starts.append(start)
                # Where other rules go on through the start, the stream's own graph reaches too far back. There is none
                # of a frame that came without being announced: the first one after a journey in time, say.
                self.live = self.streams and start is past and torch.is_grad_enabled()
            self.inputs.append(tuple(new[place] for place in self.fed))
            if self.live:
                self._measure(new)
        self.count += 1
        self.due = self.count == self.whole
        return self.due

    def _measure(self, state: State) -> None:
        if state[0] % self.period == self.offset:  # else it only holds what was measured before
            self.losses.append(state[self.place])

    def interrupt(self) -> None:
        """Give the graph of a window in progress up: parameters are about to change. Its frames come again."""
        self.losses.clear()
        self.live = False

    def loss(self) -> Tensor | None:
        """Return the mean loss of the frames of a window that is full, with its graph; None where none of them counts.

        It makes room for the next window.
        """
        if not self.live:
            self._again(self.starts[0])
        losses = list(self.losses)
        self.done()
        if not losses:
            return None
        with torch.enable_grad():
            together = torch.stack(losses)
            return (together if self.split is None else together[:, : self.split]).mean()

    def done(self) -> None:
        """Make room for the next window."""
        self.starts.popleft()
        self.losses.clear()
        self.count -= self.stride
        self.due = self.live = False
        for _ in range(len(self.inputs) - max(0, self.count - self.lead)):
            self.inputs.popleft()

    def _again(self, start: State) -> None:
        """Compute the frames of the window anew, with the parameters of now."""
        self.losses.clear()
        state = start
        with torch.enable_grad():
            for values in self.inputs:
                if self.each_alone:
                    state = detached(state)
                state = self.built.network.step(state, self.built.inputs(*values))
                self._measure(state)

    # -- what it remembers ----------------------------------------------------------------------------------------

    def memory(self) -> Notes:
        """Return the window in progress: nothing right after an update, unless windows overlap."""
        if not self.count:
            return {}
        notes: dict[tuple[Hashable, str], Tensor] = {(OF, "count"): torch.tensor(self.count)}
        for number, start in enumerate(self.starts):
            notes[OF, f"frame {number}"] = torch.tensor(start[0])
            notes |= {(OF, f"start {number} {place}"): tensor for place, tensor in enumerate(start[1:])}
        for number, values in enumerate(self.inputs):
            notes |= {(OF, f"input {number} {place}"): tensor for place, tensor in enumerate(values)}
        return notes

    def recall(self, notes: Notes) -> None:
        """Go on within the window that `memory` told of."""
        self.cut()
        mine: dict[str, Any] = {name: tensor for (owner, name), tensor in notes.items() if owner == OF}
        if "count" not in mine:
            return
        self.count = int(mine["count"])
        slots = len(self.built.program.slots)
        while (number := len(self.starts)) < self.length and f"frame {number}" in mine:
            tensors = (mine[f"start {number} {place}"] for place in range(slots))
            self.starts.append(self.built.state(int(mine[f"frame {number}"]), *tensors))
        for number in range(max(0, self.count - self.lead)):
            self.inputs.append(tuple(mine[f"input {number} {place}"] for place in range(len(self.fed))))
