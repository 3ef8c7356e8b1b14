"""The law of one frame, written a second time: a dictionary of tensors for each frame, unrolled, in plain PyTorch.

It reads the graph (`graph.nodes()`, `graph.wires()`) and the weights by the name that people use, and nothing of
`lpnb.compile`. Since results are compared bit for bit, the order of the floating-point operations is part of the law:

- Terms are added in the order in which the edges were made.
- A `dense` edge into a vector adds to the sum so far in one call, ``addmm(sum, x, weight)``.
- A bias with one value per feature, of a pool without a gain, joins the call of the first edge: ``conv2d(x, weight, bias)``,
  or ``addmm(bias, x, weight)`` into a vector. Where the first edge is neither, it is added after all edges.
- Then noise is added, the gain multiplied, any other bias added, the activation applied. While the network learns, values
  whose uniform number is below `dropout` become 0, and the others are divided by what is left of 1.
- An edge that is off is as if it were not there; a muted node holds its start value in every frame, frame 0 included; a
  bypassed one the plain sum.
- Noise is drawn by one generator a frame, seeded with ``seed + frame``, node by node in the order of computation: each
  node as soon as what it reads of this frame is there, the oldest node first.
"""

import torch
from torch.nn import functional

ACTIVATIONS = {
    "identity": lambda x: x,
    "relu": torch.relu,
    "leaky_relu": functional.leaky_relu,
    "elu": functional.elu,
    "gelu": functional.gelu,
    "softplus": functional.softplus,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "softmax": lambda x: torch.softmax(x, dim=1),
}


class Reference:
    """A graph, simulated.

    Attributes:
        frames: For each frame, the value of each (node, output).
    """

    def __init__(self, graph, weights, feeds, *, batch, seed=0, shapes=None, dtype=torch.float32, learning=False):
        self.nodes = {name: node for name, node in graph.nodes().items() if node.outputs()}
        self.wires = list(graph.wires().values())
        self.weights, self.feeds, self.seed, self.dtype, self.learning = weights, feeds, seed, dtype, learning
        self.before = {}
        for name, node in self.nodes.items():
            if name not in feeds:
                shape = (shapes or {}).get(name, getattr(node, "shape", None) or ())
                self.before[name, "out"] = torch.full((batch, *shape), float(node.start), dtype=dtype)
        self.frames = [self.delivered(0) | self.before]

    def run(self, frames):
        """Simulate up to frame `frames`; return the values of all frames."""
        for frame in range(len(self.frames), frames + 1):
            self.frames.append(self.delivered(frame))
            self.generator = torch.Generator().manual_seed(self.seed + frame)
            for name in self.order():
                self.frames[frame][name, "out"] = self.value(name, frame)
        return self.frames

    def delivered(self, frame):
        """What the sources deliver; zeros where they are muted."""
        return {
            (name, out): torch.zeros_like(value) if self.nodes[name].mode == "mute" else value
            for name, feed in self.feeds.items()
            for out, value in zip(self.nodes[name].outputs(), feed.frame(frame), strict=True)
        }

    def order(self):
        """The computed nodes: again and again, the oldest whose sources of this frame are all done."""
        done, waiting = list(self.feeds), [name for name in self.nodes if name not in self.feeds]
        while waiting:
            ready = (n for n in waiting if all(w.source in done for w in self.reads(n) if w.spec.delay == 0))
            done.append(next(ready))
            waiting.remove(done[-1])
        return done[len(self.feeds) :]

    def at(self, name, out, frame):
        """A value of a frame; before the first frame, the initial one (zeros for a source)."""
        if frame >= 0:
            return self.frames[frame][name, out]
        first = self.frames[0][name, out]
        return torch.zeros_like(first) if name in self.feeds else self.before[name, out]

    def into(self, name, port=None):
        """The edges into a node, in the order in which they were made."""
        wires = [w for w in self.wires if w.target == name and port in (None, w.port) and w.spec.on]
        return sorted(wires, key=lambda wire: wire.uid)

    def reads(self, name):
        """The edges that count in a frame."""
        return [] if self.nodes[name].mode == "mute" else self.into(name)

    def read(self, wire, frame):
        return self.at(wire.source, wire.out, frame - wire.spec.delay)

    def value(self, name, frame):
        """The value of a node in a frame."""
        node = self.nodes[name]
        if node.mode == "mute":
            return self.before[name, "out"]
        if frame % node.period != node.offset:
            return self.at(name, "out", frame - 1)
        if node.mode == "bypass":
            return self.sum(name, frame, self.before[name, "out"], None)
        return getattr(self, node.kind)(name, node, frame)

    # -- nodes --------------------------------------------------------------------------------------------------

    def pool(self, name, node, frame):
        joins = node.bias == "feature" and node.gain == "none" and not node.per_sample
        like = self.before[name, "out"]
        total = self.sum(name, frame, like, self.weights[f"{name}.bias"] if joins else None)
        if node.noise:
            noise = torch.empty_like(like).normal_(generator=self.generator)
            total = total + torch.tensor(node.noise, dtype=self.dtype) * noise
        if node.gain != "none":
            total = total * spread(self.weights[f"{name}.gain"], node.gain, like, node.per_sample)
        if node.bias != "none" and not joins:
            total = total + spread(self.weights[f"{name}.bias"], node.bias, like, node.per_sample)
        result = ACTIVATIONS[node.act](total)
        if node.dropout and self.learning:
            share = torch.tensor(node.dropout, dtype=self.dtype)
            stays = torch.empty_like(like).uniform_(generator=self.generator) >= share
            result = result * stays / (1 - share)
        return result

    def delay(self, name, node, frame):
        return self.single(name, "in", frame)

    def accuracy(self, name, node, frame):
        prediction, target = self.single(name, "prediction", frame), self.single(name, "target", frame)
        right = (prediction.argmax(dim=1) == target).to(self.dtype)
        return torch.lerp(self.at(name, "out", frame - 1), right, 1 / torch.tensor(node.memory, dtype=self.dtype))

    def loss(self, name, node, frame):
        prediction, target = self.single(name, "prediction", frame), self.single(name, "target", frame)
        if node.loss == "mse":
            error = functional.mse_loss(prediction, target, reduction="none")
            return plus(error.reshape(len(error), -1).mean(dim=1), *self.terms(name, frame))
        (wire,) = self.into(name, "prediction")
        source = self.nodes[wire.source]
        if getattr(source, "act", "") == "softmax" and source.mode == "on" and wire.spec.kind == "identity":
            return functional.nll_loss(
                torch.log(prediction.clamp(min=torch.finfo(prediction.dtype).tiny)), target, reduction="none"
            )
        return functional.cross_entropy(prediction, target, reduction="none")

    def terms(self, name, frame):
        """What is added to a loss, in the order of the edges."""
        return [self.read(wire, frame) for wire in self.into(name, "terms")]

    def regularizer(self, name, node, frame):
        weights = [w for full, w in self.weights.items() if not node.of or full.rpartition(".")[0] in node.of]
        return plus(torch.zeros_like(self.before[name, "out"]), self.cost(node, weights, lambda x: x.sum()))

    def activity(self, name, node, frame):
        state = self.single(name, "in", frame)
        none = torch.zeros_like(self.before[name, "out"])
        return self.cost(node, [state.flatten(1)], lambda x: x.sum(1)) if node.l1 or node.l2 else none

    def cost(self, node, values, total):
        like = {"dtype": self.dtype}
        costs = [torch.tensor(node.l1, **like) * plus(*(total(v.abs()) for v in values))] if node.l1 else []
        costs += [torch.tensor(node.l2, **like) * plus(*(total(v.square()) for v in values))] if node.l2 else []
        return plus(*costs)

    def hebbian(self, name, node, frame):
        lengths = [self.weights[f"{edge}.weight"].double().square().sum().sqrt() for edge in node.edges]
        length = torch.stack(lengths).square().sum().sqrt() if len(lengths) > 1 else lengths[0]
        return torch.zeros_like(self.before[name, "out"]) + length

    # -- edges --------------------------------------------------------------------------------------------------

    def single(self, name, port, frame):
        (wire,) = self.into(name, port)
        assert wire.spec.kind == "identity"
        return self.read(wire, frame)

    def sum(self, name, frame, like, bias):
        total = None
        for wire in self.into(name, "in"):
            first = bias if total is None else None
            term, joined = getattr(self, wire.spec.kind)(wire, self.read(wire, frame), like, first, total)
            if joined:
                bias = None
            total = term
        total = torch.zeros_like(like) if total is None else total
        return total if bias is None else total + spread(bias, "feature", like)

    def identity(self, wire, x, like, bias, total):
        return plus(total, x), False

    def conv(self, wire, x, like, bias, total):
        weight, reach = (
            self.weights[f"{wire.spec.share or wire.name}.weight"],
            wire.spec.dilation * (wire.spec.kernel - 1) + 1,
        )
        (stride, padding) = zip(
            *(fit(a, b, reach) for a, b in zip(x.shape[2:], like.shape[2:], strict=True)), strict=True
        )
        result = torch.conv2d(x, weight, bias, stride, padding, wire.spec.dilation)
        return plus(total, result), bias is not None

    def dense(self, wire, x, like, bias, total):
        weight, x = self.weights[f"{wire.spec.share or wire.name}.weight"], x.reshape(len(x), -1)
        if wire.spec.per_sample:
            x = x[:, None]
            if like.dim() != 2:
                return plus(total, torch.bmm(x, weight).reshape(like.shape)), False
            return (torch.bmm(x, weight) if total is None else torch.baddbmm(total[:, None], x, weight))[:, 0], False
        if like.dim() != 2:
            return plus(total, torch.mm(x, weight).reshape(like.shape)), False
        onto = bias if total is None else total
        return torch.mm(x, weight) if onto is None else torch.addmm(onto, x, weight), bias is not None


def plus(total, *terms):
    for term in terms:
        total = term if total is None else total + term
    return total


def spread(parameter, span, like, per_sample=False):
    """A parameter as it broadcasts over [batch, features, ...]."""
    if per_sample and span == "full":
        return parameter
    if per_sample:
        return parameter.reshape(*parameter.shape, *(1,) * (like.dim() - 2)) if like.dim() > 1 else parameter[:, 0]
    return parameter.reshape(-1, *(1,) * (like.dim() - 2)) if span == "feature" and like.dim() > 2 else parameter


def fit(size, wanted, reach):
    """(stride, padding) of a window: half a window of padding with stride ceil(size / wanted) if that fits, else the padding
    nearest to half a window (the smaller of two), with the smallest stride."""
    fits = [
        (abs(2 * padding - (reach - 1)), stride, padding)
        for padding in range(reach)
        for stride in range(1, size + 1)
        if size + 2 * padding >= reach and (size + 2 * padding - reach) // stride + 1 == wanted
    ]
    half = [f for f in fits if f[0] <= 1 and f[1] == -(-size // wanted)]
    return min(half or fits)[1:] if fits else None
