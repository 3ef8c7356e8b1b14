"""What an experiment leaves in a folder: its rows, a page to read, and a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from lpnb.experiments.data import Data
from lpnb.experiments.figure9 import Claim
from lpnb.experiments.responses import Curve, Responses, published

COLOURS = {"streaming": "#1f77b4", "hybrid": "#2ca02c", "sequential": "#d62728"}

FILES = ("figure9.csv", "figure9.md", "figure9.png")


def page(
    found: Responses, claims: Iterable[Claim], data: Data, recipe: Mapping[str, Any], folder: str | Path
) -> list[Path]:
    """Write ``figure9.csv``, ``figure9.md`` and, where matplotlib is installed, ``figure9.png``; return their paths.

    Args:
        found: The results.
        claims: What the figure shows, and whether it is so.
        data: What they were trained with.
        recipe: How.
        folder: Where; made if it is not there.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    rows, words, figure = (folder / name for name in FILES)
    found.save(rows)
    words.write_text(_words(found, claims, data, recipe), encoding="utf-8")
    return [rows, words, *_figure(found, data.name, figure)]


def _words(found: Responses, claims: Iterable[Claim], data: Data, recipe: Mapping[str, Any]) -> str:
    seeds = sorted({row.seed for row in found.rows})
    how = ", ".join(f"{name} {value}" for name, value in recipe.items())
    images = f"{len(data.labels)} images to learn from, {len(data.test_labels)} for the test"
    cost = f"{found.seconds / 60:.0f} minutes of one core for all trainings"
    lines = [
        f"Test accuracy on {data.name} ({images}), seeds {', '.join(map(str, seeds))}; {how}; {cost}.",
        "",
        found.table(),
        "",
        "| claim | holds | found |",
        "|---|---|---|",
        *(f"| {claim.words} | {'yes' if claim.holds else '**no**'} | {claim.found} |" for claim in claims),
    ]
    return "\n".join(lines) + "\n"


def _figure(found: Responses, name: str, path: Path) -> list[Path]:
    """Draw a panel for each network, our curves over those of the paper."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        return []
    networks = list(dict.fromkeys(curve.network for curve in found.curves))
    figure = Figure(figsize=(4 * len(networks), 3.6), layout="constrained")
    FigureCanvasAgg(figure)
    panels = figure.subplots(1, len(networks), sharey=True, squeeze=False)[0]
    for panel, network in zip(panels, networks, strict=True):
        for ghost in published():
            if ghost.network == network:
                panel.plot(ghost.steps, ghost.accuracy, color=COLOURS[ghost.rollout], alpha=0.3, linestyle="--")
        for curve in found.curves:
            if curve.network == network:
                _line(panel, curve)
        panel.set(title=network, xlabel="update steps since the image appeared", ylim=(0, 1))
        panel.grid(visible=True, alpha=0.25)
        panel.legend(frameon=False, loc="lower right")
    panels[0].set_ylabel(f"test accuracy, {name}")
    figure.savefig(path, dpi=130)
    return [path]


def _line(panel: Any, curve: Curve) -> None:
    colour = COLOURS.get(curve.rollout, "#555555")
    panel.errorbar(
        curve.steps, curve.accuracy, yerr=curve.spread, color=colour, marker="o", markersize=3.5, label=curve.rollout
    )
