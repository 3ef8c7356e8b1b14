"""What a graph compares with what its data say is right, and which way that takes to where it is compared.

data.label ──1──> loss                              it comes straight from the source
data.one_hot ──1──> label ──2──> delay ──1──> loss  it comes through nodes that only pass it on: 4 frames old
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs
import torch
from torch import Tensor

from lpnb.errors import EditError, Problem
from lpnb.graph import Graph, Node
from lpnb.graph.activations import IDENTITY
from lpnb.graph.edges.identity import Identity
from lpnb.graph.one_moment import in_one_moment
from lpnb.graph.types import Type
from lpnb.graph.wire import Wire
from lpnb.run.rule import Learner
from lpnb.sources import Source
from lpnb.sources.input import Input
from lpnb.sources.samples import Samples
from lpnb.sources.showing import Showing

EXPECTED = "a loss or an accuracy whose target comes from a data source"
MEND = "Add a loss: graph.add('loss', 'loss'), and connect its prediction and target."


@attrs.frozen
class Target:
    """What is right, on its way from a source to the node that compares it.

    Attributes:
        source: The node that delivers it.
        out: Its output.
        type: What that delivers.
        way: The edges from there, by name.
    """

    source: str
    out: str
    type: Type
    way: tuple[str, ...]

    @property
    def endpoint(self) -> str:
        """The output, as states are named."""
        return f"{self.source}.{self.out}"

    @property
    def is_class(self) -> bool:
        """Whether it is one class for each sample: its index, or the probability of each."""
        if self.type.classes:
            return not self.type.shape
        return self.type.simplex and self.type.size == self.type.features

    def delay(self, delays: Mapping[str, int]) -> int:
        """Return how old it is where it is compared, in frames; `delays` are those of the edges, by name."""
        return sum(delays[name] for name in self.way)

    def right(self, value: Tensor) -> Tensor:
        """Return the right classes, [batch], of what the source delivers."""
        return value if self.type.classes else likeliest(value)


def likeliest(scores: Tensor) -> Tensor:
    """Return the class with the greatest score, [batch], of scores [batch, classes] or [batch, classes, 1, 1]."""
    return torch.argmax(scores.flatten(1), 1)


@attrs.frozen
class Compared:
    """What a graph compares with its data.

    Attributes:
        source: The node that shows the samples.
        spec: Its fields.
        answer: The edge that brings the answer to the first node that compares it with a class, and that class, if
            there is one.
        loss: The first loss, and its target, if there is one.
        most: How many samples are judged at most; None for all that a split has.
    """

    source: str
    spec: Source
    answer: tuple[Wire, Target] | None
    loss: tuple[str, Target] | None
    most: int | None = None

    @property
    def hold(self) -> int:
        """How long each sample is shown, in frames; where a source shows none, each frame counts as one."""
        return self.spec.hold if isinstance(self.spec, Showing) else 1

    @property
    def endless(self) -> bool:
        """Whether the source draws without end, so that it has no splits."""
        return not isinstance(self.spec, Samples)


def samples(what: Compared, split: str) -> int:
    """Return how many samples a split has; of a source that draws without end, as many as were asked for."""
    if not isinstance(what.spec, Samples):
        return what.most or 0
    count = len(attrs.evolve(what.spec, split=split).chosen(what.spec.count))
    return count if what.most is None else min(count, what.most)


@in_one_moment
def compared(graph: Graph) -> Compared:
    """Return what a graph compares with its data.

    Raises:
        EditError: When there is no such thing.
    """
    pairs = list(_pairs(graph))
    nodes = graph.nodes()
    in_time = sorted(pairs, key=lambda pair: not nodes[pair[0]].matches_frames)  # those that look ahead come last
    answer = next(((wire, target) for _, wire, target in in_time if target.is_class), None)
    losses = ((name, target) for name, _, target in pairs if _measures_loss(nodes[name]))
    loss = next((pair for pair in losses if answer is None or pair[1].source == answer[1].source), None)
    first = answer or loss
    if first is None:
        found, mend = _instead(graph) or ("none", MEND)
        raise EditError(Problem(f"graph {graph.name!r}", EXPECTED, found, mend=mend))
    spec = nodes[first[1].source]
    assert isinstance(spec, Source)
    return Compared(first[1].source, spec, answer, loss)


def _pairs(graph: Graph) -> Iterator[tuple[str, Wire, Target]]:
    """Yield each node that compares a prediction with data, the edge that brings that, and what is right."""
    for name in graph.nodes():
        wires = {wire.port: wire for wire in _into(graph, name)}
        if {"prediction", "target"} <= set(wires):
            target = _origin(graph, wires["target"])
            if isinstance(target, Target):
                yield name, wires["prediction"], target


def _into(graph: Graph, name: str) -> list[Wire]:
    return [wire for wire in graph.wires().values() if wire.target == name and wire.spec.on]


def _origin(graph: Graph, wire: Wire) -> Target | str:
    """Return where it comes from what an edge brings: a source, or the node that makes something else of it."""
    nodes, way = graph.nodes(), [wire]
    while not isinstance(source := nodes[way[0].source], Source):
        before = _into(graph, way[0].source)
        looped = len(way) > len(nodes)
        if looped or not _passes(source) or len(before) != 1 or not _plain(before[0]):
            return way[0].source
        way.insert(0, before[0])
    known = source.infer({}).get(way[0].out)
    if known is None or source.muted or isinstance(source, Input):
        return way[0].source
    return Target(way[0].source, way[0].out, known, tuple(one.name for one in way))


def _passes(node: Node) -> bool:
    """Return whether a node holds in each frame what arrives in it."""
    return node.passes and not node.muted and node.period == 1


def _plain(wire: Wire) -> bool:
    return isinstance(wire.spec, Identity) and wire.spec.before == IDENTITY


def _measures_loss(node: Node) -> bool:
    return isinstance(node, Learner) and not node.muted


def _instead(graph: Graph) -> tuple[str, str] | None:
    """Return in words which target comes from no source, and what to do then."""
    nodes = graph.nodes()
    for name in nodes:
        wires = {wire.port: wire for wire in _into(graph, name)}
        if {"prediction", "target"} <= set(wires):
            end = _origin(graph, wires["target"])
            if isinstance(end, str):
                return WORDS[isinstance(nodes[end], Source)](name, end)
    return None


def _made(name: str, node: str) -> tuple[str, str]:
    found = f"{name!r}, whose target {node!r} does more than pass on what arrives"
    return (
        found,
        "Connect the target with the source itself; a pool passes it on with act='identity', without noise or norms.",
    )


def _set_by_hand(name: str, node: str) -> tuple[str, str]:
    found = f"{name!r}, whose target {node!r} shows nothing by itself"
    return found, f"Read it while it streams: stream[{name!r}]."


WORDS = {False: _made, True: _set_by_hand}
