"""Parameters of the original program in the layout that they have here.

There, all weights are [target features, source features, x, y]; here those of a dense edge are [source, target].
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from lpnb.compile.emit import emit
from lpnb.errors import EditError, Problem, UnknownName, nearest
from lpnb.graph import Graph
from lpnb.statestream.translation import Parameter

Array = np.ndarray[Any, Any]
AXES = 4
"""Axes of a weight of the original, where not each sample has its own."""


def fitted(array: Array, shape: tuple[int, ...], owner: str = "sp") -> Array:
    """Return a parameter of the original in the shape that it has here.

    Args:
        array: The parameter; that of each sample, [samples, ...], where each has its own.
        shape: The shape here, samples included.
        owner: Whose it is: only those of synapse pools (``sp``) change their layout.

    Raises:
        ValueError: When there are not as many numbers.
    """
    if owner != "sp":
        return array.reshape(shape)
    if array.ndim >= AXES and len(shape) == AXES - 2:
        array = array.reshape(len(array), -1).T
    if array.ndim == AXES + 1 and len(shape) == AXES - 1:  # one matrix for each sample
        array = array.reshape(*array.shape[:2], -1).swapaxes(1, 2)
    return array.reshape(shape)


def taken(graph: Graph, names: Mapping[Parameter, str], arrays: Mapping[Parameter, Any]) -> dict[str, Array]:
    """Return parameters of the original by the names that they have in a graph.

    Args:
        graph: The graph.
        names: What each parameter is called there.
        arrays: The parameters.

    Raises:
        EditError: When one does not belong to the graph, or has another size there.
        InvalidGraph: When the graph has errors: its sizes are not known then.
    """
    weights, found = {weight.name: weight for weight in emit(graph).weights}, {}
    for parameter, values in arrays.items():
        name, array = names.get(parameter), np.asarray(values, np.float32)
        place = f"parameter {_words(parameter)!r}"
        if name not in weights:
            expected = "a parameter that the network has"
            mend = nearest(_words(parameter), map(_words, names))
            raise UnknownName(Problem(place, expected, "none of that name", mend=mend))
        weight = weights[name]
        shape = (len(array), *weight.shape) if weight.per_sample and array.ndim else weight.shape
        if array.size != np.prod(shape):
            raise EditError(Problem(place, f"{int(np.prod(shape))} numbers, for {name}", f"{array.size}"))
        found[name] = fitted(array, shape, parameter[0])
    return found


def _words(parameter: Parameter) -> str:
    return " ".join(map(str, parameter))
