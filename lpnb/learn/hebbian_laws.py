"""How a weight w from x (before) to y (behind it) changes by what these two hold: the table of ``law=`` of 'hebbian'.

Where the edge has a `before`, x is what that makes of the state; where it has a `weight_act`, the w in 'oja' is what
that makes of the weight.

Of each law this is the change of one weight, divided by the learning rate; means are over the samples of the batch, and
for a convolution over all places of its window as well:

    hebb            mean(x y)                   D. Hebb, *The Organization of Behavior*, 1949
    anti_hebb       -mean(x y)                  P. Foldiak, Biological Cybernetics 64, 1990
    dt_hebb         mean(x y')                  y' = y - y of the frame before (B. Kosko, AIP Conf. Proc. 151, 1986)
    dt_anti_hebb    -mean(x y')
    oja             mean(y (x - y w))           E. Oja, J. Mathematical Biology 15, 1982
    bcm             mean(x y (y - t))           E. Bienenstock, L. Cooper, P. Munro, J. Neuroscience 2, 1982;
                                                t of each neuron: a fading average of mean(y y)
                                                (N. Intrator, L. Cooper, Neural Networks 5, 1992)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import attrs
from torch import Tensor
from torch.nn.functional import pad
from torch.nn.grad import conv2d_weight

from lpnb.graph.edges.conv import Conv
from lpnb.graph.edges.dense import Dense
from lpnb.graph.edges.geometry import Axis


@attrs.frozen
class Post:
    """What the neurons behind the weights hold; the features are axis 1, the batch and perhaps places the others.

    Attributes:
        now: Their states in the frame.
        before: Those of the frame before.
        threshold: That of each, in a form that broadcasts.
    """

    now: Tensor
    before: Tensor
    threshold: Tensor

    @property
    def change(self) -> Tensor:
        """How much they have changed in a frame."""
        return self.now - self.before


@attrs.frozen
class Law:
    """One law.

    Attributes:
        factor: What of the neuron behind is multiplied by what the one before it holds.
        decays: Whether each weight loses itself times the mean square of the neuron behind it.
        slides: Whether the neurons have thresholds that follow their mean square.
    """

    factor: Callable[[Post], Tensor]
    decays: bool = False
    slides: bool = False


LAWS: dict[str, Law] = {
    "hebb": Law(lambda y: y.now),
    "anti_hebb": Law(lambda y: -y.now),
    "dt_hebb": Law(lambda y: y.change),
    "dt_anti_hebb": Law(lambda y: -y.change),
    "oja": Law(lambda y: y.now, decays=True),
    "bcm": Law(lambda y: y.now * (y.now - y.threshold), slides=True),
}


class Form(Protocol):
    """How the weights of one kind of edge lie between the values of two nodes."""

    def post(self, state: Tensor) -> Tensor:
        """Return what the target holds with its features on axis 1."""

    def correlation(self, pre: Tensor, factor: Tensor, weight: Tensor) -> Tensor:
        """Return the mean of pre times factor, for each weight."""

    def spread(self, of_each: Tensor) -> Tensor:
        """Return a number for each feature of the target as it broadcasts over the weights."""

    def features(self, weight: Tensor) -> int:
        """Return how many features the target has."""


class DenseForm:
    """A weight [source values, target values]."""

    def __init__(self, edge: Dense) -> None:
        """Look whether it gives each feature of its target one value for all places."""
        self.spread_out = edge.spread

    def post(self, state: Tensor) -> Tensor:
        """Return [batch, values], or [batch, features, ...]."""
        return state if self.spread_out else state.reshape(len(state), -1)

    def correlation(self, pre: Tensor, factor: Tensor, weight: Tensor) -> Tensor:
        """Return the mean over the batch, and over places of the target."""
        of_each = factor.flatten(2).mean(2) if factor.dim() > 2 else factor
        return pre.reshape(len(pre), -1).t() @ of_each / len(pre)

    def spread(self, of_each: Tensor) -> Tensor:
        """Return [values]."""
        return of_each

    def features(self, weight: Tensor) -> int:
        """Return the number of values."""
        return weight.shape[1]


class ConvForm:
    """A weight [target channels, source channels, kernel, kernel]: the same law at each place, with the patch there.

    A weight that several source channels share changes by the mean of what it would for each.
    """

    def __init__(self, edge: Conv) -> None:
        """Look at the window of an edge."""
        self.edge = edge

    def post(self, state: Tensor) -> Tensor:
        """Return [batch, channels, height, width]."""
        return state

    def correlation(self, pre: Tensor, factor: Tensor, weight: Tensor) -> Tensor:
        """Return the mean over batch and places."""
        high, wide = (one or Axis(1, 1, 0, 0) for one in self.edge.axes(pre.shape[1:], factor.shape[1:]))
        for place, one in ((2, high), (3, wide)):
            pre = pre if one.times == 1 else pre.repeat_interleave(one.times, place)
        paddings = (high.before, wide.before)
        if not (high.even and wide.even):
            pre, paddings = pad(pre, (wide.before, wide.after, high.before, high.after)), (0, 0)
        shape, strides = (factor.shape[1], pre.shape[1], *self.edge.window), (high.stride, wide.stride)
        total: Tensor = conv2d_weight(pre, shape, factor, strides, paddings, self.edge.dilation)  # type: ignore[no-untyped-call]
        shared = [axis for axis, size in enumerate(weight.shape) if size < shape[axis]]
        mean = total / (factor.numel() // factor.shape[1])
        return mean.mean(shared, keepdim=True) if shared else mean

    def spread(self, of_each: Tensor) -> Tensor:
        """Return [channels, 1, 1, 1]."""
        return of_each.view(-1, 1, 1, 1)

    def features(self, weight: Tensor) -> int:
        """Return the number of channels."""
        return weight.shape[0]


FORMS: dict[str, Callable[[Any], Form]] = {Dense.kind: DenseForm, Conv.kind: ConvForm}
"""The kinds of edges that these laws can change."""


def mean_square(post: Tensor) -> Tensor:
    """Return the mean of y**2 for each feature."""
    return post.square().mean([axis for axis in range(post.dim()) if axis != 1])


def broadcast(of_each: Tensor, post: Tensor) -> Tensor:
    """Return a number for each feature as it broadcasts over [batch, features, ...]."""
    return of_each.view(-1, *(1,) * (post.dim() - 2))
