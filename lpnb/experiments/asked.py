"""What an experiment was asked for, checked before anything is trained; and the folder that it writes into."""

from __future__ import annotations

import operator
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from lpnb.errors import EditError, FileError, Problem, brief
from lpnb.graph import Graph
from lpnb.graph.variant import Pattern


def networks(graph: Graph | Sequence[Graph]) -> list[Graph]:
    """Return the networks, each with a name of its own: it stands for the network in tables and plots."""
    graphs: list[Graph] = []
    for one in [graph] if isinstance(graph, Graph) or not isinstance(graph, Iterable) else graph:
        if not isinstance(one, Graph):
            raise EditError(Problem("response_time", "a graph, or a list of graphs", brief(one)))
        graphs.append(one)
    names = [one.name for one in graphs]
    twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if twice is not None:
        mend = "Call one of them otherwise: graph.name = '...'."
        raise EditError(Problem("response_time", "networks of different names", f"two named {twice!r}", mend=mend))
    return graphs


def rollouts_by_name(rollouts: str | Sequence[str] | Mapping[str, Pattern | None]) -> dict[str, Pattern | None]:
    """Return patterns by what they are called."""
    if isinstance(rollouts, str):
        return {rollouts: rollouts}
    if isinstance(rollouts, Mapping):
        named = dict(rollouts)
    else:
        try:
            named = {name: name for name in rollouts}
        except TypeError:
            raise _no_rollouts(rollouts) from None
    strange = next((name for name in named if not isinstance(name, str)), None)
    if strange is not None:
        raise _no_rollouts(strange)
    return named


def _no_rollouts(found: object) -> EditError:
    expected = "names of rollouts, or patterns by a name of their own"
    return EditError(Problem("response_time, rollouts", expected, brief(found)))


def numbers(seeds: int | Iterable[int]) -> list[int]:
    """Return from which seeds to train: so many, from 0, or those that were named."""
    try:
        found = list(range(_whole(seeds))) if not isinstance(seeds, Iterable) else [_whole(one) for one in seeds]
    except TypeError:
        raise EditError(Problem("seeds", "a whole number, or a list of whole numbers", brief(seeds))) from None
    if len(set(found)) < len(found):
        raise EditError(Problem("seeds", "each seed once", brief(found)))
    return found


def workers(processes: int) -> int:
    """Return how many trials run side by side."""
    try:
        return _whole(processes)
    except TypeError:
        raise EditError(Problem("processes", "a whole number, 1 or more", brief(processes))) from None


def _whole(value: Any) -> int:
    if isinstance(value, bool):
        raise TypeError(value)
    return operator.index(value)


def place_for(folder: str | Path) -> Path:
    """Return a folder that can be written into, made if it is not there: what cannot be kept need not be trained.

    Raises:
        FileError: When it cannot be written into, or is none.
    """
    try:
        path = Path(folder)
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except (OSError, TypeError, ValueError) as error:
        words = (error.strerror or "none").lower() if isinstance(error, OSError) else "none"
        problem = Problem(f"folder {brief(str(folder))}", "a folder to write into", words, mend="Choose another place.")
        raise FileError(problem) from error
    return path
