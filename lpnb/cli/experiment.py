"""Repeat an experiment: figure9, how soon the rollouts of FF, S and SR are right about noisy digits.

Writes figure9.csv (every trial), figure9.md (means, and what is claimed of them) and figure9.png into a folder; results
of single trials are kept in there too, so that the same command goes on with a run that was stopped (Ctrl+C). Exits
with 1 when a claim does not hold.

Examples:
  lpnb experiment figure9                               on scikit-learn's digits, in about two minutes
  lpnb experiment figure9 --data mnist.npz --seeds 3    on your own file with arrays 'images' and 'labels'
"""

from __future__ import annotations

import argparse
import sys
import time

from lpnb.cli.options import positive
from lpnb.experiments.asked import place_for
from lpnb.experiments.data import Data
from lpnb.experiments.figure9 import FULL, SMALL, claims, figure9
from lpnb.experiments.page import FILES, page
from lpnb.files.save import place


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("name", choices=("figure9",), metavar="NAME", help="which experiment: figure9")
    parser.add_argument("--data", metavar="FILE", help="an .npz file with images and labels (scikit-learn's digits)")
    parser.add_argument("--out", default="figure9", metavar="FOLDER", help="where it writes (%(default)s)")
    parser.add_argument("--seeds", type=positive, default=None, metavar="N", help="trials of each (3; digits: 1)")
    parser.add_argument("--updates", type=positive, default=None, metavar="N", help="steps of the optimizer in a trial")
    parser.add_argument("--processes", type=positive, default=2, metavar="N", help="trials side by side (%(default)s)")


def main(options: argparse.Namespace) -> int:
    """Train what is not trained yet, and write what was found."""
    data = Data.load(options.data) if options.data else Data.digits()
    recipe = FULL if options.data else SMALL
    if options.updates:
        recipe = recipe | {"updates": options.updates}
    seeds = range(options.seeds or (3 if options.data else 1))
    folder, begin = place_for(options.out), time.perf_counter()
    for name in FILES:
        place(folder / name)  # what cannot be written need not be trained
    try:
        found = figure9(data, seeds=seeds, folder=folder / "trials", processes=options.processes, **recipe)
    except KeyboardInterrupt:
        kept = f"Trials that were done are kept in {folder / 'trials'}; the same command goes on with the others."
        print(f"\nstopped. {kept}", file=sys.stderr)
        return 130
    held = claims(found, paper=bool(options.data))
    files = page(found, held, data, recipe, folder)
    print(found.table())
    for claim in held:
        print(f"{'yes' if claim.holds else 'NO ':3}  {claim.words}: {claim.found}")
    print(f"{time.perf_counter() - begin:.0f} s; wrote {', '.join(map(str, files))}")
    return 0 if all(claim.holds for claim in held) else 1
