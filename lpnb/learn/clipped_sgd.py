"""Gradient descent with steps of bounded length."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch.optim import Optimizer


class ClippedSGD(Optimizer):
    """Gradient descent in which no value moves by more than a limit in one update, as in Statestream's.

    It moves by -lr * gradient, each value of which is cut to -limit .. limit.
    """

    def __init__(self, params: Iterable[Any], lr: float = 1e-3, limit: float = 1.0) -> None:
        """Take what is moved.

        Args:
            params: Parameters, or groups of them.
            lr: The learning rate, 0 or more.
            limit: How far a value moves at most, above 0.

        Raises:
            ValueError: When one of them is outside of its range.
        """
        if not lr >= 0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if not limit > 0:
            raise ValueError(f"Invalid limit: {limit}")
        super().__init__(params, {"lr": lr, "limit": limit})

    def step(self, closure: Callable[[], Any] | None = None) -> None:  # type: ignore[override]
        """Move each parameter that has a gradient; `closure`, where there is one, works these out before."""
        if closure is not None:
            with torch.enable_grad():
                closure()
        with torch.no_grad():
            for group in self.param_groups:
                limit = group["limit"]
                for parameter in group["params"]:
                    if parameter.grad is not None:
                        parameter.sub_((group["lr"] * parameter.grad).clamp_(-limit, limit))
