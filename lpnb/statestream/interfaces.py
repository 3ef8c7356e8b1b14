"""Interfaces: each becomes a source, or a small world; item by item it is said what differs from the original.

interface ── outputs: topic -> node.port ──▶ neuron pools, by the `remap` of the file
          ◀── inputs: topic -> node.port ──  neuron pools (the world's forces)
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from lpnb.graph import Graph
from lpnb.statestream.interface import NEVER, Size, Sizes, Wired, Wiring, left_out, topics
from lpnb.statestream.small_world import simulator

UPRIGHT = "images stand upright, (channels, height, width); the original lays them on their side, (channels, x, y)"
EXACT = "a showing lasts as many frames as the file says; the original shows one more"
SHARES = "images are brought to 0 to 1 by dividing by 255; the original divides by 256"
UNCLIPPED = "its numbers are taken as they are written; the original raises those below 1 to 1"


Maker = Callable[[Wiring], dict[str, str]]


def _make(maker: Maker, graph: Graph, name: str, spec: Mapping[str, Any], shapes: Sizes) -> Wired:
    """Add the nodes of an interface to a graph.

    Args:
        maker: What adds them, and says which output each topic gets.
        graph: The graph.
        name: What the first node will be called.
        spec: The interface's keys.
        shapes: The size of the neuron pool of each topic of `in` and `out`.
    """
    wiring = Wiring(graph, name, spec, shapes)
    known = maker(wiring)
    found = {topic: _output(known, topic) for topic in topics(spec, "out")}
    inputs = topics(spec, "in")
    for topic, output in found.items():
        if output == "" and topic not in NEVER:
            wiring.warn(f"one of the topics {', '.join(known)}", f"{topic!r}: nothing is delivered to it")
    reads = {topic: wiring.inputs.get(topic) for topic in inputs}
    return Wired({topic: output for topic, output in found.items() if output}, reads, tuple(wiring.notes))


def _output(known: Mapping[str, str], topic: str) -> str:
    """Return the output of a topic; files for the original's experiments say ``image`` for ``mnist_image``."""
    ending = next((output for name, output in known.items() if name.endswith(f"_{topic}")), "")
    return known.get(topic, ending)


# -- labelled images ----------------------------------------------------------------------------------------------


def _images(wiring: Wiring, prefix: str, file: str, shape: Size, classes: int) -> dict[str, Any]:
    """Return the fields that all labelled images share."""
    image = wiring.size((f"{prefix}_image", "image")) or shape
    label = wiring.size((f"{prefix}_label", "label"))
    spatial = label is not None and label[1:] != (1, 1)
    if spatial and label is not None and label[1:] != image[1:]:
        expected = f"a label with one value, or one for each of {image[1]} x {image[2]} pixels"
        wiring.warn(expected, f"{label[1]} x {label[2]}")
    wiring.say(UPRIGHT)
    fields = {"shape": image, "classes": classes if label is None else label[0], "everywhere": spatial}
    return {"file": file, **fields, "transpose": image[1] != image[2]}


def _mnist(wiring: Wiring) -> dict[str, str]:
    fields = _images(wiring, "mnist", wiring.text("source_file"), (1, 28, 28), 10)
    fields |= {"colours": fields["shape"][0] == 3, **wiring.timing(16, 24, 4), **wiring.drawing()}
    node = wiring.add("images", fields)
    return {"mnist_image": f"{node}.image", "mnist_label": f"{node}.one_hot"}


def _augmented(wiring: Wiring) -> dict[str, Any]:
    wanted = wiring.spec.get("augmentation")
    wanted = wanted if isinstance(wanted, Mapping) else {}
    crop = wanted.get("crop")
    fields: dict[str, Any] = {"flip": True} if "flipX" in wanted else {}
    return fields | ({"crop": crop} if isinstance(crop, (int, float)) and 0 < crop < 1 else {})


def _cifar10(wiring: Wiring) -> dict[str, str]:
    fields = _images(wiring, "cf10", wiring.text("source_path"), (3, 32, 32), 10)
    wiring.say(EXACT, SHARES)
    node = wiring.add("images", fields | wiring.timing(12, 16, 4) | wiring.drawing() | _augmented(wiring))
    return {"cf10_image": f"{node}.image", "cf10_label": f"{node}.one_hot"}


def _gtsrb(wiring: Wiring) -> dict[str, str]:
    fields = _images(wiring, "gtsrb", wiring.text("source_path"), (3, 32, 32), 43)
    wiring.say("traffic signs come from a folder of your own; the original has no such interface")
    node = wiring.add("images", fields | wiring.timing(12, 16) | wiring.drawing())
    return {"gtsrb_image": f"{node}.image", "gtsrb_label": f"{node}.one_hot"}


def _transform_cifar10(wiring: Wiring) -> dict[str, str]:
    fields = _images(wiring, "tcf10", wiring.text("source_path"), (3, 32, 32), 10)
    crop = wiring.size(("tcf10_crop",))
    wiring.say(EXACT, SHARES, "maps are turned, scaled and shifted anew for each showing, by the fields of the node")
    left_out(wiring)
    window = {} if crop is None else {"window": crop[1]}
    more = wiring.timing(12, 16, 4) | wiring.drawing() | _augmented(wiring)
    node = wiring.add("transformed_images", fields | window | more)
    places = {"tcf10_transform": f"{node}.map", "tcf10_crop": f"{node}.crop_map"}
    return {"tcf10_image": f"{node}.image", "tcf10_label": f"{node}.one_hot", **places}


def _mnist_segmentation(wiring: Wiring) -> dict[str, str]:
    image = wiring.size(f"seg_mnist_{part}" for part in ("image", "label", "mask")) or (1, 56, 56)
    fields: dict[str, Any] = {"file": wiring.text("source_file"), "shape": (1, 28, 28), "classes": 10}
    fields |= {"rows": max(1, image[1] // 28), "columns": max(1, image[2] // 28), "hide": wiring.number("hide", 0.0)}
    wiring.say(UPRIGHT)
    node = wiring.add("digit_board", fields | wiring.timing(8, 16) | {"fading": 0, "replace": True})
    return {
        f"seg_mnist_{theirs}": f"{node}.{ours}" for theirs, ours in zip(("image", "label", "mask"), BOARD, strict=True)
    }


BOARD = ("image", "map", "mask")


def _cityscapes(wiring: Wiring, prefix: str = "cs", low: int = 4, high: int = 6) -> dict[str, str]:
    size = wiring.size(f"{prefix}_{part}" for part in ("image", "label", "class", "mask")) or (3, 256, 128)
    fields = {"pictures": wiring.text("image_path"), "maps": wiring.text("label_path"), "shape": (3, *size[1:])}
    label = wiring.size(f"{prefix}_{part}" for part in ("label", "mask", "class")) or size
    turned = size[1] != size[2]
    more = {
        "transpose": turned,
        "coarser": max(1, size[1] // label[1]),
        "flip": "flip" in _augmented(wiring),
        "replace": True,
        "fading": 0,
    }
    wiring.say("pictures are always brought to 0 to 1; the original does so only where it changes their size")
    if turned:
        wiring.say("pictures lie on their side, (channels, x, y), as the file wants them; 'transpose' turns them")
    left_out(wiring)
    node = wiring.add("scenes", fields | wiring.timing(low, high) | more)
    parts = {"image": "image", "label": "map", "class": "colours", "mask": "mask"}
    return {f"{prefix}_{theirs}": f"{node}.{ours}" for theirs, ours in parts.items()}


def _cityscapes_sequence(wiring: Wiring) -> dict[str, str]:
    wiring.say("of each clip the frame that has a map is shown; the original shows clips of 30 frames")
    return _cityscapes(wiring, "css", 2, 4)


# -- what is drawn ------------------------------------------------------------------------------------------------


def _roman_numerals(wiring: Wiring) -> dict[str, str]:
    fields = _images(wiring, "rn", "", (1, 32, 32), 10)
    kept = {key: fields[key] for key in ("shape", "everywhere")}
    together = {"together": int(wiring.number("mode", 0)) == 1}
    wiring.say(EXACT, "the first numeral is drawn; the original begins with a blank image")
    node = wiring.add("roman_numerals", kept | together | wiring.timing(16, 24, 4))
    return {"rn_image": f"{node}.image", "rn_label": f"{node}.one_hot"}


def _moving_edges(wiring: Wiring) -> dict[str, str]:
    shape = wiring.size(("medge_board",))
    least, most = wiring.number("min_period", 4.0), wiring.number("max_period", 8.0)
    waves = {"shortest_wave": min(least, most), "longest_wave": max(least, most)}
    fields = {"fastest": wiring.number("minmax_velocity", 1.0), "sigma": wiring.number("sigma", 64.0), **waves}
    wiring.say(
        UNCLIPPED, "edges move in the direction of the velocity, to the right and down; the original's move against it"
    )
    if fields["fastest"] > 0.5:
        wiring.say("edges move by 0.5 waves a frame at most; beyond that they seem to go back")
        fields["fastest"] = 0.5
    node = wiring.add("moving_edges", {"shape": shape, **fields} | wiring.timing(8, 16) | {"fading": 0})
    return {"medge_board": f"{node}.board", "medge_dxdy": f"{node}.velocity"}


def _vector(size: Size | None) -> tuple[int, ...]:
    """Return a size as lpnb has it."""
    found = size or (1, 1, 1)
    return found[:1] if found[1:] == (1, 1) else found


def _oscillator(wiring: Wiring) -> dict[str, str]:
    numbers = {key: wiring.number(key, 0.5) for key in ("amplitude", "frequency", "phase")}
    wiring.say(UNCLIPPED)
    return {"osci": wiring.add("oscillator", {"shape": _vector(wiring.size(("osci",))), **numbers})}


def _random(wiring: Wiring) -> dict[str, str]:
    numbers = {
        "share": ("p", 0.5),
        "mean": ("mean", 0.0),
        "std": ("std", 1.0),
        "low": ("min", 0.0),
        "high": ("max", 1.0),
    }
    fields: dict[str, Any] = {ours: wiring.number(*theirs) for ours, theirs in numbers.items()}
    fields |= {"distribution": wiring.text("distribution") or "normal", "shape": _vector(wiring.size(("random",)))}
    wiring.say(UNCLIPPED)
    return {"random": wiring.add("random", fields)}


def _letters(wiring: Wiring) -> dict[str, str]:
    size = wiring.size(("ls_seq_0", "ls_seq_1")) or (128, 1, 1)
    fields = {"file": wiring.text("source_path"), "length": size[1], "ahead": int(wiring.number("offset", 1))}
    wiring.say("a folder is read as one text, its .txt files one after the other")
    node = wiring.add("letters", fields | wiring.timing(16, 24) | {"fading": 0})
    return {"ls_seq_0": f"{node}.now", "ls_seq_1": f"{node}.later"}


MAKERS: dict[str, Maker] = {
    "mnist": _mnist,
    "cifar10": _cifar10,
    "roman_numerals": _roman_numerals,
    "mnist_segmentation": _mnist_segmentation,
    "moving_edges": _moving_edges,
    "oscillator": _oscillator,
    "random": _random,
    "lettersequence": _letters,
    "transform_cifar10": _transform_cifar10,
    "cityscapes": _cityscapes,
    "cityscapes_sequence": _cityscapes_sequence,
    "sim": simulator,
    "gtsrb": _gtsrb,
}
INTERFACES: dict[str, Callable[[Graph, str, Mapping[str, Any], Sizes], Wired]] = {
    kind: functools.partial(_make, maker) for kind, maker in MAKERS.items()
}
"""What becomes of each type of interface: ``(graph, name, spec, shapes) -> Wired``."""
