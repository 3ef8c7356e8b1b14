"""What goes wrong in a frame stops the stream there, with the states intact and the culprit named."""

import numpy as np
import pytest

import lpnb
from lpnb.errors import FrameError, SourceError
from tests.run.waiting import wait_until


def growing(factor=1e6):
    """x -> y -> y: doubles (or worse) every frame until it overflows."""
    g = lpnb.Graph("growing")
    g.add("x", "input", shape=2, value=1.0)
    g.add("y", "pool", shape=2)
    g.add("z", "pool", shape=2)
    g.connect("x", "y")
    g.connect("y", "y", "dense", init="zeros")
    g.connect("y", "z")
    stream = lpnb.Stream(g, device="cpu")
    stream["y->y.weight"] = np.eye(2) * factor
    return stream


def test_a_number_that_overflows_stops_at_its_frame_and_names_its_node():
    with growing() as stream:
        with pytest.raises(FrameError) as caught:
            stream.step(500)
        words = "node 'y' became infinite or not a number in frame 8. The states are those of frame 7. "
        assert str(caught.value) == words + "Lower its weights or the learning rate, then go on."
        assert (caught.value.node, caught.value.frame, stream.frame) == ("y", 8, 7)
        assert np.isfinite(stream["y"]).all()


def test_it_goes_on_when_the_cause_is_mended():
    with growing() as stream:
        with pytest.raises(FrameError):
            stream.step(500)
        stream["y->y.weight"] = 0.0
        stream.step(500)
        assert stream.frame == 507


def test_a_large_sum_of_finite_numbers_is_no_failure():
    with growing(factor=0.0) as stream:
        stream["y.bias"] = 3e38
        stream.step(300)
        assert stream.frame == 300


def test_a_failure_while_playing_is_kept_and_raised_by_pause():
    with growing() as stream:
        stream.play()
        wait_until(lambda: stream.error)
        assert not stream.playing
        with pytest.raises(FrameError, match="^node 'y' became infinite"):
            stream.pause()
        stream.pause()  # raised once


def test_an_exception_in_a_node_names_the_node():
    with growing(factor=0.0) as stream:
        stream.step(3)
        stream.built.module.p.y_to_y_weight = np.eye(2)
        with pytest.raises(FrameError) as caught:
            stream.step()
        assert str(caught.value).startswith("node 'y' failed in frame 4: TypeError: addmm()")
        assert str(caught.value).endswith(". The states are those of frame 3.")
        assert caught.value.node == "y"
        assert stream.frame == 3


def ending(**fields):
    g = lpnb.Graph("ending")
    x = np.arange(6, dtype=np.float32).reshape(6, 1)
    g.add("data", "arrays", data={"x": x}, hold=2, split="all", loop=False, shuffle=False, **fields)
    g.add("y", "pool", shape=1)
    g.connect("data.x", "y")
    return lpnb.Stream(g, batch=2, device="cpu")


def test_a_source_that_ends_stops_the_stream_and_says_how_to_go_on():
    with ending() as stream:
        with pytest.raises(SourceError) as caught:
            stream.step(100)
        ended = "all 6 samples were shown (6 of them in whole batches)"
        assert (
            str(caught.value) == f"source 'data' has ended before frame 6: {ended}. Set loop=True, or reset(data=True)."
        )
        assert stream.frame == 5
        stream.reset(state=False, data=True)
        stream.step()
        assert stream["data.x"].tolist() == [[0], [1]]


def test_a_source_that_raises_is_named():
    with ending() as stream:
        stream._thread.engine.feeds["data"].frame = lambda number: 1 // 0
        with pytest.raises(SourceError) as caught:
            stream.step()
        words = "source 'data' failed at frame 1: ZeroDivisionError: integer division or modulo by zero"
        assert str(caught.value) == f"{words}. The states are those of frame 0."


def test_a_failing_command_does_not_end_the_thread():
    with growing(factor=0.0) as stream:
        stream._thread.tell(lambda: 1 // 0)
        wait_until(lambda: isinstance(stream.error, ZeroDivisionError))
        stream.step(2)
        assert stream.frame == 2
