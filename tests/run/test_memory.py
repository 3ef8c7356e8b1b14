"""How much is remembered: a budget in bytes, dense near now, sparse far back."""

from itertools import pairwise

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lpnb
from lpnb.errors import StreamError
from lpnb.run import memory as memory_module
from lpnb.run.memory import KEYFRAME, TENSOR, Memory


def noisy(shape=8, *, learns=False):
    g = lpnb.Graph("noisy")
    g.add("x", "pool", shape=shape, noise=1.0)
    g.add("y", "pool", shape=shape, act="tanh")
    g.connect("x", "y", "dense")
    g.connect("y", "y", "dense")
    if learns:
        g.add("learn", "loss", loss="mse", window=2, lr=0.001)
        g.connect("y", "learn.prediction")
        g.connect("x", "learn.target")
    return g


def held_bytes(stream):
    """Bytes of all that is remembered, each tensor once, counted by walking through all of it."""
    timeline = stream._timeline
    keys = {id(key): key for line in timeline.lines.values() for key in line.keys}.values()
    tensors = [tensor for key in keys for tensor in key.tensors()]
    tensors += [kept.copy for key in keys for kept in key.weights if kept.copy is not None]
    tensors += [tensor for state in (*timeline.engine.held, *timeline.ahead) for tensor in state[1:]]
    storages = {t.untyped_storage().data_ptr(): t.untyped_storage().nbytes() for t in tensors}
    return sum(storages.values()) + TENSOR * len(storages) + KEYFRAME * len(keys)


def every_frame(stream):
    """Let every frame be a keyframe, as it would be if frames took long."""
    engine = stream._thread.engine
    with torch.no_grad():
        for _ in range(200):
            stream._timeline._took = 0
            engine.advance()
            if not engine.rules:
                engine.remember()
            engine.due = True


@settings(max_examples=6)
@given(st.integers(2**20, 2**22), st.sampled_from((64, 128)), st.booleans(), st.lists(st.integers(0, 3), max_size=3))
def test_memory_keeps_within_its_budget_whatever_is_done(budget, shape, learns, changes):
    with lpnb.Stream(noisy(shape, learns=learns), batch=32, device="cpu", memory=budget) as stream:
        for change in (*changes, 0):
            for _ in range(2):
                stream._thread.call(lambda: every_frame(stream))
            {
                0: lambda: stream.__setitem__("y.bias", 0.5),
                1: lambda: stream.seek(stream.frame // 2),
                2: stream.reset,
                3: lambda: (stream.seek(stream.frame // 3), stream.fork()),
            }[change]()
            assert held_bytes(stream) <= stream.remembered.bytes * 1.01
            assert stream.remembered.bytes <= 1.05 * budget
        assert stream.remembered.bytes >= 0.4 * budget


def test_spacing_is_about_logarithmic():
    with lpnb.Stream(noisy(64), device="cpu", memory=Memory(budget=2**20)) as stream:
        for _ in range(15):
            stream._thread.call(lambda: every_frame(stream))
        frames = [key.frame for key in stream._timeline.line.keys]
        assert 0.9 * 2**20 < stream.remembered.bytes <= 2**20
    ages = [frames[-1] - frame for frame in frames]
    gaps = [(old - new, (old + new) / 2) for old, new in pairwise(ages)]
    relative = [gap / age for gap, age in gaps if age > 300]
    assert len(relative) > 20
    assert max(relative) < 12 * sorted(relative)[len(relative) // 2]
    near = [gap for gap, age in gaps if age < 20]
    assert max(near) < 5


def test_unchanged_weights_cost_nothing():
    with lpnb.Stream(noisy(256), device="cpu") as stream:
        for _ in range(5):
            stream._thread.call(lambda: every_frame(stream))
        assert all(kept.copy is None for key in stream._timeline.line.keys for kept in key.weights)
        stream["y.bias"] = 1.0
        stream.step()
        copied = {id(kept) for key in stream._timeline.line.keys for kept in key.weights if kept.copy is not None}
        assert len(copied) == len(stream.weights())


def test_a_forgotten_intervention_puts_frames_out_of_reach_and_that_is_said():
    with lpnb.Stream(noisy(), device="cpu") as stream:
        stream.step(20)
        stream["y.bias"] = 1.0
        stream.step(20)
        stream["y.bias"] = 2.0
        stream.step(20)
        line, ledger = stream._timeline.line, stream._timeline.ledger
        stream._thread.call(lambda: ledger.forget(line.keys[line.place(20)], [line]))
        assert stream.seek(23) == 20
        words = "frame 23 is not remembered any more; frame 20 is the nearest one that is"
        assert stream.messages[-1] == words
        assert stream.seek(38) == 40
        stream.seek(19)
        stream.step(2)
        assert stream.messages[-1] == "frames 21 to 39 are not remembered any more: the next one is 40"
        assert stream.frame == 40
        assert (stream["y.bias"] == 2).all()


def test_every_frame_of_the_last_ones_is_there_at_once():
    with lpnb.Stream(noisy(), device="cpu", memory=Memory(spacing="every", last=300)) as stream:
        stream.step(1000)
        remembered = stream.remembered
        assert set(range(701, 1001)) <= set(remembered.frames)
        assert 300 < remembered.first <= 701
        assert stream.look(777) == 777


@pytest.mark.parametrize(
    ("memory", "words"),
    [
        (
            12,
            "memory budget: expected a whole number of bytes, 1048576 or more, found 12. "
            "Write memory=2**28, or memory=lpnb.Memory(...).",
        ),
        (
            "1 GB",
            "memory budget: expected a whole number of bytes, 1048576 or more, found '1 GB'. "
            "Write memory=2**28, or memory=lpnb.Memory(...).",
        ),
    ],
)
def test_a_memory_that_is_none_is_said(memory, words):
    with pytest.raises(StreamError) as caught:
        lpnb.Stream(noisy(), device="cpu", memory=memory)
    assert str(caught.value) == words


def test_a_spacing_that_is_none_is_said():
    with pytest.raises(StreamError, match="^memory spacing: expected 'log' or 'every', found 'linear'.$"):
        Memory(spacing="linear")
    with pytest.raises(StreamError, match="^memory last: expected a whole number of frames, 2 or more, found 1.$"):
        Memory(spacing="every", last=1)


def test_what_is_too_large_to_remember_is_said():
    with lpnb.Stream(noisy(256), batch=512, device="cpu", memory=2**20) as stream:
        stream.step(10)
        assert stream.back(3) == 0
        with pytest.raises(StreamError) as caught:
            stream.seek(5)
        words = "nothing is remembered: one keyframe takes more than the 1048576 bytes of the budget"
        assert str(caught.value) == f"{words}. Give the stream more, e.g. memory=4194304."


def test_once_a_tenth_of_the_budget_was_forgotten_free_memory_is_given_back(monkeypatch):
    asked = []
    monkeypatch.setattr(memory_module, "give_back", lambda: asked.append(1))
    with lpnb.Stream(noisy(4096), device="cpu", memory=Memory(2**20, "every", last=10)) as stream:
        for _ in range(60):
            stream.step(1)
            stream["y"] = 0.5  # a keyframe of 32 kB
    assert asked


def test_a_library_that_gives_nothing_back_does_no_harm(monkeypatch):
    monkeypatch.setattr(memory_module.ctypes, "CDLL", lambda _: object())
    memory_module.give_back()
