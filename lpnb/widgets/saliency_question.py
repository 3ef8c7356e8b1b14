"""What is asked about saliency, and what came of it, in words."""

from __future__ import annotations

import attrs

from lpnb.graph import Graph
from lpnb.graph.light_cone import light_cone
from lpnb.measure import Saliency, saliency
from lpnb.run import Stream
from lpnb.widgets.classifying import frames
from lpnb.widgets.faces.face import number_words

SAME = 1e-6
"""Differences of an output up to this are those of rounding."""


@attrs.frozen
class Question:
    """What listened to what.

    Attributes:
        output: The state that listened.
        of: The state that it listened to.
        frames_back: How many frames before.
        channel: Which channel or class of the output, None for the strongest.
        part: What the output has: ``'class'`` or ``'channel'``.
        sample: Which sample of the batch.
    """

    output: str
    of: str
    frames_back: int
    channel: int | None
    part: str
    sample: int

    def ask(self, stream: Stream) -> Saliency:
        """Return the answer; it takes as long as the frames between, and longer.

        Raises:
            LpnbError: When there are no such states, or the frames are not remembered any more.
        """
        return saliency(
            stream, self.output, self.of, frames_back=self.frames_back, sample=self.sample, channel=self.channel
        )

    @property
    def differentiated(self) -> str:
        """What the gradient is of."""
        which = f"the strongest {self.part}" if self.channel is None else f"{self.part} {self.channel}"
        return f"{which} of {self.output}"

    def words(self, found: Saliency, graph: Graph) -> str:
        """Return what came of it."""
        if not found.reached:
            return self._unreached(found, graph)
        value = f"{self.differentiated} is {number_words(float(found.value[0]))} at frame {found.at}"
        words = (
            f"{value[0].upper()}{value[1:]}. More of what is red in {self.of} at frame {found.frame} would raise it, "
            "more of what is blue would lower it."
        )
        if found.drift > SAME:
            words += (
                f" Weights have changed on the way: computed with those of now, {self.output} differs by up to "
                f"{number_words(found.drift)}."
            )
        return words

    def _unreached(self, found: Saliency, graph: Graph) -> str:
        ends = (self.of.partition(".")[0], self.output.partition(".")[0])
        way = light_cone(graph).shortest(*ends) if all(end in graph for end in ends) else None
        why = f"no way leads from {self.of} to {self.output}"
        if way is not None and way > self.frames_back:
            why = f"the way takes {frames(way)}"
        elif way is not None:
            why = f"the shortest way takes {frames(way)}, and none takes {self.frames_back}"
        return f"Nothing of {self.of} at frame {found.frame} reaches {self.output} at frame {found.at}: {why}."
