"""The inputs of a synapse pool: each becomes an edge, by way of nodes within the frame where an edge is not enough.

source ── (pact) 1x1 conv P ──▶ projection ── conv W ──▶ factor
source ── conv W ──▶ whole ── first pixel ──▶ factor of a vector, onto a target with space
"""

from __future__ import annotations

import math
import re
from typing import Any

import attrs

from lpnb.graph import activations
from lpnb.statestream.expressions import fitted, plain
from lpnb.statestream.factors import POINTS, Synapses, transform, weights
from lpnb.statestream.keys import WEIGHT_SHAPES
from lpnb.statestream.pools import tags
from lpnb.statestream.translation import Size, Translation, shape

FLAT = (1, 1)
"""The sizes in space of a vector."""


@attrs.define
class Input:
    """One input of a factor on its way to the node that sums them.

    Attributes:
        translation: Where to.
        pool: The synapse pool.
        factor: Which factor.
        place: Which of its inputs.
        end: The node that sums; while this goes on, what leads to it.
        size: What the input has to become; a node of another size is spread over.
        made: The nodes that it took.
        start: Where it begins; while this goes on, how far it has come.
        delay: The delay of the edge from there.
        source: The size there.
        before: What is applied to the values there.
    """

    translation: Translation
    pool: Synapses
    factor: int
    place: int
    end: str
    size: Size = attrs.field(kw_only=True)
    made: list[str] = attrs.field(init=False, factory=list)
    start: str = attrs.field(init=False)
    delay: int = attrs.field(init=False, default=1)
    source: Size = attrs.field(init=False)
    before: str = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Begin at the source."""
        self.start = self.pool.sources[self.factor][self.place]
        self.source = self.translation.size(self.start)
        self.before = fitted(str(self._at("pact", "identity")), self.source, self.translation.net.agents)

    def connect(self) -> list[str]:
        """Connect it, and return the nodes that it took."""
        if channels := int(self._at("ppp", 0)):
            self._project(channels)
        form = WEIGHT_SHAPES.get(str(self._at("weight_shapes", "full")), "full")
        window = 1 if form in POINTS and self.source[1:] != FLAT else int(self._at("rf", 0))
        if window not in (0, self.source[1]) and self.size[1:] == FLAT:
            window = self._look_at_corner(window)
        if window in (0, self.source[1]) and form != "full":
            self._share()
            window = window or self.source[1]
        spaced, sizes = int(self._at("dilation", 1)), (self.source, self.size)
        kind, fields = transform(self.translation, self.pool, sizes, window, form=form, spaced=spaced)
        weight = f"W_{self.factor}_{self.place}"
        fields["weight_act"] = self._of_weights(kind, alone=weight in (self.pool.spec.get("unshare") or []))
        self._weigh(self.end, kind, fields, weight)
        return self.made

    def _of_weights(self, kind: str, *, alone: bool) -> str:
        """Return the function of the weights. A softmax is over the features of the source, wherever these are here.

        Args:
            kind: The kind of edge.
            alone: Whether each sample has weights of its own: then their first axis is that of the samples.
        """
        words = plain(str(self._at("weight_fnc", "identity")))
        if words != activations.SOFTMAX:
            return words
        if kind != "dense":
            return "softmax(x, axis=2)" if alone else words
        features, places = self.source[0], math.prod(self.source[1:])
        batch = "shape(x)[0], " if alone else ""
        if places == 1:
            return f"softmax(x, axis={int(alone)})"
        apart = f"reshape(x, ({batch}{features}, {places}, {self.size[0]}))"
        return f"reshape(softmax({apart}, axis={int(alone)}), shape(x))"

    def _at(self, key: str, default: Any) -> Any:
        return self.pool.at(key, self.factor, self.place, default)

    def _project(self, channels: int) -> None:
        """Bring it to other features first."""
        projected = (channels, *self.source[1:])
        name = self._node("p", "pool", shape(projected), bias="none")
        kind, fields = transform(self.translation, self.pool, (self.source, projected), 1)
        self._weigh(name, kind, fields, f"P_{self.factor}_{self.place}")
        self.start, self.delay, self.source, self.before = name, 0, projected, "identity"

    def _look_at_corner(self, window: int) -> int:
        """Go by the first pixel: of what a window sees on its way to a vector, that counts."""
        _, *places = self.translation.size(self.pool.target)
        if tuple(places) != FLAT:
            self._detour((self.size[0], places[0], places[1]), "a[:, :, :1, :1]")
            return window
        corner = self._node("corner", "function", self.source[:1], formula="a[:, :, 0, 0]")
        self._lead(self.start, f"{corner}.a", self.delay)
        self.start, self.delay, self.source = corner, 0, (self.source[0], 1, 1)
        found = "onto a target without space, its window sees the first pixel only, as it did"
        self.translation.say(self.pool.place, found)
        return 1

    def _share(self) -> None:
        """Let one convolution over all of it share weights, as dense edges do not."""
        if self.source[1:] == FLAT:
            pixel = self._node("pixel", "function", self.source, formula="a[:, :, None, None]")
            self._lead(self.start, f"{pixel}.a", self.delay)
            self.start, self.delay = pixel, 0
        flat = self.translation.size(self.pool.target)[1:] == FLAT
        self._detour((self.size[0], 1, 1), "a[:, :, 0, 0]" if flat else "a")

    def _detour(self, size: Size, formula: str) -> None:
        """Lead it to a node of another size, and a formula of that to the end."""
        sizes = getattr(self.translation.graph[self.end], "shape", None)
        whole, part = (
            self._node("whole", "pool", size, bias="none"),
            self._node("part", "function", sizes, formula=formula),
        )
        self._lead(whole, f"{part}.a", 0)
        self._lead(part, self.end, 0)
        self.end, self.size = whole, size

    def _weigh(self, end: str, kind: str, fields: dict[str, Any], weight: str) -> None:
        """Lead on with weights."""
        more = {"before": self.before, "delay": self.delay, "tags": tags(self.pool.spec)}
        fields = fields | weights(self.translation, self.pool, weight) | more
        if self.translation.literal and kind == "dense":
            fields["init"] = self._narrowed(str(fields.get("init", "xavier")))
        edge = self.translation.edge(self.pool.place, self.start, end, kind, fields)
        self.translation.parameters["sp", self.pool.name, weight] = f"{edge}.weight"

    def _narrowed(self, init: str) -> str:
        """Return how weights of all values begin: where the original drew them, it counted each place as an output."""
        found = re.fullmatch(r"xavier(?:\((.*)\))?", init)
        inputs, places = math.prod(self.source), math.prod(self.source[1:])
        if found is None or places == 1:
            return init
        narrower = math.sqrt((inputs + self.size[0]) / (inputs + self.size[0] * places))
        return f"xavier({float(found[1] or 1) * narrower:.6g})"

    def _lead(self, start: str, end: str, delay: int) -> None:
        """Lead on as it is."""
        before = self.before if start == self.start else "identity"
        self.translation.edge(self.pool.place, start, end, "identity", {"delay": delay, "before": before})
        if start == self.start:
            self.before = "identity"

    def _node(self, word: str, kind: str, sizes: tuple[int, ...] | None, **fields: Any) -> str:
        name = self.translation.free(f"{self.pool.name}_{word}{self.factor}{self.place}")
        self.translation.node(self.pool.place, name, kind, {"shape": sizes, **fields})
        self.made.append(name)
        return name


def connect(translation: Translation, pool: Synapses, at: tuple[int, int], end: str, size: Size) -> list[str]:
    """Connect one input of a factor with the node that sums them; return the nodes that it took.

    Args:
        translation: Where to.
        pool: The synapse pool.
        at: Which factor, and which of its inputs.
        end: The node that sums.
        size: What the input has to become; a node of another size is spread over.
    """
    return Input(translation, pool, *at, end, size=size).connect()
