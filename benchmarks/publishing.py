"""How much of its frame rate a stream loses to being watched.

The same stream runs in turns: alone, then with a workbench that nobody has displayed, then with that workbench on
screen, 8 views open, whose browser (a fake one) acknowledges every tick at once; in the next round the other way round.

What a hidden workbench costs is too little to be seen in frame rates that others disturb. So the processor time of all
threads but the frame thread is taken: through Python's lock they cost it no more than that.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import attrs
import torch

import lpnb
from benchmarks.nets import NETWORKS, network
from benchmarks.quiet import quietest
from benchmarks.rounds import Effort
from benchmarks.row import Row

if TYPE_CHECKING:
    from lpnb.widgets import Workbench
    from lpnb.widgets.publisher import Publisher
    from lpnb.widgets.snapshot import Snapshot

WATCHED = ("N2", "N3")
VIEWS = 8
WARM, TURN = 0.05, 0.3
"""Seconds before a turn counts, and seconds that it counts: of wall clock, for waiting counts."""
WANTED, MOST = 21, 35
"""How many quiet rounds are wanted, and how many are tried at most."""


def rows(effort: Effort, device: torch.device) -> Iterator[Row]:
    """Yield, for two networks, what a hidden and what a watched workbench cost."""
    try:
        import lpnb.widgets.workbench
    except ImportError as error:  # a bare server has the core only
        print(f"publishing is left out: {error}", file=sys.stderr)
        return
    counts = (2, 2) if effort.quick else (WANTED, MOST)
    for name in WATCHED:
        with comms(), lpnb.Stream(NETWORKS[name](), device=device) as stream:
            rounds, noise = quietest(lambda number: Round(stream).run(forwards=number % 2 == 0), *counts)
        yield from both(name, rounds, noise)
    yield from large_maps(1.0 if effort.quick else 4.0)


def large_maps(seconds: float) -> Iterator[Row]:
    """Yield how often 16 maps of 64 x 64 noisy values are published as they stream, and what that sends."""
    from lpnb.widgets import View

    graph = network("large maps", (16, 64, 64), {"maps": ((16, 64, 64), "tanh", {"x": None})})
    graph.set("maps", noise=0.3)
    with comms(), lpnb.Stream(graph, device="cpu", rate=100) as stream:
        view = View(stream, "maps")
        ticks: list[int] = []
        sizes: list[int] = []
        publisher, plain = view.publisher, view.publish

        def publish(snapshot: Snapshot) -> int:
            sizes.append(plain(snapshot))
            return sizes[-1]

        view.publish = publish  # type: ignore[method-assign]  # counts

        def paint(message: dict[str, int]) -> None:
            ticks.append(message["tick"])
            publisher.hear({"view": "fake", "shown": [view.key], "ack": message["tick"]})

        publisher.pacer.send = paint
        stream.play()
        publisher.hear({"view": "fake", "shown": [view.key]})
        time.sleep(3.0)  # what was saved up may be spent at once
        ticks.clear()
        sizes.clear()
        start = time.perf_counter()
        time.sleep(seconds)
        passed = time.perf_counter() - start
        rate, megabytes = len(ticks) / passed, sum(sizes) / passed / 1e6
        view.close()
    yield Row(
        "publishing, 16 noisy maps of 64 x 64 at 100 frames/s", "", rate, "pictures/s", least=10,
        detail=f"{megabytes:.2f} MB/s, of 0.60 at most",
    )  # fmt: skip


def both(name: str, rounds: list[Round], noise: float) -> Iterator[Row]:
    """Yield the two rows of one network."""
    alone, hidden, watched = (
        statistics.median(one.rates[who] for one in rounds) for who in ("alone", "hidden", "watched")
    )
    ticks = statistics.median(one.ticks for one in rounds) / (WARM + TURN)
    bound = statistics.median(one.beside for one in rounds)
    lost = statistics.median(1 - one.rates["watched"] / one.rates["alone"] for one in rounds)
    yield Row(
        f"publishing, {name}, no viewer: share lost at most", "stream alone", 100 * bound, "%", below=1,
        detail=f"{alone:.0f} -> {hidden:.0f} frames/s",
    )  # fmt: skip
    yield Row(
        f"publishing, {name}, {VIEWS} views open: share lost", "stream alone", 100 * lost, "%", below=5,
        detail=f"{alone:.0f} -> {watched:.0f} frames/s, {ticks:.0f} published/s, others {noise:.1f} cores",
    )  # fmt: skip


@attrs.define
class Round:
    """One turn of each.

    Attributes:
        stream: The stream.
        rates: Frames per second: alone, hidden, watched.
        beside: Processor seconds per second that other threads than the frame thread used while hidden.
        ticks: How often something was published while watched.
        browser: What the fake browser speaks to.
    """

    stream: lpnb.Stream
    rates: dict[str, float] = attrs.Factory(dict)
    beside: float = 0.0
    ticks: int = 0
    browser: Publisher | None = None

    def run(self, *, forwards: bool) -> Round:
        """Measure all three, in this order or the other."""
        if forwards:
            self.turn("alone")
        workbench = self.workbench()
        self.browser = workbench.publisher
        for who in ("hidden", "watched") if forwards else ("watched", "hidden"):
            self.say(list(self.browser.parts) if who == "watched" else [])
            self.turn(who)
        workbench.close()
        if not forwards:
            self.turn("alone")
        return self

    def turn(self, who: str) -> None:
        """Measure one."""
        self.stream.play()
        time.sleep(WARM)
        start = self.clocks()
        time.sleep(TURN)
        wall, frames, process, thread = (now - then for now, then in zip(self.clocks(), start, strict=True))
        self.stream.pause()
        self.rates[who] = frames / wall
        if who == "hidden":
            self.beside = (process - thread) / wall

    def clocks(self) -> tuple[float, ...]:
        """Return the time, the frame, and what processor time the process and the frame thread have used."""
        stream = self.stream

        def read() -> tuple[float, ...]:
            return time.perf_counter(), stream.frame, time.process_time(), time.thread_time()

        return stream._thread.call(read)  # noqa: SLF001 - only the frame thread knows its own time

    def workbench(self) -> Workbench:
        """Return a workbench with 8 views, and a browser behind it."""
        from lpnb.widgets import StateView, Workbench

        workbench = Workbench(self.stream)
        missing = VIEWS - len(workbench["views"].views)
        extra = [StateView(self.stream, node, workbench.publisher) for node in list(self.stream.graph)[1 : 1 + missing]]
        assert len(workbench["views"].views) + len(extra) == VIEWS
        workbench.publisher.pacer.send = self.paint
        return workbench

    def say(self, shown: list[str], **more: int) -> None:
        """Tell the publisher what the browser shows."""
        self.browser.hear({"view": "fake", "shown": shown, **more})

    def paint(self, message: dict[str, int]) -> None:
        """Take a tick as the browser would, and acknowledge it."""
        self.ticks += 1
        self.say(list(self.browser.parts), ack=message["tick"])


@contextmanager
def comms() -> Iterator[None]:
    """Let widgets pay for their messages what they pay in a kernel: JSON and a signature, though no socket."""
    import comm
    from comm.base_comm import BaseComm
    from jupyter_client.session import Session

    session = Session(key=b"benchmark")

    class Serialized(BaseComm):
        def publish_msg(self, msg_type: str, data: object = None, metadata: object = None, **more: object) -> None:
            more.pop("buffers", None)  # these travel as they are
            content = {"data": data or {}, "comm_id": self.comm_id, **more}
            session.serialize(session.msg(msg_type, content=content, metadata=metadata))

    before, comm.create_comm = comm.create_comm, Serialized
    try:
        yield
    finally:
        comm.create_comm = before
