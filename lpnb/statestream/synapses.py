"""Synapse pools. A plain one becomes an edge; others become nodes within the same frame, joined by edges of delay 0."""

from __future__ import annotations

import re
from typing import Any

from lpnb.statestream.chain import NOW, Chain, matters
from lpnb.statestream.expressions import plain
from lpnb.statestream.factors import Synapses
from lpnb.statestream.inputs import connect
from lpnb.statestream.pools import tags
from lpnb.statestream.translation import Translation, shape

PORTS = "abcd"
TRANSFORMER = "TRANSFORMER"


def synapses(translation: Translation, name: str, spec: dict[str, Any]) -> None:
    """Add the edges, and nodes, of one synapse pool."""
    pool, before = Synapses.of(name, spec), set(translation.graph.wires())
    if "func" in spec:
        made = _function(translation, pool)
    elif TRANSFORMER in tags(spec):
        made = _sampler(translation, pool)
    elif _plain(pool) and not translation.net.pools[pool.target].get("binary"):
        made = connect(translation, pool, (0, 0), pool.target, translation.size(pool.target))
    else:
        made = Chain(translation, pool).build()
    if len(made) > 1:
        translation.together(name, made)
    if pool.spec.get("at start"):
        _switch_off(translation, pool, before)


def _switch_off(translation: Translation, pool: Synapses, before: set[str]) -> None:
    """Switch off what leads to the target, if the original could: only synapse pools that learned had a switch."""
    place, shares = f"{pool.place}, key 'at start'", translation.net.synapses
    listed = {str(one[1]) for spec in translation.net.plasticities.values() for one in spec.get("parameter") or ()}
    listed |= {str(to[0]) for name in listed for to in (shares.get(name, {}).get("share params") or {}).values()}
    if translation.literal and pool.name not in listed:
        translation.say(place, "it had no effect on a synapse pool that does not learn, and has none here")
        return
    for name, wire in translation.graph.wires().items():
        if name not in before and wire.target == pool.target:
            translation.graph.set(name, on=False)


def _plain(pool: Synapses) -> bool:
    """Return whether a pool is one transform of one source and nothing else."""
    single = len(pool.sources) == 1 and len(pool.sources[0]) == 1
    more = ("act", "avgout", "maxout", "M", "ACT", "noise", "factor_shapes", "target_shapes")
    biases = pool.of_factor("bias_shapes", 0, "None") != "None"
    return single and not biases and not any(matters(pool.spec.get(key)) for key in more)


def _function(translation: Translation, pool: Synapses) -> list[str]:
    """Add the node of a functional synapse pool: an expression over the states of its sources."""
    places = {f"{f}{i}": source for f, inputs in enumerate(pool.sources) for i, source in enumerate(inputs)}
    sources = list(dict.fromkeys(places.values()))
    if len(sources) > len(PORTS):
        found = f"{len(sources)}: the others are taken for the first"
        expected = f"at most {len(PORTS)} different sources"
        translation.say(f"{pool.place}, key 'source'", found, severity="warning", expected=expected)
    ports = dict(zip(sources, PORTS, strict=False))

    def port(found: re.Match[str]) -> str:
        return ports.get(places.get(found[1] or "", ""), PORTS[0])

    formula = re.sub(r"\$(\d\d)?", port, plain(str(pool.spec["func"])))
    name = translation.free(f"{pool.name}_value")
    fields = {"formula": formula, "shape": shape(translation.size(pool.target)), "tags": tags(pool.spec)}
    translation.node(pool.place, name, "function", fields)
    for source, letter in ports.items():
        translation.edge(pool.place, source, f"{name}.{letter}", "identity", {})
    translation.edge(pool.place, name, pool.target, "identity", NOW)
    return [name]


def _sampler(translation: Translation, pool: Synapses) -> list[str]:
    """Add the node of a spatial transformer: it samples its first source where the others say."""
    name = translation.free(f"{pool.name}_sampler")
    size = translation.size(pool.target)
    order = "transposed" if translation.literal and size[1] == size[2] else "map"  # else it could not run
    fields: dict[str, Any] = {"shape": shape(size), "order": order, "tags": tags(pool.spec)}
    others = [one for inputs in pool.sources for one in inputs]
    ports = ("image", "positions") if len(others) == 2 else ("image", "scale", "centre")
    if "centre" in ports:
        fields["travel"] = 0.5  # a centre of 1 lay half the way to the edge
    translation.node(pool.place, name, "sampler", fields)
    for source, port in zip(others, ports, strict=False):
        translation.edge(pool.place, source, f"{name}.{port}", "identity", {})
    translation.edge(pool.place, name, pool.target, "identity", NOW)
    found = "its result was transposed; " + ("so it is here" if order == "transposed" else "here it is not")
    translation.say(f"{pool.place}, tag {TRANSFORMER!r}", found)
    return [name]
