"""What a stream computes is the law of one frame: the emitted program equals an unrolled reference, bit for bit."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings

import lpnb
from lpnb.compile import emit
from lpnb.graph.kinds import BUILT_IN
from tests.compile.looking import looking
from tests.compile.reference import Reference
from tests.compile.stepping import NOISE_SEED, assert_lawful, built_of, feeds_of, states_of
from tests.nets import graphs, moving
from tests.sources.painted import scenes

IMAGE, VECTOR = (2, 4, 4), (5,)


def pair(kind="dense", source=VECTOR, target=VECTOR, pool=None, **edge):
    """data -> a"""
    graph = lpnb.Graph()
    moving(graph, shape=source)
    graph.add("a", "pool", shape=target, **(pool or {}))
    graph.connect("data.x", "a", kind, **edge)
    return graph


def scored(kind, **fields):
    """data.x -> answer -> score <- data.y"""
    graph = pair(target=(3,), pool={"act": fields.pop("act", "softmax")})
    graph.add("score", kind, **fields)
    graph.connect("a", "score.prediction")
    target = "data.x" if fields.get("loss") == "mse" else "data.y"
    graph.connect(target, "score.target", delay=2)
    return graph


def fed_by(kind, port, size, **fields):
    """source -> a -> a"""
    graph = lpnb.Graph()
    graph.add("source", kind, **fields)
    graph.add("a", "pool", shape=size, act="tanh")
    graph.connect(port, "a")
    graph.connect("a", "a", delay=2)
    return graph


def squared():
    graph = pair(target=(5,))
    graph.add("score", "loss", loss="mse")
    graph.connect("a", "score.prediction")
    graph.connect("data.x", "score.target", delay=3)
    return graph


def costing(kind, **fields):
    """data.x -> a -> learn <- cost, of the weights or of the activity of a"""
    graph = squared()
    graph.add("cost", kind, **{"l1": 0.3, "l2": 0.2, **fields})
    graph.connect("cost", "score.terms")
    if graph["cost"].ports:
        graph.connect("a", "cost")
    return graph


def sharing(kind, source, target):
    """data -> a (twice), a -> b, all with the weight of data -> b"""
    graph = lpnb.Graph()
    moving(graph, shape=source)
    for name in "ab":
        graph.add(name, "pool", shape=target, act="tanh")
    graph.connect("data.x", "a", kind, share="data.x->b")
    graph.connect("data.x", "a", kind, share="data.x->b", delay=3)
    graph.connect("data.x", "b", kind, on=False)
    if source == target:
        graph.connect("a", "b", kind, share="data.x->b", delay=0)
    return graph


def waiting():
    """data.x (one number a frame) -> wait -> a"""
    graph = pair("dense", source=(), target=(3,))
    graph.add("wait", "delay", initial=0.5)
    graph.connect("data.x", "wait", delay=3)
    graph.connect("wait", "a", "dense", delay=0)
    return graph


ARRAYS = {"x": np.arange(12.0).reshape(4, 3), "k": np.array([0, 2, 1, 1])}


def reading(kind, ports=("in", "in"), **fields):
    """data.x -> y (twice) -> y"""
    graph = lpnb.Graph()
    moving(graph, shape=(4,))
    graph.add("y", kind, shape=(4,), **fields)
    graph.connect("data.x", f"y.{ports[0]}", "dense" if kind == "maxout" else "identity")
    graph.connect("y", f"y.{ports[1]}", "dense" if kind == "maxout" else "identity", delay=2)
    return graph


def ordered(kind, **fields):
    """A network with something in its drawing that computes nothing."""
    graph = pair("dense")
    graph.add("drawn", kind, **fields)
    return graph


IMAGES = {"image": np.random.default_rng(0).integers(0, 256, (9, 6, 5), np.uint8), "label": np.arange(9) % 3}
STREETS = tempfile.TemporaryDirectory()
ROOM = {"inside": {"table": [-30, -20, 40, 25]}, "width": 150, "height": 90}


def living(kind=None, *, force=("force", 3), **fields):
    """push -> me (-> senses), in a room"""
    graph = lpnb.Graph()
    graph.add("room", "world", **ROOM)
    graph.add("push", "random", shape=force[1], std=30.0)
    graph.add("me", "agent", **(fields if kind is None else {}))
    graph.connect("push", f"me.{force[0]}")
    graph.connect("room.walls", "me.walls")
    graph.connect("room.home", "me.home")
    if kind is not None:
        graph.add("sense", kind, **fields)
        graph.connect("me", "sense.pose" if kind != "population" else "sense")
        graph.connect("room.walls", "sense.walls") if kind != "population" else None
    if fields.get("sees") == "colour":
        graph.connect("room.colours", "sense.colours")
    return graph


def seeing():
    """scenes -> a -> a"""
    folder = STREETS.name
    return fed_by("scenes", "source.map", (19, 4, 6), shape=(3, 4, 6), flip=True, **scenes(Path(folder)))


def free(**fields):
    """An agent without walls and home."""
    graph = living(**fields)
    graph.disconnect("room", "me")
    graph.connect("room.home", "me.force", delay=2)
    return graph


CASES = {
    "pool": [lambda: pair(pool={"act": "relu", "noise": 0.3, "initial": 0.5})],
    "delay": [waiting],
    "binary": [lambda: reading("binary"), lambda: reading("binary", combine="or", threshold="none")],
    "product": [lambda: reading("product"), lambda: reading("product", period=2)],
    "maxout": [lambda: reading("maxout"), lambda: reading("maxout", size=3, take="sum")],
    "function": [lambda: reading("function", "ab", formula="a * a + b")],
    "sampler": [
        lambda: looking((2, 3, 2)),
        lambda: looking((2, 2, 3), order="transposed", period=2),
        lambda: looking((2, 3, 6), window=True, travel=0.5),
        lambda: looking((2, 3, 6), window=True, order="transposed"),
    ],
    "input": [lambda: fed_by("input", "source", (3,), shape=3, value=0.7)],
    "digits": [lambda: fed_by("digits", "source.image", (1, 8, 8), noise=0.2, hold=5)],
    "arrays": [lambda: fed_by("arrays", "source.x", (3,), data=ARRAYS, noise=0.2, hold=2)],
    "images": [lambda: fed_by("images", "source.image", (3, 6, 5), data=IMAGES, colours=True, flip=True, hold=2, longest=4)],
    "digit_board": [lambda: fed_by("digit_board", "source.map", (3, 6, 15), data=IMAGES, rows=1, columns=3, hide=0.5)],
    "transformed_images": [lambda: fed_by("transformed_images", "source.map", (2, 6, 5), data=IMAGES, window=2, jitter=0.1)],
    "scenes": [seeing],
    "roman_numerals": [lambda: fed_by("roman_numerals", "source.image", (1, 9, 8), shape=(1, 9, 8), fading=2, noise=0.1)],
    "letters": [lambda: fed_by("letters", "source.now", (128,), text="hello", hold=3, longest=5)],
    "moving_edges": [lambda: fed_by("moving_edges", "source.board", (1, 5, 5), shape=(1, 5, 5), hold=3, longest=5)],
    "oscillator": [lambda: fed_by("oscillator", "source", (3,), shape=3)],
    "random": [lambda: fed_by("random", "source", (3,), shape=3), lambda: fed_by("random", "source", (3,), shape=3, distribution="uniform")],
    "python": [lambda: fed_by("python", "source", (3,), function=lambda frame: np.sin(frame + np.arange(3)), sizes={"out": [3]})],
    "world": [lambda: fed_by("world", "source.walls", (5, 4), **ROOM)],
    "agent": [living, lambda: living(fastest=20.0, period=2), lambda: living(force=("torque", 1)), free],
    "eye": [lambda: living("eye", receptors=7), lambda: living("eye", receptors=5, reach=60.0, look=3.0, sees="colour")],
    "touch": [lambda: living("touch", receptors=9, reach=300.0)],
    "population": [lambda: living("population", size=5, of=4, low=-2, high=2), lambda: living("population", of=2, wraps=True)],
    "accuracy": [lambda: scored("accuracy", memory=3.0), lambda: scored("accuracy", period=2, offset=1)],
    "loss": [lambda: scored("loss"), lambda: scored("loss", act="identity"), squared],
    "regularizer": [lambda: costing("regularizer"), lambda: costing("regularizer", of=["a"]), lambda: costing("regularizer", l2=0)],
    "activity": [lambda: costing("activity"), lambda: costing("activity", l1=0, period=2), lambda: costing("activity", l1=0, l2=0)],
    "hebbian": [lambda: ordered("hebbian", edges=["data.x->a"]), lambda: ordered("hebbian", edges=["data.x->a"], period=3)],
    "note": [lambda: ordered("note", text="Why?")],
    "group": [lambda: ordered("group", exposed=("source.noise",))],
    "identity": [lambda: pair("identity"), lambda: pair("identity", IMAGE, IMAGE)],
    "conv": [
        lambda: pair("conv", IMAGE, IMAGE),
        lambda: pair("conv", (1, 9, 8), (4, 5, 2), kernel=4),
        lambda: pair("conv", (2, 9, 9), (3, 9, 3), kernel=3, dilation=2),
        lambda: pair("conv", (2, 3, 3), (2, 5, 1), kernel=3),
        lambda: sharing("conv", IMAGE, (2, 2, 2)),
    ],
    "dense": [
        lambda: pair("dense"),
        lambda: pair("dense", IMAGE, VECTOR),
        lambda: pair("dense", VECTOR, IMAGE),
        lambda: pair("dense", IMAGE, (3, 2, 2)),
        lambda: pair("dense", (1, 32, 32), (70,)),  # so large that it is stored by column
        lambda: sharing("dense", VECTOR, (3,)),
        lambda: sharing("dense", IMAGE, IMAGE),
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(BUILT_IN))
def test_every_kind_obeys_the_law(kind):
    for case in CASES[kind]:
        assert_lawful(case())


def test_dense_edges_whose_samples_have_matrices_of_their_own_obey_the_law():
    for source, target in ((VECTOR, (3,)), (IMAGE, VECTOR), (VECTOR, IMAGE), ((), (3,)), ((1, 32, 32), (70,))):
        graph = pair("dense", source, target, per_sample=True)
        graph.connect("data.x", "a", "dense", per_sample=True, delay=2)
        graph.connect("data.x", "a", "dense", share="data.x->a", per_sample=True)
        assert_lawful(graph)


def network(edges, shape=VECTOR, kind="dense", **fields):
    """Pools named by single letters, d for data; an edge is written 'ab' or ('ab', delay)."""
    graph = lpnb.Graph()
    moving(graph, "d", shape)
    edges = [(edge, 1) if isinstance(edge, str) else edge for edge in edges]
    for name in dict.fromkeys(letter for edge, _ in edges for letter in edge if letter != "d"):
        graph.add(name, "pool", shape=shape, **{"act": "tanh", **fields.get(name, {})})
    for (source, target), delay in edges:
        graph.connect("d.x" if source == "d" else source, target, kind, delay=delay)
    return graph


NETWORKS = {
    "chain": ["da", "ab", "bc"],
    "skip": ["da", "ab", "bc", "ac", "dc"],
    "loop": ["da", "ab", "bc", "ca"],
    "self-loop": ["da", "aa", "ab"],
    "sequential chain": [("da", 0), ("ab", 0), ("bc", 0)],
    "sequential chain, wired backwards": [("bc", 0), ("ab", 0), ("da", 0)],
    "sequential loop with one frame in it": [("da", 0), ("ab", 0), ("bc", 0), ("ca", 1)],
    "delays of 3": [("da", 3), ("ab", 3), ("bb", 3)],
    "delays 0, 1 and 3": [("da", 0), ("ab", 1), ("bc", 3), ("ac", 0), ("ca", 3)],
    "parallel edges of different age": [("da", 0), ("da", 3), ("da", 1), ("ab", 3), ("ab", 0), ("ab", 1)],
    "several edges between the same nodes": ["da", "ab", "ab", "ab"],
    "no source": ["ab", "bc", "ca"],
}


@pytest.mark.parametrize("kind", ["identity", "dense", "conv"])
@pytest.mark.parametrize("edges", NETWORKS.values(), ids=NETWORKS)
def test_every_network_obeys_the_law(edges, kind):
    assert_lawful(network(edges, IMAGE if kind == "conv" else VECTOR, kind))


@pytest.mark.parametrize(("period", "offset"), [(2, 0), (2, 1), (3, 2), (5, 0), (20, 19)])
@pytest.mark.parametrize("delay", [0, 1, 3])
def test_a_node_that_is_not_due_keeps_its_value(period, offset, delay):
    edges = [("da", delay), ("aa", 1), ("ab", delay), ("bc", 0), ("cc", 3)]
    due = {"period": period, "offset": offset, "noise": 0.1}
    assert_lawful(network(edges, a=due, b={"initial": 0.5}, c={"period": 2}))


def test_a_held_value_reaches_readers_of_every_age():
    assert_lawful(network([("da", 1), ("ab", 0), ("ac", 3)], a={"period": 4, "initial": -1.0}))


def test_a_node_that_nothing_feeds_obeys_the_law():
    for shape in (VECTOR, IMAGE):
        graph = network(["ab"], shape, "identity", a={"bias": "full", "initial": 2.0}, b={"noise": 0.5})
        assert_lawful(graph)


def test_noise_is_drawn_by_the_oldest_node_that_is_ready():
    """b -> a within a frame, and c: b first, then a (older than c), then c"""
    graph = lpnb.Graph()
    for name in "abc":
        graph.add(name, "pool", shape=VECTOR, noise=0.5)
    graph.connect("b", "a", delay=0)
    assert_lawful(graph)


def test_the_order_in_which_edges_were_made_is_the_order_of_the_sum():
    graph = lpnb.Graph()
    moving(graph, shape=IMAGE)
    graph.add("a", "pool", shape=IMAGE)
    for kind in ("identity", "conv", "dense", "conv", "identity"):
        graph.connect("data.x", "a", kind)
    assert_lawful(graph)


def test_undo_of_a_removal_restores_the_order_of_the_sum():
    graph = network(["da", "ba", "ca", "ab", "bc"])
    before = graph.code()
    graph.remove("b->a")
    graph.undo()
    assert graph.code() == before
    assert_lawful(graph)


MODES = ("on", "bypass", "mute")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("shape", [VECTOR, IMAGE])
def test_a_pool_in_any_mode_obeys_the_law(mode, shape):
    pool = {"mode": mode, "initial": 0.5, "period": 2, "noise": 0.2, "gain": "feature", "act": "softmax"}
    assert_lawful(pair("dense", VECTOR, shape, pool=pool))
    graph = network(["da", ("ab", 0), ("bb", 3), ("ba", 2), ("bc", 0)], shape, b=pool)
    assert_lawful(graph)


@pytest.mark.parametrize("kind", ["loss", "accuracy"])
@pytest.mark.parametrize("muted", ["a", "score", "data"])
def test_what_is_muted_around_a_score_obeys_the_law(kind, muted):
    graph = scored(kind)
    graph.set(muted, mode="mute")
    states = assert_lawful(graph)
    place = graph_place(graph, muted)
    assert all((state[place] == 0).all() for state in states)


def graph_place(graph, node):
    return next(n for n, slot in enumerate(emit(graph).slots, 1) if slot.node == node)


@pytest.mark.parametrize("off", range(5))
def test_an_edge_that_is_off_is_left_out_of_the_sum(off):
    graph = lpnb.Graph()
    moving(graph, shape=IMAGE)
    graph.add("a", "pool", shape=IMAGE)
    for kind in ("identity", "conv", "dense", "conv", "identity"):
        graph.connect("data.x", "a", kind)
    graph.set(list(graph.wires())[off], on=False)
    assert_lawful(graph)


def test_an_edge_that_is_off_is_as_if_it_were_not_there():
    graph = network(["da", "ab", ("ab", 3), "ba"])
    graph.set("a->b#2", on=False)
    without = network(["da", "ab", "ba"])
    for ours, theirs in zip(assert_lawful(graph), assert_lawful(without), strict=True):
        assert torch.equal(ours.b, theirs.b)


def test_what_is_off_or_muted_closes_no_cycle_inside_a_frame():
    edges = [("da", 0), ("ab", 0), ("ba", 0)]
    lesioned, muted = network(edges), network(edges)
    lesioned.set("b->a", on=False)
    muted.set("a", mode="mute")
    assert_lawful(lesioned)
    assert_lawful(muted)


def test_the_law_holds_in_double_precision():
    graph = network(["da", "ab", "ba", ("bb", 3)], a={"noise": 0.1, "gain": "feature"})
    assert_lawful(graph, dtype=torch.float64)


@settings(max_examples=60)
@given(graphs())
def test_random_networks_obey_the_law(graph):
    assert_lawful(graph, frames=12)


@settings(max_examples=20)
@given(graphs(max_delay=2))
def test_gradients_through_time_are_those_of_the_reference(graph):
    built, feeds = built_of(graph), feeds_of(graph)
    parameters = built.trainable()
    last = states_of(built, graph, feeds, 4)[-1]
    wanted = Reference(graph, parameters, feeds, batch=2, seed=NOISE_SEED).run(4)[-1]
    computed = [(place, slot) for place, slot in enumerate(built.program.slots, 1) if slot.age == 1 and not slot.fed]
    ours = sum(last[place].square().sum() for place, _ in computed)
    theirs = sum(wanted[slot.node, slot.port].square().sum() for _, slot in computed)
    assert gradients(ours, parameters) == pytest.approx(gradients(theirs, parameters), rel=1e-3, abs=1e-4)


def gradients(value, parameters):
    """The gradient of a value with respect to each parameter, all its numbers in a row (zeros where there is none)."""
    if not value.requires_grad:
        return [0.0] * sum(p.numel() for p in parameters.values())
    found = torch.autograd.grad(value, list(parameters.values()), allow_unused=True, materialize_grads=True)
    return [number for gradient in found for number in gradient.flatten().tolist()]
