"""The sizes of a synapse pool's parameters, as the original has them, and what these sizes forbid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lpnb.errors import brief
from lpnb.graph.edges import conv
from lpnb.statestream.draft import Draft, Path
from lpnb.statestream.keys import WEIGHT_SHAPES
from lpnb.statestream.parameters import parameters

Sizes = tuple[int, ...]
SIZING = ("source", "rf", "ppp", "factor_shapes", "target_shapes", "weight_shapes", "avgout", "maxout", "M")
"""The keys that say how large weights are."""


def weight_sizes(draft: Draft, name: str) -> dict[str, Sizes]:
    """Return the sizes of a synapse pool's weights: [target features, source features, window, window].

    Args:
        draft: The network.
        name: The synapse pool; of one where something about sizes is missing or wrong, there is nothing.
    """
    pools, item = draft.section("neuron_pools"), draft.section("synapse_pools")[name]
    target = _features(draft, item.get("target"))
    wrong = any(draft.knows(("synapse_pools", name, key)) for key in SIZING)
    if wrong or not target or not parameters("synapse_pools", item):
        return {}
    last = item.get("M")
    wide = last[0] if last else target * item.get("avgout", 1) * item.get("maxout", 1)
    found: dict[str, Sizes] = {"M": (target, wide, last[1], last[1])} if last else {}
    for factor, inputs in enumerate(item.get("source", [])):
        for place, source in enumerate(inputs):
            if shape := pools.get(source, {}).get("shape"):
                found |= _of_input(item, (factor, place), wide, shape)
    return found


def _features(draft: Draft, pool: object) -> int:
    shape = draft.section("neuron_pools").get(str(pool), {}).get("shape")
    return shape[0] if shape else 0


def _of_input(item: dict[str, Any], at: tuple[int, int], wide: int, shape: list[int]) -> Iterator[tuple[str, Sizes]]:
    """Yield the weights of one input, and those of its projection."""
    factor, place = at
    features, width, height = shape
    if projected := _of(item, "ppp", at, 0):
        yield f"P_{factor}_{place}", (projected, features, 1, 1)
        features = projected
    form = _of(item, "target_shapes", at, (item.get("factor_shapes") or {factor: "full"})[factor])
    window = _of(item, "rf", at, 0)
    sides = (window, window if height > 1 else 1) if window else (width, height)
    whole = (wide if form in ("full", "feature") else 1, features, *sides)
    to, of, around = conv.WEIGHT_SHAPES[WEIGHT_SHAPES[_of(item, "weight_shapes", at, "full")]]
    yield f"W_{factor}_{place}", tuple(s if d else 1 for s, d in zip(whole, (to, of, around, around), strict=True))


def _of(item: dict[str, Any], key: str, at: tuple[int, int], default: Any) -> Any:
    """Return what a key says of one input."""
    value = item.get(key)
    value = value[at[0]][at[1]] if isinstance(value, list) else value
    return default if value is None else value


def check_weights(draft: Draft, path: Path, item: dict[str, Any]) -> None:
    """Check bounds, shared parameters and beginnings of a synapse pool that names pools that there are."""
    sizes = weight_sizes(draft, path[1])
    _check_bounds(draft, path, item)
    for own, shared in item.get("share params", {}).items():
        _check_shared(draft, path, (own, sizes.get(own)), shared)
    for name, (to, of, *_) in sizes.items():
        start = str(item.get(f"init {name}", ""))
        if re.match(r"-?[iI]d", start) and max(to, of) % min(to, of):
            words = f"{start!r} cannot lead {of} features to {to} one by one, and so the weights begin at 0"
            draft.note((*path, f"init {name}"), words)


def _check_bounds(draft: Draft, path: Path, item: dict[str, Any]) -> None:
    for key, low in item.items():
        verb, _, name = key.partition(" ")
        high = item.get(f"max {name}")
        if verb == "min" and high is not None and not low < high:
            draft.say((*path, key), f"a number below 'max {name}', {high}", f"{low}")


def _check_shared(draft: Draft, path: Path, own: tuple[str, Sizes | None], shared: Any) -> None:
    """Check that a parameter is not shared with itself, nor with one of other sizes."""
    where, (name, sizes) = (*path, "share params"), own
    if shared == [path[1], name]:
        draft.say(where, "a parameter of another synapse pool", f"{brief(name)} of {path[1]!r} itself")
        return
    listed = isinstance(shared, list) and len(shared) == 2 and isinstance(shared[0], str)
    known = listed and shared[0] in draft.section("synapse_pools")
    there = weight_sizes(draft, shared[0]).get(str(shared[1])) if known else None
    if sizes and there and sizes != there:
        expected = f"a parameter of the shape {list(sizes)}, as {name!r} has here"
        draft.say(where, expected, f"{list(there)} of {shared[1]!r} of {shared[0]!r}")
