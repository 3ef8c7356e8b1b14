"""A regularizer: what the size of parameters costs. It is added to a loss at its 'terms'."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Self

import attrs
import networkx as nx

from lpnb.graph.code import NodeCode, Value
from lpnb.graph.fields import number, words
from lpnb.graph.flow import carrying
from lpnb.graph.names import renamed
from lpnb.graph.node import OUT, Arriving, Finding, Node, Port
from lpnb.graph.types import Type
from lpnb.learn.choosing import check_parameters, check_words

if TYPE_CHECKING:
    from lpnb.graph.graph import Graph

HIGHEST = 1e6
FORMS = {"l1": ("magnitude", "{}.abs().{}"), "l2": ("square", "{}.square().{}")}
"""What each factor is of: a word for it, and how a tensor's values become one number."""
A_LINE = 3
"""Sums in a line of the program."""


@attrs.frozen
class Penalty(Node):
    """What is added to a loss. Its state is one number for each sample."""

    category: ClassVar[str] = "learning"

    l1: float = number(0.0, low=0, high=HIGHEST, live=True, help="What each unit of magnitude costs: l1 * sum |x|.")
    l2: float = number(0.0, low=0, high=HIGHEST, live=True, help="What each unit of square costs: l2 * sum x**2.")

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return one number per sample."""
        return {OUT: Type(())}

    def wants(self, port: str, out: Type | None) -> Type | None:
        """Return that anything may arrive."""
        return None

    def survey(self, graph: Graph, name: str) -> Iterator[Finding]:
        """Yield a finding unless it is added to a loss, directly or by way of others."""
        ways, nodes = nx.DiGraph((w.source, w.target) for w in carrying(graph).values()), graph.nodes()
        after = nx.descendants(ways, name) if name in ways else set()
        if not self.muted and not any(nodes[node].kind == "loss" for node in after):
            loss = next((other for other, node in nodes.items() if node.kind == "loss"), "")
            mend = f"graph.connect({name!r}, '{loss}.terms')" if loss else "Add a loss, and connect it to its 'terms'"
            yield Finding("a loss that it is added to", "none: it changes nothing", f"{mend}.", "warning")

    def cost(self, code: NodeCode, tensors: Sequence[str], total: str) -> str:
        """Return the cost of tensors as text; empty where nothing costs anything.

        Args:
            code: What the emitter offers.
            tensors: The texts of the tensors.
            total: How the values of one become a number, e.g. ``sum()``.
        """
        costs = []
        for field, (word, form) in FORMS.items() if tensors else ():
            if getattr(self, field):
                sums = [form.format(tensor, total) for tensor in tensors]
                while len(sums) > 1:
                    sums = [code.let(word, " + ".join(sums[:A_LINE])), *sums[A_LINE:]]
                costs.append(f"{code.knob(field)} * {sums[0]}")
        return " + ".join(costs)


@attrs.frozen
class Regularizer(Penalty):
    """What the size of parameters costs: l1 * sum |w| + l2 * sum w**2, to be added to a loss at its 'terms'.

    The gradient of a loss that it is added to gets l1 * sign(w) + 2 * l2 * w more: l2 is half of what torch calls
    weight_decay. Its state is the cost, the same for each sample of the batch. With a period, it is held in between,
    and only frames in which it is worked out add to the gradient of a window.
    """

    kind: ClassVar[str] = "regularizer"
    ports: ClassVar[tuple[Port, ...]] = ()
    reads_weights: ClassVar[bool] = True

    of: tuple[str, ...] = words(help="Nodes, edges or tags whose parameters cost something; none: all there are.")

    def renamed(self, names: Mapping[str, str]) -> Self:
        """Return the node after others were renamed."""
        of = tuple(renamed(word, names) for word in self.of)
        return self if of == self.of else attrs.evolve(self, of=of)

    def survey(self, graph: Graph, name: str) -> Iterator[Finding]:
        """Yield words that mean nobody, or nobody with parameters, and whether it counts at all."""
        yield from check_words(graph, "of", self.of)
        yield from check_parameters(graph, "of", self.of)
        yield from super().survey(graph, name)

    def emit(self, code: NodeCode) -> Value:
        """Return the cost."""
        cost = self.cost(code, tuple(code.weights(self.of).values()), "sum()")
        nothing = f"{code.use('torch.zeros_like')}({code.past})"
        return Value(f"({nothing} + {cost})" if cost else nothing, fresh=True)
