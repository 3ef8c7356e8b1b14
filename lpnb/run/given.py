"""What callers give where a graph belongs."""

from __future__ import annotations

from pathlib import Path

from lpnb.errors import EditError, Problem, brief
from lpnb.graph import Graph


def a_graph(value: object) -> Graph:
    """Return what was given, if it is a graph.

    Raises:
        EditError: When it is none; where it is a name, that says how to open what has it.
    """
    if isinstance(value, Graph):
        return value
    is_name = isinstance(value, (str, Path))
    mend = f"Write lpnb.Graph.load({brief(str(value))})." if is_name else ""
    raise EditError(Problem("graph", "a graph", brief(value), mend=mend))
