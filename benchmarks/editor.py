"""How the node editor feels: in a real JupyterLab, in a real browser, under a real mouse.

Medians of a few rounds in which the cases take turns. "others" is what processes that have nothing to do with this
keep busy; browser, server and kernel are part of what is measured.
"""

from __future__ import annotations

import itertools
import statistics
import sys
import time
from collections.abc import Iterator

import attrs
import torch

from benchmarks.gestures import Took, gestures
from benchmarks.lab_page import CALM, ROOT, TIDY, Lab, open_page
from benchmarks.quiet import quietest, strangers
from benchmarks.rounds import Effort
from benchmarks.row import Row

STATIC = ROOT / "lpnb" / "widgets" / "static"
SIZE, LARGE = (200, 400), (1000, 2000)
EDITORS = 10
HEAVY = 300_000
"""Bytes of a blob that can only be the editor's module: its web worker's script is smaller."""
GESTURES = 40
RATE = 200
"""Frames per second of the stream that plays while it is edited."""
SMOOTH = 50
"""Frames per second that feel smooth."""


def rows(effort: Effort, _device: torch.device) -> Iterator[Row]:
    """Yield everything that is measured in the browser, and the sizes of the bundles."""
    yield from sizes()
    try:
        import nbformat  # noqa: F401 - only whether they are there
        import playwright  # noqa: F401 - as above

        from tests.browser.lab import find_chromium
    except ImportError as error:
        print(f"editor is left out: {error}", file=sys.stderr)
        return
    if find_chromium() is None:
        print("editor is left out: no Chromium; install it, or set LPNB_CHROMIUM to its path", file=sys.stderr)
        return
    with open_page() as lab:
        for figure in (first_paint, dragging, several, large, edits):
            yield from figure(lab, effort)


def sizes() -> Iterator[Row]:
    """Yield how many bytes travel."""
    for name, most, when in (("editor.js", 600, "once a page"), ("loader.js", None, "with each editor")):
        path = STATIC / name
        if path.exists():
            yield Row(f"editor, size of {name}", "", path.stat().st_size / 1e3, "kB", below=most, detail=when)


def first_paint(lab: Lab, effort: Effort) -> Iterator[Row]:
    """Yield how long it takes to see a network: as the first on the page, then with the editor there."""
    nodes, wires = SIZE
    lab.python(f"g = drawing{SIZE}")
    cold = lab.show("w = lpnb.widgets.GraphEditor(g)\nw", nodes, wires)

    rounds, noise = quietest(
        lambda _: lab.show("w = lpnb.widgets.GraphEditor(g)\nw", nodes, wires), *counts(effort, 3), strangers
    )
    python, drawn = map(statistics.median, zip(*rounds, strict=True))
    name = "editor, first paint of 200 nodes, 400 edges"
    yield Row(
        f"{name}, first on the page", "", cold[1], "s", below=1.5,
        detail=f"from its output to all drawn; before that {cold[0]:.2f} s from running the cell",
    )  # fmt: skip
    yield Row(
        f"{name}, editor loaded", "", drawn, "s", below=1.5,
        detail=f"before that {python:.2f} s from running the cell, others {noise:.1f} cores",
    )  # fmt: skip


def dragging(lab: Lab, effort: Effort) -> Iterator[Row]:
    """Yield frames per second while a node is dragged in the drawing that stands there, and what is sent meanwhile."""
    lab.tool("Show everything")
    one, hub = lab.probe("central"), lab.python("print(g.uid('n100'))")
    rounds, noise = quietest(lambda _: drags(lab, effort, one, hub), *counts(effort, 3), strangers)
    idle = statistics.median(rate(one["idle"][0]) for one in rounds)
    for case in ("one node at full size", "one node, all on screen", "a node with 20 edges, all on screen"):
        runs = [one[case][0] for one in rounds]
        yield smooth(f"editor, 200 nodes, dragging {case}", runs, idle, noise, least=SMOOTH)
    messages = max(sent for one in rounds for _, sent in one.values())
    yield Row("editor, messages to the kernel while a node is dragged", "", messages, "messages", below=1)


def drags(lab: Lab, effort: Effort, one: str, hub: str) -> dict[str, tuple[list[float], int]]:
    """Return frames and messages of each drag, and the frames of an idle page."""
    seconds = 0.3 if effort.quick else 2.0
    results = {"idle": (lab.probe("idle", 1000 * seconds), 0)}
    lab.select(one)
    results["one node at full size"] = lab.drag(lab.middle(one), 60, seconds)
    lab.tool("Show everything")
    results["one node, all on screen"] = lab.drag(lab.middle(one), 40, seconds)
    lab.tool("Show everything")
    results["a node with 20 edges, all on screen"] = lab.drag(lab.middle(hub), 40, seconds)
    return results


def several(lab: Lab, effort: Effort) -> Iterator[Row]:
    """Yield how often the editor itself is loaded for ten editors on a page."""
    count = 3 if effort.quick else EDITORS
    lab.python("small = drawing(20, 30)")
    cells = ["w = lpnb.widgets.GraphEditor(small)\nw"] * count
    heaps = []
    for number in (1, count):
        lab.notebook.fill(cells[:number])
        lab.notebook.run_all()
        shown = f"() => document.querySelectorAll('.lpnb-editor .react-flow__pane').length === {number}"
        lab.page.wait_for_function(shown)
        heaps.append(lab.heap())
    loads = sum(size > HEAVY for size in lab.page.evaluate("() => lpnbBench.blobs"))
    assert loads > 0, "the editor came without being imported?"
    growth = (heaps[1] - heaps[0]) / (count - 1)
    yield Row(
        f"editor, loads of its module for {EDITORS} editors on a page", "", loads, "loads", below=2,
        detail=f"heap {heaps[0]:.0f} MB with one, {growth:.1f} MB for each further one of 20 nodes",
    )  # fmt: skip


def large(lab: Lab, effort: Effort) -> Iterator[Row]:
    """Yield how a thousand nodes are moved around and tidied up."""
    lab.python(f"big = drawing(*{LARGE}, placed=True)")
    python, drawn = lab.show("w = lpnb.widgets.GraphEditor(big)\nw", *LARGE)
    yield Row(
        "editor, first paint of 1000 nodes, 2000 edges", "", drawn, "s",
        detail=f"before that {python:.2f} s from running the cell",
    )  # fmt: skip
    middle = lab.python("print(big.uid('n500'))")
    rounds, noise = quietest(lambda _: views(lab, effort, middle), *counts(effort, 3), strangers)
    idle = statistics.median(rate(one.idle) for one in rounds)
    yield smooth("editor, 1000 nodes, panning, all on screen", [one.panned for one in rounds], idle, noise)
    yield smooth("editor, 1000 nodes, zooming from all on screen", [one.zoomed for one in rounds], idle, noise)
    near = [one.near for one in rounds]
    words = f"{rounds[-1].mounted} of {LARGE[0]} nodes mounted"
    yield smooth("editor, 1000 nodes, panning at full size", near, idle, noise, words)
    yield from tidying(lab, effort)


@attrs.frozen
class Views:
    """Frames while a large drawing is moved.

    Attributes:
        idle: While nothing is done.
        panned: While the canvas is dragged, everything on screen.
        zoomed: While it is zoomed in and out again.
        near: While the canvas is dragged, one node in the middle.
        mounted: How many nodes have elements then.
    """

    idle: list[float]
    panned: list[float]
    zoomed: list[float]
    near: list[float]
    mounted: int


def views(lab: Lab, effort: Effort, node: str) -> Views:
    """Move around once."""
    seconds = 0.3 if effort.quick else 2.0
    idle = lab.probe("idle", 1000 * seconds)
    lab.tool("Show everything")
    panned, _ = lab.drag(lab.empty(), 60, seconds)
    lab.tool("Show everything")
    zoomed = lab.wheel(seconds)
    lab.page.wait_for_timeout(300)
    lab.select(node)
    mounted = lab.mounted()
    near, _ = lab.drag(lab.empty(), 100, seconds)
    return Views(idle, panned, zoomed, near, mounted)


def tidying(lab: Lab, effort: Effort) -> Iterator[Row]:
    """Yield how long a click on "Tidy" takes, and whether the page lives meanwhile."""

    def tidy(_: int) -> dict[str, float]:
        lab.page.mouse.click(*lab.empty())  # nothing is selected: everything is tidied
        found = lab.page.evaluate(TIDY, CALM)
        lab.python("big.undo()")
        lab.page.wait_for_timeout(1000)
        return found

    rounds, noise = quietest(tidy, *counts(effort, 3), strangers)
    whole, over, gap = (statistics.median(one[name] for one in rounds) for name in ("whole", "over", "gap"))
    sign = max(one["sign"] for one in rounds)
    yield Row(
        "editor, tidying 1000 nodes, from the click to the last in place", "", whole / 1e3, "s", below=3,
        detail=f"acknowledged after {over / 1e3:.2f} s, others {noise:.1f} cores",
    )  # fmt: skip
    yield Row("editor, tidying, longest time without a frame", "", gap, "ms", below=200)
    yield Row("editor, tidying, from the click to a sign of progress", "", sign, "ms", below=200)


def edits(lab: Lab, effort: Effort) -> Iterator[Row]:
    """Yield how long a gesture takes until its answer is drawn, while the network runs."""
    lab.python(f"g = drawing(*{SIZE}, placed=True); s = lpnb.Stream(g, batch=1, rate={RATE}); s.play()")
    lab.show("w = lpnb.widgets.GraphEditor(s)\nw", *SIZE)
    begin, busy = time.perf_counter(), strangers()
    took = list(gestures(lab, 4 if effort.quick else GESTURES))
    noise = max(0.0, (strangers() - busy) / (time.perf_counter() - begin))
    played = float(lab.python("print(s.measured_rate)"))
    lab.python("s.close()")
    whole, told = [one.whole for one in took], [one.until_sent + one.until_answer for one in took]
    kinds = ", ".join(f"{kind} {middle(took, 'whole', kind):.0f}" for kind in dict.fromkeys(one.kind for one in took))
    parts = " + ".join(f"{middle(took, part):.0f}" for part in ("until_sent", "until_answer", "until_drawn"))
    yield Row(
        "editor, 200 nodes playing, gesture to acknowledged edit, p95", "", statistics.quantiles(told, n=20)[-1], "ms",
        below=150, detail=f"p50 {statistics.median(told):.0f}, {len(took)} gestures",
    )  # fmt: skip
    yield Row(
        "editor, 200 nodes playing, gesture to drawn answer, p95", "", statistics.quantiles(whole, n=20)[-1], "ms",
        detail=f"p50 {statistics.median(whole):.0f}: {kinds}; sent + answered + drawn {parts}; "
        f"{len(took)} gestures, {played:.0f} frames/s, others {noise:.1f} cores",
    )  # fmt: skip


def middle(took: list[Took], part: str, kind: str = "") -> float:
    """Return the median of a part of some gestures, or of those of one kind."""
    return statistics.median(getattr(one, part) for one in took if kind in ("", one.kind))


# -- frames ---------------------------------------------------------------------------------------------------------


def counts(effort: Effort, wanted: int) -> tuple[int, int]:
    """Return how many quiet rounds are wanted, and how many are tried at most: the same, for each takes long."""
    return (1, 1) if effort.quick else (wanted, wanted)


def rate(frames: list[float]) -> float:
    """Return the frames per second of their timestamps in milliseconds."""
    return 1e3 * (len(frames) - 1) / (frames[-1] - frames[0])


def smooth(
    figure: str, runs: list[list[float]], idle: float, noise: float, more: str = "", *, least: float | None = None
) -> Row:
    """Return the row of frames per second: the median over the runs."""
    gap = statistics.median(max(end - start for start, end in itertools.pairwise(frames)) for frames in runs)
    words = f"longest gap {gap:.0f} ms, idle page {idle:.0f} frames/s, others {noise:.1f} cores"
    value = statistics.median(map(rate, runs))
    return Row(figure, "", value, "frames/s", least=least, detail=", ".join(filter(None, (more, words))))
