"""Recordings of the original program: what it held frame by frame, played back into a graph."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar

import attrs
import numpy as np
import torch
from torch import Tensor

from lpnb.graph import Graph
from lpnb.graph.node import Arriving
from lpnb.graph.types import Type
from lpnb.sources import Feed, Setting, Source
from lpnb.statestream.interface import Wired
from lpnb.statestream.net import Net
from lpnb.statestream.translation import Parameter

Array = np.ndarray[Any, Any]
ITEMS = {"neuron_pools": "pools", "synapse_pools": "synapses"}
"""What the recordings call the parts of a `Net` that something was taken out of."""


@attrs.frozen
class Recording:
    """What the original program computed for one graph.

    Attributes:
        arrays: All that was recorded, as README.md beside the recordings calls it.
        stripped: The keys that were taken out of the graph before, as paths.
    """

    arrays: dict[str, Array] = attrs.field(repr=False)
    stripped: tuple[str, ...] = ()

    @classmethod
    def read(cls, path: Path) -> Recording:
        """Read a recording."""
        with np.load(path) as file:
            arrays = {name: file[name] for name in file.files if not name.startswith("__")}
            return cls(arrays, tuple(json.loads(str(file["__meta__"]))["stripped"]))

    @property
    def frames(self) -> int:
        """For how many frames states were recorded, frame 0 included."""
        return max((len(array) for name, array in self.arrays.items() if name.startswith("state/")), default=0)

    @property
    def samples(self) -> int:
        """How many samples of each state were kept."""
        return next(array.shape[1] for name, array in self.arrays.items() if name.startswith("state/"))

    def states(self) -> dict[str, Array]:
        """Return the states [frames, samples, F, X, Y] of each neuron pool."""
        return {name.split("/", 1)[1]: array for name, array in self.arrays.items() if name.startswith("state/")}

    def parameters(self) -> dict[Parameter, Array]:
        """Return the parameters of neuron and synapse pools in frame 0."""
        parts = (name.split("/") for name in self.arrays if name.startswith(("param/np/", "param/sp/")))
        return {(kind, item, name): self.arrays[f"param/{kind}/{item}/{name}"][0] for _, kind, item, name in parts}

    def heads(self) -> dict[Parameter, Array]:
        """Return the first values [13, 16] of each parameter that learned, frame by frame."""
        parts = (name.split("/") for name in self.arrays if name.startswith("param_head/"))
        return {(kind, item, name): self.arrays[f"param_head/{kind}/{item}/{name}"] for _, kind, item, name in parts}

    def losses(self) -> dict[str, Array]:
        """Return the loss [13] of each plasticity, frame by frame."""
        return {
            name.split("/")[2]: array.ravel()
            for name, array in self.arrays.items()
            if name.startswith("var/plast/") and name.endswith("/loss1")
        }

    def strip(self, net: Net) -> Net:
        """Return a network as it was recorded: without noise and dropout, and without core clients."""
        sections = {ours: {k: dict(v) for k, v in getattr(net, ours).items()} for ours in ITEMS.values()}
        for path in self.stripped:
            *module, section, item, key = path.strip("/").split("/")
            made = [f"{name}_{item}" for name, one in net.instances.items() if module and one.type == module[-1]]
            for name in made or [item]:
                sections[ITEMS[section]].get(name, {}).pop(key, None)
        return attrs.evolve(net, clients={}, **sections)

    def interface(self, graph: Graph, name: str, spec: dict[str, Any], shapes: dict[str, Any]) -> Wired:
        """Stand for an interface: add a source that delivers what was recorded."""
        outputs = {
            topic: self.arrays[f"var/if/{name}/{topic}"]
            for topic in spec["out"]
            if f"var/if/{name}/{topic}" in self.arrays
        }
        graph.add(name, Recorded(played={topic: flat(array) for topic, array in outputs.items()}))
        return Wired({topic: f"{name}.{topic}" for topic in outputs}, {}, ())


def flat(array: Array) -> Array:
    """Return [frames, samples, F] of [frames, samples, F, 1, 1], and others as they are."""
    return array[..., 0, 0] if array.shape[-2:] == (1, 1) else array


@attrs.frozen
class Recorded(Source):
    """Delivers arrays [frames, samples, ...] frame by frame; the last frame stays."""

    kind: ClassVar[str] = "recorded"
    played: dict[str, Array] = attrs.field(kw_only=True, eq=False, metadata={})

    def outputs(self) -> tuple[str, ...]:
        """Return the names of the arrays."""
        return tuple(self.played)

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return the type of each array."""
        return {name: Type(array.shape[2:]) for name, array in self.played.items()}

    def open(self, setting: Setting) -> Feed:
        """Return the arrays, ready to deliver."""
        return Playing(list(self.played.values()), setting)


class Playing:
    """The feed of `Recorded`."""

    def __init__(self, arrays: list[Array], setting: Setting) -> None:
        """Take the arrays; samples that are missing are the last one again."""
        samples = [np.arange(setting.batch).clip(max=array.shape[1] - 1) for array in arrays]
        self.arrays = [
            torch.as_tensor(array[:, chosen]).to(setting.dtype) for array, chosen in zip(arrays, samples, strict=True)
        ]

    def frame(self, number: int) -> tuple[Tensor, ...]:
        """Return what was delivered for a frame."""
        return tuple(array[min(number, len(array) - 1)] for array in self.arrays)
