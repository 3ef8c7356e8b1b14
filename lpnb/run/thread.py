"""The frame thread: it alone advances the engine; everyone else appends commands that run between frames."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TypeVar

import torch

from lpnb.errors import StreamError
from lpnb.run.timeline import Timeline

Result = TypeVar("Result")
LATE = 0.25
"""Seconds that a paced stream may fall behind before it gives up catching up."""
COURTESY, REST = 0.15, 4
"""Seconds for which frames give way to an answer to a person, at most; and how many times as long they then do not."""


class FrameThread:
    """Advances an engine: freely, at a rate, or by single steps.

    Attributes:
        engine: What is advanced. Only the thread itself touches it, but anybody may read `engine.state`.
        timeline: How it is advanced; likewise.
        playing: Whether frames follow one another.
        left: Frames still to do of a `step`.
        period: Seconds between frames; 0 for as fast as possible.
        error: What stopped it last.
        done: Frames computed since it was made.
        waited: Seconds for which it has waited since then.
    """

    def __init__(self, timeline: Timeline, name: str) -> None:
        """Start the thread; it waits until it is told to play or step."""
        self.engine, self.timeline = timeline.engine, timeline
        timeline.pace = lambda: (self.period if self.playing else 0.0, self.waited)
        timeline.halt, timeline.breakpoints.changed = self.halt, lambda: self.call(timeline.choose)
        self.playing, self.left, self.period, self.done, self.waited = False, 0, 0.0, 0, 0.0
        self.error: Exception | None = None
        self._commands: deque[Callable[[], None]] = deque()
        self._wake = threading.Event()
        self._stepped = threading.Event()
        self._stepping = threading.Lock()
        self._quit = False
        self._gives_way, self._polite_again = 0.0, 0.0  # until when
        self._thread = threading.Thread(target=self._run, daemon=True, name=f"lpnb frames of {name}")
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def tell(self, command: Callable[[], object]) -> None:
        """Have `command` run between two frames, and do not wait for it."""
        self._commands.append(lambda: self._carry_out(command))
        self._wake.set()

    def call(self, command: Callable[[], Result]) -> Result:
        """Run `command` between two frames and return its result, or raise what it raised."""
        if threading.current_thread() is self._thread:
            return command()
        if not self.alive:
            raise StreamError("this stream is closed. Make a new one with lpnb.Stream(graph).")
        finished = threading.Event()
        results: list[Result] = []
        failures: list[BaseException] = []

        def run() -> None:
            try:
                results.append(command())
                self.timeline.settle()
            except BaseException as failure:  # noqa: BLE001 - handed over to the thread that asked
                failures.append(failure)
            finished.set()

        self._commands.append(run)
        self._wake.set()
        while not finished.wait(0.5):
            if not self.alive:
                raise StreamError("the stream was closed meanwhile.")
        if failures:
            raise failures[0]
        return results[0]

    def step(self, frames: int) -> None:
        """Compute exactly so many frames and return when they are done; raise what stopped it."""

        def begin() -> None:
            self.error, self.playing, self.left = None, False, frames
            self._stepped.clear()

        with self._stepping:  # one at a time: each caller gets its own frames
            self._step(begin)
        self.raise_error()

    def _step(self, begin: Callable[[], None]) -> None:
        try:
            self.call(begin)
            while self.left and not self._stepped.wait(0.5) and self.alive:
                pass
        except BaseException:
            self.tell(self.halt)
            raise
        self.call(self.timeline.after_step)

    def raise_error(self) -> None:
        """Raise what stopped the thread, once."""
        error, self.error = self.error, None
        if error is not None:
            raise error

    def give_way(self) -> None:
        """Let no frame of `play` begin until `go_on`, or for `COURTESY` seconds: Python's lock is for who answers.

        Whatever asks, frames have four fifths of the time.
        """
        now = time.perf_counter()
        if now >= self._polite_again:
            self._gives_way, self._polite_again = now + COURTESY, now + (1 + REST) * COURTESY

    def go_on(self) -> None:
        """End what `give_way` began."""
        self._gives_way, left = 0.0, self._gives_way - time.perf_counter()
        if left > 0:
            self._polite_again -= (1 + REST) * left
            self._wake.set()

    def close(self) -> None:
        """End the thread and wait for it."""
        self._quit = True
        self._wake.set()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    # -- inside the thread ----------------------------------------------------------------------------------------

    def halt(self) -> None:
        """Let no more frames follow, be it of `play` or of a `step`."""
        self.playing, self.left = False, 0
        self._stepped.set()

    def _carry_out(self, command: Callable[[], object]) -> None:
        try:
            command()
        except Exception as error:  # noqa: BLE001 - nobody waits for it; it is shown instead
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        self.error = error
        self.halt()

    def _run(self) -> None:
        torch.set_grad_enabled(False)
        torch.set_num_threads(max(1, (os.cpu_count() or 2) - 1))
        due = time.perf_counter()
        while not self._quit:
            if self._commands:
                self._obey()
            if self.engine.empty or not (self.playing or self.left):
                self._wake.clear()
                if not self._commands and not self._quit:
                    self._wait(None)
                due = time.perf_counter()
            elif self.playing and (early := self._early(due)) > 0:
                self._wake.clear()
                if not self._commands and self._early(due) > 0:
                    self._wait(early)
            else:
                self._frame()
                due = max(due + self.period, time.perf_counter() - LATE)
        self.halt()

    def _early(self, due: float) -> float:
        """Return how many seconds are left until the next frame may begin."""
        if not (self.period or self._gives_way):
            return 0.0
        return max(due if self.period else 0.0, self._gives_way) - time.perf_counter()

    def _wait(self, seconds: float | None) -> None:
        before = time.perf_counter()
        self._wake.wait(seconds)
        self.waited += time.perf_counter() - before

    def _obey(self) -> None:
        while self._commands:
            self._commands.popleft()()
        self._carry_out(self.timeline.settle)

    def _frame(self) -> None:
        try:
            self.timeline.advance()
        except Exception as error:  # noqa: BLE001 - whatever it is, the thread survives and says so
            self._fail(error)
            self._carry_out(self.timeline.settle)
            return
        self.done += 1
        if self.left:
            self.left -= 1
            if not self.left:
                self._stepped.set()
