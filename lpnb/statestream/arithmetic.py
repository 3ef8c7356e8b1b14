"""Arithmetic of plain numbers, worked out without `eval`: ``8 // 2``, ``int(0.5 * 32)``.

Python's parser makes a tree of the text; what is not in the tables below is no arithmetic.
"""

from __future__ import annotations

import ast
import math
import operator
import re
import warnings
from collections.abc import Callable
from typing import Any

LONGEST = 500
"""Letters of an expression, at most."""
GREATEST = 1e300
"""The greatest number on the way."""


def _power(base: float, exponent: float) -> float:
    if abs(exponent) > 1000 or math.log2(abs(base) + 1) * abs(exponent) > 900:
        raise OverflowError  # before it is worked out: whole numbers grow without end
    return base**exponent  # type: ignore[no-any-return]  # may be complex; `_number` refuses it


OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: _power,
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{function.__name__: function for function in (int, float, round, min, max, abs)},
    "floor": math.floor,
    "ceil": math.ceil,
    "sqrt": math.sqrt,
}


def number(text: str) -> int | float | None:
    """Return the value of an arithmetic expression, None for a text that is none.

    Args:
        text: What a file says, e.g. ``32 // 2`` or ``mnist``.
    """
    tree = parsed(text.strip()) if re.search(r"\d", text) else None  # no digit, no number: most texts are names
    if tree is None:
        return None
    try:
        return _value(tree)
    except (ArithmeticError, ValueError, TypeError, RecursionError, MemoryError):
        return None


def parsed(text: str) -> ast.expr | None:
    """Return the syntax tree of an expression, None for a text that is none."""
    if not 0 < len(text) <= LONGEST:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # 1if x else 2: what Python finds doubtful is judged here
            return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _value(node: ast.expr) -> int | float:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return _number(value)
        case ast.BinOp(left, op, right):
            return _number(_operator(op)(_value(left), _value(right)))
        case ast.UnaryOp(op, operand):
            return _number(_operator(op)(_value(operand)))
        case ast.Call(ast.Name(name), arguments, []) if name in FUNCTIONS:
            return _number(FUNCTIONS[name](*map(_value, arguments)))
    raise TypeError


def _operator(sign: ast.AST) -> Callable[..., Any]:
    if type(sign) not in OPERATORS:
        raise TypeError
    return OPERATORS[type(sign)]


def _number(value: Any) -> int | float:
    if not isinstance(value, (int, float)) or not abs(value) < GREATEST:
        raise OverflowError
    return value
