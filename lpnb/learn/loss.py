"""A loss: measures how wrong an answer is, and trains everything upstream of it while the network streams."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import attrs

from lpnb.graph.code import NodeCode, Value
from lpnb.graph.fields import choice, integer, number
from lpnb.graph.node import OUT, Arriving, Finding, Port
from lpnb.graph.nodes.accuracy import PREDICTION, TARGET, compare_classes
from lpnb.graph.types import Type
from lpnb.learn.bptt import BPTT, OPTIMIZERS
from lpnb.run.rule import Learner, Rule


@attrs.frozen
class Loss(Learner):
    """Compares a prediction with a target in every frame; trains by truncated backpropagation through time.

    Its state is the loss of each sample. See `lpnb.learn.bptt` for how it learns.
    """

    kind: ClassVar[str] = "loss"
    ports: ClassVar[tuple[Port, ...]] = (PREDICTION, attrs.evolve(TARGET, help="the right answer"))

    loss: str = choice("cross_entropy", ("cross_entropy", "mse"), help="How answer and target are compared.")
    optimizer: str = choice("adam", tuple(OPTIMIZERS), help="How parameters are moved.", live=True)
    lr: float = number(1e-3, low=0, high=1e3, live=True, log=True, help="Learning rate: how far parameters move.")
    window: int = integer(8, low=1, high=4096, unit="frames", live=True, help="Frames that one update looks back over.")

    @property
    def unit(self) -> str:
        """The unit of the state."""
        return {"cross_entropy": "nats", "mse": "squared error"}[self.loss]

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return one number per sample."""
        return {OUT: Type(())}

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield what keeps prediction and target from being compared."""
        yield from super().check(arriving)
        if self.loss == "cross_entropy":
            yield from compare_classes(arriving)
            return
        predictions, targets = arriving.get("prediction", ()), arriving.get("target", ())
        classes = False
        for port, types in (("prediction", predictions), ("target", targets)):
            if types and types[0] and types[0].classes:
                classes = True
                mend = "Use loss='cross_entropy' for classes."
                yield Finding(f"numbers at {port!r} for a mean squared error", f"{types[0]}", mend)
        if not classes and predictions and targets and predictions[0] and targets[0]:
            prediction, target = predictions[0], targets[0]
            if prediction.shape != target.shape:
                mend = "Give both the same shape." if target.shape else "Give its array a second axis: y[:, None]."
                yield Finding(f"a target like the prediction, {prediction}", f"{target}", mend)

    def emit(self, code: NodeCode) -> Value:
        """Return the loss of each sample."""
        (prediction, type_), (target, _) = code.arrival("prediction"), code.arrival("target")
        functional = "torch.nn.functional."
        if self.loss == "mse":
            error = f"{code.use(functional + 'mse_loss')}({prediction.text}, {target.text}, reduction='none')"
            return Value(f"{error}.flatten(1).mean(1)" if type_.shape else error, fresh=True)
        if type_.simplex:  # probabilities already; where one is 0 in floating point, its logarithm stays finite
            least = f"{code.use('torch.finfo')}({code.past}.dtype).tiny"
            logarithm = f"{prediction.text}.clamp_min({least}).log()"
            text = f"{code.use(functional + 'nll_loss')}({logarithm}, {target.text}, reduction='none')"
        else:
            text = f"{code.use(functional + 'cross_entropy')}({prediction.text}, {target.text}, reduction='none')"
        return Value(text, fresh=True)

    def rule(self) -> Rule:
        """Return truncated backpropagation through time."""
        return BPTT()
