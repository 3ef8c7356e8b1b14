"""What a loss that looks ahead computes in networks with edges of any delay, by a recursion in plain PyTorch."""

import attrs
import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lpnb
from lpnb.learn.foresight import Foresight
from tests.learn.foreseen import assert_moved, streaming

SIZES = {"image": 3, "a": 2, "b": 3, "c": 2, "d": 2}
ORDER = "abcd"


@attrs.frozen
class Wired:
    """Edges (source, target, delay), the depth of the window, and the delays at the loss."""

    edges: tuple
    window: int
    prediction: int
    target: int

    def graph(self):
        rng = np.random.default_rng(1)
        graph = lpnb.Graph("wired")
        data = {"x": rng.normal(size=(7, 3)).astype(np.float32), "t": rng.normal(size=(7, 2)).astype(np.float32)}
        graph.add("data", "arrays", data=data, split="all")
        for name, size in SIZES.items():
            graph.add(name, "pool", shape=size, act="identity" if name == "image" else "tanh")
        graph.connect("data.x", "image.in")
        for source, target, delay in self.edges:
            graph.connect(source, f"{target}.in", "dense", delay=delay)
        fields = {"loss": "mse", "optimizer": "sgd", "lr": 0.1, "look": "ahead", "window": self.window}
        graph.add("learn", "loss", **fields)
        graph.connect("c", "learn.prediction", delay=self.prediction)
        graph.connect("data.t", "learn.target", delay=self.target)
        return graph

    def gradients(self, weights, past):
        """The gradients; `past` are the states of the last frames, the newest last."""
        p = {name: torch.tensor(value, requires_grad=True) for name, value in weights.items()}
        found = {}

        def value(name, depth):
            if depth <= 0:
                return torch.tensor(past[depth - 1][name])
            if (name, depth) not in found:
                found[name, depth] = worked_out(name, depth)
            return found[name, depth]

        def worked_out(name, depth):
            into = [edge for edge in self.edges if edge[1] == name]
            terms = [(edge, value(edge[0], depth - edge[2])) for edge in into]
            known = [(edge, term) for edge, term in terms if term is not None]
            readers = [edge[2] for edge in self.edges if edge[0] == name]
            is_part = readers and not any(readers)
            if not known or (is_part and len(known) < len(terms)):
                return None
            return torch.tanh(p[f"{name}.bias"] + sum(x @ p[f"{s}->{t}.weight"] for (s, t, _), x in known))

        base = min(self.prediction, self.target)
        x, at = value("c", self.window + base - self.prediction), self.window + base - self.target
        if x is None or at > 0:
            return {}
        loss = ((x - torch.tensor(past[at - 1]["data.t"])) ** 2).mean()
        if loss.requires_grad:
            loss.backward()
        return {name: one.grad.numpy() for name, one in p.items() if one.grad is not None}


@st.composite
def wirings(draw):
    edges = {}
    for _ in range(draw(st.integers(1, 9))):
        source, target = draw(st.sampled_from(("image", *ORDER))), draw(st.sampled_from(ORDER))
        up = source == "image" or ORDER.index(source) < ORDER.index(target)
        edges[source, target] = draw(st.sampled_from((0, 0, 1, 1, 2, 3) if up else (1, 1, 2)))
    window, prediction = draw(st.integers(1, 4)), draw(st.integers(0, 2))
    least = window + min(prediction, 1)
    target = draw(st.sampled_from((least, prediction + window, prediction + window + 1)))
    return Wired(tuple((*ends, delay) for ends, delay in edges.items()), window, prediction, target)


@settings(max_examples=50, deadline=None)
@given(wirings())
def test_edges_of_any_delay_are_foreseen_as_the_law_of_one_frame_says(wired):
    with streaming(wired.graph()) as stream:
        past = []
        for _ in range(10):
            past.append({name: stream[name] for name in (*SIZES, "data.t")})
            before = stream.weights()
            stream.step()
            if len(past) > 5:
                assert_moved(before, stream.weights(), wired.gradients(before, past))


def test_what_is_seen_of_a_chain():
    wired = Wired((("image", "a", 1), ("a", "b", 0), ("b", "c", 1), ("image", "c", 1)), 2, 0, 2)
    frames = Foresight.of_graph(wired.graph()).frames("learn", 2)
    assert [(frame.depth, frame.nodes, tuple(wire.name for wire in frame.wires)) for frame in frames] == [
        (1, ("a", "b"), ("image->a", "a->b")),
        (2, ("c", "learn"), ("b->c", "c->learn.prediction", "data.t->learn.target")),
    ]
