"""The timeline: which frame is on screen, what is remembered, what happened when, and other futures."""

from __future__ import annotations

from typing import Any

import ipywidgets as W  # noqa: N812 - short, for it is everywhere

from lpnb.run import Stream
from lpnb.widgets.control import control, on_move, turn
from lpnb.widgets.label_changes import LabelChanges
from lpnb.widgets.part import Part
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.snapshot import Snapshot
from lpnb.widgets.stops import Stops
from lpnb.widgets.timeline_plot import TimelinePlot

PAUSE = 0.25
"""Seconds between two looks at what is remembered."""
MEBIBYTE = 2**20


class Timeline(Part):
    """A slider over all frames that are remembered, with marks for what happened; branches; what to stop at.

    While the slider is dragged, the nearest frame that can be shown at once is on screen; when it is let go, exactly
    the one that it stands at.

    Attributes:
        scrubber: The slider.
        plot: What is remembered and what happened, over the frames.
        stops: What the stream stops at.
        labels: When the label changed.
    """

    def __init__(self, stream: Stream, publisher: Publisher | None = None) -> None:
        """Serve a stream."""
        super().__init__(stream, publisher)
        self.add_class("lpnb-panel")
        self.add_class("lpnb-timeline")
        self._wanted: int | None = None
        self._looked, self._said = -PAUSE, ""
        self.plot = TimelinePlot(stream, self._go)
        self.stops, self.labels = Stops(stream, self.publisher), LabelChanges(stream)
        self.scrubber: Any = control(W.IntSlider(0, 0, 1, readout=False, layout=W.Layout(width="100%")))
        self.scrubber.tooltip = "Which frame is on screen"
        on_move(self.scrubber, self.publisher.journal.guard("the timeline", self._scrub))
        self.newest = self._button("fast-forward", "Newest", "Go to the newest frame", self._to_newest)
        self.fork = self._button("code-fork", "Continue from here", "What lies ahead is kept", self._fork)
        self.branch: Any = control(W.Dropdown(options=[], tooltip="Other futures", layout=W.Layout(width="330px")))
        self.switch = self._button("exchange", "Go there", "Go to the end of that future", self._switch)
        self.drop = self._button("trash", "Forget it", "Forget that future", self._drop)
        self._branches = W.HBox([self.branch, self.switch, self.drop]).add_class("lpnb-bar")
        self._readout = W.HTML()
        spacer = W.Box().add_class("lpnb-spacer")
        bar = W.HBox([self.newest, self.fork, self._branches, spacer, self._readout]).add_class("lpnb-bar")
        self.fill(self.plot.figure, self.scrubber, bar, self.stops)
        self._follow()

    def _button(self, icon: str, words: str, tip: str, act: Any) -> Any:
        button: Any = control(W.Button(icon=icon, description=words, tooltip=tip))
        button.layout = W.Layout(width="auto", height="26px")
        button.on_click(self.publisher.journal.guard(words.lower(), lambda _button: act()))
        return button

    # -- what a person does ---------------------------------------------------------------------------------------

    def _scrub(self, frame: int) -> None:
        """Show a frame near the slider at once; `publish` asks for exactly that one when the pointer is let go."""
        self._wanted = frame
        if self.publisher.pointer_down:
            self.stream.halt()
            self.publisher.worker.do("scrubbing", lambda: self.stream.look(frame), key="scrub")

    def _go(self, frame: int) -> None:
        self._wanted = None
        self.stream.halt()  # gives up the way to another frame, which the worker may be waiting for
        self.publisher.worker.do("going to a frame", lambda: self.stream.seek(frame), key="scrub")

    def _to_newest(self) -> None:
        self.stream.halt()
        self.publisher.worker.do("going to the newest frame", lambda: self.stream.seek(self.stream.remembered.last))

    def _fork(self) -> None:
        self.publisher.worker.do("continuing from here", self.stream.fork)

    def _switch(self) -> None:
        number = self.branch.value
        if number is not None:
            self.publisher.worker.do("going to another future", lambda: self.stream.switch(number))

    def _drop(self) -> None:
        number = self.branch.value
        if number is not None:
            self.publisher.worker.do("forgetting a future", lambda: self.stream.drop(number))

    # -- what is shown --------------------------------------------------------------------------------------------

    def publish(self, snapshot: Snapshot) -> int:
        """Follow the stream; where the slider was let go, go there exactly."""
        if self._wanted is not None and not self.publisher.pointer_down:
            self._go(self._wanted)
        if self._wanted is None and snapshot.frame != self.scrubber.value:
            turn(self.scrubber, max=max(self.scrubber.max, snapshot.frame))
            turn(self.scrubber, value=max(snapshot.frame, self.scrubber.min))
        if snapshot.now - self._looked < PAUSE:
            return self.plot.point(snapshot.frame)
        self._looked = snapshot.now
        if self.labels.due(snapshot):
            self.publisher.worker.do("label changes", self.labels.ask, key="labels")
        return self._follow() + self.plot.point(snapshot.frame)

    def _follow(self) -> int:
        """Show what is remembered now; return how many bytes that took."""
        remembered, past = self.stream.remembered, self.stream.in_past
        first, last = min(remembered.first, remembered.last), max(remembered.last, remembered.first + 1)
        if last > self.scrubber.min:  # in this order, so that the least never lies above the most
            turn(self.scrubber, max=last)
        turn(self.scrubber, min=first)
        turn(self.newest, disabled=not past)
        turn(self.fork, disabled=not past)
        options = [(f"{b.number}: {b.words}, frames {b.begin} to {b.last}", b.number) for b in self.stream.branches]
        if tuple(options) != tuple(self.branch.options):
            turn(self.branch, options=options)
            turn(self.branch, value=options[-1][1] if options else None)
        self._branches.layout.display = None if options else "none"
        where = f"frame <b>{self.stream.frame}</b> of {remembered.last}" + (" · in the past" if past else "")
        size = f"{remembered.bytes / MEBIBYTE:.1f} of {remembered.budget / MEBIBYTE:.0f} MiB remembered"
        drawn = self.plot.follow(remembered, self.labels.output, self.labels.frames)
        return drawn + self.stops.refresh() + self._say(f"{where} · {size}")

    def _say(self, words: str) -> int:
        if words == self._said:
            return 0
        self._said = words
        self._readout.value = f'<div class="lpnb-where" role="status">{words}</div>'
        return len(words)
