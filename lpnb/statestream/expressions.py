"""The original's functions by name, and what is wrong with an expression of them: ``B.tanh($) * $``.

A text is only looked at here, as a tree; `lpnb.graph` reads it again when it becomes code.
"""

from __future__ import annotations

import ast
import math
import re

import attrs

from lpnb.errors import brief
from lpnb.statestream.arithmetic import parsed

ACTIVATIONS = (
    *("Id", "tanh", "sigmoid", "exp", "erf", "mexp", "relu", "leakyrelu", "selu", "elu", "softplus", "softmax"),
    *("square", "msquare", "gaussian", "log", "neglog", "sqrt", "abs", "sign", "spiky", "switchsign", "step"),
    *("rectangular", "bilinear", "softround", "linround", "linroundint", "linroundpow2"),
)
"""What a pool or a synapse pool may have as `act`."""
OTHERS = (
    *("min", "max", "sum", "prod", "mean", "std", "var", "any", "argmin", "argmax", "clip", "minimum", "maximum"),
    *("floor", "dot", "tensordot", "cast", "shape", "ndim", "reshape", "repeat", "flatten", "dimshuffle"),
    *("concatenate", "zeros", "ones", "conv2d", "grad"),
)
"""What may be called in an expression besides."""
CONSTANTS = {"pi": math.pi, "e": math.e}
"""Numbers of ``np`` that an expression may name."""
FUNCTIONS = (*ACTIVATIONS, *OTHERS)


@attrs.frozen
class Complaint:
    """What is wrong with an expression.

    Attributes:
        expected: What belongs there.
        found: What is there.
        known: Names among which the nearest is looked for.
    """

    expected: str
    found: str
    known: tuple[str, ...] = ()


def complaint(text: str, inputs: str = "$") -> Complaint | None:
    """Return what is wrong with a function's name or an expression, None when nothing is.

    Args:
        text: A name, or an expression of the inputs.
        inputs: How an input is written: ``$``, or ``$fi`` for those of a functional synapse pool.
    """
    if "$" not in text:
        if text in FUNCTIONS:
            return None
        if re.fullmatch(r"\w+", text):
            return Complaint("the name of a function", brief(text), ACTIVATIONS)
        if inputs == "$":
            return Complaint("the name of a function, or an expression of $ like B.tanh($)", brief(text))
    tree = parsed(re.sub(r"\$(\d\d)?", lambda found: f"input{found[1] or ''} ", text).strip())
    if tree is None:
        return Complaint(f"an expression of {inputs}, like B.tanh({inputs})", brief(text))
    return next((wrong for node in ast.walk(tree) if (wrong := _part(node)) is not None), None)


def plain(text: str) -> str:
    """Return an expression as lpnb has it, apart from its inputs: functions without ``B.`` and ``np.``, pi as a number.

    Args:
        text: An expression that nothing is wrong with.
    """
    text = re.sub(r"\bnp\s*\.\s*(pi|e)\b(?!\s*[\w(.])", lambda found: f"{CONSTANTS[found[1]]!r}", text)
    return re.sub(r"\b(B|np)\s*\.\s*(?=[A-Za-z_])", "", text)


def _part(node: ast.AST) -> Complaint | None:
    """Return what is wrong with one part of an expression."""
    match node:
        case ast.Attribute(ast.Name("B"), name) if name not in FUNCTIONS:
            return Complaint("a function of B", f"B.{name}", FUNCTIONS)
        case ast.Call(ast.Name(name)) if name in FUNCTIONS:
            return Complaint(f"B.{name}(...) inside of an expression", f"{name}(...)")
        case ast.Name(name) if name not in ("B", "np") and not re.fullmatch(r"input(\d\d)?", name):
            found = brief(name)
        case ast.Constant(value) if not isinstance(value, (int, float, type(None))):
            found = brief(value)
        case ast.Attribute(attr=name) if name.startswith("_"):
            found = brief(name)
        case ast.Lambda() | ast.comprehension() | ast.NamedExpr() | ast.Await() | ast.Yield() | ast.YieldFrom():
            found = f"a {type(node).__name__.lower()}"
        case _:
            return None
    return Complaint("inputs ($), numbers and functions (B.tanh)", found)
