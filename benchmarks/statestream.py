"""How fast Statestream's demo networks run and learn, opened from their files, against plain PyTorch by hand."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator
from typing import Any

import attrs
import torch
from torch import Tensor

from benchmarks.moving import FRAMES, Moving
from benchmarks.parity import FOLDER
from benchmarks.rounds import Contender, Effort, clock, race, ratio
from benchmarks.row import Row
from benchmarks.statestream_loops import Ahead, Back, Running
from benchmarks.statestream_peer import Chance, Cifar, Demo, Mnist, Peer, Same
from benchmarks.tier0 import stepping
from benchmarks.training import advancing, streaming
from lpnb.graph import Graph
from lpnb.run.timeline import Timeline
from lpnb.statestream.interface import Wired
from lpnb.statestream.interfaces import INTERFACES
from lpnb.statestream.opening import Compat, translate
from lpnb.statestream.reading import read

FILES: dict[str, type[Peer]] = {"demo": Demo, "mnist_small": Mnist, "cifar10_small": Cifar}
LOSS = "hidden_loss"
SAME_UPDATES, LEAST_FRAMES = 3, 3
"""Windows after which both must hold the same, and how many frames these have at least."""
MOST_COMPARED = 8
"""Samples that are compared, at most."""
PATIENCE = 6.0
"""Seconds that the rounds of one contender take at most, about, and not less than `LEAST_ROUNDS` of them."""
LEAST_ROUNDS = 5
QUICK_BATCH = 2


@attrs.frozen
class Way:
    """What is done with a network.

    Attributes:
        words: What it is.
        peer: What it is compared with.
        loop: That, as it is written by hand.
        compat: How the file is opened.
        learns: Whether it learns.
    """

    words: str
    peer: str
    loop: type[Running]
    compat: Compat = None
    learns: bool = True


WAYS = (
    Way("no learning", "nn.Modules, dict of states", Running, learns=False),
    Way("learning, looking back", "truncated BPTT written by hand", Back),
    Way("learning as Statestream did", "unrolled window written by hand", Ahead, compat="statestream"),
)


@attrs.frozen
class Case:
    """What is measured.

    Attributes:
        name: A file, without its ending.
        way: What is done.
        batch: Samples that stream side by side.
        device: Where.
    """

    name: str
    way: Way
    batch: int
    device: torch.device

    @property
    def turn(self) -> int:
        """Frames that belong together: those of an update."""
        return FILES[self.name].DEPTH if self.way.loop is Back else 1


def rows(effort: Effort, device: torch.device) -> Iterator[Row]:
    """Yield frames per second of each file, at batch 1 and at the batch of the file, on one thread."""
    if not FOLDER.exists():
        print(f"statestream: nothing to measure, its network files are not at {FOLDER}", file=sys.stderr)
        return
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        for name in FILES:
            agents = read(FOLDER / "graphs" / f"{name}.st_graph").agents
            batches = {"batch 1": 1, "batch of the file": QUICK_BATCH if effort.quick else agents}
            for words, batch in batches.items():
                for way in WAYS:
                    yield measured(words, Case(name, way, batch, device), effort)
    finally:
        torch.set_num_threads(threads)


def measured(words: str, case: Case, effort: Effort) -> Row:
    """Return the row of one case."""
    must_agree(attrs.evolve(case, batch=min(case.batch, MOST_COMPARED)))
    timeline, loop = contenders(case)
    loop.network.chance = Chance()
    runs = {"peer": whole(loop.run, case), "lpnb": whole(advancing(timeline), case)}
    if not case.way.learns:
        engine = timeline.engine
        runs["alone"] = stepping(engine.built, [engine.deliver(number) for number in range(FRAMES)], case.batch)
    times = race(runs, patient(runs, effort, case.device), case.device)
    rates = {name: case.turn / statistics.median(times[name]) for name in runs}
    alone = f", the program alone {told(rates['alone'])}" if "alone" in rates else ""
    return Row(
        f"Statestream's {case.name}, {words}, {case.way.words}{', GPU' * (case.device.type == 'cuda')}",
        case.way.peer, ratio(times["peer"], times["lpnb"]), "x",
        detail=f"batch {case.batch}, {told(rates['peer'])} -> {told(rates['lpnb'])} frames/s{alone}",
    )  # fmt: skip


def told(rate: float) -> str:
    """Return frames per second in words."""
    return f"{rate:.0f}" if rate >= 100 else f"{rate:.1f}"


def whole(run: Contender, case: Case) -> Contender:
    """Return a contender that is told of updates, not frames: each of its turns ends with one."""
    return lambda updates: run(updates * case.turn)


def patient(runs: dict[str, Contender], effort: Effort, device: torch.device) -> Effort:
    """Return an effort of fewer rounds where one update takes long."""
    start = clock(device)
    for run in runs.values():
        run(1)
    turn = max(effort.seconds, (clock(device) - start) / len(runs))
    return attrs.evolve(effort, rounds=min(effort.rounds, max(LEAST_ROUNDS, int(PATIENCE / turn))))


# -- both of them -----------------------------------------------------------------------------------------------------


def contenders(case: Case, dtype: torch.dtype = torch.float32) -> tuple[Timeline, Running]:
    """Return a stream and its peer, with the same parameters, the same data and the same random numbers."""
    timeline = streaming(opened(case), case.batch, case.device, dtype)
    built = timeline.engine.built
    redraw_biases(timeline)
    peer = FILES[case.name](case.way.compat is not None).to(case.device, dtype)
    peer.take_weights(built)
    peer.chance = Same(built, LOSS, case.device)
    feeds = [timeline.engine.feeds[name] for name in ("seen", "right")]
    shown = [tuple(feed.frame(number)[0] for feed in feeds) for number in range(FRAMES)]
    return timeline, made(case, timeline, peer, shown)


def made(case: Case, timeline: Timeline, peer: Peer, shown: list[Any]) -> Running:
    """Return the loop that was written by hand."""
    if not case.way.learns:
        return case.way.loop(peer, shown)
    return case.way.loop(peer, shown, timeline.follower.graph[LOSS].optimizer)  # type: ignore[call-arg]  # it learns


def opened(case: Case) -> Graph:
    """Return the graph of a file, with random data in place of its own."""
    net = read(FOLDER / "graphs" / f"{case.name}.st_graph")
    graph = translate(net, case.way.compat, dict.fromkeys(INTERFACES, stand_in)).graph
    if not case.way.learns:
        graph.remove(LOSS)
    return graph


def stand_in(graph: Graph, _: str, spec: Any, shapes: dict[str, tuple[int, ...]]) -> Wired:
    """Add what stands for the data: ``seen``, random pictures, and ``right``, random classes."""
    image, label = spec["out"]
    graph.add("seen", Moving(shape=shapes[image]))
    graph.add("right", Moving(shape=shapes[label][:1], one_hot=True))
    return Wired({image: "seen", label: "right"}, {}, ())


def redraw_biases(timeline: Timeline) -> None:
    """Let the biases of what computes start with random numbers, so that one in the wrong place would be seen."""
    generator = torch.Generator().manual_seed(2)
    for name, parameter in timeline.engine.built.trainable().items():
        if parameter.dim() == 1 and name not in ("image.bias", "label.bias"):
            parameter.data.copy_(torch.randn(parameter.shape, generator=generator) * 0.1)


# -- do they compute the same -----------------------------------------------------------------------------------------


def must_agree(case: Case) -> None:
    """Raise unless both, shown the same and with the same random numbers, come to the same: in double precision.

    In single precision rounding would be seen: optimizers divide by the gradient's magnitude.
    """
    timeline, loop = contenders(case, torch.float64)
    before = {name: value.clone() for name, value in loop.network.state_dict().items()}
    frames = SAME_UPDATES * max(case.turn, LEAST_FRAMES)
    loop.run(frames)
    advancing(timeline)(frames)
    learned = {name: value.clone() for name, value in loop.network.state_dict().items()}
    loop.network.take_weights(timeline.engine.built)
    ours = loop.network.state_dict()
    newest = timeline.engine.built.program.newest
    for name, state in loop.states.items():
        same(timeline.engine.state[newest[name]], state, f"{case}: {name} differs")
    for name, value in ours.items():
        same(value, learned[name], f"{case}: {name} was learned otherwise")
    if case.way.learns and all(torch.equal(before[name], value) for name, value in ours.items()):
        raise AssertionError(f"{case}: nothing was learned")


def same(found: Tensor, expected: Tensor, words: str) -> None:
    """Raise in some words unless two are the same, but for rounding."""
    torch.testing.assert_close(found, expected, rtol=1e-6, atol=1e-8, msg=words)
