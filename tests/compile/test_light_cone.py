"""Light cones are true of what runs: what comes in at one frame changes the states of its future, and no others."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lpnb
from lpnb.graph.light_cone import light_cone
from tests.compile.stepping import built_of, feeds_of
from tests.nets import graphs, moving

FRAMES = 8


class Nudged:
    """A source that says something else at one frame."""

    def __init__(self, feed, frame):
        self.feed, self.at = feed, frame

    def frame(self, number):
        values = self.feed.frame(number)
        if number != self.at:
            return values
        return tuple(
            (v + 1) % 3
            if v.dtype == torch.int64
            else v + torch.linspace(0.5, 1, v[0].numel(), dtype=v.dtype).reshape(v.shape[1:])
            for v in values
        )


def run(built, graph, feeds):
    """The newest value of each node in each frame."""
    states = [built.network.initial_state(2, inputs(built, graph, feeds, 0), dtype=torch.float64)]
    for frame in range(1, FRAMES + 1):
        states.append(built.network.step(states[-1], inputs(built, graph, feeds, frame)))
    return states


def inputs(built, graph, feeds, frame):
    delivered = {n: dict(zip(graph[n].outputs(), feed.frame(frame), strict=True)) for n, feed in feeds.items()}
    return built.inputs(*(delivered[slot.node][slot.port] for slot in built.program.inputs))


def changed_cells(graph, source, frame):
    """Which cells are others when a source says something else at one frame."""
    built, feeds = built_of(graph, dtype=torch.float64), feeds_of(graph, dtype=torch.float64)
    with torch.no_grad():
        plain = run(built, graph, feeds)
        nudged = run(built, graph, feeds | {source: Nudged(feeds[source], frame)})
    return {
        (slot.node, f)
        for place, slot in enumerate(built.program.slots, 1)
        for f in range(FRAMES + 1)
        if slot.age == 1 and not torch.equal(plain[f][place], nudged[f][place])
    }


@settings(deadline=None, max_examples=30)
@given(graphs(), st.integers(0, 4))
def test_what_a_source_says_changes_exactly_the_cells_of_its_future(graph, frame):
    for name, node in graph.nodes().items():
        if (
            node.category != "source"
        ):  # nothing that is flat: a dead relu, or a softmax of one class, hides what came in
            graph.set(name, act="tanh", noise=0.0)
    cone = light_cone(graph)
    for source in cone.sources:
        future = {cell for cell in cone.future(source, frame, FRAMES) if cell[1] <= FRAMES}
        assert changed_cells(graph, source, frame) == future | {(source, frame)}


def test_a_loss_and_an_average_change_in_the_future_of_what_they_compare_and_nowhere_else():
    graph = lpnb.Graph("compared")
    moving(graph)
    graph.add("answer", "pool", shape=3, act="softmax")
    graph.connect("data.x", "answer", "dense", delay=2)
    for name, kind in (("learn", "loss"), ("right", "accuracy")):
        graph.add(name, kind)
        graph.connect("answer", f"{name}.prediction")
        graph.connect("data.y", f"{name}.target")
    future = light_cone(graph).future("data", 1, FRAMES - 1)
    changed = changed_cells(graph, "data", 1)
    assert changed <= future | {("data", 1)}
    assert {cell for cell in changed if cell[0] != "right"} == {("data", 1), ("answer", 3), ("learn", 4)}
    assert {frame for node, frame in changed if node == "right"} == set(range(4, FRAMES + 1))
