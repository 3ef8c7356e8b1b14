"""Truncated backpropagation through time, frame by frame, while the network streams.

    frame     1    2    3  ...  W | W+1  ...        W = window
    state     s1 > s2 > s3 .. > sW|> ...
    loss      l1   l2   l3      lW|
              └────┴────┴── mean ─┘ gradient back to the start of the window, one step of the optimizer

The state at the start of a window is a constant for it. Windows follow one another without overlap (P. Werbos,
*Backpropagation through time*, Proc. IEEE 1990; R. Williams and J. Peng, Neural Computation 1990).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.optim import Optimizer

from lpnb.compile.build import Built, State
from lpnb.errors import FrameError
from lpnb.run.probing import GRADIENT, MOMENTS

if TYPE_CHECKING:
    from lpnb.learn.loss import Loss
    from lpnb.run.rule import Learner, Notes

OPTIMIZERS: dict[str, Callable[..., Optimizer]] = {
    "adam": lambda parameters, lr: torch.optim.Adam(parameters, lr=lr, fused=True),
    "rmsprop": lambda parameters, lr: torch.optim.RMSprop(parameters, lr=lr),
    "sgd": lambda parameters, lr: torch.optim.SGD(parameters, lr=lr, fused=True),
}


HELD = {MOMENTS[0]: ("exp_avg", "momentum_buffer"), MOMENTS[1]: ("exp_avg_sq", "square_avg")}
"""What torch's optimizers call the averages of gradients and of their squares."""
KEPT = 2000
"""Updates for which gradients are kept after somebody has asked for them."""


class BPTT:
    """The rule of one loss node.

    When several losses are on, their windows end together, with the shortest: an update changes what the others
    compute with.
    """

    needs_gradient = True

    def __init__(self) -> None:
        """Start without an optimizer; `attach` makes it."""
        self.node = ""
        self.losses: list[Tensor] = []
        self.optimizer: Optimizer | None = None
        self.parameters: dict[str, torch.nn.Parameter] = {}
        self._moments: dict[torch.nn.Parameter, Any] = {}
        self._chosen = ""
        self._frame = 0
        self._gradients: tuple[Tensor | None, ...] = ()
        self._keep, self._kept = 0, dict[Tensor, Tensor]()

    def attach(self, built: Built, spec: Learner, node: str) -> None:
        """Serve a new program or new fields; moments stay with their parameters, those too that are muted meanwhile."""
        loss: Loss = spec  # type: ignore[assignment]  # a loss makes its rule itself
        self.node, self.window = node, loss.window
        self.place = built.program.newest[node]
        self.cut()
        parameters = built.trainable()
        same = list(map(id, parameters.values())) == list(map(id, self.parameters.values()))
        if not (same and loss.optimizer == self._chosen):
            self._new_optimizer(parameters, loss)
        assert self.optimizer is not None or not parameters
        if self.optimizer is not None:
            self.optimizer.param_groups[0]["lr"] = loss.lr

    def _new_optimizer(self, parameters: dict[str, torch.nn.Parameter], loss: Loss) -> None:
        old: Any = self.optimizer.state if self.optimizer is not None else {}
        self._moments = self._moments | dict(old) if loss.optimizer == self._chosen else {}
        self.parameters, self._chosen = parameters, loss.optimizer
        self.optimizer = OPTIMIZERS[loss.optimizer](list(parameters.values()), loss.lr) if parameters else None
        for parameter in parameters.values():
            if self.optimizer is not None and parameter in self._moments:
                self.optimizer.state[parameter] = self._moments.pop(parameter)

    def frame(self, state: State) -> bool:
        """Take the loss of a frame; return whether the window is full."""
        self.losses.append(state[self.place].mean())
        self._frame = state[0]
        return len(self.losses) >= self.window

    def differentiate(self, *, last: bool) -> None:
        """Work out the gradient of the window's mean loss, and make sure that it is finite."""
        total = torch.stack(self.losses).mean()
        self.losses.clear()
        if not total.requires_grad or self.optimizer is None:
            return  # no parameter is upstream within the window
        if not math.isfinite(total.item()):
            raise FrameError(self._words("the loss"), self.node, self._frame)
        tensors = list(self.parameters.values())
        gradients = torch.autograd.grad(total, tensors, retain_graph=not last, allow_unused=True)
        reached = [gradient for gradient in gradients if gradient is not None]
        if not math.isfinite(torch.nn.utils.get_total_norm(reached).item()):
            raise FrameError(self._words("a gradient"), self.node, self._frame)
        self._gradients = gradients

    def apply(self) -> None:
        """Step down the gradient."""
        gradients, self._gradients = self._gradients, ()
        if not gradients or self.optimizer is None:
            return
        tensors = list(self.parameters.values())
        for parameter, gradient in zip(tensors, gradients, strict=True):
            if gradient is not None and gradient.stride() != parameter.stride():
                # torch's fused optimizers read the memory of both in one order, whatever their strides.
                gradient = torch.empty_like(parameter).copy_(gradient)  # noqa: PLW2901 - the same values
            parameter.grad = gradient
        self.optimizer.step()
        self._kept = {p: p.grad for p in tensors if p.grad is not None} if self._keep else {}
        self._keep = max(0, self._keep - 1)
        for parameter in tensors:
            parameter.grad = None

    def trace(self, kind: str, parameter: Tensor) -> Tensor | None:
        """Return the last gradient of a parameter, or a moment of its optimizer; see `lpnb.run.probing`.

        Gradients take as much memory as the parameters: they are kept from a question on, for so many updates.
        """
        if kind == GRADIENT:
            self._keep = KEPT
            return self._kept.get(parameter)
        held = self.optimizer.state.get(parameter, {}) if self.optimizer is not None else {}
        return next((held[name] for name in HELD.get(kind, ()) if name in held), None)

    def _words(self, what: str) -> str:
        return (
            f"node {self.node!r}: {what} became infinite or not a number in frame {self._frame}; "
            f"no parameter was changed. The states are those of frame {self._frame - 1}. "
            f"Lower the learning rate, then go on."
        )

    def cut(self) -> None:
        """Forget the window in progress."""
        self.losses.clear()
        self._gradients = ()

    def memory(self) -> Notes:
        """Return the moments of each parameter, of those too that are muted or off."""
        running: Any = self.optimizer.state if self.optimizer is not None else {}
        every = {**self._moments, **running}
        return {(p, name): value for p, state in every.items() for name, value in state.items() if _is_tensor(value)}

    def recall(self, memory: Notes) -> None:
        """Go on with these moments and no others."""
        self.cut()
        every: dict[Any, dict[str, Tensor]] = {}
        for (parameter, name), value in memory.items():
            every.setdefault(parameter, {})[name] = value
        running: Any = self.optimizer.state if self.optimizer is not None else {}
        running.clear()
        running.update({p: every.pop(p) for p in self.parameters.values() if p in every})
        self._moments = every


def _is_tensor(value: object) -> bool:
    return isinstance(value, Tensor)
