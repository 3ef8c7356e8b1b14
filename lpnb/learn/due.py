"""Which parameters gradients reach in windows of a net whose nodes have periods.

    frame      3    4    5    |    8    9    10        window = 3, stride = 5
    a (of 5)             a    |               a        a is computed in the last frame of each window, so the loss
    y          y    y    y    |    y    y     y        hears of it only in later ones: what is upstream never moves

Backwards through the frames of a window: what a node that is due reads counts, and of one that is not what it has
held since the frame before. Windows begin where the stream does, at frame 0 or behind `first_frame`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import attrs

from lpnb.learn.foresight import Foresight
from lpnb.learn.looking import BACK

if TYPE_CHECKING:
    from lpnb.learn.loss import Loss

MOST = 300_000
"""Steps that are taken at most to find something out: some 0.1 s."""


class Windows:
    """The windows of one loss.

    Attributes:
        periodic: The nodes upstream, the loss among them, that are not due in every frame.
    """

    def __init__(self, network: Foresight, loss: Loss, name: str, upstream: set[str]) -> None:
        """Look at a network.

        Args:
            network: The network as it is drawn.
            loss: The loss, which looks back.
            name: What it is called.
            upstream: What leads to it, and itself.
        """
        self.network, self.loss, self.name = network, loss, name
        self._order = [node for node in reversed(network.order) if node in upstream]
        fed = [node for node in self._order if not self._given(node)]
        self.periodic = [node for node in fed if network.nodes[node].period > 1]
        self._all = math.lcm(*(network.nodes[node].period for node in self.periodic))
        self._left = MOST

    def reached(self, loss: Loss) -> set[str] | None:
        """Return the nodes and edges that gradients reach in some window; None where that takes too long to tell.

        Args:
            loss: The loss, perhaps with other fields than it has.
        """
        found: set[str] = set()
        stride = loss.every
        begin = loss.first_frame + max(loss.window, stride) - loss.window
        for number in range(self._all // math.gcd(self._all, stride)):
            self._left -= loss.window * len(self._order)
            if self._left < 0:
                return None
            start = begin + number * stride
            alone = loss.detach != "window"
            for first in range(start, start + loss.window) if alone else (start,):
                found |= self._window(loss, first, first + 1 if alone else start + loss.window)
        return found

    def fitting(self, wanted: set[str]) -> int | None:
        """Return the least longer window in which all that is wanted is reached, if that is found."""
        for window in range(self.loss.window + 1, self.loss.window + 2 * self._all + len(self._order) + 1):
            reached = self.reached(attrs.evolve(self.loss, window=window))
            if reached is None or wanted <= reached:
                return None if reached is None else window
        return None

    def _given(self, node: str) -> bool:
        spec = self.network.nodes[node]
        return spec.category == "source" or spec.muted or spec.reads_weights

    def _window(self, loss: Loss, start: int, end: int) -> set[str]:
        """Return what is reached in the frames behind `start`, up to `end`."""
        found: set[str] = set()
        heard: list[set[str]] = [set() for _ in range(end - start + 1)]
        for frame in range(end, start, -1):
            now = heard[frame - start]
            if frame % loss.period == loss.offset:
                now.add(self.name)
            for node in self._order:
                if node in now and not self._given(node):
                    for before, at in self._reads(node, frame, found):
                        if at > start:
                            heard[at - start].add(before)
        return found

    def _reads(self, node: str, frame: int, found: set[str]) -> list[tuple[str, int]]:
        """Return what the value of a node is made of, and of which frame that is; note what is used for it."""
        spec, network = self.network.nodes[node], self.network
        if frame % spec.period != spec.offset:
            return [(node, frame - 1)]
        found.add(node)
        found.update(wire.name for wire in network.into[node])
        reads = [(wire.source, frame - network.delays[wire.name]) for wire in network.into[node]]
        return [*reads, (node, frame - 1)] if spec.remembers else reads


def windows(loss: Loss, network: Foresight, name: str, upstream: set[str]) -> Windows | None:
    """Return the windows of a loss, if periods matter to what they reach."""
    found = Windows(network, loss, name, upstream) if loss.look == BACK else None
    return found if found is not None and found.periodic else None
