"""What a network answers how long after a stimulus began: accuracy over the delay, a confusion matrix for each."""

from __future__ import annotations

from math import isfinite
from typing import Any

import ipywidgets as W  # noqa: N812 - short, for it is everywhere

from lpnb.compile.program import Program
from lpnb.errors import MeasureError
from lpnb.graph.light_cone import light_cone
from lpnb.run import Stream
from lpnb.widgets.accuracy_plot import AccuracyPlot
from lpnb.widgets.chooser import Chooser
from lpnb.widgets.classifying import answers, cell_words, compared, decision_words, frames, key_of, labels
from lpnb.widgets.confusion_counter import Counter
from lpnb.widgets.control import control, on_move
from lpnb.widgets.exhibit import At, Exhibit
from lpnb.widgets.faces.face import Value
from lpnb.widgets.part import Part, close_tree
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.said import Said
from lpnb.widgets.snapshot import Snapshot

PAUSE = 0.25
"""Seconds between two drawings."""
KEPT = {"the last 300 or so": 300.0, "the last 3000 or so": 3000.0, "all since Clear": None}
"""Which frames count, and after how many a count has faded to a half."""
BOX = (280, 240)
HINT = (
    "Nothing here tells classes apart yet. It takes a state with one score for each class, and a source of classes: "
    "add an accuracy, and connect the scores to its prediction and the class to its target."
)


class ConfusionView(Part):
    """Counts right and wrong answers by how many frames ago the stimulus began, while it is on screen.

    A stimulus begins where the label changes: two samples of one class in a row are one long stimulus.

    Attributes:
        counter: What is counted.
        plot: Accuracy over the delay.
        delay: The slider that chooses the matrix.
        matrix: The matrix of that delay: a row for each class, the shares of it that got each answer.
    """

    def __init__(
        self,
        stream: Stream,
        publisher: Publisher | None = None,
        *,
        prediction: str | None = None,
        label: str | None = None,
        delays: int = 12,
    ) -> None:
        """Count what a stream answers.

        Args:
            stream: The stream.
            publisher: Who serves it; None to have one of its own.
            prediction: The state that answers, one score for each class; None for what an accuracy or a loss compares.
            label: The class that is right; None likewise.
            delays: How many frames after the beginning are told apart.

        Raises:
            UnknownName: When the stream has no such state.
            MeasureError: When there are too many delays, or less than one.
        """
        chosen = [None if name is None else key_of(stream, name) for name in (prediction, label)]
        self.counter = Counter(stream, delays)
        super().__init__(stream, publisher)
        self.add_class("lpnb-panel")
        self.add_class("lpnb-measures")
        self._program: Program | None = None
        self._stale, self._drawn = True, -PAUSE
        self._way: int | None = None
        self.prediction = Chooser("answer", "Which state answers", chosen[0], self._changed)
        self.label = Chooser("label", "Which class is right", chosen[1], self._changed)
        self._make(delays)
        self._offer(stream.program)

    def _make(self, delays: int) -> None:
        self.plot = AccuracyPlot(delays)
        self.delay: Any = control(W.IntSlider(delays - 1, 0, max(1, delays - 1), description="delay"))
        self.delay.style.description_width = "initial"
        self.delay.tooltip = "How many frames after the stimulus began"
        self.delay.layout.width, self.delay.layout.max_width = "100%", f"{BOX[0]}px"
        on_move(self.delay, lambda _delay: self._redraw())
        self.kept: Any = control(W.Dropdown(options=list(KEPT), description="frames", tooltip="Which frames count"))
        self.kept.style.description_width = "initial"
        self.kept.layout.width = "auto"
        on_move(self.kept, lambda kept: self.publisher.post(lambda: self.counter.keep(KEPT[kept])))
        self.counter.keep(KEPT[self.kept.value])
        self.clear: Any = control(W.Button(description="Clear", tooltip="Count anew from now on", icon="eraser"))
        self.clear.layout.width, self.clear.layout.height = "auto", "26px"
        self.clear.on_click(lambda _button: self.publisher.post(self._clear))
        self.matrix = Exhibit(self.publisher, BOX, self._cell, range="fixed", low=0.0, high=1.0, square=True)
        self._words, self._error = Said(), Said()
        self._bar = W.HBox([self.prediction.widget, self.label.widget, self.kept, self.clear]).add_class("lpnb-bar")
        side = W.VBox([self.delay, self.matrix]).add_class("lpnb-beside")
        self._body = W.HBox([self.plot.widget, side]).add_class("lpnb-row")

    # -- what a person does; in whatever thread --------------------------------------------------------------------

    def _changed(self) -> None:
        self.publisher.post(lambda: self._offer(self.stream.program))

    def _redraw(self) -> None:
        self._drawn, self._stale = -PAUSE, True

    def _clear(self) -> None:
        self.counter.clear()
        self._redraw()

    # -- in the publisher's thread ---------------------------------------------------------------------------------

    def follow(self) -> None:
        """Follow an edit: another way may lead to the answer."""
        self._program = None

    def publish(self, snapshot: Snapshot) -> int:
        """Count what is new, and draw it now and then."""
        size = self._offer(snapshot.program) if snapshot.program is not self._program else 0
        try:
            counted = self.counter.turn(snapshot, self.prediction.name, self.label.name)
        except MeasureError as error:
            self.counter.clear()
            return size + self._error.refuse(str(error))
        self._stale = self._stale or counted
        if not self._stale or snapshot.now - self._drawn < PAUSE:
            return size
        self._stale, self._drawn = False, snapshot.now
        return size + self._error.say("") + self._draw(snapshot.now)

    def _offer(self, program: Program) -> int:
        """Follow a program: propose what it has, count what is chosen."""
        self._program, graph = program, self.stream.graph
        pair = compared(graph, program) or (None, None)
        size = self.label.offer(labels(program), pair[1])
        slots = {slot.key[:2]: slot for slot in program.slots if slot.age == 1}
        label = None if self.label.key is None else slots[self.label.key]
        size += self.prediction.offer(answers(program, label.type.classes) if label else {}, pair[0])
        # A figure that is there but hidden would be drawn with no size, which browsers complain about.
        drawn = (self._bar, self._error, self._body) if self.prediction.key else ()
        if (*drawn, self._words) != self.children[: len(drawn) + 1]:
            self.fill(*drawn, self._words)
        self._redraw()
        if label is None or self.prediction.key is None:
            self.counter.look_away()
            return size + self._words.say(HINT)
        answer = slots[self.prediction.key]
        self.counter.look_at(answer, label)
        self._way = light_cone(graph).shortest(label.node, answer.node)
        return size + 40

    def _draw(self, now: float) -> int:
        confusion = self.counter.confusion
        if confusion is None:
            return 0
        delay, chance = min(self.delay.value, confusion.delays - 1), 1 / confusion.classes
        size = self.plot.draw(confusion.accuracy, chance, self._way, delay)
        shares = Value("confusion", confusion.shares[delay].astype("float32"), ("class", "answer"))
        right = confusion.accuracy[delay]
        share = f": {right:.0%} right" if isfinite(right) else ""
        size += self.matrix.show(f"{frames(delay)} after the stimulus began{share}", shares, now)
        return size + self._words.say(f"{self._way_words()} {decision_words(confusion)}".strip())

    def _way_words(self) -> str:
        if self._way is None:
            return f"Nothing that {self.label.name} comes with reaches {self.prediction.name}."
        # At each onset the label changes, so what was right before is wrong now.
        last = frames(self._way - 1)
        before = f"Up to {last} after, the answer is about the stimulus before, and right only by accident."
        return before if self._way > 1 else ""

    def _cell(self, at: At) -> str:
        confusion = self.counter.confusion
        return "" if confusion is None else cell_words(confusion, self.delay.value, at[1], at[2])

    def close(self) -> None:
        """Close it with what is not shown just now."""
        for part in (getattr(self, name, None) for name in ("_bar", "_error", "_body")):
            if part is not None and part not in self.children:
                close_tree(part)
        super().close()
