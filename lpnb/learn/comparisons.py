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
from abc import abstractmethod
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from lpnb.errors import EditError, ExpressionError, Problem, brief
from lpnb.graph.code import NodeCode
from lpnb.graph.names import check_name
from lpnb.graph.node import Arriving, Finding
from lpnb.graph.types import Type
from lpnb.learn import formula
from lpnb.learn.comparing import Comparison, Given
from lpnb.learn.comparing_classes import CrossEntropy, Likelihood
from lpnb.learn.comparing_values import (
    AbsoluteError,
    CategoricalCrossEntropy,
    Hinge,
    Maximize,
    Minimize,
    NegLogLikelihood,
    SquaredError,
)
from lpnb.learn.tracing import Traced, stand_in

if TYPE_CHECKING:
    from lpnb.learn.loss import Loss

WORDS = ("prediction", "target", "mask")


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
    reads_formula = True

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
        *(NegLogLikelihood(), CategoricalCrossEntropy()),
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


__all__ = ["BUILT_IN", "COMPARISONS", "Comparison", "Given", "comparison"]
