"""How long a frame takes when its nodes are spread over workers."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence

import networkx as nx


def makespan(times: Mapping[str, float], workers: int, waits: Mapping[str, Sequence[str]] | None = None) -> float:
    """Return when the last piece of work is done, if the longest goes first.

    Whenever a worker is free, it takes of all pieces that can begin the one with the most work from there on. Where no
    piece waits for another one that is *longest processing time first* (LPT), at most ``4/3 - 1/(3 workers)`` times the
    best there is; else at most ``2 - 1/workers`` times (R. Graham, *Bounds on multiprocessing timing anomalies*, SIAM
    Journal on Applied Mathematics 17, 1969).

    Args:
        times: How long each piece takes, 0 or more, in whatever unit.
        workers: How many there are, 1 or more, all alike.
        waits: For each piece those that have to be done before it begins; no cycle.
    """
    order = nx.DiGraph()
    order.add_nodes_from(times)
    order.add_edges_from((first, then) for then, before in (waits or {}).items() for first in before)
    ahead = _work_ahead(times, order)
    missing = dict(order.in_degree())
    ready = [(-ahead[name], name) for name in times if not missing[name]]
    heapq.heapify(ready)
    running: list[tuple[float, str]] = []
    now = 0.0
    while ready or running:
        while ready and len(running) < workers:
            _, name = heapq.heappop(ready)
            heapq.heappush(running, (now + times[name], name))
        now, done = heapq.heappop(running)
        for then in order.successors(done):
            missing[then] -= 1
            if not missing[then]:
                heapq.heappush(ready, (-ahead[then], then))
    return now


def _work_ahead(times: Mapping[str, float], order: nx.DiGraph) -> dict[str, float]:
    """Return for each piece the longest chain that begins with it."""
    ahead: dict[str, float] = {}
    for name in reversed(list(nx.topological_sort(order))):
        ahead[name] = times[name] + max((ahead[then] for then in order.successors(name)), default=0.0)
    return ahead
