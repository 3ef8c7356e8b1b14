"""Repeat an experiment: figure9, how soon the rollouts of FF, S and SR are right about noisy digits.

Writes figure9.csv (every trial), figure9.md (means, and what is claimed of them) and figure9.png into a folder; results
of single trials are kept in there too, so that a run that was stopped goes on where it was. Exits with 1 when a claim
does not hold.

Examples:
  lpnb experiment figure9                               on scikit-learn's digits, in about two minutes
  lpnb experiment figure9 --data mnist.npz --seeds 3    on your own file with arrays 'images' and 'labels'
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from lpnb.cli.options import positive
from lpnb.experiments.data import Data
from lpnb.experiments.figure9 import FULL, SMALL, claims, figure9
from lpnb.experiments.page import page


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
    folder, begin = Path(options.out), time.perf_counter()
    found = figure9(data, seeds=seeds, folder=folder / "trials", processes=options.processes, **recipe)
    held = claims(found)
    files = page(found, held, data, recipe, folder)
    print(found.table())
    for claim in held:
        print(f"{'yes' if claim.holds else 'NO ':3}  {claim.words}: {claim.found}")
    print(f"{time.perf_counter() - begin:.0f} s; wrote {', '.join(map(str, files))}")
    return 0 if all(claim.holds for claim in held) else 1
