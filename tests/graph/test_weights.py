"""Weights belong to their node or edge, whatever it is called."""

import numpy as np
import pytest

import lpnb


@pytest.fixture
def graph():
    g = lpnb.Graph()
    g.add("x", "input", shape=2)
    g.add("y", "pool", shape=2)
    for _ in range(2):
        g.connect("x", "y", "dense")
    g.weights = {"y.bias": np.ones(2), "x->y.weight": np.full((2, 2), 1.0), "x->y#2.weight": np.full((2, 2), 2.0)}
    return g


def test_they_follow_a_renamed_node(graph):
    graph.rename("y", "z")
    assert set(graph.weights) == {"z.bias", "x->z.weight", "x->z#2.weight"}


def test_they_stay_with_their_edge_when_its_twin_is_removed(graph):
    graph.remove("x->y")
    assert graph.weights["x->y.weight"].tolist() == [[2, 2], [2, 2]]


def test_they_go_with_a_removed_node_and_come_back_with_undo(graph):
    before = graph.weights
    graph.remove("y")
    assert graph.weights == {}
    graph.undo()
    assert set(graph.weights) == set(before)


def test_those_of_nobody_are_not_taken(graph):
    graph.weights = {"nobody.bias": np.ones(2)}
    assert "nobody.bias" not in graph.weights


def test_a_stream_begins_with_them_after_a_rename(graph):
    graph.rename("y", "z")
    with lpnb.Stream(graph, device="cpu") as stream:
        assert stream["z.bias"].tolist() == [1, 1]
        assert stream["x->z#2.weight"].tolist() == [[2, 2], [2, 2]]


def test_they_can_be_thrown_away(graph):
    graph.weights = {}
    assert graph.weights == {}
