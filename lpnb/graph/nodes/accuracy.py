"""How often a prediction is right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import attrs

from lpnb.graph.code import NodeCode, Value
from lpnb.graph.fields import number
from lpnb.graph.node import OUT, Arriving, Finding, Node, Port
from lpnb.graph.types import Type

PREDICTION = Port("prediction", "one score per class")
TARGET = Port("target", "the class that is right", aligned=True)


@attrs.frozen
class Accuracy(Node):
    """The share of frames in which the largest score is the right class, as a fading average of each sample."""

    kind: ClassVar[str] = "accuracy"
    category: ClassVar[str] = "measure"
    remembers: ClassVar[bool] = True
    ports: ClassVar[tuple[Port, ...]] = (PREDICTION, TARGET)

    memory: float = number(
        100.0,
        low=1,
        high=1e6,
        unit="frames",
        live=True,
        log=True,
        help="How many past frames the average spans.",
    )

    @property
    def unit(self) -> str:
        """The unit of the state."""
        return "share right"

    @property
    def ceiling(self) -> float:
        """All are right."""
        return 1.0

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return one number per sample."""
        return {OUT: Type(())}

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield what keeps scores and classes from being compared."""
        yield from super().check(arriving)
        yield from compare_classes(arriving)

    def emit(self, code: NodeCode) -> Value:
        """Return the old average, moved towards 1 where the answer is right and towards 0 where it is wrong."""
        (prediction, _), (target, _) = code.arrival("prediction"), code.arrival("target")
        right = f"{prediction.text}.argmax(1).eq({target.text}).to({code.past}.dtype)"
        return Value(f"{code.use('torch.lerp')}({code.past}, {right}, 1 / {code.knob('memory')})", fresh=True)


def compare_classes(arriving: Arriving) -> Iterator[Finding]:
    """Yield a finding unless 'prediction' has one score for each class of 'target'; each counts alone, too."""
    prediction, target = (next(iter(arriving.get(port, ())), None) for port in ("prediction", "target"))
    if prediction is not None and prediction.classes:
        mend = "Connect this to 'target', and the node that answers to 'prediction'."
        yield Finding("scores at 'prediction'", f"{prediction}", mend)
    elif target is not None and not target.classes:
        yield Finding("class indices at 'target'", f"{target}", label_wanted(target))
    elif prediction is not None and target is not None and prediction.shape != (target.classes,):
        mend = f"Give the node that predicts the shape {target.classes}."
        yield Finding(f"{target.classes} scores at 'prediction', one for each class", f"{prediction}", mend)


def label_wanted(target: Type) -> str:
    """Return what to do where class indices are wanted and something else arrives."""
    own = ", and say how many classes a source of your own has: lpnb.source(f, classes={'label': 10})"
    return f"Connect the label output of a source{'' if target.shape else own}."
