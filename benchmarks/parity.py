"""How each network file of Statestream fares: opens, runs, and computes what the original program computed.

    python -m benchmarks.parity [FOLDER] [--page docs/parity.md]

FOLDER holds ``graphs/*.st_graph`` and ``oracle/*.npz``, recordings of the original program: ``state[k]`` of each neuron
pool, given the state, the parameters and what the interfaces delivered in frame 0. The error of a state is the greatest
difference in a frame, as a share of the greatest value that the pool had in it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import numpy as np

import lpnb
from benchmarks.parity_learning import learning_errors
from benchmarks.recorded import Recorded, Recording, flat
from benchmarks.replaying import replay, states_error
from lpnb.errors import FileError, LpnbError
from lpnb.graph import Graph
from lpnb.statestream.interface import Wired
from lpnb.statestream.interfaces import INTERFACES
from lpnb.statestream.net import Net
from lpnb.statestream.opening import Compat, translate
from lpnb.statestream.reading import read, report
from tests.statestream import comparing

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "reference" / "statestream"
PAGE = Path(__file__).resolve().parents[1] / "docs" / "parity.md"
FRAMES, BATCH = 8, 2
BROKEN = "hebbian_unshared"
"""Hebbian learning of weights of which each sample has its own: the original had it, and it never ran."""
MOST_STATES, MOST = 1e-5, 1e-4
"""The greatest errors of states, and of losses and parameters, that are met."""


@attrs.define
class Row:
    """What became of one file.

    Attributes:
        name: The file, without its ending.
        opens: Whether it opens.
        runs: Whether it runs, with learning, both as it was meant and literally.
        states: The greatest error of a state; None where nothing was recorded.
        losses: The greatest relative error of a loss that the recording determines.
        heads: The greatest relative error of a parameter that learned.
        reference: Both, over 12 frames, against the independent reference in the tests.
        words: What there is to say.
    """

    name: str
    opens: bool = False
    runs: bool = False
    states: float | None = None
    losses: float | None = None
    heads: float | None = None
    reference: tuple[float, float] | None = None
    words: str = ""

    @property
    def good(self) -> bool:
        """Whether everything that was recorded is met."""
        return (self.states or 0) <= MOST_STATES and all(
            (one or 0) <= MOST for one in (self.losses, self.heads, *(self.reference or ()))
        )

    def line(self) -> str:
        """Return it as a line of a Markdown table."""
        values = (self.states, self.losses, self.heads, *(self.reference or (None, None)))
        numbers = ("" if value is None else f"{value:.1e}" for value in values)
        flags = ("yes" if flag else "no" for flag in (self.opens, self.runs))
        return f"| {' | '.join((self.name, *flags, *numbers, self.words))} |"


# -- does it run ------------------------------------------------------------------------------------------------------


def stand_in(graph: Graph, name: str, spec: dict[str, Any], shapes: dict[str, tuple[int, int, int]]) -> Wired:
    """Stand for an interface whose data are not here: random pictures, and labels of 0 and 1."""
    chance, outputs = np.random.default_rng(0), [topic for topic in spec["out"] if topic in shapes]
    played = {topic: flat(chance.random((8, BATCH, *shapes[topic]), np.float32)) for topic in outputs}
    graph.add(name, Recorded(played=played))
    return Wired({topic: f"{name}.{topic}" for topic in outputs}, {}, ())


def run(net: Net, compat: Compat) -> str:
    """Run a network for some frames; return what had to be done for it."""
    words, opened = "", translate(net, compat)
    if not opened.graph.check().ok:
        missing = dict.fromkeys(INTERFACES, stand_in)
        opened, words = translate(net, compat, missing), "random data"
    with lpnb.Stream(opened.graph, batch=BATCH, device="cpu") as stream:
        stream.step(FRAMES)
    return words


# -- the page ---------------------------------------------------------------------------------------------------------


def rows(folder: Path) -> Iterator[Row]:
    """Yield a row for each file."""
    for path in sorted((folder / "graphs").glob("*.st_graph")):
        row = Row(path.stem)
        try:
            _fill(row, path, folder / "oracle" / f"{path.stem}.npz")
        except FileError as refused:
            row.words = f"refused: {refused}".partition(", for which")[0].replace("\n ", "") + f": {refused.problem}"
        except LpnbError as problem:
            row.words = " ".join(str(problem).split())[:300]
        except Exception as error:  # noqa: BLE001 - a table of all files is worth more than one that ends here
            row.words = f"{type(error).__name__}: {error}"[:300]
        yield row


def _fill(row: Row, path: Path, oracle: Path) -> None:
    net = read(path)
    report(net).refuse()
    translate(net)
    row.opens = True
    row.words = run(net, None) or run(net, "statestream")
    row.runs = True
    if oracle.exists():
        recording = Recording.read(oracle)
        row.states = states_error(net, recording)
        row.losses, row.heads = learning_errors(net, recording, replay) or (None, None)
    if BROKEN in net.name:
        row.words += "; the original could not run it"
    elif net.plasticities:
        losses, parameters = comparing.learning_errors(comparing.calm(net), off=comparing.share)
        row.reference = max(losses.values(), default=0.0), max(parameters.values(), default=0.0)


HEADING = """\
# Parity with Statestream

Each network file of the original toolbox: whether it opens, whether it runs (with learning, as it was meant and with
`compat="statestream"`), and how far what it computes is from what the original program computed. Made by `make parity`.

- **states**: the greatest difference of a neuron pool from the recording of the original program, in a frame, as a
  share of the greatest value that the pool had there; given states, parameters and what the interfaces delivered in
  frame 0, and computed in double precision: what is left is the recording's own rounding. At most 1e-5 is met.
- **losses, parameters**: the same of losses and of parameters that learn. A loss is a mean over all samples and the
  recordings keep two of four, so this can be told only where all samples saw the same still picture. At most 1e-4
  is met.
- **losses, parameters (reference)**: over 12 frames with random parameters and data, against an independent
  reference of the original's arithmetic, written from its specification alone (`tests/statestream/original*.py`);
  that reference agrees with every recording of states. At most 1e-4 is met.
- "random data": the data set is not here, and random pictures took its place to see the network run.

| file | opens | runs | states | losses | parameters | losses (reference) | parameters (reference) | |
|---|---|---|---|---|---|---|---|---|
"""


def main(arguments: list[str] | None = None) -> int:
    """Print the table and write the page; return 1 where something is not as it should be."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.parity", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, help="where graphs/ and oracle/ are")
    parser.add_argument("--page", type=Path, help="where to write the page")
    options = parser.parse_args(arguments)
    found = []
    for row in rows(options.folder):
        found.append(row)
        sys.stdout.write(f"{row.line()}\n")
        sys.stdout.flush()
    if options.page:
        options.page.write_text(HEADING + "".join(f"{row.line()}\n" for row in found), encoding="utf-8")
    return 0 if all(row.good for row in found) else 1


if __name__ == "__main__":
    sys.exit(main())
