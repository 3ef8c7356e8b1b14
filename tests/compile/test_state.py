"""A state is a value: computing the next frame changes nothing that an old one holds."""

import pytest
import torch
from hypothesis import given, settings

import lpnb
from tests.compile.stepping import built_of, feeds_of, inputs_of, states_of
from tests.nets import graphs, moving


def copies(state):
    return [value.clone() if torch.is_tensor(value) else value for value in state]


def same(state, values):
    return all(torch.equal(a, b) if torch.is_tensor(a) else a == b for a, b in zip(state, values, strict=True))


@settings(max_examples=40)
@given(graphs())
def test_a_step_changes_nothing_that_an_old_state_or_a_weight_holds(graph):
    built, feeds = built_of(graph), feeds_of(graph)
    inputs = [inputs_of(built, graph, feeds, frame) for frame in range(6)]
    given_before, weights = [copies(i) for i in inputs], copies(built.weights().values())
    states, before = [built.network.initial_state(2, inputs[0])], []
    for frame in range(1, 6):
        before.append(copies(states[-1]))
        states.append(built.network.step(states[-1], inputs[frame]))
    assert all(map(same, states, before))
    assert all(map(same, inputs, given_before))
    assert same(built.weights().values(), weights)


@settings(max_examples=15)
@given(graphs())
def test_a_frame_computed_again_is_the_same_frame(graph):
    built, feeds = built_of(graph), feeds_of(graph)
    states = states_of(built, graph, feeds, 5)
    for frame in (5, 2, 4, 2):
        again = built.network.step(states[frame - 1], inputs_of(built, graph, feeds, frame))
        assert same(again, states[frame])


@pytest.mark.parametrize("act", ["relu", "elu", "softmax", "identity"])
@pytest.mark.parametrize("kind", ["identity", "dense"])
def test_an_activation_in_place_never_reaches_what_another_node_holds(act, kind):
    graph = lpnb.Graph()
    moving(graph)
    graph.add("a", "pool", shape=3, bias="none")
    graph.add("b", "pool", shape=3, bias="none", act=act)
    graph.connect("data.x", "a", delay=0)  # a is the very tensor that the source delivers
    graph.connect("a", "b", kind, delay=0)
    built, feeds = built_of(graph), feeds_of(graph)
    state = states_of(built, graph, feeds, 3)[-1]
    assert torch.equal(state.a, feeds["data"].frame(3)[0])


def test_two_streams_of_one_module_do_not_disturb_each_other():
    graph = lpnb.Graph()
    moving(graph)
    graph.add("a", "pool", shape=3, noise=0.5)
    graph.connect("data.x", "a", "dense")
    graph.connect("a", "a", "dense")
    built, feeds = built_of(graph), feeds_of(graph)
    alone = states_of(built, graph, feeds, 4)
    left, right = alone[0], alone[2]
    for frame in (1, 2, 3):
        left = built.network.step(left, inputs_of(built, graph, feeds, frame))
        right = built.network.step(right, inputs_of(built, graph, feeds, 2 + frame)) if frame < 3 else right
    assert same(left, alone[3])
    assert same(right, alone[4])


def test_the_noise_of_neighbouring_frames_and_of_two_nodes_differs():
    graph = lpnb.Graph()
    for name in ("a", "b"):
        graph.add(name, "pool", shape=50, noise=1.0, bias="none")
    states = states_of(built_of(graph), graph, {}, 3)
    numbers = [getattr(state, name) for state in states[1:] for name in ("a", "b")]
    assert len({tuple(value.flatten().tolist()) for value in numbers}) == 6
    assert torch.stack(numbers).std().item() == pytest.approx(1.0, abs=0.1)


def test_frame_0_is_given():
    graph = lpnb.Graph()
    moving(graph)
    graph.add("a", "pool", shape=3, initial=0.25)
    graph.add("b", "pool", shape=(1, 2, 2))
    graph.connect("data.x", "a", delay=0)
    graph.connect("data.x", "b", "dense", delay=3)
    built, feeds = built_of(graph), feeds_of(graph)
    state = states_of(built, graph, feeds, 0)[0]
    assert torch.equal(state.data_x, feeds["data"].frame(0)[0])
    assert torch.equal(state.a, torch.full((2, 3), 0.25))
    assert not any(old.any() for old in (state.b, state.data_x_2, state.data_x_3))
