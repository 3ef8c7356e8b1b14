"""The names of the parameters that items have, as plasticities list them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

POOL_SCALARS = ("noise_mean", "noise_std", "noise_min", "noise_max", "noise_prob", "dropout", "zoneout")
RULE_SCALARS = ("lr", "decay", "momentum", "rho", "L1", "L2", "startframe")


def parameters(section: str, item: dict[str, Any]) -> list[str]:
    """Return the names of an item's parameters.

    Args:
        section: Its section, e.g. ``neuron_pools``.
        item: Its keys and values.
    """
    return _OF[section](item) if section in _OF else []


def unused(section: str, item: dict[str, Any]) -> list[str]:
    """Return the parameters that the original has but never uses: the biases of factors without `bias_shapes`."""
    factors = _factors(item) if section == "synapse_pools" else []
    several = sum(len(inputs) for inputs in factors) > 1
    return [f"b_{factor}" for factor in range(len(factors)) if several and _bias(item, factor) is None]


def _pool(item: dict[str, Any]) -> list[str]:
    bias = ["b"] if item.get("bias_shape", "feature") is not False else []
    gain = ["g"] if item.get("gain_shape", False) is not False else []
    return [*bias, *gain, *(name for name in POOL_SCALARS if name in item)]


def _synapses(item: dict[str, Any]) -> list[str]:
    if "func" in item:
        return []
    factors = _factors(item)
    names = [f"{factor}_{number}" for factor, inputs in enumerate(factors) for number in range(len(inputs))]
    projected = [width for widths in item.get("ppp", []) for width in widths]
    projections = [f"P_{name}" for name, width in zip(names, projected, strict=False) if width]
    biases = [f"b_{factor}" for factor in range(len(factors)) if _bias(item, factor)]
    return [*(f"W_{name}" for name in names), *projections, *biases, *(["M"] if "M" in item else [])]


def _factors(item: dict[str, Any]) -> list[list[str]]:
    source = item.get("source")
    return source if isinstance(source, list) and all(isinstance(inputs, list) for inputs in source) else []


def _bias(item: dict[str, Any], factor: int) -> Any:
    """Return a factor's bias shape: False for none, None where the file says nothing."""
    shapes = item.get("bias_shapes")
    return shapes[factor] if isinstance(shapes, list) and factor < len(shapes) else None


_OF: dict[str, Callable[[dict[str, Any]], list[str]]] = {
    "neuron_pools": _pool,
    "synapse_pools": _synapses,
    "plasticities": lambda item: [name for name in RULE_SCALARS if name in item],
    "interfaces": lambda item: [
        name for name, value in item.items() if re.fullmatch(r"[\w -]+", name) and value is not None
    ],
}
