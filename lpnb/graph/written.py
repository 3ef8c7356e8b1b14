"""Values of the program that are not there yet: working out an expression with them writes its text, in terms of torch.

    x, y: Written        (x + 1) * y   ->   "((past.a + 1) * past.b)"

Nothing here knows torch: functions are named by their dotted paths. Text comes from the texts that the emitter gives
and from numbers alone, so that nothing that a person typed becomes code.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from typing import Any

import attrs
import numpy as np

from lpnb.graph.code import bare

BATCH = 7
"""Samples of a value whose sizes are known: a number that no other axis has by chance."""
Sizes = tuple[int, ...] | None
"""The sizes of a value, the batch first; None where they are not known."""


@attrs.frozen
class Pen:
    """What writing needs of the program.

    Attributes:
        use: Imports a dotted path, and returns the name to call it by.
        new: Returns a name that nothing else in the program has.
        like: The text of a tensor with the type of numbers that results shall have.
    """

    use: Callable[[str], str]
    new: Callable[[str], str]
    like: str

    def call(self, path: str, *arguments: Any) -> Written:
        """Return the call of a function that spreads its arguments over one another."""
        texts = ", ".join(bare(text_of(argument)) for argument in arguments)
        return Written(f"{self.use(path)}({texts})", self, spread(*arguments))


NOWHERE = Pen(use=lambda path: path.rpartition(".")[2], new=lambda word: word, like="x")
"""For expressions that are only read."""


class Written:
    """A value, by its text.

    Attributes:
        text: The expression; safe inside of a larger one.
        pen: What wrote it.
        sizes: Its sizes, the batch first, None where they are not known.
        truth: Whether it holds truth values. They count as 0 and 1.
        fresh: Whether it is a new tensor that nothing else holds.
    """

    __hash__ = None  # type: ignore[assignment]  # equality writes text

    def __init__(self, text: str, pen: Pen, sizes: Sizes = None, *, truth: bool = False, fresh: bool = True) -> None:
        """Stand for `text`."""
        self.text, self.pen, self.sizes, self.truth, self.fresh = text, pen, sizes, truth, fresh

    @property
    def shape(self) -> tuple[int, ...]:
        """Its sizes as far as they are known."""
        return self.sizes or ()

    @property
    def dtype(self) -> str:
        """What it holds, as `lpnb.graph.expression` asks for it."""
        return "bool" if self.truth else "float"

    def __bool__(self) -> bool:
        """Refuse: nothing is known of its values yet."""
        raise TypeError("its values are not known before it runs: use where(condition, yes, no)")

    def number(self) -> Written:
        """Return truth values as 0 and 1."""
        if not self.truth:
            return self
        return Written(f"{self.text}.type_as({self.pen.like})", self.pen, self.sizes)

    def twice(self) -> tuple[Written, Written]:
        """Return it to be read first, and again: named in between where it is more than a name."""
        if re.fullmatch(r"[A-Za-z_][\w.]*", self.text):
            return self, self
        name = self.pen.new("part")
        first, again = f"({name} := {self.text})", name
        return Written(first, self.pen, self.sizes, truth=self.truth), Written(again, self.pen, self.sizes)

    def _join(self, sign: str, other: Any, *, turned: bool = False) -> Any:
        if not isinstance(other, (Written, int, float)):
            return NotImplemented
        pair = (other, self.number()) if turned else (self.number(), other)
        first, second = (value.number() if isinstance(value, Written) else value for value in pair)
        return Written(f"({text_of(first)} {sign} {text_of(second)})", self.pen, spread(first, second))

    def _compare(self, sign: str, other: Any) -> Any:
        result = self._join(sign, other)
        if isinstance(result, Written):
            result.truth = True
        return result

    def __add__(self, other: Any) -> Any:
        return self._join("+", other)

    def __radd__(self, other: Any) -> Any:
        return self._join("+", other, turned=True)

    def __sub__(self, other: Any) -> Any:
        return self._join("-", other)

    def __rsub__(self, other: Any) -> Any:
        return self._join("-", other, turned=True)

    def __mul__(self, other: Any) -> Any:
        if self.truth and isinstance(other, int) and other == 1:
            return self.number()
        return self._join("*", other)

    def __rmul__(self, other: Any) -> Any:
        return self._join("*", other, turned=True)

    def __truediv__(self, other: Any) -> Any:
        return self._join("/", other)

    def __rtruediv__(self, other: Any) -> Any:
        return self._join("/", other, turned=True)

    def __mod__(self, other: Any) -> Any:
        return self._join("%", other)

    def __rmod__(self, other: Any) -> Any:
        return self._join("%", other, turned=True)

    def __pow__(self, other: Any) -> Any:
        return self._join("**", other)

    def __rpow__(self, other: Any) -> Any:
        return self._join("**", other, turned=True)

    def __neg__(self) -> Written:
        return Written(f"(-{self.number().text})", self.pen, self.sizes)

    def __lt__(self, other: Any) -> Any:
        return self._compare("<", other)

    def __le__(self, other: Any) -> Any:
        return self._compare("<=", other)

    def __gt__(self, other: Any) -> Any:
        return self._compare(">", other)

    def __ge__(self, other: Any) -> Any:
        return self._compare(">=", other)

    def __eq__(self, other: object) -> Any:
        return self._compare("==", other)

    def __ne__(self, other: object) -> Any:
        return self._compare("!=", other)

    def __getitem__(self, place: Any) -> Written:
        """Return a part of it."""
        places = place if isinstance(place, tuple) else (place,)
        sizes = None if self.sizes is None else np.broadcast_to(0, self.sizes)[place].shape
        return Written(f"{self.text}[{', '.join(map(_place, places))}]", self.pen, sizes, truth=self.truth, fresh=False)

    def method(self, name: str, *arguments: str, sizes: Sizes = None) -> Written:
        """Return the call of a method, with arguments as text."""
        return Written(f"{self.text}.{name}({', '.join(arguments)})", self.pen, sizes)


def text_of(value: Any) -> str:
    """Return the text of a value or a number.

    Raises:
        TypeError: When it is neither.
        ValueError: When a number is not finite.
    """
    if isinstance(value, Written):
        return value.number().text
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"a number or a value, not {value!r}" if value is not None else "a value, not None")
    if not math.isfinite(value):
        raise ValueError("a number that is not finite")
    plain = float(value) if abs(value) >= 2**53 else value
    return repr(plain) if plain >= 0 else f"({plain!r})"


def spread(*values: Any) -> Sizes:
    """Return the sizes of values that are spread over one another, None where they are not known.

    Raises:
        ValueError: When they do not go together.
    """
    sizes = [value.sizes for value in values if isinstance(value, Written)]
    known = [size for size in sizes if size is not None]
    if len(known) < len(sizes):
        return None
    try:
        return np.broadcast_shapes(*known)
    except ValueError:
        told = " and ".join(map(told_sizes, dict.fromkeys(known)))
        raise ValueError(f"sizes that do not go together: {told}") from None


def spreads_to(sizes: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    """Return whether values of some sizes can be spread over others."""
    behind = wanted[len(wanted) - len(sizes) :]
    return len(sizes) <= len(wanted) and all(one in (1, size) for one, size in zip(sizes, behind, strict=True))


def told_sizes(sizes: Iterable[int]) -> str:
    """Return sizes as people read them: ``[batch, 3, 4, 4]``."""
    return f"[{', '.join('batch' if size == BATCH else str(size) for size in sizes)}]"


def _place(place: Any) -> str:
    if place is ...:
        return "..."
    if isinstance(place, slice):
        ends = ["" if end is None else str(_whole(end)) for end in (place.start, place.stop, place.step)]
        if place.step is not None and place.step < 1:
            raise IndexError("steps of 1 or more")
        return ":".join(ends[: 2 if place.step is None else 3])
    return "None" if place is None else str(_whole(place))


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise IndexError("whole numbers in the brackets")
    return value
