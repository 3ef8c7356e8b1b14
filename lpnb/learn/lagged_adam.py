"""Adam with moments that are one update late."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer


class LaggedAdam(Optimizer):
    """Adam (D. Kingma and J. Ba, ICLR 2015) that moves by the moments of the update before, as Statestream's did.

    Each update moves by what all gradients but the newest have told, so the first one moves nothing; `eps` is added
    outside of the root. With t the number of the update, from 1:

        step = -lr * sqrt(1 - b2**t) / (1 - b1**t) * m / (sqrt(v) + eps)        with the m and v of before
        m = b1 * m + (1 - b1) * gradient;    v = b2 * v + (1 - b2) * gradient**2
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-6,
    ) -> None:
        """Take what is moved.

        Args:
            params: Parameters, or groups of them.
            lr: The learning rate, 0 or more.
            betas: How much of each moment stays from one update to the next, 0 to below 1.
            eps: What is added to the root of the second moment, above 0.

        Raises:
            ValueError: When one of them is outside of its range.
        """
        if not lr >= 0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if not eps > 0:
            raise ValueError(f"Invalid epsilon value: {eps}")
        for place, beta in enumerate(betas):
            if not 0 <= beta < 1:
                raise ValueError(f"Invalid beta parameter at index {place}: {beta}")
        first, second = betas
        super().__init__(params, {"lr": lr, "betas": (first, second), "eps": eps})

    def step(self, closure: Callable[[], Any] | None = None) -> None:  # type: ignore[override]
        """Move each parameter that has a gradient; `closure`, where there is one, works these out before."""
        if closure is not None:
            with torch.enable_grad():
                closure()
        with torch.no_grad():
            for group in self.param_groups:
                for parameter in group["params"]:
                    if parameter.grad is not None:
                        self._move(parameter, parameter.grad, group)

    def _move(self, parameter: Tensor, gradient: Tensor, group: dict[str, Any]) -> None:
        held: Any = self.state[parameter]
        if not held:
            held["step"] = torch.zeros(())
            held["exp_avg"], held["exp_avg_sq"] = torch.zeros_like(parameter), torch.zeros_like(parameter)
        held["step"] += 1
        (first, second), count = group["betas"], held["step"].item()
        mean, square = held["exp_avg"], held["exp_avg_sq"]
        rate = group["lr"] * math.sqrt(1 - second**count) / (1 - first**count)
        parameter.addcdiv_(mean, square.sqrt().add_(group["eps"]), value=-rate)
        mean.lerp_(gradient, 1 - first)
        square.mul_(second).addcmul_(gradient, gradient, value=1 - second)
