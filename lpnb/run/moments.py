"""What rules remember, on its way to a file and back: by uids, so that it follows what is renamed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import torch

from lpnb.compile.build import Built
from lpnb.graph import Graph
from lpnb.graph.reading import Moment
from lpnb.run.rule import Lasting, Rule
from lpnb.run.values import to_numpy

if TYPE_CHECKING:
    from lpnb.run.carry import Parked

WHOLE = "rule"
"""What a note belongs to that is of a rule as a whole."""


def _spots(built: Built, parked: Parked) -> dict[tuple[int, str], Any]:
    """Return all parameters by uid of their node or edge, and their name there; those that run come first."""
    resting = {(uid, name): parameter for (uid, name, _), parameter in parked.items()}
    weights = (weight for weight in built.program.weights if not weight.knob)
    return resting | {weight.key: getattr(built.module, weight.identifier) for weight in weights}


def noted(rules: Mapping[int, Rule], built: Built, parked: Parked) -> dict[Moment, Any]:
    """Return copies of what rules remember of parameters, and as a whole; windows in progress end with a stream."""
    spots = {parameter: key for key, parameter in _spots(built, parked).items()}
    found: dict[Moment, Any] = {}
    for node, rule in rules.items():
        for (owner, what), tensor in rule.memory().items():
            if owner == WHOLE or owner in spots:
                uid, name = (0, "") if owner == WHOLE else spots[owner]
                found[node, what, uid, name] = to_numpy(tensor)
    return found


class Moments:
    """What a graph had when a stream began: for each learning node's rule, once, when there is one."""

    def __init__(self, graph: Graph) -> None:
        """Take it."""
        self._waiting = dict(graph._moments)  # noqa: SLF001 - by uid, for it may be renamed before it is asked for

    def hand_out(self, rules: Mapping[int, Rule], built: Built, parked: Parked) -> Iterator[str]:
        """Give rules what is there for them, each once; yield in words what does not fit.

        Args:
            rules: Rules by uid of their node, attached to what runs.
            built: What runs.
            parked: Parameters of what is muted, bypassed or off.
        """
        for uid, rule in rules.items() if self._waiting else ():
            mine = {key: self._waiting.pop(key) for key in list(self._waiting) if key[0] == uid}
            if mine and isinstance(rule, Lasting):
                spots = _spots(built, parked)
                notes = {
                    (WHOLE if not owner else spots[owner, name], what): _tensor(array, spots.get((owner, name)))
                    for (_, what, owner, name), array in mine.items()
                    if not owner or (owner, name) in spots
                }
                if not rule.take_up(notes) or len(notes) < len(mine):
                    yield f"node {rule.node!r}: what it remembers in the file does not fit; that much begins anew"

    def forget(self) -> None:
        """Drop what is left."""
        self._waiting.clear()


def _tensor(array: Any, like: Any) -> torch.Tensor:
    """Return an array as a tensor beside a parameter; counts stay where torch wants them: on the CPU or as they are."""
    tensor = torch.as_tensor(array).clone()
    if like is None:
        return tensor
    return tensor.to(like.device, like.dtype) if tensor.shape == like.shape else tensor
