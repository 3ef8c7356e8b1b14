"""The program of a graph as text, and the map between its identifiers and the names that people use."""

from __future__ import annotations

import functools
from collections.abc import Mapping

import attrs

from lpnb.graph.node import Node
from lpnb.graph.types import Type
from lpnb.graph.wire import Wire


@attrs.frozen
class Slot:
    """One tensor of the state.

    Attributes:
        node: The node that holds it.
        port: Its output port.
        key: (uid of the node, port, age): what it is known by across programs.
        identifier: The field of `State`.
        type: What one sample is.
        age: 1 for the node's value of the newest frame, 2 for the one before, ...
        fed: Whether a source delivers it.
        start: Its value in frame 0 and before, where no source delivers it.
    """

    node: str
    port: str
    key: tuple[int, str, int]
    identifier: str
    type: Type
    age: int
    fed: bool
    start: float


@attrs.frozen
class Weight:
    """One tensor that is trained or turned: a parameter, or a knob (a live number of the node's fields).

    Attributes:
        name: How people write it: ``hidden.bias``, ``image->hidden.weight``.
        key: (uid of node or edge, name within it): what it is known by across programs.
        identifier: The attribute of the module.
        shape: Its shape, or that of one sample; ``()`` for a knob.
        init: The expression that makes its first value.
        knob: Whether it is a knob, which learning leaves alone.
        value: The value of a knob.
        tags: The tags of its node or edge.
        users: Names and tags of other edges that use it, and the names that it would have there.
        per_sample: Whether each sample of the batch has its own: the tensor is [batch, ...] then.
        low: What none of its values falls below, None for no bound.
        high: What none of its values rises above, None for no bound.
    """

    name: str
    key: tuple[int, str]
    identifier: str
    shape: tuple[int, ...]
    init: str
    knob: bool = False
    value: float = 0.0
    tags: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    per_sample: bool = False
    low: float | None = None
    high: float | None = None

    @property
    def bounded(self) -> bool:
        """Whether there are values that it must not take."""
        return self.low is not None or self.high is not None

    def fits(self, shape: tuple[int, ...]) -> bool:
        """Return whether a tensor of a shape can be it, for some batch."""
        return len(shape) >= self.per_sample and tuple(shape[self.per_sample :]) == self.shape

    def answers_to(self, word: str) -> bool:
        """Return whether a word means it: its name, that of its node or edge or of one that uses it, or a tag."""
        return word in (self.name, self.name.rpartition(".")[0], *self.tags, *self.users)


@attrs.frozen(slots=False)  # for the cached property
class Program:
    """The program of a graph.

    Attributes:
        name: The graph's name.
        class_name: The name of the module's class in `text`.
        text: The whole source text.
        slots: The fields of `State` behind ``frame``, in order.
        weights: Parameters and knobs, in order.
        owners: For each line of `text`, the node that it computes, or an empty string.
        random: Whether the program draws random numbers.
        delays: The delay of each edge by name, with ``'auto'`` worked out.
        wires: The edges that a frame computes, in order.
        nodes: The nodes that hold a state, in order.
    """

    name: str
    class_name: str
    text: str
    slots: tuple[Slot, ...]
    weights: tuple[Weight, ...]
    owners: tuple[str, ...]
    random: bool
    delays: dict[str, int]
    wires: tuple[Wire, ...] = ()
    nodes: Mapping[str, Node] = attrs.field(factory=dict)

    @property
    def per_sample(self) -> tuple[Weight, ...]:
        """The parameters of which each sample of the batch has its own: its module is made for one batch."""
        return tuple(weight for weight in self.weights if weight.per_sample)

    @property
    def inputs(self) -> tuple[Slot, ...]:
        """What the sources deliver for one frame, in the order of `Inputs`."""
        return tuple(slot for slot in self.slots if slot.fed and slot.age == 1)

    @functools.cached_property
    def newest(self) -> dict[str, int]:
        """Position within a state of the newest value of each node and output, by the name that people use.

        A node is known by its own name (its first output) and each output by ``node.port``.
        """
        places: dict[str, int] = {}
        for position, slot in enumerate(self.slots, 1):
            if slot.age == 1:
                places.setdefault(slot.node, position)
                places[f"{slot.node}.{slot.port}"] = position
        return places

    def owner(self, line: int) -> str:
        """Return the node that a line of the text (from 1) computes, or an empty string."""
        return self.owners[line - 1] if 0 < line <= len(self.owners) else ""
