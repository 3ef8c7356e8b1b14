"""The time machine's memory: what it says that it takes, and what the process has grown by.

In fresh processes, for the memory of one that has run before can grow and shrink for other reasons. The states are
large, so that the budget is full within seconds.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import attrs
import torch

import lpnb
from benchmarks.nets import network
from benchmarks.rounds import Effort
from benchmarks.row import Row
from lpnb.run.memory import give_back

ROOT = Path(__file__).parents[1]
CASES = ("large maps", "digits, learning")
FULL_AT = 0.93
"""Share of the budget that counts as full: thinning leaves 0.96 of it, and the next keyframe may be large."""
PATIENCE = 60.0
MEBIBYTE = 2**20


def rows(effort: Effort, _device: torch.device) -> Iterator[Row]:
    """Yield, for streams of two kinds, how far memory is beyond its budget or below it once that is full."""
    for case in CASES[:1] if effort.quick else CASES:
        asked = json.dumps({"case": case, "budget": (8 if effort.quick else 64) * MEBIBYTE})
        command = [sys.executable, "-c", f"from benchmarks.past import measure; measure({asked!r})"]
        ended = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        found = Filled(**json.loads(ended.stdout))
        size = f"of {found.budget // MEBIBYTE} MiB, {found.frames} frames"
        yield Row(
            f"time machine, {case}: its count, off its budget", "", 100 * abs(found.said - 1), "%", below=5,
            detail=f"{100 * found.said:.1f} % {size}",
        )  # fmt: skip
        if found.real:
            yield Row(
                f"time machine, {case}: the process, beyond that budget", "", 100 * max(0.0, found.needed - 1), "%",
                below=5, detail=f"{100 * found.needed:.0f} % {size}; {100 * found.grown:.0f} % with what is free, and "
                "the C library keeps for later",
            )  # fmt: skip


@attrs.frozen
class Filled:
    """What a full memory takes.

    Attributes:
        budget: Bytes that it may take.
        said: What it says that it takes, as a share of that; the most that was seen once it was full.
        grown: What the process has grown by since it was empty, likewise.
        needed: The same without memory that is free, but that the C library keeps for later.
        real: Whether the system tells what the process takes.
        frames: How many frames were computed.
    """

    budget: int
    said: float
    grown: float
    needed: float
    real: bool
    frames: int


def measure(asked: str) -> None:
    """Fill a memory, go on for a while, and print what it took, as JSON."""
    torch.set_num_threads(1)
    wanted = json.loads(asked)
    budget, make = wanted["budget"], {"large maps": maps, "digits, learning": digits}[wanted["case"]]
    with make(lpnb.Memory(budget=2**20)) as warm:  # what PyTorch itself takes comes with the first frames
        warm.step(200)
    gc.collect()
    begin = resident()
    with make(lpnb.Memory(budget=budget)) as stream:
        stream.play()
        said = fill(stream, budget)
        stream.pause()
        frames = stream.frame
        gc.collect()
        grown = resident() - begin
        give_back()
        needed = resident() - begin
    shares = {"said": said, "grown": grown / budget, "needed": needed / budget}
    print(json.dumps({"budget": budget, **shares, "real": begin > 0, "frames": frames}))


def fill(stream: lpnb.Stream, budget: int) -> float:
    """Wait until the memory is full and for a while more; return the most that it took, as a share of the budget."""
    start = time.perf_counter()
    while stream.remembered.bytes < FULL_AT * budget and time.perf_counter() - start < PATIENCE:
        time.sleep(0.05)
    seen, until = [0], time.perf_counter() + 3.0
    while time.perf_counter() < until:
        seen.append(stream.remembered.bytes)
        time.sleep(0.02)
    return max(seen) / budget


def maps(memory: lpnb.Memory) -> lpnb.Stream:
    """Return a stream of 16 noisy maps of 64 x 64."""
    graph = network("large maps", (16, 64, 64), {"maps": ((16, 64, 64), "tanh", {"x": None})})
    graph.set("maps", noise=0.3)
    return lpnb.Stream(graph, device="cpu", memory=memory)


def digits(memory: lpnb.Memory) -> lpnb.Stream:
    """Return a stream that learns, so that its parameters are remembered as well."""
    graph = lpnb.Graph("digits")
    graph.add("data", "digits")
    graph.add("hidden", "pool", shape=256, act="relu")
    graph.add("answer", "pool", shape=10, act="softmax")
    graph.connect("data.image", "hidden", "dense")
    graph.connect("hidden", "answer", "dense")
    graph.add("learn", "loss", loss="cross_entropy", lr=1e-3)
    graph.connect("answer", "learn.prediction")
    graph.connect("data.label", "learn.target")
    return lpnb.Stream(graph, batch=32, device="cpu", memory=memory)


def resident() -> int:
    """Return the bytes of memory that this process has, 0 where that cannot be told."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    except OSError:  # not Linux
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
