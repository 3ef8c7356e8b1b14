"""What each field takes, what it refuses, and in which words."""

import contextlib
import math
from fractions import Fraction

import attrs
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import lpnb
from lpnb.errors import EditError, UnknownName
from lpnb.graph import fields
from lpnb.graph.fields import BadValue, info

DATA = {"x": np.zeros((3, 2)), "y": np.array([0, 1, 2])}


@attrs.frozen
class Sample:
    """One field of each type."""

    number: float = fields.number(0.5, low=0, high=2, unit="sd", live=True, log=True, help="A number.")
    least: float = fields.number(1.0, low=1, help="A number.")
    most: float = fields.number(1.0, high=1.5, help="A number.")
    free: float | None = fields.number(None, help="A number or nothing.")
    integer: int = fields.integer(3, low=1, high=9, unit="frames", help="A whole number.")
    maybe: int | None = fields.integer(None, low=1, help="A whole number or nothing.")
    choice: str = fields.choice("a", ("a", "b"), help="A choice.")
    switch: bool = fields.switch(default=True, help="A switch.")
    shape: tuple | None = fields.shape(help="A shape.")
    delay: int | str = fields.delay(1, help="A delay.")
    function: str = fields.function("tanh", help="A function.")
    arrays: dict = attrs.field(factory=dict)


@attrs.frozen
class Data:
    arrays: dict = fields.arrays(help="Arrays.")


GOOD = [
    ("number", 2, 2.0),
    ("number", np.float32(0.5), 0.5),
    ("number", np.int64(1), 1.0),
    ("number", Fraction(1, 4), 0.25),
    ("free", None, None),
    ("free", -1e300, -1e300),
    ("integer", 9, 9),
    ("integer", 2.0, 2),
    ("integer", np.uint8(2), 2),
    ("integer", np.float64(2), 2),
    ("maybe", None, None),
    ("choice", "b", "b"),
    ("switch", False, False),
    ("switch", np.bool_(False), False),
    ("shape", 10, (10,)),
    ("shape", [1, 8.0, np.int32(8)], (1, 8, 8)),
    ("shape", (1, 2, 3, 4), (1, 2, 3, 4)),
    ("shape", torch.Size([3, 4]), (3, 4)),
    ("shape", None, None),
    ("delay", 0, 0),
    ("delay", 10_000, 10_000),
    ("delay", np.int64(3), 3),
    ("delay", "auto", "auto"),
    ("function", "relu", "relu"),
    ("function", "B.tanh($) * $", "tanh(x) * x"),
]


@pytest.mark.parametrize(("field", "value", "result"), GOOD)
def test_a_good_value_is_taken_as_a_plain_python_value(field, value, result):
    taken = getattr(Sample(**{field: value}), field)
    assert (taken, type(taken)) == (result, type(result))


BAD = {
    "number": ("0 to 2 sd", [-0.1, 2.1, math.nan, math.inf, True, np.True_, "1", None, 1j, [1], 10**400]),
    "least": ("at least 1", [0.999, -math.inf, math.nan]),
    "most": ("at most 1.5", [1.51, math.inf]),
    "free": ("a finite number", [math.inf, math.nan, np.float32("nan"), False, "x"]),
    "integer": ("a whole number, 1 to 9 frames", [0, 10, 1.5, math.nan, math.inf, True, np.True_, "3", None, 10**400]),
    "maybe": ("a whole number, at least 1", [0, -1, 0.5, True]),
    "choice": ("one of 'a', 'b'", ["c", "", None, 1, ["a"], b"a"]),
    "switch": ("True or False", [0, 1, None, "True", np.int64(1)]),
    "shape": (
        "1 to 4 positive sizes, e.g. (16, 4, 4) or 10",
        [0, -1, (), (1, 0), (1,) * 5, 1.5, "12", True, np.True_, (True, 2), math.nan, math.inf, [[1]]],
    ),
    "delay": ("0 to 10000 frames, or 'auto'", [-1, 10_001, 0.5, True, np.True_, "Auto", "1", None, math.nan, math.inf]),
}


@pytest.mark.parametrize("size", [2**40, 10**400, (2**16, 2**16)])
def test_a_shape_that_no_memory_could_hold_is_refused(size):
    with pytest.raises(BadValue) as caught:
        Sample(shape=size)
    assert caught.value.expected == "sizes that come to at most 2147483648 values"


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, (_, values) in BAD.items() for value in values])
def test_a_bad_value_is_refused_with_what_was_expected(field, value):
    with pytest.raises(BadValue) as caught:
        Sample(**{field: value})
    assert (caught.value.field, caught.value.expected) == (field, BAD[field][0])


def test_a_refusal_names_place_field_expectation_and_find():
    graph = lpnb.Graph()
    graph.add("a", "pool", shape=2)
    graph.connect("a", "a", "conv")
    asks = [
        (lambda: graph.set("a", noise=-1), "node 'a' (pool), field 'noise': expected 0 to 1000000 sd, found -1."),
        (lambda: graph.set("a", noise=np.nan), "node 'a' (pool), field 'noise': expected 0 to 1000000 sd, found nan."),
        (
            lambda: graph.set("a->a", kernel=0),
            "edge 'a->a' (conv), field 'kernel': expected a whole number, 1 to 255 pixels, or two of them, (height, width), found 0.",
        ),
        (
            lambda: graph.add("b", "pool", act="rleu"),
            "node 'b' (pool), field 'act': expected the name of a function or an expression in x, e.g. tanh(x) * x, "
            "found 'rleu'. Did you mean 'relu'?",
        ),
        (
            lambda: graph.add("b", "pool", act="1 + tanhh(x)"),
            "node 'b' (pool), field 'act': expected the name of a function in column 5, found 'tanhh'. Did you mean 'tanh'?",
        ),
        (
            lambda: graph.add("b", "pool", act="x + 1 / 0"),
            "node 'b' (pool), field 'act': expected values that go into '1 / 0' in column 5, "
            "found ZeroDivisionError: division by zero.",
        ),
        (
            lambda: graph.set("a", act="7"),
            "node 'a' (pool), field 'act': expected an expression that reads x, found none of it.",
        ),
        (
            lambda: graph.set("a", act=7),
            "node 'a' (pool), field 'act': expected the name of a function or an expression in x, e.g. tanh(x) * x, found 7.",
        ),
        (
            lambda: graph.add("b", "input", shape="x" * 10_000),
            "node 'b' (input), field 'shape': expected 1 to 4 positive sizes, e.g. (16, 4, 4) or 10, "
            f"found '{'x' * 39}… (10002 characters).",
        ),
        (
            lambda: graph.add("b", "arrays"),
            "node 'b' (arrays): expected a value for 'data', found none. Give it as data=...",
        ),
    ]
    for ask, words in asks:
        with pytest.raises(EditError) as caught:
            ask()
        assert str(caught.value) == words
    assert list(graph) == ["a"]


def test_an_unknown_field_is_refused_with_a_proposal():
    with pytest.raises(UnknownName) as caught:
        lpnb.Graph().add("a", "pool", nois=1)
    assert str(caught.value) == "node 'a' (pool): expected a field of 'pool', found 'nois'. Did you mean 'noise'?"


ARRAYS = "a dict of arrays of finite numbers, all of one length, e.g. {'image': images, 'label': labels}"


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        [1, 2],
        np.zeros((3, 2)),
        {"x": 5},
        {"x": []},
        {"x": [1, 2], "y": [1]},
        {"x": ["a", "b"]},
        {"x": [1j]},
        {"x": [[1], [1, 2]]},
        {"x": [None]},
        {"x": torch.zeros(2, requires_grad=True)},
        pytest.param({"x": np.array(["2020"], "datetime64[Y]")}, id="dates"),
    ],
)
def test_data_that_is_no_arrays_of_one_length_is_refused(value):
    with pytest.raises(BadValue) as caught:
        Data(arrays=value)
    assert caught.value.expected == ARRAYS


def test_arrays_are_kept_as_views_that_nobody_writes_to():
    mine = np.zeros((3, 2))
    kept = Data(arrays={"x": mine, "y": [True, False, True], "z": torch.ones(3)}).arrays
    assert {name: array.shape for name, array in kept.items()} == {"x": (3, 2), "y": (3,), "z": (3,)}
    assert np.shares_memory(kept["x"], mine)
    assert not kept["x"].flags.writeable
    mine[0] = 1  # the user's own stays writable


def test_a_field_tells_an_inspector_what_it_is():
    facts = {field.name: info(field) for field in attrs.fields(Sample) if field.metadata}
    assert [f.control for f in facts.values()] == [
        "number", "number", "number", "number", "integer", "integer", "choice", "switch", "shape", "delay",
        "function",
    ]  # fmt: skip
    number = facts["number"]
    assert (number.help, number.unit, number.low, number.high, number.live, number.log) == (
        "A number.", "sd", 0, 2, True, True,
    )  # fmt: skip
    assert facts["choice"].choices == ("a", "b")
    assert facts["function"].choices[:2] == ("identity", "relu")


@given(st.floats(0, 2) | st.integers(0, 2))
def test_taking_a_number_twice_changes_nothing(value):
    once = Sample(number=value).number
    assert Sample(number=once).number == once == value


anything = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(), st.complex_numbers(),
    st.lists(st.integers() | st.floats() | st.text(), max_size=6), st.dictionaries(st.text(), st.integers(), max_size=2),
)  # fmt: skip


@given(st.sampled_from(sorted(BAD)), anything)
def test_whatever_is_passed_in_is_taken_or_refused_in_words(field, value):
    with contextlib.suppress(BadValue):
        Sample(**{field: value})
        return
    with pytest.raises(BadValue) as caught:
        Sample(**{field: value})
    assert caught.value.expected in (BAD[field][0], "sizes that come to at most 2147483648 values")
    assert len(caught.value.found) <= 90


@pytest.mark.parametrize(
    ("value", "mend"), [("brigt", "Did you mean 'bright'?"), ("green", ""), ("", ""), (3, ""), (["dark"], "")]
)
def test_a_choice_that_there_is_not_brings_the_nearest_one_to_mind(value, mend):
    @attrs.frozen
    class Lamp:
        light: str = fields.choice("dark", ("dark", "bright"), help="How it shines.")

    with pytest.raises(BadValue) as caught:
        Lamp(light=value)
    assert (caught.value.expected, caught.value.mend) == ("one of 'dark', 'bright'", mend)


def test_capitals_do_not_count_in_a_choice():
    graph = lpnb.Graph()
    graph.add("learn", "loss", optimizer="AdamW", schedule="steplr")
    assert (graph["learn"].optimizer, graph["learn"].schedule) == ("adamw", "StepLR")
