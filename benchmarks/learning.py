"""How fast the digits graph learns while it streams, against a loop written by hand."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

import torch

import lpnb
from benchmarks.bptt_loop import Loop, Network, digits
from benchmarks.rounds import Effort, race, ratio
from benchmarks.row import Row
from benchmarks.tier0 import advancing
from lpnb.compile import build, emit
from lpnb.compile.build import Built
from lpnb.run.engine import Engine
from lpnb.run.sources import Feeds

BATCH, HOLD, NOISE, LR, WINDOW = 32, 12, 0.3, 1e-3, 8
SAME_WINDOWS = 4
"""Windows after which both must have learned the same."""


def rows(effort: Effort, device: torch.device) -> Iterator[Row]:
    """Yield frames per second while learning."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        must_agree(device)
        loop = Loop(Network().to(device), digits(BATCH, HOLD, NOISE, device), WINDOW, LR, label_delay())
        times = race({"peer": loop.run, "lpnb": advancing(learner(device))}, effort, device)
    finally:
        torch.set_num_threads(threads)
    peer, ours = (1 / statistics.median(times[name]) for name in ("peer", "lpnb"))
    yield Row(
        f"learning, digits graph, batch {BATCH}{', GPU' * (device.type == 'cuda')}",
        "truncated BPTT written by hand, Adam", ratio(times["peer"], times["lpnb"]), "x",
        detail=f"{peer:.0f} -> {ours:.0f} frames/s",
    )  # fmt: skip


def graph() -> lpnb.Graph:
    """Return the graph that the README shows."""
    graph = lpnb.Graph("digits")
    graph.add("data", "digits", noise=NOISE, hold=HOLD)
    graph.add("image", "pool", shape=(1, 8, 8))
    graph.add("hidden", "pool", shape=(16, 4, 4), act="relu")
    graph.add("answer", "pool", shape=10, act="softmax")
    graph.connect("data.image", "image")
    graph.connect("image", "hidden", "conv", kernel=3)
    graph.connect("hidden", "hidden", "conv", kernel=3)
    graph.connect("hidden", "answer", "dense")
    graph.add("learn", "loss", loss="cross_entropy", lr=LR, window=WINDOW)
    graph.connect("answer", "learn.prediction")
    graph.connect("data.label", "learn.target")
    return graph


def label_delay() -> int:
    """Return the delay that lpnb gives the label."""
    return emit(graph()).delays["data.label->learn.target"]


def learner(device: torch.device) -> Engine:
    """Return an engine that learns."""
    network = graph()
    program = emit(network)
    built = build(program, device=device)
    feeds = Feeds(BATCH, device, torch.float32, 0).open(network, program)
    engine = Engine(built, feeds, BATCH, device=device, dtype=torch.float32)
    rule = network["learn"].rule()
    rule.attach(built, network["learn"], "learn")
    engine.rules = [rule]
    return engine


def must_agree(device: torch.device) -> None:
    """Raise unless both, shown the same, learn the same."""
    engine = learner(device)
    network = Network().to(device)
    take_weights(network, engine.built)
    loop = Loop(network, engine.feeds["data"].frame, WINDOW, LR, label_delay())
    frames = SAME_WINDOWS * WINDOW
    advancing(engine)(frames)
    loop.run(frames)
    learned = network.state_dict()
    take_weights(network, engine.built)
    for name, weight in network.state_dict().items():
        torch.testing.assert_close(learned[name], weight, rtol=1e-3, atol=1e-5, msg=lambda text, n=name: f"{n}: {text}")


def take_weights(network: Network, built: Built) -> None:
    """Copy the weights of the graph into the network that was written by hand."""
    weights = {name: weight.detach() for name, weight in built.weights().items()}
    network.load_state_dict(
        {
            "image_bias": weights["image.bias"].clone(),
            "image_to_hidden.weight": weights["image->hidden.weight"].clone(),
            "image_to_hidden.bias": weights["hidden.bias"].clone(),
            "hidden_to_hidden.weight": weights["hidden->hidden.weight"].clone(),
            "hidden_to_answer.weight": weights["hidden->answer.weight"].t().clone(),
            "hidden_to_answer.bias": weights["answer.bias"].clone(),
        }
    )
