"""What an answer listened to: its gradient with respect to an earlier state, through the frames between.

    frame       t-2      t-1       t
    image       x ──┐
    hidden          └──> h ──┐
    answer                   └──>  y      saliency = dy[t] / dx[t-2]

The frames between are computed once more, in the thread of the caller, from remembered states and with a copy of the
weights: sources are taken from the states, and noise is a function of the frame, so they are the very same frames.
Delay-0 edges count: what `of` changes within its own frame is part of the gradient.

Gradients as maps: K. Simonyan, A. Vedaldi, A. Zisserman, *Deep inside convolutional networks* (2013), arXiv:1312.6034.
Grad-CAM: R. Selvaraju et al., *Grad-CAM: visual explanations from deep networks via gradient-based localization*, ICCV
2017, arXiv:1610.02391.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import torch
from torch import Tensor

from lpnb.compile.build import Built, State
from lpnb.compile.program import Program
from lpnb.errors import MeasureError, Problem, UnknownName, brief, nearest
from lpnb.measure.statistics import Array
from lpnb.measure.twin import between_frames, fed_values, frozen_weights, noise_seed, twin
from lpnb.run import Stream
from lpnb.run.values import to_numpy


@attrs.frozen(eq=False)
class Saliency:
    """What an answer listened to.

    Attributes:
        gradient: Of `value` with respect to `state`, [samples, ...]; 1 sample when one was chosen.
        state: That state, [samples, ...].
        value: What was differentiated, [samples].
        at: The frame of the value.
        frame: The frame of the state.
        reached: Whether the state can change the value at all within these frames; if not, the gradient is 0.
        drift: The greatest difference between the output computed once more and the one remembered. 0 unless weights or
            knobs changed in between: the gradient is then that of the frames as they would be computed now.
    """

    gradient: Array
    state: Array
    value: Array
    at: int
    frame: int
    reached: bool
    drift: float

    def grad_cam(self) -> Array:
        """Return the map ``relu(sum over channels of a * x)``, a the channel's mean gradient [Selvaraju 2017].

        The paper differentiates the score before the softmax: for that, make the softmax a node of its own.

        Returns:
            [samples, ...], 0 or more: the sizes are those of the state without its channels.

        Raises:
            MeasureError: When the state is no map [channels, ...].
        """
        if self.state.ndim < 3:
            mend = "Choose a state like (channels, height, width)."
            raise MeasureError(
                Problem("Grad-CAM", "a state with channels and places", f"{self.state.shape[1:]}", mend=mend)
            )
        places = tuple(range(2, self.state.ndim))
        weights = self.gradient.mean(places, keepdims=True)
        cam: Array = (weights * self.state).sum(1).clip(0)
        return cam


def saliency(
    stream: Stream,
    output: str,
    of: str,
    *,
    frames_back: int,
    at: int | None = None,
    sample: int | None = None,
    channel: int | None = None,
) -> Saliency:
    """Return the gradient of an output with respect to an earlier state. The stream goes on undisturbed.

    Args:
        stream: The stream.
        output: A state, e.g. ``'answer'``, with shape [batch, ...].
        of: The state that it listened to, e.g. ``'image'`` or ``'data.image'``: numbers, no class indices.
        frames_back: How many frames earlier than the output, 0 or more. The first gradient that is not 0 comes after as
            many frames as edges lie between.
        at: The frame of the output, among those that the stream remembers; the newest when None.
        sample: One sample; all when None, each with respect to itself.
        channel: Which channel (or class) of the output, by its mean over places; when None, its greatest value.

    Raises:
        UnknownName: When there is no such state.
        MeasureError: When a number is out of range, or the frames are no longer remembered.
    """
    request = _Request(output, of, frames_back, at, sample, channel)
    built = between_frames(stream, lambda: stream.built)  # behind edits that are on their way
    return _Replay(built, _remembered(stream, built.program), request).run(frozen_weights(stream, built))


@attrs.frozen
class _Request:
    output: str
    of: str
    frames_back: int
    at: int | None
    sample: int | None
    channel: int | None


def _remembered(stream: Stream, program: Program) -> dict[int, State]:
    """Return the states that fit a program, by frame."""
    fields = ("frame", *(slot.identifier for slot in program.slots))
    return {int(state[0]): state for state in stream.recent if getattr(state, "_fields", ()) == fields}


class _Replay:
    """Computes frames once more, with a leaf for gradients in the place of one value."""

    def __init__(self, built: Built, states: dict[int, State], request: _Request) -> None:
        self.built, self.program, self.request = built, built.program, request
        self.output, self.of = self._place(request.output), self._place(request.of)
        self.at = max(states, default=0) if request.at is None else request.at
        self.frame = self.at - request.frames_back
        self._check(states)
        self.states = self._needed(states)
        self.now = 0
        self.leaf: Tensor | None = None

    def run(self, weights: dict[str, Tensor]) -> Saliency:
        """Compute the frames, and the gradient."""
        device, seed = self.states[0][self.of].device, noise_seed(self.built)
        network = twin(self.program, weights, device=device, seed=seed, probe=self._probe).network
        with torch.enable_grad():
            state = self._start()
            for remembered in self.states[1:]:
                self.now = int(remembered[0])
                values = list(fed_values(self.program, remembered))
                if self.now == self.frame and self.program.slots[self.of - 1].fed:
                    which = self.program.inputs.index(self.program.slots[self.of - 1])
                    values[which] = self._make_leaf(values[which])
                state = network.step(state, self.built.inputs(*values))
            found = state[self.output]
            score = self._score(found)
        assert self.leaf is not None
        return self._result(found, score, self._gradient(score, self.leaf), self.leaf)

    def _result(self, found: Tensor, score: Tensor, gradient: Tensor | None, leaf: Tensor) -> Saliency:
        chosen = slice(None) if self.request.sample is None else slice(self.request.sample, self.request.sample + 1)
        drift = (found.detach() - self.states[-1][self.output]).abs().max().item() if found.numel() else 0.0
        slope = torch.zeros_like(leaf) if gradient is None else gradient
        gradients, state, value = (to_numpy(tensor[chosen]) for tensor in (slope, leaf, score))
        return Saliency(gradients, state, value, self.at, self.frame, reached=gradient is not None, drift=drift)

    # -- frames -------------------------------------------------------------------------------------------------

    def _start(self) -> State:
        first = self.states[0]
        if int(first[0]) != self.frame:
            return first
        values = list(first)
        values[self.of] = self._make_leaf(first[self.of])
        start: State = type(first)(*values)
        return start

    def _probe(self, place: int, value: Tensor) -> Tensor:
        # The frame of the state itself is computed once more too: with delay 0, it reaches others within it.
        return self._make_leaf(value) if place == self.of and self.now == self.frame else value

    def _make_leaf(self, value: Tensor) -> Tensor:
        self.leaf = value.detach().clone().requires_grad_()
        return self.leaf

    def _score(self, found: Tensor) -> Tensor:
        """Return one number of each sample of the output, [batch]."""
        if self.request.channel is None:
            return found.flatten(1).amax(1) if found.dim() > 1 else found
        return found[:, self.request.channel].reshape(len(found), -1).mean(1)

    def _gradient(self, score: Tensor, leaf: Tensor) -> Tensor | None:
        """Return the gradient, None when the leaf is not upstream."""
        if not score.requires_grad:
            return None
        total = score.sum() if self.request.sample is None else score[self.request.sample]
        return torch.autograd.grad(total, leaf, allow_unused=True)[0]

    # -- what is asked for ----------------------------------------------------------------------------------------

    def _place(self, name: str) -> int:
        newest = self.program.newest
        if name not in newest:
            raise UnknownName(
                Problem("saliency", "a state of the stream", brief(name), mend=nearest(str(name), newest))
            )
        slot = self.program.slots[newest[name] - 1]
        if slot.type.classes:
            raise MeasureError(Problem("saliency", "states that hold numbers", f"{name!r}: {slot.type}"))
        return newest[name]

    def _check(self, states: dict[int, State]) -> None:
        if self.at not in states:
            self._refuse("at", "a frame that is remembered", self.at, states)
        if not 0 <= self.request.frames_back <= self.at:
            _refuse("frames_back", f"0 to {self.at} frames", self.request.frames_back)
        shape = states[self.at][self.output].shape
        if self.request.sample is not None and not 0 <= self.request.sample < shape[0]:
            _refuse("sample", f"0 to {shape[0] - 1}", self.request.sample)
        channels = shape[1] if len(shape) > 1 else 0
        if self.request.channel is not None and not 0 <= self.request.channel < channels:
            expected = f"0 to {channels - 1}" if channels else "None: the output has no channels"
            _refuse("channel", expected, self.request.channel)

    def _needed(self, states: dict[int, State]) -> Sequence[State]:
        """Return the remembered states from the frame before that of the leaf on, or from that frame."""
        given = self.frame == 0 or 0 not in self.program.delays.values()  # nothing of its own frame depends on it
        before = self.frame - 1
        first = before if before in states else self.frame
        frames = range(first, self.at + 1)
        if any(frame not in states for frame in frames) or (first == self.frame and not given):
            self._refuse("frames_back", "frames that are remembered", self.request.frames_back, states)
        return [states[frame] for frame in frames]

    @staticmethod
    def _refuse(what: str, expected: str, found: int, states: dict[int, State]) -> None:
        known = f"{min(states)} to {max(states)}" if states else "none"
        _refuse(what, f"{expected} ({known})", found, "Let the stream run on, or look less far back.")


def _refuse(what: str, expected: str, found: object, mend: str = "") -> None:
    raise MeasureError(Problem(f"saliency, {what}", expected, brief(found), mend=mend))
