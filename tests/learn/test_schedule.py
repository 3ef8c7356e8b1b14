"""What a schedule does not take, in exact words: its own, not those of the code that it runs."""

import json

import pytest

from lpnb.learn.schedule import SCHEDULES, known_options
from tests.learn.unrolled import network

WHOLE = "expected a whole number, 1 or more, as"


def said(**fields):
    return [str(problem) for problem in network(**fields).check().errors]


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        (
            "CosineAnnealingLR",
            {"T_max": 0},
            f"{WHOLE} 'T_max' of 'CosineAnnealingLR', found 0. Write schedule_options={{\"T_max\": 10000}}.",
        ),
        (
            "LinearLR",
            {"total_iters": "x"},
            f"{WHOLE} 'total_iters' of 'LinearLR', found 'x'. Write schedule_options={{\"total_iters\": 1000}}.",
        ),
        (
            "PolynomialLR",
            {"power": "x"},
            "expected a number as 'power' of 'PolynomialLR', found 'x'. Write schedule_options={\"power\": 1.0}.",
        ),
        (
            "MultiStepLR",
            {"milestones": 5},
            "expected numbers as 'milestones' of 'MultiStepLR', found 5. "
            'Write schedule_options={"milestones": [1000, 2000]}.',
        ),
        (
            "CyclicLR",
            {"max_lr": 0.1, "mode": "square"},
            "expected one of 'triangular', 'triangular2', 'exp_range' as 'mode' of 'CyclicLR', found 'square'. "
            'Write schedule_options={"max_lr": 0.1, "mode": "triangular"}.',
        ),
        (
            "CyclicLR",
            {"base_lr": 0.1},
            "expected options of 'CyclicLR' as 'schedule_options', found 'base_lr'. "
            "The schedule takes the 'lr' of the loss for it: set that, and leave 'base_lr' out.",
        ),
        (
            "LinearLR",
            {"start_factor": 0},
            "expected options that LinearLR takes (start_factor, end_factor, total_iters), found Starting "
            "multiplicative factor expected to be greater than 0 and less or equal to 1.",
        ),
    ],
)
def test_what_a_schedule_does_not_take_is_said_with_what_to_write(name, options, words):
    assert said(schedule=name, schedule_options=options) == [f"node 'learn' (loss): {words}"]


@pytest.mark.parametrize(
    ("name", "option", "example"),
    [
        ("StepLR", "step_size", "1000"),
        ("MultiStepLR", "milestones", "[1000, 2000]"),
        ("ExponentialLR", "gamma", "0.999"),
        ("CosineAnnealingLR", "T_max", "10000"),
        ("CosineAnnealingWarmRestarts", "T_0", "1000"),
        ("CyclicLR", "max_lr", "0.01"),
        ("OneCycleLR", "total_steps", "10000"),
    ],
)
def test_an_option_that_is_missing_is_named_and_what_is_advised_mends_it(name, option, example):
    takes = f"options that {name} takes ({', '.join(known_options(name))})"
    mend = f'Write schedule_options={{"{option}": {example}}}.'
    assert said(schedule=name) == [f"node 'learn' (loss): expected {takes}, found no {option!r}. {mend}"]
    assert said(schedule=name, schedule_options={option: json.loads(example)}) == []


def test_every_other_schedule_needs_no_options():
    missing = {name for name in SCHEDULES if said(schedule=name)}
    assert set(SCHEDULES) - missing == {"none", "ConstantLR", "LinearLR", "PolynomialLR"}
