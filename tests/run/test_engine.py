"""The engine, cranked by hand."""

import pytest
import torch

import lpnb
from lpnb.compile import build, emit
from lpnb.run.engine import Engine, detached
from lpnb.run.memory import BUDGET, HELD_FRAMES
from lpnb.run.sources import Feeds


def engine_of(graph, batch=2):
    feeds = Feeds(batch, torch.device("cpu"), torch.float32, seed=0)
    program = emit(graph)
    return Engine(build(program), feeds.open(graph, program), batch)


@pytest.fixture
def graph():
    g = lpnb.Graph()
    g.add("x", "input", shape=3, value=1.0)
    g.add("y", "pool", shape=3)
    g.connect("x", "y")
    return g


def test_advance_computes_one_frame(graph):
    engine = engine_of(graph)
    engine.advance()
    assert engine.state.frame == 1
    assert (engine.state.y == 1).all()


def test_published_states_never_change(graph):
    graph.connect("y", "y", "dense")
    engine = engine_of(graph)
    kept, copies = [], []
    with torch.no_grad():
        for _ in range(20):
            engine.advance()
            kept.append(engine.state)
            copies.append(engine.state.y.clone())
    assert all(torch.equal(state.y, copy) for state, copy in zip(kept, copies, strict=True))


def test_small_states_are_held_for_many_frames(graph):
    engine = engine_of(graph)
    with torch.no_grad():
        for _ in range(HELD_FRAMES + 10):
            engine.advance()
    assert len(engine.held) == HELD_FRAMES


def test_large_states_are_held_within_the_budget(graph):
    graph.set("x", shape=2**18)
    graph.set("y", shape=2**18)
    engine = engine_of(graph, batch=1)
    assert 2 <= engine.held.maxlen <= BUDGET // 8 // (2 * 4 * 2**18)
    assert engine.inspect_every <= engine.held.maxlen


def test_detached_states_keep_their_type_and_values(graph):
    engine = engine_of(graph)
    engine.advance()
    twin = detached(engine.state)
    assert type(twin) is type(engine.state)
    assert twin.frame == 1
    assert not any(tensor.requires_grad for tensor in twin[1:])
