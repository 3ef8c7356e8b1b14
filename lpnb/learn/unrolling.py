"""One depth of a window that looks ahead, as a program of its own, that computes with the stream's own parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import ClassVar

import attrs
import torch
from torch import Tensor

from lpnb.compile import build, emit
from lpnb.compile.build import Built, mix
from lpnb.compile.program import Weight
from lpnb.errors import Problem, StreamError
from lpnb.graph import Graph
from lpnb.graph.document import new_uid
from lpnb.graph.edits import Add, Connect, Edit, Many
from lpnb.graph.node import OUT
from lpnb.graph.types import Type
from lpnb.learn.foresight import Frame
from lpnb.shapes.check import Report
from lpnb.shapes.infer import infer
from lpnb.sources.source import Feed, Setting, Source

Port = tuple[str, str]
"""A node and one of its outputs."""


@attrs.frozen
class Known(Source):
    """A value that is there already: what a node holds at a depth before, or held in a frame before."""

    kind: ClassVar[str] = "known"

    type: Type = attrs.field(kw_only=True)

    def open(self, setting: Setting) -> Feed:
        """Refuse: it is given by who computes."""
        raise StreamError(str(Problem(f"node of kind {self.kind!r}", "to be part of a window", "a stream")))


class Values:
    """What nodes hold at each depth.

    Attributes:
        told: What is the same at each depth, by node.
    """

    def __init__(self, here: Mapping[tuple[Port, int], Tensor], told: Mapping[str, Tensor]) -> None:
        """Begin with what the stream holds, of depth 0 and less."""
        self.told, self._here = told, here
        self._ahead: dict[tuple[Port, int], Tensor] = {}

    def at(self, port: Port, depth: int) -> Tensor:
        """Return what an output holds at a depth; 0 and less is what the stream holds and held."""
        if port[0] in self.told:
            return self.told[port[0]]
        return self._ahead[port, depth] if depth > 0 else self._here[port, depth]

    def latest(self, port: Port, depth: int) -> Tensor:
        """Return what an output holds at a depth, or at the last one before for which that was computed."""
        found = (self._ahead[port, at] for at in range(depth, 0, -1) if (port, at) in self._ahead)
        return next(found, self._here[port, 0])

    def put(self, port: Port, depth: int, value: Tensor) -> None:
        """Note what was computed."""
        self._ahead[port, depth] = value


class Unrolled:
    """The program of one depth. Depths at which the same is computed can share one."""

    def __init__(self, frame: Frame, whole: Built, device: torch.device, trains: tuple[str, ...] = ()) -> None:
        """Compile it.

        Args:
            frame: What is computed.
            whole: What the stream runs.
            device: Where.
            trains: What learns. Of a parameter that edges share, all uses do, unless it is named as one use of them
                has it, e.g. ``a->b.weight``: then only those so named.
        """
        self.whole, self.known, self.trains = whole, dict[str, tuple[Port, int]](), trains
        self._names: dict[int, str] = {}
        self.built = self._compiled(frame, device)
        self._borrow()
        program = self.built.program
        inputs = [slot.node for slot in program.inputs]
        ports = [(slot.node, slot.port) for slot in program.slots]
        self._inputs = [self.known[name] for name in inputs]
        self._slots = [(port, inputs.index(port[0]) if port[0] in inputs else None) for port in ports]
        self._made = [(place, port) for place, port in enumerate(ports, 1) if port[0] not in inputs]
        self._state = self.built.state

    def _compiled(self, frame: Frame, device: torch.device) -> Built:
        program = self.whole.program
        types = {(slot.node, slot.port): slot.type for slot in program.slots if slot.age == 1}
        graph = Graph(program.name)
        graph.edit(Many(tuple(self._edits(frame, types))))
        found = infer(graph)
        outputs = {
            (name, port): node.type if isinstance(node, Known) else types[name, port]
            for name, node in found.nodes.items()
            for port in node.outputs()
        }
        # The whole network was checked, and has told the types: of a part of it they could not always be told.
        return build(emit(graph, Report(graph.name, ()), attrs.evolve(found, outputs=outputs)), device=device)

    def _edits(self, frame: Frame, types: Mapping[Port, Type]) -> Iterable[Edit]:
        """Yield what makes the graph: the nodes, one for each value that is known, and edges within the frame."""
        program, names = self.whole.program, dict[tuple[Port, int], str]()
        for name in frame.nodes:
            yield Add(name, attrs.evolve(program.nodes[name], period=1, offset=0), self._uid(name))
        for wire in frame.wires:
            delay, out = program.delays[wire.name], (wire.source, wire.out)
            if delay or wire.source not in frame.nodes:
                if (out, delay) not in names:
                    name = names[out, delay] = self._free(len(names))
                    self.known[name] = (out, delay)
                    yield Add(name, Known(type=types[out]), new_uid())
                out = (names[out, delay], OUT)
            spec = attrs.evolve(wire.spec, delay=0, share="")  # whose parameters it uses is told below
            yield Connect(*out, wire.target, wire.port, spec, self._uid(wire.name))

    def _uid(self, name: str) -> int:
        uid = new_uid()
        self._names[uid] = name
        return uid

    def _free(self, number: int) -> str:
        """Return a name that no node of the network has."""
        name = f"known{number}"
        while name in self.whole.program.nodes:
            name += "_"
        return name

    def _borrow(self) -> None:
        """Compute with the parameters and knobs of the stream, and give back those that came with the program."""
        weights = self.whole.program.weights
        theirs = {user: weight for weight in weights for user in weight.users} | {w.name: w for w in weights}
        module, here = self.built.module, self.built.program.weights
        tensors = {}
        for weight in here:
            use = f"{self._names[weight.key[0]]}.{weight.key[1]}"
            tensor = getattr(self.whole.module, theirs[use].identifier)
            tensors[weight.identifier] = tensor if self._learns(use, theirs[use]) else tensor.detach()
            delattr(module, weight.identifier)
        vars(module)["p"] = SimpleNamespace(**tensors)
        module.train()

    def _learns(self, use: str, weight: Weight) -> bool:
        """Return whether gradients go through one use of a parameter."""
        named = {weight.name, *weight.users}.intersection(self.trains)
        return use in named or not any("." in word for word in named)

    def compute(self, values: Values, depth: int, frame: int, salt: str) -> None:
        """Work out what nodes hold at a depth, from what is known.

        Args:
            values: What is known; what is worked out is added.
            depth: The depth.
            frame: The frame that it stands for.
            salt: What random numbers depend on, besides the stream's seed, the depth and the frame.
        """
        built = self.built
        if built.program.random:
            seed = mix(getattr(self.whole.module, "seed", 0), salt, depth) % 2**62
            vars(built.module)["seed"] = seed
        given = [values.at(port, depth - delay) for port, delay in self._inputs]
        before = [values.latest(port, depth - 1) if place is None else given[place] for port, place in self._slots]
        new = built.network.step(self._state(frame - 1, *before), built.inputs(*given))
        for place, port in self._made:
            values.put(port, depth, new[place])
