"""The original's functions by name, and what is wrong with an expression of them: ``B.tanh($) * $``.

A text is only looked at here, as a tree, and `lpnb.graph` is asked whether it can take it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

import attrs

from lpnb.errors import ExpressionError, brief
from lpnb.graph import activations, formulas, reforming
from lpnb.graph.written import NOWHERE, Written
from lpnb.statestream.arithmetic import parsed
from lpnb.statestream.rewriting import Unwritable, arguments, rewritten

ACTIVATIONS = (
    *("Id", "tanh", "sigmoid", "exp", "erf", "mexp", "relu", "leakyrelu", "selu", "elu", "softplus", "softmax"),
    *("square", "msquare", "gaussian", "log", "neglog", "sqrt", "abs", "sign", "spiky", "switchsign", "step"),
    *("rectangular", "bilinear", "softround", "linround", "linroundint", "linroundpow2"),
)
"""What a pool or a synapse pool may have as `act`."""
OTHERS = (
    *("min", "max", "sum", "prod", "mean", "std", "var", "any", "argmin", "argmax", "clip", "minimum", "maximum"),
    *("floor", "dot", "tensordot", "cast", "shape", "ndim", "reshape", "repeat", "flatten", "dimshuffle"),
    *("concatenate", "zeros", "ones", "conv2d", "grad", "MSE", "MAE", "hinge", "negloglikelihood"),
    *("categorical_crossentropy", "minimize", "maximize"),
)
"""What may be called in an expression besides."""
FUNCTIONS = (*ACTIVATIONS, *OTHERS)
ALL, FIRST = "[:, :, None, None]", "[:, :, 0, 0]"
"""What makes a vector a map of one pixel, and what takes it out again."""
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
    if inputs == "$" and (numbered := re.search(r"\$\d+", text)):
        mend = "Numbers of factor and input ($00, $10) are for 'func' alone."
        return Complaint("$, which stands for all that there is", numbered[0], (), mend)
    if "$" not in text and (inputs == "$" or re.fullmatch(r"\w+", text)):
        return _word(text) if inputs == "$" else _lonely(text, inputs)
    tree = _tree(text)
    if tree is None:
        return Complaint(f"an expression of {inputs}, like B.tanh({inputs})", brief(text))
    return _first_wrong(tree, _part) or _unwritable(tree, inputs) or _refused(text, inputs)


def _tree(text: str) -> ast.expr | None:
    """Return the syntax tree of an expression, its inputs as names; None for a text that is none."""
    return parsed(re.sub(r"\$(\d\d)?", lambda found: f"input{found[1] or ''} ", text).strip())


def _first_wrong(tree: ast.expr, check: Callable[[ast.AST], Complaint | None]) -> Complaint | None:
    return next((wrong for node in ast.walk(tree) if (wrong := check(node)) is not None), None)


def _unwritable(tree: ast.expr, inputs: str) -> Complaint | None:
    """Return what of a tree lpnb cannot say."""
    try:
        return _first_wrong(rewritten(tree), _constant)
    except Unwritable as wrong:
        expected, found, mend = (
            re.sub(r"\binput(\d*)\b", r"$\1", words) for words in (wrong.expected, wrong.found, wrong.mend)
        )
        return Complaint(expected, found, (), mend.replace("$", inputs) if inputs != "$" else mend)


def plain(text: str, agents: int = 0) -> str:
    """Return an expression as lpnb has it, apart from its inputs: functions without ``B.`` and ``np.``, pi as a number.

    Args:
        text: An expression that nothing is wrong with.
        agents: How many samples the file has, where that is known.
    """
    bare = re.sub(r"\b(B|np)\s*\.\s*(?=[A-Za-z_])", "", text)
    tree = _tree(text)
    if tree is None or re.fullmatch(r"\w+", text):
        return bare
    new, same = ast.unparse(rewritten(tree, agents)), _tree(bare)
    new = re.sub(r"\b(B|np)\.(?=[A-Za-z_])", "", new)
    return bare if same is not None and new == ast.unparse(same) else re.sub(r"\binput(\d*)\b", r"$\1", new)


def fitted(text: str, size: tuple[int, int, int], agents: int = 0) -> str:
    """Return a function of a state of some size, as lpnb has it.

    All states of the original had four axes. Vectors have two here, and so an expression that speaks of axes gets them.
    """
    words = plain(text, agents)
    if size[1:] != (1, 1) or not speaks_of_axes(words):
        return words
    with_all = words.replace("$", f"${ALL}")
    try:
        sizes = activations.sizes(activations.read(with_all), size[:1])
    except ExpressionError:
        return with_all  # which is said of the graph
    return f"({with_all}){FIRST}" if sizes is not None and len(sizes) == 4 else with_all


def speaks_of_axes(words: str) -> bool:
    """Return whether an expression, as `plain` returns it, does something else to vectors than to one-pixel maps."""
    tree = _tree(words)
    return tree is not None and any(
        isinstance(node, ast.Subscript)
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in reforming.FUNCTIONS)
        or (isinstance(node, ast.keyword) and node.arg == "axis" and ast.unparse(node.value) not in ("None", "0", "1"))
        for node in ast.walk(tree)
    )


def _word(text: str) -> Complaint | None:
    """Return what is wrong with the name of a function."""
    if text in FUNCTIONS and _refused(text, "$") is None:
        return None
    if re.fullmatch(r"\w+", text) and text not in OTHERS:
        return Complaint("the name of a function", brief(text), ACTIVATIONS)
    mend = f"Write it into an expression, e.g. $ - B.{text}($)." if text in FUNCTIONS else ""
    return Complaint("the name of a function, or an expression of $ like B.tanh($)", brief(text), (), mend)


def _lonely(text: str, inputs: str) -> Complaint:
    """Return what is wrong with a name where there are several inputs."""
    mend = f"Write e.g. B.{text}({inputs})." if text in FUNCTIONS else ""
    return Complaint(f"an expression of {inputs}", brief(text), (), mend)


def _part(node: ast.AST) -> Complaint | None:
    """Return what is wrong with one part of an expression."""
    return _attribute(node) or _call(node) or _form(node)


def _constant(node: ast.AST) -> Complaint | None:
    """Return what is wrong with a constant; the names of types and patterns are no more there."""
    match node:
        case ast.Constant(value) if not isinstance(value, (int, float, type(None))):
            return Complaint(FORMS, brief(value))
    return None


def _attribute(node: ast.AST) -> Complaint | None:
    match node:
        case ast.Attribute(ast.Name("B"), name) if name not in FUNCTIONS:
            return Complaint("a function of B", f"B.{name}", FUNCTIONS)
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
            mend = "A value of a module stands alone, like act: _act, and not within an expression."
            return Complaint(FORMS, brief(name), (), mend if name.startswith("_") else "")
        case ast.IfExp():
            return Complaint(FORMS, "if ... else", (), "Compare instead: $ > 0 is 1 where it holds, and 0 elsewhere.")
        case ast.Lambda() | ast.comprehension() | ast.NamedExpr() | ast.Await() | ast.Yield() | ast.YieldFrom():
            return Complaint(FORMS, f"a {type(node).__name__.lower()}")
    return None


def _argument(name: str, keywords: list[ast.keyword]) -> Complaint | None:
    """Return what is wrong with the arguments of a function that are named."""
    known = arguments(name)
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
