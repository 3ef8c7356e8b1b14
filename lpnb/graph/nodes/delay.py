"""A node that waits."""

from __future__ import annotations

from typing import ClassVar

import attrs

from lpnb.graph.fields import number
from lpnb.graph.node import IN, Node, Port


@attrs.frozen
class Delay(Node):
    """Holds what arrives as it is: what its source held so many frames ago as the edge that ends here says.

    It has no number of frames of its own. Its edge has one, which first responses, light cones, ages, ``'auto'`` and
    every rollout count already; a second one that adds to it would be one more place to look. An edge out of it takes
    its own frames on top, and may take 0.
    """

    kind: ClassVar[str] = "delay"
    ports: ClassVar[tuple[Port, ...]] = (Port(IN, "what is held"),)

    initial: float = number(0.0, help="Every value before something has arrived.")

    @property
    def start(self) -> float:
        """The value of the state before the first frame."""
        return self.initial
