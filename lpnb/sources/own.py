"""A user's own data as a source node, in two lines.

g.add("data", lpnb.from_arrays(images, labels, hold=8))           # image, label and one_hot
g.add("data", lpnb.from_arrays(sound=x, pitch=y))                 # each array by its name
g.add("mine", lpnb.source(lambda frame: math.sin(frame / 10)))    # a function of the frame
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lpnb.errors import EditError, Problem, UnknownName, brief, nearest
from lpnb.graph.make import known_fields, make
from lpnb.graph.named_arrays import BadArrays, array_of
from lpnb.graph.names import check_name
from lpnb.graph.types import Type
from lpnb.sources.arrays import Arrays
from lpnb.sources.images import Images
from lpnb.sources.pictures import NoPictures, class_indices
from lpnb.sources.python import Python, Remembered, Undelivered, Values, caller, parameters
from lpnb.sources.samples import Samples

PLACE, ARRAYS = "lpnb.source()", "lpnb.from_arrays()"


def from_arrays(images: ArrayLike | None = None, labels: ArrayLike | None = None, /, **named: Any) -> Samples:
    """Return a source of your own arrays, for `Graph.add` or `Graph.replace`.

    Args:
        images: [n, height, width], [n, channels, height, width] or [n, height, width, channels]: whole numbers 0 to
            255, or numbers 0 to 1. With these the source is an `images`, with the outputs image, label and one_hot.
        labels: Their classes, whole numbers from 0, [n]; or [n, classes] with a 1 at the right one.
        named: Without images: arrays of one length, each of which becomes the output of its name, as it is; whole
            numbers with one axis are class indices. So ``from_arrays(image=x, label=y)`` has no output one_hot, takes
            images of any shape, and leaves 0 to 255 as it is. Always: fields of the source, such as ``hold=8`` or
            ``split="all"``.

    Raises:
        EditError: When an array or a field does not fit.
    """
    kind: type[Samples] = Arrays if images is None else Images
    fields = {name: value for name, value in named.items() if name in known_fields(kind)}
    arrays = {name: value for name, value in named.items() if name not in fields}
    if images is None and not arrays:
        raise _refusal(ARRAYS, "arrays", "none")
    for name, value in arrays.items():
        if value is None or np.isscalar(value):
            close = nearest(name, known_fields(kind))
            mend = close if close.startswith("Did") else ""
            raise UnknownName(Problem(ARRAYS, "arrays, and fields of the source", f"{name}={brief(value)}", mend=mend))
    if images is not None and arrays:
        names = ", ".join(arrays)
        mend = f"Give all arrays by names: lpnb.from_arrays(image=images, label=labels, {next(iter(arrays))}=...)."
        raise _refusal(ARRAYS, "images and labels, and fields of the source", names, mend)
    data = arrays if images is None else _labelled(images, labels)
    made = make(kind, {"data": data, **fields}, ARRAYS)
    assert isinstance(made, Samples)
    return made


def _labelled(images: Any, labels: Any) -> dict[str, Any]:
    if isinstance(images, Mapping):
        raise _refusal(ARRAYS, "images", "a dict", "Give its arrays by their names: lpnb.from_arrays(**data).")
    data = {"image": _array("images", images), "label": _classes(labels)}
    if len(data["image"]) != len(data["label"]):
        raise _refusal(ARRAYS, f"one label for each of {len(data['image'])} images", f"{len(data['label'])}")
    try:
        Images(data=data).album()
    except NoPictures as wrong:
        expected = "images [n, height, width] or [n, channels, height, width]"
        raise _refusal(ARRAYS, expected, wrong.found) from None
    return data


def _array(name: str, value: Any) -> Any:
    try:
        return array_of(name, value)
    except BadArrays as bad:
        raise _refusal(ARRAYS, f"an array of finite numbers for {name!r}", bad.found, bad.mend) from None


def _classes(labels: Any) -> Any:
    expected = "labels that are whole numbers from 0, one for each image"
    if labels is None:
        raise _refusal(ARRAYS, expected, "None")
    try:
        return class_indices(_array("labels", labels))
    except NoPictures as wrong:
        raise _refusal(ARRAYS, expected, wrong.found, wrong.mend) from None


def source(
    function: Any,
    *,
    classes: Mapping[str, int] | int | None = None,
    memory: int = 1000,
) -> Python:
    """Return a source that delivers what a function of your own returns, for `Graph.add` or `Graph.replace`.

    Args:
        function: Called with the frame number, ``f(frame)``, or with as many as it takes of ``f(frame, batch, random)``
            (`random` is a numpy generator that depends on the stream's seed and the frame). It returns a number, an
            array, or a dict of these by output name. What takes `batch` may return [batch, ...]; all else is one
            sample, and the same for all samples of the batch. A function of the frame is exact wherever a stream goes
            in time. An iterator, or a function without arguments that returns one, is read once, frame after frame,
            and remembered for `memory` frames: going back farther ends in an error that says so.
        classes: How many classes there are, for outputs that are class indices: ``{"label": 10}``, or a number where
            there is one output.
        memory: How many frames of an iterator are remembered.

    The types are told by the first frame, for which the function is called at once.

    Raises:
        EditError: When that fails, or what is returned is no number and no array.
    """
    if isinstance(function, Iterator):
        function = Remembered(function, memory)
    if not callable(function):
        raise _refusal(PLACE, "a function or an iterator", brief(function))
    types = _types(function, memory)
    counts = dict.fromkeys(types, classes) if isinstance(classes, int) else dict(classes or {})
    if not set(counts) <= set(types):
        raise _refusal(PLACE, f"classes of the outputs {', '.join(types)}", ", ".join(counts))
    for name in counts:
        if types[name].shape:
            raise _refusal(PLACE, f"one number for each sample, for the class {name!r}", f"{types[name]}")
    sizes = {name: list(known.shape) for name, known in types.items()}
    made = make(Python, {"function": function, "sizes": sizes, "classes": counts, "memory": memory}, PLACE)
    assert isinstance(made, Python)
    return made


def _types(function: Callable[..., Any], memory: int) -> dict[str, Type]:
    """Return what a function returns; asked for two sizes of the batch, which tells whether there is an axis for it."""
    few, more = (_first(function, batch, memory) for batch in (2, 3))
    types = {}
    for name, value in few.items():
        if not name.isidentifier():
            raise _refusal(PLACE, "outputs named by letters, digits and underscores", repr(name))
        check_name(name, "output")
        batched = name in more and value.shape != more[name].shape
        types[name] = Type(value.shape[1:] if batched else value.shape)
    return types


def _first(function: Callable[..., Any], batch: int, memory: int) -> Values:
    try:
        return caller(function, memory)(0, batch, np.random.default_rng(0))
    except Undelivered as wrong:
        raise _refusal(PLACE, wrong.expected, wrong.found, wrong.mend) from None
    except Exception as error:
        takes = "" if isinstance(function, Remembered) else " called with frame 0" * bool(parameters(function))
        expected, found = (
            f"what belongs to the first frame, from the function{takes}",
            f"{type(error).__name__}: {error}",
        )
        raise EditError(Problem(PLACE, expected, found)) from error


def _refusal(place: str, expected: str, found: str, mend: str = "") -> EditError:
    return EditError(Problem(place, expected, found, mend=mend))
