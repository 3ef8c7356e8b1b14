"""Statestream's functions in plain torch, written from its specification alone (`spec.md`, section 2.5)."""

import math
from types import SimpleNamespace

import numpy as np
import torch
from torch.nn import functional

EPSILON = 1e-6
REAL = torch.float64


def spiky(x, threshold=1, saturation=2):
    fires = torch.where(x > threshold, 2 * saturation + 1e-8, x)
    return torch.where((x < 0) | (x >= saturation), torch.zeros_like(x), fires)


def step(x, at=0, left=-1, right=1):
    return left + (right - left) * (torch.sign(x - at + 1e-8) + 1) / 2


def rectangular(x, x_min=0, x_max=1, y_level=0, y_height=1):
    return torch.where((x > x_min) & (x < x_max), y_height * torch.ones_like(x), y_level * torch.ones_like(x))


def bilinear(x, peak_loc=0, peak_width=1, peak_val=1, level=0):
    return (peak_val - (peak_loc - x).abs() * (peak_val - level) / peak_width).clamp(level, peak_val)


def softround(x, p=2):
    u = x - 0.5
    return ((torch.tanh(p * u) + u / p) / (math.tanh(p / 2) + 0.5 / p) + 1) / 2


def linround(x, s=0.5, b=0.5):
    middle = x / s + b * (1 - 1 / s)
    return torch.where(x < b / (1 + s), s * x, torch.where(x > (s + b) / (1 + s), s * x + 1 - s, middle))


def cast(x, dtype):
    kind = dtype if isinstance(dtype, str) else dtype.__name__
    return {"float32": x, "int32": torch.trunc(x * 1.0), "bool": x != 0}[kind].to(REAL)


def dimshuffle(x, pattern):
    kept = [axis for axis in pattern if axis != "x"]
    dropped = [axis for axis in range(x.dim()) if axis not in kept]
    x = x.permute(*kept, *dropped).reshape(*(x.shape[axis] for axis in kept))
    for place, axis in enumerate(pattern):
        x = x.unsqueeze(place) if axis == "x" else x
    return x


def conv2d(x, kernel, border_mode="half", subsample=(1, 1), filter_dilation=(1, 1)):
    around = []
    for size, k, s, d in zip(x.shape[2:], kernel.shape[2:], subsample, filter_dilation, strict=True):
        total = max((math.ceil(size / s) - 1) * s + (k - 1) * d + 1 - size, 0)
        around = [total // 2, total - total // 2, *around]
    x = x if border_mode in ("valid", (0, 0)) else functional.pad(x, around)
    return functional.conv2d(x, kernel, stride=subsample, dilation=filter_dilation)


def linroundpow2(x, s=0.5, b=0.5, n=1):
    result = linround(x, s, b)
    for base in (2**i for i in range(n - 1)):
        result = torch.where(x > base, base + base * linround((x - base) / base, s, b), result)
    return result


def reduced(name):
    def reduce(x, axis=None, keepdims=False):
        axis = tuple(range(x.dim())) if axis is None and keepdims else axis
        if axis is None:
            return getattr(x, name)()
        return getattr(x, name)(axis, keepdim=keepdims)

    return reduce


B = SimpleNamespace(
    Id=lambda x: x,
    tanh=torch.tanh,
    sigmoid=torch.sigmoid,
    exp=torch.exp,
    erf=torch.erf,
    mexp=lambda x: -torch.exp(x),
    relu=lambda x, thresh=0: (x - thresh).clamp_min(0),
    leakyrelu=lambda x, leak=0.1: torch.maximum(x, leak * x),
    selu=functional.selu,
    elu=functional.elu,
    softplus=lambda x: torch.logaddexp(x, torch.zeros_like(x)),
    softmax=lambda x: torch.softmax(x, 1),
    square=lambda x: x * x,
    msquare=lambda x: -x * x,
    gaussian=lambda x: torch.exp(-x * x),
    log=lambda x, eps=EPSILON: torch.log(x.clamp_min(eps)),
    neglog=lambda x, eps=EPSILON: -torch.log(x.clamp_min(eps)),
    sqrt=lambda x: torch.sqrt(x.clamp_min(0)),
    abs=torch.abs,
    sign=lambda x, thresh=0: torch.sign(x - thresh),
    switchsign=lambda x, threshold=1: torch.where(x > threshold, -x, x),
    spiky=spiky,
    step=step,
    rectangular=rectangular,
    bilinear=bilinear,
    softround=softround,
    linround=linround,
    linroundint=lambda x, s=0.5, b=0.5: torch.floor(x) + linround(x - torch.floor(x), s, b),
    linroundpow2=linroundpow2,
    floor=torch.floor,
    clip=lambda x, min_value, max_value: x.clamp(min_value, max_value),
    minimum=lambda x, y: torch.minimum(x, torch.as_tensor(y, dtype=x.dtype)),
    maximum=lambda x, y: torch.maximum(x, torch.as_tensor(y, dtype=x.dtype)),
    sum=reduced("sum"),
    mean=reduced("mean"),
    max=reduced("amax"),
    min=reduced("amin"),
    prod=lambda x, axis, keepdims=False: x.prod(axis, keepdim=keepdims),
    std=lambda x, axis=None, keepdims=False: B.var(x, axis, keepdims) ** 0.5,
    var=lambda x, axis=None, keepdims=False: B.mean(B.square(x - B.mean(x, axis, True)), axis, keepdims),
    any=lambda x, axis=None, keepdims=False: (x != 0).to(REAL).amax(axis, keepdim=keepdims),
    argmin=lambda x, axis=-1: x.argmin(axis).to(REAL),
    argmax=lambda x, axis=-1: x.argmax(axis).to(REAL),
    dot=lambda x, y: x @ y,
    tensordot=lambda x, y, axes: torch.tensordot(x, y, dims=axes),
    cast=cast,
    shape=lambda x: list(x.shape),
    ndim=lambda x: x.dim(),
    reshape=lambda x, shape: x.reshape(*shape),
    repeat=lambda x, reps, axis: x.repeat_interleave(reps, axis),
    flatten=lambda x: x.reshape(-1),
    dimshuffle=dimshuffle,
    concatenate=lambda states, axis=-1: torch.cat(states, axis),
    zeros=lambda shape, dtype=None: torch.zeros(*shape, dtype=REAL),
    ones=lambda shape, dtype=None: torch.ones(*shape, dtype=REAL),
    conv2d=conv2d,
    MSE=lambda x, y: (x - y) ** 2,
    MAE=lambda x, y: (x - y).abs(),
    hinge=lambda x, y: (1 - x * y).clamp_min(0),
    negloglikelihood=lambda x, y: -y * torch.log(x.clamp_min(EPSILON)),
    categorical_crossentropy=lambda x, y: -(y * torch.log(x.clamp(EPSILON, 1 - EPSILON))).sum(-1),
    minimize=lambda x: x,
    maximize=lambda x: -x,
)


def apply(text, inserted, **names):
    """What an expression makes of a text that is put in the place of ``$``; a plain name is called with it."""
    formula = text.replace("$", inserted) if "$" in text else f"B.{text}({inserted})"
    return eval(formula, {"B": B, "np": np}, names)  # these texts are the tests' own
