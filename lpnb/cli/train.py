"""Train a graph while it streams, then test it on held-out samples.

Prints the share of held-out samples that are answered rightly; with --target, exits with 1 when it is not reached.

Examples:
  lpnb train digits
  lpnb train digits --frames 8000 --out trained.lpnb --target 0.95
"""

from __future__ import annotations

import argparse
import time

from lpnb.cli.options import Progress, add_graph, add_stream, positive
from lpnb.errors import EditError
from lpnb.graph import Graph
from lpnb.learn import evaluate, train


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add_graph(parser)
    parser.add_argument("--frames", type=positive, default=12000, metavar="N", help="how long (%(default)s frames)")
    parser.add_argument("--out", metavar="FILE", help="save the trained graph here")
    parser.add_argument("--target", type=float, metavar="SHARE", help="the share of right answers to reach, 0 to 1")
    add_stream(parser, batch=32)


def main(options: argparse.Namespace) -> int:
    """Train, test, save."""
    graph = Graph.load(options.graph)
    progress, begin = Progress(options.frames, f"training {graph.name}"), time.perf_counter()
    train(
        graph,
        frames=options.frames,
        batch=options.batch,
        device=options.device,
        seed=options.seed,
        report=lambda frame, loss: progress.to(frame, f"loss {loss:.3f}"),
    )
    progress.close()
    seconds = time.perf_counter() - begin
    if options.out:
        print(f"saved {graph.save(options.out)}")
    try:
        score = evaluate(graph, device=options.device)
    except EditError as nothing:
        print(f"{graph.name}: {options.frames} frames in {seconds:.1f} s; not tested: {nothing}")
        return 0 if options.target is None else 2
    print(
        f"{graph.name}: {options.frames} frames in {seconds:.1f} s; {score.correct} of {score.total} "
        f"held-out samples right: {score.accuracy:.1%}"
    )
    if options.target is not None and score.accuracy < options.target:
        print(f"the target of {options.target:.1%} was not reached. Train for more frames.")
        return 1
    return 0
