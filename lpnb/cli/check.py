"""Say everything that is wrong with a graph, or that nothing is.

Exits with 0 when the graph can run, 1 when it has errors, 2 when it cannot be read.

Example:
  lpnb check digits --rollout
"""

from __future__ import annotations

import argparse

from lpnb.cli.options import add_graph, open_it


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add_graph(parser)
    parser.add_argument("--rollout", action="store_true", help="show inference factor, first responses and tableau too")
    parser.add_argument("--code", action="store_true", help="show the generated PyTorch program too")


def main(options: argparse.Namespace) -> int:
    """Check the graph."""
    graph = open_it(options.graph)
    report = graph.check()
    print(report)
    if options.rollout:
        print(f"\n{graph.rollout()}")
    if options.code and report.ok:
        print(f"\n{graph.code()}", end="")
    return 0 if report.ok else 1
