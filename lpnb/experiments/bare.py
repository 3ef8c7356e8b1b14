"""What of a graph an experiment trains: the network alone, with one input that it sets, and the node that answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from lpnb.errors import EditError, InvalidGraph, Problem, UnknownName, brief, nearest
from lpnb.experiments.data import Data
from lpnb.graph import Graph
from lpnb.graph.delays import delays
from lpnb.graph.flow import carrying
from lpnb.graph.names import endpoint
from lpnb.graph.node import OUT
from lpnb.shapes.infer import infer

INPUT = "image"
NETWORK = ("state", "function")
"""Categories of nodes that the network consists of; what learns, measures or delivers is set up anew."""


@attrs.frozen(eq=False)
class Bare:
    """A network without what feeds and judges it.

    Attributes:
        graph: Its nodes and edges, and an input.
        answer: The node that answers.
        shape: What it sees, the shape of one sample.
        classes: How many answers there are.
    """

    graph: Graph
    answer: str
    shape: tuple[int, ...]
    classes: int

    @property
    def first(self) -> int:
        """The first frame whose answer depends on the image."""
        frame = self.graph.rollout().first_response(self.answer)
        assert frame is not None
        return frame

    def steps(self, frames: Iterable[int]) -> list[int]:
        """Return the update step, since the image appeared, at which the answer of each frame is known.

        The first comes after the way from the image to the answer; from then on one comes with every frame, which
        costs as many steps as the inference factor.
        """
        rollout = self.graph.rollout()
        way = rollout.response_steps(self.answer)
        assert way is not None
        return [way + rollout.inference_factor * (frame - self.first) for frame in frames]

    def check(self, data: Data) -> None:
        """Raise `EditError` unless the network can see the images and answer with their classes."""
        greatest = int(max(data.labels.max(), data.test_labels.max()))
        if self.shape != data.shape:
            expected = f"images of the shape {self.shape}, as the network sees them"
            raise EditError(Problem(f"data {data.name!r}", expected, f"{data.shape}"))
        if greatest >= self.classes:
            expected = f"classes from 0 to {self.classes - 1}, for node {self.answer!r} gives {self.classes} scores"
            raise EditError(Problem(f"data {data.name!r}", expected, f"class {greatest}"))


def bare(graph: Graph, answer: str | None = None) -> Bare:
    """Return the network of a graph, with the weights that the graph has.

    Args:
        graph: Any graph with one source that its network reads.
        answer: The node that answers; None for what a loss or an accuracy takes for the prediction, or else the only
            node that nobody reads.

    Raises:
        EditError: When it has not one input and one answer.
        InvalidGraph: When the graph has errors.
    """
    report = graph.check()
    if not report.ok:
        raise InvalidGraph(graph.name, report.errors)
    nodes, known, types = graph.nodes(), delays(graph), infer(graph)
    wires = [wire for wire in carrying(graph).values() if nodes[wire.target].category in NETWORK]
    fed = dict.fromkeys((w.source, w.out) for w in wires if nodes[w.source].category == "source")
    if len(fed) != 1:
        found = ", ".join(endpoint(*one, OUT) for one in fed) or "none"
        raise EditError(Problem(f"graph {graph.name!r}", "one output of a source that the network reads", found))
    ((source, out),) = fed
    answer = answer or _answer(graph)
    own = [node for node, spec in nodes.items() if spec.category in NETWORK]
    if answer not in own:
        expected, mend = "the name of a node of the network, as the one that answers", nearest(str(answer), own)
        raise UnknownName(Problem(f"graph {graph.name!r}", expected, brief(answer), mend=mend))
    shape, scores = types.outputs[source, out].shape, types.outputs[answer, OUT].shape
    if len(scores) != 1:
        raise EditError(Problem(f"node {answer!r}", "one score for each class, a shape like (10,)", f"{scores}"))
    twin = Graph(graph.name)
    name = next(
        n for n in (INPUT, *(f"{INPUT}_{k}" for k in range(2, len(nodes) + 3))) if n not in nodes or n == source
    )
    twin.add(name, "input", shape=shape)
    for node in own:
        twin.add(node, nodes[node])
    names = {node: node for node in twin}
    for wire in wires:
        start = name if wire.source == source else endpoint(wire.source, wire.out, OUT)
        spec = attrs.evolve(wire.spec, delay=known[wire.uid])
        names[wire.name] = twin.connect(start, endpoint(wire.target, wire.port, "in"), spec)
    twin.weights = _renamed(graph, names)
    result = Bare(twin, answer, shape, scores[0])
    if twin.rollout().first_response(answer) is None:
        raise EditError(Problem(f"node {answer!r}", "an answer that depends on the image", "no way from there"))
    return result


def _renamed(graph: Graph, names: Mapping[str, str]) -> dict[str, Any]:
    """Return the weights of some nodes and edges of a graph, under the names that these have elsewhere."""
    graph.saving.send(graph)
    owned = ((*full.rpartition("."), array) for full, array in graph.weights.items())
    return {f"{names[owner]}.{name}": array for owner, _, name, array in owned if owner in names}


def _answer(graph: Graph) -> str:
    """Return the node that answers, as far as the graph tells."""
    nodes, wires = graph.nodes(), carrying(graph).values()
    judged = {wire.source for wire in wires if wire.port == "prediction"}
    read = {wire.source for wire in wires if nodes[wire.target].category in NETWORK and wire.target != wire.source}
    last = {name for name, node in nodes.items() if node.category in NETWORK and name not in read}
    found = judged or last
    if len(found) != 1:
        mend = "Say which: answer='...'."
        raise EditError(Problem(f"graph {graph.name!r}", "one node that answers", f"{sorted(found)}", mend=mend))
    return found.pop()
