import time

import numpy as np
import pytest

import lpnb
from lpnb.errors import MeasureError, UnknownName
from lpnb.measure import TemporalConfusion
from lpnb.widgets import ConfusionView


@pytest.fixture
def view(front, stream):
    view = ConfusionView(stream, front.publisher)
    view.kept.value = "all since Clear"
    front.look()
    front.turn()
    yield view
    view.close()


def settle(front):
    """Let the publisher count and draw all that is there."""
    for _ in range(40):
        front.paint()
        front.turn(0.3)


def expected(states, program, **options):
    """Count states by hand."""
    confusion = TemporalConfusion(10, 12, **options)
    answer, label = (program.newest[name] for name in ("answer", "data.label"))
    for state in states:
        confusion.frame(state[answer], state[label])
    return confusion


def test_what_is_counted_and_drawn_is_what_the_measure_counts(view, front, stream):
    begin = stream.state
    stream.step(60)
    settle(front)
    counted = expected([begin, *stream.recent[-60:]], stream.program)
    assert np.array_equal(view.counter.confusion.counts, counted.counts)
    known = np.isfinite(counted.accuracy)
    assert view.plot.line.x.tolist() == np.flatnonzero(known).tolist()
    assert np.allclose(view.plot.line.y, counted.accuracy[known])
    assert np.allclose(view.matrix.value.array, counted.shares[11], equal_nan=True)


def test_answer_and_label_are_those_that_the_loss_compares(view):
    assert (view.prediction.name, view.label.name) == ("answer", "data.label")
    assert "by chance: 10%" in view.plot._legend.words
    assert "first frame that can know: 3" in view.plot._legend.words
    assert view.plot.first.x.tolist() == [3, 3]
    assert np.allclose(view.plot.chance.y, 0.1)


def test_the_slider_chooses_the_matrix_of_a_delay(view, front, stream):
    stream.step(60)
    view.delay.set_state({"value": 4})
    settle(front)
    right = view.counter.confusion.accuracy[4]
    assert view.matrix._title.words == f"4 frames after the stimulus began: {right:.0%} right"
    assert np.allclose(view.matrix.value.array, view.counter.confusion.shares[4], equal_nan=True)
    assert view.plot.chosen.x.tolist() == [4, 4]


def test_the_cell_under_the_pointer_says_share_and_counts(view, front, stream):
    stream.step(60)
    settle(front)
    counts = view.counter.confusion.counts[11]
    label, answer = (int(place) for place in np.unravel_index(counts.argmax(), counts.shape))
    view.matrix.face.heard({"at": [0, label, answer]})
    front.turn()
    share, most, whole = counts[label, answer] / counts[label].sum(), counts[label, answer], counts[label].sum()
    assert view.matrix._pointed.words == f"class {label}, answer {answer}: {share:.1%} ({most:.0f} of {whole:.0f})"


def test_the_time_to_decision_is_said_in_words(view, front, stream):
    front.paint()
    front.turn(0.3)
    assert view._words.words.endswith("No stimulus was shown from beginning to end yet.")
    assert "Up to 2 frames after, the answer is about the stimulus before" in view._words.words
    stream.step(100)
    settle(front)
    found = view.counter.confusion.decisions
    assert f"in {found.decided.sum() / (found.decided.sum() + found.undecided):.0%} of" in view._words.words
    assert f"Time to decision: {round(found.time, 1):.4g} frame" in view._words.words


def test_clear_counts_anew(view, front, stream):
    stream.step(60)
    settle(front)
    view.clear.click()
    settle(front)
    assert not view.counter.confusion.counts.sum()
    assert not len(view.plot.line.x)


def test_what_was_seen_once_is_not_counted_again_when_the_stream_goes_back_and_forth(view, front, stream):
    stream.step(40)
    settle(front)
    before = view.counter.confusion.counts.copy()
    stream.seek(10)
    settle(front)
    stream.seek(40)
    settle(front)
    assert np.array_equal(view.counter.confusion.counts, before)


def test_a_turn_takes_a_bounded_time_and_the_rest_waits(view, front, stream):
    stream.step(250)
    view.counter.confusion.frame = lambda *_: time.sleep(0) or sum(range(200_000))  # each costs some milliseconds
    begin = time.thread_time()
    front.turn(0.3)
    assert time.thread_time() - begin < 0.5
    assert len(view.counter._waiting) > 100


def test_counts_fade_when_only_the_last_ones_are_kept(view, front, stream):
    view.kept.set_state({"index": 0})
    front.turn()
    assert view.counter.confusion.half_life == 300
    view.kept.set_state({"index": 2})
    front.turn()
    assert view.counter.confusion.half_life is None


def test_a_graph_that_tells_no_classes_apart_is_told_what_to_do():
    g = lpnb.Graph()
    g.add("x", "input", shape=2)
    with lpnb.Stream(g, device="cpu") as stream:
        view = ConfusionView(stream)
        assert "add an accuracy, and connect the scores to its prediction" in view._words.value
        assert view._body not in view.children
        view.close()


def test_a_classification_that_is_drawn_later_is_found(front, stream, graph):
    graph.remove("learn")
    stream.step()
    view = ConfusionView(stream, front.publisher)
    front.look()
    assert (view.prediction.name, view.label.name) == ("answer", "data.label")
    graph.rename("answer", "guess")
    stream.step()
    front.turn(0.3)
    assert view.prediction.name == "guess"


def test_wrong_names_and_numbers_are_refused(stream):
    with pytest.raises(UnknownName, match="Did you mean 'answer'"):
        ConfusionView(stream, prediction="anser")
    with pytest.raises(MeasureError, match="delays=0"):
        ConfusionView(stream, delays=0)


def test_nothing_is_sent_when_nothing_was_counted(view, front, stream):
    stream.step(5)
    settle(front)
    sent = front.publisher.pacing.sent
    settle(front)
    assert front.publisher.pacing.sent == sent
