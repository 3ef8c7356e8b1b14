"""Looking ahead: an update that computes the frames which would come if the inputs stood still.

    frame      f        (f+1)      (f+2)      (f+3)          window = 3
    image      i ───▶ hidden ──▶ hidden2 ──▶ answer          the answer that the image of now will get, compared with
    label      c ──────────────────────────▶ loss            the label of now: nothing of this is waited for

This is how Statestream's losses learned (its ``source_t`` and ``target_t``). The frames are computed anew in every
update, each depth by a program of the one emitter from the depth before (`lpnb.learn.unrolling`), with the parameters
of the stream, so gradients reach these (where edges share a parameter and `trains` names it as one of them has it,
``a->b.weight``, only through that one). The state at depth 0 is a constant. What of the network is computed, and what
is left out because it would need inputs of later frames, is told in `lpnb.learn.foresight`. Noise and dropout are drawn
afresh, as a function of seed, frame and depth.

The update after frame f+1 is computed from state f with the parameters theta(f) that frame f+1 was computed with, as
those change only then. With U(f) for what is so worked out, and a `lag` of l frames until it is applied:

    theta(f + 1 + l) = theta(f + l) + U(f)          for all f > first_frame
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from lpnb.compile.build import Built, State
from lpnb.learn.foresight import Foresight, Frame
from lpnb.learn.unrolling import Unrolled, Values
from lpnb.learn.window import OF
from lpnb.run.engine import detached

if TYPE_CHECKING:
    from lpnb.learn.loss import Loss
    from lpnb.run.rule import Notes


class Ahead:
    """The frames that one loss looks ahead over, and the loss there.

    Attributes:
        due: Whether the newest frame is one with an update.
        frame: The number of the newest frame.
    """

    needs_gradient = live = False

    def __init__(self) -> None:
        """Look at nothing yet."""
        self.count = self.frame = 0
        self.due = False
        self._seen: tuple[State, State] | None = None
        self._made: tuple[object, ...] = ()
        self._steps: list[tuple[int, Unrolled]] | None = None

    def serve(self, built: Built, loss: Loss, node: str) -> None:
        """Look at frames of a program as a loss says."""
        self.built, self.node, self.split = built, node, loss.split
        self.period, self.offset, self.window, self.first_frame = (
            loss.period,
            loss.offset,
            loss.window,
            loss.first_frame,
        )
        self.trains = loss.trains
        made = (built.module, built.program.text, node, loss.window, loss.trains)
        if made != self._made:  # values of knobs are the stream's own: they may change
            self._made, self._steps = made, None
        self._places = [((slot.node, slot.port), 1 - slot.age) for slot in built.program.slots]
        self.set_stride(loss.every)

    def set_stride(self, stride: int) -> None:
        """Have an update every so many frames, counted from now."""
        self.stride = stride
        self.cut()

    def cut(self) -> None:
        """Forget the frame that was seen."""
        self.count, self.due, self._seen = 0, False, None

    def note(self, past: State, new: State) -> bool:
        """Take note of a frame; return whether there is an update after it."""
        self.frame = new[0]
        if past[0] <= self.first_frame:
            return False
        self.count += 1
        self.due = self.count >= self.stride and self.frame % self.period == self.offset
        self._seen = (detached(past), detached(new)) if self.due else None
        return self.due

    def interrupt(self) -> None:
        """Let parameters change: nothing is in progress."""

    def loss(self) -> Tensor | None:
        """Return the mean loss at the end of the window, with its graph; None where it is not known."""
        assert self._seen is not None
        past, new = self._seen
        self.cut()
        if self._steps is None:
            self._steps = self._unrolled(new)
        if not self._steps:
            return None
        with torch.enable_grad():
            here = dict(zip(self._places, past[1:], strict=True))
            values = Values(here, self._told(past, new))
            for depth, step in self._steps:
                step.compute(values, depth, past[0] + depth, self.node)
            losses = values.at((self.node, "out"), self._steps[-1][0])
            return (losses if self.split is None else losses[: self.split]).mean()

    def _unrolled(self, state: State) -> list[tuple[int, Unrolled]]:
        """Return the programs of all depths."""
        frames = Foresight.of_program(self.built.program).frames(self.node, self.window)
        known: dict[tuple[object, ...], Unrolled] = {}
        steps = []
        for frame in frames:
            alike = (frame.nodes, tuple(wire.uid for wire in frame.wires))
            if alike not in known:
                known[alike] = self._compiled(frame, state)
            steps.append((frame.depth, known[alike]))
        return steps

    def _compiled(self, frame: Frame, state: State) -> Unrolled:
        return Unrolled(frame, self.built, state[1].device, self.trains)

    def _told(self, past: State, new: State) -> dict[str, Tensor]:
        """Return what follows from parameters alone, whatever the depth: the costs of regularizers."""
        program = self.built.program
        names = [name for name, node in program.nodes.items() if node.reads_weights]
        if not self._costs(names):
            return {}
        fed = (new[place] for place, slot in enumerate(program.slots, 1) if slot.fed and slot.age == 1)
        state = self.built.network.step(past, self.built.inputs(*fed))
        return {name: state[program.newest[name]] for name in names}

    def _costs(self, names: list[str]) -> bool:
        """Return whether some of these nodes are read at some depth."""
        read = (port[0] for _, step in self._steps or () for port, _ in step.known.values())
        return not set(read).isdisjoint(names)

    # -- what it remembers ----------------------------------------------------------------------------------------

    def memory(self) -> Notes:
        """Return how many frames ago the last update was."""
        return {(OF, "count"): torch.tensor(self.count)} if self.count else {}

    def recall(self, notes: Notes) -> None:
        """Go on where `memory` was told."""
        self.cut()
        self.count = int(notes.get((OF, "count"), torch.zeros(())))
