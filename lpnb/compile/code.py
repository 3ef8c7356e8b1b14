"""What the emitter hands to kinds: the implementation of `EdgeCode` and `NodeCode`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Literal

import attrs

from lpnb.compile.identifiers import Identifiers
from lpnb.compile.program import Weight
from lpnb.graph.code import Init, Value
from lpnb.graph.edge import Edge
from lpnb.graph.names import endpoint
from lpnb.graph.node import OUT, Node
from lpnb.graph.types import Type
from lpnb.graph.wire import Wire

WIDE = 88
"""An expression longer than this gets a statement of its own."""

INITS: dict[str, str] = {
    "xavier": "{f}({empty}, generator=generator)",
    "kaiming": "{f}({empty}, mode={fan!r}, generator=generator)",
    "orthogonal": "{f}({empty}, generator=generator)",
}
INIT_FUNCTIONS = {"xavier": "xavier_uniform_", "kaiming": "kaiming_uniform_", "orthogonal": "orthogonal_"}


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

    def parameter(
        self,
        name: str,
        shape: tuple[int, ...],
        init: Init,
        fan: Literal["fan_in", "fan_out"] = "fan_in",
        *,
        by_column: bool = False,
        per_sample: bool = False,
    ) -> str:
        """Declare a trainable parameter and return the text that reads it."""
        sizes = ", ".join(map(str, reversed(shape) if by_column else shape)) or "()"
        turned = ".t()" if by_column else ""
        if init in INIT_FUNCTIONS:
            maker = self.use(f"torch.nn.init.{INIT_FUNCTIONS[init]}")
            text = INITS[init].format(f=maker, empty=f"torch.empty({sizes}){turned}", fan=fan)
        else:
            text = f"torch.{'ones' if init == 'ones' else 'zeros'}({sizes}){turned}"
        if per_sample:
            text = f"torch.stack([{text} for _ in range(batch)])"
        return self._declare(name, shape, text, per_sample=per_sample)

    def knob(self, field: str) -> str:
        """Return the text that reads a live numeric field."""
        return self._declare(field, (), "torch.tensor(0.0)", float(getattr(self.spec, field)))

    def _declare(
        self, name: str, shape: tuple[int, ...], init: str, value: float | None = None, *, per_sample: bool = False
    ) -> str:
        weights, is_knob = self.scope.weights, value is not None
        owner = self if self.lender is None or is_knob else self.lender
        key = (owner.uid, name)
        if key not in weights:
            identifier = self.scope.attributes.new(*owner.identifier, name)
            full, tags = f"{owner.owner}.{name}", owner.spec.tags
            weights[key] = Weight(
                full, key, identifier, shape, init, is_knob, value or 0.0, tags, per_sample=per_sample
            )
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


@attrs.define
class UpdateCode(Declaring):
    """The `NodeCode` of one node.

    Attributes:
        local: The variable that holds the node's new state.
        past: The text of its state of the frame before.
        target: The type of its state.
        arrivals: For each port the edges that end there.
        statements: Statements that have to run before the expression that the node returns.
        rooms: The variables that these set; the first is `local`.
    """

    local: str = attrs.field(kw_only=True)
    past: str = attrs.field(kw_only=True)
    target: Type = attrs.field(kw_only=True)
    arrivals: dict[str, tuple[WireCode, ...]] = attrs.field(kw_only=True)
    statements: list[str] = attrs.Factory(list)
    rooms: list[str] = attrs.Factory(list)

    def sum(self, port: str = "in", bias: str | None = None) -> Value:
        """Return the sum of what arrives on `port`."""
        total: Value | None = None
        for edge in self.arrivals.get(port, ()):
            assert isinstance(edge.spec, Edge)
            term = edge.spec.emit(edge)
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
        (edge,) = self.arrivals[port]
        assert isinstance(edge.spec, Edge)
        term = edge.spec.emit(edge)
        return Value(term.alone, term.fresh), edge.target

    def add(self, total: Value, text: str) -> Value:
        """Return ``total + text``, in place where `total` is fresh."""
        total = self._make_room(total, text)
        return Value(f"{total.text}.add_({text})" if total.fresh else f"({total.text} + {text})", fresh=True)

    def while_learning(self, value: Value, changed: Callable[[str], str]) -> Value:
        """Return `value`, changed in frames in which the network learns: torch calls that `training`."""
        change = f"    {self.local} = {changed(self.local)}"
        self.statements += [f"{self.local} = {bare(value.text)}", "if self.training:", change]
        return Value(self.local, fresh=True)

    def arriving(self, port: str) -> int:
        """Return how many edges bring something to `port`."""
        return len(self.arrivals.get(port, ()))

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


def bare(text: str) -> str:
    """Drop parentheses around the whole of a sum."""
    depth = 0
    for position, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and position < len(text) - 1:
            return text
    return text[1:-1] if text.startswith("(") else text
