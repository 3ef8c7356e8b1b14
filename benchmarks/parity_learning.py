"""Losses and parameters that learn, compared with recordings, where these determine them.

A loss is a mean over all samples, and of these only the first two were kept. Where every sample sees the same still
picture, what is missing is one label for each of the others: these are found from the first loss, and everything after
it is compared.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

import lpnb
from benchmarks.recorded import Array, Recorded, Recording
from lpnb.statestream.interfaces import INTERFACES
from lpnb.statestream.net import Net

FIRST = 4
"""The place in a recording of the first loss, which is that of frame 3."""
Replay = Callable[..., Any]


def learning_errors(net: Net, recording: Recording, replay: Replay) -> tuple[float, float] | None:
    """Return the greatest relative errors of losses and of parameters; None where the recording does not tell."""
    last = determined(net, recording)
    if last is None or list(recording.losses()) != list(net.plasticities):
        return None
    wanted = recording.losses()
    name = next(iter(wanted))
    of_each = np.array([_losses(net, recording, replay, (label, label), FIRST)[0][name][0] for label in range(10)])
    known = of_each[:, None] + of_each[None, :]  # twice what is told: (known + 2 a)/4 for each label a
    off = np.abs(known / 2 - wanted[name][FIRST])
    labels = np.unravel_index(int(off.argmin()), off.shape)
    losses, heads = _losses(net, recording, replay, tuple(map(int, labels)), last)
    found = {key: np.array(values) for key, values in losses.items()}
    loss_errors = [np.abs(found[key] / wanted[key][FIRST : last + 1] - 1).max() for key in wanted]
    head_errors = [_head_error(heads[key], recording.heads()[key][: last + 1]) for key in heads]
    return float(max(loss_errors)), float(max(head_errors, default=0.0))


def determined(net: Net, recording: Recording) -> int | None:
    """Return the last place in the recording up to which everything follows from what was kept."""
    outputs = [array for name, array in recording.arrays.items() if name.startswith("var/if/") and array.ndim == 5]
    same = [np.array_equal(array[0, 0], array[-1, 1]) for array in outputs]
    labels = [array for array, alike in zip(outputs, same, strict=True) if not alike]
    one_hot = all(array.shape[2:] == (10, 1, 1) and np.ptp(array[1:], axis=0).max() == 0 for array in labels)
    if len(labels) != 1 or not one_hot or not recording.losses():
        return None
    shortest = min(int(spec.get("min_duration", 16)) for spec in net.interfaces.values())
    return min(shortest + 2, len(next(iter(recording.losses().values()))) - 1)


def _losses(net: Net, recording: Recording, replay: Replay, labels: tuple[int, ...], last: int) -> Any:
    """Return the losses of places `FIRST` to `last` by plasticity, and the heads of places 0 to `last`."""
    interface = functools.partial(_interface, (recording, labels))
    interfaces = dict.fromkeys(INTERFACES, interface)
    opened: list[Any] = []
    with replay(
        net, recording, batch=2 + len(labels), learns=True, interfaces=interfaces, told=opened.append
    ) as stream:
        losses = listen(stream)
        known = opened[0].parameters.keys() - opened[0].lent  # of a shared one the original kept an idle copy
        heads: dict[Any, list[Array]] = {key: [] for key in recording.heads() if key in known}
        for place in range(last + 1):
            for key, values in heads.items():
                values.append(original(stream[opened[0].parameters[key]], "->" in opened[0].parameters[key]))
            if place < last:
                stream.step()
    return losses, heads


def listen(stream: lpnb.Stream) -> dict[str, list[float]]:
    """Return, for each loss that learns, a list that its value is added to as it is worked out."""
    rules = stream._thread.engine.rules  # noqa: SLF001 - what they make smaller is told nowhere else
    return {rule.node: _listen(rule.window) for rule in rules if hasattr(rule, "window")}


def _listen(window: Any) -> list[float]:
    heard: list[float] = []
    work_out = window.loss

    def loss() -> Any:
        value = work_out()
        if value is not None:
            heard.append(float(value))
        return value

    window.loss = loss
    return heard


def _interface(
    played_with: tuple[Recording, tuple[int, ...]], graph: lpnb.Graph, name: str, spec: Any, shapes: Any
) -> Any:
    """Add a source with the recorded samples, and more of them with labels."""
    recording, labels = played_with
    wired = recording.interface(graph, name, spec, shapes)
    played = {
        topic: np.concatenate([array, np.stack([_more(array, label) for label in labels], axis=1)], axis=1)
        for topic, array in graph[name].played.items()
    }
    graph.remove(name)
    graph.add(name, Recorded(played=played))
    return wired


def _more(array: Array, label: int) -> Array:
    """Return one sample more: the picture that all see, or a label."""
    if array.shape[2:] != (10,):
        return array[:, 0]
    return np.broadcast_to(np.eye(10, dtype=np.float32)[label], (len(array), 10))


def original(weight: Array, is_edge: bool) -> Array:
    """Return the first values of a parameter, in the order of the original."""
    return (weight.T if is_edge and weight.ndim == 2 else weight).reshape(-1)[:16]


def _head_error(found: list[Array], wanted: Array) -> float:
    """Return the greatest difference of a parameter from the recorded one, as a share of the greatest value."""
    values = np.stack(found)
    return float(np.abs(values - wanted[:, : values.shape[1]]).max() / np.abs(wanted).max())
