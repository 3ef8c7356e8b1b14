"""One trial that is to be done, as plain data that other processes understand, and its result in a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Self

import attrs

from lpnb.errors import FileError, Problem
from lpnb.experiments.bare import Bare, bare
from lpnb.experiments.data import Array, Data
from lpnb.experiments.recipe import Recipe
from lpnb.experiments.trial import Outcome
from lpnb.files.document import from_data, to_data
from lpnb.files.save import write
from lpnb.graph import Graph


@attrs.frozen(eq=False)
class Job:
    """One trial to be done.

    Attributes:
        network: The name of the network.
        rollout: The name of its rollout.
        graph: The network under that rollout, as plain data and arrays.
        answer: The node that answers.
        data: What it learns from and is tested with.
        recipe: How.
        seed: From where.
    """

    network: str
    rollout: str
    graph: tuple[dict[str, Any], dict[str, Array]]
    answer: str
    data: Data
    recipe: Recipe
    seed: int

    @classmethod
    def of(
        cls, rollout: str, graph: Graph, data: Data, *, recipe: Recipe, seed: int, answer: str | None = None
    ) -> Self:
        """Return the trial of a graph, whatever its source and losses; see `bare` for what it needs.

        Raises:
            EditError: When graph and data do not go together.
        """
        network = bare(graph, answer)
        network.check(data)
        return cls(graph.name, rollout, to_data(network.graph), network.answer, data, recipe, seed)

    @property
    def file(self) -> str:
        """The name of the file of its result: another one for each recipe, data set and seed."""
        return f"{self.network}-{self.rollout}-{self.data.name}-{self.recipe.digest}-{self.seed}.json"

    def bare(self) -> Bare:
        """Return the network anew."""
        return bare(from_data(*self.graph, self.network), self.answer)


KEPT = ("frames", "accuracy", "milliseconds", "seconds")


def plain(outcome: Outcome) -> dict[str, Any]:
    """Return what is kept of an outcome, weights apart."""
    return {name: getattr(outcome, name) for name in KEPT}


def keep(path: Path, job: Job, outcome: Outcome) -> None:
    """Write a result, and beside it the trained network, as a graph that can be opened."""
    graph = job.bare().graph
    graph.weights = outcome.weights
    graph.save(path.with_suffix(".lpnb"))
    about = {"network": job.network, "rollout": job.rollout, "seed": job.seed, "recipe": attrs.asdict(job.recipe)}
    write(path, json.dumps(about | plain(outcome), indent=1).encode())


def read(path: Path) -> dict[str, Any]:
    """Return what `keep` wrote; raise `FileError` when that is damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        result = {name: found[name] for name in KEPT}
        lengths = {len(result[name]) for name in KEPT[:2]}
        if len(lengths) != 1 or not all(
            isinstance(number, (int, float)) for name in KEPT[:2] for number in result[name]
        ):
            raise ValueError("lists of numbers of one length are missing")  # noqa: TRY301 - said in one place
    except (OSError, ValueError, KeyError, TypeError) as error:
        words = f"{type(error).__name__}: {error}"
        mend = "Delete the file; the trial is then done again."
        raise FileError(Problem(f"result {str(path)!r}", "the result of a trial", words, mend=mend)) from error
    return result
