"""Truncated backpropagation through time, frame by frame, while the network streams.

    frame     1    2    3  ...  W | W+1  ...        W = window
    state     s1 > s2 > s3 .. > sW|> ...
    loss      l1   l2   l3      lW|
              └────┴────┴── mean ─┘ gradient back to the start of the window, one step of the optimizer

The state at the start of a window is a constant for it (P. Werbos, *Backpropagation through time*, Proc. IEEE 1990;
R. Williams and J. Peng, Neural Computation 1990). Which frames there are to a window, and when the next one begins, is
told in `lpnb.learn.window`, and for a loss that looks ahead in `lpnb.learn.ahead`; how parameters move, in
`lpnb.learn.optimizer`; how updates come late, in `lpnb.learn.waiting`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import Parameter
from torch.optim import Optimizer

from lpnb.compile.build import Built, State
from lpnb.errors import FrameError
from lpnb.learn.descent import Descent
from lpnb.learn.looking import BACK, LOOKS, Look
from lpnb.learn.optimizer import Steps
from lpnb.learn.pace import Pace
from lpnb.learn.waiting import Update, Waiting
from lpnb.learn.whole import COMPILED, Deliver, Whole
from lpnb.learn.window import OF, Window
from lpnb.run.probing import GRADIENT, MOMENTS
from lpnb.run.rule import Lag

if TYPE_CHECKING:
    from lpnb.learn.loss import Loss
    from lpnb.run.rule import Learner, Notes

HELD = {
    MOMENTS[0]: ("exp_avg", "momentum_buffer"),
    MOMENTS[1]: ("exp_avg_sq", "square_avg", "sum", "exp_inf"),
}
"""What torch's optimizers call the averages of gradients and of their squares."""
PACE = "pace"
"""What the note of a stride that the budget makes longer belongs to."""
KEPT = 2000
"""Updates for which gradients are kept after somebody has asked for them."""


class BPTT:
    """The rule of one loss node. Several of them are independent of one another: each has its own window.

    Attributes:
        measured: The loss of the last update, as it was before that; None before there was one.
        alone: Whether no other rule learns.
    """

    def __init__(self) -> None:
        """Start without an optimizer; `attach` makes it."""
        self.node = ""
        self.window: Look = LOOKS[BACK]()
        self.steps, self.pace, self.waiting = Steps(), Pace(), Waiting()
        self.whole, self.alone = Whole(), True
        self.clip: float | None = None
        self.measured: Tensor | None = None
        self._keep, self._kept = 0, dict[Tensor, Tensor]()
        self._updated = 0  # the frame of the last update

    @property
    def needs_gradient(self) -> bool:
        """Whether the next frame has to be computed with a gradient for it."""
        return self.window.needs_gradient

    @property
    def optimizer(self) -> Optimizer | None:
        """The optimizer of torch, None while there is nothing to train."""
        return self.steps.torch

    @property
    def parameters(self) -> dict[str, Parameter]:
        """What it trains, by name."""
        return self.steps.parameters

    def attach(self, built: Built, spec: Learner, node: str) -> None:
        """Serve a new program or new fields; moments stay with their parameters, those too that are muted meanwhile."""
        loss: Loss = spec  # type: ignore[assignment]  # a loss makes its rule itself
        self.node, self.clip, self.waiting.lag = node, loss.clip, loss.lag
        if type(self.window) is not LOOKS[loss.look]:
            self.window = LOOKS[loss.look]()
        self.waiting.cut()
        self.pace.serve(loss)
        self.window.serve(built, loss, node)
        if self.pace.stride != loss.every:
            self.window.set_stride(self.pace.stride)
        self.steps.serve(built, loss)
        self.whole.serve(built, loss, built.program.newest[node], self.parameters)

    def computed(self, state: State, deliver: Deliver) -> State | None:
        """Return the frame after `state`, if its window is computed at once; see `lpnb.learn.whole`."""
        return self.whole.frame(self.window, state, deliver) if isinstance(self.window, Window) else None

    def frame(self, past: State, state: State) -> bool:
        """Take the loss of a frame; return whether it is time for an update, or for one that has waited."""
        due = self.window.note(past, state)
        return due or self.waiting.ripe(self.window.frame)

    def differentiate(self, *, last: bool) -> None:
        """Work out the gradient of the window's mean loss, and make sure that it is finite."""
        if not self.window.due:
            self.window.interrupt()
            return
        self._updated = self.window.frame
        self.pace.start()
        update = self._backward(last=last)
        self.pace.stop()
        if update is not None:
            self.waiting.put(update)

    def _backward(self, *, last: bool) -> Update | None:
        """Return the gradient; nothing where there is none."""
        found = self.whole.take() or self._differentiated(last=last)
        if found is None:
            return None
        self.measured = found.loss
        if not math.isfinite(found.loss.item()):
            raise FrameError(self._words("the loss"), self.node, self.window.frame)
        if not math.isfinite(found.norm.item()):
            raise FrameError(self._words(self._exploded(found.gradients)), self.node, self.window.frame)
        return Update(self.window.frame, found.gradients, found.norm)

    def _differentiated(self, *, last: bool) -> Descent | None:
        """Return the loss of the window and its gradient; None where no parameter is upstream within it."""
        lives = self.window.live
        total = self.window.loss()
        if total is None or not total.requires_grad or self.steps.torch is None:
            return None
        tensors = list(self.parameters.values())
        gradients = torch.autograd.grad(total, tensors, retain_graph=lives and not last, allow_unused=True)
        norm = torch.nn.utils.get_total_norm([gradient for gradient in gradients if gradient is not None])
        return Descent(total.detach(), gradients, norm)

    def _exploded(self, gradients: tuple[Tensor | None, ...]) -> str:
        """Return in words which gradients are not finite: where each by itself is, their norm is too great."""
        pairs = zip(self.parameters, gradients, strict=True)
        names = [name for name, g in pairs if g is not None and not bool(torch.isfinite(g).all())]
        if not names:
            return "the norm of the gradient"
        more = f" (and of {len(names) - 1} more)" if len(names) > 1 else ""
        return f"the gradient of {names[0]!r}{more}"

    def _words(self, what: str) -> str:
        frame = self.window.frame
        return (
            f"node {self.node!r}: {what} became infinite or not a number in frame {frame}; "
            f"no parameter was changed. The states are those of frame {frame - 1}. "
            f"Lower the learning rate, or set 'clip', then go on."
        )

    def apply(self) -> None:
        """Step down the gradient of now, or of so many frames ago as the updates wait."""
        for update in self.waiting.take(self.window.frame):
            self.pace.start()
            moved = self.steps.step(update.gradients, self.clip, update.norm)
            self.pace.stop()
            self._keep_gradients(moved)

    def _keep_gradients(self, moved: list[Tensor | None]) -> None:
        pairs = zip(self.parameters.values(), moved, strict=True) if self._keep else ()
        self._kept = {parameter: gradient for parameter, gradient in pairs if gradient is not None}
        self._keep = max(0, self._keep - 1)

    @property
    def lag(self) -> Lag:
        """How often it learns, and how often it was asked to."""
        return Lag(self.window.stride, self.pace.asked, self.whole.words(alone=self.alone))

    def adapt(self, period: float, waited: float) -> bool:
        """Learn as often as the budget allows (`lpnb.learn.pace`), by code where that wins (`lpnb.learn.whole`)."""
        frame = self.window.frame
        if frame != self._updated:
            return False
        paced = self.pace.decide(frame, period, waited)
        if paced:
            self.window.set_stride(self.pace.stride)
        return self.whole.adopt() or paced

    def trace(self, kind: str, parameter: Tensor) -> Tensor | None:
        """Return the last gradient of a parameter, or a moment of its optimizer; see `lpnb.run.probing`.

        Gradients take as much memory as the parameters: they are kept from a question on, for so many updates.
        """
        if kind == GRADIENT:
            self._keep = KEPT
            return self._kept.get(parameter)
        held = self.steps.held(parameter)
        return next((held[name] for name in HELD.get(kind, ()) if name in held), None)

    def cut(self) -> None:
        """Forget the window in progress."""
        self.window.cut()
        self.waiting.cut()
        self.whole.cut()

    def memory(self) -> Notes:
        """Return the moments, the place in the schedule, the window in progress, a stride nobody asked for."""
        notes = {**self.steps.memory(), **self.window.memory(), **self.waiting.memory(), **self.whole.memory()}
        if self.pace.stride != self.pace.asked:
            notes[PACE, "stride"] = torch.tensor(self.pace.stride)
        return notes

    def recall(self, memory: Notes) -> None:
        """Go on with these moments and no others."""
        self.cut()
        self.pace.recall(memory.get((PACE, "stride")))
        if self.window.stride != self.pace.stride:
            self.window.set_stride(self.pace.stride)
        self.steps.recall({key: value for key, value in memory.items() if key[0] not in (OF, PACE, COMPILED)})
        self.window.recall(memory)
        self.waiting.recall(memory, tuple(self.parameters.values()))
        self.whole.recall(memory)

    def take_up(self, notes: Notes) -> bool:
        """Go on with moments from a file; return whether all of them fit."""
        return self.steps.take_up(notes)
