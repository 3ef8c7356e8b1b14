"""What an experiment found: a row for each frame of each trial, means and spreads over seeds, published curves."""

from __future__ import annotations

import csv
import statistics
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from lpnb.errors import EditError, Problem, brief
from lpnb.graph import Graph
from lpnb.graph.kinds import resolve

PUBLISHED = Path(__file__).with_name("published.csv")


@attrs.frozen
class Row:
    """How often the answer of one frame is right.

    Attributes:
        network: The network's name.
        rollout: The rollout's name.
        seed: The seed of the trial.
        frame: Frames since the image appeared.
        step: Update steps since then.
        milliseconds: What so many frames of one image take here on one worker.
        accuracy: The share of test images whose answer is right, 0 to 1.
    """

    network: str
    rollout: str
    seed: int
    frame: int
    step: int
    milliseconds: float
    accuracy: float


@attrs.frozen
class Curve:
    """The accuracy of one network under one rollout over update steps.

    Attributes:
        network: The network's name.
        rollout: The rollout's name.
        steps: Update steps since the image appeared.
        accuracy: For each, the mean over seeds.
        spread: For each, the standard deviation over seeds; 0 for a single one.
        seeds: How many seeds there are.
    """

    network: str
    rollout: str
    steps: tuple[int, ...]
    accuracy: tuple[float, ...]
    spread: tuple[float, ...]
    seeds: int

    def at(self, step: int) -> float:
        """Return the accuracy that an observer finds at an update step: that of the last answer so far.

        0 before the first answer.
        """
        known = [accuracy for place, accuracy in zip(self.steps, self.accuracy, strict=True) if place <= step]
        return known[-1] if known else 0.0


@attrs.frozen
class Responses:
    """All rows of an experiment. As the last line of a cell, it shows its means as a table.

    Attributes:
        rows: In the order of networks, rollouts, seeds and frames.
        seconds: What all trainings took together, each on one core.
        files: The trained networks that were kept, by (network, rollout, seed).
    """

    rows: tuple[Row, ...]
    seconds: float = 0.0
    files: Mapping[tuple[str, str, int], Path] = attrs.field(factory=dict, eq=False, repr=False)

    def frame(self) -> Any:
        """Return the rows as a pandas DataFrame where pandas is installed, else as a list of dicts."""
        plain = [attrs.asdict(row) for row in self.rows]
        try:
            import pandas as pd
        except ImportError:
            return plain
        return pd.DataFrame(plain, columns=[field.name for field in attrs.fields(Row)])

    @property
    def curves(self) -> tuple[Curve, ...]:
        """Mean and spread over seeds, for each network and rollout."""
        return tuple(_curves(self.rows))

    def curve(self, network: str, rollout: str) -> Curve:
        """Return one of the curves; a `KeyError` when there is none of that name."""
        for curve in self.curves:
            if (curve.network, curve.rollout) == (network, rollout):
                return curve
        raise KeyError((network, rollout))

    def trained(self, network: str, rollout: str, seed: int | None = None) -> Graph:
        """Return one of the trained networks, with its weights; of the first seed if none is named.

        Raises:
            EditError: When it was not kept, for there was no `folder`, or there is none of that name.
        """
        for (*names, own), path in self.files.items():
            if names == [network, rollout] and seed in (None, own):
                return Graph.load(path)
        which = f"{network} {rollout}" if seed is None else f"{network} {rollout} {seed}"
        found = brief(sorted({f"{one} {way}" for one, way, _ in self.files})) if self.files else "none kept"
        mend = "" if self.files else "Keep them: response_time(..., folder='...')."
        raise EditError(Problem("trained", f"a network that was kept, {which}", found, mend=mend))

    def plot(self, *, published: bool = True) -> Any:
        """Return a plot (bqplot) of accuracy over update steps, a notebook's widget.

        Args:
            published: Whether the curves of the paper are drawn as ghost lines behind those of networks of their names.
        """
        return resolve("lpnb.widgets.response_plot:response_plot")(self, published=published)

    def save(self, path: str | Path) -> Path:
        """Write the rows as a CSV file, and return its path."""
        names = [field.name for field in attrs.fields(Row)]
        with Path(path).open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(names)
            for row in self.rows:
                values = attrs.astuple(row)
                writer.writerow([f"{value:.4f}" if isinstance(value, float) else value for value in values])
        return Path(path)

    def table(self) -> str:
        """Return the means as a table in Markdown: a row for each update step, a column for each curve."""
        curves = self.curves
        steps = sorted({step for curve in curves for step in curve.steps})
        heads = [f"{curve.network}, {curve.rollout}" for curve in curves]
        lines = [f"| update step | {' | '.join(heads)} |", f"|---|{'---|' * len(heads)}"]
        for step in steps:
            cells = (_cell(curve, step) for curve in curves)
            lines.append(f"| {step} | {' | '.join(cells)} |")
        return "\n".join(lines)

    def _repr_markdown_(self) -> str:
        return self.table()

    def __str__(self) -> str:
        """Return the table of means."""
        return self.table()


def published(dataset: str = "MNIST") -> tuple[Curve, ...]:
    """Return the curves that the paper shows, read off its figures to about 0.002."""
    with PUBLISHED.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["dataset"] == dataset]
    return tuple(
        _curves(
            Row(row["network"], row["rollout"], 0, 0, int(row["update_step"]), 0.0, float(row["test_acc"]))
            for row in rows
        )
    )


def _curves(rows: Iterable[Row]) -> Iterator[Curve]:
    found: dict[tuple[str, str], dict[int, list[float]]] = {}
    for row in rows:
        found.setdefault((row.network, row.rollout), {}).setdefault(row.step, []).append(row.accuracy)
    for (network, rollout), steps in found.items():
        order = sorted(steps)
        means = tuple(statistics.fmean(steps[step]) for step in order)
        spreads = tuple(statistics.stdev(steps[step]) if len(steps[step]) > 1 else 0.0 for step in order)
        yield Curve(network, rollout, tuple(order), means, spreads, len(steps[order[0]]))


def _cell(curve: Curve, step: int) -> str:
    if step not in curve.steps:
        return ""
    place = curve.steps.index(step)
    spread = f" ± {curve.spread[place]:.3f}" if curve.seeds > 1 else ""
    return f"{curve.accuracy[place]:.3f}{spread}"
