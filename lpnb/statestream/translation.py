"""What the translation of one network shares: the graph that grows, names, and what there is to say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from lpnb.errors import EditError, Problem, Severity
from lpnb.graph import Graph
from lpnb.graph.names import free_name
from lpnb.statestream.net import Net

Size = tuple[int, int, int]
"""Features, first and second spatial axis, as Statestream has them."""
Parameter = tuple[str, str, str]
"""Item type (``np`` or ``sp``), item and name of a parameter of the original, e.g. ``("sp", "a_b", "W_0_0")``."""


SECTIONS = {
    "neuron pool": "neuron_pools",
    "synapse pool": "synapse_pools",
    "plasticity": "plasticities",
    "interface": "interfaces",
}
KEYS = {
    "before": "pact",
    "weight_act": "weight_fnc",
    "kernel": "rf",
    "formula": "func",
    "size": "maxout",
    "noise": "noise_std",
    "offset": "period offset",
    "window": "source_t",
    "first_frame": "startframe",
}
"""What fields of lpnb are called in a file, where they have another name there."""


@attrs.define
class Translation:
    """A network of Statestream on its way into a graph.

    Attributes:
        net: The network, expanded.
        literal: Whether the original's arithmetic is wanted, also where it is not what its documentation says.
        graph: What has been made of it so far.
        parameters: What each parameter is called in the graph.
        unions: For pools of binary units, the nodes in which several synapse pools come together.
        uses: What a synapse pool that shares a parameter calls it itself.
        problems: What there is to say.
    """

    net: Net
    literal: bool
    graph: Graph
    parameters: dict[Parameter, str] = attrs.Factory(dict)
    unions: dict[str, str] = attrs.Factory(dict)
    uses: dict[Parameter, str] = attrs.Factory(dict)
    problems: list[Problem] = attrs.Factory(list)

    def size(self, pool: str) -> Size:
        """Return the size of a neuron pool."""
        features, width, height = self.net.pools[pool]["shape"]
        return int(features), int(width), int(height)

    def free(self, name: str) -> str:
        """Return a name for a node that nothing in the file has."""
        net = self.net
        return free_name(name, {*self.graph.nodes(), *net.pools, *net.synapses, *net.plasticities, *net.interfaces})

    def say(self, place: str, found: str, *, severity: Severity = "note", expected: str = "", mend: str = "") -> None:
        """Take note of what is to be told."""
        self.problems.append(Problem(place, expected, found, mend=mend, severity=severity))

    def node(self, place: str, name: str, kind: str, fields: Mapping[str, Any]) -> str:
        """Add a node; a value that does not fit is told, and left out: an error, for which nothing is opened."""
        left = dict(fields)
        while True:
            try:
                return self.graph.add(name, kind, **left)
            except EditError as error:
                self._leave_out(place, error, left)

    def edge(self, place: str, source: str, target: str, kind: str, fields: Mapping[str, Any]) -> str:
        """Connect two nodes; as for `node`."""
        left = dict(fields)
        while True:
            try:
                return self.graph.connect(source, target, kind, **left)
            except EditError as error:
                self._leave_out(place, error, left)

    def _leave_out(self, place: str, error: EditError, fields: dict[str, Any]) -> None:
        problem = error.problem
        odd = next((name for name in fields if f"field {name!r}" in problem.place or problem.found == repr(name)), None)
        if odd is None:
            raise error
        del fields[odd]
        key, (what, item) = KEYS.get(odd, odd), place.rstrip("'").split(" '", 1)
        origin = self.net.origin(SECTIONS[what], item, key)
        self.problems.append(Problem(f"{place}, key {key!r}", problem.expected, problem.found, origin, problem.mend))

    def together(self, name: str, members: Iterable[str]) -> None:
        """Put nodes into a group of their own."""
        self.graph.add(name, "group")
        for member in members:
            self.graph.enclose(member, name)


def shape(size: Size) -> tuple[int, ...]:
    """Return a size as lpnb has it: a vector where there is no space."""
    return size[:1] if size[1:] == (1, 1) else size


def span(value: Any, default: str, size: Size) -> str:
    """Return what a bias or gain has one value for each of."""
    word = default if value is None else str(value).lower()
    word = "none" if word in ("false", "none") else word
    return "scalar" if word == "spatial" and size[1:] == (1, 1) else word
