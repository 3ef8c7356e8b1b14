"""Export: a script that runs the network with torch alone, and proves that it computes the same."""

from __future__ import annotations

import base64
import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import save as to_safetensors

from lpnb._version import __version__
from lpnb.compile import Program, build, emit
from lpnb.compile.build import Built
from lpnb.errors import FileError, Problem
from lpnb.files.save import write
from lpnb.graph import Graph
from lpnb.run.engine import Engine
from lpnb.run.sources import Feeds
from lpnb.run.values import load_weights, to_numpy

FRAMES, BATCH, WATCHED = 20, 2, 64
"""The recorded trace: so many frames of so many samples; of each node's state at most so many values."""

TEMPLATE = Path(__file__).with_name("script.txt")


def export(graph: Graph, path: str | Path) -> Path:
    """Write a Python script that needs torch alone, and return its path.

    It holds the same program that streams run, the weights of now, and a recorded trace of 20 frames. Run, it shows
    its speed and ends with a self-test against the trace (difference 0 on the same kind of CPU).

    Args:
        graph: What to export. Streams that run it hand in their weights first.
        path: Where; ``.py`` is added when there is no ending.

    Raises:
        InvalidGraph: When the graph has errors.
        FileError: When samples have parameters of their own: the module would be for one batch only.
    """
    path = Path(path)
    path = path if path.suffix else path.with_suffix(".py")
    graph.saving.send(graph)
    graph = graph.copy()  # of one moment, whoever goes on editing
    program = emit(graph)
    for weight in program.per_sample:
        mend = f"graph.set({weight.name.rpartition('.')[0]!r}, per_sample=False)."
        found = f"{weight.name!r}, of which each sample has its own"
        raise FileError(Problem("export", "parameters for batches of any size", found, mend=mend))
    built = build(program)
    load_weights(built, graph.weights)
    tensors = {f"weights/{w.identifier}": _array(built, w.identifier) for w in program.weights} | _trace(graph, built)
    blob = base64.b64encode(zlib.compress(to_safetensors(tensors), 9)).decode()
    tail = TEMPLATE.read_text(encoding="utf-8")
    for mark, text in _marks(program, built, blob).items():
        tail = tail.replace(mark, text)
    write(path, (program.text + tail).encode())
    return path


def _marks(program: Program, built: Built, blob: str) -> dict[str, str]:
    watched = [slot.identifier for slot in program.slots if slot.age == 1 and not slot.fed]
    return {
        "__CLASS__": program.class_name,
        "__VERSION__": __version__,
        "__WATCHED__": json.dumps(watched),
        "__SEED__": f"\n    network.seed = {built.module.seed}" if program.random else "",
        "__DATA__": "\n".join(blob[place : place + 110] for place in range(0, len(blob), 110)),
    }


def _array(built: Built, identifier: str) -> np.ndarray[Any, Any]:
    return np.ascontiguousarray(to_numpy(getattr(built.module, identifier)))


def _trace(graph: Graph, built: Built) -> dict[str, np.ndarray[Any, Any]]:
    """Return what the sources delivered and what some values of each node were, frame by frame."""
    program = built.program
    feeds = Feeds(BATCH, torch.device("cpu"), torch.float32, seed=0).open(graph, program)
    with torch.no_grad():
        engine = Engine(built, feeds, BATCH)
        states = [engine.state]
        for _ in range(FRAMES):
            engine.advance()
            states.append(engine.state)
    trace = {}
    for place, slot in enumerate(program.slots, 1):
        if slot.age == 1:
            values = np.stack([to_numpy(state[place]) for state in states])
            if not slot.fed:
                values = watch(values.reshape(len(states), -1))
            trace[f"{'inputs' if slot.fed else 'states'}/{slot.identifier}"] = np.ascontiguousarray(values)
    return trace


def watch(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return at most `WATCHED` columns, evenly spaced, of [frames, values]."""
    step = -(-values.shape[1] // WATCHED)
    return values[:, ::step]
