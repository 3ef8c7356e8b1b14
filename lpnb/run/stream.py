"""A stream: a graph that runs."""

from __future__ import annotations

import threading
import time
import warnings
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import numpy as np
import torch

from lpnb.compile.build import Built, State
from lpnb.compile.program import Program
from lpnb.errors import StreamError, brief
from lpnb.graph import Graph
from lpnb.graph.edits import Edit, only_layout
from lpnb.run.carry import Carried
from lpnb.run.device import choose_device, choose_dtype
from lpnb.run.engine import Engine
from lpnb.run.follow import Follower
from lpnb.run.given import a_graph
from lpnb.run.memory import Memory
from lpnb.run.rule import Lag, Paced
from lpnb.run.thread import FrameThread
from lpnb.run.timeline import Timeline
from lpnb.run.travel import Travel, whole
from lpnb.run.values import Values
from lpnb.shapes.check import Report
from lpnb.sources import Setting


class Stream(Travel):
    """Runs a graph in a background thread, while it is watched, turned, trained and edited.

    Example:
        with lpnb.Stream(graph, batch=32) as stream:
            stream.play()
            ...
            stream.pause()
            stream["hidden"]  # numpy array [batch, 16, 4, 4]

    Attributes:
        graph: The graph; changing it changes the running network at the next frame.
        batch: Samples that stream side by side.
        device: Where it computes.
        dtype: The type of its numbers.
        seed: What its weights, noise and data order depend on.
    """

    def __init__(
        self,
        graph: Graph,
        *,
        batch: int = 1,
        device: str | torch.device = "auto",
        dtype: str | torch.dtype = "float32",
        seed: int = 0,
        rate: float | None = None,
        draft: bool = False,
        memory: int | Memory | None = None,
    ) -> None:
        """Compile the graph and stand at frame 0, paused.

        Args:
            graph: What to run.
            batch: Samples that stream side by side, 1 or more.
            device: ``'auto'`` (a GPU if there is one), ``'cpu'``, ``'cuda'``, ``'cuda:1'``, ...
            dtype: ``'float32'``, ``'float64'``, ``'bfloat16'`` or ``'float16'``.
            seed: Any whole number.
            rate: Frames per second to keep to, None for as fast as possible.
            draft: Stand still on an empty program while the graph has errors, instead of raising; begin at frame 0 as
                soon as it can run.
            memory: How much of the past is remembered: bytes (2**20 or more), or `lpnb.Memory`; None for 256 MiB,
                dense near now and sparse far back.

        Raises:
            InvalidGraph: When the graph has errors and is no draft.
            DeviceError: When the device or dtype is not to be had.
            OutOfMemory: When the states do not fit.
            EditError: When the graph is none.
            StreamError: When another argument does not fit.
        """
        remember, graph = Memory.of(memory), a_graph(graph)
        self.graph, self.batch, self.seed = graph, whole(batch, "batch", 1), whole(seed, "seed")
        self.device, self.dtype = choose_device(device), choose_dtype(dtype)
        self._follower = Follower(graph, Setting(self.batch, self.device, self.dtype, self.seed))
        self._values = Values(weakref.proxy(self))  # a forgotten stream must not keep itself alive
        self._timeline = Timeline(self._follower.begin(draft=draft), self._follower, remember)
        self._thread = FrameThread(self._timeline, graph.name)
        self._later = threading.local()
        self._told = self._taken = 0  # edits that the frame thread was told of, and those that it has taken over
        self._meter = (0, time.perf_counter(), 0.0)
        self.rate = rate
        graph.changed.connect(self._changed)
        graph.saving.connect(self._hand_in)

    # -- time ---------------------------------------------------------------------------------------------------

    def play(self) -> None:
        """Let frames follow one another until `pause`; while there is nothing to run, from when there is."""
        self._alive()

        def play() -> None:
            self._thread.error, self._thread.left, self._thread.playing = None, 0, True

        self._thread.tell(play)

    def pause(self) -> None:
        """Stop after the frame that is being computed; raise what stopped the stream, if something did."""
        self._timeline.ask()
        self._thread.call(self._stop)
        self._thread.raise_error()

    def give_way(self) -> None:
        """Let frames wait for an answer to a person: until `go_on`, 0.15 s at most, a fifth of the time at most."""
        self._thread.give_way()

    def go_on(self) -> None:
        """End what `give_way` began."""
        self._thread.go_on()

    def halt(self) -> None:
        """Stop without waiting and without raising: for callers that only show errors."""
        self._timeline.ask()
        if self._thread.alive:
            self._thread.tell(self._stop)

    def _stop(self) -> None:
        self._thread.playing = False

    def step(self, frames: int = 1) -> None:
        """Compute so many frames, fewer where a breakpoint stops it; they are done when this returns.

        Raises:
            FrameError: When a frame failed; the stream stands at the last good one.
            StreamError: When there is nothing to run yet.
        """
        frames = whole(frames, "frames", 1)
        if self._engine.empty:
            self._thread.call(self._demand)  # behind edits that are on their way
        self._thread.step(frames)

    def reset(self, *, state: bool = True, weights: bool = False, data: bool = False) -> None:
        """Begin anew.

        Args:
            state: Put all states to frame 0.
            weights: Draw new weights (the same as at the beginning: they depend on the seed).
            data: Let the sources begin with their first frame.
        """
        with self.graph.lock:
            self._continue_here()
            self._thread.call(lambda: self._reset(state=state, weights=weights, data=data))

    def _reset(self, *, state: bool, weights: bool, data: bool) -> None:
        engine, timeline = self._engine, self._timeline
        if engine.empty:
            return
        number = engine.state[0]
        if weights:
            timeline.keep_weights()
        if state:
            timeline.begin_anew()
        engine.cut()
        if weights:
            self._values.redraw(engine.built, self._follower.fresh(engine))
            self._follower.attach_rules(engine, anew=True)
        if data:  # the next frame shows their first, or frame 0 does
            engine.origin = number if state else number + 1
            engine.enter(engine.state)
        if state:
            engine.origin -= number
            engine.start()
        chosen = {"states": state, "weights": weights, "data": data}
        timeline.mark("reset", f"{' and '.join(word for word, yes in chosen.items() if yes) or 'nothing'} begun anew")

    @property
    def rate(self) -> float | None:
        """Frames per second to keep to; None means as fast as possible."""
        return 1 / self._thread.period if self._thread.period else None

    @rate.setter
    def rate(self, rate: float | None) -> None:
        if rate is not None and not (isinstance(rate, (int, float)) and 0 < rate < 1e9):
            raise StreamError(f"rate: expected a number of frames per second above 0, or None, found {brief(rate)}.")
        self._thread.period = 1 / rate if rate else 0.0
        self._thread.tell(lambda: None)

    @property
    def measured_rate(self) -> float:
        """Frames per second over about the last half second."""
        done, now = self._thread.done, time.perf_counter()
        before, when, rate = self._meter
        if now - when > 0.5:
            rate = (done - before) / (now - when)
            self._meter = (done, now, rate)
        return rate if self.playing else 0.0

    @property
    def lags(self) -> dict[str, Lag]:
        """How many frames lie between two updates of each loss that learns, now and as its node asks for, by name."""
        return {rule.node: rule.lag for rule in self._engine.rules if isinstance(rule, Paced)}

    @property
    def frame(self) -> int:
        """The number of the newest frame."""
        return int(self.state[0])

    @property
    def playing(self) -> bool:
        """Whether frames follow one another."""
        return self._thread.playing

    @property
    def error(self) -> Exception | None:
        """What stopped the stream, until it goes on."""
        return self._thread.error

    # -- values ---------------------------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """The newest state as the program returned it: an immutable tuple. See `Program.newest` for the positions."""
        return self._thread.engine.state

    @property
    def recent(self) -> tuple[State, ...]:
        """The newest states up to that of now, oldest first. They are immutable, and taken without waiting."""
        return tuple(self._thread.engine.held.copy())  # copied in one go, so that the frame thread cannot interfere

    @property
    def program(self) -> Program:
        """The program that runs."""
        return self.built.program

    @property
    def built(self) -> Built:
        """The program with its live module."""
        return self._thread.engine.built

    def __getitem__(self, name: str) -> Any:
        """Return a state or weight as numpy array, or the value of a field: ``'hidden'``, ``'hidden.bias'``, ...."""
        return self._values.get(name)

    def __setitem__(self, name: str, value: Any) -> None:
        """Set a state, weight or field; the next frame sees it. A number fills a whole tensor."""
        self._values.set(name, value)

    def names(self) -> list[str]:
        """Return all names that can be read and set."""
        self._catch_up()
        return self._values.names()

    def delivered(self, output: str, frame: int) -> np.ndarray[Any, Any]:
        """Return what an output of a source (``'data.label'``) delivers for any frame."""
        return self._values.delivered(output, frame)

    @property
    def problems(self) -> Report:
        """What is wrong with the graph now. While it has errors, its last valid form keeps running."""
        return self._follower.report

    @property
    def messages(self) -> deque[str]:
        """What happened, newest last: live edits, errors."""
        return self._follower.messages

    @property
    def edits(self) -> tuple[Carried, ...]:
        """What the last live edits kept and what they began anew, newest last."""
        return tuple(self._follower.edits.copy())  # copied in one go: the frame thread may add to it

    @property
    def last_edit(self) -> Carried | None:
        """What the last live edit kept and what it began anew, None before the first."""
        self._catch_up()
        return next(reversed(self.edits), None)

    # -- the graph changes ----------------------------------------------------------------------------------------

    def _changed(self, graph: Graph, edit: Edit) -> None:
        """Serve a change of the graph, in whatever thread it was made."""
        if only_layout(edit) or not self._thread.alive:
            return
        if getattr(self._later, "on", False):
            self._later.missed = True
            return
        self._follow()

    def _follow(self) -> None:
        with self.graph.lock:  # edits may come from several threads; programs have to follow one another as edits did
            words = self.graph.latest
            self._follower.follow(lambda take_over: self._tell(take_over, words))

    def _tell(self, take_over: Callable[[Engine], None], words: str) -> None:
        self._told += 1
        self._thread.tell(lambda: self._take_over(take_over, words))

    def _take_over(self, take_over: Callable[[Engine], None], words: str) -> None:
        try:
            take_over(self._engine)
            self._timeline.mark("edit", words)
        finally:
            self._taken += 1

    def _catch_up(self) -> None:
        """Wait for edits that are on their way to the frame thread, so that what is read next is behind them."""
        if self._told != self._taken and self._thread.alive:
            self._thread.call(lambda: None)

    @contextmanager
    def deferring(self) -> Iterator[None]:
        """Follow what this thread edits inside a ``with`` block at the end of it, once: first things first."""
        self._later.on, self._later.missed = True, False
        try:
            yield
        finally:
            self._later.on = False
            if self._later.missed:
                self._follow()

    @property
    def _engine(self) -> Engine:
        return self._thread.engine

    def _hand_in(self, graph: Graph) -> None:
        """Give the graph weights and moments of now, before it is saved or exported; also of what is muted or off."""
        follower, owners = self._follower, graph.content().names()
        # In one go, so that both are of the same frame, and behind edits that are on their way.
        weights, moments = self._thread.call(
            lambda: (self._values.of_drawing(follower, self._head(), owners), follower.moments(self.built))
        )
        with graph.lock:
            graph.weights |= weights  # what only the drawing has, while it is not valid, keeps its own
            graph.take_moments(*moments)

    def _head(self) -> Built:
        """Return what runs at the head; in the frame thread."""
        scene = self._timeline.scene(self._timeline.last)
        return scene.built if scene is not None and self.in_past else self.built

    def weights(self) -> dict[str, np.ndarray[Any, Any]]:
        """Return copies of all parameters by name, taken between two frames."""
        return self._values.weights()

    # -- the end ----------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """End the thread. States and weights can still be read."""
        self._timeline.ask()
        if self._thread.alive:
            self._hand_in(self.graph)
        self.graph.changed.disconnect(self._changed)
        self.graph.saving.disconnect(self._hand_in)
        self._thread.close()

    def _alive(self) -> None:
        if not self._thread.alive:
            raise StreamError("this stream is closed. Make a new one with lpnb.Stream(graph).")

    def __enter__(self) -> Self:
        """Return the stream itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the stream."""
        self.close()

    def __del__(self) -> None:
        """Close a forgotten stream, and say so."""
        thread = getattr(self, "_thread", None)
        if thread is not None and thread.alive:
            words = (
                f"stream of {self.graph.name!r} was never closed; use `with lpnb.Stream(graph) as stream:` or close()"
            )
            warnings.warn(words, ResourceWarning, stacklevel=2, source=self)
            thread.close()

    def __repr__(self) -> str:
        """Return what runs, where, and at which frame."""
        doing = "playing" if self.playing else "paused" if self._thread.alive else "closed"
        doing += ", nothing to run yet" if self._engine.empty else f" at frame {self.frame}"
        return f"Stream({self.graph.name!r}, batch={self.batch}, {self.device}, {doing})"
