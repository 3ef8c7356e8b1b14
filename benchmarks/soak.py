"""What grows in the long run: two minutes in a hidden tab, and a million frames with views opened and closed.

Slow on purpose: `make soak` measures them, and writes them to a table of their own.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import torch

import lpnb
from benchmarks.nets import n1
from benchmarks.past import resident
from benchmarks.publishing import comms
from benchmarks.rounds import Effort
from benchmarks.row import Row
from lpnb.errors import LpnbError

if TYPE_CHECKING:
    from benchmarks.lab_page import Lab
    from lpnb.widgets import Workbench

MEGABYTE = 1e6
FRAMES, WARM = 1_000_000, 100_000
HIDDEN, SETTLE = 120.0, 20.0
"""Seconds in a hidden tab, and before that on screen."""
BUDGET = 4 * 2**20
"""Bytes of the time machine in the hidden tab: full before it is hidden, for it is not what is measured."""
OPEN, PAUSE = 8, 0.25
"""Views that are opened at once, and seconds until they are closed, and again until others are opened."""
FACES = ("curve", "bars", "histogram", "over time", "matrix", "scatter", "statistics")
HIDE = """hidden => { if (hidden) Object.defineProperty(document, 'hidden', {value: true, configurable: true});
  else delete document.hidden;
  document.dispatchEvent(new Event('visibilitychange')); }"""
SHOWN = "() => document.querySelectorAll('.lpnb-view svg.svg-figure, .lpnb-view canvas').length >= 5"


def rows(effort: Effort, _device: torch.device) -> Iterator[Row]:
    """Yield what kernel and browser grow by."""
    yield from million(*((3000, 1000) if effort.quick else (FRAMES, WARM)))
    try:
        from tests.browser.lab import find_chromium
    except ImportError as error:
        print(f"the hidden tab is left out: {error}", file=sys.stderr)
        return
    if find_chromium() is None:
        print("the hidden tab is left out: no Chromium; install it, or set LPNB_CHROMIUM to its path", file=sys.stderr)
        return
    from benchmarks.lab_page import open_page

    with open_page() as lab:
        yield from hidden(lab, *((2.0, 1.0) if effort.quick else (HIDDEN, SETTLE)))


def million(frames: int, warm: int) -> Iterator[Row]:
    """Yield what a process grows by while views are opened and closed over N1, which streams as fast as it can."""
    from lpnb.widgets import Workbench

    start = time.perf_counter()
    with comms(), lpnb.Stream(n1(), device="cpu") as stream:
        workbench = Workbench(stream)
        watch(workbench)
        stream.play()
        faces = itertools.cycle(FACES)
        opened, sizes = 0, [0]
        while stream.frame < frames + warm:
            opened += visit(workbench, faces)
            if stream.frame >= warm and sizes == [0]:
                gc.collect()
                sizes = [resident()]
                sizes.append(sizes[0])
            elif sizes != [0]:
                sizes.append(resident())
        stream.pause()
        gc.collect()
        grown = resident() - sizes[0]
        remembered, ticks = stream.remembered.bytes, workbench.publisher.pacing.sent
        workbench.close()
    minutes = (time.perf_counter() - start) / 60
    yield Row(
        f"soak, {frames / 1e6:g} million frames of N1, views opened and closed: growth", "", grown / MEGABYTE, "MB",
        below=50,
        detail=f"at most {(max(sizes) - sizes[0]) / MEGABYTE:.0f}, {remembered / MEGABYTE:.0f} remembered in all; "
        f"{opened} views opened, {ticks} published, {minutes:.1f} minutes, after {warm} frames",
    )  # fmt: skip


def watch(workbench: Workbench) -> None:
    """Have a browser, a fake one, that shows everything and paints at once."""
    publisher = workbench.publisher

    def paint(message: dict[str, int]) -> None:
        publisher.hear({"view": "fake", "shown": list(publisher.parts), "ack": message["tick"]})

    publisher.pacer.send = paint
    publisher.hear({"view": "fake", "shown": list(publisher.parts)})


def visit(workbench: Workbench, faces: Iterator[str]) -> int:
    """Open views, look at them, close them; return how many."""
    shown = workbench["views"]
    before = len(shown.views)
    for name, face in zip(itertools.islice(itertools.cycle("abcde"), OPEN), faces, strict=False):
        with contextlib.suppress(LpnbError):  # a face that cannot draw this
            shown.add(name, face=face)
    time.sleep(PAUSE)
    new = shown.views[before:]
    for view in new:
        shown.remove(view)
    time.sleep(PAUSE)
    return len(new)


def hidden(lab: Lab, seconds: float, settle: float) -> Iterator[Row]:
    """Yield what kernel and browser grow by while the digits stream in a tab that nobody sees."""
    lab.python("from benchmarks.past import resident\nfrom benchmarks.soak import BUDGET, digits\ns = digits(BUDGET)")
    lab.notebook.fill(["w = lpnb.Workbench(s)\nw"])
    lab.notebook.run_all()
    lab.page.locator(".lpnb-root .lpnb-play").scroll_into_view_if_needed()
    lab.page.wait_for_function(SHOWN)
    lab.python("s.play()")
    lab.page.wait_for_timeout(1000 * settle)
    lab.page.evaluate(HIDE, True)
    lab.page.wait_for_timeout(2000)
    before = kernel(lab), lab.heap()
    lab.page.wait_for_timeout(1000 * seconds)
    after = kernel(lab), lab.heap()
    sent = after[0][1] - before[0][1]
    lab.page.evaluate(HIDE, False)
    lab.python("w.close(); s.close()")
    frames = after[0][2] - before[0][2]
    full = f"time machine of {BUDGET // 2**20} MiB full before"
    said = f"{seconds:.0f} s, {frames} frames, {sent} published, {full}"
    yield Row(
        "soak, hidden tab for 2 minutes: growth of the kernel", "", (after[0][0] - before[0][0]) / MEGABYTE, "MB",
        below=20, detail=said,
    )  # fmt: skip
    yield Row("soak, hidden tab for 2 minutes: growth of the browser's heap", "", after[1] - before[1], "MB", below=20)


def kernel(lab: Lab) -> tuple[int, int, int]:
    """Return the kernel's bytes, how often something was published, and the frame."""
    said = lab.python("import gc; gc.collect(); print(resident(), w.publisher.pacing.sent, s.frame)").split()
    return int(said[0]), int(said[1]), int(said[2])


def digits(memory: int | None = None) -> lpnb.Stream:
    """Return a stream that learns digits, at 200 frames a second."""
    graph = lpnb.Graph("digits")
    graph.add("data", "digits", noise=0.3)
    graph.add("hidden", "pool", shape=(16, 4, 4), act="relu")
    graph.add("answer", "pool", shape=10, act="softmax")
    graph.connect("data.image", "hidden", "conv", kernel=3)
    graph.connect("hidden", "answer", "dense")
    graph.add("learn", "loss", loss="cross_entropy", lr=3e-3)
    graph.connect("answer", "learn.prediction")
    graph.connect("data.label", "learn.target")
    return lpnb.Stream(graph, batch=8, device="cpu", rate=200, memory=memory)
