"""From a network of Statestream to a graph.

    text ── reading ──▶ Net ── pools, interfaces, synapses, plasticities, clients, modules ──▶ Graph
                         └──────────────── what there is to say of it ────────────────▶ Report

Each part of the language has a place in lpnb: a neuron pool is a pool, a synapse pool an edge (or nodes within one
frame, joined by edges of delay 0), a plasticity a loss, a regularizer or a Hebbian rule, an interface a source, a
module a group.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import attrs
from numpy.typing import ArrayLike

from lpnb.errors import EditError, Problem
from lpnb.graph import Graph
from lpnb.graph.names import LONGEST, free_name
from lpnb.statestream.clients import client
from lpnb.statestream.interface import Wired
from lpnb.statestream.interfaces import INTERFACES
from lpnb.statestream.naming import named
from lpnb.statestream.net import Net
from lpnb.statestream.plasticities import plasticity
from lpnb.statestream.pools import NORMS, pool
from lpnb.statestream.reading import read, report
from lpnb.statestream.report import Report
from lpnb.statestream.synapses import synapses
from lpnb.statestream.taking import taken
from lpnb.statestream.translation import Parameter, Size, Translation, shape

Compat = Literal["statestream"] | None
Interfaces = Mapping[str, Callable[[Graph, str, Mapping[str, Any], Mapping[str, Size]], Wired]]
FIELDS = {"bias_shape": "bias", "gain_shape": "gain", "noise_std": "noise", "noise_prob": "noise", **NORMS}
"""The fields that keys of neuron pools have become, where these have another name."""
PATHS = ("source_file", "source_path", "image_path", "label_path", "vehicle_path")
"""The keys of interfaces that name files or folders."""
RESIDUAL = ("dropout", "zoneout", "layernorm_mean", "layernorm_std", "batchnorm_mean", "batchnorm_std", "gain_shape")


@attrs.frozen
class Opened:
    """What became of a file.

    Attributes:
        graph: The graph.
        batch: How many samples streamed side by side: the file's ``agents``.
        report: What there is to say, item by item.
        parameters: What each parameter of the original is called in the graph.
        names: What items are called in the graph, of which it is another name than in the file.
        lent: Those of the parameters that synapse pools share: they are another's.
    """

    graph: Graph
    batch: int
    report: Report
    parameters: dict[Parameter, str]
    names: dict[str, str]
    lent: frozenset[Parameter] = frozenset()

    def take(self, arrays: Mapping[Parameter, ArrayLike]) -> None:
        """Let the graph begin with parameters of the original, as they were there.

        Example:
            opened.take({("sp", "image_hidden", "W_0_0"): kernels, ("np", "hidden", "b"): biases})

        Args:
            arrays: By item type (``np``, ``sp``), item and name: biases and gains as they are here, weights [target
                features, source features, x, y]. Where several share a parameter, that of its owner counts.

        Raises:
            EditError: When one is not of this network, or has another size.
            InvalidGraph: When the graph has errors, so that sizes are not known.
        """
        owned_last = dict(sorted(arrays.items(), key=lambda pair: pair[0] not in self.lent))
        self.graph.weights = {**self.graph.weights, **taken(self.graph, self.parameters, owned_last)}


def open_file(path: str | Path, compat: Compat = None) -> Opened:
    """Open a ``.st_graph`` file of Statestream.

    Args:
        path: The file.
        compat: None for what its author meant, ``'statestream'`` for the arithmetic of the original program.

    Raises:
        FileError: When the file cannot be opened; lists all of its errors.
    """
    net = read(path)
    report(net).refuse()
    opened = translate(net, compat)
    opened.report.refuse()
    return opened


def translate(net: Net, compat: Compat = None, interfaces: Interfaces = INTERFACES) -> Opened:
    """Return the graph of a network that was read.

    Args:
        net: The network.
        compat: As for `open_file`.
        interfaces: What becomes of each type of interface.
    """
    net, names = named(net)
    translation = Translation(net, compat == "statestream", Graph(net.name), problems=list(net.problems))
    for name, spec in net.pools.items():
        pool(translation, name, spec)
    for name, spec in net.interfaces.items():
        _interface(translation, interfaces.get(str(spec["type"]), by_hand), name, spec)
    for name, spec in net.synapses.items():
        synapses(translation, name, spec)
    _share(translation)
    for name, spec in net.plasticities.items():
        plasticity(translation, name, spec)
    for name, spec in net.clients.items():
        client(translation, name, spec)
    _modules(translation)
    _machines(translation)
    translation.say("agents", f"{net.agents} samples side by side: lpnb.Stream(graph, batch={net.agents})")
    graph = translation.graph.copy()  # nothing to undo
    name = net.path.name if net.path else net.name
    told, former = Report(name, tuple(translation.problems)), {new: old for old, new in names.items()}
    keys = {key: (key[0], former.get(key[1], key[1]), key[2]) for key in translation.parameters}
    parameters = {keys[key]: here for key, here in translation.parameters.items()}
    return Opened(graph, net.agents, told, parameters, names, frozenset(keys[key] for key in translation.uses))


def _interface(translation: Translation, make: Callable[..., Wired], name: str, spec: Mapping[str, Any]) -> None:
    """Add the source of an interface, and lead its outputs to their neuron pools."""
    topics, remap = (spec.get("out") or [], spec.get("in") or []), spec.get("remap") or {}
    pools = {topic: str(remap.get(topic, topic)) for both in topics for topic in both}
    shapes = {topic: translation.size(pool) for topic, pool in pools.items() if pool in translation.net.pools}
    wired = make(translation.graph, name, _found(translation, spec), shapes)
    translation.problems += wired.notes
    place = f"interface {name!r}"
    for topic, output in wired.outputs.items():
        if topic in topics[0] and topic in shapes:
            target = pools[topic]
            port = f"{target}.residual" if _changes(translation, target) else target
            translation.edge(place, output, port, "identity", {})
    for topic, entry in wired.inputs.items():
        if entry and topic in shapes:
            translation.edge(place, pools[topic], entry, "identity", {})
    answers = [pools[topic] for topic in topics[1] if topic.endswith("pred") and topic in shapes]
    _judge(translation, name, wired.outputs.values(), answers)


def _found(translation: Translation, spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return an interface with the whole paths of data that are beside its file."""
    path = translation.net.path
    beside = {key: path.parent / str(spec[key]) for key in PATHS if spec.get(key)} if path else {}
    # `Path.exists` raises on names that are too long.
    return {**spec, **{key: str(place) for key, place in beside.items() if os.path.exists(place)}}  # noqa: PTH110


def _judge(translation: Translation, name: str, sources: Iterable[str], predictions: Iterable[str]) -> None:
    """Compare what the network answers with the labels of a source: what an interface did with what it was told."""
    graph, place = translation.graph, f"interface {name!r}"
    nodes = dict.fromkeys(output.partition(".")[0] for output in sources)
    labels = {node: graph.nodes()[node].infer({}).get("label") for node in nodes}
    for prediction in predictions:
        features, *places = translation.size(prediction)
        source = next((node for node, label in labels.items() if label and label.classes == features), None)
        if places != [1, 1]:
            translation.say(place, f"right answers are not counted place by place, as it did for {prediction!r}")
        elif source is None:
            translation.say(place, f"{prediction!r} is not compared with anything; add an 'accuracy' for that")
        else:
            node = translation.node(place, translation.free(f"{name}_accuracy"), "accuracy", {})
            translation.edge(place, prediction, f"{node}.prediction", "identity", {})
            translation.edge(place, f"{source}.label", f"{node}.target", "identity", {})
            found = f"{node!r} tells how often {prediction!r} is right; the confusion panel shows it over time"
            translation.say(place, found)


def by_hand(graph: Graph, name: str, spec: Mapping[str, Any], shapes: Mapping[str, Size]) -> Wired:
    """Stand for an interface of a type that nobody knows: inputs that are set by hand."""
    outputs = {}
    for topic in spec.get("out") or []:
        if topic in shapes:
            outputs[topic] = graph.add(
                free_name(f"{name}_{topic}"[:LONGEST], graph), "input", shape=shape(shapes[topic])
            )
    names = ", ".join(f"stream[{node!r}] = ..." for node in outputs.values())
    found = f"its outputs are inputs that are set by hand: {names}" if names else "nothing is delivered"
    return Wired(outputs, {}, (Problem(f"interface {name!r}", "", found, severity="note"),))


def _changes(translation: Translation, pool: str) -> bool:
    """Return whether a pool would change what an interface adds behind all that it does."""
    spec = translation.net.pools[pool]
    computes = any(synapse.get("target") == pool for synapse in translation.net.synapses.values())
    return computes or str(spec.get("act", "Id")) not in ("Id", "identity") or any(spec.get(key) for key in RESIDUAL)


def _share(translation: Translation) -> None:
    """Let edges use the parameters of others."""
    for name, spec in translation.net.synapses.items():
        for own, shared in (spec.get("share params") or {}).items():
            place = f"synapse pool {name!r}, key 'share params'"
            mine, lender = ("sp", name, str(own)), _root(translation, str(shared[0]), str(shared[1]))
            names = [translation.parameters.get(one) if one else None for one in (mine, lender)]
            edges = [str(one).removesuffix(".weight") for one in names]
            wires = translation.graph.wires()
            if len({wires[edge].spec.kind if edge in wires else edge for edge in edges}) > 1:
                found = f"{own!r} of {shared[0]!r}: it keeps a parameter of its own"
                expected = "a weight of a synapse pool that reads its source in the same way"
                translation.say(place, found, severity="warning", expected=expected)
                continue
            try:
                alone = getattr(translation.graph[edges[1]], "per_sample", False)
                translation.graph.set(edges[0], share=edges[1], per_sample=alone)
            except EditError as error:
                translation.problems.append(attrs.evolve(error.problem, place=place, severity="warning"))
            else:
                translation.uses[mine], translation.parameters[mine] = f"{edges[0]}.weight", f"{edges[1]}.weight"


def _root(translation: Translation, synapse: str, parameter: str) -> Parameter | None:
    """Return who really has a parameter: what shares may be shared from; None where they share in a ring."""
    seen = set()
    while (synapse, parameter) not in seen:
        seen.add((synapse, parameter))
        shared = (translation.net.synapses.get(synapse, {}).get("share params") or {}).get(parameter)
        if not shared:
            return "sp", synapse, parameter
        synapse, parameter = map(str, shared)
    return None


def _modules(translation: Translation) -> None:
    """Put what each instance of a module made into a group, which shows the values that the file gave it."""
    for name, instance in translation.net.instances.items():
        members = list(_members(translation, instance.items))
        if not members:
            continue
        group = translation.free(name)
        translation.graph.add(group, "group")
        for member in members:
            translation.graph.enclose(member, group)
        given = [place for places in instance.values.values() for place in places]
        shown = [f"{item}.{FIELDS.get(key, key)}" for _, item, key in given]
        graph = translation.graph
        known = [one for one in shown if one.partition(".")[0] in members and _has_field(graph, one)]
        graph.set(group, exposed=tuple(dict.fromkeys(known)))


def _members(translation: Translation, items: tuple[str, ...]) -> Iterator[str]:
    """Yield the nodes and groups that items became."""
    graph = translation.graph
    for item in items:
        made = [name for name in graph.nodes() if name == item or name.startswith(f"{item}_")]
        own = [name for name in made if name == item or item in translation.net.synapses]
        yield from (name for name in own if graph.group_of(name) is None)


def _machines(translation: Translation) -> None:
    """Say what the file wants of the machine that lpnb decides otherwise."""
    net = translation.net
    items = {**net.pools, **net.synapses, **net.plasticities, **net.interfaces}
    for device in dict.fromkeys(str(spec.get("device", "cpu")) for spec in items.values()):
        names = [name for name, spec in items.items() if str(spec.get("device", "cpu")) == device]
        if device != "cpu":
            found = f"{device} for {', '.join(names)}: a network runs on one device, lpnb.Stream(graph, device='auto')"
            translation.say("key 'device'", found)
    slowed = [name for name, spec in items.items() if isinstance(spec.get("bottleneck"), (int, float))]
    if slowed:
        found = f"of {', '.join(slowed)}: their periods followed the clock, so no run was like another; set 'period'"
        translation.say("key 'bottleneck'", found)


def _has_field(graph: Graph, name: str) -> bool:
    """Return whether ``node.field`` is a field of a node of the graph."""
    node, _, field = name.partition(".")
    return node in graph and field.isidentifier() and hasattr(graph[node], field)
