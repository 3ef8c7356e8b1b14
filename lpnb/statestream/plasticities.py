"""Plasticities: losses, regularizers and Hebbian rules become learning nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from lpnb.statestream.pools import number, tags, timing
from lpnb.statestream.translation import Translation, shape

LOSSES = {
    "MSE": ("mse", "mse"),
    "MAE": ("mae", "mae"),
    "hinge": ("hinge", "hinge"),
    "negloglikelihood": ("cross_entropy", "negloglikelihood"),
    "categorical_crossentropy": ("cross_entropy", "categorical_crossentropy"),
    "minimize": ("minimize", "minimize"),
    "maximize": ("maximize", "maximize"),
}
"""What each loss is called in lpnb: as it is meant, and as the original computed it."""
MEANT = {"confidence_penalty": "confidence", "label_smoothing": "smoothing"}
"""Terms that the original had switched off."""
NO_TARGET = ("minimize", "maximize")
LAWS = {
    "hebbian": "hebb",
    "anti_hebbian": "anti_hebb",
    "dt hebbian": "dt_hebb",
    "dt anti_hebbian": "dt_anti_hebb",
}
START = 2
"""The frame after which the original learned unless it was told otherwise."""
HEBBIAN_LAG = 3
"""Frames from the states that a Hebbian rule of the original took to the weights that had changed by them."""


@attrs.frozen
class Plasticity:
    """One plasticity.

    Attributes:
        name: Its name.
        spec: Its keys.
    """

    name: str
    spec: Mapping[str, Any]

    @property
    def place(self) -> str:
        """Where it stands, for messages."""
        return f"plasticity {self.name!r}"

    def steps(self, key: str) -> int:
        """Return how many frames ahead something is looked at."""
        return int(number(self.spec, key, 0))

    def trains(self, translation: Translation) -> tuple[str, ...]:
        """Return the parameters that it changes, by the names that they have in the graph."""
        names = []
        for item_type, item, parameter in self.spec.get("parameter") or ():
            key = str(item_type), str(item), str(parameter)
            found = translation.uses.get(key) or translation.parameters.get(key)
            if found is None:
                place = f"{self.place}, key 'parameter'"
                words = f"{parameter!r} of {item!r}: it is left out"
                translation.say(place, words, severity="warning", expected="a parameter that takes part")
            else:
                names.append(found)
        return tuple(dict.fromkeys(names))


def optimizing(translation: Translation, plasticity: Plasticity) -> dict[str, Any]:
    """Return optimizer and options of a loss."""
    spec, literal = plasticity.spec, translation.literal
    name = str(spec.get("optimizer", "grad_desc"))
    fields: dict[str, Any] = {"lr": number(spec, "lr", 1e-3)}
    betas = [number(spec, "momentum", 0.999), number(spec, "decay", 0.99)]
    table: dict[str, dict[str, Any]] = {
        "adam": {"optimizer": "lagged_adam" if literal else "adam", "options": {"betas": betas, "eps": 1e-6}},
        "rmsprop": {"optimizer": "rmsprop", "options": {"alpha": number(spec, "rho", 0.9), "eps": 1e-7}},
        "grad_desc": {"optimizer": "clipped_sgd" if literal else "sgd"},
    }
    if name == "adam":
        here = "here too: 'lagged_adam'" if literal else "here it is torch's Adam"
        translation.say(
            f"{plasticity.place}, key 'optimizer'", f"its Adam used the moments of before each step; {here}"
        )
    if name == "grad_desc":
        here = "here too: 'clipped_sgd'" if literal else "here it does not: set 'clip' for that"
        translation.say(f"{plasticity.place}, key 'optimizer'", f"its steps were cut to -1 to 1 for each value; {here}")
    return fields | table.get(name, {})


def loss(translation: Translation, plasticity: Plasticity) -> None:
    """Add a loss: as the original looked ahead, or over the frames that were."""
    spec, literal = plasticity.spec, translation.literal
    function = str(spec.get("loss_function"))
    modern, original = LOSSES[function]
    later, earlier = plasticity.steps("source_t"), plasticity.steps("target_t")
    targets = function not in NO_TARGET
    depth = max(later, earlier) if targets else later
    ahead = depth if targets else later
    fields: dict[str, Any] = {"loss": original if literal else modern, "window": max(1, depth)}
    fields |= optimizing(translation, plasticity) | timing(spec)
    if modern == "cross_entropy" and not literal:
        fields |= {ours: number(spec, theirs, 0.0) for theirs, ours in MEANT.items() if theirs in spec}
    fields |= {"trains": plasticity.trains(translation), "tags": tags(spec)}
    if not fields["trains"]:
        fields["on"] = False
        translation.say(f"{plasticity.place}, key 'parameter'", "none of it takes part, so it only measures")
    translation.node(plasticity.place, plasticity.name, "loss", fields | _late(translation, plasticity))
    _connect(translation, plasticity, "source", "prediction", ahead - later)
    if targets:
        _connect(translation, plasticity, "target", "target", ahead - earlier)
    if spec.get("mask"):
        _mask(translation, plasticity, ahead - earlier if targets else later)
    _say_how(translation, plasticity, function, depth)


def _late(translation: Translation, plasticity: Plasticity) -> dict[str, Any]:
    """Return the fields with which a loss looks ahead, and learns late, as the original did."""
    first = int(number(plasticity.spec, "startframe", START))
    return {"look": "ahead", "lag": 1, "first_frame": first} if translation.literal else {}


def _mask(translation: Translation, plasticity: Plasticity, delay: int) -> None:
    """Lead a mask to a loss: its first feature. A loss without a target takes a mask that is computed as it is now."""
    place, mask, name = plasticity.place, str(plasticity.spec["mask"]), plasticity.name
    computed = any(spec.get("target") == mask for spec in translation.net.synapses.values())
    if computed and plasticity.spec.get("loss_function") in NO_TARGET:
        delay = 0
    features, *places = translation.size(mask)
    _, *wanted = translation.size(str(plasticity.spec["source"]))
    if features > 1 or places != wanted:
        first = translation.free(f"{name}_mask")
        sizes = {"formula": "a[:, :1]" if features > 1 else "a", "shape": shape((1, wanted[0], wanted[1]))}
        translation.node(place, first, "function", sizes)
        translation.edge(place, mask, f"{first}.a", "identity", {"delay": delay})
        mask, delay = first, 0
    translation.edge(place, mask, f"{name}.mask", "identity", {"delay": delay})


def _connect(translation: Translation, plasticity: Plasticity, key: str, port: str, delay: int) -> None:
    source = str(plasticity.spec[key])
    translation.edge(plasticity.place, source, f"{plasticity.name}.{port}", "identity", {"delay": delay})


def _say_how(translation: Translation, plasticity: Plasticity, function: str, depth: int) -> None:
    """Say how it learns, there and here."""
    place, literal = plasticity.place, translation.literal
    if literal:
        ahead = f"it computes {depth} frames ahead as if the inputs stood still, and applies updates a frame late"
        translation.say(place, f"{ahead}, as Statestream did: look='ahead', lag=1")
    else:
        theirs = f"it computed {depth} frames ahead as if the inputs stood still"
        translation.say(place, f"{theirs}; here gradients go back over the {depth} frames that really were")
        if LOSSES[function][0] != LOSSES[function][1]:
            mean = "it was the mean over all values; here it is summed over the classes, as a cross-entropy is"
            translation.say(f"{place}, key 'loss_function'", mean)


def regularizer(translation: Translation, plasticity: Plasticity) -> None:
    """Add a regularizer, and a loss of its own that makes it small."""
    spec, name = plasticity.spec, plasticity.name
    trains = plasticity.trains(translation)
    cost = translation.free(f"{name}_cost")
    costs = {"of": trains, "l1": number(spec, "L1", 0.0), "l2": number(spec, "L2", 0.0)}
    translation.node(plasticity.place, cost, "regularizer", costs | {"tags": tags(spec)})
    fields = {"loss": "minimize", "window": 1, "trains": trains} | optimizing(translation, plasticity) | timing(spec)
    translation.node(plasticity.place, name, "loss", fields | _late(translation, plasticity))
    translation.edge(plasticity.place, cost, f"{name}.prediction", "identity", {"delay": 0})


def _of_means(fields: dict[str, Any], samples: int) -> dict[str, Any]:
    """Return how weights are moved by means over samples just as the original moved them by sums."""
    options = dict(fields.get("options", {}))
    if "eps" not in options:
        return fields | {"lr": fields["lr"] * samples}
    return fields | {"options": options | {"eps": options["eps"] / samples}}


def _hebbian_edges(translation: Translation, plasticity: Plasticity) -> Iterator[str]:
    """Yield the edges whose weights a rule can change."""
    wires = translation.graph.wires()
    for name in plasticity.trains(translation):
        edge = name.removesuffix(".weight")
        if edge in wires and getattr(wires[edge].spec, "tells_targets", True):
            yield edge
        else:
            words = f"{name!r}, which has no weights for each feature of the target: it is left out"
            place = f"{plasticity.place}, key 'parameter'"
            translation.say(place, words, severity="warning", expected="weights")


def hebbian(translation: Translation, plasticity: Plasticity) -> None:
    """Add a Hebbian rule. It goes by what is at the ends of the edge itself."""
    spec, place = plasticity.spec, plasticity.place
    edges = tuple(_hebbian_edges(translation, plasticity))
    if not edges:
        translation.say(place, "it is left out", severity="warning", expected="weights that follow such a rule")
        return
    agents = int(translation.net.agents)
    fields = {"law": LAWS[str(spec.get("modus"))], "edges": edges, "tags": tags(spec)} | timing(spec)
    fields |= _of_means(optimizing(translation, plasticity), agents)
    if translation.literal:
        fields |= {"lag": HEBBIAN_LAG, "first_frame": int(number(spec, "startframe", START)) + 1}
    translation.node(place, plasticity.name, "hebbian", fields)
    translation.say(
        f"{place}, key 'lr'", f"it summed over the {agents} samples; the mean is taken here, times {agents}"
    )
    wires = translation.graph.wires()
    for edge in edges:
        if wires[edge].spec.per_sample:  # type: ignore[attr-defined]  # an edge with weights
            for one in (edge, *(name for name, wire in wires.items() if wire.spec.share == edge)):
                translation.graph.set(one, per_sample=False)
            translation.say(place, f"{edge!r} has one weight for all samples here; the original could not run this")
        ends = (wires[edge].source, wires[edge].target)
        if ends != (spec.get("source"), spec.get("target")):
            found = f"{edge!r} goes by what {ends[0]!r} and {ends[1]!r} hold, at its own two ends"
            expected = f"the ends {spec.get('source')!r} and {spec.get('target')!r}"
            translation.say(place, found, severity="warning", expected=expected)


TYPES: dict[str, Callable[[Translation, Plasticity], None]] = {
    "loss": loss,
    "L_regularizer": regularizer,
    "hebbian": hebbian,
}
"""What becomes of each type of plasticity."""


def plasticity(translation: Translation, name: str, spec: Mapping[str, Any]) -> None:
    """Add the learning nodes of one plasticity."""
    TYPES[str(spec["type"])](translation, Plasticity(name, spec))
