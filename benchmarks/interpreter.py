"""The peer: a streaming network as one writes it by hand, a module for each edge and a dict of states.

It knows a graph only while it is made; a frame is plain PyTorch.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

import lpnb
from lpnb.compile.build import Built
from lpnb.graph.edges.geometry import geometry
from lpnb.graph.wire import Wire

ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh, "identity": nn.Identity}


class Interpreter(nn.Module):
    """Computes frames by walking over nodes and edges."""

    def __init__(self, graph: lpnb.Graph) -> None:
        """Make the modules of a graph of inputs and pools, with edges of delay 1."""
        super().__init__()
        self.sources: dict[str, list[str]] = {}
        self.edges, self.activations = nn.ModuleDict(), nn.ModuleDict()
        for name, node in graph.nodes().items():
            wires = [wire for wire in graph.wires().values() if wire.target == name]
            if wires:
                self.sources[name] = [wire.source for wire in wires]
                self.edges[name] = nn.ModuleList(transform(graph, wire, bias=wire is wires[0]) for wire in wires)
                self.activations[name] = ACTIVATIONS[node.act]()

    def forward(self, states: dict[str, Tensor], inputs: dict[str, Tensor]) -> dict[str, Tensor]:
        """Return the states of the next frame."""
        new = dict(inputs)
        for name, sources in self.sources.items():
            total = None
            for source, edge in zip(sources, self.edges[name], strict=True):
                arriving = edge(states[source])
                total = arriving if total is None else total + arriving
            new[name] = self.activations[name](total)
        return new

    def take_weights(self, graph: lpnb.Graph, built: Built) -> None:
        """Copy the weights of a built graph, so that both compute the same."""
        weights = built.weights()
        for name in self.sources:
            wires = [wire for wire in graph.wires().values() if wire.target == name]
            for wire, edge in zip(wires, self.edges[name], strict=True):
                for part in filter(lambda part: hasattr(part, "weight"), edge.modules()):
                    weight = weights[f"{wire.name}.weight"].data
                    part.weight.data = (weight.t() if isinstance(part, nn.Linear) else weight).contiguous().clone()
            first = next(part for part in self.edges[name][0].modules() if hasattr(part, "weight"))
            first.bias.data = weights[f"{name}.bias"].data.clone()


def transform(graph: lpnb.Graph, wire: Wire, *, bias: bool) -> nn.Module:
    """Return the module of one edge."""
    source, target = graph[wire.source].shape, graph[wire.target].shape
    if wire.spec.kind == "identity":
        return nn.Identity()
    if wire.spec.kind == "dense":
        dense = nn.Linear(math.prod(source), math.prod(target), bias=bias)
        return nn.Sequential(nn.Flatten(), dense) if len(source) > 1 else dense
    stride, padding = geometry(source[1], target[1], wire.spec.reach[0]) or (1, 0)
    return nn.Conv2d(source[0], target[0], wire.spec.kernel, stride, padding, bias=bias)


def states_of(graph: lpnb.Graph, value: Tensor) -> dict[str, Tensor]:
    """Return the states of frame 0: zeros, and `value` at the input ``x``."""
    shapes = {name: node.shape for name, node in graph.nodes().items()}
    zeros = {name: torch.zeros(len(value), *shape, device=value.device) for name, shape in shapes.items()}
    return zeros | {"x": value}
