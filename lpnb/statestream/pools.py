"""Neuron pools: each becomes a pool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from lpnb.statestream.expressions import fitted
from lpnb.statestream.translation import Parameter, Size, Translation, shape, span

HOLD = "hold"
PAUSES = {1: HOLD, 2: "mute"}
"""What ``at start`` says: paused keeps its state, off is zero."""
NORMS = {
    "batchnorm_mean": "batch_mean",
    "batchnorm_std": "batch_std",
    "layernorm_mean": "layer_mean",
    "layernorm_std": "layer_std",
}
NOISES = {
    "normal": lambda spec: (number(spec, "noise_mean", 0.0), number(spec, "noise_std", 1.0)),
    "uniform": lambda spec: middle(number(spec, "noise_min", -1.0), number(spec, "noise_max", 1.0)),
    "bernoulli": lambda spec: (0.0, number(spec, "noise_prob", 0.5)),
}
"""For each kind of noise, its mean and its strength as lpnb has them."""


def pool(translation: Translation, name: str, spec: Mapping[str, Any]) -> None:
    """Add the node of one neuron pool."""
    size, place = translation.size(name), f"neuron pool {name!r}"
    act = fitted(str(spec.get("act", "identity")), size, translation.net.agents)
    fields: dict[str, Any] = {"shape": shape(size), "act": act}
    fields |= {
        "bias": span(spec.get("bias_shape"), "feature", size),
        "gain": span(spec.get("gain_shape"), "none", size),
    }
    fields |= {ours: span(spec.get(theirs), "none", size) for theirs, ours in NORMS.items() if theirs in spec}
    fields |= noise(spec) | dropping(translation, place, spec) | timing(spec)
    fields |= {"tags": tags(spec), "per_sample": bool(spec.get("unshare"))}
    translation.node(place, name, "pool", fields)
    if len(set(spec.get("unshare") or ())) == 1 and fields["gain"] != "none" and fields["bias"] != "none":
        translation.say(f"{place}, key 'unshare'", "bias and gain are both of each sample here")
    for parameter, field in (("b", "bias"), ("g", "gain")):
        if fields[field] != "none":
            key = ("np", name, parameter)
            translation.parameters[key] = f"{name}.{field}"
            _first_values(
                translation, key, spec.get(f"init {parameter}"), _sizes(translation, spec, fields[field], size)
            )


def noise(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of the noise of a pool."""
    kind = str(spec.get("noise", "")).lower()
    if kind not in NOISES:
        return {}
    mean, strength = NOISES[kind](spec)
    return {"noise_kind": kind, "noise_mean": mean, "noise": strength}


def number(spec: Mapping[str, Any], key: str, default: float) -> float:
    """Return a number of a spec; the default where there is none."""
    value = spec.get(key, default)
    return float(value) if isinstance(value, (int, float)) else default


def middle(low: float, high: float) -> tuple[float, float]:
    """Return middle and half the width of a range."""
    return (low + high) / 2, abs(high - low) / 2


def dropping(translation: Translation, place: str, spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of dropout and zoneout."""
    fields: dict[str, Any] = {}
    if "dropout" in spec:
        share = number(spec, "dropout", 0.0)
        fields["dropout"] = 1 - share if translation.literal else share
        theirs = f"{share:g} was the probability to keep a value, in every frame, unscaled"
        translation.say(f"{place}, key 'dropout'", f"{theirs}; {_dropped(translation, share)}")
    if "zoneout" in spec:
        fields["zoneout"] = number(spec, "zoneout", 0.0)
        here = "so it is here" if translation.literal else "here it does so while the network learns"
        translation.say(f"{place}, key 'zoneout'", f"it kept old values in every frame; {here}")
    if fields and translation.literal:
        fields["dropping"] = "unscaled"
    return fields


def _dropped(translation: Translation, share: float) -> str:
    if translation.literal:
        return f"so it is here: dropout={1 - share:g}, dropping='unscaled'"
    return f"here it is the share that is dropped while the network learns, as documented: dropout={share:g}"


def timing(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return when a node is updated, and how it starts.

    What the original computed in its frame f is the state of frame f + 1, as frames are counted here.
    """
    period, offset, start = int(spec.get("period", 1)), int(spec.get("period offset", 0)), spec.get("at start", 0)
    if offset >= period:  # then it was never due
        return {"mode": PAUSES.get(start, HOLD)}
    mode = {"mode": PAUSES[start]} if start in PAUSES else {}
    return {"period": period, "offset": (offset + 1) % period} | mode


def tags(spec: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the tags of an item."""
    found = spec.get("tags") or []
    words = (str(tag).replace(",", " ").strip() for tag in (found if isinstance(found, list) else [found]))
    return tuple(word for word in words if word)


def _first_values(translation: Translation, parameter: Parameter, init: Any, sizes: tuple[int, ...]) -> None:
    """Note what a bias or gain begins with, where that is not 0 or 1."""
    if init == "normal":
        values = np.random.default_rng(len(translation.graph.weights)).standard_normal(sizes)
    elif isinstance(init, (int, float)) and not isinstance(init, bool):
        values = np.full(sizes, float(init))
    else:
        return
    name = translation.parameters[parameter]
    translation.graph.weights = {**translation.graph.weights, name: values.astype(np.float32)}


def _sizes(translation: Translation, spec: Mapping[str, Any], spread: str, size: Size) -> tuple[int, ...]:
    """Return the shape of a bias or gain."""
    sizes = {"scalar": (1,), "feature": size[:1], "spatial": size[1:], "full": shape(size)}[spread]
    return (translation.net.agents, *sizes) if spec.get("unshare") else sizes
