"""The network of a graph, without what feeds and judges it."""

import numpy as np
import pytest

import lpnb
from lpnb.errors import EditError
from lpnb.experiments.bare import bare
from tests.experiments.nets import small


def test_what_learns_and_measures_is_left_out():
    graph = lpnb.Graph.load("digits")
    found = bare(graph)
    assert found.answer == "answer"
    assert (found.shape, found.classes) == ((1, 8, 8), 10)
    assert {node.kind for node in found.graph.nodes().values()} == {"input", "pool"}
    assert found.graph.check().ok


def test_weights_come_along_under_their_new_names():
    graph = small()
    graph.weights = {"eye->h.weight": np.ones((16, 6), np.float32), "h.bias": np.ones(6, np.float32)}
    weights = bare(graph).graph.weights
    assert list(weights) == ["image->h.weight", "h.bias"]


def test_the_steps_of_answers_are_those_of_the_paper():
    graph = small()
    assert bare(graph).steps(range(2, 6)) == [2, 3, 4, 5]
    assert bare(graph.with_rollout("sequential")).steps(range(1, 5)) == [3, 6, 9, 12]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda g: (g.add("ear", "input", shape=6), g.connect("ear", "h")),
            "graph 'small': expected one output of a source that the network reads, found eye, ear.",
        ),
        (
            lambda g: (g.add("more", "pool", shape=3), g.connect("h", "more", "dense")),
            "graph 'small': expected one node that answers, found ['answer', 'more']. Say which: answer='...'.",
        ),
        (
            lambda g: g.set("answer", shape=(3, 1, 1), act="identity"),
            "node 'answer': expected one score for each class, a shape like (10,), found (3, 1, 1).",
        ),
    ],
)
def test_a_graph_without_one_input_and_one_answer_is_refused(change, words):
    graph = small()
    change(graph)
    with pytest.raises(EditError) as caught:
        bare(graph)
    assert str(caught.value) == words
