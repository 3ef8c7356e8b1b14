"""Windows come out of a frame thread and out of time as they went in."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lpnb
from lpnb.learn.window import OF
from tests.learn.unrolled import BATCH, add_loss, network


@settings(max_examples=15)
@given(st.integers(1, 6), st.integers(1, 9), st.integers(0, 20), st.booleans())
def test_a_window_in_progress_can_be_put_back(window, stride, frames, another):
    graph = network(window=window, stride=stride)
    if another:
        add_loss(graph, "second", window=2)
    with lpnb.Stream(graph, batch=BATCH, device="cpu") as stream:
        stream.step(frames + 1)
        engine = stream._thread.engine
        rule = engine.rules[0]
        rule.window.interrupt()  # as when another rule is about to change parameters
        before = {key: tensor.clone() for key, tensor in rule.memory().items()}
        rule.recall({key: tensor.clone() for key, tensor in before.items()})
        after = rule.memory()
        assert set(after) == set(before)
        assert all(torch.equal(after[key], before[key]) for key in before)


def test_right_after_an_update_there_is_no_window_to_remember():
    with lpnb.Stream(network(window=4, stride=6), batch=BATCH, device="cpu") as stream:
        stream.step(12)
        rule = stream._thread.engine.rules[0]
        assert not any(owner == OF for owner, _ in rule.memory())


def test_frames_before_a_window_need_no_gradient():
    with lpnb.Stream(network(window=2, stride=6), batch=BATCH, device="cpu") as stream:
        rule, needed = stream._thread.engine.rules[0], []
        for _ in range(6):
            needed.append(rule.needs_gradient)
            stream.step()
        assert needed == [False] * 4 + [True] * 2


@pytest.mark.parametrize("frame", [3, 11, 17])
def test_overlapping_windows_are_the_same_after_going_back(frame):
    with lpnb.Stream(network(window=5, stride=2), batch=BATCH, device="cpu") as stream:
        stream.step(21)
        late = stream.weights()
        stream.seek(frame)
        stream.step(21 - frame)
        assert all((value == late[name]).all() for name, value in stream.weights().items())
