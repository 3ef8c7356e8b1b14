"""Another node in the place of one."""

import numpy as np
import pytest

import lpnb
from lpnb.errors import EditError


def network():
    """data.image -> hidden -> answer, label -> learn"""
    graph = lpnb.Graph()
    graph.add("data", "digits", position=(10, 20))
    graph.add("hidden", "pool", shape=(4, 4, 4))
    graph.add("answer", "pool", shape=10)
    graph.add("learn", "loss")
    graph.connect("data.image", "hidden", "conv")
    graph.connect("hidden", "answer", "dense", delay=2)
    graph.connect("hidden", "hidden")
    graph.connect("answer", "learn.prediction")
    graph.connect("data.label", "learn.target")
    return graph


def told(graph):
    return graph.nodes(), {name: wire.spec for name, wire in graph.wires().items()}


def test_edges_stay_where_the_outputs_have_the_same_names():
    graph = network()
    before = list(graph.wires().values())
    graph.replace("data", "arrays", data={"image": np.zeros((9, 1, 8, 8)), "label": np.arange(9)})
    assert list(graph.wires().values()) == before
    assert graph["data"].kind == "arrays"
    assert graph.place("data").position == (10, 20)
    assert "data" in graph.check().problems[0].place or graph.check().problems


def test_the_only_output_and_the_only_input_stay_whatever_they_are_called():
    graph = network()
    graph.replace("hidden", "delay")
    assert list(graph.wires()) == [
        "data.image->hidden",
        "hidden->answer",
        "hidden->hidden",
        "answer->learn.prediction",
        "data.label->learn.target",
    ]


def test_no_edge_is_lost_without_a_word():
    graph = network()
    before = told(graph)
    words = (
        "node 'data': expected a place for the edges data.label->learn.target, found 'arrays' with the outputs image, "
        "depth. Remove first what is to go: graph.remove('data.label->learn.target')."
    )
    with pytest.raises(EditError) as refused:
        graph.replace("data", lpnb.from_arrays(image=np.zeros((9, 1, 8, 8)), depth=np.zeros(9)))
    assert str(refused.value) == words
    assert told(graph) == before


def test_undo_brings_all_back():
    graph = network()
    graph.remove("data.label->learn.target")
    before = told(graph)
    graph.replace("data", lpnb.from_arrays(image=np.zeros((9, 1, 8, 8)), depth=np.zeros(9)))
    after = told(graph)
    assert graph.undoable == "replace data"
    graph.undo()
    assert told(graph) == before
    graph.redo()
    assert told(graph)[1] == after[1]


def test_a_stream_goes_on_and_keeps_the_weights_of_the_edges():
    graph = network()
    with lpnb.Stream(graph, batch=2) as stream:
        stream.step(5)
        before = stream["data.image->hidden.weight"].copy()
        graph.replace("data", lpnb.from_arrays(np.zeros((9, 8, 8)), np.arange(9)))
        stream.step()
        assert np.array_equal(stream["data.image->hidden.weight"], before) or stream["learn.lr"] > 0
        assert stream["data.image"].shape == (2, 1, 8, 8)


def test_it_stays_in_its_group():
    graph = network()
    graph.group(["data", "hidden"], "eye")
    graph.replace("data", "digits", hold=3)
    assert graph.group_of("data") == "eye"


def test_what_cannot_be_replaced_is_said_and_nothing_changes():
    graph = network()
    graph.group(["hidden"], "box")
    before = told(graph)
    for name, kind, words in (
        ("box", "pool", "node 'box': expected nodes that are no groups, found group and pool."),
        ("data", "group", "node 'data': expected nodes that are no groups, found digits and group."),
        ("dta", "pool", "Did you mean 'data'?"),
        ("data", "digit", "Did you mean 'digits'?"),
    ):
        with pytest.raises(EditError, match=words.replace("?", r"\?")):
            graph.replace(name, kind)
    assert told(graph) == before
