"""Write a Python script that runs a graph with torch alone, and tests itself.

Examples:
  lpnb export digits net.py
  python net.py
"""

from __future__ import annotations

import argparse

from lpnb.cli.options import add_graph, open_it


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add_graph(parser)
    parser.add_argument("out", metavar="SCRIPT", help="where to write it, e.g. net.py")


def main(options: argparse.Namespace) -> int:
    """Write the script."""
    print(f"wrote {open_it(options.graph).export(options.out)}")
    return 0
