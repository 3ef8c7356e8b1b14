"""The windows of imported losses hold the pools that the original's did, depth by depth, where that was recorded."""

import json
from pathlib import Path

import numpy as np
import pytest

from lpnb.learn.foresight import Foresight
from lpnb.statestream.opening import open_file

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "statestream"


def recorded():
    """The recordings of networks that learn."""
    for path in sorted(REFERENCE.glob("oracle/*.npz")):
        with np.load(path) as recording:
            if "__rollout__" in recording.files:
                rollout, net = (json.loads(str(recording[key])) for key in ("__rollout__", "__net__"))
                if rollout.get("plast_nps"):
                    yield path.stem, rollout["plast_nps"], set(net["neuron_pools"])


@pytest.mark.parametrize(("name", "windows", "pools"), [pytest.param(*one, id=one[0]) for one in recorded()])
def test_a_window_has_the_pools_that_it_had(name, windows, pools):
    graph = open_file(REFERENCE / "graphs" / f"{name}.st_graph", compat="statestream").graph
    network = Foresight.of_graph(graph)
    losses = {rule: depths for rule, depths in windows.items() if graph[rule].kind == "loss"}
    for rule, depths in losses.items():
        frames = {frame.depth: pools.intersection(frame.nodes) for frame in network.frames(rule, graph[rule].window)}
        assert [frames.get(depth, set()) for depth in range(1, len(depths))] == list(map(set, depths[1:]))
