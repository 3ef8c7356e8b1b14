"""Random numbers as arguments: compiled code draws none, the stream draws for it what the program would have drawn.

Numbers are drawn in the order of the program, by the generator that has the seed of the frame: so they are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Self

import attrs
import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

from lpnb.learn.blueprint import Layout, blank, layout


@attrs.frozen
class Draw:
    """Random numbers that a program draws in each frame.

    Attributes:
        method: The method of a tensor that draws: ``normal_``, ``uniform_``.
        options: Its arguments.
        like: How the tensor lies in memory.
    """

    method: str
    options: tuple[float, ...]
    like: Layout

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Return what `attrs.asdict` made plain, after it was JSON."""
        shape, strides, dtype = data["like"]
        return cls(data["method"], tuple(data["options"]), (tuple(shape), tuple(strides), dtype))

    def __call__(self, generator: torch.Generator) -> Tensor:
        """Draw."""
        drawn: Tensor = getattr(blank(self.like), self.method)(*self.options, generator=generator)
        return drawn


class Drawing(TorchFunctionMode):
    """Notes what is drawn inside of a ``with`` block, and has tensors that are given take its place.

    Attributes:
        noted: What was drawn.
    """

    def __init__(self, given: Sequence[Tensor]) -> None:
        """Give some tensors; what is drawn beyond these is drawn."""
        super().__init__()
        self.noted: list[Draw] = []
        self._given: Iterator[Tensor] = iter(given)

    def __torch_function__(
        self, func: Callable[..., Any], types: object, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Call a function of torch, or take what it would draw."""
        if not (kwargs and "generator" in kwargs):
            return func(*args, **(kwargs or {}))
        self.noted.append(Draw(func.__name__, tuple(map(float, args[1:])), layout(args[0])))
        given = next(self._given, None)
        return func(*args, **kwargs) if given is None else given.clone()  # it may be changed in place
