"""A handover: a stream goes on elsewhere with the same numbers."""

from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings

import lpnb
from lpnb.errors import FileError
from lpnb.run import handover
from tests.run.histories import differing, learning, live, lives, seen


@settings(max_examples=12)
@given(learning(), lives)
def test_a_stream_goes_on_elsewhere_with_the_same_numbers(graph, life):
    for name in [name for name, node in graph.nodes().items() if getattr(node, "budget", None)]:
        graph.set(name, budget=None)  # two streams need not have the same time
    streaming = partial(lpnb.Stream, batch=2, device="cpu")
    with streaming(graph) as one:
        assume(live(one, life, {}) and one.problems.ok)
        assume(not any(getattr(node, "budget", None) for node in graph.nodes().values()))  # an undo may bring it back
        frame = one.frame  # within the windows of some losses
        then = handover.take(one)
        graph.saving.send(graph)
        with streaming(graph.copy()) as other:
            handover.put(other, then, "file")
            assert other.frame == frame
            for _ in range(9):
                for stream in (one, other):
                    stream.step()
                assert differing(seen(other), seen(one)) == []
            assert other.seek(frame + 3) == frame + 3
            assert one.seek(frame + 3) == frame + 3
            assert differing(seen(other), seen(one)) == []


def test_what_was_set_by_hand_is_handed_over():
    graph = lpnb.Graph("held")
    graph.add("x", "input", shape=2)
    graph.add("p", "pool", shape=2)
    graph.connect("x", "p")
    with lpnb.Stream(graph, device="cpu") as one, lpnb.Stream(graph.copy(), device="cpu") as other:
        one["x"] = [3.0, 4.0]
        one.step()
        handover.put(other, handover.take(one), "file")
        other.step(2)
        assert other["p"].tolist() == [[3.0, 4.0]]


def test_a_stream_that_could_not_be_put_there_is_as_it_was():
    graph = lpnb.Graph("still")
    graph.add("x", "input", shape=2)
    with lpnb.Stream(graph, device="cpu") as stream:
        stream.step(3)
        then = handover.Handover(9, 0, {"state/x.out/1": torch.zeros(1, 3)})
        words = r"^file 'file', key 'state/x.out/1': expected shape \(1, 2\) of torch.float32, found shape \(1, 3\) of"
        with pytest.raises(FileError, match=words):
            handover.put(stream, then, "file")
        assert stream.frame == 3


def test_weights_of_another_time_are_taken_and_can_be_gone_back_behind():
    graph = lpnb.Graph("weights")
    graph.add("x", "input", shape=2)
    graph.add("p", "pool", shape=2, bias="feature")
    graph.connect("x", "p", "dense")
    with lpnb.Stream(graph, device="cpu") as stream:
        stream.step(3)
        before = stream.weights()
        handover.put_weights(stream, {name: np.full_like(array, 5) for name, array in before.items()} | {"gone": 0})
        stream.step(2)
        assert all((array == 5).all() for array in stream.weights().values())
        stream.seek(2)
        assert all((stream.weights()[name] == array).all() for name, array in before.items())
