"""Expressions: ``mean(x, axis=1)``, ``where(hidden > 0, hidden, 0)``, read and worked out without `eval`.

The text goes through Python's parser, and of what comes out only the forms below are taken. It is worked out by walking
over that tree with functions that the caller gives: numpy's for views, torch's for losses. No text ever becomes code.

    numbers, True, False, None        1, 0.5, axis=None
    names                             x, hidden, data.image
    + - * / ** %  -x  +x              of numbers and arrays
    < <= > >= == !=                   one at a time
    x[0], x[:, 1:3], x[..., -1]       parts of an array
    mean(x, axis=(1, 2))              functions that the caller knows
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from math import prod
from typing import Any, NoReturn, Self

import attrs

from lpnb.errors import ExpressionError, Problem, brief, nearest

LONGEST = 500
"""Letters of an expression, at most."""
DEEPEST = 60
"""Levels of its tree, at most."""
GREATEST_POWER = 64
"""The greatest exponent that can be written, and the least with a minus."""
MOST_VALUES = 2**26
"""Values of a result, at most: two long arrays side by side would otherwise take all memory there is."""

Functions = Mapping[str, Callable[..., Any]]
"""What can be called, by name."""

FORMS = "numbers, names, + - * / ** %, comparisons, x[...] and calls of functions"


def _number(operand: Any) -> Any:
    """Return truth values as 0 and 1: numpy takes their sum for "or", and refuses their difference."""
    return operand * 1 if str(getattr(operand, "dtype", "")).endswith("bool") else operand


def _power(base: Any, exponent: Any) -> Any:
    """Return a power; that of two numbers as a float, so that it cannot grow without end."""
    if not isinstance(base, (int, float)) or not isinstance(exponent, (int, float)):
        return base**exponent
    result = float(base) ** exponent
    if isinstance(result, complex):
        raise ValueError("a negative number has no such power")  # noqa: TRY004 - its type is right, its value is not
    whole = isinstance(base, int) and isinstance(exponent, int) and abs(result) < 2**53 and result.is_integer()
    return int(result) if whole else result


OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: lambda a, b: _number(a) + _number(b),
    ast.Sub: lambda a, b: _number(a) - _number(b),
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
    ast.Pow: _power,
    ast.UAdd: _number,
    ast.USub: lambda a: -_number(a),
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


@attrs.frozen
class Expression:
    """An expression that was read and found good.

    Attributes:
        text: As it was written.
        names: The values that it reads, in order of appearance, e.g. ``("data.image", "hidden")``.
    """

    text: str
    names: tuple[str, ...]
    _tree: ast.expr = attrs.field(eq=False, repr=False)

    @classmethod
    def parse(cls, text: str, names: Collection[str], functions: Collection[str]) -> Self:
        """Read an expression.

        Args:
            text: What a person wrote, at most 500 letters.
            names: The values that it may read.
            functions: The functions that it may call (a mapping by name will do).

        Raises:
            ExpressionError: When it cannot be read; names the column, and the nearest known name.
        """
        tree = _Reader(text, names, functions).read()
        read = (_dotted(node) for node in _in_order(tree))
        return cls(text, tuple(dict.fromkeys(name for name in read if name)), tree)

    def evaluate(self, values: Mapping[str, Any], functions: Functions) -> Any:
        """Work it out.

        Args:
            values: The value of each name that it reads: arrays (or tensors) and numbers.
            functions: The functions that it calls.

        Returns:
            An array, or a number. It may be one of the values itself, or a part of it: do not change it in place.

        Raises:
            ExpressionError: When these values do not go together; names the column of the innermost part that failed.
        """
        return _Worker(self.text, values, functions).value(self._tree)


# -- reading ----------------------------------------------------------------------------------------------------------


class _Reader:
    """Takes a text apart, and refuses whatever is not one of the forms."""

    def __init__(self, text: str, names: Collection[str], functions: Collection[str]) -> None:
        self.text, self.names, self.functions = text, names, functions

    def read(self) -> ast.expr:
        if not isinstance(self.text, str) or not 0 < len(self.text) <= LONGEST:
            found = f"{len(self.text)}" if isinstance(self.text, str) else brief(self.text)
            _refuse(self.text, 1, f"an expression of 1 to {LONGEST} letters", found)
        odd = re.search(r"[\\'\"#;\0]", self.text)  # no text within the text, no comments
        if odd:
            _refuse(self.text, odd.start() + 1, FORMS, repr(odd[0]))
        line = re.sub(r"\s", " ", self.text)
        try:
            tree = ast.parse(line.lstrip(), mode="eval").body
        except SyntaxError as error:
            column = (error.offset or 1) + len(line) - len(line.lstrip())
            self._refuse_syntax(column, error.msg)
        except (ValueError, RecursionError, MemoryError):
            _refuse(self.text, 1, "an expression", "what cannot be read")
        for node in ast.walk(tree):
            if isinstance(node, ast.expr):  # ast counts bytes of the stripped line, people letters of theirs
                before = line.lstrip().encode()[: node.col_offset].decode(errors="ignore")
                node.col_offset = len(before) + len(line) - len(line.lstrip())
        self.check(tree)
        return tree

    def _refuse_syntax(self, column: int, words: str) -> NoReturn:
        column = max(1, min(column, len(self.text)))
        rest = self.text[column - 1 :].strip()
        found = brief(rest, 30) if rest else "its end"
        _refuse(self.text, column, f"an expression, like mean(x, axis=1) ({words})", found)

    def check(self, node: ast.expr, depth: int = 1) -> None:
        """Refuse a part of the tree, or one below it."""
        if depth > DEEPEST:
            self.refuse(node, f"at most {DEEPEST} levels of brackets and operators", "more")
        checker = getattr(self, f"_{type(node).__name__.lower()}", None)
        if checker is None:
            self.refuse(node, FORMS, brief(ast.unparse(node), 30))
        for part in checker(node):
            self.check(part, depth + 1)

    def refuse(self, node: ast.expr, expected: str, found: str, mend: str = "") -> NoReturn:
        _refuse(self.text, node.col_offset + 1, expected, found, mend)

    def _constant(self, node: ast.Constant) -> Iterator[ast.expr]:
        if not isinstance(node.value, (int, float, type(None))):
            self.refuse(node, FORMS, brief(ast.unparse(node), 30))
        if node.value is not None and not abs(node.value) < 1e300:
            self.refuse(node, "numbers below 1e300", "a greater one")
        yield from ()

    def _name(self, node: ast.Name | ast.Attribute) -> Iterator[ast.expr]:
        name = _dotted(node)
        if name is None:
            self.refuse(node, "names like hidden or data.image", brief(ast.unparse(node), 30))
        if name not in self.names:
            is_function = name in self.functions
            mend = f"It is a function: write {name}(...)." if is_function else nearest(name, self.names)
            self.refuse(node, "the name of a value", brief(name), mend)
        yield from ()

    _attribute = _name

    def _call(self, node: ast.Call) -> Iterator[ast.expr]:
        name = _dotted(node.func) or ast.unparse(node.func)
        if name not in self.functions:
            self.refuse(node, "the name of a function", brief(name, 30), nearest(name, self.functions))
        for argument in node.args:
            yield from self._items(argument)
        for keyword in node.keywords:
            if keyword.arg is None:
                self.refuse(node, "arguments like axis=1", "**")
            yield from self._items(keyword.value)

    def _items(self, node: ast.expr, deeper: int = 1) -> list[ast.expr]:
        """Return the elements of a tuple or list, which only arguments and places may be, or the node itself."""
        if not isinstance(node, (ast.Tuple, ast.List)):
            return [node]
        return [one for item in node.elts for one in (self._items(item, deeper - 1) if deeper else [item])]

    def _binop(self, node: ast.BinOp) -> Iterator[ast.expr]:
        if type(node.op) not in OPERATORS:
            self.refuse(node, "one of + - * / ** %", brief(ast.unparse(node), 30))
        if isinstance(node.op, ast.Pow):
            self._check_power(node.right)
        yield from (node.left, node.right)

    def _check_power(self, exponent: ast.expr) -> None:
        for part in ast.walk(exponent):
            if isinstance(part, ast.Pow):
                self.refuse(exponent, "an exponent without a power in it", "a power of a power", "Use exp(...).")
            too_great = isinstance(part, ast.Constant) and isinstance(part.value, (int, float))
            if too_great and abs(part.value) > GREATEST_POWER:  # type: ignore[attr-defined]  # a constant, see above
                found = brief(ast.unparse(part), 30)
                self.refuse(exponent, f"exponents from -{GREATEST_POWER} to {GREATEST_POWER}", found)

    def _unaryop(self, node: ast.UnaryOp) -> Iterator[ast.expr]:
        if type(node.op) not in OPERATORS:
            self.refuse(node, FORMS, brief(ast.unparse(node), 30))
        yield node.operand

    def _compare(self, node: ast.Compare) -> Iterator[ast.expr]:
        if len(node.ops) > 1:
            mend = "Multiply two of them: (0 < x) * (x < 1)."
            self.refuse(node, "one comparison at a time", brief(ast.unparse(node), 30), mend)
        if type(node.ops[0]) not in OPERATORS:
            self.refuse(node, "one of < <= > >= == !=", brief(ast.unparse(node), 30))
        yield from (node.left, *node.comparators)

    def _subscript(self, node: ast.Subscript) -> Iterator[ast.expr]:
        yield node.value
        for place in self._items(node.slice, 0):
            if isinstance(place, ast.Slice):
                yield from (end for end in (place.lower, place.upper, place.step) if end is not None)
            elif not (isinstance(place, ast.Constant) and place.value is ...):
                yield place


def _refuse(text: Any, column: int, expected: str, found: str, mend: str = "") -> NoReturn:
    place = f"expression {brief(text)}, column {column}"
    raise ExpressionError(Problem(place, expected, found, mend=mend), column) from None


def _dotted(node: ast.AST) -> str | None:
    """Return ``data.image`` for a name or an attribute of a name, None for anything else."""
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return f"{before}.{node.attr}" if before else None
    return node.id if isinstance(node, ast.Name) else None


def _in_order(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the parts of a tree that are values, left to right: neither the names of functions nor halves of names."""
    yield node
    if _dotted(node) is None:
        skipped = node.func if isinstance(node, ast.Call) else None
        parts = (part.value if isinstance(part, ast.keyword) else part for part in ast.iter_child_nodes(node))
        for part in parts:
            if isinstance(part, ast.expr) and part is not skipped:
                yield from _in_order(part)


# -- working it out ---------------------------------------------------------------------------------------------------


@attrs.frozen
class _Worker:
    """Walks over a tree that `_Reader` has let pass."""

    text: str
    values: Mapping[str, Any]
    functions: Functions

    def value(self, node: ast.expr) -> Any:
        """Return the value of a part of the tree."""
        try:
            return getattr(self, f"_{type(node).__name__.lower()}")(node)
        except ExpressionError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever arrays raise, the person gets it in words, with its place
            words = (str(error).splitlines() or [""])[0].removesuffix(".")
            found = f"{type(error).__name__}: {words}"[:200]
            _refuse(self.text, node.col_offset + 1, f"values that go into {brief(ast.unparse(node), 40)}", found)

    def _constant(self, node: ast.Constant) -> Any:
        return node.value

    def _name(self, node: ast.Name | ast.Attribute) -> Any:
        name = _dotted(node) or ""
        if name not in self.values:
            _refuse(self.text, node.col_offset + 1, "a value", f"none of {name!r}", nearest(name, self.values))
        return self.values[name]

    _attribute = _name

    def _call(self, node: ast.Call) -> Any:
        name = _dotted(node.func) or ""
        arguments = [self._item(argument) for argument in node.args]
        return self.functions[name](*arguments, **{word.arg or "": self._item(word.value) for word in node.keywords})

    def _item(self, node: ast.expr) -> Any:
        return tuple(map(self._item, node.elts)) if isinstance(node, (ast.Tuple, ast.List)) else self.value(node)

    def _binop(self, node: ast.BinOp) -> Any:
        return self._apply(node.op, self.value(node.left), self.value(node.right))

    def _unaryop(self, node: ast.UnaryOp) -> Any:
        return self._apply(node.op, self.value(node.operand))

    def _compare(self, node: ast.Compare) -> Any:
        return self._apply(node.ops[0], self.value(node.left), self.value(node.comparators[0]))

    def _apply(self, sign: ast.AST, *operands: Any) -> Any:
        make_room(*(getattr(operand, "shape", ()) for operand in operands))
        return OPERATORS[type(sign)](*operands)

    def _subscript(self, node: ast.Subscript) -> Any:
        array = self.value(node.value)
        if not isinstance(node.slice, (ast.Tuple, ast.List)):
            place = self._place(node.slice)
            make_room((prod(getattr(place, "shape", ())), *array.shape[1:]))
            return array[place]
        places = tuple(map(self._place, node.slice.elts))
        if any(getattr(place, "shape", ()) for place in places):
            raise IndexError("an array stands alone in the brackets: x[index]")
        return array[places]

    def _place(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Slice):
            return slice(*(None if end is None else self.value(end) for end in (node.lower, node.upper, node.step)))
        return self.value(node)


def make_room(*shapes: tuple[int, ...]) -> None:
    """Raise `MemoryError` when arrays of these shapes, spread over one another, come to more values than is sensible.

    Functions that make large arrays of small ones call it too.
    """
    longest = max(map(len, shapes), default=0)
    padded = [(1,) * (longest - len(shape)) + tuple(shape) for shape in shapes]
    values = prod(max(sizes) for sizes in zip(*padded, strict=True))
    if values > MOST_VALUES:
        raise MemoryError(f"the result would have {values} values, more than {MOST_VALUES}")
