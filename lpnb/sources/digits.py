"""Real handwritten digits, as a stream."""

from __future__ import annotations

import functools
from typing import ClassVar

import attrs
import numpy as np

from lpnb.graph.node import Arriving
from lpnb.graph.types import Type
from lpnb.sources import samples


@attrs.frozen
class Digits(samples.Samples):
    """Shows 1 797 scans of handwritten digits, 8 x 8 grey values from 0 to 1, with their labels.

    They ship with scikit-learn (Alpaydin and Kaynak, *Optical Recognition of Handwritten Digits*, UCI 1998).
    """

    kind: ClassVar[str] = "digits"

    # Said without looking: loading the scans takes a second, which only a stream has to spend.

    @property
    def count(self) -> int:
        """How many scans there are."""
        return 1797

    def outputs(self) -> tuple[str, ...]:
        """Return the names of the outputs."""
        return ("image", "label")

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return the types of the outputs."""
        return {"image": Type((1, 8, 8)), "label": Type((), classes=10)}

    def arrays(self) -> samples.Arrays:
        """Return ``image`` [1797, 1, 8, 8] and ``label`` [1797]."""
        return _digits()


@functools.cache
def _digits() -> samples.Arrays:
    from sklearn.datasets import load_digits

    scans = load_digits()
    image = (scans.images[:, None] / 16).astype(np.float32)
    return {"image": image, "label": scans.target.astype(np.int64)}
