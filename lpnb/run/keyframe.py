"""Keyframes: all that the frames after one depend on, as values, so that a stream can go on from there again.

Sources and noise are functions of the frame number (decision 0002), so a frame depends on the frame before, on the
program with its parameters, on what learning rules remember, and on what was set by hand.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import TYPE_CHECKING

import attrs
import torch
from torch import Tensor

from lpnb.compile.build import Built, State
from lpnb.run.rule import Notes, Rule
from lpnb.sources.input import Held

if TYPE_CHECKING:
    from lpnb.run.carry import Parked
    from lpnb.run.engine import Engine
    from lpnb.run.follow import Follower, Revision


class Kept:
    """The values of one parameter from one change to the next: copied only when they are about to change.

    Attributes:
        tensor: The parameter.
        version: PyTorch's count of the changes in place, as of these values.
        copy: The values, None for as long as the parameter itself holds them.
    """

    __slots__ = ("copy", "tensor", "version")

    def __init__(self, tensor: Tensor) -> None:
        """Stand for the values of now."""
        self.tensor, self.version = tensor, tensor._version  # noqa: SLF001 - there is no other name for it
        self.copy: Tensor | None = None

    def keep(self) -> None:
        """Copy the values, before they change."""
        if self.copy is None:
            self.copy = self.tensor.detach().clone()

    def put_back(self) -> None:
        """Give the parameter these values again."""
        if self.copy is not None:
            with torch.no_grad():
                self.tensor.copy_(self.copy)
            self.version = self.tensor._version  # noqa: SLF001 - as above


@attrs.frozen(eq=False)
class Scene:
    """What stays the same from one intervention to the next.

    Attributes:
        revision: The graph that runs, compiled.
        built: Its module, with the values of its knobs in the program.
        origin: The frame number that counts as 0 for the sources.
        parked: Weights of what is removed, muted or off.
        rules: The learning rules that are on, by uid of their node.
        resting: Those that are off, muted or gone, and remember for when they are on again.
        inputs: What is set by hand.
    """

    revision: Revision
    built: Built
    origin: int
    parked: Parked
    rules: Mapping[int, Rule]
    inputs: tuple[tuple[Held, Tensor], ...]
    resting: Mapping[int, Rule] = attrs.field(factory=dict)

    def parameters(self) -> tuple[Tensor, ...]:
        """Return all tensors that are changed in place, except for those of rules."""
        named = [*self.built.trainable().values(), *self.built.module.buffers(), *self.parked.values()]
        return tuple({id(tensor): tensor for tensor in named}.values())


@attrs.define(eq=False)
class Keyframe:
    """All that there is to one frame.

    Attributes:
        frame: Its number.
        state: Its state.
        scene: What ran.
        weights: The values of the parameters.
        notes: What each rule of the scene remembered, by uid of its node.
        broken: None where the frames before lead here. Otherwise somebody intervened: from the keyframe before, this
            frame is the last one that can be computed anew; where it is less than `frame`, what lies between was
            forgotten.
        lines: How many lines have it; kept by `lpnb.run.memory.Ledger`.
    """

    frame: int
    state: State
    scene: Scene
    weights: tuple[Kept, ...]
    notes: Mapping[int, Notes]
    broken: int | None = None
    lines: int = 0

    def tensors(self) -> Iterator[Tensor]:
        """Iterate over the tensors that it holds, `weights` apart."""
        yield from self.state[1:]
        for notes in self.notes.values():
            yield from notes.values()
        for _, value in self.scene.inputs:
            yield value


class Recorder:
    """Makes keyframes of an engine, and puts it back to them. All in the frame thread."""

    def __init__(self, engine: Engine, follower: Follower) -> None:
        """Record nothing yet."""
        self.engine, self.follower = engine, follower
        self.scene: Scene | None = None
        self._parameters: tuple[Tensor, ...] = ()
        self._live: dict[Tensor, Kept] = {}  # what the parameters hold now
        self._last: tuple[Kept, ...] = ()
        self._notes: Mapping[int, Notes] = {}
        self._learned = False  # whether parameters may have changed since, without their version telling

    def capture(self, *, anew: bool) -> Keyframe:
        """Return the frame of now. With learning, a window must just have ended.

        Args:
            anew: Whether anything but frames and learning has changed something.
        """
        if anew or self.scene is None:
            self.scene = self.follower.running(self.engine)
            self._parameters = self.scene.parameters()
        if self._learned and not self.engine.rules:
            self._live.clear()
        self._learned = bool(self.engine.rules)
        weights = tuple(map(self._kept, self._parameters))
        if len(weights) != len(self._last) or any(new is not old for new, old in zip(weights, self._last, strict=True)):
            self._last = weights
        every = {**self.scene.resting, **self.scene.rules}
        self._notes = {uid: self._note(rule, self._notes.get(uid, {})) for uid, rule in every.items()}
        return Keyframe(self.engine.state[0], self.engine.state, self.scene, self._last, self._notes)

    def _kept(self, tensor: Tensor) -> Kept:
        known, same = self._live.get(tensor), False
        if known is not None and known.version == tensor._version:  # noqa: SLF001 - as above
            # torch's fused optimizers change parameters and do not count it.
            same = not self._learned or known.copy is None or torch.equal(known.copy, tensor)
        kept = known if known is not None and same else Kept(tensor)
        if self._learned:
            kept.keep()
        self._live[tensor] = kept
        return kept

    @staticmethod
    def _note(rule: Rule, before: Notes) -> Notes:
        def copy(key: tuple[Hashable, str], tensor: Tensor) -> Tensor:
            known = before.get(key)
            return known if known is not None and torch.equal(known, tensor) else tensor.detach().clone()

        return {key: copy(key, tensor) for key, tensor in rule.memory().items()}

    def keep_weights(self) -> None:
        """Copy the parameters where that was not done yet: they are about to change."""
        for kept in self._live.values():
            kept.keep()

    def restore(self, key: Keyframe) -> None:
        """Put everything back to a keyframe."""
        engine = self.engine
        for rule in engine.rules:
            rule.cut()
        self._put_back_weights(key)
        if key.scene is not self.scene or key.scene.rules or key.scene.resting:
            self.follower.resume(engine, key.scene)
            self._parameters = key.scene.parameters()
        for uid, notes in key.notes.items():
            rule = key.scene.rules.get(uid) or key.scene.resting[uid]
            rule.recall({name: tensor.clone() for name, tensor in notes.items()})
        self.scene, self._notes = key.scene, key.notes
        self._learned = bool(key.scene.rules)
        engine.intervened = False

    def _put_back_weights(self, key: Keyframe) -> None:
        learned, self._last = self._learned, key.weights
        for kept in key.weights:
            held = self._live.get(kept.tensor)
            if held is not kept and held is not None:
                held.keep()
            if learned or held is not kept:
                kept.put_back()
            self._live[kept.tensor] = kept
