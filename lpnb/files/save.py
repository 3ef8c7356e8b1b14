"""Save a graph: structure and layout as JSON, weights beside it."""

from __future__ import annotations

import errno
import json
import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save as to_safetensors

from lpnb._version import __version__
from lpnb.compile import emit
from lpnb.errors import FileError, LeftBehind, Problem, brief
from lpnb.files.document import VERSION, to_data
from lpnb.graph import Graph
from lpnb.graph.flow import resting
from lpnb.graph.make import code_fields
from lpnb.shapes.check import check

SUFFIX = ".lpnb"
MOMENTS = ".moments.safetensors"


def save(graph: Graph, path: str | Path) -> Path:
    """Save a graph and return the file's path.

    ``digits.lpnb`` is JSON to read and compare; ``digits.safetensors`` beside it holds the weights of now, if there
    are any, and ``digits.moments.safetensors`` what learning nodes remember (`Graph.moments`), if they do. Each is
    complete or untouched: an interrupted save loses nothing.

    Args:
        graph: What to save. Streams that run it hand in their weights first.
        path: Where; ``.lpnb`` is added when there is no ending.

    Raises:
        FileError: When the place cannot be written to, or is no path.

    Warns:
        LeftBehind: Where a node has a function of your own: a file keeps no code.
    """
    path = place(path)
    graph.saving.send(graph)
    graph = graph.copy()  # of one moment, whoever goes on editing
    data, arrays = to_data(graph)
    tensors = {**_current(graph), **arrays}
    head = {key: data[key] for key in ("format", "version")} | {"made_with": __version__, "name": graph.name}
    moments = {name: array for name, array in graph.moments.items() if _parameter(name) in ("", *tensors)}
    for key, content, suffix in (("weights", tensors, ".safetensors"), ("moments", moments, MOMENTS)):
        if content:
            head[key] = path.with_suffix(suffix).name
            write_arrays(path.with_suffix(suffix), content)
    version = VERSION if moments else data["version"]  # the oldest that can be read
    write(path, layout_json({**head, **data, "version": version}).encode())
    for words in _left(graph):
        warnings.warn(f"{path.name}: {words}", LeftBehind, stacklevel=3)  # where graph.save() was called
    return path


def place(path: str | Path) -> Path:
    """Return the file that a graph is saved to, if it can be written; nothing is left there, or changed.

    Raises:
        FileError: When it cannot, or what was given is no path.
    """
    if not isinstance(path, (str, os.PathLike)):
        raise FileError(Problem("save", "a path", brief(path)))
    file = Path(path)
    if not file.name:
        raise FileError(Problem("save", "a path that ends in the name of a file", repr(str(path))))
    file = file if file.suffix else file.with_suffix(SUFFIX)
    try:
        if file.is_dir():
            raise IsADirectoryError(errno.EISDIR, "a folder")
        handle, trial = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")  # as `write` begins
        os.close(handle)
        Path(trial).unlink()
    except OSError as error:
        raise _refused(path, error) from error
    return file


def _refused(path: str | Path, error: OSError) -> FileError:
    words, mend = (error.strerror or "none").lower(), "Choose another place, or make the folder first."
    return FileError(Problem(f"file {str(path)!r}", "a place to write to", words, mend=mend))


def _left(graph: Graph) -> Iterator[str]:
    """Say which functions stay behind, and how they come back."""
    for name, node in graph.nodes().items():
        for field in code_fields(node):
            yield (
                f"the {field} of node {name!r} ({node.kind}) stays behind, a file keeps no code. "
                f"Give it again to a graph that is opened: graph.set({name!r}, {field}={field})."
            )


def _parameter(moment: str) -> str:
    """Return of which parameter a moment is; empty where it is of all."""
    return moment.partition(" of ")[2]


def write_arrays(path: Path, arrays: dict[str, np.ndarray[Any, Any]]) -> None:
    """Write named arrays as safetensors."""
    contiguous = {name: np.require(array, requirements="C") for name, array in arrays.items()}
    write(path, to_safetensors(contiguous, metadata={"made_with": f"lpnb {__version__}"}))


def _current(graph: Graph) -> dict[str, np.ndarray[Any, Any]]:
    """Return the weights that the graph has now: nodes may have gone since they were loaded or learned."""
    if not check(graph).ok:
        return graph.weights  # no way to tell; nothing is thrown away
    known = {weight.name: weight for weight in emit(graph).weights}
    waiting = resting(graph)  # what is muted or off keeps its weights: the program does not say which
    return {
        name: array
        for name, array in graph.weights.items()
        if (known[name].fits(array.shape) if name in known else name.rpartition(".")[0] in waiting)
    }


def layout_json(data: dict[str, Any]) -> str:
    """Return JSON with one node or edge a line: to be read, and compared line by line."""
    lines = []
    for key, value in data.items():
        if isinstance(value, dict) and value:
            inner = [f"    {json.dumps(name, ensure_ascii=False)}: {_one_line(entry)}" for name, entry in value.items()]
            text = "{\n" + ",\n".join(inner) + "\n  }"
        elif isinstance(value, list) and value:
            text = "[\n" + ",\n".join(f"    {_one_line(entry)}" for entry in value) + "\n  ]"
        else:
            text = _one_line(value)
        lines.append(f"  {json.dumps(key)}: {text}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _one_line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def write(path: Path, content: bytes) -> None:
    """Write a file whole: into a neighbour first, which then takes its place.

    Raises:
        FileError: When the place cannot be written to.
    """
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        raise _refused(path, error) from error
