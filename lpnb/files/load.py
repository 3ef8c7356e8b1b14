"""Open a saved graph."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.numpy import load as from_safetensors

from lpnb.compile import emit
from lpnb.errors import FileError, Problem, brief
from lpnb.examples import example_path, names
from lpnb.files.document import Arrays, from_data
from lpnb.graph import Graph
from lpnb.graph.flow import resting
from lpnb.shapes.check import check


def load(path: str | Path) -> Graph:
    """Open the graph in a file, or one of the examples that lpnb brings by its name (``'digits'``).

    Raises:
        FileError: When there is no such file, or it is truncated, foreign, of a newer version, or its weights do not
        fit.
    """
    file = example_path(str(path)) or Path(path)
    data = _read_json(file)
    arrays = _read_arrays(file, data, "weights", "begin with new weights")
    moments = _read_arrays(file, data, "moments", "let its optimizers begin anew")
    graph = from_data(data, arrays, file.name)
    fields = {f"{name}." for name, node in graph.nodes().items() if hasattr(node, "data")}
    weights = {name: a for name, a in arrays.items() if not any(name.startswith(f"{f}data.") for f in fields)}
    _check_weights(graph, weights, file.with_suffix(".safetensors").name)
    graph.weights, graph.moments = weights, moments
    return graph


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        known = f"a file, or an example: {', '.join(names())}"
        raise FileError(Problem(f"file {str(file)!r}", known, (error.strerror or "nothing").lower())) from None


def _read_json(file: Path) -> Any:
    content = _read(file)
    try:
        return json.loads(content.decode("utf-8"), parse_constant=_refuse)
    except UnicodeDecodeError as error:
        place = f"file {file.name!r}, byte {error.start + 1}"
        raise FileError(Problem(place, "text in UTF-8", "something else", mend="Is it a graph at all?")) from None
    except json.JSONDecodeError as error:
        place = f"file {file.name!r}, line {error.lineno}, column {error.colno}"
        mend = "The file is damaged or cut off; it was not changed."
        raise FileError(Problem(place, "JSON", error.msg.lower(), mend=mend)) from None
    except (ValueError, RecursionError) as error:
        raise FileError(Problem(f"file {file.name!r}", "JSON", str(error))) from None


def _refuse(word: str) -> Any:
    raise ValueError(f"{word}, which is not a number in JSON")


def _read_arrays(file: Path, data: Any, key: str, without: str) -> Arrays:
    """Return the arrays of a file beside it, if it names one. The name stays within the folder."""
    name = data.get(key) if isinstance(data, dict) else None
    if name is None:
        return {}
    place = f"file {file.name!r}, key {key!r}"
    if not isinstance(name, str) or Path(name).name != name:
        raise FileError(Problem(place, "the name of a file beside it", brief(name)))
    weights = file.with_name(name)
    if not weights.exists():
        mend = f"Put it there, or take the key {key!r} out to {without}."
        raise FileError(Problem(place, f"{name!r} beside it", "no such file", mend=mend))
    content = _read(weights)
    try:
        arrays: Arrays = from_safetensors(content)
    except (SafetensorError, KeyError, ValueError) as error:
        mend = "The file is damaged or cut off; it was not changed."
        raise FileError(Problem(f"file {name!r}", "safetensors", str(error), mend=mend)) from None
    return arrays


def _check_weights(graph: Graph, weights: Arrays, file: str) -> None:
    """Raise when stored weights do not fit the graph. A graph with errors has no shapes to compare with."""
    if not weights or not check(graph).ok:
        return
    wanted = {weight.name: weight for weight in emit(graph).weights if not weight.knob}
    waiting = resting(graph)
    for name, array in sorted(weights.items()):
        place = f"file {file!r}, {brief(name)}"
        if name not in wanted and name.rpartition(".")[0] in waiting:
            continue  # no program says yet which weights it has
        if name not in wanted:
            raise FileError(Problem(place, "a weight of the graph", "one that it does not have"))
        if not wanted[name].fits(array.shape):
            mend = "Open the weights that belong to this graph."
            raise FileError(Problem(place, f"shape {wanted[name].shape}", f"shape {tuple(array.shape)}", mend=mend))
