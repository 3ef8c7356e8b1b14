"""Statestream's functions in plain torch, written from its specification alone (`spec.md`, section 2.5)."""

import math
from types import SimpleNamespace

import numpy as np
import torch
from torch.nn import functional

EPSILON = 1e-6


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


def reduced(name):
    def reduce(x, axis=None, keepdims=False):
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
    floor=torch.floor,
    clip=lambda x, low, high: x.clamp(low, high),
    minimum=torch.minimum,
    maximum=torch.maximum,
    sum=reduced("sum"),
    mean=reduced("mean"),
    max=reduced("amax"),
    min=reduced("amin"),
)


def apply(text, inserted, **names):
    """What an expression makes of a text that is put in the place of ``$``; a plain name is called with it."""
    formula = text.replace("$", inserted) if "$" in text else f"B.{text}({inserted})"
    return eval(formula, {"B": B, "np": np}, names)  # these texts are the tests' own
