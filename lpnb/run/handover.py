"""A stream as values: with the graph and its weights, all that it takes to go on elsewhere with the same numbers.

Frames depend on the states before, on what learning rules remember and on the number of the frame (noise and data are
functions of it). What rules have to remember is told between two updates: so a handover is taken where one was made.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

import attrs
import numpy as np
import torch
from torch import Tensor

from lpnb.errors import FileError, Problem
from lpnb.run.stream import Stream
from lpnb.sources.input import Held

STATE, NOTE, HOST = "state/", "note/", "host/"
"""What keys begin with: states, what rules remember, and what of that stays off the GPU."""


@attrs.frozen(eq=False)
class Handover:
    """What a stream was between two frames, weights apart.

    Attributes:
        frame: The number of the frame.
        origin: The frame that counts as 0 for the sources.
        tensors: On the CPU: states by ``state/<node>.<output>/<age>``, what rules remember by
            ``note/<rule>/<parameter>/<what>``; what is of no parameter has ``=`` and a word in its place.
    """

    frame: int
    origin: int
    tensors: dict[str, Tensor]


def room(stream: Stream) -> int:
    """Return how many frames can be computed such that all of them are in `Stream.recent` then, 1 or more."""
    return max(1, stream._thread.engine.most_held - 1)  # noqa: SLF001 - a stream's own half


def halt(stream: Stream) -> None:
    """Let a `Stream.step` in another thread return after the frame that is being computed."""
    stream._thread.tell(stream._thread.halt)  # noqa: SLF001 - a stream's own half


def stopped_at(stream: Stream) -> list[str]:
    """Return at which breakpoints the stream stands, in words."""
    return list(stream._timeline.stopped)  # noqa: SLF001 - a stream's own half


def finish_window(stream: Stream, look: Callable[[], object], ended: Callable[[int], object]) -> bool:
    """Compute frames, one or more, up to the next in which rules update; every frame is one where none learns.

    Args:
        stream: A stream that does not play.
        look: Called now and then, while all frames since the last call are still held.
        ended: Told the number of the frame, in the frame thread, in the moment in which it is there.

    Returns:
        Whether it got there: False where a breakpoint stopped it before.

    Raises:
        FrameError: When a frame failed; the stream stands at the last good one.
    """
    thread = stream._thread  # noqa: SLF001 - a stream's own half
    engine, there = thread.engine, threading.Event()
    remember = engine.remember

    def reached() -> None:
        remember()
        ended(engine.state[0])
        there.set()
        thread.halt()

    def arm() -> None:
        engine.due, engine.remember = bool(engine.rules), reached

    thread.call(arm)
    try:
        while not there.is_set():
            stream.step(room(stream) if engine.rules else 1)
            look()
            if stopped_at(stream):
                break
            if not engine.rules:
                thread.call(reached)
    finally:
        thread.call(lambda: setattr(engine, "remember", remember))
    return not stopped_at(stream)


def take(stream: Stream) -> Handover:
    """Return what there is now; rules must just have updated, see `finish_window`."""
    return stream._thread.call(lambda: _taken(stream))  # noqa: SLF001 - a stream's own half


def put_weights(stream: Stream, weights: Mapping[str, np.ndarray[Any, Any]]) -> None:
    """Give a stream the weights of another time; those of which the shape has changed since stay."""

    def give() -> None:
        engine, timeline = stream._thread.engine, stream._timeline  # noqa: SLF001 - runs in the frame thread
        timeline.keep_weights()
        engine.cut()
        timeline.mark("parameter", "weights of another time")
        with torch.no_grad():
            for name, parameter in engine.built.trainable().items():
                array = weights.get(name)
                if array is not None and tuple(array.shape) == tuple(parameter.shape):
                    parameter.copy_(torch.as_tensor(array))
        engine.built.confine()

    stream._thread.call(give)  # noqa: SLF001 - a stream's own half


def put(stream: Stream, then: Handover, file: str) -> None:
    """Have a stream go on where another one of the same graph was.

    Args:
        stream: A new stream of the graph, with the weights of then.
        then: Where the other one was.
        file: The file that it comes from, for messages.

    Raises:
        FileError: When a tensor is missing, does not fit, or belongs to nothing; the stream is as it was.
    """
    stream._thread.call(lambda: _put(stream, then, file))  # noqa: SLF001 - a stream's own half


# -- in the frame thread ----------------------------------------------------------------------------------------------


def _taken(stream: Stream) -> Handover:
    engine = stream._thread.engine  # noqa: SLF001 - runs in the frame thread
    names = {parameter: name for name, parameter in _parameters(stream).items()}
    tensors = dict(zip(_slots(stream), engine.state[1:], strict=True))
    for rule in engine.rules:
        for (owner, what), tensor in rule.memory().items():
            name = names.get(owner) if isinstance(owner, Tensor) else f"={owner}"
            if name is None:
                continue  # of something that was removed
            begin = HOST if tensor.device.type == "cpu" != stream.device.type else NOTE
            tensors[f"{begin}{rule.node}/{name}/{what}"] = tensor
    copies = {key: tensor.detach().cpu().clone().contiguous() for key, tensor in tensors.items()}
    return Handover(engine.state[0], engine.origin, copies)


def _put(stream: Stream, then: Handover, file: str) -> None:
    engine, timeline = stream._thread.engine, stream._timeline  # noqa: SLF001 - runs in the frame thread
    slots = _slots(stream)
    for key, held in zip(slots, engine.state[1:], strict=True):
        _check(key, then.tensors.get(key), held, file)
    notes = _notes(stream, then.tensors.keys() - set(slots), then.tensors, file)
    timeline.begin_anew(then.frame)
    timeline.mark("state", f"gone on from a checkpoint of frame {then.frame}")
    engine.cut()
    engine.origin = then.origin
    states = [then.tensors[key].to(stream.device) for key in slots]
    for slot, state in zip(engine.built.program.slots, states, strict=True):
        feed = engine.feeds.get(slot.node)
        if isinstance(feed, Held) and slot.age == 1:
            feed.value = state
    kind: Any = type(engine.state)
    engine.enter(kind(then.frame, *states))
    for rule in engine.rules:
        rule.recall(notes[rule.node])


def _slots(stream: Stream) -> list[str]:
    """Return the key of each tensor of the state, in order."""
    return [f"{STATE}{slot.node}.{slot.port}/{slot.age}" for slot in stream.program.slots]


def _parameters(stream: Stream) -> Mapping[str, Tensor]:
    """Return all parameters by name: those of what is muted or off too, which rules may remember something of."""
    graph = stream.graph
    owners = {graph.uid(name): name for name in graph} | {wire.uid: name for name, wire in graph.wires().items()}
    resting = stream._follower.resting(owners)  # noqa: SLF001 - a stream's own half
    return {**resting, **stream.built.trainable()}


def _check(key: str, found: Tensor | None, like: Tensor, file: str) -> None:
    """Raise when a tensor of the state is missing or does not fit."""
    if found is None:
        raise FileError(Problem(f"file {file!r}, key {key!r}", f"a state of shape {tuple(like.shape)}", "none"))
    if (found.shape, found.dtype) != (like.shape, like.dtype):
        expected, got = (f"shape {tuple(tensor.shape)} of {tensor.dtype}" for tensor in (like, found))
        raise FileError(Problem(f"file {file!r}, key {key!r}", expected, got))
    if found.is_floating_point() and not bool(torch.isfinite(found).all()):
        raise FileError(Problem(f"file {file!r}, key {key!r}", "finite numbers", "infinity or not a number"))


def _notes(
    stream: Stream, keys: Iterable[str], tensors: Mapping[str, Tensor], file: str
) -> dict[str, dict[tuple[Hashable, str], Tensor]]:
    """Return what each rule has to remember, by its node."""
    parameters = _parameters(stream)
    notes: dict[str, dict[tuple[Hashable, str], Tensor]] = {
        rule.node: {}
        for rule in stream._thread.engine.rules  # noqa: SLF001 - runs in the frame thread
    }
    for key in sorted(keys):
        begin, node, name, what = (key.split("/", 3) + [""] * 3)[:4]
        owner: Hashable = name[1:] if name.startswith("=") else parameters.get(name)
        if f"{begin}/" not in (NOTE, HOST) or node not in notes or owner is None:
            expected = "a state of the graph, or what one of its learning nodes remembers of a parameter"
            raise FileError(Problem(f"file {file!r}, key {key!r}", expected, "something else"))
        home = stream.device if begin == "note" else torch.device("cpu")
        notes[node][owner, what] = tensors[key].to(home, copy=True)
    return notes
