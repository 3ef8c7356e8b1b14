"""How long `import lpnb` takes in a fresh process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import torch

from benchmarks.rounds import Effort
from benchmarks.row import Row

SCRIPT = "import time; start = time.perf_counter(); import lpnb; print(time.perf_counter() - start)"


def rows(effort: Effort, _device: torch.device) -> Iterator[Row]:
    """Yield the best of some processes."""
    processes = 2 if effort.quick else 5
    seconds = min(once() for _ in range(processes))
    yield Row("import lpnb", "", seconds, "s", below=0.3, detail=f"best of {processes} fresh processes")


def once() -> float:
    """Return the seconds that the import takes in one process."""
    return float(subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, check=True, text=True).stdout)
