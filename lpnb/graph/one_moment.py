"""What is done with a graph in one moment: a cell, a browser and a stream edit and read it, each in its own thread."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from lpnb.graph.editing import Editing

Work = TypeVar("Work", bound=Callable[..., Any])


def in_one_moment(work: Work) -> Work:
    """Have a method of a graph, or a function whose first argument is one, hold its lock: nobody edits in between.

    Not for what waits for a stream to hand in its weights: a source of your own may ask for the graph meanwhile.
    """

    @functools.wraps(work)
    def held(graph: Editing, /, *args: Any, **more: Any) -> Any:
        with graph.lock:
            return work(graph, *args, **more)

    return cast("Work", held)
