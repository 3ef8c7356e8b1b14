"""Training sessions: epochs, validation, early stopping and one test; of stops in between, see test_stopping.py."""

from unittest import mock

import numpy as np
import pytest
import torch

import lpnb
from lpnb.errors import EditError, FrameError
from lpnb.learn.judging import judge
from tests.learn.sessions import net, run, same_weights, session


def test_a_session_learns_what_train_learns_in_as_many_frames():
    with session(epochs=2) as whole:
        for _ in whole:
            break
        learned, frames = whole.stream.weights(), whole.stream.frame
    graph = net()
    lpnb.train(graph, frames=frames, batch=7, device="cpu")
    assert same_weights(graph.weights, learned)


def test_the_record_has_training_and_validation_of_each_epoch_and_one_test():
    record, _ = run()
    assert [(row.epoch, row.split) for row in record] == [
        (1, "train"),
        (1, "valid"),
        (2, "train"),
        (2, "valid"),
        (3, "train"),
        (3, "valid"),
        (3, "test"),
    ]
    assert all(0 <= row.accuracy <= 1 and row.loss > 0 and row.seconds > 0 for row in record)


@pytest.mark.parametrize(("batch", "epochs"), [(6, 1), (4, 3), (5, 2), (100, 2)])
def test_an_epoch_shows_each_training_sample_once(batch, epochs):
    with session(batch=batch, epochs=epochs) as whole:
        train = 24
        showings = -(-epochs * train // batch) if batch <= train else epochs
        drain = whole.stream.program.delays["data.y->learn.target"]
        assert whole.frames == showings * 3 - 1 + drain
        shown = [whole.stream.delivered("data.x", 3 * showing) for showing in range(showings)]
        whole.graph.set("data", noise=0)
        whole.stream.pause()
        clean = np.concatenate([whole.stream.delivered("data.x", 3 * showing) for showing in range(showings)])
    _, counts = np.unique(clean[: epochs * train], axis=0, return_counts=True)
    assert len(shown) == showings
    assert counts.tolist() == [epochs] * train or batch > train


def test_the_test_split_is_shown_once_and_last():
    with mock.patch("lpnb.learn.session.judge", side_effect=judge) as tried, session() as whole:
        whole.run()
        whole.run()
    assert [call.kwargs["split"] for call in tried.call_args_list] == ["valid", "valid", "valid", "test"]


def test_validation_comes_every_so_many_epochs_and_after_the_last():
    record, _ = run(epochs=5, validate_every=2)
    assert [row.epoch for row in record.rows("valid")] == [2, 4, 5]


def test_without_samples_to_validate_it_trains_and_tests():
    graph = net()
    graph.set("data", valid_share=0)
    record, _ = run(graph, epochs=2)
    assert [row.split for row in record] == ["train", "train", "test"]


@pytest.mark.parametrize("watch", ["loss", "accuracy"])
def test_it_stops_early_and_keeps_the_weights_that_validated_best(watch):
    with session(net(lr=0.5), epochs=30, patience=2, watch=watch, seed=3) as whole:
        record = whole.run()
    values = [getattr(row, watch) for row in record.rows("valid")]
    best = min(values) if watch == "loss" else max(values)
    assert len(values) == values.index(best) + 1 + 2 < 30
    tally = judge(whole.graph, split="valid", batch=7, device="cpu", seed=2)
    assert getattr(tally, {"loss": "mean_loss"}.get(watch, watch)) == best
    last = f"stopped early after epoch {len(values)}: no better {watch} in 2 validations since epoch {len(values) - 2}"
    assert whole.messages == [last]


def test_the_test_is_of_the_best_weights():
    with session(net(lr=0.5), epochs=6) as whole:
        record = whole.run()
    score = lpnb.evaluate(whole.graph, batch=7, device="cpu")
    assert (record[-1].split, record[-1].accuracy, record[-1].loss) == ("test", score.accuracy, score.loss)


def test_a_session_resumed_for_more_epochs_is_as_one_that_had_them_from_the_first(tmp_path):
    record, weights = run(epochs=4)
    run(epochs=2, checkpoints=tmp_path)
    with lpnb.Session.resume(tmp_path, epochs=4, device="cpu") as more:
        assert [row for row in more.run() if row.split != "test"] == [row for row in record if row.split != "test"]
        assert more.record[-1] == record[-1]
    assert same_weights(more.graph.weights, weights)


def test_a_loop_that_is_left_can_be_taken_up_again():
    record, weights = run()
    with session() as whole:
        for row in whole:
            if row.split == "valid":
                break
        assert (whole.epoch, whole.done) == (1, False)
        assert [row.epoch for row in whole] == [2, 2, 3, 3, 3]
        assert (whole.epoch, whole.done) == (3, True)
        assert whole.record == record
    assert same_weights(whole.graph.weights, weights)


def test_a_session_that_is_done_has_nothing_more_to_do(tmp_path):
    record, weights = run(checkpoints=tmp_path)
    with lpnb.Session.resume(tmp_path, device="cpu") as again:
        assert again.done
        assert list(again) == []
        assert again.record == record
    assert same_weights(again.graph.weights, weights)


def test_a_frame_that_fails_ends_it_in_words():
    with session(net(lr=1000.0, optimizer="sgd"), epochs=60) as whole:
        whole.graph.set("hidden", act="identity")
        with pytest.raises(FrameError, match="became infinite or not a number"):
            whole.run()


def test_the_graph_can_be_edited_while_it_trains():
    with session() as whole:
        rows = iter(whole)
        next(rows)
        whole.graph.set("data", noise=0.5)
        whole.graph.add("extra", "pool", shape=2)
        whole.graph.rename("data", "eye")
        assert len([*rows]) == 6


def test_a_regression_has_a_loss_and_no_accuracy():
    graph = lpnb.Graph("line")
    x = np.linspace(-1, 1, 30, dtype=np.float32)[:, None]
    graph.add("d", "arrays", data={"x": x, "y": 2 * x + 1}, hold=2, valid_share=0.2)
    graph.add("h", "pool", shape=1)
    graph.connect("d.x", "h", "dense")
    graph.add("learn", "loss", loss="mse", lr=0.2, window=4)
    graph.connect("h", "learn.prediction")
    graph.connect("d.y", "learn.target")
    record, _ = run(graph, epochs=20)
    assert all(row.accuracy is None for row in record)
    assert record[-1].loss < record[1].loss / 5


def test_loss_and_accuracy_of_a_split_are_those_of_its_samples():
    random = np.random.default_rng(1)
    x, y = random.normal(size=(50, 3)).astype(np.float32), np.arange(50) % 3
    graph = lpnb.Graph("given")
    graph.add("d", "arrays", data={"x": x, "y": y}, hold=4, valid_share=0.3)
    graph.add("a", "pool", shape=3, bias="none")
    graph.connect("d.x", "a")
    graph.add("l", "loss")
    graph.connect("a", "l.prediction")
    graph.connect("d.y", "l.target")
    chosen = np.random.default_rng(0).permutation(50)[10:25]
    scores, right = torch.from_numpy(x[chosen]), torch.from_numpy(y[chosen])
    for batch in (1, 4, 15, 64):
        score = lpnb.evaluate(graph, split="valid", batch=batch, device="cpu")
        assert (score.correct, score.total) == (int((scores.argmax(1) == right).sum()), 15)
        assert score.loss == pytest.approx(torch.nn.functional.cross_entropy(scores, right).item(), rel=1e-6)


def test_a_muted_loss_measures_nothing():
    graph = net()
    graph.set("learn", mode="mute")
    score = lpnb.evaluate(graph, device="cpu")
    assert (score.total, score.loss) == (8, None)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"epochs": 0}, "Session, epochs: expected a whole number, 1 or more, found 0."),
        ({"batch": 2.5}, "Session, batch: expected a whole number, 1 or more, found 2.5."),
        ({"patience": True}, "Session, patience: expected a whole number, 1 or more, found True."),
        ({"validate_every": None}, "Session, validate_every: expected a whole number, 1 or more, found None."),
        ({"watch": "speed"}, "Session, watch: expected 'loss' or 'accuracy', found 'speed'."),
    ],
)
def test_a_plan_that_makes_no_session_is_refused(options, words):
    with pytest.raises(EditError) as caught:
        session(**options)
    assert str(caught.value) == words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"split": "all"},
            "node 'data': expected the split 'train' in a loop, to train on, found split='all', loop=True. "
            "graph.set('data', split='train', loop=True); the session shows the other splits itself.",
        ),
        (
            {"loop": False},
            "node 'data': expected the split 'train' in a loop, to train on, found split='train', loop=False. "
            "graph.set('data', split='train', loop=True); the session shows the other splits itself.",
        ),
        (
            {"valid_share": 0},
            "node 'data': expected samples in the split 'valid', for patience, found none. "
            "graph.set('data', valid_share=0.2), or leave patience out.",
        ),
    ],
)
def test_data_that_cannot_be_trained_on_is_refused(fields, words):
    graph = net()
    graph.set("data", **fields)
    with pytest.raises(EditError) as caught:
        session(graph, patience=2)
    assert str(caught.value) == words


def test_a_graph_without_a_loss_on_its_data_is_refused():
    graph = net()
    graph.disconnect("data.y", "learn.target")
    with pytest.raises(EditError) as caught:
        session(graph)
    assert str(caught.value) == (
        "graph 'small': expected a loss or an accuracy whose target comes from a data source, found none. "
        "Add a loss: graph.add('loss', 'loss'), and connect its prediction and target."
    )


@pytest.mark.parametrize("name", ["checkpoints", "tensorboard"])
def test_a_folder_has_to_be_a_path(name):
    with pytest.raises(EditError, match=rf"^{name}: expected a path, found 3\.$"):
        lpnb.Session(net(), **{name: 3})


def test_a_session_is_resumed_from_a_path():
    with pytest.raises(EditError, match=r"^folder: expected a path, found 3\.$"):
        lpnb.Session.resume(3)


def test_a_split_above_the_batch_is_said():
    with lpnb.Session(net(split=9), batch=7, device="cpu") as session:
        assert session.messages == [
            "node 'learn' (loss): expected a split of the batch, which has 7 samples, found 9: all of them train. "
            "Set split=3, or another batch"
        ]
