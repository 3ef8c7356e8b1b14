"""How weights start: ``xavier``, ``normal(0, 0.1)``, ``identity(0.5)``; a table of names, and the PyTorch that each is.

    name                    the first value of each weight
    xavier(gain)            uniform, so wide that values keep their variance (X. Glorot, Y. Bengio, AISTATS 2010)
    kaiming                 uniform, for a relu behind it (K. He et al., ICCV 2015)
    orthogonal(gain)        rows or columns of length 1 at right angles (A. Saxe et al., ICLR 2014)
    normal(mean, sd)        Gaussian
    uniform(low, high)      uniform
    constant(value)         all equal; `zeros` and `ones` as well
    identity(value)         what is read comes out: feature to feature, in the middle of the window
    identity_tiled(value)   the same, where the numbers of features differ by the other order
    lateral_inhibition      each feature excites itself (0.5), and inhibits all in its window
    bilinear                feature to feature, falling off with the distance from the middle of the window

Where one side has k times the features of the other, `identity` gives k neighbours to each, and `identity_tiled`
repeats the whole list k times:

    2 -> 4 features     identity  a a b b      identity_tiled  a b a b

A weight with a pattern is seen as [outputs, inputs, *window], whatever way its edge stores it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import attrs

CALL = re.compile(r"\s*([A-Za-z_]+)\s*(?:\((.*)\))?\s*", re.ASCII)
MOST = 1e6
"""The greatest number in one, and the least with a minus."""
MATRIX_AXES = 2
NONE = math.nan
"""In place of a default: the number has to be given."""


@attrs.frozen
class Place:
    """Where weights start: what an init makes its text from.

    Attributes:
        form: The sizes (outputs, inputs, *window).
        stored: Those of the tensor in memory, before it is `turned`.
        turned: What turns that into the parameter: ``.t()``, or nothing.
        fan: Which side counts the inputs, in torch's words: ``fan_in`` or ``fan_out``.
        use: Imports a function, and returns the name to call it by.
    """

    form: tuple[int, ...]
    stored: tuple[int, ...]
    turned: str
    fan: str
    use: Callable[[str], str]

    def made(self, maker: str) -> str:
        """Return the expression of a parameter of ``empty``, ``zeros`` or ``ones``."""
        return f"torch.{maker}({', '.join(map(str, self.stored)) or '()'}){self.turned}"

    def patterned(self, text: str) -> str:
        """Return the expression of the parameter, given that of a tensor [outputs, inputs, *window]."""
        if self.fan == "fan_in":
            return text
        whole = f"({text})" if _is_sum(text) else text
        flat = ".flatten(1)" * (len(self.form) > MATRIX_AXES)
        return f"{whole}{flat}.t(){'' if self.turned else '.contiguous()'}"


Numbers = tuple[float, ...]


@attrs.frozen
class Start:
    """One line of the table.

    Attributes:
        write: Given its numbers and the place, the expression of the first value.
        numbers: Its numbers by name, with their defaults.
        pattern: Whether it says which feature goes to which, and so wants features that divide one another.
    """

    write: Callable[[Numbers, Place], str]
    numbers: dict[str, float] = attrs.Factory(dict)
    pattern: bool = False


# -- those that fill what is there ------------------------------------------------------------------------------------


def _scaled(function: str) -> Callable[[Numbers, Place], str]:
    def write(numbers: Numbers, place: Place) -> str:
        gain = "" if numbers[0] == 1 else f", {numbers[0]!r}"
        return f"{place.use(f'torch.nn.init.{function}')}({place.made('empty')}{gain}, generator=generator)"

    return write


def _kaiming(_: Numbers, place: Place) -> str:
    function = place.use("torch.nn.init.kaiming_uniform_")
    return f"{function}({place.made('empty')}, mode={place.fan!r}, generator=generator)"


def _drawn(method: str) -> Callable[[Numbers, Place], str]:
    return lambda pair, place: f"{place.made('empty')}.{method}({pair[0]!r}, {pair[1]!r}, generator=generator)"


def _constant(numbers: Numbers, place: Place) -> str:
    return f"torch.full({place.stored}, {numbers[0]!r}){place.turned}"


def _plain(maker: str) -> Callable[[Numbers, Place], str]:
    return lambda _, place: place.made(maker)


# -- those with a pattern ---------------------------------------------------------------------------------------------


def _features(outputs: int, inputs: int, *, tiled: bool) -> str:
    """Return the expression of the matrix [outputs, inputs] that has 1 where a feature goes on as itself."""
    few, many = sorted((outputs, inputs))
    if few == many:
        return f"torch.eye({few})"
    if many % few:
        return f"torch.zeros({outputs}, {inputs})"
    axis = int(inputs == many)
    if not tiled:
        return f"torch.eye({few}).repeat_interleave({many // few}, {axis})"
    return f"torch.eye({few}).repeat({'1, ' * axis}{many // few}{', 1' * (1 - axis)})"


def _centred(place: Place, *, tiled: bool = False) -> str:
    """Return that matrix in the middle of the window, 0 around it."""
    outputs, inputs, *window = place.form
    matrix = _features(outputs, inputs, tiled=tiled)
    if not window:
        return matrix
    sides = [(size // 2, size - 1 - size // 2) for size in reversed(window)]
    inside = f"{matrix}{_unit_axes(window)}"
    if not any(side for pair in sides for side in pair):
        return inside
    return f"{place.use('torch.nn.functional.pad')}({inside}, ({', '.join(str(n) for pair in sides for n in pair)}))"


def _is_sum(text: str) -> bool:
    """Return whether an expression of ours is weaker than a call: whether it has a space outside of all calls."""
    depth = 0
    for sign in text:
        depth += (sign in "([") - (sign in ")]")
        if sign == " " and not depth:
            return True
    return False


def _unit_axes(window: list[int]) -> str:
    return f"[:, :{', None' * len(window)}]"


def _identity(*, tiled: bool) -> Callable[[Numbers, Place], str]:
    def write(numbers: Numbers, place: Place) -> str:
        factor = "" if numbers[0] == 1 else f"{numbers[0]!r} * "
        return place.patterned(f"{factor}{_centred(place, tiled=tiled)}")

    return write


def _lateral_inhibition(_: Numbers, place: Place) -> str:
    others = -1 / math.prod(place.form[1:])
    return place.patterned(f"torch.where({_centred(place)} > 0, 0.5, {others!r})")


def _bilinear(_: Numbers, place: Place) -> str:
    outputs, inputs, *window = place.form
    matrix = _features(outputs, inputs, tiled=False)
    if not window:
        return place.patterned(matrix)
    away = [f"(torch.arange({size}) - {size // 2}).abs()" for size in window]
    distance = " + ".join(f"{one}{'[:, None]' if number < len(away) - 1 else ''}" for number, one in enumerate(away))
    return place.patterned(f"{matrix}{_unit_axes(window)} / (2 * ({distance})).clamp(min=1)")


INITS: dict[str, Start] = {
    "xavier": Start(_scaled("xavier_uniform_"), {"gain": 1.0}),
    "kaiming": Start(_kaiming),
    "orthogonal": Start(_scaled("orthogonal_"), {"gain": 1.0}),
    "zeros": Start(_plain("zeros")),
    "ones": Start(_plain("ones")),
    "constant": Start(_constant, {"value": NONE}),
    "normal": Start(_drawn("normal_"), {"mean": 0.0, "sd": 1.0}),
    "uniform": Start(_drawn("uniform_"), {"low": 0.0, "high": 1.0}),
    "identity": Start(_identity(tiled=False), {"value": 1.0}, pattern=True),
    "identity_tiled": Start(_identity(tiled=True), {"value": 1.0}, pattern=True),
    "lateral_inhibition": Start(_lateral_inhibition, pattern=True),
    "bilinear": Start(_bilinear, pattern=True),
}
"""The table."""


# -- reading and writing ----------------------------------------------------------------------------------------------


class BadInit(ValueError):
    """A text that says no start; its words are what was expected."""


def split(text: str) -> tuple[str, Numbers]:
    """Return name and numbers of an init; those that are not given have their defaults.

    Raises:
        BadInit: When there is no such init, or it takes no such numbers; says what it takes.
    """
    found = CALL.fullmatch(text)
    if found is None or found[1] not in INITS:
        raise BadInit(f"one of {', '.join(INITS)}, with numbers behind some: 'normal(0, 0.1)'")
    name, known = found[1], INITS[found[1]].numbers
    parts = [part.strip() for part in (found[2] or "").split(",")] if (found[2] or "").strip() else []
    expected = f"{name}({', '.join(known)})" if known else f"{name}, without numbers"
    try:
        given = tuple(float(part) for part in parts)
    except ValueError:
        raise BadInit(expected) from None
    numbers = (*given, *tuple(known.values())[len(given) :])
    if len(given) > len(known) or not all(abs(number) <= MOST for number in numbers):
        raise BadInit(expected)
    if (name == "normal" and numbers[1] < 0) or (name == "uniform" and numbers[0] > numbers[1]):
        raise BadInit({"normal": "an sd of 0 or more", "uniform": "a low end below the high one"}[name])
    return name, numbers


def read(text: str) -> str:
    """Return an init as it is written everywhere, ``normal(0, 0.1)``, without defaults; raises as `split`."""
    name, numbers = split(text)
    defaults = tuple(INITS[name].numbers.values())
    while numbers and numbers[-1] == defaults[len(numbers) - 1]:
        numbers = numbers[:-1]
    return f"{name}({', '.join(f'{number:.15g}' for number in numbers)})" if numbers else name


def write(text: str, place: Place) -> str:
    """Return the expression of the first value of weights."""
    name, numbers = split(text)
    return INITS[name].write(numbers, place)


def misfit(text: str, outputs: int, inputs: int) -> bool:
    """Return whether an init has a pattern for which these numbers of features are odd: it makes zeros then."""
    few, many = sorted((outputs, inputs))
    return INITS[split(text)[0]].pattern and many % few > 0
