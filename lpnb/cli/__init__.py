"""The terminal face: ``lpnb run | train | check | export | import | lab | experiment``.

Exit codes: 0 all well; 1 the answer is no (problems found, target not reached, a frame failed); 2 the call or a file
is wrong; 130 stopped with Ctrl+C.
"""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from lpnb._version import __version__
from lpnb.errors import InvalidGraph, LpnbError, StreamError

COMMANDS = {
    "run": "lpnb.cli.run",
    "train": "lpnb.cli.train",
    "check": "lpnb.cli.check",
    "export": "lpnb.cli.export",
    "import": "lpnb.cli.importing",
    "lab": "lpnb.cli.lab",
    "experiment": "lpnb.cli.experiment",
}
"""Where each command is. They are imported when one is called: that takes seconds, in which Ctrl+C has to work, too."""
STOPPED = 130

DESCRIPTION = """\
A live laboratory for streaming neural networks.

In a streaming network every node is updated at once, once a frame, from the states of the frame before.
A GRAPH is a file that graph.save() wrote, a .st_graph file of Statestream, or the name of an example: digits, ff, s,
sr, hybrid, dsr0 ... dsr6.
"""
EPILOG = """\
begin here:
  lpnb lab                     open the first tutorial in JupyterLab
  lpnb train digits            train the example on real handwritten digits, and test it
  lpnb export digits net.py    a script that needs torch alone
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    whole = argparse.ArgumentParser(
        prog="lpnb",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action="version", version=f"lpnb {__version__}")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, where in COMMANDS.items():
        module = importlib.import_module(where)
        summary = (module.__doc__ or "").splitlines()[0]
        part = commands.add_parser(
            name,
            help=summary,
            description=module.__doc__,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(part)
        part.set_defaults(main=module.main, part=part)
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        with _ended_by_ctrl_c():
            whole = parser()
        return _run(whole, arguments)
    except KeyboardInterrupt:
        print("\nstopped.", file=sys.stderr)
        return STOPPED


@contextmanager
def _ended_by_ctrl_c() -> Iterator[None]:
    """Have Ctrl+C end the process at once: while libraries are loaded, an exception of it can get lost in them."""
    mine = threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGINT)
    if not mine or before is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _leave(*_: object) -> None:
    print("\nstopped.", file=sys.stderr, flush=True)
    os._exit(STOPPED)


def _run(whole: argparse.ArgumentParser, arguments: Sequence[str] | None) -> int:
    options, unknown = whole.parse_known_args(arguments)
    if unknown:  # the usage that helps is that of the command
        options.part.error(f"unrecognized arguments: {' '.join(unknown)}")
    try:
        code: int = options.main(options)
    except (InvalidGraph, StreamError) as error:
        print(f"lpnb {options.command}: {error}", file=sys.stderr)
        return 1
    except LpnbError as error:
        print(f"lpnb {options.command}: {error}", file=sys.stderr)
        return 2
    return code
