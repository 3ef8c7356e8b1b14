"""The transport bar: what moves time, and how fast it moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as W  # noqa: N812 - short, for it is everywhere

from lpnb.run import Stream
from lpnb.widgets.control import control, on_move, turn
from lpnb.widgets.part import Part
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.snapshot import Snapshot

RATES = (1000, 300, 100, 30, 10, 3, 1)
PAUSE = 0.25
"""Seconds between two looks at the rates."""
CLOCKS = {"frames/s": "computed", "published/s": "sent to the browser", "painted/s": "drawn by the browser"}
RESETS = {
    "state": "Reset puts all states to frame 0",
    "weights": "Reset draws the weights anew, which forgets what was learned",
    "data": "Reset lets the sources begin with their first frame",
}


class Transport(Part):
    """Play, pause, step, step back, reset, the target rate; frame number and the rates of the three clocks."""

    def __init__(self, stream: Stream, publisher: Publisher | None = None) -> None:
        """Serve a stream."""
        super().__init__(stream, publisher)
        self.add_class("lpnb-panel")
        self.add_class("lpnb-transport")
        worker = self.publisher.worker
        back, step = (lambda: worker.do("step back", stream.back)), (lambda: worker.do("step", stream.step))
        self.play = self._button("play", "Play (space)", stream.play, css="lpnb-play")
        self.pause = self._button("pause", "Pause (space)", stream.halt, css="lpnb-pause")
        self.back = self._button("step-backward", "One frame back (left arrow)", back, css="lpnb-back")
        self.step = self._button("step-forward", "One frame on (right arrow)", step, css="lpnb-step")
        self.reset = self._button("undo", "Begin anew with what is chosen", self._reset, "Reset", css="lpnb-reset")
        self.resets = {what: self._choice(what, tip) for what, tip in RESETS.items()}
        self.rate = self._rate()
        self._readout, self._said, self._looked = W.HTML(), "", -PAUSE
        self._rates = (0.0, 0.0, 0.0)
        self.publisher.commands |= {"toggle": self._toggle, "step": step, "back": back}
        spacer = W.Box().add_class("lpnb-spacer")
        buttons = (self.play, self.pause, self.back, self.step, spacer, self.reset, *self.resets.values(), spacer)
        bar = W.HBox([*buttons, self.rate, W.Box().add_class("lpnb-spacer"), self._readout])
        self.fill(bar.add_class("lpnb-bar"))
        self._say(stream.frame)

    def _button(self, icon: str, tip: str, act: Callable[[], object], words: str = "", *, css: str = "") -> Any:
        layout = W.Layout(width="38px" if not words else "auto", height="28px")
        button = control(W.Button(icon=icon, tooltip=tip, description=words, layout=layout))
        button.on_click(self.publisher.journal.guard(tip.partition(" (")[0], lambda _button: act()))
        return button.add_class(css)

    def _choice(self, what: str, tip: str) -> Any:
        layout = W.Layout(width="auto", height="24px")
        chip: Any = control(W.ToggleButton(what == "state", description=what, tooltip=tip, layout=layout))
        return chip.add_class("lpnb-chip")

    def _rate(self) -> Any:
        options = [("as fast as possible", 0.0), *((f"{rate} frames/s", float(rate)) for rate in RATES)]
        tip = "How many frames a second the stream keeps to"
        rate = control(W.Dropdown(options=options, tooltip=tip, layout=W.Layout(width="156px")))
        on_move(rate, self.publisher.journal.guard("target rate", self._set_rate))
        return rate

    # -- what a person does ---------------------------------------------------------------------------------------

    def _set_rate(self, rate: float) -> None:
        self.stream.rate = rate or None

    def _reset(self) -> None:
        chosen = {what: bool(widget.value) for what, widget in self.resets.items()}
        self.publisher.worker.do("reset", lambda: self.stream.reset(**chosen))

    def _toggle(self) -> None:
        (self.stream.halt if self.stream.playing else self.stream.play)()

    # -- what is shown --------------------------------------------------------------------------------------------

    def publish(self, snapshot: Snapshot) -> int:
        """Show frame number and rates."""
        size = 0
        if snapshot.now - self._looked >= PAUSE:
            self._looked = snapshot.now
            size = self._follow_stream()
            pacing, playing = self.publisher.pacing, self.stream.playing
            clocks = (pacing.published.rate(snapshot.now), pacing.painted.rate(snapshot.now))
            self._rates = (self.stream.measured_rate, *clocks) if playing else (0.0, 0.0, 0.0)
        return size + self._say(snapshot.frame)

    def _follow_stream(self) -> int:
        """Show whether it plays, and a rate that was set elsewhere."""
        playing = self.stream.playing
        if playing != ("lpnb-playing" in self._dom_classes):
            (self.add_class if playing else self.remove_class)("lpnb-playing")
        rate = self.stream.rate or 0.0
        known = [value for _, value in self.rate.options]
        if rate not in known:
            turn(self.rate, options=[*self.rate.options, (f"{rate:g} frames/s", rate)])
        return 40 * turn(self.rate, value=rate)

    def _say(self, frame: int) -> int:
        """Write frame and rates, if they are others than before."""
        rates = "".join(
            f'<span title="frames {tip} per second"><b>{_count(rate)}</b>{name}</span>'
            for rate, (name, tip) in zip(self._rates, CLOCKS.items(), strict=True)
        )
        text = f'<span>frame <b class="lpnb-frame">{_count(frame)}</b></span>{rates}'
        if text == self._said:
            return 0
        self._said, self._readout.value = text, f'<div class="lpnb-readout">{text}</div>'
        return len(text)


def _count(number: float) -> str:
    return f"{number:,.0f}".replace(",", "\u2009")
