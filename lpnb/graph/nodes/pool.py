"""Neurons of one layer: sum, noise, gain, bias, activation, dropout."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import attrs

from lpnb.graph.code import NodeCode, Value
from lpnb.graph.fields import choice, number, shape, switch
from lpnb.graph.node import OUT, Arriving, Finding, Node
from lpnb.graph.types import Type

ACTIVATIONS: dict[str, tuple[str, str]] = {
    # name: (makes a new tensor, changes its argument in place or the same where torch has no such form)
    "relu": ("torch.relu", "torch.relu_"),
    "leaky_relu": ("torch.nn.functional.leaky_relu", "torch.nn.functional.leaky_relu_"),
    "elu": ("torch.nn.functional.elu", "torch.nn.functional.elu_"),
    "gelu": ("torch.nn.functional.gelu", "torch.nn.functional.gelu"),
    "softplus": ("torch.nn.functional.softplus", "torch.nn.functional.softplus"),
    "tanh": ("torch.tanh", "torch.tanh_"),
    "sigmoid": ("torch.sigmoid", "torch.sigmoid_"),
    "softmax": ("torch.softmax", "torch.softmax"),
}
SPANS = ("none", "scalar", "feature", "full")


@attrs.frozen
class Pool(Node):
    """A layer of neurons: sums what arrives, adds noise, multiplies by a gain, adds a bias, applies an activation.

    While the network learns, `dropout` sets some values of the result to 0, others in each frame, and scales the rest
    up to the same mean (N. Srivastava et al., *Dropout*, JMLR 2014).
    """

    kind: ClassVar[str] = "pool"

    shape: tuple[int, ...] | None = shape(help="Sizes of one sample, (features, height, width) or features.")
    act: str = choice("identity", ("identity", *ACTIVATIONS), help="What is applied to the sum.")
    bias: str = choice("feature", SPANS, help="What is added: nothing, one number, one per feature, or one per value.")
    gain: str = choice("none", SPANS, help="What the sum is multiplied by, before the bias.")
    noise: float = number(
        0.0, low=0, high=1e6, unit="sd", live=True, help="Gaussian noise on the sum, fresh each frame."
    )
    dropout: float = number(
        0.0, low=0, high=0.99, live=True, help="The share of values set to 0, others in each frame, while it learns."
    )
    per_sample: bool = switch(
        default=False, help="Whether each sample of the batch has a bias and a gain of its own, learned by itself."
    )
    initial: float = number(0.0, help="Value of every neuron before the first frame.")

    @property
    def start(self) -> float:
        """The value of the state before the first frame."""
        return self.initial

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return the pool's own shape, or that of the first edge that tells one."""
        arrived = super().infer(arriving)[OUT]
        sizes = self.shape or (arrived.shape if arrived else None)
        return {OUT: Type(sizes, simplex=self.act == "softmax") if sizes is not None else None}

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield a finding when a softmax has nothing to share out."""
        yield from super().check(arriving)
        own = self.infer(arriving)[OUT]
        if self.act == "softmax" and own is not None and not own.shape:
            yield Finding("several values for a softmax", f"{own}", "Give it a shape, or another activation.")

    def emit(self, code: NodeCode) -> Value:
        """Return act(gain * (sum + noise) + bias)."""
        gain, bias = (self._spread(code, name, span) for name, span in (("gain", self.gain), ("bias", self.bias)))
        joins_first_edge = self.bias == "feature" and gain is None and not self.per_sample
        value = code.sum(bias=self._parameter(code, "bias", self.bias) if joins_first_edge else None)
        if self.noise:
            noise = f"{code.use('torch.empty_like')}({code.past}).normal_(generator={code.random()})"
            value = code.add(value, f"{code.knob('noise')} * {noise}")
        if gain:
            value = Value(f"({value.text} * {gain})", fresh=True)
        if bias and not joins_first_edge:
            value = code.add(value, bias)
        value = self._activate(code, value)
        return self._drop_out(code, value) if self.dropout else value

    def _activate(self, code: NodeCode, value: Value) -> Value:
        if self.act == "identity":
            return value
        axis = ", 1" if self.act == "softmax" else ""
        return Value(f"{code.use(ACTIVATIONS[self.act][value.fresh])}({value.text}{axis})", fresh=True)

    def _drop_out(self, code: NodeCode, value: Value) -> Value:
        share, empty_like, random = code.knob("dropout"), code.use("torch.empty_like"), code.random()

        def dropped(name: str) -> str:
            stays = f"({empty_like}({name}).uniform_(generator={random}) >= {share})"
            return f"{name} * {stays} / (1 - {share})"

        return code.while_learning(value, dropped)

    def _parameter(self, code: NodeCode, name: str, span: str) -> str:
        shapes = {"scalar": (1,), "feature": (code.target.features,), "full": code.target.shape}
        return code.parameter(name, shapes[span], "ones" if name == "gain" else "zeros", per_sample=self.per_sample)

    def _spread(self, code: NodeCode, name: str, span: str) -> str | None:
        """Return a parameter in the form that broadcasts over [batch, features, ...], None when there is none."""
        if span == "none":
            return None
        text = self._parameter(code, name, span)
        axes = len(code.target.shape) - 1
        if self.per_sample and span != "full":
            values = ("1" if span == "scalar" else str(code.target.features),) if axes >= 0 else ()
            return f"{text}.view({', '.join(('-1', *values, *('1',) * axes))})"
        return f"{text}.view(-1{', 1' * axes})" if span == "feature" and axes > 0 else text
