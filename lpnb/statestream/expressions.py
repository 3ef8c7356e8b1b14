"""The original's functions by name, and what is wrong with an expression of them: ``B.tanh($) * $``.

A text is only looked at here, as a tree, and `lpnb.graph` is asked whether it can take it.
"""

from __future__ import annotations

import ast
import inspect
import math
import re

import attrs

from lpnb.errors import ExpressionError, brief
from lpnb.graph import activations, formulas, functions
from lpnb.graph.written import NOWHERE, Written
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
TAKEN = (*ACTIVATIONS, *(name for name in OTHERS if name in functions.FUNCTIONS))
"""Those of them that lpnb has as well."""
FORMS = "inputs ($), numbers and functions (B.tanh)"
ANY = Written("a", NOWHERE, None, fresh=False)
"""Stands for an input of which nothing is known."""


@attrs.frozen
class Complaint:
    """What is wrong with an expression.

    Attributes:
        expected: What belongs there.
        found: What is there.
        known: Names among which the nearest is looked for.
        mend: What to do about it.
    """

    expected: str
    found: str
    known: tuple[str, ...] = ()
    mend: str = ""


def complaint(text: str, inputs: str = "$") -> Complaint | None:
    """Return what is wrong with a function's name or an expression, None when nothing is and lpnb can take it.

    Args:
        text: A name, or an expression of the inputs.
        inputs: How an input is written: ``$``, or ``$fi`` for those of a functional synapse pool.
    """
    if "$" not in text and (inputs == "$" or re.fullmatch(r"\w+", text)):
        return _word(text) if inputs == "$" else _lonely(text, inputs)
    tree = parsed(re.sub(r"\$(\d\d)?", lambda found: f"input{found[1] or ''} ", text).strip())
    if tree is None:
        return Complaint(f"an expression of {inputs}, like B.tanh({inputs})", brief(text))
    wrong = next((wrong for node in ast.walk(tree) if (wrong := _part(node)) is not None), None)
    return wrong or _refused(text, inputs)


def plain(text: str) -> str:
    """Return an expression as lpnb has it, apart from its inputs: functions without ``B.`` and ``np.``, pi as a number.

    Args:
        text: An expression that nothing is wrong with.
    """
    text = re.sub(r"\b(B|np)\s*\.\s*Id\s*(?=\()", "", text)
    text = re.sub(r"\bnp\s*\.\s*(pi|e)\b(?!\s*[\w(.])", lambda found: f"{CONSTANTS[found[1]]!r}", text)
    return re.sub(r"\b(B|np)\s*\.\s*(?=[A-Za-z_])", "", text)


def _word(text: str) -> Complaint | None:
    """Return what is wrong with the name of a function."""
    if text in FUNCTIONS and _refused(text, "$") is None:
        return None
    if re.fullmatch(r"\w+", text) and text not in OTHERS:
        return Complaint("the name of a function", brief(text), ACTIVATIONS)
    mend = f"Write it into an expression, e.g. $ - B.{text}($)." if text in TAKEN else ""
    return Complaint("the name of a function, or an expression of $ like B.tanh($)", brief(text), (), mend)


def _lonely(text: str, inputs: str) -> Complaint:
    """Return what is wrong with a name where there are several inputs."""
    mend = f"Write e.g. B.{text}({inputs})." if text in TAKEN else ""
    return Complaint(f"an expression of {inputs}", brief(text), (), mend)


def _part(node: ast.AST) -> Complaint | None:
    """Return what is wrong with one part of an expression."""
    return _attribute(node) or _call(node) or _form(node)


def _attribute(node: ast.AST) -> Complaint | None:
    match node:
        case ast.Attribute(ast.Name("B"), name) if name not in FUNCTIONS:
            return Complaint("a function of B", f"B.{name}", FUNCTIONS)
        case ast.Attribute(ast.Name("B"), name) if name not in TAKEN:
            return Complaint("a function that lpnb has, too", f"B.{name}", TAKEN)
        case ast.Attribute(attr=name) if name.startswith("_"):
            return Complaint(FORMS, brief(name))
        case ast.Attribute(ast.Name("B" | "np")):
            return None
        case ast.Attribute(attr=name):
            return Complaint(FORMS, f"a value's .{name}")
    return None


def _call(node: ast.AST) -> Complaint | None:
    match node:
        case ast.Call(ast.Name(name)) if name in FUNCTIONS:
            return Complaint(f"B.{name}(...) inside of an expression", f"{name}(...)")
        case ast.Call(ast.Attribute(ast.Name("B"), name), _, keywords):
            return _argument(name, keywords)
    return None


def _form(node: ast.AST) -> Complaint | None:
    match node:
        case ast.Name(name) if name not in ("B", "np") and not re.fullmatch(r"input(\d\d)?", name):
            return Complaint(FORMS, brief(name))
        case ast.Constant(value) if not isinstance(value, (int, float, type(None))):
            return Complaint(FORMS, brief(value))
        case ast.IfExp():
            return Complaint(FORMS, "if ... else", (), "Compare instead: $ > 0 is 1 where it holds, and 0 elsewhere.")
        case ast.Lambda() | ast.comprehension() | ast.NamedExpr() | ast.Await() | ast.Yield() | ast.YieldFrom():
            return Complaint(FORMS, f"a {type(node).__name__.lower()}")
    return None


def _argument(name: str, keywords: list[ast.keyword]) -> Complaint | None:
    """Return what is wrong with the arguments of a function that are named."""
    call = functions.FUNCTIONS.get(name)
    known = tuple(inspect.signature(call).parameters) if call else ()
    for keyword in keywords:
        if known and keyword.arg not in known:
            return Complaint(f"an argument of B.{name}", f"{keyword.arg}=", known)
    return None


def _refused(text: str, inputs: str) -> Complaint | None:
    """Return why lpnb cannot take a function that the original could, None where it can."""
    letter = {"$": "x"}.get(inputs, "a")
    try:
        if inputs == "$":
            activations.read(plain(text))
        else:
            formulas.write(formulas.parse(re.sub(r"\$(\d\d)?", letter, plain(text)), (letter,)), {letter: ANY})
    except ExpressionError as error:
        expected, found, mend = (_original(part, letter, inputs) for part in _told(error, text))
        return Complaint(expected, found, (), "" if mend.startswith("Known:") else mend)
    return None


def _told(error: ExpressionError, text: str) -> tuple[str, str, str]:
    """Return what an error says; of an error of Python, its reason as what to mend."""
    problem = error.problem
    reason = re.fullmatch(r"\w+Error: (.*)", problem.found, re.DOTALL)
    if reason is None:
        return problem.expected, problem.found, problem.mend
    why = re.sub(r"[\w.<>]*<locals>\.\w+\(\)", "it", reason[1]).strip(".")
    return problem.expected, brief(text), f"{why[:1].upper()}{why[1:]}."


def _original(words: str, letter: str, inputs: str) -> str:
    """Return words about an expression with its inputs as the file has them."""
    return re.sub(rf"\b{letter}\b(?=[^ \w]|$)" if letter == "a" else rf"\b{letter}\b", lambda _: inputs, words)
