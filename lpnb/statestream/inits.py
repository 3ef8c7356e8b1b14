"""How weights begin: Statestream's words, said in lpnb's."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

NUMBER = r"-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
IDENTITY = {"id": "identity", "Id": "identity_tiled"}
FORMS: dict[str, Callable[..., str]] = {
    "xavier": lambda: "xavier",
    f"xavier_({NUMBER})": lambda factor: f"xavier({factor})",
    "(id|Id)": lambda kind: IDENTITY[kind],
    f"(id|Id)_({NUMBER})": lambda kind, factor: f"{IDENTITY[kind]}({factor})",
    "-(id|Id)": lambda kind: f"{IDENTITY[kind]}(-1)",
    "loc_inh": lambda: "lateral_inhibition",
    "bilin": lambda: "bilinear",
    "normal": lambda: "normal(0, 1)",
    f"normal_({NUMBER})_({NUMBER})": lambda mean, deviation: f"normal({mean}, {deviation})",
    "uniform": lambda: "uniform(0, 1)",
    f"uniform_({NUMBER})_({NUMBER})": lambda low, high: f"uniform({low}, {high})",
    f"({NUMBER})": lambda value: f"constant({value})",
}


def init(value: Any) -> str | None:
    """Return how weights begin in lpnb's words, None where it cannot be told.

    Args:
        value: What the file says: a word such as ``id_0.5``, or a number.
    """
    for form, words in FORMS.items():
        found = re.fullmatch(form, str(value))
        if found:
            return words(*(re.sub(r"^(-?)\.", r"\g<1>0.", part) for part in found.groups()))
    return None
