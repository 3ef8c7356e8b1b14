"""Recordings played back: a stream that stands where one begins, and how far it is off frame by frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import lpnb
from benchmarks.recorded import Array, Recording, flat
from lpnb.statestream.interfaces import INTERFACES
from lpnb.statestream.net import Net
from lpnb.statestream.opening import Interfaces, Opened, translate
from lpnb.statestream.taking import fitted


def print_nothing(_: Opened) -> None:
    """Have nothing to do with a network that was opened."""


def replay(
    net: Net,
    recording: Recording,
    *,
    batch: int,
    learns: bool = False,
    interfaces: Interfaces | None = None,
    told: Callable[[Opened], object] = print_nothing,
    dtype: str = "float32",
) -> lpnb.Stream:
    """Return a stream that stands where the recording begins."""
    played = interfaces or dict.fromkeys(INTERFACES, recording.interface)
    opened = translate(recording.strip(net), "statestream", played)
    for name, node in opened.graph.nodes().items():
        if not learns and node.category == "learning" and hasattr(node, "on"):
            opened.graph.set(name, on=False)
    told(opened)
    stream = lpnb.Stream(opened.graph, batch=batch, device="cpu", dtype=dtype)
    for parameter, array in recording.parameters().items():
        name = opened.parameters.get(parameter)
        lent = parameter[2] in (net.synapses.get(parameter[1], {}).get("share params") or {})
        if name is not None and name in stream.built.weights() and not lent:
            shape = tuple(stream[name].shape)
            stream[name] = fitted(_for(batch, array, stream.built, name), shape, parameter[0])
    for pool, states in recording.states().items():
        stream[opened.names.get(pool, pool)] = flat(states)[0][np.arange(batch).clip(max=recording.samples - 1)]
    return stream


def _for(batch: int, array: Array, built: Any, name: str) -> Array:
    """Return a parameter for fewer samples than were recorded, where each sample has its own."""
    weight = next(one for one in built.program.weights if one.name == name)
    return array[:batch] if weight.per_sample else array


def states_error(net: Net, recording: Recording) -> float:
    """Return the greatest error of a state, over all neuron pools and recorded frames.

    In double precision: then it is the recording's own rounding, and the same on every processor.
    """
    errors, noisy, opened = [0.0], random_pools(recording.strip(net)), list[Opened]()
    with replay(net, recording, batch=recording.samples, told=opened.append, dtype="float64") as stream:
        for frame in range(1, recording.frames):
            stream.step()
            for pool, states in recording.states().items():
                here = opened[0].names.get(pool, pool)
                if pool in noisy and len(states) > frame:
                    stream[here] = flat(states)[frame]
                elif len(states) > frame:
                    errors.append(error(stream[here], flat(states)[frame]))
    return max(errors)


def random_pools(net: Net) -> set[str]:
    """Return the neuron pools that draw random numbers: what they drew is taken from the recording."""
    return {name for name, spec in net.pools.items() if not {"noise", "dropout", "zoneout"}.isdisjoint(spec)}


def error(found: Array, expected: Array) -> float:
    """Return the greatest difference, as a share of the greatest value."""
    return float(np.abs(found - expected).max() / max(float(np.abs(expected).max()), 1e-6))
