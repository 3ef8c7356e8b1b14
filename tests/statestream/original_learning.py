"""How Statestream's plasticities learn, in plain torch, written from its specification alone (`spec.md`, section 3).

Weights of hidden samples are not masked: `split` is 0. Where a window leaves out only some of what a pool sums, what
is left counts.
"""

import math

import torch

from tests.statestream.original import Original, due
from tests.statestream.original_functions import EPSILON

MOST = 1 - EPSILON
ERRORS = {
    "MSE": lambda x, y: (x - y) ** 2,
    "MAE": lambda x, y: (x - y).abs(),
    "hinge": lambda x, y: (1 - x * y).clamp_min(0),
    "negloglikelihood": lambda x, y: -y * x.clamp_min(EPSILON).log(),
    "categorical_crossentropy": lambda x, y: -(y * x.clamp(EPSILON, MOST).log()).sum(3, keepdim=True),
    "minimize": lambda x, y: x,
    "maximize": lambda x, y: -x,
}

# -- 3.1 the window ---------------------------------------------------------------------------------------------------


def sources(net, name):
    return {source for inputs in net.synapses[name]["source"] for source in inputs}


def window(net, spec):
    """The depth, and for each step the pools that are computed and the synapse pools that take part."""
    later, earlier = spec["source_t"], spec.get("target_t", 0) if "target" in spec else 0
    depth = max(later, earlier)
    pools = [set() for _ in range(depth + 1)]
    pools[later].add(spec["source"])
    if "target" in spec:
        pools[earlier].add(spec["target"])
    if "mask" in spec:
        pools[0].add(spec["mask"])
        pools[earlier if "target" in spec else later].add(spec["mask"])
    edges = [set() for _ in range(depth + 1)]
    for d in range(depth, 0, -1):
        edges[d] = {name for name, one in net.synapses.items() if one["target"] in pools[d]}
        pools[d - 1] |= {source for name in edges[d] for source in sources(net, name)}
    for d in range(1, depth):
        fed = {net.synapses[name]["target"] for name in edges[d]}
        gone, pools[d] = pools[d] - fed, pools[d] & fed
        edges[d + 1] = {name for name in edges[d + 1] if gone.isdisjoint(sources(net, name))}
    return depth, pools, edges


# -- 3.4 optimizers ---------------------------------------------------------------------------------------------------


class Optimizer:
    """The update of one parameter by one plasticity."""

    def __init__(self, spec):
        self.spec, self.mean, self.square, self.count = spec, 0, 0, 0

    def update(self, gradient):
        return getattr(self, self.spec.get("optimizer", "grad_desc"))(gradient, self.spec.get("lr", 1e-3))

    def grad_desc(self, gradient, lr):
        return (-lr * gradient).clamp(-1, 1)

    def rmsprop(self, gradient, lr):
        rho = self.spec.get("rho", 0.9)
        self.square = rho * self.square + (1 - rho) * gradient**2
        return -lr * gradient / (self.square.sqrt() + 1e-7)

    def adam(self, gradient, lr):
        first, second = self.spec.get("momentum", 0.999), self.spec.get("decay", 0.99)
        self.count += 1
        mean, square = self.mean + 0 * gradient, self.square + 0 * gradient
        self.mean, self.square = first * mean + (1 - first) * gradient, second * square + (1 - second) * gradient**2
        rate = lr * math.sqrt(1 - second**self.count) / (1 - first**self.count)
        return -rate * mean / (square.sqrt() + EPSILON)


# -- the plasticities -------------------------------------------------------------------------------------------------


class Rule:
    """A plasticity: `losses` are those of all frames in which it learned."""

    def __init__(self, name, spec, net):
        self.name, self.spec, self.net, self.losses = name, spec, net, []
        self.listed = [tuple(one) for one in spec["parameter"]]
        self.optimizers = {key: Optimizer(spec) for key in self.listed}

    def updates(self, original):
        """What is to be added to each listed parameter, by (type, item, name)."""
        gradients = self.gradients(original)
        return {key: self.optimizers[key].update(gradient) for key, gradient in gradients.items()}


class ByGradient(Rule):
    def gradients(self, original):
        original.leaves = {key: original.parameters[original.root(key)].clone().requires_grad_() for key in self.listed}
        loss = self.loss(original)
        found = torch.autograd.grad(loss, list(original.leaves.values()), allow_unused=True)
        self.losses.append(loss.item())
        gradients = zip(original.leaves, found, strict=True)
        original.leaves = {}
        return {key: gradient for key, gradient in gradients if gradient is not None}


class Loss(ByGradient):
    def loss(self, original):
        depth, pools, edges = window(self.net, self.spec)
        states = [{name: original.states[name] for name in pools[0]}]
        for d in range(1, depth + 1):
            states.append({name: original.pool(name, states[-1], edges[d]) for name in pools[d]})
        later, earlier = self.spec["source_t"], self.spec.get("target_t", 0)
        with_target = "target" in self.spec
        right = states[earlier][self.spec["target"]] if with_target else None
        error = ERRORS[self.spec["loss_function"]](states[later][self.spec["source"]], right)
        if "mask" in self.spec:
            fed = any(one["target"] == self.spec["mask"] for one in self.net.synapses.values())
            time = earlier if with_target else later * fed  # a mask that nothing computes is that of now
            error = error * states[time][self.spec["mask"]][:, :1]
        return error.mean()


class Regularizer(ByGradient):
    def loss(self, original):
        values = original.leaves.values()
        absolute, squares = sum(one.abs().sum() for one in values), sum((one**2).sum() for one in values)
        return self.spec.get("L1", 0) * absolute + self.spec.get("L2", 0) * squares


class Hebbian(Rule):
    def __init__(self, name, spec, net):
        super().__init__(name, spec, net)
        self.sources, self.targets = [0, 0], [0, 0]  # of the execution before, and of the one before that

    def gradients(self, original):
        source, target = (original.states[self.spec[end]] for end in ("source", "target"))
        modus, (late, earlier) = self.spec["modus"], self.targets
        late = late - earlier if modus.startswith("dt") else late
        raw = torch.einsum("at,asxy->tsxy", (late + 0 * target)[:, :, 0, 0], self.sources[1] + 0 * source)
        self.sources, self.targets = [source, self.sources[0]], [target, self.targets[0]]
        sign = 1 if "anti" in modus else -1
        return {key: sign * raw.reshape(original.parameters[original.root(key)].shape) for key in self.listed}


RULES = {"loss": Loss, "L_regularizer": Regularizer, "hebbian": Hebbian}


class Learning(Original):
    """A network that learns: parameters change a frame after what was worked out for them."""

    def __init__(self, net, parameters, states):
        super().__init__(net, parameters, states)
        self.rules = {name: RULES[spec["type"]](name, spec, net) for name, spec in net.plasticities.items()}
        self.waiting = []
        changed = {self.root(key)[1] for rule in self.rules.values() for key in rule.listed}
        self.off = {name for name in changed if net.synapses.get(name, {}).get("at start", 0)}
        self.bound()

    def frame(self, values):
        """Compute one frame, and what is learned from the one before it."""
        found = [rule.updates(self) for rule in self.rules.values() if self.learns(rule.spec)]
        super().frame(values)
        for key, update in ((key, update) for updates in self.waiting for key, update in updates.items()):
            self.parameters[self.root(key)] = self.parameters[self.root(key)] + update
        self.waiting = found
        self.bound()

    def learns(self, spec):
        return not spec.get("at start", 0) and due(spec, self.number) and self.number > spec.get("startframe", 2)

    def bound(self):
        """Keep parameters within their bounds."""
        for (kind, item, name), value in self.parameters.items():
            spec = self.net.synapses[item] if kind == "sp" else {}
            low, high = (spec.get(f"{word} {name}") for word in ("min", "max"))
            if low is not None or high is not None:
                self.parameters[kind, item, name] = value.clamp(low, high)
