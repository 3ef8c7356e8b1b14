"""A frame around nodes that belong together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self

import attrs

from lpnb.graph.fields import names
from lpnb.graph.nodes.structure import Structure


@attrs.frozen
class Group(Structure):
    """A frame around nodes and other groups. It changes nothing that is computed."""

    kind: ClassVar[str] = "group"
    places: ClassVar[tuple[str, ...]] = (*Structure.places, "collapsed")
    encloses: ClassVar[bool] = True

    exposed: tuple[str, ...] = names(help="Fields of nodes inside, node.field, that it shows while it is collapsed.")

    def renamed(self, names: Mapping[str, str]) -> Self:
        """Return the group with the new names of the nodes whose fields it shows."""
        shown = (field.split(".") for field in self.exposed)
        exposed = tuple(f"{names.get(node, node)}.{field}" for node, field in shown)
        return self if exposed == self.exposed else attrs.evolve(self, exposed=exposed)
