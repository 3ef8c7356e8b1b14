"""What several commands ask for, and the progress bar."""

from __future__ import annotations

import argparse
import sys
import warnings

from lpnb.errors import ForeignFile
from lpnb.files import open_graph
from lpnb.graph import Graph

GRAPH = "a .lpnb or .st_graph file, or the name of an example: digits, ff, s, sr, hybrid, dsr0 ... dsr6"


def add_graph(parser: argparse.ArgumentParser) -> None:
    """Ask for a graph."""
    parser.add_argument("graph", metavar="GRAPH", help=GRAPH)


def open_it(path: str) -> Graph:
    """Open a graph, and say on stderr what there is to warn of in a file of another program."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ForeignFile)
        graph = open_graph(path)
    problems = getattr(graph.remarks, "problems", ())
    for problem in problems:
        if problem.severity == "warning":
            print(f"warning: {problem}", file=sys.stderr)
    if problems:
        print(f"{path}: lpnb import --check says what is different from the original.", file=sys.stderr)
    return graph


def add_stream(parser: argparse.ArgumentParser, *, batch: int) -> None:
    """Ask for how to stream."""
    parser.add_argument("--batch", type=positive, default=batch, metavar="N", help="samples side by side (%(default)s)")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, cuda:1 ... (%(default)s)")
    parser.add_argument(
        "--seed", type=int, default=0, help="what weights, noise and data order depend on (%(default)s)"
    )


def share(text: str) -> float:
    """Return a number from 0 to 1."""
    try:
        number = float(text)
    except ValueError:
        number = -1
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"expected a share from 0 to 1, found {text!r}")
    return number


def positive(text: str) -> int:
    """Return a whole number of 1 or more."""
    number = int(text) if text.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number, 1 or more, found {text!r}")
    return number


class Progress:
    """A progress bar over frames: tqdm's where that is installed and somebody looks, else nothing."""

    def __init__(self, frames: int, what: str, done: int = 0) -> None:
        """Begin with some of so many frames done: by somebody else, so they count in no rate."""
        self._bar = None
        if sys.stderr.isatty():
            try:
                from tqdm import tqdm
            except ImportError:
                return
            self._bar = tqdm(total=frames, initial=done, unit="frame", desc=what, leave=False)

    def to(self, frame: int, words: str = "") -> None:
        """Move to a frame, and show a few words behind the bar."""
        if self._bar is not None:
            self._bar.set_postfix_str(words, refresh=False)
            self._bar.update(frame - self._bar.n)

    def say(self, words: str) -> None:
        """Print a line, above the bar where there is one."""
        if self._bar is not None:
            self._bar.clear()
        print(words, flush=True)
        if self._bar is not None:
            self._bar.refresh()

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()
