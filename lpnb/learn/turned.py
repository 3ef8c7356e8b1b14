"""Parameters whose memory runs along another axis first than their shape says: torch's fused optimizers copy those.

    weight [in, out], strides (1, in)   >   for the optimizer: its view [out, in], strides (in, 1)

Wide dense edges keep their weights so, because that makes the products of a frame faster. Moving them through the view
takes a third of the time (Adam, 2 million weights, one thread), and does the same to each number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from torch import Tensor
from torch.nn import Parameter
from torch.optim import Optimizer


def turned(tensor: Tensor) -> bool:
    """Return whether a tensor is a matrix that is stored column by column, without gaps."""
    return tensor.dim() == 2 and not tensor.is_contiguous() and tensor.t().is_contiguous()


@contextmanager
def in_order_of_memory(optimizer: Optimizer, parameters: Iterable[Parameter]) -> Iterator[None]:
    """Have an optimizer see some matrices, their gradients and what it keeps for them by rows of their memory."""
    views = {parameter: _view(parameter) for parameter in parameters}
    if not views:
        yield
        return
    state: Any = optimizer.state
    for parameter, view in views.items():
        state[view] = _all_turned(state.pop(parameter, {}))
    _exchange(optimizer, views)
    try:
        yield
    finally:
        _exchange(optimizer, {view: parameter for parameter, view in views.items()})
        for parameter, view in views.items():
            held = _all_turned(state.pop(view, {}))
            if held:
                state[parameter] = held


def _view(parameter: Parameter) -> Tensor:
    view = parameter.detach().t()
    view.grad = None if parameter.grad is None else parameter.grad.t()
    return view


def _exchange(optimizer: Optimizer, others: Mapping[Any, Tensor]) -> None:
    for group in optimizer.param_groups:
        group["params"] = [others.get(tensor, tensor) for tensor in group["params"]]


def _all_turned(held: Mapping[str, Any]) -> dict[str, Any]:
    every = held.items()
    return {name: value.t() if isinstance(value, Tensor) and value.dim() == 2 else value for name, value in every}
