"""All that the compiled form of a window depends on, as plain values: to compare, and to send to another process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Self

import attrs
import torch
from torch import Tensor

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from torch.nn import Parameter

    from lpnb.compile.build import Built, State

Layout = tuple[tuple[int, ...], tuple[int, ...], str]
"""Shape, strides and dtype of a tensor: compiled code reads memory, and takes all of these for granted."""


@attrs.frozen
class Blueprint:
    """A window: from its first state and what sources deliver to all of its states, its loss and the gradient.

    Attributes:
        class_name: The class of the generated module.
        text: The text of the program.
        loss: The position of the loss within a state.
        length: Frames of the window.
        split: How many samples of the batch train, None for all.
        threads: How many threads of torch compute it.
        names: Parameters and knobs of the module, by identifier.
        trained: The positions in `names` of what the loss trains, in its order.
        start: How the tensors of a state lie in memory.
        inputs: How those lie that the sources deliver for one frame.
        weights: How parameters and knobs do.
    """

    class_name: str
    text: str
    loss: int
    length: int
    split: int | None
    threads: int
    names: tuple[str, ...]
    trained: tuple[int, ...]
    start: tuple[Layout, ...]
    inputs: tuple[Layout, ...]
    weights: tuple[Layout, ...]

    @classmethod
    def of(
        cls,
        built: Built,
        state: State,
        inputs: Iterable[Tensor],
        parameters: Mapping[str, Parameter],
        *,
        loss: int,
        length: int,
        split: int | None,
    ) -> Self:
        """Return the window of a program as it runs now.

        Args:
            built: The program.
            state: Some state of it.
            inputs: What sources deliver for a frame.
            parameters: What the loss trains.
            loss: The position of the loss within a state.
            length: Frames of the window.
            split: How many samples train, None for all.
        """
        every = dict(built.module.named_parameters())
        places = {id(parameter): place for place, parameter in enumerate(every.values())}
        return cls(
            built.program.class_name, built.program.text, loss, length, split, torch.get_num_threads(), tuple(every),
            tuple(places[id(parameter)] for parameter in parameters.values()),
            *(tuple(map(layout, tensors)) for tensors in (state[1:], inputs, every.values())),
        )  # fmt: skip

    def to_json(self) -> str:
        """Return it as text."""
        return json.dumps(attrs.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return what `to_json` wrote."""
        data: dict[str, Any] = json.loads(text)
        for name in ("start", "inputs", "weights"):
            data[name] = tuple((tuple(shape), tuple(strides), dtype) for shape, strides, dtype in data[name])
        return cls(**data | {name: tuple(data[name]) for name in ("names", "trained")})


def layout(tensor: Tensor) -> Layout:
    """Return how a tensor lies in memory."""
    return tuple(tensor.shape), tensor.stride(), str(tensor.dtype).removeprefix("torch.")


def laid_out(tensor: Tensor, like: Layout) -> Tensor:
    """Return a tensor of the right shape as it is, or a copy that lies in memory as another one does."""
    shape, strides, _ = like
    if tensor.stride() == strides:
        return tensor
    return torch.empty_strided(shape, strides, dtype=tensor.dtype).copy_(tensor)


def blank(like: Layout) -> Tensor:
    """Return a tensor of zeros that lies in memory as another one does."""
    shape, strides, dtype = like
    return torch.empty_strided(shape, strides, dtype=getattr(torch, dtype)).zero_()
