"""Measure everything, print the table, and write docs/benchmarks.md."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import torch

from benchmarks import (
    editor,
    importing,
    learning,
    live_edit,
    long_chain,
    page,
    past,
    publishing,
    soak,
    statestream,
    tier0,
    training,
    watching,
)
from benchmarks.rounds import FULL, QUICK, Effort
from benchmarks.row import Row, table

Figures = Callable[[Effort, torch.device], Iterator[Row]]

FIGURES: dict[str, Figures] = {
    "tier0": tier0.rows,
    "publishing": publishing.rows,
    "live_edit": live_edit.rows,
    "long_chain": long_chain.rows,
    "importing": importing.rows,
    "learning": learning.rows,
    "training": training.rows,
    "statestream": statestream.rows,
    "past": past.rows,
    "watching": watching.rows,
    "editor": editor.rows,
}
SOAK: dict[str, Figures] = {"soak": soak.rows}
"""What takes so long that it has a command and a table of its own."""
ON_GPU = ("tier0", "live_edit", "learning", "training", "statestream")


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 1 where a target was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    every = {**FIGURES, **SOAK}
    some = f"measure only these of {', '.join(every)}; no page is written then"
    parser.add_argument("figures", nargs="*", metavar="FIGURE", help=some)
    parser.add_argument("--quick", action="store_true", help="see that everything works; rough numbers, no page")
    parser.add_argument("--soak", action="store_true", help="measure what takes long, and write it to its own table")
    parser.add_argument("--page", type=Path, help="where to write the page")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.figures if name not in every]
    if unknown:
        parser.error(f"no figure {unknown[0]!r}; there are {', '.join(every)}")
    effort, start = (QUICK if options.quick else FULL), time.perf_counter()
    rows = list(measured(options.figures or list(SOAK if options.soak else FIGURES), effort))
    print(table(rows))
    path = options.page or (None if options.quick or options.figures else page.PATH)
    if path is not None and options.soak:
        page.write_soak(rows, time.perf_counter() - start, path)
    elif path is not None:
        page.write(rows, effort, time.perf_counter() - start, path)
    if path is not None:
        print(f"\nwritten to {path}")
    missed = [row.figure for row in rows if row.met is False]
    verdict = f"missed: {'; '.join(missed)}" if missed else "all targets are met"
    print(f"\n{time.perf_counter() - start:.0f} s; {verdict}")
    return int(bool(missed) and not options.quick)


def measured(names: list[str], effort: Effort) -> Iterator[Row]:
    """Yield the rows of some figures, on the CPU, then on the GPU if there is one."""
    devices = [torch.device("cpu")] + [torch.device("cuda")] * torch.cuda.is_available()
    for device in devices:
        for name in names:
            if device.type == "cpu" or name in ON_GPU:
                print(f"{name} on {device} ...", file=sys.stderr, flush=True)
                yield from {**FIGURES, **SOAK}[name](effort, device)


if __name__ == "__main__":
    sys.exit(main())
