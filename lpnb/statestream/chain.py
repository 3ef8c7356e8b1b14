"""The nodes between sources and target of a synapse pool, all within one frame.

source ── conv ──▶ factor 0 ─┐
source ── dense ─▶ factor 1 ─┴─▶ product ─▶ maxout ─▶ conv (M) ─▶ act, noise ──▶ target
"""

from __future__ import annotations

import re
from typing import Any

import attrs

from lpnb.statestream.expressions import ALL, fitted
from lpnb.statestream.factors import Synapses, weights
from lpnb.statestream.inputs import connect
from lpnb.statestream.pools import noise, tags
from lpnb.statestream.translation import Size, Translation, shape, span

NOW = {"delay": 0}


def matters(value: Any) -> bool:
    """Return whether a value says anything else than what goes without saying."""
    values = value if isinstance(value, list) else [value]
    return any(matters(one) if isinstance(one, list) else one not in (None, "None", "Id", "full", 1) for one in values)


@attrs.define
class Chain:
    """The nodes between sources and target of a synapse pool."""

    translation: Translation
    pool: Synapses
    made: list[str] = attrs.Factory(list)

    @property
    def size(self) -> Size:
        """The size of the target."""
        return self.translation.size(self.pool.target)

    @property
    def binary(self) -> bool:
        """Whether the units of the target are 0 or 1, and all of this is probabilities."""
        return bool(self.translation.net.pools[self.pool.target].get("binary"))

    @property
    def groups(self) -> tuple[int, int]:
        """How many channels are summed into one, and of how many the greatest stays."""
        return int(self.pool.spec.get("avgout") or 1), int(self.pool.spec.get("maxout") or 1)

    @property
    def hidden(self) -> int:
        """How many channels the factors have."""
        if isinstance(self.pool.spec.get("M"), list):
            return int(self.pool.spec["M"][0])
        summed, greatest = self.groups
        return self.size[0] * summed * greatest

    def build(self) -> list[str]:
        """Add all of them, and return their names."""
        last = self._product([self._factor(number) for number in range(len(self.pool.sources))])
        for size, take in zip(self.groups, ("sum" if self.translation.literal else "mean", "max"), strict=True):
            if size > 1:
                last = self._next(last, "maxout", {"size": size, "take": take}, take)
        if self.groups[0] > 1:
            found = "it summed channels; " + (
                "so it does here" if self.translation.literal else "here it averages them"
            )
            self.translation.say(f"{self.pool.place}, key 'avgout'", found)
        last = self._map(last)
        if matters(self.pool.spec.get("ACT")):
            act = self._function(str(self.pool.spec["ACT"]), self.size[0])
            last = self._next(last, "pool", self._plain_pool() | {"act": act}, "act")
        if noise(self.pool.spec):
            last = self._next(last, "pool", self._plain_pool() | self._noise(), "noise")
        self._join(last)
        return self.made

    def _join(self, last: str) -> None:
        """Lead the result to the target. Of binary units, each synapse pool has a say: 1 - (1 - a) (1 - b) ..."""
        target, place, unions = self.pool.target, self.pool.place, self.translation.unions
        several = [name for name, spec in self.translation.net.synapses.items() if spec.get("target") == target]
        if not self.binary or len(several) == 1:
            self.translation.edge(place, last, target, "identity", NOW)
            return
        none = {"before": "1 - x", **NOW}
        if target not in unions:
            unions[target] = self.translation.free(f"{target}_none")
            self.translation.node(place, unions[target], "product", {"shape": shape(self.size)})
            self.translation.edge(place, unions[target], target, "identity", none)
        self.translation.edge(place, last, unions[target], "identity", none)

    def _add(self, word: str, kind: str, fields: dict[str, Any]) -> str:
        name = self.translation.free(f"{self.pool.name}_{word}")
        self.translation.node(self.pool.place, name, kind, {**fields, "tags": tags(self.pool.spec)})
        self.made.append(name)
        return name

    def _next(self, last: str, kind: str, fields: dict[str, Any], word: str) -> str:
        name = self._add(word, kind, fields)
        self.translation.edge(self.pool.place, last, name, "identity", NOW)
        return name

    def _plain_pool(self) -> dict[str, Any]:
        return {"shape": shape(self.size), "bias": "none"}

    def _noise(self) -> dict[str, Any]:
        """Return the noise of the pool; uniform noise was subtracted from its own middle, by mistake."""
        defaults: dict[str, Any] = {"noise_min": 0.0, "noise_max": 0.0} if self.pool.spec["noise"] == "uniform" else {}
        fields = noise({**defaults, **self.pool.spec})
        low, high = (float(self.pool.spec.get(key, 0.0)) for key in ("noise_min", "noise_max"))
        if fields["noise_kind"] == "uniform" and low:
            found = "uniform noise was laid from -min to max - 2 min; "
            if self.translation.literal:
                fields["noise_mean"] = (high - low) / 2 - low
            self.translation.say(
                f"{self.pool.place}, key 'noise'",
                found + ("so it is here" if self.translation.literal else "here it goes from min to max"),
            )
        return fields

    def _factor(self, number: int) -> str:
        """Add the node that sums the inputs of one factor."""
        form = str(self.pool.of_factor("factor_shapes", number, "full"))
        size = self._sized(form, self.hidden)
        bias = span(self.pool.of_factor("bias_shapes", number, "none"), "none", self.size)
        bias = "none" if self.binary and bias != "feature" else bias  # others had no effect there
        pasted = bias != "none" and self._pastes(number)
        summed = ("none", "identity") if pasted else (bias, self._function(self._act(number), size[0]))
        name = result = self._add(f"f{number}", *self._summing(self._shape(size), *summed))
        if bias != "none":
            field = "threshold" if self.binary else "bias"
            self.translation.parameters["sp", self.pool.name, f"b_{number}"] = f"{name}.{field}"
            if pasted:
                result = self._pasted(number, name, bias)
        for place in range(len(self.pool.sources[number])):
            own = str(self.pool.at("target_shapes", number, place, form))
            if own not in (form, "full", "feature"):
                expected = f"an input of the shape of its factor, {form!r}"
                self.translation.say(
                    f"{self.pool.place}, key 'target_shapes'",
                    f"{own!r}: it is taken so",
                    severity="warning",
                    expected=expected,
                )
            self.made += connect(self.translation, self.pool, (number, place), name, size)
        return result

    def _summing(self, sizes: tuple[int, ...], bias: str, act: str) -> tuple[str, dict[str, Any]]:
        """Return kind and fields of the node that sums the inputs of one factor."""
        if self.binary:
            return "binary", {"shape": sizes, "threshold": bias}
        return "pool", {"shape": sizes, "bias": bias, "act": act}

    def _act(self, number: int) -> str:
        return str(self.pool.of_factor("act", number, "Id"))

    def _function(self, text: str, features: int) -> str:
        """Return a function of so many features at the places of the target."""
        return fitted(text, (features, *self.size[1:]), self.translation.net.agents)

    def _pastes(self, number: int) -> bool:
        """Return whether it matters that the original pasted a bias into an expression, without brackets around it."""
        act = self._act(number)
        if self.binary or not re.search(r"(?<![(,\s])\s*\$|\$(?!\s*[,)])", act):
            return False
        here = "so it does here" if self.translation.literal else "here it is added to all that '$' stands for"
        self.translation.say(f"{self.pool.place}, key 'act'", f"the bias was pasted behind each '$' of {act!r}; {here}")
        return self.translation.literal

    def _pasted(self, number: int, name: str, bias: str) -> str:
        """Add the nodes of an expression of a sum a and a bias b, as text in the place of each ``$``."""
        sizes = getattr(self.translation.graph[name], "shape", None)
        held = self._add(f"b{number}", "pool", {"shape": sizes, "bias": bias})
        formula = self._function(self._act(number), sizes[0] if sizes else 1)
        formula = formula.replace(f"${ALL}", f"a{ALL} + b{ALL}").replace("$", "a + b")
        value = self._add(f"value{number}", "function", {"formula": formula, "shape": sizes})
        self.translation.parameters["sp", self.pool.name, f"b_{number}"] = f"{held}.bias"
        # Of a node that nothing leads to, nobody who looks ahead would know what it holds.
        self.translation.edge(self.pool.place, name, held, "identity", {"before": "0 * x", **NOW})
        for port, node in (("a", name), ("b", held)):
            self.translation.edge(self.pool.place, node, f"{value}.{port}", "identity", NOW)
        return value

    def _sized(self, form: str, channels: int) -> Size:
        """Return the size of a factor."""
        _, width, height = self.size
        sizes = {"feature": (channels, 1, 1), "spatial": (1, width, height), "scalar": (1, 1, 1)}
        return sizes.get(form, (channels, width, height))

    def _shape(self, size: Size) -> tuple[int, ...]:
        """Return the shape of a node: as many axes as the target has, so that it spreads over them."""
        return size[:1] if self.size[1:] == (1, 1) else size

    def _product(self, factors: list[str]) -> str:
        """Multiply the factors, where there are several or one that has to spread."""
        shapes = {getattr(self.translation.graph[name], "shape", None) for name in factors}
        whole = self._shape((self.hidden, *self.size[1:]))
        if len(factors) == 1 and shapes == {whole}:
            return factors[0]
        name = self._add("product", "product", {"shape": whole})
        for factor in factors:
            self.translation.edge(self.pool.place, factor, name, "identity", NOW)
        return name

    def _map(self, last: str) -> str:
        """Add the final linear map."""
        if not isinstance(self.pool.spec.get("M"), list):
            return last
        window, flat = int(self.pool.spec["M"][1]), self.size[1:] == (1, 1)
        fields = NOW | weights(self.translation, self.pool, "M") | {"per_sample": False}
        if flat and window == 1:
            name = self._add("map", "pool", self._plain_pool())
            edge = self.translation.edge(self.pool.place, last, name, "dense", fields)
            self.translation.parameters["sp", self.pool.name, "M"] = f"{edge}.weight"
            return name
        if flat:  # of such a window only the middle counts
            last = self._reshaped(last, "pixel", (self.hidden, 1, 1), "a[:, :, None, None]")
        name = self._add("map", "pool", {"shape": self.size, "bias": "none"})
        same = self.translation.literal or window % 2 == 0
        fields |= {"kernel": window} | ({"padding": "same"} if same else {})
        edge = self.translation.edge(self.pool.place, last, name, "conv", fields)
        self.translation.parameters["sp", self.pool.name, "M"] = f"{edge}.weight"
        return self._reshaped(name, "mapped", self.size[:1], "a[:, :, 0, 0]") if flat else name

    def _reshaped(self, last: str, word: str, sizes: tuple[int, ...], formula: str) -> str:
        name = self._add(word, "function", {"formula": formula, "shape": sizes})
        self.translation.edge(self.pool.place, last, f"{name}.a", "identity", NOW)
        return name
