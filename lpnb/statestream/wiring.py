"""What does not go together in a synapse pool: its ends, its lists, and the sizes of what it connects."""

from __future__ import annotations

import re
from typing import Any

from lpnb.errors import brief
from lpnb.statestream.draft import Draft, Path
from lpnb.statestream.parameters import parameters
from lpnb.statestream.weights import check_weights

BIASES = {"full": ("full", "feature", "spatial", "scalar"), "feature": ("feature", "scalar")} | {
    "spatial": ("spatial", "scalar"),
    "scalar": ("scalar",),
}
"""The biases that a factor of each shape can have."""
WIDEST = 255
"""Pixels of a window's side, at most."""


def check_synapses(draft: Draft, name: str) -> None:
    """Check one synapse pool."""
    path: Path = ("synapse_pools", name)
    item = draft.section("synapse_pools")[name]
    if draft.knows(path) and not item:
        return
    for key, example in (("source", "[[image]]"), ("target", "hidden")):
        if key not in item and not draft.knows((*path, key)):
            draft.say(
                (*path, key),
                "neuron pools" if key == "source" else "a neuron pool",
                "nothing",
                f"Write e.g. {key}: {example}.",
            )
    ends = [("target", item["target"])] if "target" in item else []
    for key, pool in [*ends, *(("source", one) for inputs in item.get("source", []) for one in inputs)]:
        if pool not in draft.section("neuron_pools") and not draft.knows(("neuron_pools", pool)):
            near = (pool, draft.section("neuron_pools"))
            draft.say((*path, key), "a neuron pool of the network", brief(pool), near=near)
    _check_biases(draft, path, item)
    _check_named(draft, path, item)
    _check_shared(draft, path, item)
    _check_function(draft, path, item)
    if "func" not in item and "TRANSFORMER" not in item.get("tags", []):
        _check_sizes(draft, path, item)
        check_weights(draft, path, item)


def _check_biases(draft: Draft, path: Path, item: dict[str, Any]) -> None:
    factors, biases = item.get("factor_shapes"), item.get("bias_shapes")
    for factor, bias in zip(factors or (), biases or (), strict=False):
        if bias and bias not in BIASES[factor]:
            expected = f"{' or '.join(BIASES[factor])} for a factor that is {factor}"
            draft.say((*path, "bias_shapes"), expected, bias)


def _check_named(draft: Draft, path: Path, item: dict[str, Any]) -> None:
    """Check that the parameters of `init W_0_0` and the like exist."""
    if not item.get("source"):
        return
    known = [*parameters("synapse_pools", item), *(f"b_{factor}" for factor in range(len(item["source"])))]
    for key in item:
        verb, space, name = key.partition(" ")
        if space and verb in ("init", "min", "max") and name not in known and name[:2] in ("W_", "P_", "b_", "M"):
            near = (name, known)
            draft.say(
                (*path, key),
                "a parameter that it has",
                f"{brief(name)}, which has no effect",
                severity="warning",
                near=near,
            )
    for name in item.get("unshare", []):
        if name not in known:
            draft.say(
                (*path, "unshare"), "a parameter that it has", brief(name), severity="warning", near=(name, known)
            )


def _check_function(draft: Draft, path: Path, item: dict[str, Any]) -> None:
    """Check that the inputs of a functional synapse pool exist: ``$10`` is the first one of the second factor."""
    known = [
        f"${factor}{number}" for factor, inputs in enumerate(item.get("source", [])) for number in range(len(inputs))
    ]
    for name in dict.fromkeys(re.findall(r"\$\d\d", item.get("func", ""))):
        if known and name not in known:
            draft.say((*path, "func"), f"inputs that source has, {', '.join(known)}", name)


def _check_shared(draft: Draft, path: Path, item: dict[str, Any]) -> None:
    """Check `share params`: own parameter, and the synapse pool and parameter that it is."""
    pools = draft.section("synapse_pools")
    where = (*path, "share params")
    for own, shared in item.get("share params", {}).items():
        if own not in parameters("synapse_pools", item) and item.get("source"):
            known = parameters("synapse_pools", item)
            draft.say(where, "a parameter that it has", brief(own), near=(own, known))
        if not (isinstance(shared, list) and len(shared) == 2 and all(isinstance(one, str) for one in shared)):
            draft.say(where, "a synapse pool and its parameter, like [other, W_0_0]", brief(shared))
        elif shared[0] not in pools:
            if not draft.knows(("synapse_pools", shared[0])):
                draft.say(where, "a synapse pool of the network", brief(shared[0]), near=(shared[0], pools))
        elif shared[1] not in (known := parameters("synapse_pools", pools[shared[0]])) and not any(
            draft.knows(("synapse_pools", shared[0], key)) for key in ("source", "ppp", "bias_shapes")
        ):
            draft.say(where, f"a parameter of {shared[0]!r}", brief(shared[1]), near=(shared[1], known))


# -- sizes ------------------------------------------------------------------------------------------------------------


def kernels(item: dict[str, Any]) -> list[list[int | None]]:
    """Return the kernel widths of all inputs, None where the file says nothing."""
    sources, widths = item.get("source", []), item.get("rf")
    if isinstance(widths, list):
        return widths
    return [[widths for _ in inputs] for inputs in sources]


def _check_sizes(draft: Draft, path: Path, item: dict[str, Any]) -> None:
    """Check that kernels fit the spaces that they connect."""
    pools = draft.section("neuron_pools")
    target = pools.get(item.get("target", ""), {}).get("shape")
    if target is None or not item.get("source"):
        return
    for inputs, widths in zip(item["source"], kernels(item), strict=False):
        for source, width in zip(inputs, widths, strict=False):
            shape = pools.get(source, {}).get("shape")
            if shape is not None:
                _check_size(draft, (*path, "rf"), (source, shape), (item["target"], target), width)


def _check_size(
    draft: Draft, path: Path, source: tuple[str, list[int]], target: tuple[str, list[int]], width: int | None
) -> None:
    """Check one input: nothing to say of what is dense, or as large, or a whole number of times larger or smaller."""
    from_size, to_size = source[1][1:], target[1][1:]
    point, to_point = from_size == [1, 1], to_size == [1, 1]
    if width == 0 and to_point:
        words = (
            f"0 for {source[0]!r}, which the original refuses for a target without space; it is dense, as without rf"
        )
        draft.note(path, words)
        return
    dense = not width or width == from_size[0]
    if not dense and width is not None and width > WIDEST:
        draft.say(path, f"at most {WIDEST}, or nothing for all of {source[0]!r}", f"{width}")
        return
    if point and width not in (None, 0, 1):
        expected = f"1, or nothing, for {source[0]!r} has no space"
        draft.say(path, expected, f"{width}", "Remove rf.")
    elif to_point and not dense and width != 1:
        expected = f"1, or nothing, for {target[0]!r} has no space"
        draft.say(path, expected, f"{width}", f"Remove rf: then all of {source[0]!r} is read, as by a dense layer.")
    elif not (dense or point or to_point or _fits(from_size, to_size)):
        expected = "sizes that go into one another a whole number of times, the same in both directions"
        found = f"{_size(to_size)} of {target[0]!r} for {_size(from_size)} of {source[0]!r}"
        draft.say(path, expected, found, f"Change the shape of {target[0]!r}.")


def _fits(one: list[int], other: list[int]) -> bool:
    """Tell whether one of two sizes is the other, a whole number of times, in both directions alike."""
    small, large = sorted((one, other), key=lambda size: size[0])
    ratio = large[0] // small[0]
    return [ratio * side for side in small] == large


def _size(size: list[int]) -> str:
    return f"{size[0]}x{size[1]}"
