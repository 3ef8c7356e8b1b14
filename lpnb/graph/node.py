"""The base of all node kinds: fields, ports, shape rule, code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar, Self

import attrs

from lpnb.errors import Severity
from lpnb.graph.code import NodeCode, Value
from lpnb.graph.fields import AUTO, choice, integer, words
from lpnb.graph.types import Type

if TYPE_CHECKING:
    from lpnb.graph.graph import Graph

OUT = "out"
IN = "in"
ITSELF = "{node}"
"""Stands for the node's name in the `mend` of a finding, which does not know it."""
ON, BYPASS, MUTE, HOLD = "on", "bypass", "mute", "hold"


@attrs.frozen
class Port:
    """An input of a node.

    Attributes:
        name: Its name; ``in`` is the one meant when none is given.
        help: One line on what belongs there.
        many: Whether several edges may end here (they are summed).
        required: Whether the node is an error without it.
        aligned: Whether an edge to here gets by default the delay that makes it as old as what arrives at the other
            ports.
        instant: Whether an edge to here reads by default the value of the same frame.
        by_name: Whether an edge that is dropped anywhere on the node never ends here.
    """

    name: str
    help: str = ""
    many: bool = False
    required: bool = True
    aligned: bool = False
    instant: bool = False
    by_name: bool = False

    @property
    def delay(self) -> int | str:
        """The delay that an edge to here has unless somebody says otherwise."""
        return AUTO if self.aligned else 0 if self.instant else 1


@attrs.frozen
class Finding:
    """What a kind finds wrong; `lpnb.shapes.check` adds the place and makes a `Problem` of it."""

    expected: str
    found: str
    mend: str = ""
    severity: Severity = "error"


Arriving = Mapping[str, tuple[Type | None, ...]]
"""For each port, the types of what arrives there, in the order of the edges; None where not known yet."""


@attrs.frozen
class Node:
    """A node kind; an instance holds the fields of one node.

    Subclasses add fields (see `lpnb.graph.fields`) and override what differs. Attributes:
        kind: The name that people use for it.
        category: ``state``, ``function``, ``source``, ``learning``, ``measure`` or ``structure``.
        ports: Its inputs.
        without: Names of inherited fields that mean nothing here: nobody can set them, and files never hold them.
        places: The fields of its place in the drawing (see `lpnb.graph.layout.Place`).
        encloses: Whether other nodes can stand inside of it.
        remembers: Whether its new state depends on its own of the frame before, without an edge that says so.
        reads_weights: Whether its code reads parameters of others (see `NodeCode.weights`).
    """

    kind: ClassVar[str] = ""
    category: ClassVar[str] = "state"
    without: ClassVar[frozenset[str]] = frozenset()
    places: ClassVar[tuple[str, ...]] = ("position", "colour")
    encloses: ClassVar[bool] = False
    remembers: ClassVar[bool] = False
    reads_weights: ClassVar[bool] = False
    ports: ClassVar[tuple[Port, ...]] = (Port(IN, "what is summed", many=True, required=False),)

    period: int = integer(1, low=1, high=10**6, unit="frames", help="The node is updated every so many frames.")
    offset: int = integer(0, low=0, high=10**6, unit="frames", help="It is due when frame modulo period is this.")
    mode: str = choice(
        ON,
        (ON, BYPASS, MUTE, HOLD),
        help="'mute': holds its start value, whatever arrives. 'bypass': the plain sum of that. 'hold': what it has.",
    )
    tags: tuple[str, ...] = words(help="Words that it shares with others, so that a loss can name all of them at once.")

    def outputs(self) -> tuple[str, ...]:
        """Return the names of the output ports. A node without one holds no state and computes nothing."""
        return (OUT,)

    def renamed(self, names: Mapping[str, str]) -> Self:
        """Return the node after nodes and edges were renamed, old name -> new name: for fields that name some."""
        return self

    @property
    def muted(self) -> bool:
        """Whether nothing reaches it: it holds its start value, or what it has, in every frame, and learns nothing."""
        return self.mode in (MUTE, HOLD)

    @property
    def held(self) -> bool:
        """Whether it keeps the value that it has."""
        return self.mode == HOLD

    @property
    def matches_frames(self) -> bool:
        """Whether what it compares is to belong to one frame."""
        return True

    @property
    def bypassed(self) -> bool:
        """Whether it holds the plain sum of what arrives: no noise, gain, bias or activation."""
        return self.mode == BYPASS

    @property
    def passes(self) -> bool:
        """Whether it only passes on what arrives: its sum."""
        return self.bypassed or type(self).emit is Node.emit

    @property
    def start(self) -> float:
        """The value of the state before the first frame."""
        return 0.0

    @property
    def unit(self) -> str:
        """The unit of the state, for the axis of a plot; empty when it has none."""
        return ""

    @property
    def ceiling(self) -> float | None:
        """The greatest value that the state can take, None when there is none."""
        return None

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return the type of each output port, None where it cannot be told yet."""
        known = [t for t in arriving.get(IN, ()) if t is not None]
        return {OUT: known[0] if known else None}

    def wants(self, port: str, out: Type | None) -> Type | None:
        """Return the type that an edge into `port` has to end in, None when any will do.

        Args:
            port: The input port.
            out: The type of the node's own first output.
        """
        return out if port == IN else None

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield what is wrong with the fields or with what arrives, beyond what ports and edges check."""
        if self.offset >= self.period:
            mend = f"Set offset to 0 or period to {self.offset + 1} or more."
            yield Finding(f"an offset below the period {self.period}", f"{self.offset}: it would never run", mend)

    def survey(self, graph: Graph, name: str) -> Iterator[Finding]:
        """Yield what is wrong with the node in its place; asked only while nothing else is wrong with the graph.

        Args:
            graph: The graph.
            name: What the node is called there.
        """
        yield from ()

    def pass_on(self, code: NodeCode) -> Value:
        """Return the plain sum of what arrives, which the node holds while it is bypassed."""
        return code.sum()

    def emit(self, code: NodeCode) -> Value:
        """Return the expression of the node's new state. Nodes fed by a source have none."""
        return code.sum()
