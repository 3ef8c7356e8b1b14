"""Hebbian learning, frame by frame: weights change by what the neurons at their two ends hold.

A law says by how much, and an optimizer moves them: it gets what the law says with a minus, as if that were a gradient.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

import attrs
import torch
from torch import Tensor
from torch.nn import Parameter

from lpnb.compile.build import Built, State
from lpnb.errors import FrameError
from lpnb.graph.activations import IDENTITY
from lpnb.graph.names import endpoint
from lpnb.graph.options import Options
from lpnb.graph.wire import Wire
from lpnb.learn.applied import Function, applied
from lpnb.learn.hebbian_laws import FORMS, LAWS, Form, Post, broadcast, mean_square
from lpnb.learn.optimizer import Steps
from lpnb.learn.schedule import NONE
from lpnb.learn.waiting import Update, Waiting
from lpnb.learn.window import OF

if TYPE_CHECKING:
    from lpnb.learn.hebbian import Hebbian
    from lpnb.run.rule import Learner, Notes

THRESHOLD = "threshold"


@attrs.frozen(eq=False)
class Synapses:
    """The weights of one edge, and where a state has what is at their ends.

    Attributes:
        edge: Its name.
        weight: Its weights.
        form: How they lie.
        pre: The place of what the edge reads.
        delay: How old that is.
        post: The place of its target's newest state.
        reads: What it applies to what it reads, its `before`.
        acts: What it applies to its weights, its `weight_act`.
        threshold: What its thresholds are called among the notes of its weight.
    """

    edge: str
    weight: Parameter
    form: Form
    pre: int
    delay: int
    post: int
    reads: Function
    acts: Function
    threshold: str = THRESHOLD

    def ends(self, past: State, state: State, threshold: Tensor | None) -> tuple[Tensor, Post]:
        """Return what the edge computed with in the frame of `state`, what its target made of that and held before."""
        pre = self.reads((past if self.delay else state)[self.pre].detach())
        now, before = (self.form.post(one[self.post].detach()) for one in (state, past))
        bar = mean_square(now) if threshold is None else threshold
        return pre, Post(now, before, broadcast(bar, now))


@attrs.frozen
class Moving:
    """How an optimizer moves the weights; see `lpnb.learn.optimizer.Descent`."""

    optimizer: str
    lr: float
    options: Options
    trains: tuple[str, ...]
    groups: Options = Options()
    schedule: str = NONE
    schedule_options: Options = Options()


class HebbianRule:
    """The rule of one hebbian node. It needs no gradient and no window: each frame by itself tells the change."""

    needs_gradient = False

    def __init__(self) -> None:
        """Change nothing yet."""
        self.node = ""
        self.steps, self.waiting = Steps(), Waiting()
        self._synapses: list[Synapses] = []
        self._thresholds: dict[tuple[Hashable, str], Tensor] = {}
        self._seen: tuple[State, State] | None = None
        self._frame = 0
        self._changes: dict[Parameter, Tensor] = {}
        self._followed: dict[tuple[Hashable, str], Tensor] = {}

    def attach(self, built: Built, spec: Learner, node: str) -> None:
        """Serve a new program, or new fields; thresholds stay with their weights, those too that rest meanwhile."""
        hebbian: Hebbian = spec  # type: ignore[assignment]  # a hebbian node makes its rule itself
        self.node, self.spec = node, hebbian
        self.law = LAWS[hebbian.law]
        self._synapses = list(_synapses(built, hebbian))
        self.waiting.lag = hebbian.lag
        edges = tuple(f"{one.edge}.weight" for one in self._synapses)
        # Without words it would train all that there is.
        self.steps.serve(built, Moving(hebbian.optimizer, hebbian.lr, hebbian.options, edges or (f"{node}.none",)))
        self.cut()

    def frame(self, past: State, state: State) -> bool:
        """Take a frame; return whether it is one in which weights change."""
        self._frame = state[0]
        due = self._frame > self.spec.first_frame and self._frame % self.spec.period == self.spec.offset
        self._seen = (past, state) if due else None
        return due or self.waiting.ripe(self._frame)

    def differentiate(self, *, last: bool) -> None:
        """Work out the changes, and make sure that the weights stay finite."""
        if self._seen is None:
            return
        past, state = self._seen
        with torch.no_grad():
            for one in self._synapses:
                threshold = self._threshold(one)
                pre, post = one.ends(past, state, threshold)
                if self.spec.lr:
                    change = self._change(one, pre, post, state[0])
                    before = self._changes.get(one.weight)
                    self._changes[one.weight] = change if before is None else before + change
                if self.law.slides:
                    square = mean_square(post.now)
                    follows = square if threshold is None else torch.lerp(threshold, square, 1 / self.spec.tau)
                    self._followed[one.weight, one.threshold] = follows
        if self._changes:
            changes = map(self._changes.get, self.steps.parameters.values())
            downhill = tuple(None if change is None else -change for change in changes)
            self.waiting.put(Update(self._frame, downhill, torch.zeros(())))

    def _threshold(self, one: Synapses) -> Tensor | None:
        """Return the thresholds that neurons had after the last change, None where it is the first."""
        held = self._thresholds.get((one.weight, one.threshold)) if self.law.slides else None
        return held if held is not None and _fits(held, one) else None

    def _change(self, one: Synapses, pre: Tensor, post: Post, frame: int) -> Tensor:
        """Return the change of some weights, divided by lr; raise FrameError unless they stay finite."""
        change = one.form.correlation(pre, self.law.factor(post), one.weight)
        if self.law.decays:
            change = change - one.form.spread(mean_square(post.now)) * one.acts(one.weight)
        after = one.weight + self.spec.lr * change
        if not math.isfinite(after.sum().item()) and not bool(torch.isfinite(after).all()):
            raise FrameError(self._words(one.edge, frame), self.node, frame)
        return change

    def _words(self, edge: str, frame: int) -> str:
        mend = "Lower lr, or set bounds with 'low' and 'high'"
        return (
            f"node {self.node!r}: the weights of {edge!r} would become infinite or not a number in frame {frame}; "
            f"no parameter was changed. The states are those of frame {frame - 1}. {mend}, then go on."
        )

    def apply(self) -> None:
        """Change the weights, and keep them within their bounds."""
        low, high = self.spec.low, self.spec.high
        for update in self.waiting.take(self._frame):
            self.steps.step(update.gradients, None, update.norm)
            with torch.no_grad():
                for weight in self.steps.parameters.values() if (low, high) != (None, None) else ():
                    weight.clamp_(low, high)
        self._thresholds |= self._followed
        self._forget()

    def cut(self) -> None:
        """Forget the frame that was taken, and changes that wait."""
        self._forget()
        self.waiting.cut()

    def _forget(self) -> None:
        self._seen = None
        self._changes.clear()
        self._followed.clear()

    def memory(self) -> Notes:
        """Return the thresholds of all neurons that have some, what the optimizer remembers, and changes that wait."""
        return {**self._thresholds, **self.steps.memory(), **self.waiting.memory()}

    def recall(self, memory: Notes) -> None:
        """Go on with these and no others."""
        self.cut()
        self._thresholds = {key: note for key, note in memory.items() if key[1].startswith(THRESHOLD)}
        rest = {key: note for key, note in memory.items() if key not in self._thresholds and key[0] != OF}
        self.steps.recall(rest)
        self.waiting.recall(memory, tuple(self.steps.parameters.values()))

    def take_up(self, notes: Notes) -> bool:
        """Go on with thresholds and moments from a file; return whether all of them fit."""
        wanted: dict[object, Synapses] = {(one.weight, one.threshold): one for one in self._synapses}
        mine = {key: note for key, note in notes.items() if key[1].startswith(THRESHOLD)}
        fitting = {
            key: note for key, note in mine.items() if key in wanted and _fits(note, wanted[key]) and _finite(note)
        }
        self.cut()
        self._thresholds = fitting
        moments = {key: note for key, note in notes.items() if key not in mine}
        return self.steps.take_up(moments) and len(fitting) == len(mine)


def _finite(tensor: Tensor) -> bool:
    return bool(torch.isfinite(tensor).all())


def _fits(threshold: Tensor, one: Synapses) -> bool:
    """Return whether it is a threshold for each neuron behind some weights."""
    return threshold.shape == (one.form.features(one.weight),)


def _synapses(built: Built, hebbian: Hebbian) -> Iterator[Synapses]:
    """Yield the weights that a hebbian node changes, of those that run."""
    program = built.program
    weights = {name: weight for weight in program.weights for name in (weight.name, *weight.users)}
    ages = {slot.key: place for place, slot in enumerate(program.slots, 1)}
    count: dict[str, int] = {}
    for wire in program.wires:
        weight = weights.get(f"{wire.name}.weight")
        if weight is None or wire.spec.kind not in FORMS or not _means(hebbian.edges, wire):
            continue
        newest, delay = program.newest[endpoint(wire.source, wire.out, "")], program.delays[wire.name]
        node, port, _ = program.slots[newest - 1].key
        number = count[weight.identifier] = count.get(weight.identifier, 0) + 1
        yield Synapses(
            wire.name,
            getattr(built.module, weight.identifier),
            FORMS[wire.spec.kind](wire.spec),
            ages[node, port, max(1, delay)],
            delay,
            program.newest[wire.target],
            applied(wire.spec.before, program.slots[newest - 1].type.shape),
            applied(getattr(wire.spec, "weight_act", IDENTITY)),
            f"{THRESHOLD} {number}" if number > 1 else THRESHOLD,
        )


def _means(words: tuple[str, ...], wire: Wire) -> bool:
    return any(word in (wire.name, f"{wire.name}.weight", *wire.spec.tags) for word in words)
