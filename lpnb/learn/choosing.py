"""Who is meant by a word: a node, an edge, one parameter of these, or all that share a tag."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lpnb.errors import nearest
from lpnb.graph.edge import Edge
from lpnb.graph.graph import Graph
from lpnb.graph.node import Finding, Node


def _specs(graph: Graph) -> dict[str, Node | Edge]:
    return {**graph.nodes(), **{name: wire.spec for name, wire in graph.wires().items()}}


def owners(graph: Graph, word: str) -> set[str]:
    """Return the nodes and edges that a word means; the name of a parameter means its owner."""
    specs = _specs(graph)
    tagged = {name for name, spec in specs.items() if word in spec.tags}
    owner, _, parameter = word.rpartition(".")
    return tagged | {name for name in (word, "" if "->" in parameter else owner) if name in specs}


def check_words(graph: Graph, field: str, words: Iterable[str]) -> Iterator[Finding]:
    """Yield a finding for each word that means nobody."""
    for word in words:
        if not owners(graph, word):
            specs = _specs(graph)
            known = {*specs, *(tag for spec in specs.values() for tag in spec.tags)}
            yield Finding(f"nodes, edges or tags of the graph as {field!r}", repr(word), nearest(word, known))
