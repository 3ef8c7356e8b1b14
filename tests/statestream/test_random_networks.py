"""Networks drawn at random out of the vocabulary compute and learn what the reference does."""

import json

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from benchmarks.replaying import states_error
from tests.statestream.comparing import learning_errors, played
from tests.statestream.networks import SPANS
from tests.statestream.original_learning import window
from tests.statestream.test_vocabulary import net_of

SIZES = ([2, 8, 8], [3, 4, 4], [2, 2, 2], [1, 16, 16], [5, 1, 1], [1, 1, 1])
ACTS = ("Id", "tanh", "sigmoid", "relu", "leakyrelu", "elu", "softmax", "gaussian", "softplus", "B.tanh($) - 0.5 * $")
FORMS = ("full", "feature", "spatial", "scalar", "src_feature", "tgt_feature", "src_spatial", "tgt_spatial")
INTERFACE = {
    "type": "mnist",
    "in": [],
    "out": ["mnist_image", "mnist_label"],
    "remap": {"mnist_image": "image", "mnist_label": "label"},
}
ALWAYS = {"image": {"shape": [2, 8, 8]}, "label": {"shape": [5, 1, 1]}}


def some(draw, **choices):
    """A few keys, each with a value."""
    return {key: draw(values) for key, values in choices.items() if draw(st.booleans())}


@st.composite
def pools(draw):
    """Neuron pools with two that data come to."""
    norms = st.sampled_from([*SPANS[:3], False])
    made = {}
    for number in range(draw(st.integers(1, 3))):
        keys = some(
            draw,
            act=st.sampled_from(ACTS),
            bias_shape=st.sampled_from([*SPANS[:4], False]),
            gain_shape=st.sampled_from([*SPANS[:4], False]),
            layernorm_mean=norms,
            batchnorm_mean=norms,
            unshare=st.just(["b", "g"]),
        )
        made[f"p{number}"] = {"shape": draw(st.sampled_from(SIZES))} | keys
    return ALWAYS | made


@st.composite
def synapses(draw, of):
    """One synapse pool between them."""
    target = draw(st.sampled_from([name for name in of if name not in ALWAYS]))
    names, (_, width, _) = st.sampled_from(sorted(of)), of[target]["shape"]
    source = draw(st.lists(st.lists(names, min_size=1, max_size=2), min_size=1, max_size=2))

    def each(values):
        return st.just([[draw(values(of[name]["shape"])) for name in inputs] for inputs in source])

    def one_each(values):
        return st.lists(st.sampled_from(values), min_size=len(source), max_size=len(source))

    windows = (
        {} if width == 1 else {"rf": draw(each(lambda size: st.sampled_from([0, 1, 2, 3, 5] if size[1] > 1 else [1])))}
    )
    keys = some(
        draw,
        act=one_each(ACTS),
        pact=each(lambda _: st.sampled_from(ACTS)),
        ppp=each(lambda _: st.sampled_from([0, 1, 3])),
        weight_fnc=each(lambda _: st.sampled_from(["Id", "tanh", "abs"])),
        ACT=st.sampled_from(ACTS),
    )
    more = draw(
        st.sampled_from(
            [
                {},
                {"maxout": 2, "avgout": draw(st.integers(1, 3))},
                {"M": [draw(st.integers(1, 4)), 3 if width > 1 else 1], "bias_shapes": draw(one_each(SPANS))},
                {"weight_shapes": draw(each(lambda _: st.sampled_from(FORMS)))},
                {"factor_shapes": draw(one_each(SPANS[:4]))},
                {"bias_shapes": draw(one_each(SPANS))},
                {"dilation": draw(each(lambda _: st.sampled_from([1, 2])))},
            ]
        )
    )
    return {"source": source, "target": target} | windows | keys | more


@st.composite
def networks(draw):
    """The text of a network without plasticities."""
    of = draw(pools())
    made = {f"s{number}": draw(synapses(of)) for number in range(draw(st.integers(1, 3)))}
    return {
        "name": "random",
        "agents": 2,
        "neuron_pools": of,
        "synapse_pools": made,
        "plasticities": {},
        "interfaces": {"data": INTERFACE},
    }


@st.composite
def learners(draw):
    """The text of a network in which a loss trains all that its window has."""
    network = draw(networks())
    of, made = network["neuron_pools"], network["synapse_pools"]
    measured = draw(st.sampled_from(sorted({one["target"] for one in made.values()})))
    spec = {
        "type": "loss",
        "loss_function": draw(st.sampled_from(["MSE", "hinge"])),
        "source": measured,
        "source_t": draw(st.integers(1, 3)),
        "target": draw(st.sampled_from([name for name in sorted(of) if of[name]["shape"] == of[measured]["shape"]])),
        "target_t": 0,
        "lr": draw(st.sampled_from([0.001, 0.1])),
    }
    _, _, edges = window(net_of(json.dumps(network)), spec)
    assume(edges[-1])
    listed = [["sp", name, "W_0_0"] for name in sorted(set().union(*edges))]
    return network | {"plasticities": {"l": spec | {"parameter": listed}}}


def tame(net, frames):
    """What the original would compute, where that does not explode, as loops may."""
    with np.errstate(over="ignore"):
        original, recording = played(net, frames)
    assume(all(np.abs(states).max() < 1e3 for states in recording.states().values()))
    return original, recording


QUICK = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))


@QUICK
@given(networks())
def test_states_of_any_network_are_those_of_the_original(network):
    net = net_of(json.dumps(network))
    _, recording = tame(net, 3)
    assert states_error(net, recording) < 1e-4


@QUICK
@given(learners())
def test_any_network_learns_as_the_original_did(network):
    original, _ = tame(net_of(json.dumps(network)), 6)
    assume(all(loss < 1e6 for loss in original.rules["l"].losses))
    losses, parameters = learning_errors(net_of(json.dumps(network)), frames=6)
    assert max(losses.values()) < 1e-3
    assert max(parameters.values()) < 1e-3
