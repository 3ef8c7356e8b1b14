"""Open a graph, whatever wrote it."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Literal

from lpnb.errors import FileError, ForeignFile, Problem, brief
from lpnb.files.load import load
from lpnb.graph import Graph
from lpnb.statestream import opening

STATESTREAM = ".st_graph"
COMPAT = (None, "statestream")


def open_graph(path: str | Path, compat: Literal["statestream"] | None = None) -> Graph:
    """Open a ``.lpnb`` file, an example of lpnb by its name, or a ``.st_graph`` file of Statestream.

    What there is to say of a foreign file, item by item, is the graph's `Graph.remarks`: ``print(graph.remarks)``.

    Args:
        path: The file, or the name of an example.
        compat: For foreign files: None for what their author meant, ``'statestream'`` for the arithmetic of the
            program that they were written for: how windows lie at edges, what dropout means, how losses look ahead.

    Raises:
        FileError: When there is no such file, or it cannot be opened; lists everything that is wrong with it.
    """
    if compat not in COMPAT:
        raise FileError(Problem("compat", "None or 'statestream'", brief(compat)))
    if Path(path).suffix != STATESTREAM:
        return load(path)
    opened = opening.open_file(path, compat)
    graph = opened.graph
    graph.remarks = opened.report
    odd = [problem for problem in opened.report.problems if problem.severity == "warning"]
    if odd:
        count = "1 warning" if len(odd) == 1 else f"{len(odd)} warnings"
        words = f"{Path(path).name}: {count}, the first: {odd[0]} print(graph.remarks) shows all."
        warnings.warn(words, ForeignFile, stacklevel=2)
    return graph
