"""One trial that is to be done, as plain data that other processes understand, and its result in a file."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import attrs

from lpnb._version import __version__
from lpnb.compile import emit
from lpnb.errors import EditError, FileError, Problem, brief
from lpnb.experiments.bare import Bare, bare
from lpnb.experiments.data import Array, Data, digest_of
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
        digest: A few letters that differ from those of any trial with another result, seeds apart.
    """

    network: str
    rollout: str
    graph: tuple[dict[str, Any], dict[str, Array]]
    answer: str
    data: Data
    recipe: Recipe
    seed: int
    digest: str

    @property
    def file(self) -> str:
        """The name of the file of its result: readable in front, and another one for all that the result depends on."""
        names = "-".join(_readable(str(name)) for name in (self.network, self.rollout, self.data.name))
        return f"{names}-{self.digest}-{self.seed}.json"

    def bare(self) -> Bare:
        """Return the network anew."""
        return bare(from_data(*self.graph, self.network), self.answer)


def trials(
    rollouts: Iterable[tuple[str, Graph]],
    data: Data,
    *,
    recipe: Recipe,
    seeds: Iterable[int],
    answer: str | None = None,
) -> list[Job]:
    """Return the trials of graphs, whatever their sources and losses; see `bare` for what these need.

    Args:
        rollouts: The graphs, each under the rollout of this name.
        data: What they learn from and are tested with.
        recipe: How.
        seeds: From where each is trained.
        answer: The node that answers; None for what `bare` finds.

    Raises:
        EditError: When a graph and the data do not go together.
    """
    if not isinstance(data, Data):
        raise EditError(Problem("data", "labelled images: Data.digits(), Data.load(...) or Data.of(...)", brief(data)))
    images, jobs = data.digest, []
    for name, graph in rollouts:
        network = bare(graph, answer)
        network.check(data)
        content = to_data(network.graph)
        digest = _digest((graph.name, name, network.answer), content, emit(network.graph).text, images, recipe.digest)
        jobs += [Job(graph.name, name, content, network.answer, data, recipe, seed, digest) for seed in seeds]
    return jobs


def _digest(names: tuple[str, ...], content: tuple[dict[str, Any], dict[str, Array]], text: str, *more: str) -> str:
    """Return a few letters for all that a result depends on, seeds apart.

    Of the network these are its nodes, edges and delays, and the program that is made of them, in which also a kind of
    a user's own can be seen to change; where it is drawn is not in them. The version of lpnb alone changes nothing.
    """
    data, arrays = content
    graph = {key: data[key] for key in ("nodes", "edges")}
    kept = {key: digest_of(array) for key, array in sorted(arrays.items())}
    words = json.dumps([names, graph, kept, text.replace(f"lpnb {__version__}", "lpnb"), more])
    return hashlib.blake2b(words.encode(), digest_size=5).hexdigest()


def _readable(name: str) -> str:
    """Return what of a name can stand in the name of any file: no path, and not too long."""
    plain = re.sub(r"[^\w .+-]", "_", name).lstrip(".")
    return plain.encode()[:40].decode(errors="ignore")


KEPT = ("frames", "accuracy", "milliseconds", "seconds")


def plain(outcome: Outcome) -> dict[str, Any]:
    """Return what is kept of an outcome, weights apart."""
    return {name: getattr(outcome, name) for name in KEPT}


def keep(path: Path, job: Job, outcome: Outcome) -> None:
    """Write a result, and beside it the trained network, as a graph that can be opened."""
    graph = job.bare().graph
    graph.weights = outcome.weights
    graph.save(trained(path))
    about = {"network": job.network, "rollout": job.rollout, "seed": job.seed, "recipe": attrs.asdict(job.recipe)}
    write(path, json.dumps(about | plain(outcome), indent=1).encode())


def trained(path: Path) -> Path:
    """Return where the network is that was trained for a result."""
    return path.with_suffix(".lpnb")


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
