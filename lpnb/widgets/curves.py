"""Loss and accuracy over the frames."""

from __future__ import annotations

from html import escape
from typing import Any

import bqplot as bq
import ipywidgets as W  # noqa: N812 - short, for it is everywhere
import numpy as np

from lpnb.compile.program import Program, Slot
from lpnb.graph import Graph, Node
from lpnb.run import Stream
from lpnb.run.rule import Lag
from lpnb.widgets.history import History
from lpnb.widgets.palette import node_colour
from lpnb.widgets.part import Part, close_tree
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.snapshot import Array, Snapshot, each_since, means_since
from lpnb.widgets.span import round_up, ticks

PAUSE = 0.2
"""Seconds between two updates of the lines; the values in between are not lost, see `means_since`."""

HINT = (
    '<span class="lpnb-hint">Nothing is measured yet. Add a loss or an accuracy, for instance '
    "<code>graph.add('learn', 'loss')</code>.</span>"
)


class Curves(Part):
    """A plot for each kind of measure in the graph (loss, accuracy, ...), with a line for each node.

    Each point is the mean over the batch and over all frames since the point before. Where the stream has gone back,
    the curve stays, with a thin line at the frame on screen; what lies ahead goes when another future begins.
    """

    always = True  # a curve that is scrolled to has all of the run, not only what came since

    def __init__(self, stream: Stream, publisher: Publisher | None = None) -> None:
        """Show what the graph of a stream measures."""
        super().__init__(stream, publisher)
        self.add_class("lpnb-panel")
        self.add_class("lpnb-curves")
        self._program: Program | None = None
        self._plots: list[Plot] = []
        self._has: list[Any] | None = None
        self.histories: dict[int, History] = {}
        self._last = -PAUSE
        self._branches = frozenset(branch.number for branch in stream.branches)
        self._offer(stream.program)

    def publish(self, snapshot: Snapshot) -> int:
        """Add the newest values, and draw the lines now and then."""
        if snapshot.program is not self._program:
            self._offer(snapshot.program)
        due = snapshot.now - self._last >= PAUSE
        if not due and not self.publisher.on_screen(self):
            return 0
        self._rewind(snapshot, look=due)
        for slot in _measures(snapshot.program, self.stream.graph.nodes()):
            history = self.histories.setdefault(slot.key[0], History())
            if history.frame < snapshot.frame:
                frames, mean = means_since(self.stream, snapshot, slot.node, history.frame)
                history.add(snapshot.frame, mean, frames)
        if not due or not self.publisher.on_screen(self):
            self._last = snapshot.now if due else self._last
            return 0
        at = snapshot.frame if snapshot.past else None
        size = sum(plot.draw(self.histories) + plot.point(at) for plot in self._plots)
        lags = self.stream.lags
        for plot in self._plots:
            plot.tell(lags)
        self._last = snapshot.now if size else self._last
        return size

    def drawn(self, snapshot: Snapshot) -> list[Plot]:
        """Return the plots with all that is known drawn in them, on screen or not; in the publisher's thread."""
        if snapshot.program is not self._program:
            self._offer(snapshot.program)
        self._rewind(snapshot, look=False)
        for slot in _measures(snapshot.program, self.stream.graph.nodes()):
            history = self.histories.setdefault(slot.key[0], History())
            for frame, value in each_since(self.stream, snapshot, slot.node, history.frame):
                history.add(frame, value)
        for plot in self._plots:
            plot.draw(self.histories)
        return list(self._plots)

    def _rewind(self, snapshot: Snapshot, *, look: bool) -> None:
        """Forget points of a future that was left; a stream that only stands in the past still has them ahead."""
        ends = [] if snapshot.past else [snapshot.frame]
        if look:
            branches = {branch.number: branch.begin for branch in self.stream.branches}
            # The line that was left is a branch now, which it was not before: the present shares its beginning alone.
            ends += [begin for number, begin in branches.items() if number not in self._branches]
            self._branches = frozenset(branches)
        for history in self.histories.values() if ends else ():
            history.rewind(min(ends))

    def _offer(self, program: Program) -> None:
        """Make the plots that a program needs."""
        self._program = program
        graph = self.stream.graph
        nodes = graph.nodes()  # once, for another thread may be editing
        slots = _measures(program, nodes)
        # A new program comes with every turn of a knob; new figures only with other nodes.
        needed = [
            (slot.key, slot.node, node_colour(graph, slot.node), nodes[slot.node].kind, nodes[slot.node].unit)
            for slot in slots
        ]
        if needed == self._has:
            return
        self._has = needed
        kinds: dict[str, list[Slot]] = {}
        for slot in slots:
            kinds.setdefault(nodes[slot.node].kind, []).append(slot)
        old, self._plots = self._plots, [Plot(nodes[slots[0].node], slots, graph) for slots in kinds.values()]
        self.fill(*(plot.widget for plot in self._plots) if self._plots else (W.HTML(HINT),))
        for plot in old:
            close_tree(plot.widget)


class Plot:
    """One figure with the lines of all nodes of a kind.

    Attributes:
        widget: What is shown.
        title: The legend.
        lines: The name and the colour of each.
    """

    def __init__(self, spec: Node, slots: list[Slot], graph: Graph) -> None:
        """Make the figure of nodes of one kind; `spec` are the fields of the first."""
        self._ceiling = spec.ceiling
        self.lines = [(slot.node, node_colour(graph, slot.node)) for slot in slots]
        self._x, self._y = bq.LinearScale(min=0, max=1), bq.LinearScale(min=0, max=1)
        empty = np.zeros(0, np.float32)
        self._lines: dict[int, Any] = {
            slot.key[0]: bq.Lines(
                x=empty,
                y=empty,
                scales={"x": self._x, "y": self._y},
                colors=[node_colour(graph, slot.node)],
                stroke_width=1.8,
                labels=[slot.node],
            )
            for slot in slots
        }
        nothing, scales = np.zeros(0, np.float32), {"x": self._x, "y": self._y}
        self._cursor = bq.Lines(x=nothing, y=nothing, scales=scales, colors=["#1976d2"], stroke_width=1)
        self._drawn: dict[int, int] = {}
        self._ends: dict[Any, float] = {}
        self._across = bq.Axis(scale=self._x, label="frame", label_offset="25px", grid_lines="none", tick_format="~s")
        self._up = bq.Axis(scale=self._y, side="left", label=spec.unit, label_offset="36px", tick_format=".2~g")
        self.figure = bq.Figure(
            marks=[self._cursor, *self._lines.values()],
            axes=[self._across, self._up],
            fig_margin={"top": 6, "bottom": 32, "left": 48, "right": 14},
            padding_x=0,
            display_toolbar=False,
            padding_y=0,
            layout=W.Layout(width="100%", height="112px", min_width="120px"),
        )
        self._frame([])
        self._kind, self.title = spec.kind, W.HTML()
        self.tell({})
        self.widget = W.VBox([self.title, self.figure])

    def tell(self, lags: dict[str, Lag]) -> None:
        """Name the lines, and say which of them learn less often than they are asked to."""
        legend = "  ".join(
            f'<span class="lpnb-dot" style="background:{colour}"></span>{escape(node)}{_late(lags.get(node))}'
            for node, colour in self.lines
        )
        text = f'<div class="lpnb-title">{legend}<small>{escape(self._kind)}</small></div>'
        if text != self.title.value:
            self.title.value = text

    def draw(self, histories: dict[int, History]) -> int:
        """Show the histories of the nodes, where they have grown; return how many bytes that took."""
        size = 0
        for uid, line in self._lines.items():
            history = histories.get(uid)
            if history is None or self._drawn.get(uid) == history.version:
                continue
            self._drawn[uid] = history.version
            frames, values = history.arrays()
            with line.hold_sync():
                line.x, line.y = frames, values
            size += frames.nbytes + values.nbytes
        if size:
            self._frame([history.arrays() for uid in self._lines if (history := histories.get(uid))])
        return size

    def point(self, frame: int | None) -> int:
        """Put the cursor to a frame, or take it away; return how many bytes that took."""
        top = float(self._y.max)
        x, y = ([], []) if frame is None else ([frame, frame], [0.0, top])
        if np.array_equal(x, self._cursor.x) and np.array_equal(y, self._cursor.y):
            return 0
        with self._cursor.hold_sync():
            self._cursor.x, self._cursor.y = np.array(x, np.float32), np.array(y, np.float32)
        return 16

    def _frame(self, lines: list[tuple[Array, Array]]) -> None:
        """Fit the scales and their round ticks to what is drawn."""
        right = max((float(frames[-1]) for frames, _ in lines if len(frames)), default=1.0)
        # The first frames of an untrained network may be off any scale: what came later decides.
        later = np.concatenate([values[len(values) // 8 :] for _, values in lines] or [np.ones(1)])
        top = self._ceiling or round_up(float(np.nanmax(later, initial=1e-3)))
        for scale, axis, end, most in ((self._x, self._across, max(right, 1.0), 5), (self._y, self._up, top, 3)):
            if self._ends.get(axis) != end:
                self._ends[axis] = scale.max = end
                axis.tick_values = np.array(ticks(0, end, most))


def _late(lag: Lag | None) -> str:
    """Return in words how often a loss learns, where its budget does not allow what it is asked for, and by what."""
    if lag is None:
        return ""
    late = f"an update every {lag.now} frames, not {lag.asked}" if lag.now != lag.asked else ""
    words = "; ".join(filter(None, (late, lag.how)))
    return f' <span class="lpnb-hint">{escape(words)}</span>' if words else ""


def _measures(program: Program, nodes: dict[str, Node]) -> list[Slot]:
    """Return the states that are one number and belong to a node that measures or learns."""
    return [
        slot
        for slot in program.slots
        if slot.age == 1
        and not slot.type.shape
        and not slot.type.classes
        and slot.node in nodes
        and nodes[slot.node].category in ("measure", "learning")
    ]
