"""Calls of the original's functions, rewritten as lpnb has them: other arguments, other defaults, other names.

    B.mean($)                 mean($, axis=None)       of all values, as numpy says it too
    B.cast($ > 0, 'int32')    trunc($ > 0)
    B.MSE($00, $01)           square($00 - $01)
    np.sqrt(2.0)              1.4142135623730951

Each function of `CALLS` has the arguments of the original's, and takes and returns parts of a syntax tree.
"""

from __future__ import annotations

import ast
import inspect
import math
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import attrs

from lpnb.graph import functions
from lpnb.statestream import arithmetic

Node = ast.expr
CONSTANTS = {"pi": math.pi, "e": math.e, "inf": 1e30}
"""Numbers of ``np`` that an expression may name."""
OF_NUMBERS: Mapping[str, Callable[..., float]] = {
    **{name: getattr(math, name) for name in ("sqrt", "exp", "log", "log2", "log10", "sin", "cos", "tan", "floor")},
    **{name: getattr(math, name) for name in ("tanh", "sinh", "cosh", "ceil", "pow")},
    **dict.fromkeys(("float32", "float64", "float"), float),
    **dict.fromkeys(("int32", "int"), int),
    "power": math.pow,
    "square": lambda x: x * x,
    "arctan": math.atan,
    "abs": abs,
    "minimum": min,
    "maximum": max,
    "round": round,
}
"""Functions of numbers alone, which are worked out at once."""
SIGNS: Mapping[type[ast.AST], str] = {
    ast.FloorDiv: "floor(x / y)",
    ast.BitAnd: "x * y",
    ast.BitOr: "maximum(x, y)",
    ast.MatMult: "dot(x, y)",
}
"""What signs that lpnb does not have come to; those for bits are of truth values."""
NUMPY = {"arctan": "atan", "amax": "max", "amin": "min", "absolute": "abs", "power": "pow", "transpose": "dimshuffle"}
"""Functions of numpy that have another name here."""
NUMBERS = ("float16", "float32", "float64", "floatx")
WHOLE = ("int8", "int16", "int32", "int64", "uint8")
TRUTH = ("bool", "bool_")
"""Types of numbers by the names that they have in an expression."""


class Unwritable(Exception):
    """A call cannot be written in the language of lpnb.

    Attributes:
        expected: What belongs there.
        found: What is there.
        mend: What to do about it.
    """

    def __init__(self, expected: str, found: str, mend: str = "") -> None:
        """Take what to say."""
        super().__init__(expected)
        self.expected, self.found, self.mend = expected, found, mend


def rewritten(tree: Node, agents: int = 0) -> Node:
    """Return a syntax tree with all calls as lpnb has them; those that need nothing stay as they are.

    Args:
        tree: The tree; it is changed.
        agents: How many samples the file has, if that is known: a size that means them is written so.

    Raises:
        Unwritable: When one cannot be written.
    """
    inputs = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id.startswith("input")]
    return _Rewriter(agents, inputs[0] if inputs else "").visit(tree)  # type: ignore[no-any-return]  # an expression


@attrs.frozen
class _Rewriter(ast.NodeTransformer):
    agents: int
    first: str

    def visit_Attribute(self, node: ast.Attribute) -> Node:
        match node:
            case ast.Attribute(ast.Name("np"), name) if name in CONSTANTS:
                return ast.Constant(CONSTANTS[name])
        return node

    def visit_Call(self, node: ast.Call) -> Node:
        match node.func:
            case ast.Attribute(ast.Name("B" | "np" as owner), name):
                self._children(node)
                self._write_samples(node, name)
                return _rewritten_call(node, NUMPY.get(name, name) if owner == "np" else name)
        self.generic_visit(node)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> Node:
        self.generic_visit(node)
        sign = SIGNS.get(type(node.op))
        if sign is None:
            return node
        number = arithmetic.number(ast.unparse(node))
        if number is not None:
            return ast.Constant(number)
        return _put_in(sign, x=node.left, y=node.right)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Node:
        self.generic_visit(node)
        return _put_in("1 - x", x=node.operand) if isinstance(node.op, ast.Invert) else node

    def _write_samples(self, node: ast.Call, name: str) -> None:
        """Write the size of the first axis, which a file knows, so that it holds for any number of samples."""
        for sizes in [*node.args, *(word.value for word in node.keywords)]:
            if name not in ("reshape", "zeros", "ones") or not isinstance(sizes, (ast.Tuple, ast.List)):
                continue
            numbers = [one.value if isinstance(one, ast.Constant) else None for one in sizes.elts]
            count = numbers[0] if numbers and isinstance(numbers[0], int) else 0
            if not (self.agents and self.first and count > 0 and count % self.agents == 0):
                continue
            if name == "reshape" and "-1" not in map(ast.unparse, sizes.elts):
                sizes.elts[0] = ast.parse("-1", mode="eval").body  # which it is, of any number of samples
            elif count == self.agents:
                sizes.elts[0] = ast.parse(f"shape({self.first})[0]", mode="eval").body

    def _children(self, node: ast.Call) -> None:
        """Rewrite the arguments of a call, not what is called."""
        node.args = [self.visit(one) for one in node.args]
        for keyword in node.keywords:
            keyword.value = self.visit(keyword.value)


def _rewritten_call(node: ast.Call, name: str) -> Node:
    number = _number(node, name)
    if number is not None:
        return number
    make = CALLS.get(name)
    if make is None:
        return node
    if any(isinstance(one, ast.Starred) for one in node.args) or any(word.arg is None for word in node.keywords):
        raise Unwritable(f"arguments of B.{name} one by one", ast.unparse(node))
    try:
        bound = inspect.signature(make).bind(*node.args, **{str(word.arg): word.value for word in node.keywords})
    except TypeError as error:
        words = str(error)
        raise Unwritable(f"B.{signature(name)}", ast.unparse(node), f"{words[:1].upper()}{words[1:]}.") from None
    made: Node = make(*bound.args, **bound.kwargs)
    return made


def _number(node: ast.Call, name: str) -> Node | None:
    """Return what a function of numbers alone comes to."""
    if name not in OF_NUMBERS or node.keywords:
        return None
    values = [arithmetic.number(ast.unparse(one)) for one in node.args]
    if not values or None in values:
        return None
    try:
        return ast.Constant(OF_NUMBERS[name](*values))
    except (ArithmeticError, ValueError, TypeError):
        raise Unwritable("a number that there is", ast.unparse(node)) from None


def signature(name: str) -> str:
    """Return how a function is called: ``clip(x, min_value, max_value)``."""
    return f"{name}({', '.join(arguments(name))})"


def arguments(name: str) -> tuple[str, ...]:
    """Return the names of the arguments of a function of the original."""
    call = CALLS.get(name) or functions.FUNCTIONS.get(name)
    return tuple(inspect.signature(call).parameters) if call else ()


# -- what each becomes ------------------------------------------------------------------------------------------------


def _call(name: str, *values: Node, **named: Node | None) -> ast.Call:
    keywords = [ast.keyword(word, value) for word, value in named.items() if value is not None]
    return ast.Call(ast.Name(name), list(values), keywords)


def _template(text: str) -> Callable[..., Node]:
    """Return what writes a formula of x, and of y where it has one."""
    if "y" in text:
        return lambda x, y: _put_in(text, x=x, y=y)
    return lambda x: _put_in(text, x=x)


def _put_in(text: str, **parts: Node) -> Node:
    class Put(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> Node:
            return parts.get(node.id, node)

    return Put().visit(ast.parse(text, mode="eval").body)  # type: ignore[no-any-return]  # an expression


def _reducing(name: str) -> Callable[..., Node]:
    def reduce(x: Node, axis: Node | None = None, keepdims: Node | None = None) -> Node:
        return _call(name, x, axis=axis or ast.Constant(None), keepdims=keepdims)

    return reduce


def _place_of(name: str) -> Callable[..., Node]:
    def place(x: Node, axis: Node | None = None, keepdims: Node | None = None) -> Node:  # noqa: ARG001 - had no effect
        return _call(name, x, axis=axis or ast.Constant(-1))

    return place


def _clip(x: Node, min_value: Node, max_value: Node) -> Node:
    return _call("clip", x, min_value, max_value)


def _lesser(x: Node, y: Node) -> Node:
    return _call("minimum", x, y)


def _greater(x: Node, y: Node) -> Node:
    return _call("maximum", x, y)


def _cast(x: Node, dtype: Node) -> Node:
    kind = str(dtype.value) if isinstance(dtype, ast.Constant) else ast.unparse(dtype).removeprefix("np.")
    if kind in NUMBERS:
        return ast.BinOp(ast.Constant(1), ast.Mult(), x) if isinstance(x, ast.Compare) else x
    if kind in WHOLE:
        return _call("trunc", x)
    if kind in TRUTH:
        return ast.Compare(x, [ast.NotEq()], [ast.Constant(0)])
    raise Unwritable("a type of numbers: 'float32', 'int32' or 'bool'", kind)


def _concatenate(states: Node, axis: Node | None = None) -> Node:
    return _call("concatenate", states, axis=axis or ast.Constant(-1))


def _repeat(x: Node, reps: Node, axis: Node) -> Node:
    return _call("repeat", x, reps, axis)


def _reshape(x: Node, shape: Node) -> Node:
    return _call("reshape", x, shape)


def _tensordot(x: Node, y: Node, axes: Node) -> Node:
    return _call("tensordot", x, y, axes=axes)


def _filled(word: str) -> Callable[..., Node]:
    def fill(shape: Node, dtype: Node | None = None, name: Node | None = None) -> Node:  # noqa: ARG001 - all are floats
        return _call(word, shape)

    return fill


def _dimshuffle(x: Node, pattern: Node) -> Node:
    if not isinstance(pattern, (ast.Tuple, ast.List)):
        raise Unwritable("a pattern like (0, 'x', 1)", ast.unparse(pattern))
    axes = [ast.Constant(None) if isinstance(one, ast.Constant) and one.value == "x" else one for one in pattern.elts]
    return _call("transpose", x, ast.Tuple(axes, ast.Load()))


def _conv2d(
    x: Node,
    kernel: Node,
    border_mode: Node | None = None,
    subsample: Node | None = None,
    filter_dilation: Node | None = None,
) -> Node:
    mode = ast.literal_eval(border_mode) if isinstance(border_mode, (ast.Constant, ast.Tuple)) else "half"
    valid = ast.Constant(value=False) if mode in ("valid", (0, 0)) else None
    return _call("conv2d", x, kernel, stride=subsample, dilation=filter_dilation, same=valid)


def _grad(loss: Node, variables: Node) -> NoReturn:  # noqa: ARG001 - no matter of what
    mend = "Write the derivative itself, e.g. 1 - B.tanh($)**2; weights learn by a plasticity of type loss."
    raise Unwritable("a function that a frame can compute: gradients are there while learning only", "B.grad", mend)


CALLS: Mapping[str, Callable[..., Any]] = {
    **{name: _reducing(name) for name in ("min", "max", "sum", "prod", "mean", "std", "var", "any")},
    **{name: _place_of(name) for name in ("argmin", "argmax")},
    "clip": _clip,
    "minimum": _lesser,
    "maximum": _greater,
    "cast": _cast,
    "concatenate": _concatenate,
    "repeat": _repeat,
    "reshape": _reshape,
    "zeros": _filled("zeros"),
    "ones": _filled("ones"),
    "dimshuffle": _dimshuffle,
    "conv2d": _conv2d,
    "grad": _grad,
    "dot": _template("dot(x, y)"),
    "tensordot": _tensordot,
    "pow": _template("x ** y"),
    "Id": _template("x"),
    "flatten": _template("reshape(x, (-1,))"),
    "MSE": _template("square(x - y)"),
    "MAE": _template("abs(x - y)"),
    "hinge": _template("relu(1 - x * y)"),
    "negloglikelihood": _template("neglog(x) * y"),
    "categorical_crossentropy": _template("sum(neglog(clip(x, 1e-6, 0.999999)) * y, axis=-1)"),
    "minimize": _template("x"),
    "maximize": _template("-x"),
}
"""What each call becomes that lpnb has in another form."""
