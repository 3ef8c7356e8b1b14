"""A session can be stopped in any frame, and goes on from there with the same numbers, bit for bit."""

import operator
import signal
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lpnb
from lpnb.learn.judging import judge
from lpnb.run import handover
from tests.learn.sessions import net, run, same_weights, session

WINDOWS = (
    {"window": 5},
    {"window": 1},
    {"window": 13},
    {"window": 4, "stride": 7},
    {"window": 6, "stride": 2},
    {"window": 7, "stride": 3, "split": 4},
    {"window": 3, "detach": "frame"},
    {"window": 3, "schedule": "ExponentialLR", "schedule_options": {"gamma": 0.9}, "clip": 0.5},
    {"window": 4, "stride": 3, "lag": 4},
    {"window": 4, "period": 2, "first_frame": 3},
    {"look": "ahead", "window": 2, "lag": 1, "first_frame": 2},
)
OPTIMIZERS = (
    *({"optimizer": "adam"}, {"optimizer": "rmsprop"}, {"optimizer": "lagged_adam"}),
    {"optimizer": "sgd", "options": {"momentum": 0.9}},
)


def busy(**learn):
    """A net with dropout, regularizers and a second loss, whose windows are others."""
    graph = net(**learn)
    graph.set("hidden", dropout=0.2)
    graph.add("second", "loss", lr=0.003, window=4, optimizer="adam")
    graph.connect("answer", "second.prediction")
    graph.connect("data.y", "second.target")
    graph.add("small", "regularizer", of=["hidden->hidden"], l2=0.1)
    graph.connect("small", "learn.terms")
    graph.add("sparse", "activity", l1=0.01, period=3)
    graph.connect("hidden", "sparse")
    graph.connect("sparse", "second.terms")
    return graph


def hebbian(**learn):
    """A net of which one edge learns by a law, every few frames and late: BCM, with thresholds that slide."""
    graph = busy(**learn)
    graph.add("law", "hebbian", edges=["hidden->hidden"], law="bcm", lr=0.001, tau=4.0, period=3, lag=2)
    return graph


def picture(**learn):
    """A convolution on noisy pictures."""
    graph = net(**learn)
    graph.add("map", "pool", shape=(2, 2, 2), act="relu", noise=0.1)
    graph.connect("data.x", "map", "dense")
    graph.connect("map", "map", "conv", kernel=3)
    graph.connect("map", "hidden", "dense")
    return graph


@contextmanager
def holding(frames):
    """Streams hold so few states that a session has to look often."""
    with ExitStack() as stack:
        for module in ("engine", "memory"):
            stack.enter_context(mock.patch(f"lpnb.run.{module}.HELD_FRAMES", frames))
        yield


def pressing(frame, press):
    """A report that does something in a frame, once; its list holds that frame then."""

    def report(now, loss):
        if now >= frame and not report.done:
            report.done.append(now)
            press()

    report.done = []
    return report


def interrupting(frame):
    """A report that interrupts in a frame, once."""

    def press():
        raise KeyboardInterrupt

    return pressing(frame, press)


def all_there_is(stream):
    """States, moments, thresholds, windows in progress, by name, and weights."""
    tensors = {name: tensor.numpy().tobytes() for name, tensor in handover.take(stream).tensors.items()}
    return tensors | {name: array.tobytes() for name, array in stream.weights().items()}


@settings(max_examples=25)
@given(
    st.integers(1, 40),
    st.sampled_from((2, 4)),
    st.builds(operator.or_, st.sampled_from(WINDOWS), st.sampled_from(OPTIMIZERS)),
    st.sampled_from((net, busy, hebbian, picture)),
)
def test_a_session_stopped_in_any_frame_and_resumed_gives_the_same_numbers(tmp_path_factory, frame, held, learn, make):
    with session(make(**learn), epochs=2) as whole:
        record = whole.run()
        wanted = all_there_is(whole.stream)
    folder, report = tmp_path_factory.mktemp("run"), interrupting(frame)
    with holding(held):
        with session(make(**learn), epochs=2, checkpoints=folder) as first:
            with suppress(KeyboardInterrupt):
                first.run(report)
            assert not report.done or (first.stopped and [first.stream.frame] == report.done)
        with lpnb.Session.resume(folder, device="cpu") as second:
            assert not report.done or second.stream.frame == report.done[0]
            assert second.run() == record
            assert all_there_is(second.stream) == wanted


def test_a_stop_does_not_wait_for_the_end_of_a_window(tmp_path):
    with holding(2), session(net(window=30), checkpoints=tmp_path, epochs=9) as whole:
        whole.run(pressing(33, whole.stop))
        assert (whole.stopped, whole.stream.frame) == (True, 33)
        assert same_weights(lpnb.Graph.load(whole.saved / "graph.lpnb").weights, whole.stream.weights())


def test_a_stop_from_another_thread_ends_in_the_frame_of_now_with_everything_saved(tmp_path):
    record, weights = run()
    begun, asked = threading.Event(), threading.Event()

    def report(frame, loss):
        begun.set()
        assert asked.wait(30)

    with session(checkpoints=tmp_path) as whole:
        thread = threading.Thread(target=whole.run, args=(report,))
        thread.start()
        assert begun.wait(30)
        whole.stop()
        asked.set()
        thread.join(30)
        assert (whole.stopped, whole.stream.frame) == (True, 1)
    with lpnb.Session.resume(tmp_path, device="cpu") as more:
        assert more.run() == record
    assert same_weights(more.graph.weights, weights)


def test_ctrl_c_ends_it_between_two_frames_and_leaves_no_handler(tmp_path):
    record, weights = run()
    before = signal.getsignal(signal.SIGINT)
    report = pressing(7, lambda: signal.raise_signal(signal.SIGINT))
    with session(checkpoints=tmp_path) as whole:
        with pytest.raises(KeyboardInterrupt):
            whole.run(report)
        assert (whole.stopped, [whole.stream.frame]) == (True, report.done)
        assert signal.getsignal(signal.SIGINT) is before
        assert whole.run() == record
    assert same_weights(whole.graph.weights, weights)


def test_ctrl_c_pressed_twice_interrupts_at_once(tmp_path):
    def twice():
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        raise KeyboardInterrupt

    with session(checkpoints=tmp_path) as whole, pytest.raises(KeyboardInterrupt):
        whole.run(pressing(3, twice))


def test_ctrl_c_while_a_checkpoint_is_written_ends_behind_it(tmp_path):
    def write(*arguments):
        if not wrote:
            signal.raise_signal(signal.SIGINT)
        wrote.append(written(*arguments))
        return wrote[-1]

    wrote = []
    written = lpnb.learn.session.write
    with mock.patch("lpnb.learn.session.write", write), session(checkpoints=tmp_path) as whole:
        rows = iter(whole)
        assert [next(rows).split for _ in range(2)] == ["train", "valid"]
        with pytest.raises(KeyboardInterrupt):
            next(rows)
        assert (len(wrote), whole.epoch, whole.stopped) == (2, 1, True)


def test_ctrl_c_of_somebody_who_listens_to_it_is_left_alone():
    heard = []
    before = signal.signal(signal.SIGINT, lambda *_: heard.append("here"))
    try:
        with session() as whole:
            whole.run(pressing(3, lambda: signal.raise_signal(signal.SIGINT)))
            assert (heard, whole.done, whole.stopped) == (["here"], True, False)
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_stop_before_the_first_frame_is_kept_for_the_run():
    with session() as whole:
        whole.stop()
        assert len(whole.run()) == 0
        assert whole.stopped
        assert len(whole.run()) == 7
        assert not whole.stopped


def test_an_interruption_while_it_validates_loses_nothing(tmp_path):
    record, weights = run()
    interrupted = mock.Mock(side_effect=[mock.DEFAULT, KeyboardInterrupt], wraps=judge)
    with mock.patch("lpnb.learn.session.judge", interrupted), session(checkpoints=tmp_path) as whole:
        with pytest.raises(KeyboardInterrupt):
            whole.run()
        assert [row.epoch for row in whole.record] == [1, 1]
    with lpnb.Session.resume(tmp_path, device="cpu") as more:
        assert more.run() == record
    assert same_weights(more.graph.weights, weights)


def test_an_interruption_at_the_very_end_does_not_take_the_best_weights_for_the_last(tmp_path):
    record, weights = run(net(lr=0.5), epochs=8)
    with session(net(lr=0.5), epochs=4, checkpoints=tmp_path) as whole:
        late = mock.patch.object(whole._course, "put_weights", side_effect=KeyboardInterrupt)
        with late, pytest.raises(KeyboardInterrupt):
            whole.run()
        whole.run()
    with lpnb.Session.resume(tmp_path, epochs=8, device="cpu") as more:
        assert more.run().rows("train") == record.rows("train")
    assert same_weights(more.graph.weights, weights)


def test_a_breakpoint_stops_it_where_it_is_and_it_goes_on_from_there(tmp_path):
    record, weights = run()
    with session(checkpoints=tmp_path) as whole:
        whole.stream.break_when("learn", above=0)
        whole.run()
        assert (whole.stopped, whole.stream.frame) == (True, 1)
        assert whole.messages == [f"stopped in frame 1: {whole.stream.messages[-1]}"]
        whole.stream.breakpoints.clear()
        assert whole.run() == record
    assert same_weights(whole.graph.weights, weights)
    with lpnb.Session.resume(tmp_path, device="cpu") as more:
        assert more.run() == record


def test_a_state_that_nobody_could_go_on_from_is_not_saved(tmp_path):
    with session(net(window=30), checkpoints=tmp_path) as whole:
        whole.graph.set("hidden", act="identity")
        whole.stream["hidden->hidden.weight"] = 1e20
        whole.stream.break_when("hidden", above=1e38)
        whole.run()
        assert whole.messages[-1] == "no checkpoint in frame 3: node 'hidden' is infinite or not a number"
        assert whole.saved is None


def test_a_validation_is_broken_off_and_done_again():
    with session(epochs=1) as whole:
        with mock.patch("lpnb.learn.session.judge", lambda *_, go_on, **more: (whole.stop(), go_on())):
            assert len(whole.run()) == 0
        assert whole.stopped
        assert [row.split for row in whole.run()] == ["train", "valid", "test"]


def test_a_loss_that_never_comes_to_learn_is_said():
    with session(net(window=400)) as whole:
        assert whole.messages == [
            "node 'learn' changes nothing in the 35 frames of all epochs: its first update comes after frame 400"
        ]


def test_stretches_are_short_where_frames_are_slow():
    graph = lpnb.Graph("still")
    graph.add("x", "input", shape=2)
    with lpnb.Stream(graph, device="cpu") as stream, mock.patch.object(time, "perf_counter", iter(range(99)).__next__):
        for frame in handover.stretches(stream, 3):
            assert frame == stream.frame + 1
            stream._thread.call(stream._thread.engine.advance)
        assert stream.frame == 3
