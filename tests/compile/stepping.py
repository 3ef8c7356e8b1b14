"""Step an emitted program, and compare it with the reference, bit for bit."""

import torch

from lpnb.compile import build, emit
from lpnb.sources import Setting
from tests.compile.reference import Reference

NOISE_SEED = 1234


def built_of(graph, *, seed=0, dtype=torch.float32):
    """The module of a graph, all of its parameters random (a bias of zeros would hide a bias that is missing)."""
    built = build(emit(graph), seed=seed, batch=2, dtype=dtype)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in built.trainable().values():
            scale = 0.5 / max(1, parameter[..., 0].numel() if parameter.dim() == 2 else 1) ** 0.5
            parameter.copy_(scale * torch.randn(parameter.shape, generator=generator))
    built.module.seed = NOISE_SEED
    return built


def feeds_of(graph, *, batch=2, seed=0, dtype=torch.float32):
    """The sources of a graph, open."""
    setting = Setting(batch, torch.device("cpu"), dtype, seed)
    return {name: node.open(setting) for name, node in graph.nodes().items() if node.category == "source"}


def inputs_of(built, graph, feeds, frame):
    """What the program gets for a frame."""
    delivered = {name: dict(zip(graph[name].outputs(), feed.frame(frame), strict=True)) for name, feed in feeds.items()}
    return built.inputs(*(delivered[slot.node][slot.port] for slot in built.program.inputs))


def states_of(built, graph, feeds, frames, *, batch=2, dtype=torch.float32):
    """The states of frames 0 to `frames`."""
    states = [built.network.initial_state(batch, inputs_of(built, graph, feeds, 0), dtype=dtype)]
    for frame in range(1, frames + 1):
        states.append(built.network.step(states[-1], inputs_of(built, graph, feeds, frame)))
    return states


def assert_lawful(graph, *, frames=13, batch=2, dtype=torch.float32, learning=False, **more):
    """Every tensor of every state of the program equals the reference."""
    built, feeds = built_of(graph, dtype=dtype), feeds_of(graph, batch=batch, dtype=dtype)
    built.module.train(learning)
    with torch.no_grad():
        states = states_of(built, graph, feeds, frames, batch=batch, dtype=dtype)
        weights = {name: weight.detach() for name, weight in built.trainable().items()}
        wanted = Reference(graph, weights, feeds, batch=batch, seed=NOISE_SEED, dtype=dtype, learning=learning, **more)
        wanted.run(frames)
    for frame, state in enumerate(states):
        assert state.frame == frame
        for position, slot in enumerate(built.program.slots, 1):
            expected = wanted.at(slot.node, slot.port, frame - (slot.age - 1))
            assert torch.isfinite(expected).all()
            assert state[position].dtype == expected.dtype
            assert torch.equal(state[position], expected), f"{slot.node}, {slot.age - 1} frames old, in frame {frame}"
    return states
