"""Each feature of the language computes and learns what the reference of the original's arithmetic does."""

import attrs
import numpy as np
import pytest

import lpnb
from benchmarks.replaying import states_error
from lpnb.statestream.interfaces import INTERFACES
from lpnb.statestream.opening import translate
from lpnb.statestream.reading import read
from tests.statestream.comparing import learning_errors, played
from tests.statestream.expression_networks import EXPRESSIONS
from tests.statestream.learning_networks import PLASTICITIES_OF_ALL_KINDS
from tests.statestream.networks import POOLS_OF_ALL_KINDS
from tests.statestream.peoples_networks import LEARNING_ONES, STREAMING_ONES
from tests.statestream.synapse_networks import SYNAPSES_OF_ALL_KINDS
from tests.statestream.test_round_trip import drawn
from tests.statestream.whole_networks import WHOLE

STATES = 6
STREAMING = POOLS_OF_ALL_KINDS | SYNAPSES_OF_ALL_KINDS | EXPRESSIONS | STREAMING_ONES
LEARNING = PLASTICITIES_OF_ALL_KINDS | WHOLE | LEARNING_ONES


def net_of(text):
    """The network of a text, which has no errors."""
    net = read("x.st_graph", text)
    assert [str(problem) for problem in net.problems if problem.severity == "error"] == []
    return net


def state_error(text, frames=STATES):
    """The greatest error of a state in some frames in which nothing is learned."""
    net = attrs.evolve(net_of(text), plasticities={})
    return states_error(net, played(net, frames)[1])


@pytest.mark.parametrize("feature", STREAMING)
def test_states_are_those_of_the_original(feature):
    assert state_error(STREAMING[feature]) < 1e-5


@pytest.mark.parametrize("feature", LEARNING)
def test_losses_and_parameters_are_those_of_the_original(feature):
    losses, parameters = learning_errors(net_of(LEARNING[feature]))
    assert {name: value for name, value in losses.items() if not value < 1e-4} == {}
    assert {name: value for name, value in parameters.items() if not value < 1e-4} == {}


@pytest.mark.parametrize("feature", [*STREAMING, *LEARNING])
def test_as_it_was_meant_it_runs_and_learns(feature):
    net = net_of((STREAMING | LEARNING)[feature])
    interfaces = dict.fromkeys(INTERFACES, played(net, 1)[1].interface)
    opened = translate(net, None, interfaces)
    report = opened.graph.check()
    assert report.ok, str(report)
    with lpnb.Stream(opened.graph, batch=net.agents, device="cpu") as stream:
        stream.step(8)
        assert all(np.isfinite(stream[opened.names.get(pool, pool)]).all() for pool in net.pools)


@pytest.mark.parametrize("compat", [None, "statestream"])
@pytest.mark.parametrize("feature", [*EXPRESSIONS, *STREAMING_ONES, *LEARNING_ONES])
def test_it_is_saved_and_opened_as_it_was(feature, compat, tmp_path):
    graph = translate(net_of((STREAMING | LEARNING)[feature]), compat).graph
    assert drawn(lpnb.open(graph.save(tmp_path / "again"))) == drawn(graph)
