"""The reference of the original's arithmetic, and lpnb, side by side on the same network with random parameters and data."""

import attrs
import numpy as np
import torch

from benchmarks.parity_learning import listen
from benchmarks.recorded import Recording
from benchmarks.replaying import error, replay
from lpnb.statestream.taking import fitted
from tests.statestream.original import shapes_of
from tests.statestream.original_learning import Learning

FRAMES = 12
RANDOM = ("noise", "dropout", "zoneout")


def calm(net, agents=2):
    """A network without what draws random numbers, of so many samples."""
    pools, synapses = (
        {
            name: {key: value for key, value in spec.items() if not key.startswith(RANDOM)}
            for name, spec in items.items()
        }
        for items in (net.pools, net.synapses)
    )
    return attrs.evolve(net, agents=agents, pools=pools, synapses=synapses, clients={})


def share(found, expected, _):
    """The greatest difference, as a share of the greatest value."""
    return error(found, expected)


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


def learning_errors(net, frames=FRAMES, off=None):
    """The greatest errors of losses and of parameters, by plasticity and by parameter.

    Args:
        net: The network, without random numbers.
        frames: How many frames.
        off: How far off a parameter is: ``(found, expected, first)``; `moved` unless said otherwise.
    """
    off, opened = off or moved, []
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
            parameters["/".join(key)] = off(found, here, fitted(recording.parameters()[key], found.shape, key[0]))
    return losses, parameters


def moved(found, expected, first):
    """The greatest difference, as a share of how far a parameter has moved, or of what float32 can tell of that."""
    most = max(np.abs(expected - first).max(), 0.02 * np.abs(first).max(), 1e-6)
    return float(np.abs(found - expected).max() / most)


def relative(found, expected):
    assert len(found) == len(expected)
    return float(np.abs(np.array(found) - expected).max() / max(np.abs(expected).max(), 1e-3))
