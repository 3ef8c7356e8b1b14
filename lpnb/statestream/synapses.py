"""Synapse pools. A plain one becomes an edge; others become nodes within the same frame, joined by edges of delay 0."""

from __future__ import annotations

import re
from typing import Any

from lpnb.errors import ExpressionError
from lpnb.graph import formulas
from lpnb.statestream.chain import NOW, Chain, matters
from lpnb.statestream.expressions import ALL, FIRST, fitted, plain, speaks_of_axes
from lpnb.statestream.factors import Synapses
from lpnb.statestream.inputs import FLAT, connect
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
    words = plain(str(pool.spec["func"]), translation.net.agents)
    read = re.findall(r"\$(\d\d)?", words)
    sources = list(dict.fromkeys(places.get(place or "00", pool.sources[0][0]) for place in read))
    if len(sources) > len(PORTS):
        expected, mend = f"at most {len(PORTS)} different sources", "Let a neuron pool of its own hold a part of it."
        found = f"{len(sources)} that it reads"
        translation.say(f"{pool.place}, key 'func'", found, severity="error", expected=expected, mend=mend)
    ports = dict(zip(sources, PORTS, strict=False))
    formula = re.sub(r"\$(\d\d)?", lambda found: ports.get(places.get(found[1] or "00", ""), PORTS[0]), words)
    formula = _over_axes(translation, pool, formula, ports)
    unread = [repr(source) for source in dict.fromkeys(places.values()) if source not in sources]
    if unread:
        found = f"it does not read {', '.join(unread)}, and so nothing leads there from it"
        translation.say(f"{pool.place}, key 'func'", found)
    name = translation.free(f"{pool.name}_value")
    fields = {"formula": formula, "shape": shape(translation.size(pool.target)), "tags": tags(pool.spec)}
    translation.node(pool.place, name, "function", fields)
    for source, letter in ports.items():
        translation.edge(pool.place, source, f"{name}.{letter}", "identity", {})
    translation.edge(pool.place, name, pool.target, "identity", NOW)
    return [name]


def _over_axes(translation: Translation, pool: Synapses, formula: str, ports: dict[str, str]) -> str:
    """Return a formula as it is of the four axes that all states of the original had; vectors have two here."""
    shapes = {letter: shape(translation.size(source)) for source, letter in ports.items()}
    try:
        read = formulas.parse(formula, tuple(shapes)).names
        if speaks_of_axes(formula) and all(len(shapes[letter]) == 1 for letter in read):
            formula = re.sub(rf"\b({'|'.join(read)})\b(?!\s*\()", rf"\1{ALL}", formula)
        sizes = formulas.sizes(formulas.parse(formula, tuple(shapes)), {letter: shapes[letter] for letter in read})
    except ExpressionError:
        return formula  # which is said of the graph
    vector = translation.size(pool.target)[1:] == FLAT
    return f"({formula}){FIRST}" if vector and sizes is not None and len(sizes) == 4 else formula


def _sampler(translation: Translation, pool: Synapses) -> list[str]:
    """Add the node of a spatial transformer: it samples its first source where the others say."""
    name = translation.free(f"{pool.name}_sampler")
    size = translation.size(pool.target)
    order = "transposed" if translation.literal and size[1] == size[2] else "map"  # else it could not run
    fields: dict[str, Any] = {"shape": shape(size), "order": order, "tags": tags(pool.spec)}
    places = [(factor, place) for factor, inputs in enumerate(pool.sources) for place in range(len(inputs))]
    others = [pool.sources[factor][place] for factor, place in places]
    ports = ("image", "positions") if len(others) == 2 else ("image", "scale", "centre")
    if "centre" in ports:
        fields["travel"] = 0.5  # a centre of 1 lay half the way to the edge
    translation.node(pool.place, name, "sampler", fields)
    if len(others) == 2 and translation.size(others[1]) != (2, *size[1:]):
        found = f"{others[1]!r} of the shape {list(translation.size(others[1]))}; the original could not run it either"
        expected = f"places to look at, a second source of the shape {[2, *size[1:]]}"
        mend = "Or give it three sources: the image, a scale [1, 1, 1] and a centre [2, 1, 1]."
        translation.say(f"{pool.place}, key 'source'", found, severity="warning", expected=expected, mend=mend)
    for (factor, place), source, port in zip(places, others, ports, strict=False):
        first = str(pool.at("pact", factor, place, "identity"))
        before = fitted(first, translation.size(source), translation.net.agents)
        translation.edge(pool.place, source, f"{name}.{port}", "identity", {"before": before})
    translation.edge(pool.place, name, pool.target, "identity", NOW)
    found = "its result was transposed; " + ("so it is here" if order == "transposed" else "here it is not")
    translation.say(f"{pool.place}, tag {TRANSFORMER!r}", found)
    return [name]
