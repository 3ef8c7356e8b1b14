"""The engine computes frames. It has no thread and no clock: a hand can crank it as well as a `FrameThread`."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor

from lpnb.compile.build import Built, State
from lpnb.errors import FrameError, SourceError
from lpnb.run.memory import HELD_FRAMES, TENSOR, Memory
from lpnb.run.rule import Rule, Whole
from lpnb.sources import EndOfData, Feed


class Engine:
    """Holds the state of a network and computes the next one.

    Attributes:
        built: The program that runs.
        feeds: The open sources by node, in the order of the program's inputs.
        rules: The learning rules that are on.
        state: The newest state: an immutable tuple that anybody may read at any time.
        held: The last states, oldest first, the newest included.
        origin: The frame number that counts as 0 for the sources.
        frame_bytes: Bytes that one more held state takes.
        most_held: How many states are held at most.
        most_apart: Frames after which states are inspected at the latest.
        intervened: Whether somebody has changed something since the timeline took note of it.
        before_change: Called before somebody changes anything but by computing frames.
        remember: Called now and then, where state, parameters and rules are all there is: between two windows.
        learned: Called after a frame in which parameters were changed by rules.
        retreat: Goes back to a frame.
    """

    def __init__(self, built: Built, feeds: dict[str, Feed], batch: int, **like: Any) -> None:
        """Start at frame 0.

        Args:
            built: The program.
            feeds: Open sources by node.
            batch: Samples per frame.
            like: The dtype and device of states.
        """
        self.built, self.feeds, self.batch, self.like = built, feeds, batch, like
        self.learn_by([])
        self.origin = 0
        self.held: deque[State] = deque()
        self.memory = Memory()
        self.intervened = self.due = False
        self.before_change: Callable[[], object] = _nothing
        self.remember: Callable[[], object] = _nothing
        self.learned: Callable[[], object] = _nothing
        self.retreat: Callable[[int], object] = self.drop_after
        self.start()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to compute: the program has no node."""
        return not self.built.program.slots

    def learn_by(self, rules: list[Rule]) -> None:
        """Let rules change parameters, in this order."""
        self.rules = rules
        whole = [rule for rule in rules if isinstance(rule, Whole)]
        for rule in whole:
            rule.alone = len(rules) == 1
        self._whole = whole[0] if whole and whole[0].alone else None

    # -- frames -------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Put the states to frame 0."""
        self.enter(self.built.network.initial_state(self.batch, self.deliver(0), **self.like))

    def enter(self, state: State) -> None:
        """Go on from `state`, with nothing held before it."""
        tensors = {id(t): t for t in state[1:]}.values()
        size = sum(tensor.numel() * tensor.element_size() for tensor in tensors)
        self.frame_bytes = size + TENSOR * len(tensors)
        self.most_held = self.memory.held(self.frame_bytes)
        self.most_apart = self.inspect_every = max(1, min(HELD_FRAMES, self.most_held) // 2)
        self.resume(state, ())

    def resume(self, state: State, before: Iterable[State]) -> None:
        """Go on from `state`, of the program that runs, with some states held that led there."""
        self.held = deque((*before, state), maxlen=self.most_held)
        self.until_inspection = self.inspect_every
        self.state = state
        self._step = self.built.network.step

    def hold(self, memory: Memory) -> None:
        """Hold as many states as a memory allows."""
        self.memory = memory
        self.enter(self.state)

    def advance(self) -> None:
        """Compute one frame.

        Raises:
            FrameError: When a node fails or its state is not finite; the state is then that of the last good frame.
        """
        if self.rules:
            self._advance_learning()
        else:
            state = self.state
            try:
                new = self._step(state, self.deliver(state[0] + 1))
            except FrameError:
                raise
            except Exception as error:
                raise self._failure(error, state[0] + 1) from error
            self.state = new
            self.held.append(new)
        self.until_inspection -= 1
        if self.until_inspection <= 0:
            self.look_around()

    def _advance_learning(self) -> None:
        state = self.state
        number = state[0] + 1
        known = self._whole.computed(state, self.deliver) if self._whole is not None else None
        inputs = self.deliver(number) if known is None else ()
        try:
            with torch.set_grad_enabled(known is None and any(rule.needs_gradient for rule in self.rules)):
                new = self._step(state, inputs) if known is None else known
                due = [rule.frame(state, new) for rule in self.rules]
                if any(due):
                    for position, rule in enumerate(self.rules, 1):
                        rule.differentiate(last=position == len(self.rules))
                    for rule in self.rules:
                        rule.apply()
                    new = detached(new)
        except FrameError:
            self.cut()
            raise
        except Exception as error:
            self.cut()
            raise self._failure(error, number) from error
        self.state = new
        self.held.append(detached(new))
        if any(due):
            self.learned()
            if self.due:
                self.due = False
                self.remember()

    def look_around(self) -> None:
        """Inspect the states, and have them remembered: now, or at the end of the window in progress."""
        self.inspect()
        self.due = bool(self.rules)
        if not self.due:
            self.remember()

    def deliver(self, number: int, built: Built | None = None) -> tuple[Tensor, ...]:
        """Return what all sources deliver for frame `number`, for the program that runs or another one."""
        if number < self.origin - 1:
            raise SourceError(f"frame {number}: the data began anew at frame {self.origin}; what was before is gone.")
        number_in_data = max(0, number - self.origin)
        values: list[Tensor] = []
        for node, feed in self.feeds.items():
            try:
                values += feed.frame(number_in_data)
            except EndOfData as end:
                message = f"source {node!r} has ended before frame {number}: {end}. Set loop=True, or reset(data=True)."
                raise SourceError(message, node, number) from None
            except Exception as error:
                words = f"{type(error).__name__}: {error}"
                message = (
                    f"source {node!r} failed at frame {number}: {words}. The states are those of frame {number - 1}."
                )
                raise SourceError(message, node, number) from error
        inputs: tuple[Tensor, ...] = (built or self.built).inputs(*values)
        return inputs

    def drop_after(self, frame: int) -> None:
        """Go back to a frame that is held, parameters and rules apart."""
        while len(self.held) > 1 and self.held[-1][0] > frame:
            self.held.pop()
        self.cut()
        self.state = self.held[-1]

    def cut(self) -> None:
        """End the windows of the learning rules here, because something is about to change: what is before is given."""
        self.before_change()
        self.intervened = True
        for rule in self.rules:
            rule.cut()
        self.state = detached(self.state)

    # -- what can go wrong ----------------------------------------------------------------------------------------

    def inspect(self) -> None:
        """Look whether all states are finite; if not, go back to the last frame where they were, and say so.

        Looking at every frame would cost more than small networks do, so streams look now and then, but never more
        frames apart than are remembered.
        """
        self.until_inspection = self.inspect_every
        if not self._not_finite(self.state):
            return
        states = list(self.held)
        first = next((place for place, state in enumerate(states) if self._not_finite(state)), len(states) - 1)
        nodes = self._not_finite(states[first])
        number = states[first][0]
        if first:
            self.retreat(states[first - 1][0])
        raise FrameError(self._not_finite_words(nodes, number), nodes[0], number)

    def _not_finite_words(self, nodes: list[str], number: int) -> str:
        others = f" (and {', '.join(map(repr, nodes[1:]))})" if len(nodes) > 1 else ""
        mend = "Look at its data" if nodes[0] in self.feeds else "Lower its weights or the learning rate"
        return (
            f"node {nodes[0]!r}{others} became infinite or not a number in frame {number}. "
            f"The states are those of frame {self.state[0]}. {mend}, then go on."
        )

    def _not_finite(self, state: State) -> list[str]:
        """Return the nodes with a value that is not finite. Sums are quick; values are looked at when one is odd."""
        slots = zip(self.built.program.slots, state[1:], strict=True)
        newest = [(slot.node, value) for slot, value in slots if slot.age == 1 and value.is_floating_point()]
        if not newest or torch.isfinite(torch.stack([value.sum() for _, value in newest])).all():  # one wait for a GPU
            return []
        return [node for node, value in newest if not torch.isfinite(value).all()]

    def _failure(self, error: Exception, number: int) -> FrameError:
        node = self.built.failed_node(error.__traceback__)
        who = f"node {node!r}" if node else "the network"
        what = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        message = f"{who} failed in frame {number}: {what}. The states are those of frame {number - 1}."
        return FrameError(message, node, number)


def detached(state: State) -> State:
    """Return a state without its history of gradients: itself where it has none."""
    if not any([tensor.requires_grad for tensor in state[1:]]):  # noqa: C419 - in every frame, and quicker so
        return state
    kind: Any = type(state)
    result: State = kind(state[0], *[tensor.detach() if tensor.requires_grad else tensor for tensor in state[1:]])
    return result


def _nothing() -> None:
    """Do nothing."""
