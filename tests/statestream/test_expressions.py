"""Functions by name and expressions of them are looked at, and never run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lpnb.graph import activations
from lpnb.statestream.expressions import complaint, fitted, plain


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
        ("B.grad($, $)", "a function that a frame can compute: gradients are there while learning only", "B.grad"),
        ("B.clip($)", "B.clip(x, min_value, max_value)", "B.clip($)"),
        ("B.clip($, low=0)", "an argument of B.clip", "low="),
        ("B.cast($, 'complex')", "a type of numbers: 'float32', 'int32' or 'bool'", "complex"),
        ("B.dimshuffle($, 3)", "a pattern like (0, 'x', 1)", "3"),
        ("$00 * 2", "$, which stands for all that there is", "$00"),
        ("B.tanh($) * _gain", "inputs ($), numbers and functions (B.tanh)", "'_gain'"),
        ("B.shape($)", "values as its result", "the lengths of axes"),
        ("B.mean(*$)", "arguments of B.mean one by one", "B.mean(*$)"),
        ("np.sqrt(-1) * $", "a number that there is", "np.sqrt(-1)"),
        ("'a' * $", "inputs ($), numbers and functions (B.tanh)", "'a'"),
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


@pytest.mark.parametrize(
    ("text", "here"),
    [
        ("B.tanh($)**2", "tanh($)**2"),
        ("B.mean($, keepdims=True)", "mean($, axis=None, keepdims=True)"),
        ("B.sum($,1)", "sum($, axis=1)"),
        ("B.argmax($, keepdims=True)", "argmax($, axis=-1)"),
        ("B.cast($ > 0, np.float32)", "1 * ($ > 0)"),
        ("B.cast($, 'int32') + B.cast($, 'bool')", "trunc($) + ($ != 0)"),
        ("B.concatenate([$, B.zeros((4, 1, 2, 2))], 1)", "concatenate([$, zeros((shape($)[0], 1, 2, 2))], axis=1)"),
        ("B.dimshuffle($, (0, 'x', 1))", "transpose($, (0, None, 1))"),
        ("B.conv2d($, B.ones((1, 1, 3, 3)), 'valid')", "conv2d($, ones((1, 1, 3, 3)), same=False)"),
        ("np.sqrt(4) * B.MSE($, np.pi)", "2.0 * square($ - 3.141592653589793)"),
        ("B.negloglikelihood($00, $10)", "neglog($00) * $10"),
        ("B.flatten($)", "reshape($, (-1,))"),
        ("$ // 2 + 7 // 2", "floor($ / 2) + 3"),
        ("($ > 0) & ($ < 1)", "($ > 0) * ($ < 1)"),
        ("($ > 0) | ~($ < 1)", "maximum($ > 0, 1 - ($ < 1))"),
        ("$00 @ $10", "dot($00, $10)"),
    ],
)
def test_it_is_written_as_lpnb_has_it(text, here):
    assert plain(text, agents=4) == here


@pytest.mark.parametrize(
    ("text", "here"),
    [
        ("$ - B.mean($)", "$ - mean($, axis=None)"),
        ("B.softmax($)", "softmax($)"),
        ("$ - $[:, :1]", "($[:, :, None, None] - $[:, :, None, None][:, :1])[:, :, 0, 0]"),
        ("$ / B.sum($, axis=3)", "$[:, :, None, None] / sum($[:, :, None, None], axis=3)"),
    ],
)
def test_an_expression_of_axes_has_all_four_of_a_vector_too(text, here):
    assert fitted(text, (4, 1, 1)) == here
    assert fitted(text, (4, 2, 2)) == plain(text)


@given(st.text("$B.()*+tanhrelu01[]lambda: ", max_size=40))
def test_any_text_is_wrong_or_lpnb_can_take_it(text):
    if complaint(text) is None:
        activations.read(plain(text))
