"""The networks of the rollout experiments have the numbers of the published network files."""

import pytest

import lpnb
from lpnb.errors import EditError
from lpnb.experiments import network
from lpnb.experiments.networks import DEEP, SMALL, ready

# network: (inference factor, first response, the same in update steps) of the sequential rollout, first response streaming
NUMBERS = {
    "FF": (3, 1, 3, 3),
    "S": (3, 1, 3, 2),
    "SR": (3, 1, 3, 2),
    **{f"DSR{depth}": (4 + depth, 1, 4 + depth, 4) for depth in range(7)},
}


@pytest.mark.parametrize("name", NUMBERS)
def test_rollouts_have_the_published_numbers(name):
    graph = network(name)
    rollout = graph.with_rollout("sequential").rollout()
    found = (rollout.inference_factor, rollout.first_response("answer"), rollout.response_steps("answer"))
    assert (*found, graph.rollout().first_response("answer")) == NUMBERS[name]
    assert graph.rollout().inference_factor == 1
    assert graph.check().ok


def test_the_hybrid_rollout_has_the_published_numbers():
    rollout = network("hybrid").rollout()
    assert (rollout.inference_factor, rollout.first_response("answer"), rollout.response_steps("answer")) == (2, 2, 3)


@pytest.mark.parametrize("name", ["FF", "hybrid", "DSR3"])
def test_a_network_takes_other_images_and_a_source(name):
    graph = network(name, (1, 8, 8), kind="digits", noise=0.5)
    assert graph.check().ok
    assert graph["data"].noise == 0.5
    assert [wire.source for wire in graph.wires().values()].count("data") == 1


def test_other_names_are_refused():
    with pytest.raises(EditError) as caught:
        network("DSR7")
    assert str(caught.value) == (
        "network 'DSR7': expected 'FF', 'S', 'SR', 'hybrid' or 'DSR0' to 'DSR6', found 'DSR7'. Did you mean 'DSR6'?"
    )


@pytest.mark.parametrize("name", [*SMALL, *DEEP])
def test_the_example_of_each_name_holds_it(name):
    graph, example = ready(name), lpnb.Graph.load(name.lower())
    assert example.nodes() == graph.nodes()
    assert [(w.name, w.spec) for w in example.wires().values()] == [(w.name, w.spec) for w in graph.wires().values()]
    assert graph.check().ok
    assert not [problem for problem in graph.check().problems if problem.severity == "warning"]


def test_the_examples_learn_while_they_stream():
    with lpnb.Stream(lpnb.Graph.load("sr"), batch=16, device="cpu") as stream:
        before = stream.weights()
        stream.step(9)
        assert any((stream.weights()[name] != array).any() for name, array in before.items())
