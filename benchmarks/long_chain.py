"""How long a chain of 1000 nodes takes to make, and from there to its first frame."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Iterator

import torch

import lpnb
from benchmarks.nets import chain
from benchmarks.rounds import Effort
from benchmarks.row import Row
from lpnb.compile import build, emit

LENGTH = 1000


def rows(effort: Effort, device: torch.device) -> Iterator[Row]:
    """Yield making the graph; check, emit, build and first frame; and the same through a stream."""
    times = [once(device) for _ in range(1 if effort.quick else 5)]
    making, checking, emitting, building, framing, streaming = map(statistics.median, zip(*times, strict=True))
    parts = f"check {checking:.2f}, emit {emitting:.2f}, build {building:.2f}, frame {framing:.3f}"
    total = checking + emitting + building + framing
    yield Row(f"{LENGTH}-node chain: add and connect", "", making, "s")
    yield Row(f"{LENGTH}-node chain: check, emit, build, first frame", "", total, "s", below=3, detail=parts)
    yield Row(f"{LENGTH}-node chain: Stream(graph) to its first frame", "", streaming, "s", below=3)


def once(device: torch.device) -> tuple[float, ...]:
    """Return the seconds of: making, check, emit, build, first frame, and stream to first frame."""
    times = [time.perf_counter()]

    def lap() -> None:
        times.append(time.perf_counter())

    graph = chain(LENGTH)
    lap()
    assert graph.check().ok
    lap()
    program = emit(graph)
    lap()
    built = build(program, device=device)
    lap()
    with torch.no_grad():
        inputs = built.inputs(torch.ones(1, 8, device=device))
        built.network.step(built.network.initial_state(1, inputs, device=device), inputs)
    lap()
    with lpnb.Stream(graph, device=device) as stream:
        stream.step()
        lap()
    return tuple(end - start for start, end in itertools.pairwise(times))
