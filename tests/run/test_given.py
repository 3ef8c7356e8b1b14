"""What is said where something else is given than a graph."""

from pathlib import Path

import pytest

import lpnb
from lpnb.errors import EditError
from lpnb.run.given import a_graph

TAKERS = {
    "Stream": lpnb.Stream,
    "train": lambda graph: lpnb.train(graph, frames=3),
    "evaluate": lpnb.evaluate,
    "Session": lpnb.Session,
}


@pytest.mark.parametrize("taker", TAKERS)
def test_a_name_is_no_graph_but_can_be_opened(taker):
    with pytest.raises(EditError) as caught:
        TAKERS[taker]("digits")
    assert str(caught.value) == "graph: expected a graph, found 'digits'. Write lpnb.Graph.load('digits')."


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "graph: expected a graph, found None."),
        (Path("a.lpnb"), f"graph: expected a graph, found {Path('a.lpnb')!r}. Write lpnb.Graph.load('a.lpnb')."),
    ],
)
def test_what_is_no_graph_is_refused(value, words):
    with pytest.raises(EditError) as caught:
        a_graph(value)
    assert str(caught.value) == words


def test_a_graph_is_a_graph():
    graph = lpnb.Graph("empty")
    assert a_graph(graph) is graph
