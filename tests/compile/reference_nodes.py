"""The nodes of the reference that compute with what arrives: see `tests.compile.reference`, whose class this is a part of."""

import functools

import torch
from torch.nn import functional

ACTIVATIONS = {
    "identity": lambda x: x,
    "relu": torch.relu,
    "leaky_relu": functional.leaky_relu,
    "elu": functional.elu,
    "selu": functional.selu,
    "gelu": functional.gelu,
    "softplus": functional.softplus,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "softmax": lambda x: torch.softmax(x, dim=1),
    "exp": torch.exp,
    "msquare": lambda x: -(x * x),
    "log": lambda x: x.clamp(min=1e-6).log(),
    "switchsign": lambda x: torch.where(x > 1, -x, x),
    "linround": lambda x: x * 0.5 + (x - 0.5 / 1.5).clamp(0, 0.5 / 1.5) * 1.5,
    "tanh(x) * x": lambda x: torch.tanh(x) * x,
    "x**2 + tanh(x)": lambda x: x**2 + torch.tanh(x),
    "relu(x, thresh=0.5)": lambda x: torch.relu(x - 0.5),
    "leaky_relu(x, leak=0.1)": lambda x: functional.leaky_relu(x, 0.1),
    "(x > 0) - (x < -1)": lambda x: (x > 0).to(x.dtype) - (x < -1).to(x.dtype),
    "where(x > 0, 1, -1)": lambda x: torch.where(x > 0, torch.ones_like(x), -torch.ones_like(x)),
    "x - mean(x)": lambda x: x - x.flatten(1).mean(dim=1).reshape(-1, *(1,) * (x.dim() - 1)),
    "max(x, axis=1, keepdims=True)": lambda x: x.amax(dim=1, keepdim=True).expand_as(x),
    "softround(square(x), p=3)": lambda x: softround(x * x, 3),
    "+x": lambda x: x,
}
AXES = {
    "batch": {"full": "BFP", "spatial": "BP", "feature": "BF", "scalar": "B"},
    "layer": {"full": "FP", "spatial": "P", "feature": "F", "scalar": ""},
}
"""Over what a norm is: the batch, the features, the places."""
TAKES = {"max": lambda x: x.amax(dim=2), "sum": lambda x: x.sum(dim=2), "mean": lambda x: x.mean(dim=2)}
FORMULAS = {
    "a": lambda a: a,
    "a * sigmoid(b) - c": lambda a, b, c: a * torch.sigmoid(b) - c,
    "a * a + b": lambda a, b: a * a + b,
    "concat((a, b))": lambda a, b: torch.cat((a, b), dim=1),
    "sum(a, axis=1, keepdims=True)": lambda a: a.sum(dim=1, keepdim=True),
    "mean(a)": lambda a: a.mean(dim=tuple(range(1, a.dim())), keepdim=True),
}


class Nodes:
    """What each kind of node makes of what arrives."""

    def pool(self, name, node, frame):
        norms = [(over, what) for over in AXES for what in ("mean", "std") if getattr(node, f"{over}_{what}") != "none"]
        joins = node.bias == "feature" and node.gain == "none" and not node.per_sample and not norms
        like = self.before[name, "out"]
        total = self.gathered(name, node, frame, like, self.weights[f"{name}.bias"] if joins else None)
        total = self.noisy(node, like, total)
        in_one = last_axes(total, node)
        for over, what in norms[:-2] if in_one else norms:
            total = normed(total, AXES[over][getattr(node, f"{over}_{what}")], what)
        total = functional.layer_norm(total, in_one, eps=1e-6) if in_one else total
        if node.gain != "none":
            total = total * spread(self.weights[f"{name}.gain"], node.gain, like, node.per_sample)
        if node.bias != "none" and not joins:
            total = total + spread(self.weights[f"{name}.bias"], node.bias, like, node.per_sample)
        result = ACTIVATIONS[node.act](total)
        result = self.dropped(node, like, result)
        result = self.zoned(node, self.at(name, "out", frame - 1), result)
        return plus(result, self.total(name, "residual", frame, like)) if self.into(name, "residual") else result

    def gathered(self, name, node, frame, like, bias):
        if node.kind == "pool":
            return self.sum(name, frame, like, bias)
        chance = self.chance(name, node, frame)
        return chance if bias is None else chance + spread(bias, "feature", like)

    binary = pool

    def noisy(self, node, like, total):
        strength, mean = (torch.tensor(value, dtype=self.dtype) for value in (node.noise, node.noise_mean))
        if node.noise_kind == "bernoulli" and node.noise:
            return total + (torch.empty_like(like).uniform_(generator=self.generator) < strength)
        if node.noise or node.noise_mean:
            uniform = node.noise_kind == "uniform"
            noise = torch.empty_like(like)
            drawn = (
                noise.uniform_(-1, 1, generator=self.generator) if uniform else noise.normal_(generator=self.generator)
            )
            total = total + strength * drawn
        return total + mean if node.noise_mean and node.noise_kind != "bernoulli" else total

    def dropped(self, node, like, result):
        if not node.dropout or (node.dropping == "learning" and not self.learning):
            return result
        share = torch.tensor(node.dropout, dtype=self.dtype)
        stays = torch.empty_like(like).uniform_(generator=self.generator) >= share
        return result * stays if node.dropping == "unscaled" else result * stays / (1 - share)

    def zoned(self, node, old, new):
        if not node.zoneout:
            return new
        share = torch.tensor(node.zoneout, dtype=self.dtype)
        if node.dropping == "learning" and not self.learning:
            return torch.lerp(new, old, share)
        stays = torch.empty_like(old).uniform_(generator=self.generator) < share
        return torch.where(stays, old, new)

    def product(self, name, node, frame):
        result = None
        for wire in self.into(name):
            factor = self.read(wire, frame)
            if wire.spec.kind != "identity":  # it says how many features it makes
                places = factor.shape[2:] if wire.spec.kind == "conv" else ()
                like = torch.empty(len(factor), wire.spec.features, *places, dtype=self.dtype)
                factor = getattr(self, wire.spec.kind)(wire, factor, like, None, None)[0]
            factor = factor.reshape(*factor.shape, *(1,) * (1 + len(self.shapes[name]) - factor.dim()))
            result = factor if result is None else result * factor
        return result.expand(len(result), *self.shapes[name])

    def maxout(self, name, node, frame):
        like = self.before[name, "out"].repeat_interleave(node.size, dim=1)
        total = self.total(name, "in", frame, like)
        return TAKES[node.take](total.reshape(len(total), -1, node.size, *total.shape[2:]))

    def function(self, name, node, frame):
        values = {port: self.single(name, port, frame) for port in "abcd" if self.into(name, port)}
        most = max(value.dim() for value in values.values())
        values = {port: v.reshape(*v.shape, *(1,) * (most - v.dim())) for port, v in values.items()}
        result = FORMULAS[node.formula](**values)
        missing = 1 + len(self.shapes[name]) - result.dim()
        return result.reshape(*result.shape, *(1,) * missing).expand(len(result), *self.shapes[name])

    def chance(self, name, node, frame):
        like = self.before[name, "out"]
        ones, squares = [], []
        for wire in self.into(name, "in"):
            x, weight = self.read(wire, frame), self.weight
            ones.append(getattr(self, wire.spec.kind)(wire, x, like, None, None)[0])
            self.weight = lambda wire, weight=weight: weight(wire) * weight(wire)
            squares.append(getattr(self, wire.spec.kind)(wire, x * x, like, None, None)[0])
            self.weight = weight
        if node.combine == "sum":
            ones, squares = [plus(*ones)], [plus(*squares)]
        fires = [self.fires(name, node, *pair) for pair in zip(ones, squares, strict=True)]
        return 1 - functools.reduce(torch.mul, [1 - one for one in fires]) if len(fires) > 1 else fires[0]

    def fires(self, name, node, number, squares):
        variance = (number - squares).clamp(min=0)
        if node.threshold == "feature":
            number = number - spread(self.weights[f"{name}.threshold"], "feature", number)
        return torch.special.ndtr(number / torch.sqrt(variance + 1e-16))

    def delay(self, name, node, frame):
        return self.single(name, "in", frame)


def normed(x, over, what):
    """Without the mean, or divided by the deviation, of what is there now."""
    kinds = "BF" + "P" * (x.dim() - 2)
    axes = [axis for axis, kind in enumerate(kinds[: x.dim()]) if kind in over]
    mean = x.mean(dim=axes, keepdim=True) if axes else x
    if what == "mean":
        return x - mean
    return x / torch.sqrt((x.var(dim=axes, unbiased=False, keepdim=True) if axes else torch.zeros_like(x)) + 1e-6)


def last_axes(x, node):
    """The sizes of the axes that both layer norms are over, if they are the same and the last ones: torch's own norm."""
    over = AXES["layer"].get(node.layer_mean, "") if node.layer_mean == node.layer_std else ""
    first = {"FP": 1, "P": 2, "F": 1 if x.dim() == 2 else x.dim(), "": x.dim()}[over]
    return tuple(x.shape[first:])


def softround(x, p):
    u = x - 0.5
    return ((torch.tanh(u * p) + u / p) / float(torch.tanh(torch.tensor(p / 2, dtype=torch.float64)) + 0.5 / p) + 1) / 2


def plus(total, *terms):
    for term in terms:
        total = term if total is None else total + term
    return total


def spread(parameter, span, like, per_sample=False):
    """A parameter as it broadcasts over [batch, features, ...]."""
    if span == "spatial":
        return parameter[:, None] if per_sample else parameter
    if per_sample and span == "full":
        return parameter
    if per_sample:
        return parameter.reshape(*parameter.shape, *(1,) * (like.dim() - 2)) if like.dim() > 1 else parameter[:, 0]
    return parameter.reshape(-1, *(1,) * (like.dim() - 2)) if span == "feature" and like.dim() > 2 else parameter
