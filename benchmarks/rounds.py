"""Interleaved rounds: contenders take turns in one process, so that whatever else the machine does hits all of them.

On the CPU a contender pays the processor time of the thread that runs it, which other processes do not change; on a GPU
it pays wall-clock time from idle to idle.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import attrs
import torch

Contender = Callable[[int], object]
"""Computes so many frames."""


@attrs.frozen
class Effort:
    """How long to measure.

    Attributes:
        rounds: How often each contender has its turn.
        seconds: How long one turn takes, about.
        edits: How often a running graph is changed, times four.
        quick: Whether this is only to see that everything works.
    """

    rounds: int
    seconds: float
    edits: int
    quick: bool = False


FULL = Effort(rounds=41, seconds=0.08, edits=25)
QUICK = Effort(rounds=3, seconds=0.01, edits=3, quick=True)


def clock(device: torch.device) -> float:
    """Return the seconds that work on a device is measured by; see above."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
        return time.perf_counter()
    return time.thread_time()


def race(contenders: dict[str, Contender], effort: Effort, device: torch.device) -> dict[str, list[float]]:
    """Return for each contender its seconds per frame in every round."""
    frames = {name: frames_per_turn(run, effort.seconds, device) for name, run in contenders.items()}
    results: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(effort.rounds):
        names = list(contenders)
        for name in names if number % 2 else reversed(names):
            results[name].append(seconds_per_frame(contenders[name], frames[name], device))
    return results


def frames_per_turn(run: Contender, seconds: float, device: torch.device) -> int:
    """Return how many frames take about so many seconds, found on warm caches."""
    seconds_per_frame(run, 3, device)
    return max(1, round(seconds / max(seconds_per_frame(run, 3, device), 1e-7)))


def seconds_per_frame(run: Contender, frames: int, device: torch.device) -> float:
    """Return the seconds that a frame takes, over so many."""
    start = clock(device)
    run(frames)
    return (clock(device) - start) / frames


def ratio(slow: list[float], fast: list[float]) -> float:
    """Return how many times as fast the second contender is: the median over the rounds."""
    return statistics.median(one / other for one, other in zip(slow, fast, strict=True))


def in_words(seconds: list[float]) -> str:
    """Return the median of some times in the unit that reads best."""
    value = statistics.median(seconds)
    return f"{value * 1e6:.1f} us" if value < 1e-3 else f"{value * 1e3:.2f} ms"
