"""Random lives of random streams: frames, and in between whatever a person can change."""

import torch
from hypothesis import strategies as st

from lpnb.errors import LpnbError
from lpnb.learn.hebbian_laws import FORMS, LAWS
from tests.nets import graphs, moving

ACTS = ("identity", "relu", "tanh", "sigmoid")
SORTS = ("weight", "state", "noise", "act", "add", "cut", "mute", "switch", "undo", "redo", "learn", "lr", "weights anew",
         "data anew", "input", "compiled")  # fmt: skip


@st.composite
def learning(draw):
    """A random network with a loss at one of its nodes, perhaps two, and an input that is set by hand."""
    graph = draw(graphs(max_edges=8, max_delay=2))
    pools = [name for name in graph if name not in "sr"]
    for number in range(draw(st.integers(0, 2))):
        name = draw(st.sampled_from(pools))
        moving(graph, f"t{number}", graph[name].shape, seed=number)
        fields = {"window": draw(st.integers(1, 5)), "stride": draw(st.sampled_from((None, None, 1, 2, 3, 7)))}
        fields |= {"optimizer": draw(st.sampled_from(("adam", "sgd", "rmsprop", "nadam", "rprop", "lagged_adam")))}
        fields |= draw(st.sampled_from(({}, {"schedule": "StepLR", "schedule_options": {"step_size": 2}})))
        fields["budget"] = draw(st.sampled_from((None, None, 0.05, 0.4)))
        fields |= {"look": draw(st.sampled_from(("back", "ahead"))), "lag": draw(st.sampled_from((0, 0, 1, 3)))}
        fields["first_frame"] = draw(st.sampled_from((0, 0, 2, 7)))
        graph.add(f"learn{number}", "loss", loss="mse", lr=0.01, **fields)
        graph.connect(name, f"learn{number}.prediction")
        ahead = fields["window"] if fields["look"] == "ahead" else 0
        graph.connect(f"t{number}.x", f"learn{number}.target", delay=1 + ahead)
    changed = [name for name, wire in graph.wires().items() if wire.spec.kind in FORMS and wire.target in pools]
    if changed and draw(st.booleans()):
        fields = {"law": draw(st.sampled_from(list(LAWS))), "period": draw(st.integers(1, 3)), "tau": 4.0}
        edges = draw(st.lists(st.sampled_from(changed), min_size=1, max_size=3))
        graph.add("learn_too", "hebbian", edges=edges, lr=0.01, **fields)
    graph.add("hand", "input", shape=graph[pools[0]].shape, value=0.5)
    graph.connect("hand", pools[0])
    return graph


changes = st.tuples(st.sampled_from(SORTS), st.integers(0, 7))
lives = st.lists(st.tuples(st.integers(1, 6), changes), min_size=1, max_size=8)


def change(stream, sort, number):
    """One change of a stream that stands between two frames; what does not fit is refused, and nothing happens."""
    graph = stream.graph
    pools = [name for name, node in graph.nodes().items() if node.kind == "pool"] or ["none"]
    one, two = pools[number % len(pools)], pools[number // 2 % len(pools)]
    wires = list(graph.wires()) or ["none->none"]
    weights = list(stream.weights()) or ["none.weight"]
    learner = next((name for name in graph if name.startswith("learn")), "none")
    weight, wire = weights[number % len(weights)], wires[number % len(wires)]
    act = {
        "weight": lambda: stream.__setitem__(weight, 0.1 * number),
        "state": lambda: stream.__setitem__(one, 0.2 * number),
        "input": lambda: stream.__setitem__("hand", -0.3 * number),
        "noise": lambda: stream.__setitem__(f"{one}.noise", 0.1 * number),
        "act": lambda: graph.set(one, act=ACTS[number % 4]),
        "add": lambda: (graph.add(f"new{number}", "pool", shape=3), graph.connect(one, f"new{number}", "dense")),
        "cut": lambda: graph.remove(wire),
        "mute": lambda: graph.set(one, mode=("mute", "bypass", "on", "hold")[number % 4]),
        "switch": lambda: graph.set(wire, on=not graph[wire].on),
        "undo": graph.undo,
        "redo": graph.redo,
        "learn": lambda: graph.set(learner, on=not graph[learner].on),
        "compiled": lambda: graph.set(learner, compiled=not getattr(graph[learner], "compiled", False)),
        "lr": lambda: stream.__setitem__(f"{learner}.lr", 0.01 * number),
        "weights anew": lambda: stream.reset(state=False, weights=True),
        "data anew": lambda: stream.reset(state=False, data=True),
    }[sort]
    del two
    try:
        act()
    except LpnbError:
        return
    stream._thread.call(lambda: None)  # until the frame thread has taken it over


def seen(stream):
    """All that a stream holds, bit for bit: program, states, parameters, and what rules remember."""
    rules = stream._thread.engine.rules
    return (
        stream.program.text,
        [(tensor.dtype == torch.int64, tensor.detach().numpy().tobytes()) for tensor in stream.state[1:]],
        {name: array.tobytes() for name, array in stream.weights().items()},
        [sorted(value.numpy().tobytes() for value in rule.memory().values()) for rule in rules],
    )


def live(stream, life, record):
    """Lead a life, and record every frame of it, as it was last; return whether nothing went wrong."""
    record[stream.frame] = seen(stream)
    for frames, what in life:
        for _ in range(frames):
            try:
                stream.step()
            except LpnbError:  # some networks explode
                return False
            record[stream.frame] = seen(stream)
        change(stream, *what)
        record[stream.frame] = seen(stream)
    return True


def differing(one, other):
    """In words what differs between two things that were seen."""
    parts = ("program", "states", "parameters", "rules")
    return [part for part, mine, theirs in zip(parts, one, other, strict=True) if mine != theirs]
