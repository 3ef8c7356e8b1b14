"""What keeps the windows of a loss from being computed at once."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from lpnb.compile.build import Built
from lpnb.compile.program import Program
from lpnb.learn.looking import BACK

if TYPE_CHECKING:
    from lpnb.learn.loss import Loss

FRAME = "frame"

OBSTACLES: dict[str, Callable[[Loss, Built], bool]] = {
    "it looks ahead": lambda loss, _: loss.look != BACK,
    "gradients end within each frame": lambda loss, _: loss.detach == FRAME,
    "its windows overlap": lambda loss, _: loss.every < loss.window,
    "its updates wait": lambda loss, _: loss.lag > 0,
    "it keeps to a budget": lambda loss, _: loss.budget is not None,
    "it runs on a GPU": lambda _, built: any(weight.device.type != "cpu" for weight in built.module.parameters()),
    "what it computes depends on the number of the frame": lambda _, built: _counts_frames(built.program),
}
"""In words, and how to tell."""


def obstacle(loss: Loss, built: Built, trained: Collection[object]) -> str:
    """Return what keeps windows from being computed at once, in words; empty where nothing does.

    Args:
        loss: The loss.
        built: What runs.
        trained: The parameters that it trains.
    """
    if not trained:
        return "it trains nothing"
    return next((words for words, is_there in OBSTACLES.items() if is_there(loss, built)), "")


def _counts_frames(program: Program) -> bool:
    """Return whether it does more with the number of a frame than to pass it on and to seed random numbers with it."""
    names = [node for node in ast.walk(ast.parse(program.text)) if isinstance(node, ast.Name) and node.id == FRAME]
    return sum(isinstance(name.ctx, ast.Load) for name in names) > 1 + program.random
