"""The stream as its users have it: play, pause, step, go back, reset, read and set."""

import threading
import warnings

import numpy as np
import pytest
import torch

import lpnb
from lpnb.errors import DeviceError, InvalidGraph, OutOfMemory, StreamError
from tests.run.waiting import wait_until


@pytest.fixture
def graph():
    """digits -> image -> hidden (recurrent) -> answer."""
    g = lpnb.Graph("small")
    g.add("data", "digits", noise=0.3, hold=4)
    g.add("image", "pool", shape=(1, 8, 8))
    g.add("hidden", "pool", shape=(4, 4, 4), act="tanh")
    g.connect("data.image", "image")
    g.connect("image", "hidden", "conv")
    g.connect("hidden", "hidden", "conv")
    return g


@pytest.fixture
def stream(graph):
    with lpnb.Stream(graph, batch=3, device="cpu") as s:
        yield s


def test_a_new_stream_stands_paused_at_frame_0(stream):
    assert (stream.frame, stream.playing) == (0, False)
    assert repr(stream) == "Stream('small', batch=3, cpu, paused at frame 0)"


def test_step_computes_exactly_so_many_frames(stream):
    stream.step()
    stream.step(41)
    assert stream.frame == 42


def test_play_runs_until_pause(stream):
    stream.play()
    wait_until(lambda: stream.frame > 5)
    stream.pause()
    frame = stream.frame
    stream.step()
    assert stream.frame == frame + 1
    assert not stream.playing


def test_two_streams_with_one_seed_hold_the_same(graph, stream):
    with lpnb.Stream(graph, batch=3, device="cpu") as twin:
        for s in (stream, twin):
            s.step(20)
        assert np.array_equal(stream["hidden"], twin["hidden"])


def test_another_seed_gives_another_network(graph, stream):
    with lpnb.Stream(graph, batch=3, device="cpu", seed=1) as other:
        assert not np.array_equal(stream["image->hidden.weight"], other["image->hidden.weight"])


def test_going_back_and_forward_again_gives_the_same_frame(stream):
    stream.step(9)
    before = stream["hidden"]
    assert stream.back(4) == 4
    assert stream.frame == 5
    stream.step(4)
    assert np.array_equal(stream["hidden"], before)


def test_back_goes_no_further_than_is_remembered(stream):
    stream.step(3)
    assert stream.back(100) == 3
    assert stream.frame == 0


def test_reset_of_the_state_goes_on_with_the_data(stream):
    stream.step(6)
    stream.reset()
    assert stream.frame == 0
    assert np.array_equal(stream["data.label"], stream.delivered("data.label", 0))
    stream.step(2)
    stream.reset(data=True)
    with lpnb.Stream(stream.graph, batch=3, device="cpu") as fresh:
        assert np.array_equal(stream["data.image"], fresh["data.image"])


def test_reset_of_the_data_alone_keeps_the_states(stream):
    first = stream["data.image"]
    stream.step(6)
    hidden = stream["hidden"]
    stream.reset(state=False, data=True)
    assert np.array_equal(stream["hidden"], hidden)
    stream.step()
    assert np.array_equal(stream["data.image"], first)


def test_reset_of_the_weights_draws_those_of_the_beginning(stream):
    first = stream["image->hidden.weight"]
    stream["image->hidden.weight"] = 0.5
    stream.reset(weights=True)
    assert np.array_equal(stream["image->hidden.weight"], first)


def test_a_weight_that_is_set_is_what_the_next_frame_sees(stream):
    stream["image.bias"] = 0.25
    assert stream["image.bias"].tolist() == [0.25]
    stream.step()
    assert np.array_equal(stream["image"], stream.delivered("data.image", 0) + np.float32(0.25))


def test_a_state_that_is_set_is_what_the_next_frame_sees(stream):
    stream["data.image"] = np.ones((1, 8, 8))
    stream.step()
    assert (stream["image"] == 1).all()


def test_a_field_that_is_set_changes_graph_and_stream(stream):
    stream["data.noise"] = 0.0
    assert stream.graph["data"].noise == stream["data.noise"] == 0.0
    stream.step(2)
    assert stream["data.image"].min() == 0


def test_reading_gives_copies(stream):
    stream["hidden"][:] = 7
    assert (stream["hidden"] == 0).all()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        (
            "hiden",
            1,
            "stream['hiden']: expected a state, weight or field of the stream, found 'hiden'. Did you mean 'hidden'?",
        ),
        (
            "hidden",
            np.zeros((2, 2)),
            "stream['hidden']: expected numbers that fit shape (3, 4, 4, 4), found shape (2, 2).",
        ),
        (
            "hidden.bias",
            float("nan"),
            "stream['hidden.bias']: expected finite numbers, found infinity or not a number.",
        ),
        ("hidden.bias", "x", "stream['hidden.bias']: expected numbers that fit shape (4,), found 'x'."),
    ],
)
def test_what_cannot_be_set_is_said(stream, name, value, words):
    with pytest.raises((StreamError, LookupError)) as caught:
        stream[name] = value
    assert str(caught.value) == words


def test_an_input_holds_what_it_is_set_to():
    g = lpnb.Graph()
    g.add("x", "input", shape=2)
    g.add("y", "pool", shape=2)
    g.connect("x", "y")
    with lpnb.Stream(g, device="cpu") as s:
        s["x"] = [1, 2]
        s.step(5)
        assert s["y"].tolist() == [[1, 2]]


def test_the_rate_is_kept(stream):
    stream.rate = 50
    assert stream.rate == 50
    stream.play()
    wait_until(lambda: stream.frame >= 10)
    stream.pause()
    assert stream.measured_rate == 0  # not playing
    stream.rate = None
    assert stream.rate is None


def test_a_rate_that_is_none_is_said(stream):
    with pytest.raises(StreamError, match="^rate: expected a number of frames per second above 0, or None, found -1.$"):
        stream.rate = -1


def test_names_lists_what_can_be_read(stream):
    assert {"hidden", "data.image", "hidden.bias", "image->hidden.weight", "data.noise"} <= set(stream.names())
    nothing = {name for name in stream.names() if "->" not in name and stream[name] is None}
    assert nothing == {"data.longest", "data.most"}


def test_a_graph_with_errors_does_not_start():
    g = lpnb.Graph("bad")
    g.add("p", "pool")
    with pytest.raises(InvalidGraph, match="graph 'bad' has 1 error and cannot run:\n  1. node 'p' \\(pool\\)"):
        lpnb.Stream(g)


def test_a_device_that_is_not_there_is_said(graph):
    with pytest.raises(DeviceError, match=r"^device 'cuda:99': expected one of 'auto', 'cpu'.*Use device='auto'\.$"):
        lpnb.Stream(graph, device="cuda:99")


def test_a_dtype_that_is_not_known_is_said(graph):
    words = "dtype 'float23': expected one of 'float32', 'float64', 'bfloat16', 'float16'. Did you mean 'float32'?"
    with pytest.raises(DeviceError) as caught:
        lpnb.Stream(graph, dtype="float23")
    assert str(caught.value) == words


def test_a_batch_that_is_too_large_is_refused_before_memory_is_taken(graph):
    words = r"^batch 1000000000000: the states of 3 frames need \d+\.\d GiB on cpu, \d+\.\d GiB are free. Take a batch of at most \d+\.$"
    with pytest.raises(OutOfMemory, match=words):
        lpnb.Stream(graph, batch=10**12, device="cpu")


@pytest.mark.parametrize("batch", [0, -1, 1.5, True, "2"])
def test_a_batch_is_a_whole_number(graph, batch):
    with pytest.raises(StreamError, match=r"^batch: expected a whole number, 1 or more, found "):
        lpnb.Stream(graph, batch=batch)


@pytest.mark.parametrize("dtype", ["float64", "bfloat16"])
def test_it_streams_in_other_dtypes(graph, dtype):
    with lpnb.Stream(graph, batch=2, device="cpu", dtype=dtype) as s:
        s.step(3)
        assert s.state.hidden.dtype == getattr(torch, dtype)
        assert np.isfinite(s["hidden"]).all()


def test_a_closed_stream_can_be_read_but_not_run(graph):
    s = lpnb.Stream(graph, device="cpu")
    s.step(2)
    s.close()
    s.close()
    assert s["hidden"].shape == (1, 4, 4, 4)
    assert "closed at frame 2" in repr(s)
    for use in (s.play, s.pause, s.step, s.back):
        with pytest.raises(StreamError, match=r"^this stream is closed. Make a new one with lpnb.Stream\(graph\).$"):
            use()


def test_a_forgotten_stream_is_closed_and_says_so(graph):
    s = lpnb.Stream(graph, device="cpu")
    thread = s._thread
    with pytest.warns(ResourceWarning, match=r"^stream of 'small' was never closed; use `with lpnb.Stream"):
        del s
    assert not thread.alive


def test_closing_says_nothing(graph):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with lpnb.Stream(graph, device="cpu"):
            pass


def test_any_thread_may_command_it(stream):
    workers = [threading.Thread(target=lambda: stream.step(10)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert stream.frame == 40


def test_recent_states_can_be_looked_at_while_it_plays(stream):
    stream.play()
    wait_until(lambda: stream.frame > 50)
    frames = [state.frame for state in stream.recent]
    stream.pause()
    assert frames == list(range(frames[0], frames[-1] + 1))


def test_before_the_data_began_anew_they_are_what_they_were_then(stream):
    stream.step(12)
    image = stream["data.image"]
    stream.step(8)
    stream.reset(state=False, data=True)
    stream.step(2)
    assert stream.back(10) == 10
    assert np.array_equal(stream["data.image"], image)
    assert np.array_equal(stream.delivered("data.image", 12), image)
    stream.step(11)
    assert stream.frame == 23
    with pytest.raises(StreamError, match="^frame 0: the data began anew at frame 21; what was before is gone.$"):
        stream.delivered("data.label", 0)


def test_a_closed_stream_does_not_change_its_graph(graph):
    with lpnb.Stream(graph, device="cpu") as s:
        pass
    with pytest.raises(StreamError):
        s["data.noise"] = 0.9
    assert graph["data"].noise == 0.3


def test_data_that_are_no_numbers_are_refused_where_they_come_in():
    words = "node 'd' (arrays), field 'data': expected a dict of arrays of finite numbers, all of one length, "
    with pytest.raises(ValueError, match=words.replace("(", "[(]").replace(")", "[)]")):
        lpnb.Graph().add("d", "arrays", data={"x": [[1.0], [float("nan")]]})


def test_a_value_can_be_set_right_behind_the_edit_that_brings_it():
    graph = lpnb.Graph()
    graph.add("x", "input", shape=2)
    graph.add("y", "pool")
    graph.connect("x", "y")
    with lpnb.Stream(graph, device="cpu") as stream:
        graph.set("y", gain="scalar")
        stream["y.gain"] = 0.8
        assert stream["y.gain"].tolist() == pytest.approx([0.8])
