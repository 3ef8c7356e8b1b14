"""What a Python function of a user's own returns, frame by frame."""

from __future__ import annotations

import inspect
import itertools
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar

import attrs
import numpy as np
import torch
from torch import Tensor

from lpnb.errors import brief
from lpnb.graph.fields import code, integer, settings
from lpnb.graph.node import ITSELF, OUT, Arriving, Finding
from lpnb.graph.options import Options
from lpnb.graph.types import Type
from lpnb.sources.source import EndOfData, Feed, Setting, Source

Array = np.ndarray[Any, Any]
Values = Mapping[str, Array]
MADE, SET = f"graph.replace({ITSELF}, lpnb.source(function))", f"graph.set({ITSELF}, function=function)"


@attrs.frozen
class Python(Source):
    """Delivers what a function of your own returns for each frame; `lpnb.source` makes one.

    A file keeps which outputs it has, and not the function: a graph that is opened again says what it wants.
    """

    kind: ClassVar[str] = "python"

    function: Any = code(help="Returns what is delivered for a frame; a graph file cannot keep it.")
    sizes: Options = settings(help="The shape of each output, e.g. {'image': [1, 8, 8]}.")
    classes: Options = settings(help="How many classes there are, for outputs that are class indices.")
    memory: int = integer(
        1000, low=1, high=10**7, unit="frames", help="How many frames of an iterator one can go back."
    )

    def outputs(self) -> tuple[str, ...]:
        """Return the names of the outputs."""
        return tuple(self.sizes) or (OUT,)

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return the types that the first frame had."""
        if not self.sizes:
            return {OUT: None}
        sizes, classes = self.sizes.plain(), self.classes.plain()
        return {name: Type(tuple(map(int, size)), int(classes.get(name, 0))) for name, size in sizes.items()}

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield a finding when there is no function."""
        yield from super().check(arriving)
        if self.function is None:
            found = "none: a file keeps no code"
            mend = f"Give it one: {SET if self.sizes else MADE}."  # what it returns is known, or told by a first frame
            yield Finding("a Python function that returns the frames", found, mend, self.needed)

    def open(self, setting: Setting) -> Feed:
        """Return what calls the function."""
        if self.function is None:
            raise ValueError("it has no function")
        return Called(self, setting)


class Undelivered(TypeError):
    """What a function returned can be no frame.

    Attributes:
        expected: What it should return.
        found: What it returned.
        mend: What to do about it; may be empty.
    """

    def __init__(self, expected: str, found: str, mend: str = "") -> None:
        """Say what was expected and found, and what to do about it."""
        super().__init__(f"expected {expected}, found {found}. {mend}".strip())
        self.expected, self.found, self.mend = expected, found, mend


class Remembered:
    """What an iterator has delivered: it is read once, whoever asks, and the last frames are kept."""

    def __init__(self, iterator: Iterator[Any], memory: int) -> None:
        """Read nothing yet."""
        self.iterator = iterator
        self.kept: deque[Any] = deque(maxlen=memory)
        self.read = 0
        self._lock = threading.Lock()

    def __call__(self, frame: int) -> Any:
        """Return what belongs to a frame.

        Raises:
            EndOfData: When the iterator has ended, or the frame is no longer remembered.
        """
        with self._lock:
            while self.read <= frame:
                try:
                    self.kept.append(next(self.iterator))
                except StopIteration:
                    raise EndOfData(f"its iterator ended after {self.read} frames") from None
                self.read += 1
            if self.read - frame > len(self.kept):
                first, longer = self.read - len(self.kept), "a function of the frame can go back to any"
                raise EndOfData(f"frame {frame} of its iterator is forgotten, {first} is the first one kept; {longer}")
            return self.kept[frame - self.read]


class Called:
    """The feed of a `Python` source."""

    def __init__(self, spec: Python, setting: Setting) -> None:
        """Call nothing yet."""
        self.setting, self.types = setting, spec.infer({})
        self.returned = caller(spec.function, spec.memory)

    def frame(self, number: int) -> tuple[Tensor, ...]:
        """Return what the function returns for frame `number`, for each sample of the batch."""
        batch = self.setting.batch
        values = self.returned(number, batch, np.random.default_rng((self.setting.seed, number)))
        return tuple(self._tensor(name, known, values) for name, known in self.types.items() if known is not None)

    def _tensor(self, name: str, known: Type, values: Values) -> Tensor:
        if name not in values:
            raise ValueError(f"it returned {', '.join(values)}, and no {name!r}")
        dtype = torch.int64 if known.classes else self.setting.dtype
        value, wanted = torch.as_tensor(np.array(values[name])), (self.setting.batch, *known.shape)
        if tuple(value.shape) not in (wanted, known.shape):
            raise ValueError(
                f"{name!r} has the shape {tuple(value.shape)} where {known.shape} or {wanted} was expected"
            )
        if known.classes and not 0 <= int(value.min()) <= int(value.max()) < known.classes:
            raise ValueError(f"{name!r} is {int(value.max())} where a class index below {known.classes} was expected")
        return value.to(self.setting.device, dtype).expand(wanted).contiguous()


def caller(function: Any, memory: int) -> Callable[[int, int, np.random.Generator], Values]:
    """Return what asks a user's function for a frame, with as many of (frame, batch, random) as it takes."""
    if isinstance(function, Remembered):
        return lambda frame, _batch, _random: named(function(frame))
    takes = parameters(function)
    if takes == 0:
        remembered = Remembered(_iterator(function()), memory)
        return lambda frame, _batch, _random: named(remembered(frame))
    return lambda *values: named(function(*values[:takes]))


def parameters(function: Callable[..., Any]) -> int:
    """Return how many of (frame, batch, random) a function takes: those without a default, at least one if any."""
    try:
        known = inspect.signature(function).parameters.values()
    except ValueError:  # of some functions written in C nothing is known
        return 1
    places = [one for one in known if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
    if any(one.kind == one.VAR_POSITIONAL for one in known):
        return 3
    needed = list(itertools.takewhile(lambda one: one.default is one.empty, places))
    return min(3, max(len(needed), min(1, len(places))))


def _iterator(value: Any) -> Iterator[Any]:
    """Return what a function without arguments has to return; arrays, text and dicts are one frame, and no iterator."""
    if not isinstance(value, Iterable) or isinstance(value, (np.ndarray, Tensor, str, bytes, Mapping)):
        expected, found = "an iterator, from a function without arguments", _words(value)
        mend = "A function that is asked for each frame takes the frame's number: lpnb.source(lambda frame: ...)."
        raise Undelivered(expected, found, mend)
    return iter(value)


def named(values: Any) -> Values:
    """Return what a function returned as arrays by output name.

    Raises:
        Undelivered: When it returned nothing, or no numbers.
    """
    if values is None:
        mend = "End the function with a 'return'."
        raise Undelivered("a number, an array, or a dict of these", "None", mend)
    found = values if isinstance(values, Mapping) else {OUT: values}
    if not found:
        raise Undelivered("a value for each output by its name, e.g. {'x': 1.0}", "an empty dict")
    return {str(name): _array(name, value) for name, value in found.items()}


def _array(name: str, value: Any) -> Array:
    array = value.detach().cpu().numpy() if isinstance(value, Tensor) else np.asarray(value)
    if array.dtype.kind not in "fiub":
        raise Undelivered(f"numbers for the output {name!r}", _words(value))
    return array


def _words(value: Any) -> str:
    if isinstance(value, str):
        return f"the text {brief(value)}"
    if isinstance(value, (np.ndarray, Tensor)):
        return f"an array of {value.dtype}, shape {tuple(value.shape)}"
    return brief(value)
