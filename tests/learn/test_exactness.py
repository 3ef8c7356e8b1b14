"""What a loss can be told to do equals the same thing written by hand in plain PyTorch, to 1e-6."""

import attrs
import pytest
import torch
from torch.nn import functional
from torch.optim import lr_scheduler

import lpnb
from tests.learn.unrolled import BATCH, Learning, add_loss, check, mse, network

FRAMES = 26
ALL = {"h.bias", "y.bias", "data.x->h.weight", "h->h.weight", "h->y.weight"}


@pytest.mark.parametrize(("window", "stride"), [(5, None), (1, None), (4, 9), (1, 6), (5, 2), (7, 3), (6, 1), (4, 6)])
def test_any_window_and_stride(window, stride):
    moved = check(
        network(optimizer="sgd", window=window, stride=stride),
        FRAMES,
        Learning(mse, window=window, stride=stride or window),
    )
    assert set(moved) == ALL if window > 2 else set(moved) <= ALL


def test_gradients_within_each_frame_alone():
    moved = check(network(optimizer="sgd", window=5, detach="frame"), FRAMES, Learning(mse, each_alone=True))
    assert moved == []  # every way to the loss takes a frame


def test_what_is_computed_within_a_frame_is_trained_by_that_frame_alone():
    graph = network(optimizer="sgd", window=5, detach="frame")
    graph.set("y->learn.prediction", delay=0)
    with lpnb.Stream(graph, batch=BATCH, device="cpu") as stream:
        start = stream.weights()
        stream.step(10)
        moved = {name for name, value in stream.weights().items() if (value != start[name]).any()}
    assert moved == {"y.bias", "h->y.weight"}


OPTIMIZERS = {
    "adam": (torch.optim.Adam, {"betas": [0.8, 0.9], "amsgrad": True}),
    "adamw": (torch.optim.AdamW, {"weight_decay": 0.1}),
    "rmsprop": (torch.optim.RMSprop, {"momentum": 0.5, "centered": True}),
    "sgd": (torch.optim.SGD, {"momentum": 0.9, "nesterov": True, "weight_decay": 0.01}),
    "adagrad": (torch.optim.Adagrad, {"initial_accumulator_value": 0.1}),
    "adadelta": (torch.optim.Adadelta, {"rho": 0.5}),
    "adamax": (torch.optim.Adamax, {}),
    "nadam": (torch.optim.NAdam, {}),
    "radam": (torch.optim.RAdam, {}),
    "rprop": (torch.optim.Rprop, {"etas": [0.4, 1.3]}),
    "asgd": (torch.optim.ASGD, {"t0": 2}),
    "adafactor": (torch.optim.Adafactor, {"d": 1.5}),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_with_options(name):
    cls, options = OPTIMIZERS[name]
    check(
        network(optimizer=name, options=options, window=3),
        FRAMES,
        Learning(mse, lambda p: cls(p.values(), lr=0.05, **options), 3, 3),
    )


SCHEDULES = {
    "ConstantLR": {"factor": 0.5, "total_iters": 3},
    "LinearLR": {"total_iters": 4},
    "ExponentialLR": {"gamma": 0.7},
    "PolynomialLR": {"total_iters": 6, "power": 2.0},
    "StepLR": {"step_size": 2, "gamma": 0.3},
    "MultiStepLR": {"milestones": [2, 5], "gamma": 0.3},
    "CosineAnnealingLR": {"T_max": 5, "eta_min": 0.01},
    "CosineAnnealingWarmRestarts": {"T_0": 2, "T_mult": 2},
    "CyclicLR": {"max_lr": 0.1, "step_size_up": 3},
    "OneCycleLR": {"total_steps": 20},
}
OWN_RATES = {
    "CyclicLR": {"base_lr": 0.05, "cycle_momentum": False},
    "OneCycleLR": {"max_lr": 0.05, "cycle_momentum": False},
}


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_schedule(name):
    options = SCHEDULES[name]

    def schedule(optimizer):
        return getattr(lr_scheduler, name)(optimizer, **options, **OWN_RATES.get(name, {}))

    graph = network(optimizer="sgd", window=2, schedule=name, schedule_options=options)
    check(graph, FRAMES, Learning(mse, window=2, stride=2, schedule=schedule))


def test_a_mask_for_each_sample():
    check(network(optimizer="sgd", mask="m", window=5), FRAMES, Learning(lambda y, d: mse(y, d) * d["m"]))


def test_a_mask_for_each_value():
    def masked(y, d):
        return ((y - d["t"]) ** 2 * d["v"]).mean(1)

    check(network(optimizer="sgd", mask="v", window=5), FRAMES, Learning(masked))


@pytest.mark.parametrize(("smoothing", "confidence"), [(0.1, 0), (0, 0.2), (0.3, 0.1)])
def test_smoothing_and_a_confidence_penalty(smoothing, confidence):
    def measure(y, d):
        error = functional.cross_entropy(y, d["c"], reduction="none", label_smoothing=smoothing)
        share = y.softmax(1)
        return error + confidence * (share * share.log()).sum(1)

    graph = network(classes=True, optimizer="sgd", smoothing=smoothing, confidence=confidence, window=5)
    check(graph, FRAMES, Learning(measure))


@pytest.mark.parametrize(
    ("fields", "measure"),
    [
        ({"loss": "mae"}, lambda y, d: (y - d["t"]).abs().mean(1)),
        ({"loss": "hinge"}, lambda y, d: (1 - y * d["t"]).relu().mean(1)),
        ({"loss": "minimize"}, lambda y, _: y.mean(1)),
        ({"loss": "maximize"}, lambda y, _: -y.mean(1)),
        (
            {"loss": "expression", "formula": "mean((prediction - target)**2) + 0.1 * norm(prediction)"},
            lambda y, d: mse(y, d) + 0.1 * y.norm(dim=1),
        ),
        (
            {"loss": "expression", "formula": "where(abs(prediction - target) < 1, abs(prediction), 2 * target**2)"},
            lambda y, d: torch.where((y - d["t"]).abs() < 1, y.abs(), 2 * d["t"] ** 2).mean(1),
        ),
        ({"loss": "expression", "formula": "prediction[:, 0] * 2"}, lambda y, _: y[:, 0] * 2),
    ],
)
def test_every_comparison_of_numbers(fields, measure):
    check(network(optimizer="sgd", window=5, **fields), FRAMES, Learning(measure))


def test_weights_of_several_losses_that_one_optimizer_trains():
    graph = network(optimizer="sgd", weight=0.5)
    graph.set("learn", window=5)
    add_loss(graph, "second", loss="mae", weight=2.0, on=False)
    add_loss(graph, "third", classes=True, on=False)
    graph.connect("second", "learn.terms")
    graph.connect("third", "learn.terms")

    def measure(y, d):
        error = 0.5 * mse(y, d) + 2 * (y - d["t"]).abs().mean(1)
        return error + functional.cross_entropy(y, d["c"], reduction="none")

    check(graph, FRAMES, Learning(measure))


def test_two_losses_have_windows_of_their_own():
    graph = network(optimizer="adam", window=5)
    add_loss(graph, "second", loss="mae", optimizer="sgd", window=3)
    add_loss(graph, "third", loss="hinge", optimizer="rmsprop", window=4, stride=7)
    add_loss(graph, "fourth", loss="minimize", optimizer="sgd", lr=0.01, window=4, stride=2)
    check(
        graph,
        2 * FRAMES,
        Learning(mse, lambda p: torch.optim.Adam(p.values(), lr=0.05)),
        Learning(lambda y, d: (y - d["t"]).abs().mean(1), window=3, stride=3),
        Learning(lambda y, d: (1 - y * d["t"]).relu().mean(1), lambda p: torch.optim.RMSprop(p.values(), 0.05), 4, 7),
        Learning(lambda y, _: y.mean(1), lambda p: torch.optim.SGD(p.values(), 0.01), 4, 2),
    )


def test_some_samples_train_and_the_others_are_watched():
    check(network(optimizer="sgd", split=3, window=5), FRAMES, Learning(mse, split=3))


@pytest.mark.parametrize("clip", [1e-3, 0.1, 100.0])
def test_clipping(clip):
    check(network(optimizer="sgd", clip=clip, window=5), FRAMES, Learning(mse, clip=clip))


def test_frames_count_when_the_loss_is_due():
    graph = network(optimizer="sgd", window=5, period=3, offset=1)
    check(graph, FRAMES, Learning(mse, due=lambda frame: frame % 3 == 1))


def test_groups_have_rates_decay_and_bounds_of_their_own():
    groups = {"early": {"lr": 0.01, "weight_decay": 0.1}, "h->y": {"low": -0.3, "high": 0.2}, "y.bias": {"lr": 0.2}}
    graph = network(optimizer="sgd", window=5, groups=groups, schedule="ExponentialLR", schedule_options={"gamma": 0.8})

    def optimizer(p):
        early = {"params": [p["h.bias"], p["data.x->h.weight"]], "lr": 0.01, "weight_decay": 0.1}
        own = {"params": [p["y.bias"]], "lr": 0.2}
        return torch.optim.SGD([early, own, {"params": [p["h->h.weight"], p["h->y.weight"]]}], lr=0.05)

    check(
        graph,
        FRAMES,
        Learning(
            mse,
            optimizer,
            schedule=lambda opt: lr_scheduler.ExponentialLR(opt, 0.8),
            after=lambda p: p["h->y.weight"].clamp_(-0.3, 0.2),
        ),
    )


@pytest.mark.parametrize(
    ("trains", "names"),
    [(["h"], {"h.bias"}), (["early"], {"h.bias", "data.x->h.weight"}), (["h->y", "y"], {"h->y.weight", "y.bias"})],
)
def test_a_loss_trains_whom_it_is_told_to(trains, names):
    graph = network(optimizer="sgd", window=5, trains=trains)
    moved = check(graph, FRAMES, Learning(mse, lambda p: torch.optim.SGD([p[name] for name in sorted(names)], lr=0.05)))
    assert set(moved) == names


@pytest.mark.parametrize(("window", "stride", "lag"), [(5, None, 1), (5, None, 7), (3, 1, 2), (2, 6, 3)])
def test_updates_that_come_late(window, stride, lag):
    learner = Learning(mse, window=window, stride=stride or window, lag=lag)
    check(network(optimizer="sgd", window=window, stride=stride, lag=lag), FRAMES, learner)


def test_frames_that_are_not_learned_from():
    learner = Learning(mse, window=4, stride=4, first_frame=6)
    check(network(optimizer="adam", window=4, first_frame=6), FRAMES, attrs.evolve(learner, optimizer=adam))


def adam(p):
    return torch.optim.Adam(p.values(), lr=0.05)
