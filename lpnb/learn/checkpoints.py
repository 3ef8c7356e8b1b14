"""Checkpoints of a session: folders that are complete or not there.

    checkpoint-000012/
        session.json          what was asked for, how far it is, the record
        graph.lpnb            the graph; its weights and data are in graph.safetensors beside it
        stream.safetensors    states, and what learning rules remember
        best.safetensors      the weights that validated best, if that was done

Each is written under another name first. The newest and the one before it are kept.
"""

from __future__ import annotations

import json
import math
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import safetensors.numpy
import safetensors.torch
from safetensors import SafetensorError

from lpnb.errors import EditError, FileError, Problem, brief
from lpnb.graph import Graph
from lpnb.learn.judging import Tally
from lpnb.learn.plan import Best, Plan, Progress
from lpnb.learn.record import Row
from lpnb.run.handover import Handover

FORMAT, VERSION = "lpnb session", 1
NAME, WRITING, KEPT = "checkpoint-", ".writing-", 2
SESSION, GRAPH, STREAM, BEST = "session.json", "graph.lpnb", "stream.safetensors", "best.safetensors"
DAMAGED = "The file is damaged or cut off; it was not changed."


@attrs.frozen
class Checkpoint:
    """All that a session goes on from.

    Attributes:
        plan: What was asked for.
        progress: How far it is.
        tally: What was counted in the epoch in progress.
        seconds: What it took.
        stream: The stream.
    """

    plan: Plan
    progress: Progress
    tally: Tally
    seconds: float
    stream: Handover


# -- writing ----------------------------------------------------------------------------------------------------------


def write(folder: Path, graph: Graph, checkpoint: Checkpoint) -> Path:
    """Write a checkpoint, drop those before the last two, and return its folder.

    Raises:
        FileError: When the place cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"{WRITING}*"):  # by a process that was killed
            shutil.rmtree(left, ignore_errors=True)
        temporary = Path(tempfile.mkdtemp(dir=folder, prefix=WRITING))
        try:
            _fill(temporary, graph, checkpoint)
            known = found(folder)
            number = int(known[0].name.removeprefix(NAME)) + 1 if known else 1
            temporary.chmod(0o755)
            final = temporary.rename(folder / f"{NAME}{number:06d}")
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        for old in known[KEPT - 1 :]:
            shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        words, mend = (error.strerror or "none").lower(), "Choose another folder, or make room."
        problem = Problem(f"folder {str(folder)!r}", "a place to write checkpoints to", words, mend=mend)
        raise FileError(problem) from error
    return final


def _fill(folder: Path, graph: Graph, checkpoint: Checkpoint) -> None:
    graph.save(folder / GRAPH)
    (folder / STREAM).write_bytes(safetensors.torch.save(checkpoint.stream.tensors))
    best = checkpoint.progress.best
    if best is not None:
        arrays = {name: np.ascontiguousarray(array) for name, array in best.weights.items()}
        (folder / BEST).write_bytes(safetensors.numpy.save(arrays))
    data = {
        "format": FORMAT,
        "version": VERSION,
        "plan": attrs.asdict(checkpoint.plan),
        "epoch": checkpoint.progress.epoch,
        "worse": checkpoint.progress.worse,
        "best": {"epoch": best.epoch, "value": best.value} if best is not None else None,
        "tally": attrs.asdict(checkpoint.tally),
        "seconds": checkpoint.seconds,
        "frame": checkpoint.stream.frame,
        "origin": checkpoint.stream.origin,
        "rows": [attrs.asdict(row) for row in checkpoint.progress.rows],
    }
    (folder / SESSION).write_text(json.dumps(data, indent=1, allow_nan=False) + "\n", encoding="utf-8")


def found(folder: Path) -> list[Path]:
    """Return the checkpoints in a folder, newest first."""
    if not folder.is_dir():
        return []
    named = (path for path in folder.iterdir() if path.name.startswith(NAME) and path.is_dir())
    numbered = [(int(text), path) for path in named if (text := path.name.removeprefix(NAME)).isdecimal()]
    return [path for _, path in sorted(numbered, reverse=True)]


# -- reading ----------------------------------------------------------------------------------------------------------


def read(folder: Path) -> tuple[Graph, Checkpoint]:
    """Return what is in one checkpoint.

    Raises:
        FileError: When something is missing, damaged or does not fit; names file and key.
    """
    with _inside(folder):
        graph = Graph.load(folder / GRAPH)
    data = _json(folder / SESSION)
    head = _fields(data, HEAD, folder)
    if (head["format"], head["version"]) != (FORMAT, VERSION):
        got = brief((head["format"], head["version"]))
        raise FileError(Problem(_place(folder, "format"), f"{FORMAT!r} of version {VERSION}", got))
    try:
        plan = Plan(**_fields({"samples": None, **head["plan"]}, PLAN, folder, "plan."))  # older ones have no samples
    except EditError as error:
        raise FileError(attrs.evolve(error.problem, place=_place(folder, "plan"), mend=DAMAGED)) from None
    tally = Tally(**_fields(head["tally"], TALLY, folder, "tally."))
    rows = tuple(Row(**_fields(row, ROW, folder, f"rows.{n}.")) for n, row in enumerate(head["rows"]))
    best = None
    if head["best"] is not None:
        weights = _tensors(folder / BEST, safetensors.numpy.load)
        best = Best(**_fields(head["best"], BEST_KEYS, folder, "best."), weights=weights)
    stream = Handover(head["frame"], head["origin"], _tensors(folder / STREAM, safetensors.torch.load))
    progress = Progress(head["epoch"], head["worse"], best, rows)
    return graph, Checkpoint(plan, progress, tally, head["seconds"], stream)


@attrs.frozen
class Kind:
    """What a key holds.

    Attributes:
        words: In words.
        types: Its types in Python.
        low: The least number that it may be.
    """

    words: str
    types: tuple[type, ...]
    low: float | None = None

    def fits(self, value: object) -> bool:
        """Return whether a value is of this kind."""
        fitting = isinstance(value, self.types) and not isinstance(value, bool)
        fitting = fitting and not (isinstance(value, float) and not math.isfinite(value))
        return fitting and not (self.low is not None and isinstance(value, (int, float)) and not value >= self.low)


COUNT, POSITIVE = Kind("a whole number, 0 or more", (int,), 0), Kind("a whole number, 1 or more", (int,), 1)
WHOLE, TEXT = Kind("a whole number", (int,)), Kind("a text", (str,))
NUMBER, TABLE, LIST = Kind("a number", (int, float)), Kind("an object", (dict,)), Kind("a list", (list,))
NONE: tuple[type, ...] = (type(None),)
MAYBE = Kind("a number or null", (int, float, *NONE))
HEAD = {
    "format": TEXT,
    "version": WHOLE,
    "plan": TABLE,
    "epoch": COUNT,
    "worse": COUNT,
    "best": Kind("an object or null", (dict, *NONE)),
    "tally": TABLE,
    "seconds": NUMBER,
    "frame": COUNT,
    "origin": WHOLE,
    "rows": LIST,
}
PLAN = {
    "epochs": POSITIVE,
    "batch": POSITIVE,
    "patience": Kind("a whole number, 1 or more, or null", (int, *NONE), 1),
    "validate_every": POSITIVE,
    "watch": TEXT,
    "seed": WHOLE,
    "samples": Kind("a whole number, 1 or more, or null", (int, *NONE), 1),
}
TALLY = {"correct": COUNT, "answers": COUNT, "loss": NUMBER, "losses": COUNT}
BEST_KEYS = {"epoch": COUNT, "value": NUMBER}
ROW = {"epoch": COUNT, "frame": COUNT, "split": TEXT, "loss": MAYBE, "accuracy": MAYBE, "seconds": NUMBER}


def _fields(data: Any, kinds: Mapping[str, Kind], folder: Path, inside: str = "") -> dict[str, Any]:
    """Return the values of all keys, each of its kind; other keys are left alone."""
    if not isinstance(data, dict):
        place = _place(folder, inside.rstrip(".")) if inside else f"file {_name(folder / SESSION)!r}"
        raise FileError(Problem(place, "an object", brief(data)))
    for key, kind in kinds.items():
        if key not in data or not kind.fits(data[key]):
            got = brief(data[key]) if key in data else "none"
            raise FileError(Problem(_place(folder, inside + key), kind.words, got, mend=DAMAGED))
    return {key: data[key] for key in kinds}


def _place(folder: Path, key: str) -> str:
    return f"file {_name(folder / SESSION)!r}, key {key!r}"


def _name(file: Path) -> str:
    """Return a file's name with that of its checkpoint: the names of the files alone are all the same."""
    return f"{file.parent.name}/{file.name}"


def _json(file: Path) -> Any:
    content = _bytes(file)
    try:
        return json.loads(content.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise FileError(Problem(f"file {_name(file)!r}", "JSON", str(error), mend=DAMAGED)) from None


def _refuse(word: str) -> Any:
    raise ValueError(f"{word}, which is not a number in JSON")


def _tensors(file: Path, load: Callable[[bytes], dict[str, Any]]) -> dict[str, Any]:
    content = _bytes(file)
    try:
        return load(content)
    except (SafetensorError, KeyError, ValueError) as error:
        raise FileError(Problem(f"file {_name(file)!r}", "safetensors", str(error), mend=DAMAGED)) from None


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        words = (error.strerror or "none").lower()
        raise FileError(Problem(f"file {_name(file)!r}", "a file of the checkpoint", words)) from None


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """Say in which checkpoint a file of a graph is."""
    try:
        yield
    except FileError as error:
        problem = error.problem
        raise FileError(attrs.evolve(problem, place=f"checkpoint {folder.name!r}: {problem.place}")) from None
