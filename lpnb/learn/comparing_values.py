"""Comparisons of numbers, value by value."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lpnb.graph.code import NodeCode
from lpnb.graph.node import Arriving, Finding
from lpnb.graph.types import Type
from lpnb.learn.comparing import FUNCTIONAL, Comparison, Given

if TYPE_CHECKING:
    from lpnb.learn.loss import Loss

SMALLEST = 1e-6
"""The least probability of which Statestream took the logarithm."""
IMAGE_AXES = 3


class Valuewise(Comparison):
    """The mean of an error of each value of the prediction."""

    words = "a comparison of numbers"

    @abstractmethod
    def error(self, code: NodeCode, given: Given) -> str:
        """Return the error of each value."""

    def emit(self, loss: Loss, code: NodeCode, given: Given) -> str:
        """Return the mean over the values of each sample; masked ones count as 0 and stay in the mean."""
        error = self.error(code, given)
        by_value = bool(given.mask and given.counts and given.counts.shape)
        if by_value:
            error = f"({error} * {given.mask})"
        mean = f"{error}.flatten(1).mean(1)" if given.type.shape else error
        return mean if by_value else given.masked(mean)

    def masked_by(self, prediction: Type) -> tuple[int, ...]:
        """Return the shape of the prediction: a mask has a factor for each value."""
        return prediction.shape

    def check(self, loss: Loss, arriving: Arriving) -> Iterator[Finding]:
        """Yield a finding unless prediction and target are numbers of one shape."""
        predictions, targets = arriving.get("prediction", ()), arriving.get("target", ())
        classes = False
        for port, types in (("prediction", predictions), ("target", targets)):
            if types and types[0] and types[0].classes:
                classes = True
                mend = "Use loss='cross_entropy' for classes."
                yield Finding(f"numbers at {port!r} for {self.words}", f"{types[0]}", mend)
        if not classes and predictions and targets and predictions[0] and targets[0]:
            prediction, target = predictions[0], targets[0]
            if prediction.shape != target.shape:
                mend = "Give both the same shape." if target.shape else "Give its array a second axis: y[:, None]."
                yield Finding(f"a target like the prediction, {prediction}", f"{target}", mend)


class SquaredError(Valuewise):
    """The mean of (prediction - target)**2."""

    name, unit, words = "mse", "squared error", "a mean squared error"

    def error(self, code: NodeCode, given: Given) -> str:
        """Return the error of each value."""
        return f"{code.use(FUNCTIONAL + 'mse_loss')}({given.prediction}, {given.target}, reduction='none')"


class AbsoluteError(Valuewise):
    """The mean of abs(prediction - target)."""

    name, unit, words = "mae", "absolute error", "a mean absolute error"

    def error(self, code: NodeCode, given: Given) -> str:
        """Return the error of each value."""
        return f"{code.use(FUNCTIONAL + 'l1_loss')}({given.prediction}, {given.target}, reduction='none')"


class Hinge(Valuewise):
    """The mean of max(0, 1 - prediction * target), for targets of -1 and 1."""

    name, unit, words = "hinge", "margin", "a hinge loss"

    def error(self, code: NodeCode, given: Given) -> str:
        """Return the error of each value."""
        return f"{code.use('torch.clamp_min')}(1 - {given.prediction} * {given.target}, 0)"


class NegLogLikelihood(Valuewise):
    """The mean of -target * log(prediction) over all values, for probabilities at both: Statestream's likelihood.

    It is cross entropy, divided by the number of values of the prediction. Predictions below 1e-6 count as that.
    """

    name, unit, words = "negloglikelihood", "nats", "a likelihood of numbers"

    def error(self, code: NodeCode, given: Given) -> str:
        """Return the error of each value."""
        return f"({given.target} * {given.prediction}.clamp_min({SMALLEST!r}).log()).neg()"


class CategoricalCrossEntropy(Valuewise):
    """-target * log(prediction), summed over the last of three axes, and the mean of that: Statestream's own.

    For a prediction of fewer axes it is the mean over all values. Use 'cross_entropy', which sums over the classes,
    unless you need the numbers of an old network. Predictions are cut to 1e-6 .. 1 - 1e-6.
    """

    name, unit, words = "categorical_crossentropy", "nats", "a cross entropy of numbers"

    def error(self, code: NodeCode, given: Given) -> str:
        """Return the error of each value."""
        clamped = f"{given.prediction}.clamp({SMALLEST!r}, 1 - {SMALLEST!r})"
        return f"({given.target} * {clamped}.log()).neg()"

    def emit(self, loss: Loss, code: NodeCode, given: Given) -> str:
        """Return the mean, times the length of the axis that is summed over."""
        mean = super().emit(loss, code, given)
        summed = given.type.shape[-1] if len(given.type.shape) == IMAGE_AXES else 1
        return f"({mean} * {summed})" if summed > 1 else mean


class Minimize(Valuewise):
    """The mean of the prediction itself: it is to be small."""

    name, words = "minimize", "a loss that is a number"
    needs_target = False

    def error(self, code: NodeCode, given: Given) -> str:
        """Return the error of each value."""
        return given.prediction


class Maximize(Minimize):
    """The mean of the prediction with a minus: it is to be great."""

    name = "maximize"

    def error(self, code: NodeCode, given: Given) -> str:
        """Return the error of each value."""
        return f"(-{given.prediction})"
