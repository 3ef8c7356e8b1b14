"""What the tests of the reader share: the original's files, its recordings, and a small network of our own."""

import os
from pathlib import Path

import pytest

from lpnb.statestream.reading import read

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "statestream"
GRAPHS, ORACLE = REFERENCE / "graphs", REFERENCE / "oracle"

needs_files = pytest.mark.skipif(
    not REFERENCE.exists() and "CI" not in os.environ, reason=f"the reference files are not here ({REFERENCE})"
)

SMALL = """\
name: small
agents: 4
neuron_pools:
  image: {shape: [1, 8, 8]}
  label: {shape: [10, 1, 1]}
  hidden: {shape: [4, 4, 4], act: relu}
  answer: {shape: [10, 1, 1], act: softmax}
synapse_pools:
  image_hidden: {source: [[image]], target: hidden, rf: 3}
  hidden_answer: {source: [[hidden]], target: answer}
plasticities:
  learn:
    type: loss
    loss_function: negloglikelihood
    source: answer
    source_t: 2
    target: label
    target_t: 0
    parameter: [[sp, image_hidden, W_0_0], [np, hidden, b]]
interfaces:
  data:
    type: mnist
    in: [mnist_pred]
    out: [mnist_image, mnist_label]
    remap: {mnist_image: image, mnist_label: label, mnist_pred: answer}
"""


def changed(*changes):
    """The small network with parts of its text replaced, two by two; what is added goes to the end."""
    text = SMALL
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def net_of(*changes, more=""):
    """The small network, changed."""
    return read("small.st_graph", changed(*changes) + more)


def said(*changes, more=""):
    """What is said about the small network when it is changed: severity and words of each problem."""
    return [f"{problem.severity}: {problem}" for problem in net_of(*changes, more=more).problems]
