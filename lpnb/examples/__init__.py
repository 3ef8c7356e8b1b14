"""Graphs that lpnb brings, to run, train and take apart: ``lpnb train digits``, ``lpnb.Graph.load("digits")``.

``ff``, ``s``, ``sr``, ``hybrid`` and ``dsr0`` to ``dsr6`` are the networks of `lpnb.experiments.networks`, on digits.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent


def names() -> list[str]:
    """Return the names of the examples."""
    return sorted(file.stem for file in FOLDER.glob("*.lpnb"))


def example_path(name: str) -> Path | None:
    """Return where an example is, None when there is none of that name."""
    return FOLDER / f"{name}.lpnb" if name in names() else None
