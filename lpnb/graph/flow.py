"""Which of the drawn edges do something: one that is off is left out, and a muted node neither reads nor tells.

data ──> image ──x── hidden ──> answer        x: off. Nothing of `data` gets beyond `image`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lpnb.graph.known import known_until_edited
from lpnb.graph.node import ON
from lpnb.graph.wire import Wire

if TYPE_CHECKING:
    from lpnb.graph.graph import Graph


@known_until_edited
def computed(graph: Graph) -> dict[str, Wire]:
    """Return the edges, by name, whose term is part of a frame: those that are on and end at a node that reads."""
    nodes = graph.nodes()
    return {name: wire for name, wire in graph.wires().items() if wire.spec.on and not nodes[wire.target].muted}


@known_until_edited
def resting(graph: Graph) -> frozenset[str]:
    """Return the nodes and edges that are no part of a frame as they are drawn: their weights wait until they are."""
    at_work = computed(graph)
    nodes = {name for name, node in graph.nodes().items() if node.mode != ON}
    return frozenset(nodes | {name for name in graph.wires() if name not in at_work})


@known_until_edited
def carrying(graph: Graph) -> dict[str, Wire]:
    """Return the edges, by name, along which information moves: those computed, but for what a muted node says."""
    nodes = graph.nodes()
    return {name: wire for name, wire in computed(graph).items() if not nodes[wire.source].muted}
