"""Figure 9 of the paper: accuracy over update steps of FF, S and SR under their rollouts, on noisy MNIST digits.

Source: V. Fischer, J. Köhler, T. Pfeil, *The streaming rollout of deep networks*, NeurIPS 2018. What differs from
it here is written in `docs/figure9.md`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import attrs

from lpnb.experiments.asked import numbers
from lpnb.experiments.data import Data
from lpnb.experiments.job import trials
from lpnb.experiments.networks import in_hybrid, network
from lpnb.experiments.recipe import Recipe
from lpnb.experiments.response_time import run
from lpnb.experiments.responses import Curve, Responses

NETWORKS = ("FF", "S", "SR")
FULL: dict[str, Any] = {"noise": 2.0, "updates": 1320, "batch": 128, "lr": 2e-3}
SMALL: dict[str, Any] = {"noise": 1.0, "updates": 300, "batch": 64, "lr": 3e-3, "draws": 24}
"""Recipes for MNIST, and for scikit-learn's digits."""
EQUAL = 0.03
"""Accuracies that differ by no more are taken for equal: so much do seeds and noise move them."""
NEAR = 0.05
"""So near to the paper are the last answers of SR, in `PUBLISHED`: by rollout, the update step and the accuracy."""
PUBLISHED = {"streaming": (9, 0.854), "sequential": (24, 0.861)}


@attrs.frozen
class Claim:
    """Something that the figure shows.

    Attributes:
        words: What is claimed.
        holds: Whether it holds here.
        found: The numbers.
    """

    words: str
    holds: bool
    found: str


def figure9(
    data: Data,
    *,
    seeds: Iterable[int] = (0, 1, 2),
    folder: str | Path | None = None,
    processes: int = 1,
    progress: bool = True,
    **recipe: Any,
) -> Responses:
    """Train FF and S under two rollouts each, and SR under three; see `lpnb.experiments.response_time`.

    Args:
        data: The images.
        seeds: From where each is trained.
        folder: Where results are kept.
        processes: How many trials run side by side.
        progress: Whether a bar is shown.
        recipe: Fields of `Recipe` that are to differ from `FULL`.
    """
    how, chosen, jobs = Recipe.of(**{**FULL, **recipe}), numbers(seeds), []
    for name in NETWORKS:
        graph = network(name, data.shape)  # type: ignore[arg-type]  # (channels, height, width)
        rollouts = {"streaming": graph.with_rollout("streaming"), "sequential": graph.with_rollout("sequential")}
        if name == "SR":
            rollouts["hybrid"] = in_hybrid(graph)
        jobs += trials(rollouts.items(), data, recipe=how, seeds=chosen)
    return run(jobs, folder=folder, processes=processes, progress=progress)


def claims(found: Responses, *, paper: bool = True) -> tuple[Claim, ...]:
    """Return what the figure shows, each with whether it is so in these results.

    Args:
        found: The results.
        paper: Whether they are of MNIST, so that accuracies are compared with those of the paper too.
    """
    curve = {(one.network, one.rollout): one for one in found.curves}
    streaming, hybrid, sequential = (curve["SR", way] for way in ("streaming", "hybrid", "sequential"))
    flat = [*curve["FF", "streaming"].accuracy, *curve["FF", "sequential"].accuracy]
    skip, slow = curve["S", "streaming"], curve["S", "sequential"]
    gain = min(skip.at(step) - slow.at(step) for step in skip.steps if step >= 3)
    first = [one.steps[0] for one in (streaming, hybrid, sequential)]
    same = abs(hybrid.accuracy[0] - sequential.accuracy[0])
    return (
        Claim(
            "FF is flat, and the same under both rollouts",
            max(flat) - min(flat) <= EQUAL,
            f"{min(flat):.3f} to {max(flat):.3f}",
        ),
        Claim("S: streaming is better by 0.07 or more from step 3 on", gain >= 0.07, f"by {gain:.3f} or more"),
        Claim("SR: first responses at steps 2, 3 and 3", first == [2, 3, 3], ", ".join(map(str, first))),
        _better("streaming", streaming, "hybrid", hybrid, after=0),
        _better("streaming", streaming, "sequential", sequential, after=0),
        Claim(
            "SR: the first answers of hybrid and sequential, which tell of one frame alone, are about equal",
            same <= EQUAL,
            f"{hybrid.accuracy[0]:.3f} and {sequential.accuracy[0]:.3f}",
        ),
        _better("hybrid", hybrid, "sequential", sequential, after=hybrid.steps[0]),
        *(_near(curve["SR", way], step, wanted) for way, (step, wanted) in PUBLISHED.items() if paper),
    )


def _near(curve: Curve, step: int, wanted: float) -> Claim:
    words = f"SR: {curve.rollout} at step {step} is within {NEAR} of {wanted}, the paper's"
    got = curve.at(step)
    return Claim(words, abs(got - wanted) <= NEAR, f"{got:.3f}")


def _better(one: str, quick: Curve, other: str, slow: Curve, *, after: int) -> Claim:
    shared = [step for step in quick.steps if step in slow.steps and step > after]
    told = ", ".join(f"step {step}: {quick.at(step):.3f} and {slow.at(step):.3f}" for step in shared)
    when = f" after step {after}" if after else ""
    words = f"SR: {one} is better than {other} at every step{when} in which both answer"
    return Claim(words, all(quick.at(step) > slow.at(step) for step in shared), told)
