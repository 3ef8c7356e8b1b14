"""A delay holds what its source held as many frames ago as its edge says, and no analysis overlooks that."""

import pytest
import torch

import lpnb
from tests.compile.stepping import assert_lawful, built_of, feeds_of, states_of
from tests.compile.test_law_of_one_frame import MODES, VECTOR
from tests.nets import moving


def waiting(frames, **fields):
    """data.x -> a -(frames)-> wait -> b -> a, and wait -> b within the frame."""
    graph = lpnb.Graph()
    moving(graph, shape=VECTOR)
    for name in "ab":
        graph.add(name, "pool", shape=VECTOR, act="tanh")
    graph.add("wait", "delay", **fields)
    graph.connect("data.x", "a", "dense")
    graph.connect("a", "wait", delay=frames)
    graph.connect("wait", "b", "dense", delay=0)
    graph.connect("b", "a", "dense", delay=2)
    return graph


def history(graph, node, frames=12):
    """What a node holds in each frame."""
    built = built_of(graph)
    place = built.program.newest[node]
    with torch.no_grad():
        return [state[place] for state in states_of(built, graph, feeds_of(graph), frames)]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("period", "offset"), [(1, 0), (2, 1), (3, 0)])
@pytest.mark.parametrize("frames", [0, 1, 3])
def test_a_delay_obeys_the_law(frames, period, offset, mode):
    graph = waiting(frames, period=period, offset=offset, mode=mode, initial=0.5)
    assert_lawful(graph, shapes={"wait": VECTOR})


@pytest.mark.parametrize("frames", [0, 1, 3])
def test_it_holds_what_its_source_held_so_many_frames_ago(frames):
    graph = waiting(frames)
    held, source = history(graph, "wait"), history(graph, "a")
    for frame in range(max(1, frames), len(held)):
        assert torch.equal(held[frame], source[frame - frames])


@pytest.mark.parametrize("initial", [0.0, 0.5])
def test_a_delay_and_that_many_frames_more_on_an_edge_are_the_same(initial):
    """b reads a of 4 frames ago: with a delay of 3 in between, and without."""
    one, other = waiting(3), waiting(3)
    for graph in (one, other):
        graph.set("a", initial=initial)
    one.set("wait", initial=initial)
    one.set("wait->b", delay=1)
    other.remove("wait")
    other.connect("a", "b", "dense", delay=4)
    weights = built_of(one).trainable()
    built = built_of(other)
    with torch.no_grad():
        for name, parameter in built.trainable().items():
            parameter.copy_(weights[name.replace("a->b", "wait->b")])
        states = states_of(built, other, feeds_of(other), 12)
    assert all(
        torch.equal(b, state[built.program.newest["b"]]) for b, state in zip(history(one, "b"), states, strict=True)
    )


def test_labels_can_wait_too():
    graph = lpnb.Graph()
    moving(graph, shape=(3,))
    graph.add("wait", "delay")
    graph.connect("data.y", "wait", delay=2)
    assert graph.check().ok
    held, labels = history(graph, "wait"), history(graph, "data.y")
    assert held[0].dtype == torch.int64
    assert all(torch.equal(held[frame], labels[frame - 2]) for frame in range(2, 12))


def test_its_program_is_a_name_for_an_older_state():
    lines = [line.strip() for line in waiting(3).code().splitlines()]
    assert "wait = past.a_3" in lines


def test_first_response_light_cone_and_ages_count_its_frames():
    graph = waiting(3)
    cone = graph.light_cone()
    assert graph.rollout().first_response("wait") == 4
    assert cone.reads("wait", 7) == {("a", 4)}
    assert (cone.shortest("data", "b"), str(cone.ages()["wait"]["data"])) == (4, "4, 9, 14, …")


def scored(port):
    """data.x -> a -> score.prediction, data.y -> score.target, and a delay of 3 before one of these"""
    graph = lpnb.Graph()
    moving(graph, shape=(3,))
    graph.add("a", "pool", shape=3)
    graph.add("score", "accuracy")
    graph.add("wait", "delay")
    graph.connect("data.x", "a", delay=2)
    ends = {"prediction": "a", "target": "data.y"}
    graph.connect(ends[port], "wait", delay=3)
    for entry, end in ends.items():
        graph.connect("wait" if entry == port else end, f"score.{entry}")
    return graph


def test_an_automatic_delay_counts_the_frames_of_delays_on_both_ways():
    for port, edge, delay in (("prediction", "data.y->score.target", 6), ("target", "wait->score.target", 0)):
        graph = scored(port)
        (found,) = graph.light_cone().comparisons
        assert (found.target.name, found.target.delay, found.matched) == (edge, delay, True)


def test_a_delay_takes_one_edge_and_needs_it():
    graph = waiting(3)
    graph.connect("b", "wait")
    words = (
        "node 'wait' (delay), input 'in': expected one edge, found 2. Remove all but one, or sum them in a pool before."
    )
    assert [str(problem) for problem in graph.check().errors] == [words]
    graph.disconnect("a", "wait")
    graph.disconnect("b", "wait")
    assert graph.check().errors[0].mend == "Connect what is held to 'wait.in'."
