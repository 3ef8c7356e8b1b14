"""Learning by looking ahead a second time, in plain PyTorch: the window of Statestream's losses, by its own rules.

Nothing here knows of graphs and programs. A network is a dict of pools (name -> size and activation) and one of
synapses (name -> source, target); who has no synapse is an input.
"""

import attrs
import numpy as np
import torch

import lpnb

BATCH = 3
LR = 0.1
ACTS = {"tanh": torch.tanh, "sigmoid": torch.sigmoid, "identity": lambda x: x}


@attrs.define
class Net:
    """A network, and what its loss compares: ``source`` at window time ``source_t``, ``target`` at ``target_t``."""

    pools: dict
    synapses: dict
    source: str
    source_t: int
    target: str = "label"
    target_t: int = 0
    mask: str = ""

    @property
    def depth(self):
        """How many frames the window has."""
        return max(self.source_t, self.target_t)

    def graph(self, seed=0, **fields):
        """The same for lpnb: pools without synapses get what a source delivers."""
        graph, rng = lpnb.Graph("ahead"), np.random.default_rng(seed)
        inputs = [name for name in self.pools if name not in {target for _, target in self.synapses.values()}]
        data = {name: rng.normal(size=(11, self.pools[name][0])).astype(np.float32) for name in inputs}
        if inputs:
            graph.add("data", "arrays", data=data, split="all")
        for name, (size, act) in self.pools.items():
            graph.add(name, "pool", shape=size, act=act if name not in inputs else "identity")
        for name in inputs:
            graph.connect(f"data.{name}", name)
        for source, target in self.synapses.values():
            graph.connect(source, target, "dense")
        self.add_loss(graph, "learn", **fields)
        return graph

    def add_loss(self, graph, name, **fields):
        """A loss of this net."""
        more = {"loss": "mse", "optimizer": "sgd", "lr": LR, "look": "ahead", "window": self.depth}
        graph.add(name, "loss", **{**more, **fields})
        graph.connect(self.source, f"{name}.prediction", delay=self.depth - self.source_t)
        graph.connect(self.target, f"{name}.target", delay=self.depth - self.target_t)
        if self.mask:
            graph.connect(self.mask, f"{name}.mask", delay=self.depth - self.target_t)

    def window(self):
        """The pools and synapses at each window time, pruned; see 3.1 of the specification."""
        depth = self.depth
        pools = [set() for _ in range(depth + 1)]
        synapses = [set() for _ in range(depth + 2)]
        pools[self.source_t].add(self.source)
        pools[self.target_t].add(self.target)
        pools[self.target_t] |= {self.mask} - {""}
        for d in range(depth, 0, -1):
            for name, (source, target) in self.synapses.items():
                if target in pools[d]:
                    synapses[d].add(name)
                    pools[d - 1].add(source)
        for d in range(1, depth + 1):
            for pool in sorted(pools[d]):
                if not any(self.synapses[name][1] == pool for name in synapses[d]):
                    pools[d].discard(pool)
                    synapses[d + 1] = {name for name in synapses[d + 1] if self.synapses[name][0] != pool}
        return pools, synapses

    def loss(self, p, state, measure):
        """The loss at the end of the window; None where it is not known."""
        pools, synapses = self.window()
        held = [{name: torch.tensor(state[name]) for name in self.pools}]
        for d in range(1, self.depth + 1):
            now = {}
            for pool in pools[d]:
                total = p.get(f"{pool}.bias", 0)
                for name in sorted(synapses[d]):
                    source, target = self.synapses[name]
                    if target == pool:
                        total = total + held[d - 1][source] @ p[f"{source}->{target}.weight"]
                now[pool] = ACTS[self.pools[pool][1]](total)
            held.append(now)
        if self.source not in held[self.source_t] or self.target not in held[self.target_t]:
            return None
        x, y = held[self.source_t][self.source], held[self.target_t][self.target]
        return measure(x, y, held[self.target_t][self.mask]) if self.mask else measure(x, y)


def mse(x, y, mask=None):
    """The mean squared error; what is masked counts as 0 and stays in the mean."""
    error = (x - y) ** 2
    return error.mean() if mask is None else (error * mask[:, 0:1]).mean()


def gradients(net, weights, state, measure=mse):
    """The gradient of the loss, by the names of the weights that it reaches."""
    p = {name: torch.tensor(value, requires_grad=True) for name, value in weights.items()}
    loss = net.loss(p, state, measure)
    if loss is None or not loss.requires_grad:
        return {}
    found = torch.autograd.grad(loss, list(p.values()), allow_unused=True)
    return {name: gradient.numpy() for name, gradient in zip(p, found, strict=True) if gradient is not None}


def state_of(stream, net):
    """What the pools hold."""
    return {name: stream[name] for name in net.pools}


def moves(stream, net, frames, measure=mse):
    """For each frame: the weights before it, the weights after it, and the gradients at its start, by the reference."""
    record = []
    for _ in range(frames):
        before, state = stream.weights(), state_of(stream, net)
        wanted = gradients(net, before, state, measure) if stream.frame else {}  # nothing is learned from frame 0
        stream.step()
        record.append((before, stream.weights(), wanted))
    return record


def streaming(graph, **more):
    """A stream that computes with enough digits."""
    return lpnb.Stream(graph, batch=BATCH, device="cpu", dtype="float64", **more)


def assert_moved(before, after, gradient, lr=LR):
    """All parameters moved down these gradients, and the others stayed."""
    for name, value in before.items():
        wanted = value - lr * gradient.get(name, 0)
        np.testing.assert_allclose(after[name], wanted, atol=1e-12, err_msg=name)


POOLS = {"image": (3, "identity"), "label": (2, "identity"), "a": (4, "tanh"), "b": (3, "sigmoid"), "c": (2, "tanh")}
CHAIN = {"1": ("image", "a"), "2": ("a", "b"), "3": ("b", "c")}
