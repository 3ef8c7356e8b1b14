"""Shapes are worked out from node to node, through chains, cycles and delays."""

import numpy as np
import pytest
from hypothesis import given

import lpnb
from lpnb.graph import Type
from lpnb.shapes.infer import infer
from tests.nets import graphs

IMAGE = (3, 8, 8)


def types(graph):
    return {node if port == "out" else f"{node}.{port}": t for (node, port), t in infer(graph).outputs.items()}


def chain(*names, shape=IMAGE, **fields):
    """x -> names[0] -> names[1] ..., none with a shape but x"""
    graph = lpnb.Graph()
    graph.add("x", "input", shape=shape)
    for name in names:
        graph.add(name, "pool", **fields.get(name, {}))
    for source, target in zip(("x", *names), names, strict=False):
        graph.connect(source, target)
    return graph


def test_a_shape_travels_along_a_chain():
    assert {t.shape for t in types(chain("a", "b", "c")).values()} == {IMAGE}


def test_a_shape_travels_along_a_chain_that_was_made_backwards():
    graph = lpnb.Graph()
    for name in "cba":
        graph.add(name, "pool")
    graph.connect("b", "c")
    graph.connect("a", "b")
    graph.add("x", "input", shape=IMAGE)
    graph.connect("x", "a")
    assert types(graph)["c"] == Type(IMAGE)


def test_a_shape_travels_through_a_cycle():
    graph = chain("a", "b")
    graph.connect("b", "a")
    graph.connect("b", "b", delay=3)
    assert types(graph) == dict.fromkeys("xab", Type(IMAGE))


def test_a_cycle_of_which_one_node_says_its_shape_is_known_all_round():
    graph = lpnb.Graph()
    for name in "abc":
        graph.add(name, "pool", shape=(4,) if name == "b" else None)
    for source, target in ("ab", "bc", "ca"):
        graph.connect(source, target)
    assert types(graph) == dict.fromkeys("abc", Type((4,)))


def test_a_cycle_of_which_no_node_says_its_shape_is_unknown():
    graph = lpnb.Graph()
    graph.add("a", "pool")
    graph.connect("a", "a")
    assert types(graph) == {}


def test_a_shape_that_a_node_says_is_not_overruled():
    assert types(chain("a", "b", a={"shape": (5,)})) == {"x": Type(IMAGE), "a": Type((5,)), "b": Type((5,))}


def test_an_edge_can_say_how_many_features_it_makes():
    graph = chain()
    for name, kind in (("a", "conv"), ("b", "dense"), ("c", "conv"), ("d", "dense")):
        graph.add(name, "pool")
        graph.connect("x", name, kind, **({"features": 7} if name in "ab" else {}))
    assert {name: t.shape for name, t in types(graph).items()} == {"x": IMAGE, "a": (7, 8, 8), "b": (7,)}


def test_the_first_edge_that_knows_tells_the_shape():
    graph = chain()
    graph.add("unknown", "pool")
    graph.add("a", "pool")
    graph.connect("unknown", "a")
    graph.connect("x", "a", "dense", features=5)
    graph.connect("x", "a")
    assert types(graph)["a"] == Type((5,))


def test_a_source_tells_the_types_of_all_its_outputs():
    graph = lpnb.Graph()
    graph.add("digits", "digits")
    data = {"x": np.zeros((4, 2, 3)), "k": np.array([0, 4, 1, 1]), "v": np.zeros(4), "ok": np.array([True] * 4)}
    graph.add("own", "arrays", data=data)
    assert types(graph) == {
        "digits.image": Type((1, 8, 8)),
        "digits.label": Type((), classes=10),
        "own.x": Type((2, 3)),
        "own.k": Type((), classes=5),
        "own.v": Type(()),
        "own.ok": Type((), classes=2),
    }


def test_a_softmax_makes_probabilities_and_others_do_not_pass_that_on():
    graph = chain("a", "b", shape=4, a={"act": "softmax"})
    assert types(graph) == {"x": Type((4,)), "a": Type((4,), simplex=True), "b": Type((4,))}


@pytest.mark.parametrize("kind", ["accuracy", "loss"])
def test_what_measures_is_one_number(kind):
    graph = lpnb.Graph()
    graph.add("m", kind)
    assert types(graph) == {"m": Type(())}


def test_a_type_reads_like_this():
    assert [str(t) for t in (Type((1, 8, 8)), Type((3,)), Type(()), Type((), classes=10))] == [
        "shape (1, 8, 8)",
        "shape (3,)",
        "one number",
        "a class index below 10",
    ]
    assert [(t.size, t.features) for t in (Type((2, 8, 8)), Type((3,)), Type(()))] == [(128, 2), (3, 3), (1, 1)]


@given(graphs())
def test_declared_shapes_are_the_shapes(graph):
    found = types(graph)
    assert {name: found[name].shape for name in graph if graph[name].kind == "pool"} == {
        name: node.shape for name, node in graph.nodes().items() if node.kind == "pool"
    }
    assert graph.check().ok
