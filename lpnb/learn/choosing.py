"""Who is meant by a word: a node, an edge, one parameter of these, or all that share a tag."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lpnb.errors import nearest
from lpnb.graph.edge import Edge
from lpnb.graph.graph import Graph
from lpnb.graph.node import Finding, Node

BARE_EDGES = ("identity",)
"""Kinds of edges without parameters."""
BARE_NODES = ("source", "learning", "measure", "structure")
"""Categories of nodes without parameters."""


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


def check_parameters(graph: Graph, field: str, words: Iterable[str]) -> Iterator[Finding]:
    """Yield a finding for each word that means somebody, but nobody with parameters."""
    specs = _specs(graph)
    for word in words:
        found = {name: specs[name] for name in sorted(owners(graph, word))}
        if found and all(_is_bare(spec) for spec in found.values()):
            kinds = ", ".join(f"{name!r} ({spec.kind})" for name, spec in found.items())
            yield Finding(f"something with parameters as {field!r}", kinds, severity="warning")


def _is_bare(spec: Node | Edge) -> bool:
    return spec.category in BARE_NODES if isinstance(spec, Node) else spec.kind in BARE_EDGES
