"""Statestream's arithmetic in plain torch, written from its specification alone (`spec.md`, sections 1.5 to 3).

What lpnb computes is compared with this. Where the specification says that the original is broken, this does what was
meant: bounds hold for parameters and not for their changes, and weights of each sample are used for that sample.
Noise, dropout and zoneout are left out.
"""

import math

import numpy as np
import torch
from torch.nn.functional import conv2d, pad

from tests.statestream.original_functions import EPSILON, B, apply

REAL = torch.float64

# -- what a synapse pool says of each factor and input ----------------------------------------------------------------


def of_factor(spec, key, factor, default):
    value = spec.get(key)
    return default if value is None else value[factor]


def of_input(spec, key, factor, place, default):
    value = spec.get(key)
    if value is None:
        return default
    return value[factor][place] if isinstance(value, list) else value


def forms(spec, factor, place):
    """The shapes of a factor and of what one of its inputs comes to."""
    of_all = of_factor(spec, "factor_shapes", factor, "full")
    return of_all, of_input(spec, "target_shapes", factor, place, of_all)


# -- 1.5 parameters ---------------------------------------------------------------------------------------------------


def span_shape(span, features, width, height):
    return {
        "full": (features, width, height),
        "feature": (features,),
        "spatial": (width, height),
        "scalar": (1,),
    }[span]


def weight_shape(form, tf, sf, rfx, rfy):
    return {
        "full": (tf, sf, rfx, rfy),
        "feature": (tf, sf, 1, 1),
        "spatial": (1, 1, rfx, rfy),
        "scalar": (1, 1, 1, 1),
        "src_feature": (1, sf, 1, 1),
        "tgt_feature": (tf, 1, 1, 1),
        "src_spatial": (1, sf, rfx, rfy),
        "tgt_spatial": (tf, 1, rfx, rfy),
    }[form]


def shapes_of(net):
    """The shape of each parameter, by item type, item and name."""
    found = {}
    for name, spec in net.pools.items():
        for key, parameter, default in (("bias_shape", "b", "feature"), ("gain_shape", "g", False)):
            if span := spec.get(key, default):
                found["np", name, parameter] = alone(net, spec, parameter, span_shape(span, *spec["shape"]))
    for name, spec in net.synapses.items():
        if "func" not in spec and "TRANSFORMER" not in spec.get("tags", []):
            of_pool = dict(synapse_shapes(net, spec))
            found |= {("sp", name, key): alone(net, spec, key, shape) for key, shape in of_pool.items()}
    return found


def alone(net, spec, parameter, shape):
    return (net.agents, *shape) if parameter in spec.get("unshare", []) else shape


def synapse_shapes(net, spec):
    features, width, height = net.pools[spec["target"]]["shape"]
    many = features * spec.get("avgout", 1) * spec.get("maxout", 1)
    wide = spec["M"][0] if "M" in spec else many
    for factor, inputs in enumerate(spec["source"]):
        for place, source in enumerate(inputs):
            sf, sx, sy = net.pools[source]["shape"]
            if ppp := of_input(spec, "ppp", factor, place, 0):
                yield f"P_{factor}_{place}", (ppp, sf, 1, 1)
                sf = ppp
            tf = wide if forms(spec, factor, place)[1] in ("full", "feature") else 1
            rf = of_input(spec, "rf", factor, place, 0)
            rfx, rfy = (rf, rf if sy > 1 else 1) if rf else (sx, sy)
            form = of_input(spec, "weight_shapes", factor, place, "full")
            yield f"W_{factor}_{place}", weight_shape(form, tf, sf, rfx, rfy)
        if span := of_factor(spec, "bias_shapes", factor, False):
            yield f"b_{factor}", span_shape(span, spec["M"][0] if "M" in spec else features, width, height)
    if "M" in spec:
        yield "M", (features, wide, spec["M"][1], spec["M"][1])


# -- 2.3 synapse pools ------------------------------------------------------------------------------------------------


def transformed(x, weight, target, dilation=1):
    """What weights make of a state [A, F, X, Y], on the way to a target with so many places along X."""
    if weight.dim() == 5:  # of each sample
        return torch.cat([transformed(x[n : n + 1], weight[n], target, dilation) for n in range(len(x))])
    (width, height), kernel = x.shape[2:], weight.shape[2]
    if kernel == width:
        return conv2d(x, weight)
    if width < target:
        x = x.repeat_interleave(target // width, 2)
        x = x.repeat_interleave(target // width, 3) if height > 1 else x
    stride = max(1, width // target)
    strides, dilations = ((one, one) if height > 1 else (one, 1) for one in (stride, dilation))
    if kernel > 1 or dilation > 1:
        x = padded(x, weight.shape[2:], strides, dilations)
    return conv2d(x, weight, stride=strides, dilation=dilations)


def padded(x, kernel, strides, dilations):
    """Zeros around, as TensorFlow's SAME lays them: of an odd number, one more behind than before."""
    around = []
    for size, k, s, d in zip(x.shape[2:], kernel, strides, dilations, strict=True):
        total = max((math.ceil(size / s) - 1) * s + (k - 1) * d + 1 - size, 0)
        around = [total // 2, total - total // 2, *around]
    return pad(x, around)


def spread(parameter, span, axes=4):
    """A bias or gain as it broadcasts over [A, F, X, Y]."""
    sample = parameter.dim() > {"full": 3, "spatial": 2}.get(span, 1)
    x = parameter if sample else parameter[None]
    return {
        "full": lambda: x,
        "feature": lambda: x[:, :, None, None],
        "spatial": lambda: x[:, None],
        "scalar": lambda: x[:, :, None, None],
    }[span]()


def grouped(x, size):
    return x.unflatten(1, (-1, size))


def sampled(image, across, down):
    """Bilinear samples [A, C, ...] of an image at pixels (across, down) [A, ...]; transposed, as they were."""
    height, width = image.shape[2:]
    x0, y0 = across.floor(), down.floor()
    x0, x1 = x0.clamp(0, width - 1), (x0 + 1).clamp(0, width - 1)
    y0, y1 = y0.clamp(0, height - 1), (y0 + 1).clamp(0, height - 1)

    def at(y, x):
        return torch.stack([one[:, y[n].long(), x[n].long()] for n, one in enumerate(image)])

    parts = (
        ((x1 - across) * (y1 - down), at(y0, x0)),
        ((x1 - across) * (down - y0), at(y1, x0)),
        ((across - x0) * (y1 - down), at(y0, x1)),
        ((across - x0) * (down - y0), at(y1, x1)),
    )
    return sum(share[:, None] * pixel for share, pixel in parts).transpose(2, 3)


class Original:
    """A network in one frame: parameters by (type, item, name), states [A, F, X, Y] by pool."""

    def __init__(self, net, parameters, states):
        self.net, self.number = net, 0
        self.parameters = {key: torch.as_tensor(value, dtype=REAL) for key, value in parameters.items()}
        self.states = {name: torch.as_tensor(value, dtype=REAL) for name, value in states.items()}
        self.leaves = {}
        self.off = set()

    # -- 2.8 parameters

    def root(self, key):
        """Who has a parameter really."""
        kind, item, name = key
        shared = self.net.synapses.get(item, {}).get("share params", {}) if kind == "sp" else {}
        return self.root(("sp", *shared[name])) if name in shared else key

    def parameter(self, *key):
        value = self.leaves.get(key, self.parameters[self.root(key)])
        return torch.zeros_like(value) if key[1] in self.off else value

    # -- 2.3

    def synapses(self, name, states):
        """What a synapse pool comes to."""
        spec = self.net.synapses[name]
        places = [(f, i, source) for f, inputs in enumerate(spec["source"]) for i, source in enumerate(inputs)]
        if "TRANSFORMER" in spec.get("tags", []):
            sources = [apply(of_input(spec, "pact", f, i, "Id"), "x", x=states[source]) for f, i, source in places]
            return self.sampler(sources, self.net.pools[spec["target"]]["shape"])
        if "func" in spec:
            names = {f"s{f}{i}": states[source] for f, i, source in places}
            return eval(spec["func"].replace("$", "s"), {"B": B, "np": np}, names)
        return self.finished(name, spec, [self.factor(name, spec, f, states) for f in range(len(spec["source"]))])

    @staticmethod
    def sampler(sources, size):
        image, (_, width, height) = sources[0], size
        rows, columns = image.shape[2:]
        if len(sources) == 2:
            return sampled(image, sources[1][:, 0] * columns, sources[1][:, 1] * rows)
        scale, centre = sources[1].reshape(-1, 1), sources[2].reshape(-1, 2)

        def grid(channel, count, whole):
            lines = torch.linspace(-count / 2, count / 2, count, dtype=REAL)
            return lines * scale + (centre[:, channel : channel + 1] * whole / 4 + whole / 2)

        across, down = grid(0, width, columns), grid(1, height, rows)
        shape = (len(image), height, width)
        return sampled(image, across[:, None, :].expand(shape), down[:, :, None].expand(shape))

    def factor(self, name, spec, factor, states):
        """The sum of some inputs, with bias and activation."""
        if self.net.pools[spec["target"]].get("binary"):
            return self.fires(name, spec, factor, states)
        form = of_factor(spec, "factor_shapes", factor, "full")
        sums = [self.one_input(name, (factor, place), states) for place in range(len(spec["source"][factor]))]
        total, bias = sum(sums), None
        if span := of_factor(spec, "bias_shapes", factor, False):
            bias = spread(self.parameter("sp", name, f"b_{factor}"), span)
        inserted = "S" if bias is None else "S + b"
        value = apply(of_factor(spec, "act", factor, "Id"), inserted, S=total, b=bias)
        cut = {"feature": value[:, :, :1, :1], "spatial": value[:, :1], "scalar": value[:, :1, :1, :1]}
        return cut.get(form, value)

    def fires(self, name, spec, factor, states):
        """The probability that so many ones arrive as a bias tells: 2.6, of binary units."""
        places = range(len(spec["source"][factor]))
        mean = sum(self.one_input(name, (factor, place), states) for place in places)
        squares = sum(self.one_input(name, (factor, place), states, power=2) for place in places)
        variance = (mean - squares).clamp_min(0)
        if of_factor(spec, "bias_shapes", factor, False) == "feature":
            mean = mean - spread(self.parameter("sp", name, f"b_{factor}"), "feature")
        return 0.5 + 0.5 * torch.erf(mean / torch.sqrt(variance + 1e-16) / math.sqrt(2))

    def one_input(self, name, at, states, power=1):
        (factor, place), spec = at, self.net.synapses[name]
        source = spec["source"][factor][place]
        x = apply(of_input(spec, "pact", factor, place, "Id"), "x", x=states[source])
        if of_input(spec, "ppp", factor, place, 0):
            projection = self.parameter("sp", name, f"P_{factor}_{place}")
            x = transformed(x, projection, x.shape[2])
        weight = self.parameter("sp", name, f"W_{factor}_{place}")
        weight = apply(of_input(spec, "weight_fnc", factor, place, "Id"), "W", W=weight)
        features, width, _ = self.net.pools[spec["target"]]["shape"]
        if of_input(spec, "weight_shapes", factor, place, "full") != "full":
            full = forms(spec, factor, place)[1] == "full"
            weight = weight * torch.ones(features if full else 1, x.shape[1], *weight.shape[-2:], dtype=REAL)
        return transformed(x**power, weight**power, width, of_input(spec, "dilation", factor, place, 1))

    def finished(self, name, spec, factors):
        """The product of all factors, grouped, mapped and activated."""
        value = math.prod(factors)
        if (size := spec.get("avgout", 1)) > 1:
            value = grouped(value, size).sum(2)
        if (size := spec.get("maxout", 1)) > 1:
            value = grouped(value, size).amax(2)
        if "M" in spec:
            final = self.parameter("sp", name, "M")
            places = self.net.pools[spec["target"]]["shape"][1:]
            value = value.expand(-1, -1, *places)
            value = conv2d(padded(value, final.shape[2:], (1, 1), (1, 1)), final)
        return apply(spec.get("ACT", "Id"), "x", x=value)

    # -- 2.4

    def pool(self, name, states, synapses=None):
        """The next state of a neuron pool, before interfaces add to it; of some of its synapse pools alone."""
        spec, zeros = self.net.pools[name], torch.zeros_like(self.states[name])
        mine = [one for one, of in self.net.synapses.items() if of["target"] == name]
        terms = [self.synapses(one, states) for one in mine if synapses is None or one in synapses]
        x = 1 - math.prod(1 - term for term in terms) if spec.get("binary") else sum(terms, zeros)
        for over, table in AXES.items():
            for what in ("mean", "std"):
                if span := spec.get(f"{over}norm_{what}"):
                    axes = table[span]
                    variance = x.var(axes, correction=0, keepdim=True)
                    x = x - x.mean(axes, keepdim=True) if what == "mean" else x / torch.sqrt(variance + EPSILON)
        if span := spec.get("gain_shape", False):
            x = x * spread(self.parameter("np", name, "g"), span)
        if span := spec.get("bias_shape", "feature"):
            x = x + spread(self.parameter("np", name, "b"), span)
        return apply(spec.get("act", "Id"), "x", x=x)

    def next_state(self, name, values):
        """The state of a pool in the next frame, where interfaces have delivered some values."""
        spec, mode = self.net.pools[name], self.net.pools[name].get("at start", 0)
        if mode == 2:
            return torch.zeros_like(self.states[name])
        if mode == 1 or not due(spec, self.number):
            return self.states[name]
        return self.pool(name, self.states) + values.get(name, 0)

    def frame(self, values):
        """Compute one frame; parameters stay."""
        self.states = {name: self.next_state(name, values) for name in self.net.pools}
        self.number += 1


AXES = {
    "batch": {"full": (0, 1, 2, 3), "spatial": (0, 2, 3), "feature": (0, 1), "scalar": (0,)},
    "layer": {"full": (1, 2, 3), "spatial": (2, 3), "feature": (1,)},
}


def due(spec, frame):
    """Whether an item is executed in a frame."""
    return frame % spec.get("period", 1) == spec.get("period offset", 0)
