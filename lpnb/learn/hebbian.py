"""Hebbian learning: what fires together wires together, without a loss and without gradients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar, Self

import attrs

from lpnb.graph.activations import IDENTITY
from lpnb.graph.code import NodeCode, Value
from lpnb.graph.edges.conv import Conv
from lpnb.graph.fields import choice, integer, number, settings, words
from lpnb.graph.names import renamed
from lpnb.graph.node import OUT, Arriving, Finding, Port
from lpnb.graph.options import Options
from lpnb.graph.types import Type
from lpnb.graph.wire import Wire
from lpnb.learn.applied import grows
from lpnb.learn.choosing import BARE_EDGES, check_words, owners
from lpnb.learn.hebbian_laws import FORMS, LAWS
from lpnb.learn.hebbian_rule import HebbianRule
from lpnb.learn.optimizer import OPTIMIZERS, check_optimizer
from lpnb.learn.regularizer import A_LINE
from lpnb.run.rule import Learner, Rule
from lpnb.shapes.infer import infer

if TYPE_CHECKING:
    from lpnb.graph.graph import Graph


@attrs.frozen
class Hebbian(Learner):
    """Changes the weights of edges by what the nodes at their two ends hold, in every frame: Hebb, Oja, BCM.

    For the laws and their sources see `lpnb.learn.hebbian_laws`. What counts is what the edge really connects: in
    frame t the state of its target in t, and what the edge computed that of: the state of its source of frame
    t - delay, with the edge's `before` applied. A `weight_act` has to grow with the weight; under 'oja' the weights
    then lose by what it makes of them, so that these, with which the edge computes, come to length 1. The
    temporal-derivative forms take for the target how it has changed since the frame before, as Statestream's did (where
    the frame before is that of the rule's last update, which is the same for period=1, and sums over the batch are not
    means). With the optimizer 'sgd', each update moves a weight by lr times the mean over the batch; others get that
    mean, with a minus, as a gradient.

    Its state is the Euclidean length of all weights that it changes, as they were for the frame, before any
    `weight_act`: under 'hebb' it grows without end, under 'oja' it settles (the weights into each neuron come to
    length 1).
    """

    kind: ClassVar[str] = "hebbian"
    ports: ClassVar[tuple[Port, ...]] = ()
    reads_weights: ClassVar[bool] = True

    law: str = choice("oja", LAWS, help="How a weight changes with what is at its two ends.")
    edges: tuple[str, ...] = words(help="The dense or conv edges that it changes, by name or tag.")
    lr: float = number(1e-3, low=0, high=1e3, live=True, log=True, help="Learning rate: how far weights move.")
    optimizer: str = choice(
        "sgd", OPTIMIZERS, live=True, help="How weights are moved along the law: 'sgd' by lr times what it says."
    )
    options: Options = settings(help='More of the optimizer, as torch calls it, e.g. {"momentum": 0.9}.')
    lag: int = integer(
        0, low=0, high=4096, unit="frames", live=True, help="Frames that each change waits before it is applied."
    )
    first_frame: int = integer(
        0, low=0, high=10**9, unit="frames", live=True, help="Only frames after this one are learned from."
    )
    tau: float = number(
        100.0, low=1, high=1e6, unit="updates", live=True, log=True, help="For 'bcm': how slowly thresholds follow."
    )
    low: float | None = number(None, low=-1e9, high=1e9, live=True, help="No weight falls below it; none: no bound.")
    high: float | None = number(None, low=-1e9, high=1e9, live=True, help="No weight rises above it; none: no bound.")

    def renamed(self, names: Mapping[str, str]) -> Self:
        """Return the node after others were renamed."""
        edges = tuple(renamed(word, names) for word in self.edges)
        return self if edges == self.edges else attrs.evolve(self, edges=edges)

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return one number per sample."""
        return {OUT: Type(())}

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield what is missing, and bounds that exclude one another."""
        yield from super().check(arriving)
        if not self.edges:
            mend = "Name dense or conv edges or a tag of theirs, e.g. edges=['image->hidden']."
            yield Finding("the edges that it changes as 'edges'", "none", mend)
        if self.low is not None and self.high is not None and self.low > self.high:
            yield Finding("bounds with 'low' below 'high'", f"low={self.low!r}, high={self.high!r}")
        yield from check_optimizer(self.optimizer, self.options, Options())

    def survey(self, graph: Graph, name: str) -> Iterator[Finding]:
        """Yield words that mean no edge, and edges that it cannot change."""
        yield from check_words(graph, "edges", self.edges)
        wires = graph.wires()
        for word in self.edges:
            found = [wires[owner] for owner in sorted(owners(graph, word)) if owner in wires]
            other = [wire for wire in found if wire.spec.kind not in (*FORMS, *BARE_EDGES)]
            if owners(graph, word) and (other or not any(wire.spec.kind in FORMS for wire in found)):
                kinds = (
                    ", ".join(f"{wire.name!r} ({wire.spec.kind})" for wire in other or found) or f"{word!r}, no edge"
                )
                yield Finding(f"{' or '.join(sorted(FORMS))} edges as 'edges'", kinds, "Name others, or leave it out.")
            alone = [wire.name for wire in found if getattr(wire.spec, "per_sample", False)]
            if alone:
                mend = f"Set per_sample=False, or leave {alone[0]!r} out."
                yield Finding("edges with one weight for all samples as 'edges'", repr(alone[0]), mend)
            mixed = [wire.name for wire in found if isinstance(wire.spec, Conv) and not wire.spec.tells_targets]
            if mixed:
                expected = "edges with weights for each feature of the target as 'edges'"
                yield Finding(expected, repr(mixed[0]), f"Set weight_shape='full', or leave {mixed[0]!r} out.")
            yield from _check_acts([wire for wire in found if wire.spec.kind in FORMS])
            yield from _check_ends(graph, [wire for wire in found if wire.spec.kind in FORMS])

    def emit(self, code: NodeCode) -> Value:
        """Return the length of the weights."""
        length, double = code.use("torch.linalg.vector_norm"), "dtype=torch.float64"  # squares soon exceed float32
        weights = [text for name, text in code.weights(self.edges).items() if "->" in name]
        lengths = [f"{length}({text}.detach(), {double})" for text in weights]
        while len(lengths) > 1:
            several = ", ".join(lengths[:A_LINE])
            lengths = [code.let("length", f"{length}({code.use('torch.stack')}(({several})))"), *lengths[A_LINE:]]
        nothing = f"{code.use('torch.zeros_like')}({code.past})"
        return Value(f"({nothing} + {lengths[0]})" if lengths else nothing, fresh=True)

    def rule(self) -> Rule:
        """Return Hebbian learning."""
        return HebbianRule()


def _check_acts(wires: list[Wire]) -> Iterator[Finding]:
    """Yield edges that make less of a greater weight: there the laws would lead the wrong way."""
    for wire in wires:
        act = getattr(wire.spec, "weight_act", IDENTITY)
        if not grows(act):
            mend = f"Set weight_act to 'identity', 'exp' or 'tanh' there, or leave {wire.name!r} out."
            found = f"{wire.name!r} with weight_act={act!r}"
            yield Finding("edges of which each weight counts for more when it grows as 'edges'", found, mend, "warning")


def _check_ends(graph: Graph, wires: list[Wire]) -> Iterator[Finding]:
    """Yield edges whose result is not what their target holds: a rule has nothing to go by there."""
    types = infer(graph)
    for wire in wires:
        result, state = types.target(wire), types.state(wire.target)
        if result is not None and state is not None and result.shape != state.shape:
            found = f"{wire.name!r}, which makes {result} of it, where {wire.target!r} holds {state}"
            yield Finding("edges into nodes that hold what they sum as 'edges'", found, "Name edges into a pool.")
