"""The sizes of weights are those of the original, and what does not fit them is said."""

import pytest

from lpnb.statestream.draft import Draft
from lpnb.statestream.reading import read
from lpnb.statestream.weights import weight_sizes
from tests.statestream.files import said
from tests.statestream.original import synapse_shapes
from tests.statestream.synapse_networks import SYNAPSES_OF_ALL_KINDS

OTHER = "\n  other: {source: [[image]], target: hidden, rf: 5}"
POOL = "error: synapse pool 'image_hidden', key "


@pytest.mark.parametrize("feature", SYNAPSES_OF_ALL_KINDS)
def test_they_have_the_sizes_of_the_original(feature):
    net = read("x.st_graph", SYNAPSES_OF_ALL_KINDS[feature])
    draft = Draft("x", {"neuron_pools": net.pools, "synapse_pools": net.synapses})
    for synapse, spec in net.synapses.items():
        if "func" not in spec and "TRANSFORMER" not in spec.get("tags", []):
            wanted = {name: shape for name, shape in synapse_shapes(net, spec) if not name.startswith("b")}
            assert weight_sizes(draft, synapse) == wanted


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            "share params: {W_0_0: [image_hidden, W_0_0]}}",
            [
                f"{POOL}'share params': expected a parameter of another synapse pool, found 'W_0_0' of 'image_hidden' "
                "itself (small.st_graph, line 9)."
            ],
        ),
        (
            "share params: {W_0_0: [other, W_0_0]}}" + OTHER,
            [
                f"{POOL}'share params': expected a parameter of the shape [4, 1, 3, 3], as 'W_0_0' has here, found "
                "[4, 1, 5, 5] of 'W_0_0' of 'other' (small.st_graph, line 9)."
            ],
        ),
        ("share params: {W_0_0: [other, W_0_0]}}" + OTHER.replace("5", "3"), []),
        (
            "min W_0_0: 1, max W_0_0: 0}",
            [f"{POOL}'min W_0_0': expected a number below 'max W_0_0', 0, found 1 (small.st_graph, line 9)."],
        ),
        ("min W_0_0: 0, max W_0_0: 1}", []),
        ("init W_0_0: id_2}", []),
    ],
)
def test_what_does_not_fit_them_is_said(more, words):
    assert said(("rf: 3}", f"rf: 3, {more}")) == words


def test_an_identity_of_features_that_cannot_match_is_noted():
    assert said(("target: answer}", "target: answer, init W_0_0: id_2}")) == [
        "note: synapse pool 'hidden_answer', key 'init W_0_0': 'id_2' cannot lead 4 features to 10 one by one, and so the "
        "weights begin at 0"
    ]
