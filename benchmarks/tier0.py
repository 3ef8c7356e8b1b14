"""How fast the generated program is, against an interpreter that walks over modules and a dict of states."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import torch
from torch import Tensor

import lpnb
from benchmarks.interpreter import Interpreter, states_of
from benchmarks.moving import FRAMES
from benchmarks.nets import NETWORKS
from benchmarks.rounds import Contender, Effort, in_words, race, ratio
from benchmarks.row import Row
from lpnb.compile import build, emit
from lpnb.compile.build import Built
from lpnb.run.engine import Engine
from lpnb.run.sources import Feeds

LEAST = {"N1": 2.3, "N2": 1.2, "N3": 1.05, "N4": 1.05}
PEER = "interpreter: nn.Modules, dict of states"
SAME_AFTER = 8
"""Frames after which both must hold the same states."""


def rows(effort: Effort, device: torch.device) -> Iterator[Row]:
    """Yield the program alone, then the whole frame of a stream, for each network at batch 1 on one thread."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        for name, make in NETWORKS.items():
            yield from both(name, make(), effort, device)
    finally:
        torch.set_num_threads(threads)


def both(name: str, graph: lpnb.Graph, effort: Effort, device: torch.device) -> Iterator[Row]:
    """Yield the two rows of one network."""
    program = emit(graph)
    built = build(program, device=device)
    feeds = Feeds(1, device, torch.float32, 0).open(graph, program)
    values = [feeds["x"].frame(number)[0] for number in range(FRAMES)]
    redraw_biases(built)
    peer = Interpreter(graph).to(device)
    peer.take_weights(graph, built)
    must_agree(graph, built, peer, values)
    contenders = {
        "peer": interpreting(peer, states_of(graph, values[0]), values),
        "program": stepping(built, [(value,) for value in values], 1),
        "stream": advancing(Engine(built, feeds, 1, device=device, dtype=torch.float32)),
    }
    times = race(contenders, effort, device)
    on_gpu = device.type == "cuda"
    for which, words in (("program", "tier 0"), ("stream", "tier 0 as a stream runs it")):
        yield Row(
            f"{words}, {name}{', GPU' * on_gpu}", PEER, ratio(times["peer"], times[which]), "x",
            least=LEAST[name] if which == "program" and not on_gpu else None,
            detail=f"{in_words(times['peer'])} -> {in_words(times[which])} a frame",
        )  # fmt: skip


def redraw_biases(built: Built) -> None:
    """Let biases start with random numbers, so that a bias in the wrong place would be seen."""
    generator = torch.Generator().manual_seed(2)
    for parameter in built.trainable().values():
        if parameter.dim() == 1:
            parameter.data.copy_(torch.randn(parameter.shape, generator=generator) * 0.1)


@torch.no_grad()
def must_agree(graph: lpnb.Graph, built: Built, peer: Interpreter, values: list[Tensor]) -> None:
    """Raise unless both compute the same."""
    state = built.network.initial_state(1, built.inputs(values[0]), device=values[0].device)
    states = states_of(graph, values[0])
    for value in values[1 : 1 + SAME_AFTER]:
        state, states = built.network.step(state, built.inputs(value)), peer(states, {"x": value})
    for node in graph:
        torch.testing.assert_close(state[built.program.newest[node]], states[node], rtol=1e-4, atol=1e-5)


def interpreting(peer: Interpreter, states: dict[str, Tensor], values: list[Tensor]) -> Contender:
    """Return the peer, in the fastest mode PyTorch has for it."""
    holder, shown = [states], itertools.cycle([{"x": value} for value in values])

    def run(frames: int) -> None:
        with torch.inference_mode():
            now = holder[0]
            for inputs in itertools.islice(shown, frames):
                now = peer(now, inputs)
            holder[0] = now

    return run


def stepping(built: Built, values: list[tuple[Tensor, ...]], batch: int) -> Contender:
    """Return the generated program, in the mode in which streams run it; `values` are what the sources deliver."""
    shown = itertools.cycle([built.inputs(*each) for each in values])
    holder = [built.network.initial_state(batch, next(shown), device=values[0][0].device)]

    def run(frames: int) -> None:
        with torch.no_grad():
            now, step = holder[0], built.network.step
            for inputs in itertools.islice(shown, frames):
                now = step(now, inputs)
            holder[0] = now

    return run


def advancing(engine: Engine) -> Contender:
    """Return an engine: it asks the sources, computes, remembers past frames, and inspects the states now and then."""

    def run(frames: int) -> None:
        with torch.no_grad():
            for _ in range(frames):
                engine.advance()

    return run
