"""What the emitter hands to kinds: the implementation of `EdgeCode` and `NodeCode`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Literal

import attrs

from lpnb.compile.identifiers import Identifiers
from lpnb.compile.program import Weight
from lpnb.graph import activations, inits
from lpnb.graph.code import Term, Value, bare
from lpnb.graph.edge import Edge
from lpnb.graph.edges.weighted import Weighted
from lpnb.graph.names import endpoint
from lpnb.graph.node import OUT, Node
from lpnb.graph.types import Type
from lpnb.graph.wire import Wire

WIDE = 88
"""An expression longer than this gets a statement of its own."""


class Library:
    """What the program imports."""

    def __init__(self, names: Identifiers) -> None:
        """Import nothing yet; local names come from `names`."""
        self.names = names
        self.imports: dict[str, str] = {}

    def use(self, function: str) -> str:
        """Import a dotted path and return its local name."""
        if function not in self.imports:
            self.imports[function] = self.names.new(function.rpartition(".")[2])
        return self.imports[function]

    def lines(self, text: str) -> list[str]:
        """Return the import statements that `text` needs, sorted: kinds also name functions that are not used."""
        by_module: dict[str, list[str]] = {}
        for path, local in self.imports.items():
            module, _, name = path.rpartition(".")
            if re.search(rf"\b{local}\(", text):
                by_module.setdefault(module, []).append(name if name == local else f"{name} as {local}")
        return [f"from {module} import {', '.join(sorted(names))}" for module, names in sorted(by_module.items())]


@attrs.define
class Scope:
    """What all nodes and edges of one program share.

    Attributes:
        library: Its imports.
        attributes: The identifiers of the module's attributes.
        weights: Parameters and knobs by key, in order.
        random: Whether random numbers are drawn.
    """

    library: Library
    attributes: Identifiers
    weights: dict[tuple[int, str], Weight] = attrs.Factory(dict)
    random: bool = False


@attrs.define
class Declaring:
    """Declares parameters and knobs in the name of one node or edge.

    Attributes:
        lender: Whose parameters it uses, None for its own.
    """

    scope: Scope
    owner: str
    uid: int
    spec: Node | Edge
    identifier: tuple[str, ...]
    lender: Declaring | None = attrs.field(default=None, kw_only=True)

    def use(self, function: str) -> str:
        """Import a dotted path and return its local name."""
        return self.scope.library.use(function)

    def new(self, word: str) -> str:
        """Return a name that nothing else in the program has."""
        return self.scope.library.names.new(word)

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
        """Declare a trainable parameter and return the text that reads it."""
        stored = tuple(reversed(shape)) if by_column else shape
        seen = form or (shape if fan == "fan_in" else tuple(reversed(shape)))
        text = inits.write(init, inits.Place(seen, stored, ".t()" if by_column else "", fan, self.use))
        if per_sample:
            text = f"torch.stack([{text} for _ in range(batch)])"
        bounds = {name: bound for name, bound in (("min", low), ("max", high)) if bound is not None}
        if bounds:
            text = f"({text}).clamp_({', '.join(f'{name}={bound!r}' for name, bound in bounds.items())})"
        return self._declare(name, shape, text, per_sample=per_sample, low=low, high=high)

    def knob(self, field: str) -> str:
        """Return the text that reads a live numeric field."""
        return self._declare(field, (), "torch.tensor(0.0)", float(getattr(self.spec, field)))

    def _declare(self, name: str, shape: tuple[int, ...], init: str, value: float | None = None, **more: Any) -> str:
        weights, is_knob = self.scope.weights, value is not None
        owner = self if self.lender is None or is_knob else self.lender
        key = (owner.uid, name)
        if key not in weights:
            identifier = self.scope.attributes.new(*owner.identifier, name)
            full, tags = f"{owner.owner}.{name}", owner.spec.tags
            weights[key] = Weight(full, key, identifier, shape, init, is_knob, value or 0.0, tags, **more)
        if owner is not self:
            users = (*weights[key].users, self.owner, f"{self.owner}.{name}", *self.spec.tags)
            weights[key] = attrs.evolve(weights[key], users=tuple(dict.fromkeys(users)))
        return f"p.{weights[key].identifier}"


@attrs.define
class WireCode(Declaring):
    """The `EdgeCode` of one edge."""

    x: str = attrs.field(kw_only=True)
    source: Type = attrs.field(kw_only=True)
    target: Type = attrs.field(kw_only=True)

    def term(self) -> Term:
        """Return what the edge adds to a sum."""
        assert isinstance(self.spec, Edge)
        return self.spec.emit(self)

    def squared(self) -> WireCode:
        """Return the edge with its source and its weights squared."""
        x, spec = f"{self.use('torch.square')}({self.x})", self.spec
        if isinstance(spec, Weighted):
            spec = attrs.evolve(spec, weight_act=activations.after("square", spec.weight_act))
        return attrs.evolve(self, x=x, spec=spec)


@attrs.define
class UpdateCode(Declaring):
    """The `NodeCode` of one node.

    Attributes:
        local: The variable that holds the node's new state.
        past: The text of its state of the frame before.
        target: The type of its state.
        wires: For each port the edges that end there.
        statements: Statements that have to run before the expression that the node returns.
        rooms: The variables that these set; the first is `local`.
    """

    local: str = attrs.field(kw_only=True)
    past: str = attrs.field(kw_only=True)
    target: Type = attrs.field(kw_only=True)
    wires: dict[str, tuple[WireCode, ...]] = attrs.field(kw_only=True)
    statements: list[str] = attrs.Factory(list)
    rooms: list[str] = attrs.Factory(list)

    def sum(self, port: str = "in", bias: str | None = None) -> Value:
        """Return the sum of what arrives on `port`."""
        total: Value | None = None
        for edge in self.wires.get(port, ()):
            term = edge.term()
            if total is None and bias and term.biased:
                total, bias = Value(term.biased(bias), fresh=True), None
            elif total is None:
                total = Value(term.alone, term.fresh)
            elif term.onto:
                total = Value(term.onto(self._make_room(total, term.alone).text), fresh=True)
            else:
                total = self.add(total, term.alone)
        if total is None:
            total = Value(f"{self.use('torch.zeros_like')}({self.past})", fresh=True)
        if bias:
            axes = len(self.target.shape) - 1
            total = self.add(total, f"{bias}.view(-1{', 1' * axes})" if axes > 0 else bias)
        return total

    def arrival(self, port: str) -> tuple[Value, Type]:
        """Return the one value that arrives on `port`, and its type."""
        (only,) = self.arrivals(port)
        return only

    def arrivals(self, port: str = "in") -> list[tuple[Value, Type]]:
        """Return each value that arrives on `port` and its type, in the order in which the edges were made."""
        edges = self.wires.get(port, ())
        return [(Value(term.alone, term.fresh), edge.target) for edge in edges for term in (edge.term(),)]

    def moments(self, port: str = "in") -> tuple[list[str], list[str]]:
        """Return what each edge into `port` makes of its source, and what it makes of squares with squared weights."""
        edges = self.wires.get(port, ())
        return [edge.term().alone for edge in edges], [edge.squared().term().alone for edge in edges]

    def add(self, total: Value, text: str) -> Value:
        """Return ``total + text``, in place where `total` is fresh."""
        total = self._make_room(total, text)
        return Value(f"{total.text}.add_({text})" if total.fresh else f"({total.text} + {text})", fresh=True)

    def while_learning(
        self, value: Value, changed: Callable[[str], str], otherwise: Callable[[str], str] | None = None
    ) -> Value:
        """Return `value`, changed in frames in which the network learns: torch calls that `training`."""
        self.statements += [f"{self.local} = {bare(value.text)}"] if value.text != self.local else []
        self.statements += ["if self.training:", f"    {self.local} = {changed(self.local)}"]
        if otherwise:
            self.statements += ["else:", f"    {self.local} = {otherwise(self.local)}"]
        if self.local not in self.rooms:
            self.rooms.append(self.local)  # another sum shall not be put there
        return Value(self.local, fresh=True)

    def arriving(self, port: str) -> int:
        """Return how many edges bring something to `port`."""
        return len(self.wires.get(port, ()))

    def let(self, name: str, text: str) -> str:
        """Give an expression a name, and return it."""
        local = self.scope.library.names.new(self.local, name)
        self.statements.append(f"{local} = {bare(text)}")
        return local

    def weights(self, words: Iterable[str] = ()) -> dict[str, str]:
        """Return the texts that read parameters of others, by name."""
        chosen = tuple(words)
        return {
            weight.name: f"p.{weight.identifier}"
            for weight in self.scope.weights.values()
            if not weight.knob and (not chosen or any(map(weight.answers_to, chosen)))
        }

    def random(self) -> str:
        """Return the text of the frame's random generator."""
        self.scope.random = True
        return "random"

    def _make_room(self, total: Value, text: str) -> Value:
        """Return `total`, by a name (the node's for the first sum) where the two together are too long for a line."""
        if len(total.text) + len(text) <= WIDE or total.text in self.rooms:
            return total
        # What a variable went into may take its place; another sum must not, it may still be read.
        used = (room for room in self.rooms if re.search(rf"(?<![\w.]){room}\b", total.text))
        room = next(used, "")
        if not room:
            room = self.scope.library.names.new(self.local, "part") if self.rooms else self.local
            self.rooms.append(room)
        self.statements.append(f"{room} = {bare(total.text)}")
        return Value(room, total.fresh)


def wire_words(wire: Wire) -> tuple[str, ...]:
    """Return the words of an edge's identifiers: ``data.image->image`` becomes ``data_image_to_image``."""
    return (endpoint(wire.source, wire.out, OUT), "to", endpoint(wire.target, wire.port, "in"))
