"""How long it takes from an edit of a graph that is playing to the first frame of the new one."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator

import torch

import lpnb
from benchmarks.nets import dense_row, n4
from benchmarks.quiet import quietest
from benchmarks.rounds import Effort
from benchmarks.row import Row

LOOK = 2e-4
"""Seconds between two looks at the stream."""
PATIENCE = 10.0
"""Seconds after which a stream that shows no new frame is given up."""


def rows(effort: Effort, device: torch.device) -> Iterator[Row]:
    """Yield a row of convolutions and a row of dense nodes."""
    graphs = {"convolutions (N4)": n4(), "dense nodes": dense_row()}
    for name, graph in graphs.items():
        with lpnb.Stream(graph, device=device) as stream:
            stream.play()
            rounds, noise = quietest(lambda _: list(edits(stream)), effort.edits, 2 * effort.edits)
        times = [seconds * 1e3 for one in rounds for seconds in one]
        p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        gpu = ", GPU" * (device.type == "cuda")
        yield Row(
            f"live edit to first frame, 32 {name}{gpu}, p95", "", p95, "ms", below=50,
            detail=f"p50 {p50:.1f} ms, {len(times)} edits, others {noise:.1f} cores",
        )  # fmt: skip


def edits(stream: lpnb.Stream) -> Iterator[float]:
    """Yield the seconds that adding a node, connecting it and changing it take; then take all back."""
    graph = stream.graph
    shape = graph["n5"].shape
    kind = "conv" if len(shape) == 3 else "dense"
    yield seconds_to_frame(stream, lambda: graph.add("extra", shape=shape, act="relu"))
    yield seconds_to_frame(stream, lambda: graph.connect("n5", "extra", kind))
    yield seconds_to_frame(stream, lambda: graph.connect("extra", "n9", kind))
    yield seconds_to_frame(stream, lambda: graph.set("extra", act="tanh"))
    for _ in range(4):
        seconds_to_frame(stream, graph.undo)


def seconds_to_frame(stream: lpnb.Stream, edit: Callable[[], object]) -> float:
    """Return the seconds from the call of an edit to a frame that the new program has computed."""
    before = stream.last_edit
    frame = stream.frame
    start = time.perf_counter()
    edit()
    while (done := stream.last_edit) is before or done is None or stream.frame <= max(done.frame, frame):
        time.sleep(LOOK)
        if time.perf_counter() - start > PATIENCE:
            raise TimeoutError(f"no new frame after an edit: {stream!r} {list(stream.messages)[-3:]}")
    return time.perf_counter() - start
