"""The fields of a kind: what a person can set on a node or an edge.

A field is an attrs field with a validator that speaks, and with the facts that an inspector needs to draw a control
for it:

    class Pool(Node):
        noise: float = number(0.0, low=0, unit="sd", live=True, help="Gaussian noise added each frame.")
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Collection, Iterator
from typing import Any

import attrs
import numpy as np

from lpnb.errors import ExpressionError, brief, nearest
from lpnb.graph import inits, named_arrays
from lpnb.graph.activations import EXPECTED, NAMES, read, wanted
from lpnb.graph.options import Options

KEY = "lpnb"
CODE = "code"
"""The control of fields that hold functions, which no file can keep."""
LONGEST_WORD = 200
"""Letters of a word: the name of an edge holds two names of nodes and two of ports."""


class BadValue(ValueError):
    """A value does not fit its field; becomes an `EditError` once the place is known."""

    def __init__(self, field: str, expected: str, found: str, mend: str = "") -> None:
        """Take the field's name, what it takes, what was given and, if that is known, what to do about it."""
        super().__init__(f"{field}: expected {expected}, found {found}")
        self.field, self.expected, self.found, self.mend = field, expected, found, mend


@attrs.frozen
class Info:
    """What an inspector knows of a field.

    Attributes:
        control: How it is set: ``number``, ``integer``, ``choice``, ``switch``, ``shape``, ``delay``, ``text``,
            ``function``, ``names``, ``words``, ``settings``, ``arrays`` or ``code``.
        help: One line for the person who hovers over it.
        unit: Its unit, e.g. ``frames``; empty when it has none.
        low: The least allowed value.
        high: The greatest allowed value.
        choices: The allowed values of a ``choice``; where more can be added, they are those of now. Of a ``function``
            the names, beside which it takes expressions.
        live: Whether a running stream takes a new value without a new program.
        log: Whether a slider for it is logarithmic.
    """

    control: str
    help: str
    unit: str = ""
    low: float = -math.inf
    high: float = math.inf
    choices: Collection[str] = ()
    live: bool = False
    log: bool = False


def info(field: attrs.Attribute[Any]) -> Info:
    """Return what is known of a field of a kind."""
    result = field.metadata[KEY]
    assert isinstance(result, Info)
    return result


def _field(
    default: Any,
    facts: Info,
    convert: Callable[[Any], Any],
    expected: str | Callable[[], str],
    *,
    eq: bool = True,
    repr_: bool | Callable[[Any], str] = True,
) -> Any:
    """Return an attrs field that converts with `convert` and refuses, in words, what that raises on."""

    def converter(value: Any, field: attrs.Attribute[Any]) -> Any:
        try:
            return convert(value)
        except BadValue as bad:
            raise BadValue(field.name, bad.expected, bad.found, bad.mend) from None
        except (TypeError, ValueError, OverflowError, RuntimeError):
            words = expected if isinstance(expected, str) else expected()
            raise BadValue(field.name, words, brief(value)) from None

    taker = attrs.Converter(converter, takes_field=True)
    return attrs.field(default=default, converter=taker, metadata={KEY: facts}, kw_only=True, eq=eq, repr=repr_)


def _real(value: Any) -> float:
    """Return a real number as float; a switch is none."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Real):
        raise TypeError
    return float(value)


def _range(low: float, high: float, unit: str) -> str:
    unit = f" {unit}" if unit else ""
    if math.isinf(low) and math.isinf(high):
        return f"a finite number{unit}"
    if math.isinf(high):
        return f"at least {low:.15g}{unit}"
    return f"at most {high:.15g}{unit}" if math.isinf(low) else f"{low:.15g} to {high:.15g}{unit}"


def number(
    default: float | None,
    *,
    help: str,  # noqa: A002 - the word that an inspector shows
    low: float = -math.inf,
    high: float = math.inf,
    unit: str = "",
    live: bool = False,
    log: bool = False,
) -> Any:
    """Return a field for a finite real number between `low` and `high`; `None` is allowed if it is the default."""

    def convert(value: Any) -> float | None:
        if value is None and default is None:
            return None
        result = _real(value)
        if not (math.isfinite(result) and low <= result <= high):
            raise ValueError
        return result

    facts = Info("number", help, unit, low, high, live=live, log=log)
    return _field(default, facts, convert, _range(low, high, unit))


def integer(
    default: int | None,
    *,
    help: str,  # noqa: A002 - the word that an inspector shows
    low: float = -math.inf,
    high: float = math.inf,
    unit: str = "",
    live: bool = False,
) -> Any:
    """Return a field for a whole number between `low` and `high`; `None` is allowed if it is the default."""

    def convert(value: Any) -> int | None:
        if value is None and default is None:
            return None
        result = _real(value)
        if not result.is_integer() or not low <= result <= high:
            raise ValueError
        return int(result)

    expected = f"a whole number, {_range(low, high, unit)}"
    return _field(default, Info("integer", help, unit, low, high, live=live), convert, expected)


def choice(default: str, choices: Collection[str], *, help: str, live: bool = False) -> Any:  # noqa: A002 - see above
    """Return a field for one of `choices`, of those that there are when it is set; capitals do not count."""

    def convert(value: Any) -> str:
        if not isinstance(value, str):
            raise TypeError
        if value in choices:
            return value
        for known in choices:  # torch calls an optimizer AdamW that is 'adamw' here
            if known.casefold() == value.casefold():
                return known
        hint = nearest(value, choices)
        mend = hint if hint.startswith("Did you mean") else ""  # which ones there are is what is expected
        raise BadValue("", expected(), brief(value), mend)

    def expected() -> str:
        return f"one of {', '.join(map(repr, choices))}"

    return _field(default, Info("choice", help, choices=choices, live=live), convert, expected)


def function(default: str, *, help: str, live: bool = False) -> Any:  # noqa: A002 - see above
    """Return a field for a function of one value: a name, or an expression in ``x``; see `lpnb.graph.activations`."""

    def convert(value: Any) -> str:
        try:
            return read(value)
        except ExpressionError as error:
            raise BadValue("", wanted(error), error.problem.found, error.problem.mend) from None

    return _field(default, Info("function", help, choices=NAMES, live=live), convert, EXPECTED)


def switch(default: bool, *, help: str, live: bool = False) -> Any:  # noqa: A002 - see above; a switch is a bool
    """Return a field for True or False."""

    def convert(value: Any) -> bool:
        if not isinstance(value, (bool, np.bool_)):
            raise TypeError
        return bool(value)

    return _field(default, Info("switch", help, live=live), convert, "True or False")


def shape(*, help: str) -> Any:  # noqa: A002 - see above
    """Return a field for the shape of one sample, e.g. ``(16, 4, 4)``, ``10``, or None for "from what arrives"."""

    def convert(value: Any) -> tuple[int, ...] | None:
        if value is None:
            return None
        sizes = tuple(value) if isinstance(value, (tuple, list)) else (value,)
        if not 1 <= len(sizes) <= 4 or any(isinstance(s, (bool, np.bool_)) or int(s) != s or s < 1 for s in sizes):
            raise ValueError
        if math.prod(map(int, sizes)) > 2**31:
            raise BadValue("shape", "sizes that come to at most 2147483648 values", brief(value))
        return tuple(int(s) for s in sizes)

    return _field(None, Info("shape", help), convert, "1 to 4 positive sizes, e.g. (16, 4, 4) or 10")


def window(default: int, *, help: str, low: int = 1, high: int = 255) -> Any:  # noqa: A002 - see above
    """Return a field for the sides of a window in pixels: one for a square, or two, (height, width)."""

    def convert(value: Any) -> int | tuple[int, int]:
        sides = tuple(value) if isinstance(value, (tuple, list)) else (value,)
        whole = tuple(int(side) if _real(side).is_integer() else low - 1 for side in sides)
        if len(whole) not in (1, 2) or not all(low <= side <= high for side in whole):
            raise ValueError
        return whole[0] if whole[0] == whole[-1] else (whole[0], whole[1])

    expected = f"a whole number, {_range(low, high, 'pixels')}, or two of them, (height, width)"
    return _field(default, Info("shape", help, "pixels", low, high), convert, expected)


def init(default: str = "xavier", *, help: str = "How the weights start.") -> Any:  # noqa: A002 - see above
    """Return a field for how weights start, ``xavier`` or ``normal(0, 0.1)``; see `lpnb.graph.inits`."""

    def convert(value: Any) -> str:
        if not isinstance(value, str) or len(value) > LONGEST_WORD:
            raise TypeError
        try:
            return inits.read(value)
        except inits.BadInit as bad:
            raise BadValue("init", str(bad), brief(value)) from None

    facts = Info("function", help, choices=tuple(inits.INITS))
    return _field(default, facts, convert, f"one of {', '.join(inits.INITS)}, as text")


AUTO = "auto"


def delay(default: int | str, *, help: str) -> Any:  # noqa: A002 - see above
    """Return a field for a delay: a number of frames, or ``'auto'``."""

    def convert(value: Any) -> int | str:
        if isinstance(value, str) and value == AUTO:
            return AUTO
        if isinstance(value, (bool, np.bool_, str)) or int(value) != value or not 0 <= value <= 10_000:
            raise ValueError
        return int(value)

    return _field(default, Info("delay", help, "frames", 0, 10_000), convert, "0 to 10000 frames, or 'auto'")


def text(default: str, *, help: str, longest: int = 20_000) -> Any:  # noqa: A002 - see above
    """Return a field for text of at most `longest` letters."""

    def convert(value: Any) -> str:
        if not isinstance(value, str) or len(value) > longest:
            raise ValueError
        return value

    return _field(default, Info("text", help), convert, f"text of at most {longest} letters")


def names(*, help: str) -> Any:  # noqa: A002 - see above
    """Return a field for names of fields of nodes, ``('hidden.noise', 'answer.act')``, each once."""

    def convert(value: Any) -> tuple[str, ...]:
        if not isinstance(value, (tuple, list)):
            raise TypeError
        for name in value:
            node, _, field = name.partition(".") if isinstance(name, str) else ("", "", "")
            if not (node.isidentifier() and field.isidentifier()):
                raise ValueError
        return tuple(dict.fromkeys(value))

    return _field((), Info("names", help), convert, "names of fields, e.g. ('hidden.noise', 'answer.act')")


def words(*, help: str, live: bool = False) -> Any:  # noqa: A002 - see above
    """Return a field for words, ``('early', 'image->hidden')``: tags, or names of nodes and edges; each once."""

    def convert(value: Any) -> tuple[str, ...]:
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, (tuple, list)):
            raise TypeError
        for word in values:
            if not isinstance(word, str) or not 0 < len(word.strip()) <= LONGEST_WORD or "," in word:
                raise ValueError
        return tuple(dict.fromkeys(word.strip() for word in values))

    expected = f"words of 1 to {LONGEST_WORD} letters without a comma, e.g. ('early', 'image->hidden')"
    return _field((), Info("words", help, live=live), convert, expected)


def settings(*, help: str, live: bool = False) -> Any:  # noqa: A002 - see above
    """Return a field for named settings, ``{"betas": [0.9, 0.99]}``; see `lpnb.graph.options.Options`."""
    expected = 'settings by name: numbers, text, lists or settings, e.g. {"betas": [0.9, 0.99], "weight_decay": 0.0001}'
    return _field(Options(), Info("settings", help, live=live), Options, expected)


def arrays(*, help: str, optional: bool = False) -> Any:  # noqa: A002 - see above
    """Return a field for named numpy arrays of equal length: a user's own data; None for none, where `optional`."""

    def convert(value: Any) -> dict[str, np.ndarray[Any, Any]] | None:
        if value is None and optional:
            return None
        try:
            return named_arrays.read(value)
        except named_arrays.BadArrays as bad:
            raise BadValue("", named_arrays.EXPECTED, bad.found, bad.mend) from None

    default, facts = None if optional else attrs.NOTHING, Info("arrays", help)
    return _field(default, facts, convert, named_arrays.EXPECTED, eq=False, repr_=named_arrays.shapes)


def code(*, help: str) -> Any:  # noqa: A002 - see above
    """Return a field for a function of a user's own, or None. It is code: files and scripts never hold it."""

    def convert(value: Any) -> Any:
        if isinstance(value, Iterator) and not callable(value):
            mend = "Make a node of an iterator: graph.replace(name, lpnb.source(iterator))."
            raise BadValue("", "a function", brief(value), mend)
        if value is not None and not callable(value):
            raise TypeError
        return value

    return _field(None, Info(CODE, help), convert, "a function")
