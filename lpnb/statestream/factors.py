"""What a synapse pool says of its factors and inputs, and the edge that becomes of an input."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from lpnb.graph.edges.geometry import Axis, axis
from lpnb.statestream.inits import init
from lpnb.statestream.translation import Size, Translation

POINTS = ("feature", "scalar", "source_feature", "target_feature")
"""Shapes of weights that make every window one pixel wide."""


@attrs.frozen
class Synapses:
    """One synapse pool.

    Attributes:
        name: Its name.
        spec: Its keys.
        sources: For each factor, the neuron pools that it sums.
        target: The neuron pool that it goes to.
    """

    name: str
    spec: Mapping[str, Any]
    sources: list[list[str]]
    target: str

    @classmethod
    def of(cls, name: str, spec: Mapping[str, Any]) -> Synapses:
        """Take a synapse pool out of a file."""
        return cls(name, spec, [list(map(str, inputs)) for inputs in spec["source"]], str(spec["target"]))

    @property
    def place(self) -> str:
        """Where it stands, for messages."""
        return f"synapse pool {self.name!r}"

    def at(self, key: str, factor: int, place: int, default: Any) -> Any:
        """Return what a key says of one input: a list of lists, or one value for all of them."""
        value = self.spec.get(key)
        if isinstance(value, list):
            try:
                row = value[factor]
                value = row[place] if isinstance(row, list) else row
            except IndexError:
                value = None
        return default if value is None else value

    def of_factor(self, key: str, factor: int, default: Any) -> Any:
        """Return what a key says of one factor."""
        value = self.spec.get(key)
        if isinstance(value, list):
            value = value[factor] if factor < len(value) else None
        return default if value is None else value


def transform(
    translation: Translation,
    pool: Synapses,
    sizes: tuple[Size, Size],
    window: int,
    *,
    form: str = "full",
    spaced: int = 1,
) -> tuple[str, dict[str, Any]]:
    """Return kind and fields of the edge that makes one size of another.

    A window as wide as the map, or none, sees all of it: then the same vector stands at every place of the target.

    Args:
        translation: Where to.
        pool: The synapse pool.
        sizes: Those of source and target.
        window: How wide the window is; 0: it sees all.
        form: Along which axes weights differ.
        spaced: From one pixel of the window to the next.
    """
    (_, width, height), target = sizes
    if window in (0, width) and form == "full":
        if target[1:] == (1, 1):
            return "dense", {}
        found = "it sees all of its source, and so the same values come to each place of its target, as there"
        translation.say(pool.place, f"{found}: spread=True")
        return "dense", {"spread": True}
    kernel = (width, height) if window == width else (window, window if height > 1 else 1)
    fields: dict[str, Any] = {"kernel": kernel[0] if kernel[0] == kernel[1] else kernel, "dilation": spaced}
    if form != "full":
        fields["weight_shape"] = form
    reaches = (spaced * (side - 1) + 1 if form not in POINTS else 1 for side in kernel)
    if translation.literal or None in map(half, sizes[0][1:], target[1:], reaches):
        fields["padding"] = "same"
    elif target[1] < width:
        found = "windows lie half a window beyond each edge here; padding='same' lays them as TensorFlow does"
        translation.say(f"{pool.place}, key 'rf'", found)
    return "conv", fields


def half(size: int, wanted: int, reach: int) -> Axis | None:
    """Return how a window half beyond the edges makes so many pixels of others, None where it cannot."""
    return axis(size, wanted, reach, "half")


def weights(translation: Translation, pool: Synapses, name: str) -> dict[str, Any]:
    """Return the fields that say how some weights begin, and what bounds them."""
    fields: dict[str, Any] = {}
    value = pool.spec.get(f"init {name}")
    if value is not None:
        words = init(value)
        if words is None:
            expected = "a word that says how weights begin"
            place = f"{pool.place}, key 'init {name}'"
            translation.say(place, f"{value!r}: they begin as xavier", severity="warning", expected=expected)
        else:
            fields["init"] = words
    for key, field in (("min", "low"), ("max", "high")):
        bound = pool.spec.get(f"{key} {name}")
        if isinstance(bound, (int, float)):
            fields[field] = float(bound)
            found = "it bounds the weights; in Statestream it bounded each change of them as well"
            translation.say(f"{pool.place}, key '{key} {name}'", found)
    if name in (pool.spec.get("unshare") or []):
        fields["per_sample"] = True
    return fields
