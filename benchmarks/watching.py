"""How far behind the picture is: after a press on pause, and while the timeline is dragged. In a real browser.

The kernel notes which frame each tick carries; the page notes when it has painted a tick, and when the hand moved.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import torch

from benchmarks.quiet import strangers
from benchmarks.rounds import Effort
from benchmarks.row import Row
from benchmarks.soak import SHOWN

if TYPE_CHECKING:
    from benchmarks.lab_page import Lab
    from lpnb.widgets import Workbench

PAUSES, MOVES = 12, 24
FRAMES = 2000
"""Frames that are remembered before the timeline is dragged."""
CALM = 900
"""Milliseconds after which all that comes has come."""
MOVED = """() => window.addEventListener("pointermove", (event) => (lpnbBench.moved = event.timeStamp), true)"""
PAINTED = "tick => lpnbBench.acks.find(([ack]) => ack >= tick)?.[1] ?? null"


def rows(effort: Effort, _device: torch.device) -> Iterator[Row]:
    """Yield both."""
    try:
        import playwright  # noqa: F401 - only whether it is there

        from tests.browser.lab import find_chromium
    except ImportError as error:
        print(f"watching is left out: {error}", file=sys.stderr)
        return
    if find_chromium() is None:
        print("watching is left out: no Chromium; install it, or set LPNB_CHROMIUM to its path", file=sys.stderr)
        return
    from benchmarks.lab_page import open_page

    with open_page() as lab:
        show(lab)
        yield summed(
            "lag after pause, digits learning, 5 views: from the click to the last frame", lab, pauses, effort, 250
        )
        lab.python(f"s.step({FRAMES})")
        yield summed("scrubbing: from a move of the hand to its picture", lab, moves, effort, 100)
        lab.python("w.close(); s.close()")


def summed(figure: str, lab: Lab, measure: Any, effort: Effort, below: float) -> Row:
    """Return the row of one figure: p95 of milliseconds."""
    begin, busy = time.perf_counter(), strangers()
    took = list(measure(lab, effort))
    noise = max(0.0, (strangers() - busy) / (time.perf_counter() - begin))
    p95 = statistics.quantiles(took, n=20, method="inclusive")[-1]
    words = (
        f"p50 {statistics.median(took):.0f} ms, at most {max(took):.0f}, {len(took)} times, others {noise:.1f} cores"
    )
    return Row(f"{figure}, p95", "", p95, "ms", below=below, detail=words)


def show(lab: Lab) -> None:
    """Show a workbench whose ticks are noted."""
    lab.python("from benchmarks.soak import digits\nfrom benchmarks.watching import Ticks\ns = digits(); s.rate = None")
    lab.notebook.fill(["w = lpnb.Workbench(s)\nw"])
    lab.notebook.run_all()
    lab.page.locator(".lpnb-root .lpnb-play").scroll_into_view_if_needed()
    lab.page.wait_for_function(SHOWN)
    lab.page.evaluate(MOVED)
    lab.python("ticks = Ticks(w)")


class Ticks:
    """Notes which frame the views showed at each tick; in the kernel."""

    def __init__(self, workbench: Workbench) -> None:
        """Listen from now on."""
        self.noted: list[tuple[int, int]] = []
        pacer, views = workbench.publisher.pacer, workbench["views"]
        plain = pacer.send

        def send(message: dict[str, int]) -> None:
            self.noted.append((message["tick"], max(view._frame for view in views.views)))  # noqa: SLF001 - what is drawn
            plain(message)

        pacer.send = send

    def first(self, frame: int, since: int) -> int:
        """Return the first tick that carried a frame, after so many ticks had been noted; 0 for none."""
        return next((tick for tick, shown in self.noted[since:] if shown == frame), 0)


def pauses(lab: Lab, effort: Effort) -> Iterator[float]:
    """Yield the milliseconds from letting go of the pause button until the last frame is painted."""
    for _ in range(2 if effort.quick else PAUSES):
        since = int(lab.python("s.play(); print(len(ticks.noted))"))
        lab.page.wait_for_timeout(CALM)
        lab.page.locator(".lpnb-root .lpnb-pause").click()
        lab.page.wait_for_timeout(CALM)
        painted = lab.page.evaluate(PAINTED, int(lab.python(f"print(ticks.first(s.frame, {since}))")))
        yield max(0.0, painted - lab.page.evaluate("() => lpnbBench.input"))


def moves(lab: Lab, effort: Effort) -> Iterator[float]:
    """Yield the milliseconds from a move of the slider, which is held, until the frame there is painted."""
    slider = lab.page.locator(".lpnb-timeline .noUi-target").first
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    handle = slider.locator(".noUi-handle").bounding_box()
    assert handle is not None
    height = handle["y"] + handle["height"] / 2
    lab.page.mouse.move(handle["x"] + handle["width"] / 2, height)
    lab.page.mouse.down()
    count = 3 if effort.quick else MOVES
    for number in range(count):
        share = 0.95 - 0.9 * (number * 7 % count) / count  # all over the place
        since, before = map(int, lab.python("print(len(ticks.noted), s.frame)").split())
        lab.page.mouse.move(box["x"] + share * box["width"], height)
        lab.page.wait_for_timeout(CALM)
        frame, tick = map(int, lab.python(f"print(s.frame, ticks.first(s.frame, {since}))").split())
        if frame != before and tick:
            yield max(0.0, lab.page.evaluate(PAINTED, tick) - lab.page.evaluate("() => lpnbBench.moved"))
    lab.page.mouse.up()
