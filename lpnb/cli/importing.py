"""Turn a network file of Statestream (.st_graph) into a graph of lpnb, and say item by item what is different.

Exits with 0 when it was written, 1 when the file has errors or something stands where it would be written, 2 when there
is no such file.

Examples:
  lpnb import demo.st_graph
  lpnb import demo.st_graph exact.lpnb --compat statestream
  lpnb import demo.st_graph --check
"""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path

from lpnb.errors import FileError, ForeignFile
from lpnb.files import open_graph
from lpnb.files.opening import COMPAT, STATESTREAM


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("file", metavar="FILE", help="a .st_graph file")
    parser.add_argument("out", metavar="OUT", nargs="?", help="where to write it (its name with .lpnb, here)")
    words = "compute as the original program did, also where its author meant something else"
    parser.add_argument("--compat", choices=COMPAT[1:], help=words)
    parser.add_argument("--check", action="store_true", help="only say what there is to say, write nothing")
    parser.add_argument("--force", action="store_true", help="write over what stands there")


def main(options: argparse.Namespace) -> int:
    """Import the file."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ForeignFile)  # the whole report is printed
            graph = open_graph(options.file, options.compat)
    except FileError as error:
        if not Path(options.file).is_file():  # the call is wrong, as with all commands; else the answer is no
            raise
        print(f"lpnb import: {error}", file=sys.stderr)
        return 1
    print(graph.remarks or graph.check())
    if options.check:
        return 0
    out = Path(options.out or Path(options.file).with_suffix(".lpnb").name)
    if out.suffix == STATESTREAM:
        print(f"lpnb import: {str(out)!r} is for files of Statestream. Name one that ends in .lpnb.", file=sys.stderr)
        return 1
    if out.exists() and not options.force:
        print(f"lpnb import: {str(out)!r} is there already. Name another place, or use --force.", file=sys.stderr)
        return 1
    print(f"wrote {graph.save(out)}")
    return 0
