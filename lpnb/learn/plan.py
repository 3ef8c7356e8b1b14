"""What a training session was asked for, and how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from lpnb.errors import EditError, Problem, brief
from lpnb.graph import Graph
from lpnb.learn.record import MEASURES, Row
from lpnb.learn.targets import Compared, compared, samples
from lpnb.sources.samples import Samples


@attrs.frozen
class Plan:
    """What a session was asked for; see `Session`."""

    epochs: int
    batch: int
    patience: int | None
    validate_every: int
    watch: str
    seed: int
    samples: int | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what makes no session."""
        for name in ("epochs", "batch", "patience", "validate_every", "samples"):
            value: Any = getattr(self, name)
            if name in ("patience", "samples") and value is None:
                continue
            if not isinstance(value, int) or isinstance(value, bool) or value < 1:
                raise EditError(Problem(f"Session, {name}", "a whole number, 1 or more", brief(value)))
        if self.watch not in MEASURES:
            raise EditError(Problem("Session, watch", "'loss' or 'accuracy'", brief(self.watch)))

    def better(self, value: float, best: float) -> bool:
        """Return whether a value of what is watched is better than another one."""
        return value < best if self.watch == "loss" else value > best

    def check(self, graph: Graph) -> Compared:
        """Return what a graph compares with its data.

        Raises:
            EditError: When the graph cannot be trained like this.
        """
        what = attrs.evolve(compared(graph), most=self.samples)
        place = f"node {what.source!r}"
        self._check_source(what, place)
        if self.patience is not None and not samples(what, "valid"):
            mend = f"graph.set({what.source!r}, valid_share=0.2), or leave patience out."
            raise EditError(Problem(place, "samples in the split 'valid', for patience", "none", mend=mend))
        if (what.loss, what.answer)[self.watch == "accuracy"] is None:
            expected = {"loss": "a loss whose target comes from a data source", "accuracy": "classes to be right about"}
            raise EditError(Problem(f"graph {graph.name!r}", f"{expected[self.watch]}, to watch", "none"))
        return what

    def _check_source(self, what: Compared, place: str) -> None:
        """Refuse a source that shows no epochs."""
        spec = what.spec
        if not isinstance(spec, Samples):
            if self.samples is None:
                found, mend = "a source that draws without end", "Say how many: Session(graph, samples=1000)."
                raise EditError(Problem(place, "as many samples as make an epoch", found, mend=mend))
        elif self.samples is not None:
            found, mend = f"{self.samples}", "Leave it out: an epoch shows each sample of the split 'train' once."
            raise EditError(Problem("Session, samples", f"none, as {what.source!r} has an end", found, mend=mend))
        elif spec.split != "train" or not spec.loop:
            found = f"split={spec.split!r}, loop={spec.loop!r}"
            mend = f"graph.set({what.source!r}, split='train', loop=True); the session shows the other splits itself."
            raise EditError(Problem(place, "the split 'train' in a loop, to train on", found, mend=mend))


@attrs.frozen
class Best:
    """The best validation so far.

    Attributes:
        epoch: After which epoch it was.
        value: What was watched.
        weights: The weights of then.
    """

    epoch: int
    value: float
    weights: Mapping[str, np.ndarray[Any, Any]] = attrs.field(eq=False, repr=False)


@attrs.frozen
class Progress:
    """How far a session is.

    Attributes:
        epoch: Epochs done.
        worse: Validations since the best one.
        best: The best one, None before the first.
        rows: The record.
    """

    epoch: int = 0
    worse: int = 0
    best: Best | None = None
    rows: tuple[Row, ...] = ()
