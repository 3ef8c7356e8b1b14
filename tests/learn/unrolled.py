"""Truncated backpropagation through time a second time, in plain PyTorch, for one small network.

x -> h -> h (loop) -> y       frames are computed one by one without a gradient, and every update computes those
                              of its window anew from the state before them: nothing here streams
"""

import attrs
import numpy as np
import torch

import lpnb

BATCH = 4
AGE = 3  # the target is as old as the input that the answer speaks of: x -> h -> y -> loss


def network(classes=False, **fields):
    """The network with a loss called ``learn``; further losses are for who wants them."""
    rng = np.random.default_rng(0)
    g = lpnb.Graph("trained")
    data = {
        "x": rng.normal(size=(12, 3)).astype(np.float32),
        "t": rng.normal(size=(12, 2)).astype(np.float32),
        "c": np.arange(12) % 2,
        "m": (np.arange(12) % 3 > 0).astype(np.float32),
        "v": rng.integers(0, 2, size=(12, 2)).astype(np.float32),
    }
    g.add("data", "arrays", data=data, hold=3, split="all")
    g.add("h", "pool", shape=4, act="tanh", tags=("early",))
    g.add("y", "pool", shape=2)
    g.connect("data.x", "h", "dense", tags=("early",))
    g.connect("h", "h", "dense")
    g.connect("h", "y", "dense")
    add_loss(g, "learn", classes=classes, **fields)
    return g


def add_loss(g, name, classes=False, mask="", **fields):
    """Another loss at the same answer."""
    g.add(name, "loss", **{"loss": "cross_entropy" if classes else "mse", "lr": 0.05, **fields})
    g.connect("y", f"{name}.prediction")
    g.connect("data.c" if classes else "data.t", f"{name}.target")
    if mask:
        g.connect(f"data.{mask}", f"{name}.mask")


@attrs.define
class Learning:
    """One loss by hand: ``measure(y, delivered)`` gives a number for each sample, to which ``costs(p, h)`` are added."""

    measure: object
    optimizer: object = lambda p: torch.optim.SGD(p.values(), lr=0.05)
    window: int = 5
    stride: int = 5
    schedule: object = None
    clip: float = None
    split: int = None
    after: object = None
    due: object = lambda frame: True
    each_alone: bool = False
    costs: object = lambda p, h: 0
    lag: int = 0
    first_frame: int = 0


def mse(y, delivered):
    """The mean squared error of each sample."""
    return ((y - delivered["t"]) ** 2).mean(1)


def trained(stream, start, frames, *learners):
    """The weights after so many frames; uses the stream for its data alone."""
    p = {name: torch.tensor(array, requires_grad=True) for name, array in start.items()}
    optimizers = [learner.optimizer(p) for learner in learners]
    schedules = [one.schedule and one.schedule(opt) for one, opt in zip(learners, optimizers, strict=True)]
    states = [(torch.zeros(BATCH, 4).double(), torch.zeros(BATCH, 2).double())]
    late = []
    for frame in range(1, frames + 1):
        with torch.no_grad():
            states.append(step(p, stream, states[-1], frame))
        turn = [
            place for place, one in enumerate(learners)
            if frame >= (first := one.first_frame + max(one.window, one.stride)) and (frame - first) % one.stride == 0
        ]  # fmt: skip
        late += [(frame, place, gradient(p, stream, states, frame, learners[place])) for place in turn]
        for one in [one for one in late if one[0] + learners[one[1]].lag <= frame]:
            late.remove(one)
            update(p, one[2], learners[one[1]], optimizers[one[1]], schedules[one[1]])
    return {name: tensor.detach().numpy() for name, tensor in p.items()}


def step(p, stream, state, frame):
    """One frame of the network."""
    h, y = state
    x = torch.tensor(stream.delivered("data.x", frame - 1))
    del y
    return (
        torch.tanh(p["h.bias"] + x @ p["data.x->h.weight"] + h @ p["h->h.weight"]),
        p["y.bias"] + h @ p["h->y.weight"],
    )


def gradient(p, stream, states, frame, one):
    """The gradient of the mean loss of the last frames, None where nothing leads."""
    state, losses = states[frame - one.window], []
    for number in range(frame - one.window + 1, frame + 1):
        age = number - AGE
        like = {name: torch.tensor(stream.delivered(f"data.{name}", max(0, age))) for name in "tcmv"}
        delivered = like if age >= 0 else {name: torch.zeros_like(value) for name, value in like.items()}
        if one.each_alone:
            state = tuple(value.detach() for value in state)
        if one.due(number):
            losses.append((one.measure(state[1], delivered) + one.costs(p, state[0]))[: one.split].mean())
        state = step(p, stream, state, number)
    loss = torch.stack(losses).mean()
    if not loss.requires_grad:
        return dict.fromkeys(p)
    return dict(zip(p, torch.autograd.grad(loss, list(p.values()), allow_unused=True), strict=True))


def update(p, gradients, one, optimizer, schedule):
    """One step of an optimizer."""
    for name, value in gradients.items():
        p[name].grad = value
    if one.clip is not None:
        torch.nn.utils.clip_grad_norm_([q for q in p.values() if q.grad is not None], one.clip)
    optimizer.step()
    optimizer.zero_grad()
    if schedule is not None:
        schedule.step()
    if one.after:
        with torch.no_grad():
            one.after(p)


def check(graph, frames, *learners):
    """Let a graph stream, and compare with training by hand."""
    with lpnb.Stream(graph, batch=BATCH, device="cpu", dtype="float64") as stream:
        start = stream.weights()
        stream.step(frames)
        wanted = trained(stream, start, frames, *learners)
        moved = [name for name, value in stream.weights().items() if not np.array_equal(value, start[name])]
        for name, value in stream.weights().items():
            np.testing.assert_allclose(value, wanted[name], atol=1e-6, err_msg=name)
        return moved
