"""The response-time experiment: every rollout of a network is trained on its own, and judged by how soon it is right.

Source: V. Fischer, J. Köhler, T. Pfeil, *The streaming rollout of deep networks - towards fully model-parallel
execution*, NeurIPS 2018, figure 9 of its supplement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lpnb.errors import EditError, Problem
from lpnb.experiments.asked import networks, numbers, place_for, rollouts_by_name, workers
from lpnb.experiments.data import Data
from lpnb.experiments.job import Job, keep, plain, read, trained, trials
from lpnb.experiments.recipe import Recipe
from lpnb.experiments.responses import Responses, Row
from lpnb.experiments.side_by_side import side_by_side
from lpnb.graph import Graph
from lpnb.graph.variant import Pattern

ALL = ("streaming", "sequential")


def response_time(
    graph: Graph | Sequence[Graph],
    data: Data,
    *,
    rollouts: str | Sequence[str] | Mapping[str, Pattern | None] = ALL,
    seeds: int | Iterable[int] = 3,
    folder: str | Path | None = None,
    processes: int = 1,
    progress: bool = True,
    answer: str | None = None,
    **recipe: Any,
) -> Responses:
    """Train every rollout of a network separately, and return how often it is right over time since the image appeared.

    Args:
        graph: The network: any graph with one source that its network reads and one node that answers, or several.
            Its weights are not used and not changed. Several have different names.
        data: Labelled images; the source of the graph is replaced by them.
        rollouts: Names of rollouts (``'streaming'``, ``'sequential'``), or patterns by a name of their own (see
            `Graph.with_rollout`; None for the delays that the graph has).
        seeds: How many, from 0, or which.
        folder: Where the result of each trial is kept, with its trained network; what is there already is not done
            again, so that an experiment that was stopped goes on. Another network, rollout or recipe, and other data,
            are done anew, whatever they are called. None keeps nothing.
        processes: How many trials run side by side, each on one core. With more than 1, a script calls this below
            ``if __name__ == "__main__":``, for each process reads the script anew.
        progress: Whether a bar shows how far it is.
        answer: The node that answers; None for the one that a loss or an accuracy looks at, or that nobody reads.
        recipe: Fields of `Recipe`: ``noise``, ``window``, ``updates``, ...

    Raises:
        EditError: When graph, data or recipe do not go together, or the other processes end before their time.
        FileError: When a result in the folder is damaged, or the folder cannot be written into.
        MeasureError: When a training diverges.
    """
    graphs, patterns, chosen = networks(graph), rollouts_by_name(rollouts), numbers(seeds)
    if not chosen or not patterns or not graphs or workers(processes) < 1:
        found = f"{len(graphs)} graphs, {len(patterns)} rollouts, {len(chosen)} seeds, {processes} processes"
        raise EditError(Problem("response_time", "one or more of each", found))
    ways = [
        (name, one if pattern is None else one.with_rollout(pattern))
        for one in graphs
        for name, pattern in patterns.items()
    ]
    jobs = trials(ways, data, recipe=Recipe.of(**recipe), seeds=chosen, answer=answer)
    return run(jobs, folder=folder, processes=processes, progress=progress)


def run(jobs: Sequence[Job], *, folder: str | Path | None, processes: int = 1, progress: bool = True) -> Responses:
    """Do what is not done yet, and return all results; see `response_time`."""
    kept = None if folder is None else place_for(folder)
    found = {job.file: read(kept / job.file) for job in jobs if kept is not None and (kept / job.file).exists()}
    waiting = sorted((job for job in jobs if job.file not in found), key=lambda job: job.seed)
    bar = _bar(sum(job.recipe.updates for job in jobs), progress)
    bar.update(sum(job.recipe.updates for job in jobs if job.file in found))
    try:
        for job, outcome in side_by_side(waiting, processes, bar):
            found[job.file] = plain(outcome)
            if kept is not None:
                keep(kept / job.file, job, outcome)
    finally:
        bar.close()
    rows = (row for job in jobs for row in _rows(job, found[job.file]))
    files = {(job.network, job.rollout, job.seed): trained(kept / job.file) for job in jobs} if kept is not None else {}
    return Responses(tuple(rows), sum(found[job.file]["seconds"] for job in jobs), files)


def _rows(job: Job, found: Mapping[str, Any]) -> Iterator[Row]:
    steps = job.bare().steps(found["frames"])
    for frame, step, accuracy in zip(found["frames"], steps, found["accuracy"], strict=True):
        cost = frame * found["milliseconds"]
        yield Row(job.network, job.rollout, job.seed, frame, step, round(cost, 4), accuracy)


def _bar(updates: int, progress: bool) -> Any:
    from tqdm.auto import tqdm

    return tqdm(total=updates, unit="update", disable=not progress, smoothing=0.02)
