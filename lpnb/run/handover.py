"""A stream as values: with the graph and its weights, all that it takes to go on elsewhere with the same numbers.

Frames depend on the states before, on what learning rules remember and on the number of the frame (noise and data are
functions of it). That can be told between any two frames: of a window in progress rules remember its beginning and what
came in since, from which its frames are computed anew, bit for bit.
"""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any

import attrs
import numpy as np
import torch
from torch import Tensor

from lpnb.errors import FileError, Problem
from lpnb.graph import Graph
from lpnb.run.stream import Stream
from lpnb.sources.input import Held

STATE, NOTE, HOST = "state/", "note/", "host/"
"""What keys begin with: states, what rules remember, and what of that stays off the GPU."""
Owners = Mapping[int, str]
"""Names of nodes and edges by uid."""
PROMPT = 0.2
"""Seconds within which a stop is obeyed, or one frame where that takes longer."""


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


def stretches(stream: Stream, end: int) -> Iterator[int]:
    """Yield frames to step to, one after the other, up to a last one.

    Each is so near that it is there within about `PROMPT` seconds, and that all frames up to it are held then.
    """
    frames = 1
    while (left := end - stream.frame) > 0:
        begin, since = stream.frame, time.perf_counter()
        yield begin + min(frames, left)
        rate = (stream.frame - begin) / max(time.perf_counter() - since, 1e-9)
        frames = max(1, min(2 * frames, int(PROMPT * rate), room(stream)))


def halt(stream: Stream) -> None:
    """Let a `Stream.step` return after the frame that is being computed; a handler of signals may call it.

    So it must not wait for a lock, which the thread that was interrupted may have: no `FrameThread.tell`.
    """
    thread = stream._thread  # noqa: SLF001 - a stream's own half
    thread._commands.append(thread.halt)  # noqa: SLF001 - likewise


def stopped_at(stream: Stream) -> list[str]:
    """Return at which breakpoints the stream stands, in words."""
    return list(stream._timeline.stopped)  # noqa: SLF001 - a stream's own half


def take(stream: Stream) -> Handover:
    """Return what there is now, behind the frame that is being computed."""
    owners = _owners(stream.graph)
    return stream._thread.call(lambda: _taken(stream, owners))  # noqa: SLF001 - a stream's own half


def not_finite(now: Handover) -> str | None:
    """Return the first node whose state no stream would go on from; see `put`."""
    states = ((key, tensor) for key, tensor in now.tensors.items() if key.startswith(STATE))
    odd = (key for key, tensor in states if tensor.is_floating_point() and not bool(torch.isfinite(tensor).all()))
    return next((key.removeprefix(STATE).rsplit("/", 1)[0].rsplit(".", 1)[0] for key in odd), None)


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
    owners = _owners(stream.graph)
    stream._thread.call(lambda: _put(stream, then, owners, file))  # noqa: SLF001 - a stream's own half


def _owners(graph: Graph) -> Owners:
    """Return what nodes and edges are called. The frame thread must not ask: who waits for it may hold the graph."""
    return {graph.uid(name): name for name in graph} | {wire.uid: name for name, wire in graph.wires().items()}


# -- in the frame thread ----------------------------------------------------------------------------------------------


def _taken(stream: Stream, owners: Owners) -> Handover:
    engine = stream._thread.engine  # noqa: SLF001 - runs in the frame thread
    names = {parameter: name for name, parameter in _parameters(stream, owners).items()}
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


def _put(stream: Stream, then: Handover, owners: Owners, file: str) -> None:
    engine, timeline = stream._thread.engine, stream._timeline  # noqa: SLF001 - runs in the frame thread
    slots = _slots(stream)
    for key, held in zip(slots, engine.state[1:], strict=True):
        _check(key, then.tensors.get(key), held, file)
    parameters = _parameters(stream, owners)
    notes = _notes(stream, then.tensors.keys() - set(slots), then.tensors, parameters, file)
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


def _parameters(stream: Stream, owners: Owners) -> Mapping[str, Tensor]:
    """Return all parameters by name: those of what is muted or off too, which rules may remember something of."""
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
    stream: Stream, keys: Iterable[str], tensors: Mapping[str, Tensor], parameters: Mapping[str, Tensor], file: str
) -> dict[str, dict[tuple[Hashable, str], Tensor]]:
    """Return what each rule has to remember, by its node."""
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
