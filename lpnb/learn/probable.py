"""Whether what a loss hears can be probabilities: told where it is sure that it cannot, and by what that shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lpnb.graph.activations import IDENTITY
from lpnb.graph.flow import carrying
from lpnb.graph.names import endpoint
from lpnb.graph.nodes.pool import Pool
from lpnb.graph.wire import Wire
from lpnb.learn.choosing import BARE_EDGES
from lpnb.shapes.infer import infer
from lpnb.sources.samples import Samples, is_indices

if TYPE_CHECKING:
    from lpnb.graph.graph import Graph

ANY_NUMBER = (IDENTITY, "relu", "leaky_relu", "elu", "selu", "gelu", "softplus", "tanh", "softround")
"""Activations that make more than 1, or less than 0."""
LOOKED_AT = 256
"""Samples that are looked at."""
NEAR = 1e-2
"""How far from 1 a sum of probabilities may be: they are rounded."""


def improbable(graph: Graph, name: str, port: str) -> str:
    """Return in words what arrives at a port and cannot be probabilities of classes; empty where it may be."""
    found = [wire for wire in carrying(graph).values() if (wire.target, wire.port) == (name, port)]
    if len(found) != 1 or found[0].spec.kind not in BARE_EDGES or found[0].spec.before != IDENTITY:
        return ""
    (wire,) = found
    type_, spec = infer(graph).source(wire), graph.nodes()[wire.source]
    if type_ is None or type_.classes or type_.simplex:
        return ""
    if isinstance(spec, Samples):
        return _of_samples(endpoint(wire.source, wire.out, ""), spec.arrays()[wire.out])
    return _of_pool(graph, wire, spec) if type(spec) is Pool else ""


def _of_samples(name: str, array: np.ndarray[Any, Any]) -> str:
    if is_indices(array) or array.ndim < 2:
        return ""
    some = np.asarray(array[:LOOKED_AT], dtype=float)
    sums = some.sum(1)  # one of 0 for what is not to count
    if some.min() >= 0 and bool((np.isclose(sums, 1, atol=NEAR) | (sums == 0)).all()):
        return ""
    values, summed = (f"{of.min():.3g} to {of.max():.3g}" for of in (some, sums))
    return f"{name!r}, of values from {values} that sum to {summed}"


def _of_pool(graph: Graph, wire: Wire, spec: Pool) -> str:
    if spec.mode != "on" or spec.act not in ANY_NUMBER:
        return ""
    kinds = {other.spec.kind for other in carrying(graph).values() if other.target == wire.source}
    if spec.passes and kinds <= set(BARE_EDGES):
        return ""  # it passes on what may be probabilities
    return f"what {wire.source!r} makes with act={spec.act!r}, which is not bound to 0 to 1"
