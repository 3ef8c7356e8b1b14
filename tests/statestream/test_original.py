"""The plain reference of the original's arithmetic computes what the original program computed."""

import attrs
import pytest
import torch

from benchmarks.recorded import Recording
from benchmarks.replaying import error, random_pools
from lpnb.statestream.reading import read
from tests.statestream.files import GRAPHS, ORACLE, needs_files
from tests.statestream.original import REAL, Original, shapes_of

RECORDED = [path.stem for path in sorted(ORACLE.glob("*.npz"))]


def recorded(name):
    """A network as it was recorded, and its recording; of as many samples as were kept."""
    recording = Recording.read(ORACLE / f"{name}.npz")
    net = recording.strip(read(GRAPHS / f"{name}.st_graph"))
    return attrs.evolve(net, agents=recording.samples), recording


def parameters(net, recording):
    """The parameters in frame 0; those of each sample for the samples that were kept."""
    alone = {name for name, spec in net.pools.items() if spec.get("unshare")}
    found = recording.parameters().items()
    return {key: array[: net.agents] if key[1] in alone else array for key, array in found}


def delivered(net, recording, frame):
    """What all interfaces together give each pool in a frame."""
    values = {}
    for name, spec in net.interfaces.items():
        for topic in spec["out"]:
            pool, array = spec.get("remap", {}).get(topic, topic), recording.arrays.get(f"var/if/{name}/{topic}")
            if array is not None:
                values[pool] = values.get(pool, 0) + torch.as_tensor(array[min(frame, len(array) - 1)])
    return values


@needs_files
@pytest.mark.parametrize("name", RECORDED)
def test_the_reference_computes_the_states_that_were_recorded(name):
    net, recording = recorded(name)
    states, noisy = recording.states(), random_pools(net)
    missing = {pool: torch.zeros(net.agents, *spec["shape"]) for pool, spec in net.pools.items()}
    first = missing | {pool: array[0] for pool, array in states.items()}
    none = {key: torch.zeros(shape) for key, shape in shapes_of(net).items()}
    original = Original(net, none | parameters(net, recording), first)
    for frame in range(1, recording.frames):
        original.frame(delivered(net, recording, frame - 1))
        for pool, array in states.items():
            if frame >= len(array):
                continue
            if pool in noisy:  # what it drew is taken over
                original.states[pool] = torch.as_tensor(array[frame], dtype=REAL)
            else:
                assert error(original.states[pool].numpy(), array[frame]) < 1e-5, (pool, frame)


@needs_files
@pytest.mark.parametrize("name", RECORDED)
def test_parameters_have_the_shapes_that_were_recorded(name):
    net, recording = recorded(name)
    shapes = shapes_of(net)
    found = {key: array.shape for key, array in parameters(net, recording).items() if key in shapes}
    assert found == {key: shape for key, shape in shapes.items() if key in found}
    assert len(found) > len(net.synapses) / 2
