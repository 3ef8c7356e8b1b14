"""How fast the networks learn while they stream, against the loop that one writes without lpnb."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

import attrs
import torch
from torch import Tensor
from torch.nn import functional

import lpnb
from benchmarks.interpreter import Interpreter
from benchmarks.moving import FRAMES, Moving
from benchmarks.nets import NETWORKS
from benchmarks.rounds import Contender, Effort, race, ratio
from benchmarks.row import Row
from benchmarks.tier0 import PEER, redraw_biases
from lpnb.learn.whole import WAITING
from lpnb.run.follow import Follower
from lpnb.run.memory import Memory
from lpnb.run.timeline import Timeline
from lpnb.sources import Setting

LR = 1e-3
Shown = tuple[Tensor, Tensor]
"""What is seen in a frame, and the right answer to it."""
SAME_UPDATES = 3
"""Updates after which both must have the same parameters."""


@attrs.frozen
class Case:
    """What is trained, and how.

    Attributes:
        network: A name in `NETWORKS`.
        answer: The node that the loss hears.
        batch: Samples that stream side by side.
        window: Frames of an update.
        least: How many times as fast as its peer it should be, on the CPU.
        compiled: Whether whole windows are computed by compiled code.
    """

    network: str
    answer: str
    batch: int
    window: int
    least: float | None = None
    compiled: bool = False


FRAME_BY_FRAME = (
    Case("N1", "e", batch=1, window=8),
    Case("N1", "e", batch=32, window=8),
    Case("N2", "o", batch=32, window=4),
    Case("N3", "o", batch=1, window=4),
)
LEAST = {"N1": 1.4, "N2": 1.3, "N3": 2.5}
CASES = (
    *FRAME_BY_FRAME,
    *(attrs.evolve(case, compiled=True, least=LEAST[case.network]) for case in FRAME_BY_FRAME),
)


def rows(effort: Effort, device: torch.device) -> Iterator[Row]:
    """Yield frames per second while learning, on one thread."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        for case in CASES:
            if not case.compiled or device.type == "cpu":
                yield measured(case, effort, device)
    finally:
        torch.set_num_threads(threads)


def measured(case: Case, effort: Effort, device: torch.device) -> Row:
    """Return the row of one case."""
    timeline, loop = contenders(case, device)
    must_agree(case, timeline, loop)
    times = race({"peer": whole(loop.run, case), "lpnb": whole(advancing(timeline), case)}, effort, device)
    peer, ours = (case.window / statistics.median(times[name]) for name in ("peer", "lpnb"))
    told = timeline.engine.rules[0].lag.how
    how = ", GPU" * (device.type == "cuda") + ", compiled windows" * case.compiled
    return Row(
        f"training, {case.network}, batch {case.batch}, window {case.window}{how}",
        f"{PEER}; Adam(foreach=True)", ratio(times["peer"], times["lpnb"]), "x",
        least=case.least, detail=f"{peer:.0f} -> {ours:.0f} frames/s" + f"; {told}" * bool(told),
    )  # fmt: skip


def whole(run: Contender, case: Case) -> Contender:
    """Return a contender that is told of updates, not frames: each of its turns ends with one."""
    return lambda updates: run(updates * case.window)


def contenders(case: Case, device: torch.device) -> tuple[Timeline, Loop]:
    """Return a stream that learns and its peer, with the same parameters and the same data."""
    network = NETWORKS[case.network]()
    graph = NETWORKS[case.network]()
    graph.add("y", Moving(shape=graph[case.answer].shape))
    graph.add("learn", "loss", loss="mse", optimizer="adam", lr=LR, window=case.window, compiled=case.compiled)
    graph.connect(case.answer, "learn.prediction", delay=0)
    graph.connect("y", "learn.target", delay=0)
    timeline = streaming(graph, case.batch, device)
    engine = timeline.engine
    redraw_biases(engine.built)
    if case.compiled:
        wait_for_code(timeline, case)
    peer = Interpreter(network).to(device)
    peer.take_weights(network, engine.built)
    feeds, newest = engine.feeds, engine.built.program.newest
    shown = [(feeds["x"].frame(number)[0], feeds["y"].frame(number)[0]) for number in range(FRAMES)]
    states = {name: engine.state[newest[name]] for name in network}
    return timeline, Loop(peer, states, engine.state[0], shown, case)


def wait_for_code(timeline: Timeline, case: Case) -> None:
    """Learn until compiled code is there, in use if it wins; both begin with an optimizer that knows nothing then."""
    rule = timeline.engine.rules[0]
    while rule.lag.how == WAITING:
        advancing(timeline)(case.window)
        time.sleep(0.05)
    advancing(timeline)(case.window)
    rule.steps.recall({})


def streaming(graph: lpnb.Graph, batch: int, device: torch.device, dtype: torch.dtype = torch.float32) -> Timeline:
    """Return what a stream runs in its thread: it asks sources, computes, learns, and remembers the past."""
    follower = Follower(graph, Setting(batch, device, dtype, 0))
    timeline = Timeline(follower.begin(draft=False), follower, Memory())
    timeline.settle()
    return timeline


def advancing(timeline: Timeline) -> Contender:
    """Return a stream without its thread."""

    def run(frames: int) -> None:
        with torch.no_grad():
            for _ in range(frames):
                timeline.advance()

    return run


class Loop:
    """Truncated backpropagation through time, as one writes it by hand.

    Attributes:
        network: What is trained.
        states: The states of now, by node.
    """

    def __init__(
        self, network: Interpreter, states: dict[str, Tensor], frame: int, shown: list[Shown], case: Case
    ) -> None:
        """Begin with some states at some frame; `shown` is what is seen in each frame, and the right answer to it."""
        self.network, self.states, self.shown = network, states, shown
        self.answer, self.window, self.number = case.answer, case.window, frame
        self.optimizer = torch.optim.Adam(network.parameters(), lr=LR, foreach=True)

    def run(self, frames: int) -> None:
        """Compute so many frames, whole windows of them."""
        for _ in range(frames // self.window):
            self.update()

    def update(self) -> None:
        """Compute the frames of a window, and step down the gradient of their mean loss."""
        states, loss = self.states, torch.zeros((), device=self.shown[0][0].device)
        for _ in range(self.window):
            self.number += 1
            seen, right = self.shown[self.number % FRAMES]
            states = self.network(states, {"x": seen})
            loss = loss + functional.mse_loss(states[self.answer], right)
        self.optimizer.zero_grad()
        (loss / self.window).backward()
        self.optimizer.step()
        self.states = {name: state.detach() for name, state in states.items()}


def must_agree(case: Case, timeline: Timeline, loop: Loop) -> None:
    """Raise unless both, shown the same, learn the same."""
    before = {name: value.clone() for name, value in loop.network.state_dict().items()}
    loop.run(SAME_UPDATES * case.window)
    advancing(timeline)(SAME_UPDATES * case.window)
    learned = {name: value.clone() for name, value in loop.network.state_dict().items()}
    loop.network.take_weights(NETWORKS[case.network](), timeline.engine.built)
    ours = loop.network.state_dict()
    for name, value in ours.items():
        moved = (value - before[name]).norm()
        # Adam divides by the gradient's magnitude: where that is next to 0, rounding decides.
        if not (value - learned[name]).norm() <= 1e-2 * moved:
            raise AssertionError(f"{case}: {name} was learned otherwise")
    if all(torch.equal(before[name], ours[name]) for name in ours):
        raise AssertionError(f"{case}: nothing was learned")
