"""Functions of one value, by name or as an expression: what a field that `lpnb.graph.fields.function` makes can hold.

    tanh                      a name out of `NAMES`
    tanh(x) * x               an expression in x, in the language of `lpnb.graph.expression`
    relu(x, thresh=0.5)       with settings of a function

They are written as text of the program: see `write`. Networks of statestream are read as well: ``$`` is x, and
``B.tanh($)`` is ``tanh(x)``.
"""

from __future__ import annotations

import functools
import re

from lpnb.errors import ExpressionError, Problem, brief, nearest
from lpnb.graph import formulas
from lpnb.graph.code import Code, NodeCode, Value
from lpnb.graph.functions import EACH, FUNCTIONS
from lpnb.graph.written import BATCH, NOWHERE, Pen, Sizes, Written

IDENTITY = "identity"
SOFTMAX = "softmax"
ACTIVATIONS: dict[str, tuple[str, str]] = {
    # name: (makes a new tensor, changes its argument in place or the same where torch has no such form)
    "relu": ("torch.relu", "torch.relu_"),
    "leaky_relu": ("torch.nn.functional.leaky_relu", "torch.nn.functional.leaky_relu_"),
    "elu": ("torch.nn.functional.elu", "torch.nn.functional.elu_"),
    "selu": ("torch.nn.functional.selu", "torch.nn.functional.selu"),
    "gelu": ("torch.nn.functional.gelu", "torch.nn.functional.gelu"),
    "softplus": ("torch.nn.functional.softplus", "torch.nn.functional.softplus"),
    "tanh": ("torch.tanh", "torch.tanh_"),
    "sigmoid": ("torch.sigmoid", "torch.sigmoid_"),
    "softmax": ("torch.softmax", "torch.softmax"),
}
"""Those that torch has a call for."""
NAMES = (IDENTITY, *dict.fromkeys((*ACTIVATIONS, *EACH)))
"""All functions that a name alone stands for."""
ALIASES = {"Id": IDENTITY, "leakyrelu": "leaky_relu(x, leak=0.1)"}
"""Other names of theirs, as statestream spells them."""
EXPECTED = "the name of a function or an expression in x, e.g. tanh(x) * x"


def read(text: object) -> str:
    """Return a function in the form in which a field keeps it.

    Args:
        text: A name, or an expression in ``x`` (or ``$``).

    Raises:
        ExpressionError: When it is neither; its place names the column.
    """
    if not isinstance(text, str):
        raise ExpressionError(Problem("a function", EXPECTED, brief(text)))
    plain = re.sub(r"\bB\s*\.\s*(?=[A-Za-z_])", "", text.replace("$", "x")).strip()
    plain = ALIASES.get(plain, plain)
    return plain if plain in NAMES else _checked(plain)


def write(text: str, x: str, code: Code, shape: tuple[int, ...] | None = None) -> str:
    """Return a function of a value as text of the program; it changes nothing in place.

    Args:
        text: The function, as `read` has returned it.
        x: The text of the value: a name, where the function reads it more than once (see `reads_once`).
        code: The emitter.
        shape: The sizes of the value's samples; what comes out as less, as ``mean(x)`` does, is spread over them.
    """
    if text == IDENTITY:
        return x
    if text in ACTIVATIONS:
        return _call(text, x, code, place=0)
    written = _work_out(text, x, code, shape)
    return written.text if shape is None else formulas.spread_over(written, shape).text


def activate(text: str, value: Value, code: NodeCode) -> Value:
    """Return a function of a node's value, in place where that is allowed."""
    if text == IDENTITY:
        return value
    if text in ACTIVATIONS:
        return Value(_call(text, value.text, code, place=value.fresh), fresh=True)
    plain = reads_once(text) or re.fullmatch(r"[\w.]+", value.text)
    name = value.text if plain else code.let("x", value.text)
    return formulas.spread_over(_work_out(text, name, code, code.target.shape), code.target.shape)


def wanted(error: ExpressionError, place: str = "") -> str:
    """Return in words what an error expected and, where that is known, in which column of which place."""
    where = f" of {place}" if place else ""
    column = f", column {error.column}"
    return error.problem.expected + (f" in{column[1:]}{where}" if error.problem.place.endswith(column) else "")


def after(outer: str, inner: str) -> str:
    """Return a function, by its name, of what another one makes."""
    if inner == IDENTITY:
        return outer
    return read(f"{outer}({f'{inner}(x)' if inner in NAMES else inner})")


@functools.cache
def reads_once(text: str) -> bool:
    """Return whether the text that a function writes has its argument in it once."""
    return len(re.findall(r"\bx\b", _result(text, None).text)) == 1


@functools.lru_cache(maxsize=4096)
def sizes(text: str, shape: tuple[int, ...]) -> Sizes:
    """Return the sizes of what a function makes of samples of a shape, the batch first (see `BATCH`).

    Raises:
        ExpressionError: When it cannot be worked out for such samples; its place names the column.
    """
    return _result(text, (BATCH, *shape)).sizes


@functools.lru_cache(maxsize=1024)
def _checked(text: str) -> str:
    """Return an expression, or the name that says the same: ``tanh(x)`` is ``tanh``."""
    if text.isidentifier() and text != "x":
        known = text in FUNCTIONS
        mend = f"Write it as an expression, e.g. x - {text}(x)." if known else nearest(text, NAMES)
        raise ExpressionError(Problem("a function", EXPECTED, repr(text), mend=mend))
    _result(text, None)
    called = re.fullmatch(r"(\w+)\s*\(\s*x\s*\)", text)
    if text == "x":
        return IDENTITY
    return called[1] if called and called[1] in NAMES else text


def _result(text: str, sizes: Sizes) -> Written:
    return _evaluated(text, Written("x", NOWHERE, sizes, fresh=False))


def _work_out(text: str, x: str, code: Code, shape: tuple[int, ...] | None) -> Written:
    pen = Pen(code.use, code.new, getattr(code, "past", x))
    return _evaluated(text, Written(x, pen, None if shape is None else (BATCH, *shape), fresh=False))


def _evaluated(text: str, x: Written) -> Written:
    if text == IDENTITY:
        return x
    named = text in EACH or text in ACTIVATIONS
    return formulas.write(formulas.parse(f"{text}(x)" if named else text, ("x",)), {"x": x})


def _call(name: str, x: str, code: Code, place: int) -> str:
    axis = ", 1" if name == SOFTMAX else ""
    return f"{code.use(ACTIVATIONS[name][place])}({x}{axis})"
