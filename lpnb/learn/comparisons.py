"""How an answer and what is right are compared: the table of what ``loss=...`` of a loss node can be.

Each comparison is one small class, and writes its part of the program as text. Your own is a function of torch:

    @lpnb.comparison(unit="nats")
    def log_cosh(prediction, target):
        return torch.log(torch.cosh(prediction - target))

    graph.add("learn", "loss", loss="log_cosh")
"""

from __future__ import annotations

import inspect
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import attrs

from lpnb.errors import EditError, ExpressionError, Problem, brief
from lpnb.graph.code import NodeCode
from lpnb.graph.names import check_name
from lpnb.graph.node import Arriving, Finding
from lpnb.graph.nodes.accuracy import compare_classes
from lpnb.graph.types import Type
from lpnb.learn import formula
from lpnb.learn.tracing import Traced, stand_in

if TYPE_CHECKING:
    from lpnb.learn.loss import Loss

FUNCTIONAL = "torch.nn.functional."
WORDS = ("prediction", "target", "mask")


@attrs.frozen
class Given:
    """What a loss node hears in a frame, as text of the program; empty where nothing arrives.

    Attributes:
        prediction: The answer.
        type: Its type.
        target: What is right.
        right: The type of that.
        mask: What counts.
        counts: The type of that.
    """

    prediction: str
    type: Type
    target: str = ""
    right: Type | None = None
    mask: str = ""
    counts: Type | None = None

    def masked(self, text: str) -> str:
        """Return one number a sample, times the mask of the sample where there is one."""
        return f"({text} * {self.mask})" if self.mask else text


class Comparison(ABC):
    """One way to compare.

    Attributes:
        name: What people call it.
        unit: The unit of the loss, for the axis of a plot.
        needs_target: Whether it compares with something at all.
        of_classes: Whether the target is a class, so that smoothing and a confidence penalty mean something.
        valuewise: Whether it is a mean over the values of the prediction, so that a mask can choose among them.
        masks: Whether a mask has to be a factor of samples or values; else it does with it as it likes.
    """

    name = ""
    unit = ""
    needs_target = True
    of_classes = False
    valuewise = False
    masks = True

    def check(self, loss: Loss, arriving: Arriving) -> Iterator[Finding]:
        """Yield what keeps prediction and target from being compared."""
        yield from ()

    @abstractmethod
    def emit(self, loss: Loss, code: NodeCode, given: Given) -> str:
        """Return the expression of one number for each sample, masked where there is a mask."""


class OfClasses(Comparison):
    """A comparison of scores with the class that is right."""

    unit = "nats"
    of_classes = True

    def check(self, loss: Loss, arriving: Arriving) -> Iterator[Finding]:
        """Yield a finding unless there is one score for each class."""
        yield from compare_classes(arriving)

    def logarithm(self, code: NodeCode, given: Given) -> str:
        """Return the logarithm of each class's probability."""
        least = f"{code.use('torch.finfo')}({code.past}.dtype).tiny"  # so that the logarithm of 0 stays finite
        return f"{given.prediction}.clamp_min({least}).log()"

    def emit(self, loss: Loss, code: NodeCode, given: Given) -> str:
        """Return -log p(right), smoothed and with a penalty for confidence where that is asked for.

        Smoothing s makes the target (1 - s) of the right class and s / classes of every one (C. Szegedy et al., CVPR
        2016); the penalty subtracts so much of the answer's entropy (G. Pereyra et al., arXiv:1701.06548, 2017).
        """
        logarithm = self.logarithm(code, given)
        if loss.smoothing or loss.confidence:
            logarithm = code.let("logarithm", logarithm)
        text = f"{code.use(FUNCTIONAL + 'nll_loss')}({logarithm}, {given.target}, reduction='none')"
        if loss.smoothing:
            error = code.let("error", text)
            text = f"{code.use('torch.lerp')}({error}, -{logarithm}.mean(1), {code.knob('smoothing')})"
        if loss.confidence:
            certain = code.let("certain", f"({logarithm}.exp() * {logarithm}).sum(1)")  # the entropy, with a minus
            text = f"({text} + {code.knob('confidence')} * {certain})"
        return given.masked(text)


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
        return given.masked(f"{function}({given.prediction}, {given.target}, reduction='none')")


class Likelihood(OfClasses):
    """-log of the prediction at the right class: of probabilities, whatever made them (not their logarithms)."""

    name = "nll"


class Valuewise(Comparison):
    """The mean of an error of each value of the prediction."""

    valuewise = True
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


class Own(Comparison):
    """A comparison that a person has written, by tracing it: what it does to stand-ins becomes text of the program."""

    masks = False

    def expected(self) -> str:
        """Return in words what its result has to be."""
        return f"real numbers for each sample as the result of {self.name!r}"

    @abstractmethod
    def trace(self, loss: Loss, given: dict[str, Traced]) -> Traced:
        """Return the result for what is given by name."""

    def check(self, loss: Loss, arriving: Arriving) -> Iterator[Finding]:
        """Yield what keeps it from being worked out for what arrives."""
        types = {port: arriving[port][0] for port in WORDS if arriving.get(port)}
        if "prediction" not in types or None in types.values():
            return
        given = {port: _stand_in(_NoCode(), port, type_) for port, type_ in types.items() if type_}
        try:
            result = self.trace(loss, given)
        except ExpressionError as error:
            column = f" in column {error.column} of the formula"
            yield Finding(f"{error.problem.expected}{column}", error.problem.found, error.problem.mend)
        except Exception as error:  # noqa: BLE001 - whatever a person's function raises is told in words
            yield Finding(self.expected(), (str(error).splitlines() or [type(error).__name__])[0][:200])
        else:
            if not re.search(r"\bprediction\b", result.text):
                yield Finding("a result that depends on 'prediction'", result.text[:80])
            mask = types.get("mask")
            if mask and mask.shape and not re.search(r"\bmask\b", result.text):
                yield Finding("a mask of one number for each sample, or one that is read", f"{mask}")

    def emit(self, loss: Loss, code: NodeCode, given: Given) -> str:
        """Return the text that tracing leaves."""
        pieces = {
            "prediction": (given.prediction, given.type),
            "target": (given.target, given.right),
            "mask": (given.mask, given.counts),
        }
        named = {name: (_named(code, name, text), type_) for name, (text, type_) in pieces.items() if text and type_}
        result = self.trace(loss, {name: _stand_in(code, text, type_) for name, (text, type_) in named.items()})
        used = "mask" in named and re.search(rf"(?<![\w.]){re.escape(named['mask'][0])}\b", result.text)
        return result.text if used else given.masked(result.text)


class Formula(Own):
    """The loss node's own formula, in the language of `lpnb.graph.expression`."""

    name = "expression"
    needs_target = False  # unless the formula reads it

    def check(self, loss: Loss, arriving: Arriving) -> Iterator[Finding]:
        """Yield what is wrong with the formula."""
        if loss.formula.strip():
            yield from super().check(loss, arriving)
        else:
            mend = "Write e.g. formula='mean((prediction - target)**2)'."
            yield Finding("a formula for loss='expression'", "none", mend)

    def expected(self) -> str:
        """Return in words what its result has to be."""
        return "a formula with a real number for each sample as its result"

    def trace(self, loss: Loss, given: dict[str, Traced]) -> Traced:
        """Return the result for what is given by name."""
        return formula.write(formula.read(loss.formula, tuple(given)), given)


class Function(Own):
    """A function of torch that a person has registered."""

    def __init__(self, function: Callable[..., Any], name: str, unit: str) -> None:
        """Take the function; what it calls its arguments says what it is given."""
        self.function, self.name, self.unit = function, name, unit
        self.wants = tuple(inspect.signature(function).parameters)
        self.needs_target = "target" in self.wants

    def trace(self, loss: Loss, given: dict[str, Traced]) -> Traced:
        """Return the result for what is given by name."""
        missing = [name for name in self.wants if name not in given]
        if missing:
            raise TypeError(f"nothing at {missing[0]!r}, which it reads")
        return formula.one_number(self.function(**{name: given[name] for name in self.wants}))


COMPARISONS: dict[str, Comparison] = {
    one.name: one
    for one in (
        *(CrossEntropy(), Likelihood(), SquaredError(), AbsoluteError(), Hinge(), Minimize(), Maximize(), Formula()),
    )
}
"""What ``loss=...`` can be, by name."""
BUILT_IN = frozenset(COMPARISONS)


def comparison(function: Any = None, *, name: str = "", unit: str = "") -> Any:
    """Add a comparison to the table: a decorator for a function of torch, or for a subclass of `Comparison`.

    The function gets those of ``prediction``, ``target`` and ``mask`` that its arguments are called: tensors [batch,
    ...]. It returns a number for each sample; further axes are averaged. It is run once for each program, on stand-ins
    without values, and what it does becomes text of the program, which so runs without it: functions of ``torch`` and
    ``torch.nn.functional``, methods of tensors and operators, but no ``if`` on values.

    Args:
        function: The function or class.
        name: What it will be called; the function's own name unless said otherwise.
        unit: The unit of the loss.

    Raises:
        EditError: When the name is not allowed or lpnb's own, or an argument is called otherwise.
    """
    if function is None:
        return lambda function: comparison(function, name=name, unit=unit)
    if isinstance(function, type) and issubclass(function, Comparison):
        made: Comparison = function()
        made.name = name or made.name or function.__name__.lower()
    else:
        made = Function(function, name or function.__name__, unit)
        odd = [word for word in made.wants if word not in WORDS]
        if odd or "prediction" not in made.wants:
            found = brief(odd[0]) if odd else "no 'prediction'"
            expected = f"arguments called prediction and perhaps {WORDS[1]} or {WORDS[2]}"
            raise EditError(Problem(f"comparison {made.name!r}", expected, found))
    if check_name(made.name, "comparison") in BUILT_IN:
        mend = "Give it another name."
        raise EditError(
            Problem(f"comparison {made.name!r}", "a name that lpnb does not use itself", made.name, mend=mend)
        )
    COMPARISONS[made.name] = made
    return function


class _NoCode:
    """Stands for the emitter while a graph is only checked."""

    @staticmethod
    def use(function: str) -> str:
        """Return the last word of a dotted path."""
        return function.rpartition(".")[2]


def _stand_in(code: Any, text: str, type_: Type) -> Traced:
    return stand_in(code, text, type_.shape, whole=bool(type_.classes))


def _named(code: NodeCode, name: str, text: str) -> str:
    """Return a short text for a value: a name where it is long enough to be worked out twice."""
    return text if re.fullmatch(r"[\w.]+", text) or not text else code.let(name, text)
