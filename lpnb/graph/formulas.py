"""Formulas over several values, written as text of the program: ``a * sigmoid(b) - c``.

The language is that of `lpnb.graph.expression`, with the functions of `lpnb.graph.functions`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from lpnb.errors import ExpressionError, Problem, brief
from lpnb.graph.code import NodeCode, Value
from lpnb.graph.expression import Expression
from lpnb.graph.functions import FUNCTIONS
from lpnb.graph.reforming import MAKING
from lpnb.graph.spreading import behind, with_axes
from lpnb.graph.written import BATCH, NOWHERE, Pen, Sizes, Written

Shape = tuple[int, ...]


@functools.lru_cache(maxsize=1024)
def parse(text: str, names: tuple[str, ...]) -> Expression:
    """Read a formula.

    Args:
        text: What a person wrote.
        names: The values that it may read; it has to read one.

    Raises:
        ExpressionError: When it cannot be read; its place names the column.
    """
    expression = Expression.parse(text, names, FUNCTIONS)
    if not expression.names:
        wanted = " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
        raise ExpressionError(Problem(f"expression {brief(text)}", f"an expression that reads {wanted}", "none of it"))
    return expression


def write(expression: Expression, values: Mapping[str, Written]) -> Written:
    """Return what a formula makes of some values.

    Raises:
        ExpressionError: When they do not go together; its place names the column.
    """
    pen = next((one.pen for one in values.values()), NOWHERE)
    making = {name: functools.partial(FUNCTIONS[name], pen=pen) for name in MAKING}
    result = expression.evaluate(values, {**FUNCTIONS, **making})
    if not isinstance(result, Written):
        place = f"expression {brief(expression.text)}"
        raise ExpressionError(Problem(place, "values as its result", brief(result)))
    return result.number()


def sizes(expression: Expression, shapes: Mapping[str, Shape]) -> Sizes:
    """Return the sizes of what a formula makes of samples of some shapes, the batch first (see `BATCH`).

    Raises:
        ExpressionError: When these do not go together; its place names the column.
    """
    padded = behind([shapes[name] for name in expression.names])
    stand_ins = zip(expression.names, padded, strict=True)
    return write(expression, {name: Written(name, NOWHERE, (BATCH, *shape)) for name, shape in stand_ins}).sizes


def value(expression: Expression, given: Mapping[str, tuple[str, Shape]], code: NodeCode) -> Value:
    """Return what a formula makes of what arrives at a node, spread over the node's state.

    Args:
        expression: The formula.
        given: For each name that it reads, the text of the value and the shape of its samples.
        code: The emitter.
    """
    pen = Pen(code.use, code.new, code.past)
    padded = behind([shape for _, shape in given.values()])
    values = {}
    for (name, (text, shape)), long in zip(given.items(), padded, strict=True):
        spread = with_axes(text, shape, len(long))
        several = len(re.findall(rf"\b{name}\b", expression.text)) > 1 and not re.fullmatch(r"[\w.]+", spread)
        values[name] = Written(code.let(name, spread) if several else spread, pen, (BATCH, *long), fresh=False)
    result = write(expression, values)
    return spread_over(result, code.target.shape)


def spread_over(written: Written, shape: Shape) -> Value:
    """Return a value of a node as it fits the node's state, whose samples have this shape."""
    if written.sizes is None or written.sizes == (BATCH, *shape):
        return Value(written.text, written.fresh)
    text = with_axes(written.text, written.sizes[1:], len(shape)) if written.sizes else written.text
    return Value(f"{text}.expand_as({written.pen.like})", fresh=False)
