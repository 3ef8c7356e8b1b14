"""The numbers that Statestream's own network files give, reproduced (`../shared/reference/rollouts.md`)."""

import os
from pathlib import Path

import pytest
import yaml

import lpnb

FILES = Path(__file__).parents[2].parent / "shared" / "reference" / "statestream" / "graphs"

# file: (F of the pattern, first response streaming, first response of the pattern, the same in update steps)
NUMBERS = {
    "mnist_baseline": (3, 3, 1, 3),
    "mnist_skip": (3, 2, 1, 3),
    "mnist_recskip": (3, 2, 1, 3),
    "mnist_hybrid": (2, 2, 2, 3),
    **{f"cifar_DSR{n}": (4 + n, 4, 1, 4 + n) for n in range(7)},
    "gtsrb_DSR4": (8, 4, 1, 8),
}


@pytest.fixture(params=NUMBERS)
def network(request):
    """(name, graph, pattern in which the edges with the tag `stream` are next-frame)"""
    if not FILES.exists() and "CI" not in os.environ:
        pytest.skip(f"the reference files are not here ({FILES})")
    document = yaml.safe_load((FILES / f"{request.param}.st_graph").read_text(encoding="utf-8"))
    graph, pattern = lpnb.Graph(request.param), {}
    edges = [
        (source, synapse["target"], int("stream" in synapse.get("tags", [])))
        for synapse in document["synapse_pools"].values()
        for factor in synapse["source"]
        for source in factor
    ]
    fed = {target for _, target, _ in edges}
    for name, pool in document["neuron_pools"].items():
        graph.add(name, "pool" if name in fed else "input", shape=tuple(pool["shape"]))
    for source, target, delay in edges:
        pattern[graph.connect(source, target, "dense")] = delay
    return request.param, graph, pattern


def test_a_network_responds_when_its_authors_say(network):
    name, graph, pattern = network
    streaming, rolled = graph.rollout("streaming"), graph.rollout(pattern)
    assert rolled.valid
    assert NUMBERS[name] == (
        rolled.inference_factor,
        streaming.first_response("prediction"),
        rolled.first_response("prediction"),
        rolled.response_steps("prediction"),
    )


def test_streaming_costs_one_update_step_a_frame(network):
    _, graph, _ = network
    assert graph.rollout().inference_factor == 1
    assert graph.rollout().response_steps("prediction") == graph.rollout().first_response("prediction")


def test_the_sequential_rollout_is_the_one_that_its_authors_marked(network):
    name, graph, pattern = network
    if name != "mnist_hybrid":  # where the tag marks the hybrid pattern
        assert graph.rollout("sequential") == graph.rollout(pattern)
