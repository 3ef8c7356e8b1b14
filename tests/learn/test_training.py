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
        match="^graph 'still': expected a loss or an accuracy whose target comes from a data source, found none",
    ):
        evaluate(graph)


def test_a_regression_has_a_loss_and_no_share_of_right_answers():
    graph = lpnb.Graph("regression")
    data = {"x": [[1.0, 2.0], [3.0, 4.0]] * 5, "y": [[1.0], [2.0]] * 5}
    graph.add("d", "arrays", data=data)
    graph.add("h", "pool", shape=1)
    graph.connect("d.x", "h", "dense", init="zeros")
    graph.add("l", "loss", loss="mse")
    graph.connect("h", "l.prediction")
    graph.connect("d.y", "l.target")
    score = evaluate(graph, split="all")
    assert (score.correct, score.accuracy, score.total, score.loss) == (None, None, 10, 2.5)


def test_an_empty_split_is_said():
    graph = lpnb.Graph.load("digits")
    graph.set("data", test_share=0)
    words = "node 'data': expected samples in the split 'test', found none of 1797. "
    with pytest.raises(EditError) as caught:
        evaluate(graph)
    assert str(caught.value) == words + "Change 'test_share', or evaluate split='all'."


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"frames": 2.5}, "frames: expected a whole number, 1 or more, found 2.5."),
        ({"frames": 0}, "frames: expected a whole number, 1 or more, found 0."),
        ({"frames": "x"}, "frames: expected a whole number, 1 or more, found 'x'."),
        ({"frames": 5, "every": 0}, "every: expected a whole number, 1 or more, found 0."),
        ({"frames": 5, "batch": None}, "batch: expected a whole number, 1 or more, found None."),
    ],
)
def test_numbers_that_make_no_training_are_refused(fields, found):
    with pytest.raises(EditError) as caught:
        train(lpnb.Graph.load("digits"), **fields)
    assert str(caught.value) == found


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"split": "valdi"}, "split: expected the name of a split, found 'valdi'. Did you mean 'valid'?"),
        ({"split": 3}, "split: expected the name of a split, found 3. Known: train, valid, test, all."),
        ({"batch": "x"}, "batch: expected a whole number, 1 or more, found 'x'."),
    ],
)
def test_what_makes_no_evaluation_is_refused(fields, found):
    with pytest.raises(EditError) as caught:
        evaluate(lpnb.Graph.load("digits"), **fields)
    assert str(caught.value) == found
