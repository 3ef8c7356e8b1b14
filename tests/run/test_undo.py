"""Whatever a person does to the graph of a stream, as many undos bring back its parameters, bit for bit."""

import threading

import numpy as np
from hypothesis import given, settings

import lpnb
from tests.graph.commands import attempt, start, steps


def held(stream):
    """Parameters and the weights of the graph, bit for bit."""
    stream.graph.saving.send(stream.graph)
    return [
        {name: array.tobytes() for name, array in weights.items()}
        for weights in (stream.weights(), stream.graph.weights)
    ]


@settings(max_examples=25)
@given(steps)
def test_undo_brings_the_parameters_of_a_paused_stream_back(edits):
    graph = start()
    with lpnb.Stream(graph, device="cpu") as stream:
        stream.step(2)
        before, count = held(stream), len(graph._history.past)
        for edit in edits:
            attempt(graph, *edit)
        while len(graph._history.past) > count:
            graph.undo()
        assert held(stream) == before


@settings(max_examples=15)
@given(steps)
def test_undo_and_redo_leave_the_end_as_it_was(edits):
    graph = start()
    with lpnb.Stream(graph, device="cpu") as stream:
        count = len(graph._history.past)
        for edit in edits:
            attempt(graph, *edit)
        end, ok = held(stream), graph.check().ok
        while len(graph._history.past) > count:
            graph.undo()
        while graph.redo():
            pass
        assert held(stream) == end or not ok


def test_what_is_pasted_begins_with_the_weights_of_its_original_and_says_so_nowhere_else():
    graph = start()
    with lpnb.Stream(graph, device="cpu") as stream:
        stream["b.bias"] = [5, 6]
        graph.paste(graph.fragment(["a", "b"]))
        assert stream.weights()["b_2.bias"].tolist() == [5, 6]
        assert np.array_equal(stream.weights()["a_2->b_2.weight"], stream.weights()["a->b.weight"])
        assert "b.bias" not in stream.last_edit.new


def test_weights_are_handed_in_behind_edits_that_the_stream_has_still_to_follow():
    graph, gate = start(), threading.Event()
    with lpnb.Stream(graph, device="cpu") as stream:
        stream._thread.tell(gate.wait)
        graph.set("b", shape=1)
        threading.Timer(0.1, gate.set).start()
        weights, saved = held(stream)[::-1]
        assert (len(weights["b.bias"]), len(saved["b.bias"])) == (4, 4)
