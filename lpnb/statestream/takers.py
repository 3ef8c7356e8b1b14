"""What a key takes: a number, one of some words, a list as long as there are factors ...

A taker returns the value as the rest of lpnb wants it, or raises `Refused` with what belongs there. Where it returns
something else than was written (`rf: 5` of a synapse pool with two sources), that is said as a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NoReturn, Protocol

import attrs

from lpnb.errors import brief
from lpnb.statestream.expressions import complaint

Item = dict[str, Any]
"""An item of a network: its keys and values. Of a synapse pool, `source` is a list of lists already."""


NOTHING = ("none", "false", "no", "off")
"""Words that say that there is none; some of them only to those who know an older YAML."""


class Refused(Exception):
    """A value does not belong there.

    Attributes:
        expected: What does.
        known: Names among which the nearest is looked for.
        found: What was found, if not simply the value.
        mend: What to do about it.
        word: What the nearest name is looked for, if not the value.
    """

    def __init__(
        self, expected: str, known: Iterable[str] = (), found: str = "", *, mend: str = "", word: Any = None
    ) -> None:
        """Take what belongs there, and what else is known about it."""
        super().__init__(expected)
        self.expected, self.known, self.found, self.mend, self.word = expected, tuple(known), found, mend, word


class Untold(Exception):
    """Whether a value belongs there depends on another one, which is missing; that is said already."""


class Taker(Protocol):
    """What a key takes."""

    def take(self, value: Any, item: Item) -> Any:
        """Return the value as it is used.

        Raises:
            Refused: When it is none.
        """
        ...


@attrs.frozen
class Number:
    """A number from `low` to `high`; a whole one where `whole`."""

    low: float | None = None
    high: float | None = None
    whole: bool = False

    @property
    def words(self) -> str:
        """What it is, in words."""
        kind = "a whole number" if self.whole else "a number"
        if self.low is not None and self.high is not None:
            return f"{kind} from {self.low} to {self.high}"
        return kind if self.low is None else f"{kind}, {self.low} or more"

    def take(self, value: Any, item: Item) -> Any:
        """Return the number; a text that is one counts."""
        number = _number(value)
        if number is None or (self.whole and number != int(number)):
            raise Refused(self.words)
        if (self.low is not None and number < self.low) or (self.high is not None and number > self.high):
            raise Refused(self.words)
        return int(number) if self.whole else number


def _number(value: Any) -> int | float | None:
    if isinstance(value, str) and re.fullmatch(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?\s*", value[:40]):
        value = float(value)
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e300 else None


@attrs.frozen
class Word:
    """One of some words; `nothing` where False (or None) may stand too."""

    words: tuple[str, ...]
    nothing: bool = False

    def take(self, value: Any, item: Item) -> Any:
        """Return the word, in the letters that it has."""
        if self.nothing and (value is None or value is False or (isinstance(value, str) and value.lower() in NOTHING)):
            return False
        if isinstance(value, str):
            exact = [word for word in self.words if word == value]
            close = exact or [word for word in self.words if word.lower() == value.lower()]
            if close:
                return close[0]
        ways = [*self.words, *(["False"] if self.nothing else [])]
        expected = f"{', '.join(ways[:-1])} or {ways[-1]}" if len(ways) > 1 else ways[0]
        raise Refused(expected, self.words if isinstance(value, str) else ())


@attrs.frozen
class Text:
    """Any text."""

    words: str = "a text"

    def take(self, value: Any, item: Item) -> Any:
        """Return the text."""
        if not isinstance(value, str) or not value:
            raise Refused(self.words)
        return value


@attrs.frozen
class Flag:
    """True or False."""

    def take(self, value: Any, item: Item) -> Any:
        """Return the truth value; a number is one as in Python."""
        if value in (0, 1):
            return bool(value)
        raise Refused("True or False")


@attrs.frozen
class Map:
    """A map; what is in it is judged elsewhere."""

    words: str = "a map"

    def take(self, value: Any, item: Item) -> Any:
        """Return the map."""
        if not isinstance(value, dict):
            raise Refused(self.words)
        return value


@attrs.frozen
class Names:
    """A list of names; one alone counts as a list of it."""

    words: str = "a list of names"

    def take(self, value: Any, item: Item) -> Any:
        """Return the list."""
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list):
            raise Refused(self.words)
        if not all(isinstance(name, (str, int)) for name in listed):
            raise Refused(self.words)
        return [str(name) if isinstance(name, int) else name for name in listed]


@attrs.frozen
class Shape:
    """Features and two sizes in space; sizes that are left out are 1."""

    def take(self, value: Any, item: Item) -> Any:
        """Return three sizes."""
        expected = "[features, width, height], whole numbers from 1 on"
        listed = value if isinstance(value, list) else [value]
        if not 1 <= len(listed) <= 3:
            raise Refused(expected)
        size = Number(1, 10**7, whole=True)
        try:
            sizes = [size.take(one, item) for one in listed]
        except Refused:
            raise Refused(expected) from None
        return [*sizes, 1, 1][:3] if len(sizes) < 3 else sizes


@attrs.frozen
class Sizes:
    """A list of so many whole numbers from 1 on."""

    count: int
    words: str

    def take(self, value: Any, item: Item) -> Any:
        """Return the list."""
        if not isinstance(value, list) or len(value) != self.count:
            raise Refused(self.words)
        return [Number(1, 10**6, whole=True).take(one, item) for one in value]


@attrs.frozen
class Function:
    """The name of a function, or an expression of ``$``."""

    inputs: str = "$"

    def take(self, value: Any, item: Item) -> Any:
        """Return the text."""
        if not isinstance(value, str):
            raise Refused("the name of a function, or an expression of $ like B.tanh($)")
        wrong = complaint(value, self.inputs)
        if wrong is not None:
            word = _wrong_name(value, wrong.found)
            raise Refused(wrong.expected, wrong.known, wrong.found, mend=wrong.mend, word=word)
        return value


def _wrong_name(value: str, found: str) -> str:
    """Return the name that is wrong: of an expression, that of a function or an argument that was found."""
    return found.removeprefix("B.").removesuffix("=") if "$" in value else value


@attrs.frozen
class Initial:
    """How a parameter starts: a number, a name, or ``[model, layer, parameter]`` of an external model."""

    patterns: tuple[str, ...]
    names: tuple[str, ...]

    def take(self, value: Any, item: Item) -> Any:
        """Return the number, the name, or the three names."""
        if isinstance(value, list):
            if len(value) == 3 and all(isinstance(name, str) for name in value):
                return value
            raise Refused("[model, layer, parameter] of an external model")
        if _number(value) is not None:
            return _number(value)
        if isinstance(value, str) and any(re.fullmatch(pattern, value) for pattern in self.patterns):
            return value
        raise Refused("a number or the name of a start value", self.names)


@attrs.frozen
class Source:
    """The pools that a synapse pool reads: a list of factors, each a list of the inputs that are summed."""

    def take(self, value: Any, item: Item) -> Any:
        """Return the list of lists; a name or a plain list is one factor."""
        factors = [[value]] if isinstance(value, str) else value
        if isinstance(factors, list) and factors and all(isinstance(one, str) for one in factors):
            factors = [factors]
        expected = "a list of lists of neuron pools, like [[image]]"
        if not isinstance(factors, list) or not factors:
            raise Refused(expected)
        factors = [[_named(one) for one in inputs] if isinstance(inputs, list) else inputs for inputs in factors]
        factors = [[one] if isinstance(one, str) else one for one in factors]
        whole = all(isinstance(one, list) and one and all(isinstance(name, str) for name in one) for one in factors)
        if not whole:
            raise Refused(expected)
        if max(len(factors), *map(len, factors)) > 10:
            raise Refused("at most 10 factors of at most 10 inputs")
        return factors


def _named(name: Any) -> Any:
    """Return a name; one that is written like a number is taken as its text."""
    return str(name) if isinstance(name, int) and not isinstance(name, bool) else name


@attrs.frozen
class PerFactor:
    """One value for each factor of a synapse pool; one alone is for each of them."""

    of: Taker

    def take(self, value: Any, item: Item) -> Any:
        """Return the list."""
        count = len(_factors(item))
        if not count:
            raise Untold
        listed = value if isinstance(value, list) else [value] * count
        if len(listed) != count:
            _refuse_count(f"a list of {count}, one for each factor", f"{len(listed)}")
        return [_take_one(self.of, one, item) for one in listed]


@attrs.frozen
class PerInput:
    """One value for each input of each factor; one alone is for all, and a plain list for those in a row."""

    of: Taker

    def take(self, value: Any, item: Item) -> Any:
        """Return the list of lists."""
        counts = [len(inputs) for inputs in _factors(item)]
        if not counts:
            raise Untold
        if not isinstance(value, list):
            value = [[value] * count for count in counts]
        elif value and not any(isinstance(one, list) for one in value):
            value = self.rows(value, counts)
        lists = [one if isinstance(one, list) else [one] for one in value]
        if [len(one) for one in lists] != counts:
            words = ", ".join(str(count) for count in counts)
            _refuse_count(f"lists of {words} values, as in source", ", ".join(str(len(one)) for one in lists) or "none")
        return [[_take_one(self.of, one, item) for one in inputs] for inputs in lists]

    @staticmethod
    def rows(flat: list[Any], counts: list[int]) -> list[Any]:
        """Return the lists that a plain list means, itself when it fits nothing."""
        if len(flat) == sum(counts):
            values = iter(flat)
            return [[next(values) for _ in range(count)] for count in counts]
        return [flat]


def _factors(item: Item) -> list[list[str]]:
    source = item.get("source")
    return source if isinstance(source, list) else []


def _take_one(of: Taker, value: Any, item: Item) -> Any:
    """Take one value of a list; it is what was found, if it is none."""
    try:
        return of.take(value, item)
    except Refused as refused:
        word = value if refused.word is None else refused.word
        found = refused.found or brief(value)
        raise Refused(refused.expected, refused.known, found, mend=refused.mend, word=word) from None


def _refuse_count(expected: str, found: str) -> NoReturn:
    raise Refused(expected, found=f"{found}")


@attrs.frozen
class Parameters:
    """The parameters that a plasticity changes: a list of ``[np or sp, item, parameter]``."""

    def take(self, value: Any, item: Item) -> Any:
        """Return the list."""
        expected = "a list of parameters, like [[sp, image_hidden, W_0_0], [np, hidden, b]]"
        if not isinstance(value, list) or not value:
            raise Refused(expected)
        if len(value) == 3 and all(isinstance(one, str) for one in value):
            value = [value]
        for one in value:
            if not (isinstance(one, list) and len(one) == 3 and all(isinstance(name, str) for name in one)):
                raise Refused(expected, found=brief(one))
        return value


@attrs.frozen
class Device:
    """Where to compute: ``cpu``, or ``gpu:`` and the number of one."""

    def take(self, value: Any, item: Item) -> Any:
        """Return the device's name."""
        named = re.fullmatch(r"cpu|(?:gpu|cuda):?(\d{1,3})", value) if isinstance(value, str) else None
        if named is None:
            raise Refused("cpu, or gpu:0 and so on", ("cpu", "gpu:0"))
        return "cpu" if named[1] is None else f"gpu:{named[1]}"


@attrs.frozen
class Kernels:
    """The widths of the kernels, 0 for all of the source: one for each input, or a number where there is one input."""

    def take(self, value: Any, item: Item) -> Any:
        """Return the number, or the list of lists."""
        width = Number(0, 10_000, whole=True)
        inputs = sum(len(one) for one in _factors(item))
        return PerInput(width).take(value, item) if isinstance(value, list) or inputs > 1 else width.take(value, item)
