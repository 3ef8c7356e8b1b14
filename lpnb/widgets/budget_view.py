"""The time budget: what each node and edge of a frame costs, and what more workers would gain."""

from __future__ import annotations

from typing import Any

import ipywidgets as W  # noqa: N812 - short, for it is everywhere

from lpnb.errors import LpnbError
from lpnb.measure import Budget, budget
from lpnb.measure.budget import WARM_UP
from lpnb.run import Stream
from lpnb.widgets.budget_table import milliseconds, rate_words, table
from lpnb.widgets.control import control, on_move, turn
from lpnb.widgets.palette import node_colours
from lpnb.widgets.part import Part
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.said import Said
from lpnb.widgets.snapshot import Snapshot

ROUNDS = 15
MOST_WORKERS = 16


class BudgetView(Part):
    """Measures what a frame costs, when somebody asks for it, and predicts frame rates.

    Attributes:
        budget: What was measured last; None before.
        measure: The button that measures.
        workers: The slider for how many workers a prediction is about.
    """

    def __init__(self, stream: Stream, publisher: Publisher | None = None) -> None:
        """Measure nothing yet."""
        super().__init__(stream, publisher)
        self.add_class("lpnb-panel")
        self.add_class("lpnb-measures")
        self.budget: Budget | None = None
        self._measuring, self._refused, self._edited, self._stale = False, "", False, True
        self.measure: Any = control(W.Button(description="Measure", icon="clock-o", tooltip="Measure now"))
        self.measure.layout.width, self.measure.layout.height = "auto", "26px"
        self.measure.on_click(self.publisher.journal.guard("the time budget", lambda _button: self._begin()))
        self.workers: Any = control(W.IntSlider(4, 1, MOST_WORKERS, description="workers"))
        self.workers.tooltip = "How many workers compute one frame together"
        self.workers.style.description_width = "initial"
        self.workers.layout.width = "260px"
        on_move(self.workers, lambda _workers: self._redraw())
        self._cost, self._error, self._rates, self._with, self._table = Said(), Said(), Said(), Said(), Said()
        self._cost.add_class("lpnb-hint")
        self._cost.say(self._cost_words())
        self._prediction = W.HBox([self.workers, self._with]).add_class("lpnb-bar")
        self._prediction.layout.display = "none"
        bar = W.HBox([self.measure, self._cost]).add_class("lpnb-bar")
        self.fill(bar, self._error, self._rates, self._prediction, self._table)

    def _redraw(self) -> None:
        self._stale = True

    # -- measuring ------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """Have it measured in the worker's thread; `publish` shows what comes of it."""
        if not self._measuring:
            self._measuring = True
            self._redraw()
            self.publisher.worker.do("the time budget", self._measure)

    def _measure(self) -> None:
        try:
            self.budget, self._refused, self._edited = budget(self.stream, rounds=ROUNDS), "", False
        except LpnbError as error:
            self._refused = str(error)
        finally:
            self._measuring = False
            self._redraw()

    # -- what is shown; in the publisher's thread ------------------------------------------------------------------

    def follow(self) -> None:
        """Note that the network is another one than was measured."""
        self._edited = self.budget is not None
        self._redraw()

    def publish(self, snapshot: Snapshot) -> int:
        """Show what was measured, if that has changed."""
        if not self._stale:
            return 0
        self._stale = False
        size = 40 * turn(self.measure, disabled=self._measuring) + self._cost.say(self._cost_words())
        size += self._error.refuse(self._refused)
        return size + (self._show(self.budget) if self.budget is not None else 0)

    def _cost_words(self) -> str:
        if self._measuring:
            return "Measuring: the stream stands still for a moment."
        if self.budget is not None:
            edited = " The network was edited since." if self._edited else ""
            return f"The stream stood still for {milliseconds(1000 * self.budget.cost)}.{edited}"
        frames = 3 * (ROUNDS + WARM_UP)
        return f"Computes about {frames} frames aside, while the stream stands still; costs nothing before and after."

    def _show(self, found: Budget) -> int:
        self._prediction.layout.display = None
        words = (
            f"One frame: measured {milliseconds(found.whole)} (= {rate_words(found.measured_rate)}). "
            f"All nodes at once: {rate_words(found.streaming_rate)}. "
            f"One after the other: {rate_words(found.sequential_rate)}. Sources and learning come on top."
        )
        workers = int(self.workers.value)
        with_ = f"With {workers} {'worker' if workers == 1 else 'workers'}: {rate_words(found.rate(workers))}"
        size = self._rates.say(words) + self._with.say(f"{with_}, at most.")
        return size + self._table.draw(table(found, node_colours(self.stream.graph)))
