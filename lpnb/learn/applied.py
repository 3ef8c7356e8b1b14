"""The functions of an edge, `before` and `weight_act`, on tensors at hand: for who follows what the edge computes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, cast

import torch
from torch import Tensor

from lpnb.compile.build import execute
from lpnb.graph import activations
from lpnb.graph.code import Code

Function = Callable[[Tensor], Tensor]
FARTHEST, PLACES = 6.0, 97
"""Between which values it is looked whether a function grows, and at how many."""


class _Page:
    """Stands for the emitter: has the text of a function of its own instead of a line in a program."""

    def __init__(self) -> None:
        """Begin empty."""
        self.imports: dict[str, str] = {}
        self._names = 0

    def use(self, function: str) -> str:
        """Import a dotted path and return its local name."""
        return self.imports.setdefault(function, self.new(function.rpartition(".")[2]))

    def new(self, word: str) -> str:
        """Return a name that nothing else has."""
        self._names += 1
        return f"{word}_{self._names}"


@functools.lru_cache(maxsize=256)
def applied(text: str, shape: tuple[int, ...] | None = None) -> Function:
    """Return a function, as a field of an edge holds it, of tensors.

    Args:
        text: The function, as `lpnb.graph.activations.read` has returned it.
        shape: The sizes of a sample, over which what comes out as less is spread; None for what has no samples.
    """
    page = _Page()
    result = activations.write(text, "x", cast("Code", page), shape)
    places = ((*path.rpartition(".")[::2], local) for path, local in page.imports.items())
    lines = [f"from {module} import {name} as {local}" for module, name, local in places]
    space: dict[str, Any] = execute("\n".join([*lines, f"def applied(x): return {result}", ""]), "applied", "<applied>")
    return cast("Function", space["applied"])


@functools.lru_cache(maxsize=256)
def grows(text: str) -> bool:
    """Return whether a function takes each value by itself, and makes no less of a greater one."""
    if text == activations.IDENTITY:
        return True
    function, x = applied(text), torch.linspace(-FARTHEST, FARTHEST, PLACES, dtype=torch.float64)
    try:
        # Side by side, one above the other, and each alone: a softmax, say, or a mean makes something else of each.
        beside, above = function(x.unsqueeze(0)), function(x.unsqueeze(1))
        alone = torch.stack([function(one.view(1, 1)).view(()) for one in x])
    except (RuntimeError, IndexError, TypeError):
        return False
    same = all(torch.allclose(found.flatten(), alone, equal_nan=True) for found in (beside, above))
    return same and bool((alone[torch.isfinite(alone)].diff() >= 0).all())
