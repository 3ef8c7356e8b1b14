"""How busy other processes keep the machine: what is measured by the wall clock counts only while they are quiet."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Result = TypeVar("Result")
QUIET = 0.2
"""Cores that other processes may use while it counts as quiet."""

BUSY = (0, 1, 2, 5, 6, 7)
"""The columns of /proc/stat in which a processor works: user, nice, system, irq, softirq, steal."""


def others() -> float:
    """Return the processor seconds that all other processes have used so far, 0 where that cannot be told."""
    try:
        ticks = Path("/proc/stat").read_text(encoding="ascii").partition("\n")[0].split()[1:]
    except OSError:  # not Linux
        return 0.0
    return sum(int(ticks[column]) for column in BUSY) / os.sysconf("SC_CLK_TCK") - time.process_time()


def quietest(measure: Callable[[int], Result], wanted: int, most: int) -> tuple[list[Result], float]:
    """Measure until so many results came in quiet, at most so often; return the quietest ones.

    Args:
        measure: Given the number of the round, measures once.
        wanted: How many results to return.
        most: How many rounds to try at most.

    Returns:
        The results, and how many cores other processes kept busy meanwhile.
    """
    rounds: list[tuple[float, Result]] = []
    while len(rounds) < most and sum(noise < QUIET for noise, _ in rounds) < wanted:
        busy, start = others(), time.perf_counter()
        result = measure(len(rounds))
        rounds.append(((others() - busy) / (time.perf_counter() - start), result))
    kept = sorted(rounds, key=lambda one: one[0])[:wanted]
    return [result for _, result in kept], max(0.0, statistics.median(noise for noise, _ in kept))
