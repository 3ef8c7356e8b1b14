"""Functions by name and expressions of them are looked at, and never run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lpnb.graph import activations
from lpnb.statestream.expressions import complaint, plain


@pytest.mark.parametrize(
    "text",
    [
        "Id",
        "softmax",
        "floor",
        "$",
        "$**2 + B.tanh($)",
        "B.relu($, thresh=0.5)",
        "B.sum($, axis=(1, 2))",
        "np.pi * $",
        "1 - $",
        "B.Id($) * 2",
        "B.selu($, 2, alpha=3)",
    ],
)
def test_names_and_expressions_of_the_original_are_good(text):
    assert complaint(text) is None


@pytest.mark.parametrize("text", ["$00 * $10", "B.maximum($00, $01)", "B.concatenate([$00, $10], axis=1)"])
def test_those_of_several_inputs_too(text):
    assert complaint(text, "$00") is None


@pytest.mark.parametrize(
    ("text", "expected", "found"),
    [
        ("rellu", "the name of a function", "'rellu'"),
        ("relu tanh", "the name of a function, or an expression of $ like B.tanh($)", "'relu tanh'"),
        ("B.tanh($", "an expression of $, like B.tanh($)", "'B.tanh($'"),
        ("B.rellu($)", "a function of B", "B.rellu"),
        ("B.__class__", "the name of a function, or an expression of $ like B.tanh($)", "'B.__class__'"),
        ("B.__class__($)", "a function of B", "B.__class__"),
        ("tanh($)", "B.tanh(...) inside of an expression", "tanh(...)"),
        ("x * $", "inputs ($), numbers and functions (B.tanh)", "'x'"),
        ("open('x', $)", "inputs ($), numbers and functions (B.tanh)", "'open'"),
        ("np._x($)", "inputs ($), numbers and functions (B.tanh)", "'_x'"),
        ("(lambda: $)", "inputs ($), numbers and functions (B.tanh)", "a lambda"),
        ("B.dot($, $)", "a function that lpnb has, too", "B.dot"),
        ("B.relu($, tresh=0.5)", "an argument of B.relu", "tresh="),
        ("B.tanh($, 3)", "values that go into 'tanh($, 3)'", "'B.tanh($, 3)'"),
        ("1.0 if $ > 0 else 0.0", "inputs ($), numbers and functions (B.tanh)", "if ... else"),
        ("$.T", "inputs ($), numbers and functions (B.tanh)", "a value's .T"),
        ("$ * 9**9**9**9", "an exponent without a power in it", "a power of a power"),
        ("min", "the name of a function, or an expression of $ like B.tanh($)", "'min'"),
        ("[$ for np in $]", "inputs ($), numbers and functions (B.tanh)", "a comprehension"),
        ("(lambda: " + "-" * 300 + "$)", "inputs ($), numbers and functions (B.tanh)", "a lambda"),
    ],
)
def test_what_is_wrong_is_said(text, expected, found):
    wrong = complaint(text)
    assert (wrong.expected, wrong.found) == (expected, found)


@pytest.mark.parametrize(
    ("text", "expected", "found"),
    [
        ("relu", "an expression of $00", "'relu'"),
        ("np.pi", "an expression that reads $00", "none of it"),
        ("B.relu($00, $01, $00)", "values that go into 'relu($00, $00, $00)'", "'B.relu($00, $01, $00)'"),
    ],
)
def test_what_is_wrong_with_several_inputs_is_said(text, expected, found):
    wrong = complaint(text, "$00")
    assert (wrong.expected, wrong.found) == (expected, found)


@given(st.text("$B.()*+tanhrelu01[]lambda: ", max_size=40))
def test_any_text_is_wrong_or_lpnb_can_take_it(text):
    if complaint(text) is None:
        activations.read(plain(text))
