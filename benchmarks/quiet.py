"""How busy other processes keep the machine: what is measured by the wall clock counts only while they are quiet."""

from __future__ import annotations

import contextlib
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


def strangers() -> float:
    """Return the same without all that this process has started, and what that has started: servers and browsers."""
    stats = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has just ended
            fields = file.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            stats[int(file.parent.name)] = int(fields[1]), sum(map(int, fields[11:15]))
    family = {os.getpid()}
    while more := {process for process, (parent, _) in stats.items() if parent in family} - family:
        family |= more
    ours = sum(stats[process][1] for process in family if process in stats) / os.sysconf("SC_CLK_TCK")
    return others() + time.process_time() - ours


def quietest(
    measure: Callable[[int], Result], wanted: int, most: int, busy: Callable[[], float] = others
) -> tuple[list[Result], float]:
    """Measure until so many results came in quiet, at most so often; return the quietest ones.

    Args:
        measure: Given the number of the round, measures once.
        wanted: How many results to return.
        most: How many rounds to try at most.
        busy: Tells the processor seconds that count as somebody else's.

    Returns:
        The results, and how many cores other processes kept busy meanwhile.
    """
    rounds: list[tuple[float, Result]] = []
    while len(rounds) < most and sum(noise < QUIET for noise, _ in rounds) < wanted:
        before, start = busy(), time.perf_counter()
        result = measure(len(rounds))
        rounds.append(((busy() - before) / (time.perf_counter() - start), result))
    kept = sorted(rounds, key=lambda one: one[0])[:wanted]
    return [result for _, result in kept], max(0.0, statistics.median(noise for noise, _ in kept))
