"""What a kind says about its code: expressions, as text, that the emitter puts together.

Kinds never see torch. They return text made of the pieces that the emitter hands them (`x`, parameters, functions),
so a value that a user typed can never become code.

    past.image ──g──┐
                    ├── combine (sum) ── the node's own update ── hidden
    past.hidden ─g──┘
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, Protocol

import attrs

from lpnb.graph.types import Type


@attrs.frozen
class Value:
    """An expression of the program.

    Attributes:
        text: The expression; safe to use inside a larger one without parentheses.
        fresh: Whether nothing else holds the resulting tensor, so that it may be changed in place.
    """

    text: str
    fresh: bool


@attrs.frozen
class Term:
    """What one edge adds to a sum, in the forms that make the sum cheap.

    Attributes:
        alone: The expression ``g(x)``.
        fresh: Whether `alone` is a new tensor.
        biased: Given the text of a bias with one value per feature, the expression ``g(x) + bias`` in one call.
        onto: Given the text of the sum so far, the expression ``sum + g(x)`` in one call.
    """

    alone: str
    fresh: bool = True
    biased: Callable[[str], str] | None = None
    onto: Callable[[str], str] | None = None


class Code(Protocol):
    """What the emitter offers to nodes and edges alike.

    Attributes:
        target: The type of the result.
    """

    target: Type

    def use(self, function: str) -> str:
        """Import ``'torch.conv2d'`` (a dotted path) and return the name to call it by."""

    def parameter(
        self,
        name: str,
        shape: tuple[int, ...],
        init: str,
        fan: Literal["fan_in", "fan_out"] = "fan_in",
        *,
        by_column: bool = False,
        per_sample: bool = False,
        form: tuple[int, ...] | None = None,
        low: float | None = None,
        high: float | None = None,
    ) -> str:
        """Declare a trainable parameter and return the text that reads it.

        Args:
            name: Its name within the edge or node, e.g. ``weight``.
            shape: Its shape.
            init: How it starts, one of the table in `lpnb.graph.inits`.
            fan: Which side of the shape counts the inputs, in torch's terms (a [in, out] matrix: ``fan_out``).
            by_column: Whether a matrix lies in memory column after column.
            per_sample: Whether each sample of the batch has its own: it has the shape [batch, ...] then.
            form: The sizes (outputs, inputs, *window) by which an init with a pattern sees a matrix [in, out]; None:
                its own two.
            low: What none of its values falls below, None for no bound.
            high: What none of its values rises above, None for no bound.
        """

    def knob(self, field: str) -> str:
        """Return the text that reads a live numeric field: a scalar tensor that a running stream can change."""

    def new(self, word: str) -> str:
        """Return a name that nothing else in the program has."""


class EdgeCode(Code, Protocol):
    """What the emitter offers to an edge.

    Attributes:
        x: The text of the source's value of the right frame.
        source: The type of that value.
    """

    x: str
    source: Type


class NodeCode(Code, Protocol):
    """What the emitter offers to a node; `target` is the node's own type.

    Attributes:
        past: The text of this node's own state of the frame before.
    """

    past: str

    def sum(self, port: str = "in", bias: str | None = None) -> Value:
        """Return the sum of what arrives on `port`, in the order in which the edges were made.

        Args:
            port: The port.
            bias: A parameter of shape ``(features,)`` to add; the first edge takes it in where it can.
        """

    def arrival(self, port: str) -> tuple[Value, Type]:
        """Return the one value that arrives on `port`, and its type."""

    def arrivals(self, port: str = "in") -> list[tuple[Value, Type]]:
        """Return each value that arrives on `port` and its type, in the order in which the edges were made."""

    def moments(self, port: str = "in") -> tuple[list[str], list[str]]:
        """Return what each edge into `port` makes of its source, and what it makes of squares with squared weights."""

    def add(self, total: Value, text: str) -> Value:
        """Return ``total + text``, in place where `total` is fresh."""

    def while_learning(
        self, value: Value, changed: Callable[[str], str], otherwise: Callable[[str], str] | None = None
    ) -> Value:
        """Return `value`, changed in frames in which the network learns.

        Args:
            value: The node's state otherwise.
            changed: Given the name of a variable that holds it, the expression of what takes its place.
            otherwise: The same for frames in which it does not learn; None where it stays then.
        """

    def arriving(self, port: str) -> int:
        """Return how many edges bring something to `port`."""

    def let(self, name: str, text: str) -> str:
        """Give an expression a name of the program, and return it.

        Args:
            name: What it is, one word.
            text: The expression.
        """

    def weights(self, words: Iterable[str] = ()) -> dict[str, str]:
        """Return the texts that read parameters of others, by name (``image->hidden.weight``).

        For kinds with `Node.reads_weights` only: their code is written when that of all others is.

        Args:
            words: Names of nodes, edges or parameters, and tags; none for all parameters that there are.
        """

    def random(self) -> str:
        """Return the text of a random generator whose numbers depend on seed and frame alone."""


def bare(text: str) -> str:
    """Drop parentheses around the whole of a sum."""
    depth = 0
    for position, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and position < len(text) - 1:
            return text
    return text[1:-1] if text.startswith("(") else text
