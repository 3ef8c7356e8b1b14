"""The law of one frame, written a second time: a dictionary of tensors for each frame, unrolled, in plain PyTorch.

It reads the graph (`graph.nodes()`, `graph.wires()`) and the weights by the name that people use, and nothing of
`lpnb.compile`. Since results are compared bit for bit, the order of the floating-point operations is part of the law:

- Terms are added in the order in which the edges were made.
- A `dense` edge into a vector adds to the sum so far in one call, ``addmm(sum, x, weight)``.
- A bias with one value per feature, of a pool without a gain, joins the call of the first edge: ``conv2d(x, weight, bias)``,
  or ``addmm(bias, x, weight)`` into a vector. Where the first edge is neither, it is added after all edges.
- Then noise is added, norms subtract a mean or divide by a deviation (of a layer, over the same last axes, both in one
  ``layer_norm``), the gain is multiplied, any other bias added, the activation applied. While the network learns, values whose uniform number is below `dropout` become 0, and the others are
  divided by what is left of 1; then those whose number is below `zoneout` stay as they were. What arrives at ``residual`` is
  summed by itself, and added. A bias does not join an edge where there are norms.
- An edge applies `before` to what it reads, and `weight_act` to its weights. A `conv` repeats the pixels of a source that is
  a whole number of times smaller, pads by itself where more zeros come behind than before, and gives each sample a
  convolution of its own as one with groups. A `dense` edge with `spread` is an ``mm``, repeated at all places; the bias joins.
- An edge that is off is as if it were not there; a muted node holds its start value in every frame, frame 0 included; a
  held one what it has; a bypassed one the plain sum.
- Noise is drawn by one generator a frame, seeded with ``seed + frame``, node by node in the order of computation: each
  node as soon as what it reads of this frame is there, the oldest node first.
"""

import torch
from torch.nn import functional

from tests.compile.reference_nodes import Nodes, plus, spread
from tests.compile.reference_world import SIZES, Moving

EDGE_FUNCTIONS = {
    "identity": lambda x: x,
    "relu": torch.relu,
    "tanh": torch.tanh,
    "exp": torch.exp,
    "square": lambda x: x * x,
    "tanh(x) * x": lambda x: torch.tanh(x) * x,
    "x - mean(x)": lambda x: x - x.mean(dim=tuple(range(1, x.dim())), keepdim=True),
}


class Reference(Nodes, Moving):
    """A graph, simulated.

    Attributes:
        frames: For each frame, the value of each (node, output).
    """

    def __init__(self, graph, weights, feeds, *, batch, seed=0, shapes=None, dtype=torch.float32, learning=False):
        self.nodes = {name: node for name, node in graph.nodes().items() if node.outputs()}
        self.wires = list(graph.wires().values())
        self.weights, self.feeds, self.seed, self.dtype, self.learning = weights, feeds, seed, dtype, learning
        self.before, self.shapes = {}, dict(shapes or {})
        for name, node in self.nodes.items():
            if name not in feeds:
                size = SIZES[node.kind](node) if node.kind in SIZES else getattr(node, "shape", None) or ()
                shape = self.shapes.setdefault(name, size)
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
            (name, out): torch.zeros_like(value) if self.nodes[name].mode in ("mute", "hold") else value
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
        return [] if self.nodes[name].mode in ("mute", "hold") else self.into(name)

    def read(self, wire, frame):
        return EDGE_FUNCTIONS[wire.spec.before](self.at(wire.source, wire.out, frame - wire.spec.delay))

    def weight(self, wire):
        return EDGE_FUNCTIONS[wire.spec.weight_act](self.weights[f"{wire.spec.share or wire.name}.weight"])

    def value(self, name, frame):
        """The value of a node in a frame."""
        node = self.nodes[name]
        if node.mode == "mute":
            return self.before[name, "out"]
        if node.mode == "hold":
            return self.at(name, "out", frame - 1)
        if frame % node.period != node.offset:
            return self.at(name, "out", frame - 1)
        if node.mode == "bypass":
            like = self.before[name, "out"]
            total = self.sum(name, frame, like, None)
            return plus(total, self.total(name, "residual", frame, like)) if self.into(name, "residual") else total
        return getattr(self, node.kind)(name, node, frame)

    # -- nodes --------------------------------------------------------------------------------------------------

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

    def sampler(self, name, node, frame):
        image, places = self.single(name, "image", frame), len(self.into(name, "positions"))
        high, wide = image.shape[2:]
        if places:
            positions = self.single(name, "positions", frame)
            across, down = positions[:, 0] * wide, positions[:, 1] * high
        else:
            scale, centre = (self.single(name, port, frame).flatten(1) for port in ("scale", "centre"))
            rows, columns = node.shape[1:] if node.order == "map" else node.shape[:0:-1]
            middle = [centre[:, i] * (node.travel * size / 2) + size / 2 for i, size in enumerate((wide, high))]
            across, down = (
                torch.linspace(-n / 2, n / 2, n, dtype=self.dtype) * scale + m[:, None]
                for n, m in zip((columns, rows), middle, strict=True)
            )
            across, down = across[:, None].repeat(1, rows, 1), down[:, :, None].repeat(1, 1, columns)
        result = torch.stack([looked(*one) for one in zip(image, across, down, strict=True)])
        return result if node.order == "map" else result.transpose(2, 3)

    # -- edges --------------------------------------------------------------------------------------------------

    def single(self, name, port, frame):
        (wire,) = self.into(name, port)
        assert wire.spec.kind == "identity"
        return self.read(wire, frame)

    def total(self, name, port, frame, like):
        return self.sum(name, frame, like, None, port)

    def sum(self, name, frame, like, bias, port="in"):
        total = None
        for wire in self.into(name, port):
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
        spec, weight = wire.spec, self.weight(wire)
        reaches = [spec.dilation * (side - 1) + 1 for side in weight.shape[-2:]]
        own = weight.shape[:1] if spec.per_sample else ()
        weight = weight.expand(*own, like.shape[1], x.shape[1], *weight.shape[-2:])
        for axis, reach in zip((2, 3), reaches, strict=True):
            x = enlarged(x, axis, like.shape[axis], reach, spec.padding)
        sizes = zip(x.shape[2:], like.shape[2:], reaches, strict=True)
        strides, before, after = zip(*(laid(*size, spec.padding) for size in sizes), strict=True)
        if before != after:
            x = functional.pad(x, (before[1], after[1], before[0], after[0]))
            before = (0, 0)
        if spec.per_sample:
            shape, groups = (1, -1, *x.shape[2:]), len(x)
            result = torch.conv2d(x.reshape(shape), weight.flatten(0, 1), None, strides, before, spec.dilation, groups)
            return plus(total, result.reshape(like.shape)), False
        result = torch.conv2d(x, weight, bias, strides, before, spec.dilation)
        return plus(total, result), bias is not None

    def dense(self, wire, x, like, bias, total):
        weight, x = self.weight(wire), x.reshape(len(x), -1)
        if wire.spec.spread and like.dim() > 2:
            if wire.spec.per_sample:
                result, bias = torch.bmm(x[:, None], weight)[:, 0], None
            else:
                result = torch.mm(x, weight) if bias is None else torch.addmm(bias, x, weight)
            return plus(total, result[(..., *[None] * (like.dim() - 2))].expand_as(like)), bias is not None
        if wire.spec.per_sample:
            x = x[:, None]
            if like.dim() != 2:
                return plus(total, torch.bmm(x, weight).reshape(like.shape)), False
            return (torch.bmm(x, weight) if total is None else torch.baddbmm(total[:, None], x, weight))[:, 0], False
        if like.dim() != 2:
            return plus(total, torch.mm(x, weight).reshape(like.shape)), False
        onto = bias if total is None else total
        return torch.mm(x, weight) if onto is None else torch.addmm(onto, x, weight), bias is not None


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


def laid(size, wanted, reach, padding):
    """(stride, zeros before, zeros behind) of a window along an axis."""
    if padding == "half":
        found = fit(size, wanted, reach)
        return found and (found[0], found[1], found[1])
    stride = -(-size // wanted)
    total = max((wanted - 1) * stride + reach - size, 0)
    return (stride, total // 2, total - total // 2) if -(-size // stride) == wanted else None


def enlarged(x, axis, wanted, reach, padding):
    """The nearest pixel for each of a whole number of times as many, if the window then fits."""
    times, rest = divmod(wanted, x.shape[axis])
    grown = laid(wanted, wanted, reach, padding)
    if rest or times == 1 or grown is None or grown[0] > 1:
        return x
    return x.index_select(axis, torch.arange(wanted) // times)


def looked(image, across, down):
    """One image at places (across, down), in pixels: linear between the four around each, one place after the other."""
    high, wide = image.shape[1:]
    result = torch.zeros(len(image), *across.shape, dtype=image.dtype)
    for i, j in torch.cartesian_prod(torch.arange(across.shape[0]), torch.arange(across.shape[1])).tolist():
        x, y = across[i, j], down[i, j]
        left, right = (side.clamp(0, wide - 1) for side in (x.floor(), x.floor() + 1))
        top, bottom = (side.clamp(0, high - 1) for side in (y.floor(), y.floor() + 1))
        for column, width in ((left, right - x), (right, x - left)):
            for row, height in ((top, bottom - y), (bottom, y - top)):
                result[:, i, j] += (width * height) * image[:, int(row), int(column)]
    return result
