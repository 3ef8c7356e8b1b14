"""A part of a graph, taken out to be put in again: there, or into another graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import attrs

from lpnb.errors import EditError, Problem
from lpnb.graph.content import Content, Vertex
from lpnb.graph.document import new_uid
from lpnb.graph.edits import Add, Connect, Edit, Many
from lpnb.graph.layout import Place, Point, changed_place
from lpnb.graph.names import free_name
from lpnb.graph.wire import wire_names

if TYPE_CHECKING:
    from lpnb.graph.graph import Graph
    from lpnb.graph.reading import Array

BESIDE = (40.0, 40.0)
"""Pixels between an original and its copy, to the right and down."""


@attrs.frozen(eq=False)  # arrays have no single answer to ==
class Fragment:
    """Some nodes, the edges among them, their places and groups, and their weights.

    Attributes:
        content: All but the weights.
        weights: Values of parameters by name, e.g. ``image->hidden.weight``.
    """

    content: Content
    weights: Mapping[str, Array]

    @property
    def told(self) -> str:
        """What it is, in words: the name of a node alone, else how many nodes."""
        nodes = self.content.nodes
        return nodes[0].name if len(nodes) == 1 else f"{len(nodes)} nodes"

    def placed(self, layout: Mapping[int, Place]) -> Fragment:
        """Return it with places, by uid, for those nodes and edges whose own say nothing about where they are."""
        own = {uid: self.content.place(uid) for uid in self.content.uids() if uid in layout}
        added = {uid: _where(place, layout[uid]) for uid, place in own.items()}
        return attrs.evolve(self, content=attrs.evolve(self.content, layout={**self.content.layout, **added}))

    @property
    def corner(self) -> Point | None:
        """The upper left corner of all that has a position, in pixels; None where nothing has one."""
        places = (self.content.place(vertex.uid).position for vertex in self.content.nodes)
        positions = [position for position in places if position is not None]
        return (min(x for x, _ in positions), min(y for _, y in positions)) if positions else None


def _where(place: Place, other: Place) -> Place:
    """Return a place that is where `other` is, if it does not say itself where it is."""
    return attrs.evolve(place, position=place.position or other.position, bends=place.bends or other.bends)


def take(graph: Graph, names: Iterable[str]) -> Fragment:
    """Return nodes, what is inside of those that are groups, and the edges among them, with the weights of now.

    Raises:
        EditError: When there is no such node, or none at all.
    """
    graph.saving.send(graph)
    with graph.lock:
        chosen = {graph.uid(name) for name in names}
        if not chosen:
            raise EditError(Problem("fragment", "at least one node", "none"))
        content = graph.content()
        while more := {v.uid for v in content.nodes if v.group in chosen} - chosen:
            chosen |= more
        nodes = tuple(_outermost(vertex, chosen) for vertex in content.nodes if vertex.uid in chosen)
        inside = {vertex.name for vertex in nodes}
        wires = tuple(wire for wire in content.wires if {wire.source, wire.target} <= inside)
        owners = inside | {wire.name for wire in wires}
        uids = chosen | {wire.uid for wire in wires}
        layout = {uid: place for uid, place in content.layout.items() if uid in uids}
        weights = {name: array for name, array in graph.weights.items() if name.rpartition(".")[0] in owners}
    return Fragment(Content(nodes, wires, layout), {name: array.copy() for name, array in weights.items()})


def _outermost(vertex: Vertex, chosen: set[int]) -> Vertex:
    return vertex if vertex.group in chosen else attrs.evolve(vertex, group=None)


def paste(graph: Graph, fragment: Fragment, at: Point | None, group: str | None) -> list[str]:
    """Put a fragment into a graph; see `Graph.paste`."""
    nodes = fragment.content.nodes
    inside = None if group is None else graph.uid(graph._group(group))  # noqa: SLF001 - raises in words
    shift = _shift(graph, fragment, at)
    with graph.together(words=f"paste {fragment.told}"):
        uids = {uid: new_uid() for uid in fragment.content.uids()}
        names = _names(graph, nodes)
        graph.edit(Many(tuple(_edits(fragment, uids, names, shift, inside))))
        _give_weights(graph, fragment, uids, names)
    return list(names.values())


def _shift(graph: Graph, fragment: Fragment, at: Point | None) -> Point:
    """Return by how many pixels everything moves, so that no copy hides another node."""
    x, y = _way(fragment, at)
    taken, places = set(graph.layout.values()), (fragment.content.place(v.uid) for v in fragment.content.nodes)
    originals = [place.position for place in places if place.position is not None]
    while any((left + x, top + y) in taken for left, top in originals):
        x, y = x + BESIDE[0], y + BESIDE[1]
    return x, y


def _way(fragment: Fragment, at: Point | None) -> Point:
    """Return how far it is to `at`, or beside the originals."""
    corner = fragment.corner
    if at is None or corner is None:
        return BESIDE
    wanted = changed_place(Place(), {"position": at}, ("position",), "paste").position
    return (wanted[0] - corner[0], wanted[1] - corner[1]) if wanted else BESIDE


def _names(graph: Graph, nodes: Iterable[Vertex]) -> dict[str, str]:
    """Return a free name for each node, by the one that it has in the fragment."""
    names: dict[str, str] = {}
    taken = set(graph.nx)
    for vertex in nodes:
        names[vertex.name] = free_name(vertex.name, taken)
        taken.add(names[vertex.name])
    return names


def _edits(
    fragment: Fragment, uids: Mapping[int, int], names: Mapping[str, str], shift: Point, inside: int | None
) -> Iterable[Edit]:
    """Yield what puts copies of all nodes and edges into a graph."""
    content = fragment.content
    ends = [(names[wire.source], wire.out, names[wire.target], wire.port) for wire in content.wires]
    words = {**names, **dict(zip((wire.name for wire in content.wires), wire_names(ends), strict=True))}
    for vertex in content.nodes:
        group = inside if vertex.group is None else uids[vertex.group]
        place = _shifted(content.place(vertex.uid), shift)
        yield Add(names[vertex.name], vertex.spec.renamed(words), uids[vertex.uid], place, group)
    for wire, four in zip(content.wires, ends, strict=True):
        yield Connect(*four, wire.spec.renamed(words), uids[wire.uid], _shifted(content.place(wire.uid), shift))


def _shifted(place: Place, shift: Point) -> Place:
    def moved(point: Point) -> Point:
        return point[0] + shift[0], point[1] + shift[1]

    position = None if place.position is None else moved(place.position)
    return attrs.evolve(place, position=position, bends=tuple(map(moved, place.bends)))


def _give_weights(graph: Graph, fragment: Fragment, uids: Mapping[int, int], names: Mapping[str, str]) -> None:
    """Let the copies begin with the weights of the originals, before any stream hears of them."""
    now = {wire.uid: wire.name for wire in graph.wires().values()}
    owners = {**names, **{wire.name: now[uids[wire.uid]] for wire in fragment.content.wires}}
    copies = ((name.rpartition("."), array) for name, array in fragment.weights.items())
    graph.weights |= {f"{owners[owner]}.{name}": array.copy() for (owner, _, name), array in copies}
