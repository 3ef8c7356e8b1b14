"""Gradients that were worked out and are not applied yet: for a loss whose updates come some frames late.

frame        7     8     9     10
worked out   g7    g8    g9    g10       lag = 2: what was worked out after frame 7 changes the parameters
applied      g5    g6    g7    g8        after frame 9
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any

import attrs
import torch
from torch import Tensor

from lpnb.learn.window import OF
from lpnb.run.rule import Notes


@attrs.frozen(eq=False)
class Update:
    """What was worked out after one frame.

    Attributes:
        frame: The number of the frame.
        gradients: For each parameter, None where there is none.
        norm: The norm of all of them together.
    """

    frame: int
    gradients: tuple[Tensor | None, ...]
    norm: Tensor


class Waiting:
    """The updates that wait.

    Attributes:
        lag: How many frames each of them waits.
    """

    def __init__(self) -> None:
        """Let nothing wait."""
        self.lag = 0
        self._line: deque[Update] = deque()

    def put(self, update: Update) -> None:
        """Let an update wait."""
        self._line.append(update)

    def ripe(self, frame: int) -> bool:
        """Return whether one has waited long enough."""
        return bool(self._line) and self._line[0].frame + self.lag <= frame

    def take(self, frame: int) -> list[Update]:
        """Return those that have waited long enough, and let them go."""
        found = []
        while self.ripe(frame):
            found.append(self._line.popleft())
        return found

    def cut(self) -> None:
        """Forget them."""
        self._line.clear()

    def memory(self) -> Notes:
        """Return what waits."""
        notes: dict[Any, Tensor] = {}
        for number, update in enumerate(self._line):
            notes[OF, f"late {number} frame"] = torch.tensor(update.frame)
            notes[OF, f"late {number} norm"] = update.norm
            pairs = enumerate(update.gradients)
            notes |= {(OF, f"late {number} {place}"): value for place, value in pairs if value is not None}
        return notes

    def recall(self, notes: Notes, parameters: Sequence[Tensor]) -> None:
        """Let wait what `memory` told of: gradients of these parameters, as far as there are as many."""
        self.cut()
        mine = {name: tensor for (owner, name), tensor in notes.items() if owner == OF}
        while (name := f"late {len(self._line)}") and f"{name} frame" in mine:
            gradients = tuple(mine.get(f"{name} {place}") for place in range(len(parameters)))
            self._line.append(Update(int(mine[f"{name} frame"]), gradients, mine[f"{name} norm"]))
