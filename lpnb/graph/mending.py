"""Edits that mend what the delay doctor finds: other delays for what is compared, and delays put onto shorter ways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import attrs

from lpnb.errors import EditError, Problem
from lpnb.graph.document import new_uid
from lpnb.graph.edge import Edge
from lpnb.graph.edges.identity import Identity
from lpnb.graph.edits import Add, Connect, Edit, Many, Rewire, SetEdge
from lpnb.graph.fields import AUTO, info
from lpnb.graph.layout import NOWHERE, Place
from lpnb.graph.light_cone import Comparison, Link, as_drawn
from lpnb.graph.mixing import Mixing, ways
from lpnb.graph.names import free_name
from lpnb.graph.node import IN, OUT
from lpnb.graph.nodes.delay import Delay

if TYPE_CHECKING:
    from lpnb.graph.graph import Graph

LONGEST = int(info(attrs.fields_dict(Edge)["delay"]).high)
"""Frames that an edge can take, at most."""


def frames(count: int) -> str:
    """Return a number of frames in words."""
    return f"{count} frame{'s' * (count != 1)}"


def matching(graph: Graph, found: Comparison) -> Many | None:
    """Return the edit that gives the edge of the target the delay that matches a comparison.

    None when it is matched, or there is no such delay: nothing reaches the answer, the target is too old whatever its
    edge says, or it is compared with answers of several ages.
    """
    delay = None if found.matched else _right_delay(graph, found)
    if delay is None:
        return None
    wire = graph.wire(found.target.name)
    return Many((SetEdge(wire.uid, attrs.evolve(wire.spec, delay=delay)),), f"set delay to {delay}")


def _right_delay(graph: Graph, found: Comparison) -> int | None:
    cone = as_drawn(graph)
    answers = {other.answer for other in cone.comparisons if other.target == found.target}
    # Where the answer depends on what is compared, the edge may be on the shortest way itself: so it is left out.
    cone = attrs.evolve(cone, links=tuple(link for link in cone.links if link != found.target))
    ages = {(one.age, one.lag) for one in (cone.compared(answer, found.target) for answer in answers)}
    if len(ages) > 1:
        return None
    ((age, lag),) = ages
    return age - lag if age is not None and 0 <= age - lag <= LONGEST else None


def equalising(graph: Graph, wanted: set[Mixing]) -> Many | None:
    """Return the edits after which nothing of `wanted` mixes, and all that was compared rightly still is.

    None when nothing is wanted.

    Raises:
        EditError: When a delay would have to be longer than one can be.
    """
    if not wanted:
        return None
    cone = as_drawn(graph)
    more = ways(graph, cone).equal(wanted)
    matched = {found.target.name for found in cone.comparisons if found.matched}
    return settled(graph, _inserted(graph, cone.links, more), matched, in_words(more))


def in_words(more: Mapping[str, int]) -> str:
    """Return in words which edges are delayed by how much more."""
    if len(more) == 1:
        ((edge, count),) = more.items()
        return f"delay {edge} by {frames(count)}"
    return f"insert {len(more)} delays"


def settled(graph: Graph, edits: Iterable[Edit], among: set[str] | None, words: str) -> Many | None:
    """Return edits and what then matches comparisons: those whose edge is in `among`, or (None) all.

    Setting one delay can change what another one has to be, where answers depend on what is compared: so some rounds.
    """
    done, twin = [*edits], graph.copy()
    for edit in done:
        twin.edit(edit)
    for _ in as_drawn(twin).comparisons:
        found = (one for one in as_drawn(twin).comparisons if among is None or one.target.name in among)
        fixes = {one.target.name: fix for one in found if (fix := matching(twin, one))}
        for fix in fixes.values():
            done += fix.edits
            twin.edit(fix)
        if not fixes:
            break
    return Many(tuple(done), words) if done else None


def _inserted(graph: Graph, links: Iterable[Link], more: Mapping[str, int]) -> list[Edit]:
    """Return the edits that put a delay of so many frames onto edges, by name."""
    edits: list[Edit] = []
    taken = set(graph.nodes())
    for link in links:
        if link.name in more:
            name = free_name("delay", taken)
            taken.add(name)
            edits += _delayed(graph, link, more[link.name], name)
    return edits


def _delayed(graph: Graph, link: Link, count: int, name: str) -> list[Edit]:
    """Return the edits that put a delay onto an edge, which keeps its kind, its weights and its own frames.

    The delay begins with what the source begins with, so that nothing changes but when things arrive.
    """
    if count > LONGEST:
        raise EditError(Problem(f"graph {graph.name!r}", f"delays of at most {frames(LONGEST)}", f"one of {count}"))
    wire = graph.wire(link.name)
    spec = Delay(initial=graph.nodes()[wire.source].start)
    groups = {graph.nx.nodes[end]["group"] for end in (wire.source, wire.target)}
    group = groups.pop() if len(groups) == 1 else None
    pinned = [SetEdge(wire.uid, attrs.evolve(wire.spec, delay=link.delay))] if wire.spec.delay == AUTO else []
    return [
        Add(name, spec, new_uid(), _half_way(graph, wire.source, wire.target), group),
        Connect(wire.source, wire.out, name, IN, Identity(delay=count), new_uid()),
        *pinned,
        Rewire(wire.uid, name, OUT, wire.target, wire.port),
    ]


def _half_way(graph: Graph, source: str, target: str) -> Place:
    one, other = graph.place(source).position, graph.place(target).position
    if one is None or other is None:
        return NOWHERE
    return Place(((one[0] + other[0]) / 2, (one[1] + other[1]) / 2))
