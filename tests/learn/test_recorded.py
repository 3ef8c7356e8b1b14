"""A loss that looks ahead moves parameters as the original Statestream did, which was recorded.

The images of these recordings are blank, so that all that an update depends on is known; the labels of the two samples
that were not stored are told by the confusion matrix, and stay for some frames.
"""

import numpy as np
import pytest

import lpnb
from tests.statestream.files import ORACLE, needs_files

pytestmark = needs_files
RECORDINGS = {
    "demo": ((3, 1, 1, 2), 8, {"image": (1, 32, 32), "hidden1": (16, 16, 16), "hidden2": (32, 4, 4), "hidden3": 64}),
    "test_core_clients": (
        *((6, 0, 2, 2), 11),
        {"image": (1, 16, 16), "hidden1": (32, 8, 8), "hidden2": (32, 4, 4), "hidden3": 128},
    ),
}
"""For each recording the labels, the last frame in which all that is learned from is known, and the sizes."""
FRAMES = 12
SYNAPSES = {
    "image->hidden1": "img_hidden1",
    "hidden1->hidden2": "hidden1_2",
    "hidden2->hidden3": "hidden2_3",
    "hidden3->prediction": "hidden3_pred",
}
POOLS = ("hidden1", "hidden2", "hidden3", "prediction")


def network(shapes):
    graph = lpnb.Graph("demo")
    graph.add("image", "input", shape=shapes["image"])
    graph.add("label", "input", shape=10)
    for name in POOLS:
        graph.add(name, "pool", shape=shapes.get(name, 10), act="softmax" if name == "prediction" else "identity")
    for edge in SYNAPSES:
        source, target = edge.split("->")
        fields = {"kernel": 5, "padding": "same"} if isinstance(shapes.get(target), tuple) else {}
        graph.connect(source, f"{target}.in", "conv" if fields else "dense", **fields)
    graph.add("learn", "loss", loss="negloglikelihood", look="ahead", window=4, lag=1, first_frame=2,
              optimizer="lagged_adam", lr=1e-4, options={"betas": [0.99, 0.999]},
              trains=[*(f"{edge}.weight" for edge in SYNAPSES), "hidden3.bias"])  # fmt: skip
    graph.connect("prediction", "learn.prediction", delay=0)
    graph.connect("label", "learn.target", delay=4)
    return graph


def weight(recording, edge, array=None):
    """A recorded weight as lpnb has it: a matrix is [source values, target values]."""
    array = recording[f"param/sp/{SYNAPSES[edge]}/W_0_0"][0] if array is None else array
    return array if edge in ("image->hidden1", "hidden1->hidden2") else array.reshape(len(array), -1).T


def head(stream, edge):
    """The first values of a weight, in the order of the recording."""
    array = stream[f"{edge}.weight"]
    return (array if array.ndim == 4 else array.T).ravel()[:16]


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_network_learns_as_it_did(name):
    labels, last, shapes = RECORDINGS[name]
    with (
        np.load(ORACLE / f"{name}.npz") as recording,
        lpnb.Stream(network(shapes), batch=4, device="cpu") as stream,
    ):
        for edge in SYNAPSES:
            stream[f"{edge}.weight"] = weight(recording, edge)
        for pool in POOLS:
            stream[f"{pool}.bias"] = recording[f"param/np/{pool}/b"][0]
        stream["image"] = recording["param/np/image/b"][0, 0]
        stream["label"] = recording["param/np/label/b"] + np.eye(10)[list(labels)]
        for frame in range(1, last + 2):
            stream.step()
            heads = {f"sp/{synapse}/W_0_0": head(stream, edge) for edge, synapse in SYNAPSES.items()}
            heads["np/hidden3/b"] = stream["hidden3.bias"][:16]
            for key, found in heads.items() if frame <= FRAMES else ():
                wanted = recording[f"param_head/{key}"][frame]
                np.testing.assert_allclose(found, wanted, rtol=3e-7, atol=1e-7, err_msg=f"{key} in frame {frame}")
            if 4 <= frame <= last:
                loss = recording["var/plast/hidden_loss/loss1"][frame, 0]
                measured = stream._thread.engine.rules[0].measured
                assert float(measured) == pytest.approx(float(loss), rel=1e-6)
