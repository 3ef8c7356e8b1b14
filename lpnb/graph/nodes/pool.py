"""Neurons of one layer: sum, noise, norms, gain, bias, activation, dropout, zoneout."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar

import attrs

from lpnb.errors import ExpressionError
from lpnb.graph import activations
from lpnb.graph.code import NodeCode, Value
from lpnb.graph.fields import choice, function, number, shape, switch
from lpnb.graph.node import IN, OUT, Arriving, Finding, Node, Port
from lpnb.graph.types import Type
from lpnb.graph.written import BATCH, spreads_to, told_sizes

SPANS = ("none", "scalar", "feature", "spatial", "full")
NORMS: dict[str, dict[str, tuple[bool, bool, bool]]] = {
    # what a norm is over: the samples, the features, the places
    "batch": {
        "full": (True, True, True),
        "spatial": (True, False, True),
        "feature": (True, True, False),
        "scalar": (True, False, False),
    },
    "layer": {
        "full": (False, True, True),
        "spatial": (False, False, True),
        "feature": (False, True, False),
        "scalar": (False, False, False),
    },
}
EPSILON = 1e-6
"""What is added to a variance before its root divides."""
LAYER = "layer"
RESIDUAL = "residual"
PLAIN: dict[str, object] = {
    "act": activations.IDENTITY,
    **dict.fromkeys(("noise", "noise_mean", "dropout", "zoneout"), 0.0),
    **dict.fromkeys(("gain", "batch_mean", "batch_std", "layer_mean", "layer_std"), "none"),
}
"""The fields of a pool that only passes on what arrives. Its bias is 0 until something trains it."""
LEARNING, ALWAYS, UNSCALED = "learning", "always", "unscaled"


def _norm(over: str, what: str) -> str:
    spans = {"batch": "samples", "layer": "values of each sample"}
    result: str = choice(
        "none",
        ("none", *NORMS[over]),
        help=f"Over which of the {spans[over]} {what}: all, places (spatial), features, or neither (scalar).",
    )
    return result


@attrs.frozen
class Pool(Node):
    """A layer of neurons: sums what arrives, adds noise, multiplies by a gain, adds a bias, applies an activation.

    In this order: the sum of port ``in``; noise; `batch_mean`, `batch_std`, `layer_mean` and `layer_std`, each of
    what the one before leaves; gain; bias; activation; dropout; zoneout; what arrives at ``residual``.

    The norms subtract the mean and divide by the standard deviation (of what is there in this frame, learning or not;
    1e-6 is added to the variance): over samples and places for each feature is ``spatial`` (S. Ioffe and C. Szegedy,
    *Batch Normalization*, 2015), over all values of a sample ``full`` (J. Ba et al., *Layer Normalization*, 2016).

    While the network learns, `dropout` sets some values of the result to 0, others in each frame, and scales the rest
    up to the same mean (N. Srivastava et al., *Dropout*, JMLR 2014). `zoneout` lets some keep their value of the frame
    before; while it does not learn, all of them move by the share that would (D. Krueger et al., *Zoneout*, 2017).
    """

    kind: ClassVar[str] = "pool"
    ports: ClassVar[tuple[Port, ...]] = (
        *Node.ports,
        Port(RESIDUAL, "what is added after everything else", many=True, required=False, by_name=True),
    )

    shape: tuple[int, ...] | None = shape(help="Sizes of one sample, (features, height, width) or features.")
    act: str = function(
        activations.IDENTITY, help="What is applied to the sum: a name, or an expression such as tanh(x) * x."
    )
    bias: str = choice(
        "feature", SPANS, help="What is added: nothing, one number, one for each feature, place or value (full)."
    )
    gain: str = choice("none", SPANS, help="What the sum is multiplied by, before the bias.")
    noise: float = number(
        0.0,
        low=0,
        high=1e6,
        unit="sd",
        live=True,
        help="Noise on the sum, fresh each frame: its standard deviation; half its width, or its probability.",
    )
    noise_kind: str = choice(
        "normal",
        ("normal", "uniform", "bernoulli"),
        help="Gaussian noise; as much up as down to 'noise' (uniform); or 1 with the probability 'noise', else 0.",
    )
    noise_mean: float = number(0.0, low=-1e6, high=1e6, help="The mean of normal or uniform noise.")
    batch_mean: str = _norm("batch", "a mean is subtracted")
    batch_std: str = _norm("batch", "a standard deviation divides")
    layer_mean: str = _norm("layer", "a mean is subtracted")
    layer_std: str = _norm("layer", "a standard deviation divides")
    dropout: float = number(
        0.0, low=0, high=0.99, live=True, help="The share of values set to 0, others in each frame, while it learns."
    )
    zoneout: float = number(
        0.0, low=0, high=1, live=True, help="The share of values that stay as they were, others in each frame."
    )
    dropping: str = choice(
        LEARNING,
        (LEARNING, ALWAYS, UNSCALED),
        help="When values are dropped: while it learns, in every frame, or in every frame without scaling the rest up.",
    )
    per_sample: bool = switch(
        default=False, help="Whether each sample of the batch has a bias and a gain of its own, learned by itself."
    )
    initial: float = number(0.0, help="Value of every neuron before the first frame.")

    @property
    def remembers(self) -> bool:  # type: ignore[override]  # what is no matter of the kind alone
        """Whether some values may stay as they were."""
        return self.zoneout > 0

    @property
    def passes(self) -> bool:
        """Whether it only passes on what arrives, with a bias at most."""
        return super().passes or (type(self) is Pool and all(getattr(self, name) == PLAIN[name] for name in PLAIN))

    @property
    def start(self) -> float:
        """The value of the state before the first frame."""
        return self.initial

    def wants(self, port: str, out: Type | None) -> Type | None:
        """Return the pool's own type: what arrives at ``residual`` is added, too."""
        return out

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return the pool's own shape, or that of the first edge that tells one."""
        known = [found for port in (IN, RESIDUAL) for found in arriving.get(port, ()) if found is not None]
        sizes = self.shape or (known[0].shape if known else None)
        simplex = self.act == activations.SOFTMAX and not arriving.get(RESIDUAL)
        return {OUT: Type(sizes, simplex=simplex) if sizes is not None else None}

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield what fits neither the shape nor one another."""
        yield from super().check(arriving)
        if self.noise_kind == "bernoulli" and self.noise > 1:
            mend = "Set noise to at most 1."
            yield Finding("a probability as the noise of noise_kind='bernoulli'", f"{self.noise:g}", mend)
        own = self.infer(arriving)[OUT]
        if own is not None:
            yield from self._check_activation(own)
            yield from self._check_spans(own)

    def _check_activation(self, own: Type) -> Iterator[Finding]:
        if self.act == activations.SOFTMAX and not own.shape:
            yield Finding("several values for a softmax", f"{own}", "Give it a shape, or another activation.")
            return
        try:
            sizes = activations.sizes(self.act, own.shape)
        except ExpressionError as error:
            yield Finding(activations.wanted(error, "its act"), error.problem.found, error.problem.mend)
            return
        if sizes is not None and not spreads_to(sizes, (BATCH, *own.shape)):
            mend = "Write keepdims=True where it has an axis." if "axis" in self.act else ""
            yield Finding(f"an act that makes {told_sizes((BATCH, *own.shape))}", told_sizes(sizes), mend)

    def _check_spans(self, own: Type) -> Iterator[Finding]:
        for name in ("bias", "gain"):
            if getattr(self, name) == "spatial" and len(own.shape) < 2:
                mend = f"Set {name} to 'scalar', or to 'full'."
                yield Finding(f"a state with places for {name}='spatial'", f"{own}", mend)
        for name, span, axes in self._norms(own):
            if 0 not in axes and math.prod(own.shape[axis - 1] for axis in axes) == 1:
                made = "0" if name.endswith("mean") else "1000 times as much"
                mend = f"Set {name} to 'none': of one value alone it makes {made}."
                yield Finding(f"several values to be over for {name}={span!r}", "one", mend, severity="warning")

    def _norms(self, own: Type) -> Iterator[tuple[str, str, tuple[int, ...]]]:
        """Yield the norms that there are: the field, its value, and the axes of [batch, features, ...]."""
        for over, spans in NORMS.items():
            for what in ("mean", "std"):
                span = getattr(self, f"{over}_{what}")
                if span != "none":
                    samples, features, places = spans[span]
                    axes = (samples, *(features if axis == 0 else places for axis in range(len(own.shape))))
                    yield f"{over}_{what}", span, tuple(axis for axis, counts in enumerate(axes) if counts)

    # -- code ---------------------------------------------------------------------------------------------------------

    def emit(self, code: NodeCode) -> Value:
        """Return act(gain * norms(sum + noise) + bias), with some of it dropped."""
        gain, bias = (self._spread(code, name, span) for name, span in (("gain", self.gain), ("bias", self.bias)))
        norms = _joined(self._norms(code.target), len(code.target.shape))
        joins_first_edge = self.bias == "feature" and gain is None and not norms and not self.per_sample
        value = self.gather(code, self._parameter(code, "bias", self.bias) if joins_first_edge else None)
        value = self._add_noise(code, value)
        for place, (name, axes) in enumerate(norms.items()):
            value = _normed(code, code.let("normed" if place else "sum", value.text), name, axes)
        if gain:
            value = Value(f"({value.text} * {gain})", fresh=True)
        if bias and not joins_first_edge:
            value = code.add(value, bias)
        value = activations.activate(self.act, value, code)
        value = self._drop_out(code, value) if self.dropout else value
        value = self._zone_out(code, value) if self.zoneout else value
        # Not in place: what an activation returns is what its gradient is made of.
        return self._add_residual(code, Value(value.text, fresh=False)) if code.arriving(RESIDUAL) else value

    def pass_on(self, code: NodeCode) -> Value:
        """Return the plain sum of all that arrives."""
        value = code.sum()
        return self._add_residual(code, value) if code.arriving(RESIDUAL) else value

    @staticmethod
    def _add_residual(code: NodeCode, value: Value) -> Value:
        return code.add(value, code.sum(RESIDUAL).text)

    def gather(self, code: NodeCode, bias: str | None) -> Value:
        """Return what is made of all that arrives at ``in``, with a bias for each feature added where there is one."""
        return code.sum(bias=bias)

    def _add_noise(self, code: NodeCode, value: Value) -> Value:
        if not (self.noise or (self.noise_mean and self.noise_kind != "bernoulli")):
            return value
        fresh = f"{code.use('torch.empty_like')}({code.past})"
        random = f"generator={code.random()}"
        if self.noise_kind == "bernoulli":
            return code.add(value, f"({fresh}.uniform_({random}) < {code.knob('noise')})")
        drawn = f"{fresh}.normal_({random})" if self.noise_kind == "normal" else f"{fresh}.uniform_(-1, 1, {random})"
        value = code.add(value, f"{code.knob('noise')} * {drawn}")
        return code.add(value, repr(self.noise_mean)) if self.noise_mean else value

    def _drop_out(self, code: NodeCode, value: Value) -> Value:
        share, empty_like, random = code.knob("dropout"), code.use("torch.empty_like"), code.random()
        scale = "" if self.dropping == UNSCALED else f" / (1 - {share})"

        def dropped(name: str) -> str:
            return f"{name} * ({empty_like}({name}).uniform_(generator={random}) >= {share}){scale}"

        return self._dropping(code, value, dropped)

    def _zone_out(self, code: NodeCode, value: Value) -> Value:
        share, empty_like, random = code.knob("zoneout"), code.use("torch.empty_like"), code.random()
        where, lerp = code.use("torch.where"), code.use("torch.lerp")

        def kept(name: str) -> str:
            stays = f"{empty_like}({name}).uniform_(generator={random}) < {share}"
            return f"{where}({stays}, {code.past}, {name})"

        return self._dropping(code, value, kept, lambda name: f"{lerp}({name}, {code.past}, {share})")

    def _dropping(
        self,
        code: NodeCode,
        value: Value,
        changed: Callable[[str], str],
        otherwise: Callable[[str], str] | None = None,
    ) -> Value:
        if self.dropping == LEARNING:
            return code.while_learning(value, changed, otherwise)
        return Value(f"({changed(code.let('act', value.text))})", fresh=True)

    def _parameter(self, code: NodeCode, name: str, span: str) -> str:
        own = code.target
        shapes = {"scalar": (1,), "feature": (own.features,), "spatial": own.shape[1:], "full": own.shape}
        return code.parameter(name, shapes[span], "ones" if name == "gain" else "zeros", per_sample=self.per_sample)

    def _spread(self, code: NodeCode, name: str, span: str) -> str | None:
        """Return a parameter in the form that broadcasts over [batch, features, ...], None when there is none."""
        if span == "none":
            return None
        text = self._parameter(code, name, span)
        axes = len(code.target.shape) - 1
        if self.per_sample and span == "spatial":
            return f"{text}.unsqueeze(1)"
        if self.per_sample and span != "full":
            values = ("1" if span == "scalar" else str(code.target.features),) if axes >= 0 else ()
            return f"{text}.view({', '.join(('-1', *values, *('1',) * axes))})"
        return f"{text}.view(-1{', 1' * axes})" if span == "feature" and axes > 0 else text


def _joined(norms: Iterable[tuple[str, str, tuple[int, ...]]], axes: int) -> dict[str, tuple[int, ...]]:
    """Return the axes of each norm; `LAYER` for a mean and a deviation over the same last ones: torch has that in one.

    Args:
        norms: What `Pool._norms` yields.
        axes: How many axes there are, that of the samples apart.
    """
    found = {name: over for name, _, over in norms}
    over = found.get("layer_mean")
    if over and over == found.get("layer_std") == tuple(range(over[0], axes + 1)):
        del found["layer_mean"], found["layer_std"]
        found[LAYER] = over
    return found


def _normed(code: NodeCode, x: str, name: str, axes: tuple[int, ...]) -> Value:
    """Return a value without its mean over some axes, or divided by its standard deviation."""
    if not axes:  # of a single value: torch would take all axes
        return Value(f"({x} - {x})" if name.endswith("mean") else f"({x} / {EPSILON**0.5!r})", fresh=True)
    if name == LAYER:
        sizes = tuple(code.target.shape[axis - 1] for axis in axes)
        return Value(f"{code.use('torch.layer_norm')}({x}, {sizes}, None, None, {EPSILON!r})", fresh=True)
    over = axes if len(axes) > 1 else axes[0]
    if name.endswith("mean"):
        return Value(f"({x} - {x}.mean({over}, keepdim=True))", fresh=True)
    variance = f"{x}.var({over}, correction=0, keepdim=True)"
    return Value(f"({x} / {code.use('torch.sqrt')}({variance} + {EPSILON!r}))", fresh=True)
