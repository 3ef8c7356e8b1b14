"""Run a graph and show its speed and what its nodes hold.

Example:
  lpnb run digits --frames 5000 --batch 32
"""

from __future__ import annotations

import argparse
import time

from lpnb.cli.options import Progress, add_graph, add_stream, open_it, positive
from lpnb.graph import Graph
from lpnb.graph.make import field_values
from lpnb.run import Stream
from lpnb.run.rule import Learner


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add_graph(parser)
    parser.add_argument("--frames", type=positive, default=1000, metavar="N", help="how long (%(default)s frames)")
    parser.add_argument("--learn", action="store_true", help="let losses train while it runs (else they only measure)")
    add_stream(parser, batch=1)


def main(options: argparse.Namespace) -> int:
    """Run the graph."""
    graph = open_it(options.graph)
    for name, node in graph.nodes().items():
        if isinstance(node, Learner) and not options.learn:
            graph.set(name, on=False)
    with Stream(graph, batch=options.batch, device=options.device, seed=options.seed) as stream:
        progress, begin = Progress(options.frames, graph.name), time.perf_counter()
        portion = max(1, options.frames // 100)
        for start in range(0, options.frames, portion):
            stream.step(min(portion, options.frames - start))
            progress.to(stream.frame)
        seconds = time.perf_counter() - begin
        progress.close()
        rate = options.frames / seconds
        print(f"{graph.name}: {options.frames} frames in {seconds:.2f} s on {stream.device}: {rate:.0f} frames/s")
        print(f"\n{'state':24}{'shape':18}{'mean':>10}{'lowest':>10}{'highest':>10}")
        for name in _states(graph):
            value = stream[name]
            shape = str(value.shape[1:])
            print(f"{name:24}{shape:18}{value.mean():10.4f}{value.min():10.4f}{value.max():10.4f}")
    return 0


def _states(graph: Graph) -> list[str]:
    """Return the name of each output of each node."""
    outputs = {name: node.outputs() for name, node in graph.nodes().items() if field_values(node)}
    return [name if len(outs) == 1 else f"{name}.{out}" for name, outs in outputs.items() for out in outs]
