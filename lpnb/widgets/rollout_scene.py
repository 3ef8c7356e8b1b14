"""What the rollout view draws of a graph, as plain data: rows, and three patterns of delays to compare.

    scene = {"rows": [...], "patterns": [as drawn, streaming, sequential], "past": frames, "future": frames}

Rows and links are known by their places in these lists. The other half is ``widgets/src/rollout-protocol.ts``; which
cells a cell depends on is worked out there from links and periods, by the rule of `lpnb.graph.light_cone`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lpnb.graph import Graph
from lpnb.graph.ages import Ages
from lpnb.graph.doctor import off
from lpnb.graph.light_cone import Comparison, LightCone, light_cone
from lpnb.graph.one_moment import in_one_moment
from lpnb.shapes.infer import infer
from lpnb.widgets.palette import node_colours
from lpnb.widgets.scene import first_response, words

Data = dict[str, Any]

PATTERNS = {"drawn": None, "streaming": "streaming", "sequential": "sequential"}


@in_one_moment
def rollout_scene(graph: Graph, *, past: int, future: int) -> Data:
    """Return what the rollout view draws.

    Args:
        graph: The graph; it may be empty or have errors.
        past: Frames before the present one that are shown.
        future: Frames after it that are shown.
    """
    cones = {name: light_cone(graph, pattern) for name, pattern in PATTERNS.items()}
    order = _order(graph, cones)
    rows = _rows(graph, cones["drawn"], order)
    patterns: list[Data] = []
    for name, cone in cones.items():
        twin = next((other for other in patterns if cones[other["name"]].links == cone.links), None)
        patterns.append({**_pattern(graph, cone, order), "name": name, "same": twin["name"] if twin else ""})
    return {"rows": rows, "patterns": patterns, "past": past, "future": future}


def _order(graph: Graph, cones: dict[str, LightCone]) -> list[str]:
    """Return the nodes from top to bottom: sources, then as information flows; what is in one group stays together."""
    drawn, flow = cones["drawn"], cones["sequential"].rollout
    nodes = drawn.rollout.nodes
    since = {node: found.some for node, found in drawn.validity().items()}
    depth = {node: steps[1] for node, steps in flow.tableau(1).items()} if flow.valid else since
    asides = {name for name, node in graph.nodes().items() if node.category in ("learning", "measure")}
    keys = {
        node: (node not in drawn.sources, node in asides, depth.get(node, 0), since.get(node, 0), number)
        for number, node in enumerate(nodes)
    }
    bands = {node: graph.group_of(node) or node for node in nodes}
    firsts = {band: min(keys[node] for node in nodes if bands[node] == band) for band in bands.values()}
    return sorted(nodes, key=lambda node: (firsts[bands[node]], keys[node]))


def _rows(graph: Graph, cone: LightCone, order: list[str]) -> list[Data]:
    colours, types, specs = node_colours(graph), infer(graph), graph.nodes()
    return [
        {
            "id": str(graph.uid(name)),
            "name": name,
            "colour": colours[name],
            "shape": words(types.outputs.get((name, specs[name].outputs()[0]))),
            "group": graph.group_of(name) or "",
            "source": name in cone.sources,
            "silent": specs[name].muted,
            "period": cone.holds.get(name, (1, 0))[0],
            "offset": cone.holds.get(name, (1, 0))[1],
            "remembers": name in cone.remembering,
        }
        for name in order
    ]


def _pattern(graph: Graph, cone: LightCone, order: list[str]) -> Data:
    place = {name: number for number, name in enumerate(order)}
    rollout, validity, ages = cone.rollout, cone.validity(), cone.ages()
    since = {node: found.some for node, found in validity.items()}
    cycles = ", ".join(" → ".join(cycle) for cycle in rollout.cycles)
    named = len(cone.sources) > 1
    return {
        "problem": f"delay 0 all the way round: {cycles}" if cycles else "",
        "factor": rollout.inference_factor if rollout.valid and rollout.edges else None,
        "response": first_response(rollout, infer(graph), since),
        "links": [[place[link.source], place[link.target], link.delay] for link in cone.links],
        "since": [[validity[name].some, validity[name].all] if name in validity else None for name in order],
        "ages": [_told(ages[name].items(), named=named) for name in order],
        "merges": [_merge(cone, name, named=named) for name in order],
        "pairs": [_pair(found, place) for found in cone.comparisons],
    }


def _told(ages: Iterable[tuple[str, Ages]], *, named: bool) -> str:
    return " · ".join(f"{source} {some}" if named else str(some) for source, some in ages)


def _merge(cone: LightCone, node: str, *, named: bool) -> list[list[str]]:
    """Return, where several links meet, (who brings it, ages of what it brings) for each."""
    arrivals = cone.arrivals(node) if sum(link.target == node for link in cone.links) > 1 else {}
    bringers = {link.name: link.source for link in cone.links}
    return [[bringers[name], _told(ages.items(), named=named)] for name, ages in arrivals.items() if ages]


def _pair(found: Comparison, place: dict[str, int]) -> Data:
    return {
        "node": place[found.node],
        "answer": [place[found.answer.source], found.answer.delay],
        "target": [place[found.target.source], found.target.delay],
        "output": found.target.name.partition("->")[0],
        "age": found.age,
        "off": off(found),
    }
