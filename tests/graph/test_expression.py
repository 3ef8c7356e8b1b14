"""Expressions are read and worked out without eval; whatever else stands there is refused in words."""

import contextlib
import math
import operator
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lpnb.errors import ExpressionError, LpnbError
from lpnb.graph.expression import DEEPEST, Expression

FUNCTIONS = {"mean": np.mean, "exp": np.exp, "concat": np.concatenate, "boom": lambda: 1 / 0}
NAMES = ("x", "y", "data.image")
X = np.arange(12.0).reshape(3, 4)
VALUES = {"x": X, "y": X[0] + 1, "data.image": X * 2}


def read(text):
    return Expression.parse(text, NAMES, FUNCTIONS)


def worked_out(text):
    return read(text).evaluate(VALUES, FUNCTIONS)


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "x + y * 2 - 1",
        "-x ** 2 % 5 / (1 + y)",
        "mean(x, axis=1)",
        "mean(x, axis=(0, 1), keepdims=True)",
        "x[0]",
        "x[:, 1:3]",
        "x[..., -1]",
        "x[x > 4]",
        "concat((x, x), axis=0)",
        "(x >= y) * (x != 3)",
        "+exp(-x)",
    ],
)
def test_it_is_worked_out_as_python_would(text):
    wanted = eval(text, {"x": X, "y": VALUES["y"], **FUNCTIONS})
    np.testing.assert_array_equal(worked_out(text), wanted)


def test_truth_values_count_as_0_and_1():
    assert np.array_equal(worked_out("(x > 4) - (x < 2)"), (X > 4) * 1 - (X < 2))
    assert np.array_equal(worked_out("(x > 4) + (x > 2)"), (X > 4) * 1 + (X > 2))
    assert np.array_equal(worked_out("x[(x > 4) * (x < 9)]"), X[(X > 4) & (X < 9)])


def test_a_dotted_name_is_one_name():
    assert np.array_equal(worked_out("data.image / 2"), X)


def test_it_says_which_values_it_reads_in_order():
    assert read("mean(data.image, axis=y[0]) + x - y").names == ("data.image", "y", "x")
    assert read("exp(1)").names == ()


def test_line_breaks_and_spaces_do_not_matter():
    assert np.array_equal(worked_out("  mean(x,\n\taxis=1)\n"), X.mean(1))


def test_a_function_and_a_value_may_have_one_name():
    one = Expression.parse("mean(mean)", ("mean",), FUNCTIONS)
    assert one.evaluate({"mean": X}, FUNCTIONS) == X.mean()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "expression '', column 1: expected an expression of 1 to 500 letters, found 0."),
        (
            "meen(x)",
            "expression 'meen(x)', column 1: expected the name of a function, found 'meen'. Did you mean 'mean'?",
        ),
        (
            "1 + data.imag",
            "expression '1 + data.imag', column 5: expected the name of a value, found 'data.imag'. Did you mean 'data.image'?",
        ),
        (
            "exp",
            "expression 'exp', column 1: expected the name of a value, found 'exp'. It is a function: write exp(...).",
        ),
        (
            "x < y < 3",
            "expression 'x < y < 3', column 1: expected one comparison at a time, found 'x < y < 3'. "
            "Multiply two of them: (0 < x) * (x < 1).",
        ),
        (
            "2 * 9**9**9",
            "expression '2 * 9**9**9', column 8: expected an exponent without a power in it, "
            "found a power of a power. Use exp(...).",
        ),
        ("x ** 65", "expression 'x ** 65', column 6: expected exponents from -64 to 64, found '65'."),
        (
            "x.real",
            "expression 'x.real', column 1: expected the name of a value, found 'x.real'. Known: x, y, data.image.",
        ),
        (
            "mean(x",
            "expression 'mean(x', column 5: expected an expression, like mean(x, axis=1) ('(' was never closed), found '(x'.",
        ),
        ("mean(**x)", "expression 'mean(**x)', column 1: expected arguments like axis=1, found **."),
        ("'a' + x", None),
        ("x @ y", "expression 'x @ y', column 1: expected one of + - * / ** %, found 'x @ y'."),
        ("1j", None),
        ("1e999", "expression '1e999', column 1: expected numbers below 1e300, found a greater one."),
    ],
)
def test_what_cannot_be_read_is_said(text, words):
    with pytest.raises(ExpressionError) as caught:
        read(text)
    assert words is None or str(caught.value) == words


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "().__class__",
        "x.__class__",
        "mean.__globals__",
        "mean(x).T",
        "(lambda: 1)()",
        "[x for x in y]",
        "{x}",
        "x if x else y",
        "x and y",
        "not x",
        "x is y",
        "(x := 1)",
        "mean(*x)",
        "await x",
        "(1,) * 10000000",
        "[1] * 10000000",
        "x << 100",
        "f'{x}'",
        "x; y",
        "x = 1",
        "(" * 300,
        "-" * 300 + "x",
        "x[" * 100,
        "\ud800",
        "x\0",
    ],
)
def test_what_is_no_expression_is_refused(text):
    with pytest.raises(ExpressionError):
        read(text)


def test_the_column_counts_letters_not_bytes():
    with pytest.raises(ExpressionError) as caught:
        Expression.parse(" größe + y", ("größe",), ())
    assert caught.value.column == 10


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "1 + mean(x, axis=7)",
            "expression '1 + mean(x, axis=7)', column 5: expected values that go into 'mean(x, axis=7)', "
            "found AxisError: axis 7 is out of bounds for array of dimension 2.",
        ),
        (
            "boom()",
            "expression 'boom()', column 1: expected values that go into 'boom()', found ZeroDivisionError: division by zero.",
        ),
        (
            "x[9]",
            "expression 'x[9]', column 1: expected values that go into 'x[9]', "
            "found IndexError: index 9 is out of bounds for axis 0 with size 3.",
        ),
        (
            "(-8) ** 0.5",
            "expression '(-8) ** 0.5', column 1: expected values that go into '(-8) ** 0.5', "
            "found ValueError: a negative number has no such power.",
        ),
    ],
)
def test_what_cannot_be_worked_out_is_said(text, words):
    with pytest.raises(ExpressionError) as caught:
        worked_out(text)
    assert str(caught.value) == words


def test_a_value_that_is_not_there_is_said():
    with pytest.raises(ExpressionError, match="column 1: expected a value, found none of 'x'. Known: y.$"):
        read("x").evaluate({"y": X}, FUNCTIONS)


@pytest.mark.parametrize("text", ["x[:, None] * x[None, :]", "x[ones]"])
def test_a_result_that_would_fill_the_memory_is_refused_before_it_is_made(text):
    long = {"x": np.zeros(2**14), "ones": np.ones((2**14, 2**14), dtype=np.int8)}
    with pytest.raises(ExpressionError, match="found MemoryError: the result would have 268435456 values"):
        Expression.parse(text, long, ()).evaluate(long, {})


def test_powers_of_numbers_do_not_grow_without_end():
    assert worked_out("2 ** 10") == 1024
    assert isinstance(worked_out("2 ** 10"), int)
    with pytest.raises(ExpressionError, match="OverflowError"):
        worked_out("(9 ** 64) ** 64")


def test_it_is_as_deep_as_it_may_be():
    assert read("+".join("x" * DEEPEST)).names == ("x",)
    with pytest.raises(ExpressionError, match="expected at most 60 levels of brackets and operators, found more"):
        read("+".join("x" * (DEEPEST + 1)))


LETTERS = "()[]{}+-*/%<>=!,:.'\"\\ \n0123456789xé\0"
WORDS = re.split(
    " ", "** mean x data image lambda for in __class__ axis= True None not if else ... 1e9 9**9 import exec"
)


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from([*LETTERS, *WORDS]), max_size=40).map("".join)))
def test_any_text_is_read_or_refused_in_words(text):
    with contextlib.suppress(LpnbError):
        read(text).evaluate(VALUES, FUNCTIONS)


numbers = st.one_of(st.just(("x", X)), st.integers(1, 9).map(lambda n: (str(n), n)))
signs = {"+": operator.add, "-": operator.sub, "*": operator.mul, "<": operator.lt}


def joined(parts):
    (a, one), sign, (b, other) = parts
    return f"({a} {sign} {b})", signs[sign](np.asarray(one) * 1.0, np.asarray(other) * 1.0)


@given(
    st.recursive(numbers, lambda part: st.tuples(part, st.sampled_from(sorted(signs)), part).map(joined), max_leaves=12)
)
def test_any_tree_is_worked_out_as_numpy_does(pair):
    text, wanted = pair
    np.testing.assert_allclose(np.asarray(worked_out(text), dtype=float), np.asarray(wanted, dtype=float))
    assert not math.isnan(np.sum(wanted))
