"""Each feature of the language computes and learns what the reference of the original's arithmetic does."""

import attrs
import numpy as np
import pytest
import torch

import lpnb
from benchmarks.parity_learning import listen
from benchmarks.recorded import Recording
from benchmarks.replaying import replay, states_error
from lpnb.statestream.interfaces import INTERFACES
from lpnb.statestream.opening import translate
from lpnb.statestream.reading import read
from lpnb.statestream.taking import fitted
from tests.statestream.learning_networks import PLASTICITIES_OF_ALL_KINDS
from tests.statestream.networks import POOLS_OF_ALL_KINDS
from tests.statestream.original import shapes_of
from tests.statestream.original_learning import Learning
from tests.statestream.synapse_networks import SYNAPSES_OF_ALL_KINDS
from tests.statestream.whole_networks import WHOLE

STATES, FRAMES = 6, 12
STREAMING = POOLS_OF_ALL_KINDS | SYNAPSES_OF_ALL_KINDS
LEARNING = PLASTICITIES_OF_ALL_KINDS | WHOLE


def net_of(text):
    """The network of a text, which has no errors."""
    net = read("x.st_graph", text)
    assert [str(problem) for problem in net.problems if problem.severity == "error"] == []
    return net


def drawn(net, seed, frames):
    """Random parameters, first states and values of interfaces."""
    chance = np.random.default_rng(seed)
    parameters = {key: chance.normal(0, 0.4, shape).astype(np.float32) for key, shape in shapes_of(net).items()}
    states = {
        name: chance.uniform(-1, 1, (net.agents, *spec["shape"])).astype(np.float32) for name, spec in net.pools.items()
    }
    values = {}
    for name, spec in net.interfaces.items():
        for topic in spec["out"]:
            pool = spec.get("remap", {}).get(topic, topic)
            values[name, topic] = chance.uniform(0, 1, (frames, net.agents, *net.pools[pool]["shape"])).astype(
                np.float32
            )
    return parameters, states, values


def played(net, frames, seed=0):
    """What the original would compute for so many frames: the network behind them, and a recording of it."""
    parameters, states, values = drawn(net, seed, frames)
    original = Learning(net, parameters, states)
    arrays = {
        f"param/{'/'.join(key)}": value.numpy()[None].astype(np.float32) for key, value in original.parameters.items()
    }
    arrays |= {f"var/if/{name}/{topic}": value for (name, topic), value in values.items()}
    seen = [original.states]
    for frame in range(frames):
        delivered = {}
        for (name, topic), value in values.items():
            pool = net.interfaces[name].get("remap", {}).get(topic, topic)
            delivered[pool] = delivered.get(pool, 0) + torch.as_tensor(value[frame])
        original.frame(delivered)
        seen.append(original.states)
    arrays |= {f"state/{name}": np.stack([one[name].numpy() for one in seen]).astype(np.float32) for name in net.pools}
    return original, Recording(arrays)


def state_error(text, frames=STATES):
    """The greatest error of a state in some frames in which nothing is learned."""
    net = attrs.evolve(net_of(text), plasticities={})
    return states_error(net, played(net, frames)[1])


def learning_errors(text, frames=FRAMES):
    """The greatest errors of losses and of parameters, by plasticity and by parameter."""
    net, opened = net_of(text), []
    original, recording = played(net, frames)
    with replay(net, recording, batch=net.agents, learns=True, told=opened.append) as stream:
        heard = listen(stream)
        stream.step(frames)
        losses = {name: relative(heard.get(name), rule.losses) for name, rule in original.rules.items() if rule.losses}
        parameters = {}
        for key, value in original.parameters.items():
            if original.root(key) != key or key[1] in original.off:
                continue
            found = stream[opened[0].parameters[key]]
            here = fitted(value.detach().numpy(), found.shape, key[0])
            parameters["/".join(key)] = moved(found, here, fitted(recording.parameters()[key], found.shape, key[0]))
    return losses, parameters


def moved(found, expected, first):
    """The greatest difference, as a share of how far a parameter has moved, or of what float32 can tell of that."""
    most = max(np.abs(expected - first).max(), 0.02 * np.abs(first).max(), 1e-6)
    return float(np.abs(found - expected).max() / most)


def relative(found, expected):
    assert len(found) == len(expected)
    return float(np.abs(np.array(found) - expected).max() / max(np.abs(expected).max(), 1e-3))


@pytest.mark.parametrize("feature", STREAMING)
def test_states_are_those_of_the_original(feature):
    assert state_error(STREAMING[feature]) < 1e-5


@pytest.mark.parametrize("feature", LEARNING)
def test_losses_and_parameters_are_those_of_the_original(feature):
    losses, parameters = learning_errors(LEARNING[feature])
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
        assert all(np.isfinite(stream[pool]).all() for pool in net.pools)
