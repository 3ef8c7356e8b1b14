"""Core clients: what ran beside the network. A schedule becomes one of the loss; the rest is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lpnb.statestream.pools import number
from lpnb.statestream.translation import Translation

DECAY = 0.99


def schedule(translation: Translation, name: str, spec: Mapping[str, Any]) -> None:
    """Give the loss that a schedule names its falling learning rate."""
    place, loss = f"core client {name!r}", str(spec.get("plast"))
    node = translation.graph.nodes().get(loss)
    if loss not in translation.net.plasticities or node is None or node.kind != "loss":
        expected = "the name of a loss as 'plast'"
        translation.say(place, f"{loss!r}: the schedule is left out", severity="warning", expected=expected)
        return
    if spec.get("schedule") == "exponential_decay":
        options = {"gamma": number(spec, "decay", DECAY)}
        translation.graph.set(loss, schedule="ExponentialLR", schedule_options=options)
        translation.say(place, f"the learning rate of {loss!r} falls with each update, as it did with each frame")


def pictures(translation: Translation, name: str, _: Mapping[str, Any]) -> None:
    """Say how pictures are saved."""
    translation.say(f"core client {name!r}", "pictures are saved by hand here: 'save as png' in each view")


def session(translation: Translation, name: str, spec: Mapping[str, Any]) -> None:
    """Say how training with validation and test is done."""
    loss = repr(str(spec["main_plasticity"])) if "main_plasticity" in spec else "its loss"
    words = "epochs, validation, the best weights and a test are lpnb.Session's"
    translation.say(f"core client {name!r}", f"{words}: lpnb.Session(graph, ...).run() trains by {loss}")


TYPES: dict[str, Callable[[Translation, str, Mapping[str, Any]], None]] = {
    "lr_scheduler": schedule,
    "save_images": pictures,
    "trainvaltest": session,
}
"""What becomes of each type of core client."""


def client(translation: Translation, name: str, spec: Mapping[str, Any]) -> None:
    """Translate one core client; one of an unknown type is left out, as the reader has said."""
    known = TYPES.get(str(spec.get("type")))
    if known is not None:
        known(translation, name, spec)
