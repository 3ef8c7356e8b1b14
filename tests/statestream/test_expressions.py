"""Functions by name and expressions of them are looked at, and never run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lpnb.statestream.expressions import complaint


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
        ("[$ for np in $]", "inputs ($), numbers and functions (B.tanh)", "a comprehension"),
        ("(lambda: " + "-" * 300 + "$)", "inputs ($), numbers and functions (B.tanh)", "a lambda"),
    ],
)
def test_what_is_wrong_is_said(text, expected, found):
    wrong = complaint(text)
    assert (wrong.expected, wrong.found) == (expected, found)


@given(st.text("$B.()*+tanhrelu01[]lambda: ", max_size=40))
def test_any_text_is_good_or_wrong(text):
    complaint(text)
