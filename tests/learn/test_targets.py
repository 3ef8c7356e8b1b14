"""What is right comes from a source: straight, through nodes that only pass it on, or drawn without end."""

import json
from unittest import mock

import numpy as np
import pytest
import torch

import lpnb
from lpnb.errors import EditError, SourceError
from lpnb.learn.judging import judge
from lpnb.learn.targets import compared
from tests.learn.sessions import endless, run, same_weights, session

SCORES, RIGHT = (torch.from_numpy(a) for a in (np.random.default_rng(1).normal(size=(50, 3)), np.arange(50) % 3))


def given(hold=4, **data):
    """50 samples: scores x, classes y, and the same as a 1 at the right place."""
    graph = lpnb.Graph("given")
    graph.add("d", "arrays", data={"x": SCORES.float().numpy(), "y": RIGHT.numpy(), **data}, hold=hold, test_share=0.2)
    graph.add("a", "pool", shape=3, bias="none")
    graph.connect("d.x", "a")
    return graph


def through(graph, *nodes, start="d.y", end="loss.target", **fields):
    """Lead a target through nodes to a loss."""
    graph.add("loss", "loss", **fields)
    graph.connect("a", "loss.prediction", delay=4)
    for before, node in zip((start, *nodes), (*nodes, end), strict=True):
        graph.connect(before, node, delay=1 if node != end else "auto")
    return graph


def chosen():
    """The samples of the test."""
    places = np.random.default_rng(0).permutation(50)[:10]
    return SCORES[places], RIGHT[places]


# -- through other nodes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_a_class_is_followed_through_nodes_that_wait(count):
    graph, names = given(), [f"wait{n}" for n in range(count)]
    for name in names:
        graph.add(name, "delay")
    score = lpnb.evaluate(through(graph, *names), batch=4, device="cpu")
    scores, right = chosen()
    assert (score.correct, score.total) == (int((scores.argmax(1) == right).sum()), 10)
    assert score.loss == pytest.approx(torch.nn.functional.cross_entropy(scores, right).item(), rel=1e-6)


@pytest.mark.parametrize("mode", ["on", "bypass"])
def test_numbers_are_followed_through_pools_that_add_nothing(mode):
    graph = given(t=np.arange(50, dtype=np.float32)[:, None] * np.ones(3, np.float32))
    graph.add("label", "pool", shape=3, **({"bias": "none"} if mode == "on" else {"act": "tanh", "mode": "bypass"}))
    score = lpnb.evaluate(through(graph, "label", start="d.t", loss="mse"), batch=5, device="cpu")
    places = np.random.default_rng(0).permutation(50)[:10]
    wanted = ((SCORES[places] - torch.from_numpy(places)[:, None]) ** 2).mean().item()
    assert (score.correct, score.total) == (None, 10)
    assert score.loss == pytest.approx(wanted, rel=1e-5)


def test_the_frames_of_all_edges_on_the_way_count():
    graph = given()
    graph.add("wait", "delay")
    through(graph, "wait")
    graph.set("d.y->wait", delay=5)
    what = compared(graph)
    assert what.answer[1].way == ("d.y->wait", "wait->loss.target")
    assert what.answer[1].delay({"d.y->wait": 5, "wait->loss.target": 2}) == 7


def test_the_probabilities_of_classes_are_a_class_as_well():
    graph = endless(out="one_hot")
    graph.add("label", "pool", shape=10, bias="none")
    graph.rewire("data.one_hot->learn.target", source="label")
    graph.connect("data.one_hot", "label")
    plain = endless()
    plain.weights = graph.weights
    one, other = (lpnb.evaluate(g, samples=200, device="cpu") for g in (graph, plain))
    assert (one.total, one.correct) == (200, other.correct)
    assert one.loss == pytest.approx(other.loss, rel=1e-5)


@pytest.mark.parametrize(
    "fields", [{"gain": "feature"}, {"noise": 0.1}, {"act": "relu"}, {"period": 2}, {"zoneout": 0.5}]
)
def test_a_pool_that_does_more_is_no_label(fields):
    graph = given(t=np.ones((50, 3), np.float32))
    graph.add("label", "pool", shape=3, **fields)
    through(graph, "label", start="d.t", loss="mse")
    with pytest.raises(EditError) as caught:
        lpnb.evaluate(graph)
    assert str(caught.value) == (
        "graph 'given': expected a loss or an accuracy whose target comes from a data source, found 'loss', whose "
        "target 'label' does more than pass on what arrives. Connect the target with the source itself; a pool passes "
        "it on with act='identity', without noise or norms."
    )


def test_nodes_that_pass_on_in_a_circle_have_no_source():
    graph = given()
    for name in ("one", "two"):
        graph.add(name, "pool", shape=3, bias="none")
    graph.connect("one", "two")
    graph.connect("two", "one")
    graph.add("loss", "loss", loss="mse")
    graph.connect("a", "loss.prediction")
    graph.connect("two", "loss.target")
    with pytest.raises(EditError, match="found 'loss', whose target "):
        compared(graph)


def test_a_session_validates_what_comes_through_a_pool():
    direct, led = (given(t=np.eye(3, dtype=np.float32)[RIGHT]) for _ in range(2))
    led.add("label", "pool", shape=3, bias="none")
    for graph, nodes in ((direct, ()), (led, ("label",))):
        graph.set("d", valid_share=0.2)
        through(graph, *nodes, start="d.t", loss="mse")
    records = [run(graph, epochs=1)[0] for graph in (direct, led)]
    assert records[0].rows("test")[0].loss == pytest.approx(records[1].rows("test")[0].loss, rel=1e-6)


# -- drawn without end --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch", [7, 64, 1000])
def test_so_many_samples_are_judged_as_are_asked_for(batch):
    score = lpnb.evaluate(endless(), samples=100, batch=batch, device="cpu")
    assert score.total == 100
    assert score.loss > 0


def test_each_showing_is_judged_in_its_last_frame_as_by_hand():
    graph = endless(noise=0.1, longest=9, together=True)
    score = lpnb.evaluate(graph, samples=20, batch=10, device="cpu", seed=5)
    graph.set("data", longest=None, together=False)
    graph.set("learn", on=False)
    with lpnb.Stream(graph, batch=10, device="cpu", seed=5) as stream:
        right = 0
        for last in (2, 5):
            stream.step(last + 1 - stream.frame)
            right += int((stream["answer"].argmax(1) == stream.delivered("data.label", last)).sum())
    assert score.correct == right


def test_a_loss_of_numbers_is_judged_too():
    graph = endless("moving_edges", "velocity", 2, "mse")
    score = lpnb.evaluate(graph, samples=30, device="cpu")
    assert (score.correct, score.total) == (None, 30)
    assert score.loss > 0


def test_letters_are_judged():
    score = lpnb.evaluate(letters(), samples=9, device="cpu")
    assert (score.total, score.correct) == (9, 9)


def letters():
    """A text of one letter, and an answer that is always that."""
    graph = lpnb.Graph("text")
    graph.add("data", "letters", text="aaaa", hold=4)
    graph.add("answer", "pool", shape=128, bias="none")
    graph.connect("data.now", "answer")
    graph.add("right", "accuracy")
    graph.connect("answer", "right.prediction")
    graph.connect("data.label", "right.target")
    return graph


def test_where_nothing_is_shown_for_long_each_frame_is_a_sample():
    graph = lpnb.Graph("frames")
    graph.add("data", lpnb.source(lambda frame, batch: torch.full((batch, 1), float(frame))))
    graph.add("answer", "pool", shape=1, bias="none")
    graph.connect("data", "answer", delay=3)
    graph.add("learn", "loss", loss="mse")
    graph.connect("answer", "learn.prediction")
    graph.connect("data", "learn.target", delay=1)
    score = lpnb.evaluate(graph, samples=6, batch=2, device="cpu")
    assert score.total == 6
    assert score.loss == pytest.approx((0 + 1 + 4) / 3)


def test_without_a_number_of_samples_it_is_told_how_to_say_it():
    with pytest.raises(EditError) as refused:
        lpnb.evaluate(endless())
    assert str(refused.value) == (
        "node 'data': expected samples to judge, found a source that draws without end: nothing is held out. "
        "Say how many: lpnb.evaluate(graph, samples=1000)."
    )


@pytest.mark.parametrize("samples", [0, 2.5, True])
def test_a_number_that_makes_no_samples_is_refused(samples):
    with pytest.raises(EditError, match="^samples: expected a whole number, 1 or more, found "):
        lpnb.evaluate(endless(), samples=samples)


def test_of_a_split_no_more_are_judged_than_are_asked_for():
    graph = through(given())
    assert [lpnb.evaluate(graph, samples=n, device="cpu").total for n in (4, 10, 99)] == [4, 10, 10]


def test_an_input_that_is_set_by_hand_shows_nothing_to_judge():
    graph = given()
    graph.add("hand", "input", shape=3)
    through(graph, start="hand", loss="mse")
    with pytest.raises(EditError) as refused:
        lpnb.evaluate(graph, samples=5)
    assert str(refused.value).endswith(
        "found 'loss', whose target 'hand' shows nothing by itself. Read it while it streams: stream['loss']."
    )


def test_a_source_that_ends_before_says_so():
    graph = lpnb.Graph("short")

    def three(frame, batch):
        if frame >= 3:
            raise IndexError("no more")
        return torch.zeros(batch, 1)

    graph.add("data", lpnb.source(three))
    graph.add("learn", "loss", loss="mse")
    graph.connect("data", "learn.prediction")
    graph.connect("data", "learn.target")
    with pytest.raises(SourceError, match="source 'data' failed at frame"):
        lpnb.evaluate(graph, samples=500, batch=1, device="cpu")


# -- sessions on what is drawn without end ------------------------------------------------------------------------


def test_a_session_has_epochs_of_as_many_samples_as_are_asked_for():
    with session(endless(), epochs=2, samples=35, batch=7) as whole:
        assert whole.frames == 2 * 5 * 3 - 1 + whole.stream.program.delays["data.label->learn.target"]
        record = whole.run()
    assert [row.split for row in record] == ["train", "valid", "train", "valid", "test"]
    tally = judge(whole.graph, split="test", batch=7, device="cpu", seed=1, most=35)
    assert (record[-1].loss, record[-1].accuracy) == (tally.mean_loss, tally.accuracy)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_what_it_validates_and_tests_on_is_never_what_it_trains_on(seed):
    tried = mock.patch("lpnb.learn.session.judge", side_effect=judge)
    with tried as judged, session(endless(), epochs=1, samples=14, seed=seed) as whole:
        whole.run()
    assert [call.kwargs["seed"] for call in judged.call_args_list] == [seed + 2, seed + 1]


def test_a_session_that_is_resumed_goes_on_with_the_same_samples(tmp_path):
    record, weights = run(endless(), epochs=3, samples=20)
    run(endless(), epochs=1, samples=20, checkpoints=tmp_path)
    with lpnb.Session.resume(tmp_path, epochs=3, device="cpu") as more:
        assert more.plan.samples == 20
        assert more.run().rows("valid") == record.rows("valid")
    assert same_weights(more.graph.weights, weights)


def test_a_checkpoint_of_before_there_were_endless_epochs_is_read(tmp_path):
    run(epochs=1, checkpoints=tmp_path)
    for file in tmp_path.glob("*/session.json"):
        data = json.loads(file.read_text())
        del data["plan"]["samples"]
        file.write_text(json.dumps(data))
    with lpnb.Session.resume(tmp_path, device="cpu") as again:
        assert again.plan.samples is None


@pytest.mark.parametrize(
    ("graph", "options", "words"),
    [
        (
            endless,
            {},
            "node 'data': expected as many samples as make an epoch, found a source that draws without end. "
            "Say how many: Session(graph, samples=1000).",
        ),
        (
            lambda: through(given()),
            {"samples": 9},
            "Session, samples: expected none, as 'd' has an end, found 9. "
            "Leave it out: an epoch shows each sample of the split 'train' once.",
        ),
        (endless, {"samples": 0}, "Session, samples: expected a whole number, 1 or more, found 0."),
    ],
)
def test_a_number_of_samples_is_for_what_has_no_end(graph, options, words):
    with pytest.raises(EditError) as refused:
        session(graph(), **options)
    assert str(refused.value) == words
