"""Training and testing from a script."""

import pytest

import lpnb
from lpnb.errors import EditError
from lpnb.learn import evaluate, train


def test_training_raises_the_accuracy_on_held_out_digits():
    graph = lpnb.Graph.load("digits")
    before = evaluate(graph).accuracy
    heard = []
    train(graph, frames=1500, report=lambda frame, loss: heard.append((frame, loss)), every=500)
    assert [frame for frame, _ in heard] == [500, 1000, 1500]
    assert evaluate(graph).accuracy > before + 0.5


def test_evaluate_shows_each_held_out_sample_once_and_changes_nothing():
    graph = lpnb.Graph.load("digits")
    saved = graph.copy()
    score = evaluate(graph, batch=50)
    assert score.total == 359
    assert graph.code() == saved.code()
    assert graph["data"].split == "train"


@pytest.mark.parametrize("batch", [7, 64, 1000])
def test_the_score_counts_the_same_samples_whatever_the_batch(batch):
    assert evaluate(lpnb.Graph.load("digits"), batch=batch).total == 359


def test_a_graph_that_does_not_learn_is_not_trained():
    graph = lpnb.Graph("still")
    graph.add("x", "input", shape=1)
    words = "graph 'still': expected a learning node that is on, found none. "
    with pytest.raises(EditError) as caught:
        train(graph, frames=1)
    assert str(caught.value) == words + "Add a loss: graph.add('learn', 'loss'), and connect its prediction and target."


def test_a_graph_that_compares_nothing_is_not_tested():
    graph = lpnb.Graph("still")
    with pytest.raises(
        EditError,
        match="^graph 'still': expected a loss or an accuracy whose target comes from a data source",
    ):
        evaluate(graph)
