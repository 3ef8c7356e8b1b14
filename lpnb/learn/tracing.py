"""Formulas and functions of torch, written down as text of the emitted program: by running them on stand-ins.

    prediction, target: Traced        (prediction - target) ** 2   ->   "((past.y - inputs.t) ** 2)"

A stand-in knows its text, and has a tensor without values (torch's device ``meta``) that every operation is done on as
well: so shapes are known and what does not go together fails here, not in a frame. No text ever becomes code here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.overrides import resolve_name

from lpnb.graph.code import NodeCode, bare

BATCH = 7
"""Samples of a stand-in: a size that no axis has by chance."""
MODULES = ("torch", "torch.nn.functional", "torch.special")
"""Where functions may come from."""

Use = Callable[[str], str]


class Traced:
    """A value of the program that is not there yet.

    Attributes:
        text: The expression; safe inside of a larger one.
        like: A tensor of its shape and dtype, without values.
        use: Imports a dotted path into the program, and returns the name to call it by.
    """

    def __init__(self, text: str, like: Tensor, use: Use) -> None:
        """Stand for `text`; `use` imports a dotted path and returns the name to call it by."""
        self.text, self.like, self.use = text, like, use

    @property
    def shape(self) -> tuple[int, ...]:
        """Its sizes, the batch first."""
        return tuple(self.like.shape)

    @property
    def dtype(self) -> torch.dtype:
        """The type of its numbers."""
        return self.like.dtype

    @property
    def ndim(self) -> int:
        """How many axes it has."""
        return self.like.ndim

    def dim(self) -> int:
        """Return how many axes it has."""
        return self.like.ndim

    def __len__(self) -> int:
        """Return how many samples it has."""
        return len(self.like)

    def __bool__(self) -> bool:
        """Refuse: nothing is known of its values yet."""
        raise TypeError("its values are not known before it runs: use torch.where instead of if")

    def __getitem__(self, place: Any) -> Traced:
        """Return a part of it."""
        return Traced(f"{self.text}[{_index(place)}]", self.like[_bare(place)], self.use)

    def __getattr__(self, name: str) -> Any:
        """Return a method of tensors."""
        if name.startswith("_") or name.endswith("_") or not callable(getattr(Tensor, name, None)):
            raise AttributeError(f"a traced tensor has no {name!r}")

        def method(*values: Any, **named: Any) -> Any:
            text = f"{self.text}.{name}({_arguments(values, named)})"
            return self.result(text, getattr(self.like, name)(*_bare(values), **_bare(named)))

        return method

    def result(self, text: str, like: Any) -> Any:
        """Stand for what an operation makes: one tensor, or several."""
        if isinstance(like, Tensor):
            return Traced(text, like, self.use)
        if isinstance(like, tuple) and all(isinstance(item, Tensor) for item in like):
            return tuple(Traced(f"{text}[{place}]", item, self.use) for place, item in enumerate(like))
        raise TypeError(f"{text} is no tensor")

    @classmethod
    def __torch_function__(
        cls, function: Callable[..., Any], types: object, values: tuple[Any, ...] = (), named: Any = None
    ) -> Any:
        """Write a call of a function of torch down."""
        one = next(found for found in _flat((values, named or {})) if isinstance(found, Traced))
        path = resolve_name(function) or ""
        module, _, name = path.rpartition(".")
        if module not in MODULES or name.endswith("_"):
            raise TypeError(f"{path or function!r} cannot be written into a program")
        text = f"{one.use(path)}({_arguments(values, named or {})})"
        return one.result(text, function(*_bare(values), **_bare(named or {})))

    def __neg__(self) -> Traced:
        """Return it with a minus."""
        return self._operate("-{a}", 0, -self.like)

    def __abs__(self) -> Any:
        """Return its magnitude."""
        return self.abs()

    def _operate(self, form: str, other: Any, result: Tensor) -> Traced:
        return Traced(f"({form.format(a=self.text, b=_text(other))})", result, self.use)


def _operator(sign: str, name: str) -> Callable[[Traced, Any], Traced]:
    def operate(self: Traced, other: Any) -> Traced:
        _text(other)  # refuses in words what torch would refuse in its own
        like = getattr(self.like, name)(_bare(other))
        if like is NotImplemented:
            raise TypeError(f"no {sign} of these")
        form = f"{{b}} {sign} {{a}}" if name.startswith("__r") else f"{{a}} {sign} {{b}}"
        return self._operate(form, other, like)

    return operate


_SIGNS = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**", "mod": "%", "floordiv": "//"}
for _name, _sign in _SIGNS.items():
    setattr(Traced, f"__{_name}__", _operator(_sign, f"__{_name}__"))
    setattr(Traced, f"__r{_name}__", _operator(_sign, f"__r{_name}__"))
for _name, _sign in {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!=", "matmul": "@"}.items():
    setattr(Traced, f"__{_name}__", _operator(_sign, f"__{_name}__"))
Traced.__hash__ = object.__hash__  # type: ignore[method-assign]  # they are equal value by value


def _flat(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return _flat(tuple(value.values()))
    return [found for item in value for found in _flat(item)] if isinstance(value, (tuple, list)) else [value]


def _bare(value: Any) -> Any:
    """Return a value with the tensors of stand-ins in place of them."""
    if isinstance(value, dict):
        return {name: _bare(item) for name, item in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(map(_bare, value))
    return value.like if isinstance(value, Traced) else value


def _text(value: Any) -> str:
    """Return a value as it stands in a program: numbers, words of torch's own options, and stand-ins."""
    if isinstance(value, Traced):
        return value.text
    if isinstance(value, float) and not math.isfinite(value):
        raise TypeError(f"{value} is not finite")
    if value is None or value is ... or isinstance(value, (bool, int, float, str, torch.dtype)):
        return "..." if value is ... else str(value) if isinstance(value, torch.dtype) else repr(value)
    if isinstance(value, (tuple, list)):
        inner = ", ".join(map(_text, value))
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    raise TypeError(f"a {type(value).__name__} cannot be written into a program")


def _arguments(values: tuple[Any, ...], named: dict[str, Any]) -> str:
    """Return the arguments of a call; brackets around the whole of one are not needed there."""
    words = [*(("", value) for value in values), *((f"{name}=", value) for name, value in named.items())]
    return ", ".join(
        f"{name}{bare(_text(value)) if isinstance(value, Traced) else _text(value)}" for name, value in words
    )


def _index(place: Any) -> str:
    if isinstance(place, tuple):
        return ", ".join(map(_index, place))
    if isinstance(place, slice):
        ends = ["" if end is None else _text(end) for end in (place.start, place.stop)]
        return ":".join(ends) + ("" if place.step is None else f":{_text(place.step)}")
    return _text(place)


def stand_in(code: NodeCode, text: str, shape: tuple[int, ...], *, whole: bool = False) -> Traced:
    """Return a stand-in for [batch, *shape] values of a program.

    Args:
        code: Where the program is written.
        text: The expression of the values.
        shape: The shape of one sample.
        whole: Whether the values are whole numbers: class indices.
    """
    like = torch.zeros(BATCH, *shape, device="meta", dtype=torch.int64 if whole else torch.float32)
    return Traced(text, like, code.use)
