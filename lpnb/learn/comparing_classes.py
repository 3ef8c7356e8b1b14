"""Comparisons of scores with the classes that are right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lpnb.graph.code import NodeCode
from lpnb.graph.node import Arriving, Finding
from lpnb.graph.nodes.accuracy import compare_classes, label_wanted
from lpnb.graph.types import Type
from lpnb.learn.comparing import FUNCTIONAL, Comparison, Given
from lpnb.learn.probable import improbable

if TYPE_CHECKING:
    from lpnb.graph.graph import Graph
    from lpnb.learn.loss import Loss


class OfClasses(Comparison):
    """A comparison of scores with the class that is right, or with the probabilities of all classes.

    The classes are axis 1: of scores [batch, classes] for one answer a sample, of [batch, classes, height, width] for
    one at each place. What is right is a class index for each answer, or numbers like the scores.
    """

    unit = "nats"
    of_classes = True

    def check(self, loss: Loss, arriving: Arriving) -> Iterator[Finding]:
        """Yield a finding unless there is one score for each class."""
        prediction, target = (next(iter(arriving.get(port, ())), None) for port in ("prediction", "target"))
        if prediction is None or target is None or prediction.classes or not prediction.shape:
            yield from compare_classes(arriving)
        elif target.classes and target.shape:
            wanted = (target.classes, *target.shape)
            if prediction.shape != wanted:
                expected = f"{target.classes} scores at 'prediction' for each place: shape {wanted}"
                yield Finding(expected, f"{prediction}", f"Give the node that predicts the shape {wanted}.")
        elif target.classes:
            yield from compare_classes(arriving)
        elif target.shape != prediction.shape:
            expected = f"class indices at 'target', or probabilities like the prediction, {prediction}"
            yield Finding(expected, f"{target}", label_wanted(target))

    def survey(self, graph: Graph, name: str) -> Iterator[Finding]:
        """Yield a finding when what is right for all classes cannot be probabilities."""
        if found := improbable(graph, name, "target"):
            expected = "class indices at 'target', or probabilities, which sum to 1 over the classes"
            yield Finding(expected, found, "Use loss='mse' for numbers, or give it probabilities.", "warning")

    def logarithm(self, code: NodeCode, given: Given) -> str:
        """Return the logarithm of each class's probability."""
        least = f"{code.use('torch.finfo')}({code.past}.dtype).tiny"  # so that the logarithm of 0 stays finite
        return f"{given.prediction}.clamp_min({least}).log()"

    def emit(self, loss: Loss, code: NodeCode, given: Given) -> str:
        """Return -log p(right), smoothed and with a penalty for confidence where that is asked for.

        Of probabilities q as the target it is -sum q log p; where there are several places, the mean over them.

        Smoothing s makes the target (1 - s) of the right class and s / classes of every one (C. Szegedy et al., CVPR
        2016); the penalty subtracts so much of the answer's entropy (G. Pereyra et al., arXiv:1701.06548, 2017).
        """
        logarithm = self.logarithm(code, given)
        if loss.smoothing or loss.confidence:
            logarithm = code.let("logarithm", logarithm)
        text = self.error(code, given, logarithm)
        if loss.smoothing:
            error = code.let("error", text)
            text = f"{code.use('torch.lerp')}({error}, -{logarithm}.mean(1), {code.knob('smoothing')})"
        if loss.confidence:
            certain = code.let("certain", f"({logarithm}.exp() * {logarithm}).sum(1)")  # the entropy, with a minus
            text = f"({text} + {code.knob('confidence')} * {certain})"
        return self.over_places(given, text)

    def error(self, code: NodeCode, given: Given, logarithm: str) -> str:
        """Return -log p(right) at each place."""
        if given.right is not None and not given.right.classes:
            return f"({given.target} * {logarithm}).sum(1).neg()"
        return f"{code.use(FUNCTIONAL + 'nll_loss')}({logarithm}, {given.target}, reduction='none')"

    def over_places(self, given: Given, text: str) -> str:
        """Return the mean over the places of each sample, masked; masked places count as 0 and stay in the mean."""
        by_place = bool(given.counts and given.counts.shape)
        if by_place:
            text = f"({text} * {given.mask}.flatten(1, 2))"
        mean = f"{text}.flatten(1).mean(1)" if len(given.type.shape) > 1 else text
        return mean if by_place else given.masked(mean)

    def masked_by(self, prediction: Type) -> tuple[int, ...]:
        """Return that a mask has a factor for each place, where there are several."""
        return (1, *prediction.shape[1:]) if len(prediction.shape) > 1 else ()


class CrossEntropy(OfClasses):
    """-log of the probability that the answer gives to the right class, of scores or (a softmax) probabilities."""

    name = "cross_entropy"

    def logarithm(self, code: NodeCode, given: Given) -> str:
        """Return the logarithm of each class's probability."""
        if given.type.simplex:
            return super().logarithm(code, given)
        return f"{code.use('torch.log_softmax')}({given.prediction}, 1)"

    def emit(self, loss: Loss, code: NodeCode, given: Given) -> str:
        """Return it; plain scores in one call."""
        if given.type.simplex or loss.smoothing or loss.confidence:
            return super().emit(loss, code, given)
        function = code.use(FUNCTIONAL + "cross_entropy")
        text = f"{function}({given.prediction}, {given.target}, reduction='none')"
        return self.over_places(given, text)


class Likelihood(OfClasses):
    """-log of the prediction at the right class: of probabilities, whatever made them (not their logarithms)."""

    name = "nll"

    def survey(self, graph: Graph, name: str) -> Iterator[Finding]:
        """Yield a finding when the prediction cannot be probabilities either."""
        yield from super().survey(graph, name)
        if found := improbable(graph, name, "prediction"):
            expected = f"probabilities at 'prediction' for loss={self.name!r}, not their logarithms and no scores"
            mend = "Set act='softmax' there; or loss='cross_entropy', which takes scores."
            yield Finding(expected, found, mend, "warning")
