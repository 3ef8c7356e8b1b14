"""Functions of one value: by name and as expressions; read, refused in words, and written as text that computes them."""

import contextlib
import operator

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from lpnb.errors import ExpressionError
from lpnb.graph import activations, reforming
from lpnb.graph.activations import NAMES, read, reads_once, sizes, write
from lpnb.graph.functions import EACH, FUNCTIONS
from lpnb.graph.kinds import resolve

X = np.linspace(-4, 4, 48).reshape(2, 3, 2, 4).astype(np.float32)


class Program:
    """What an emitter offers, so far as functions need it: what is used can be called."""

    def __init__(self):
        self.names, self.count = {}, 0

    def use(self, path):
        function = resolve(path.rpartition(".")[0] + ":" + path.rpartition(".")[2])
        self.names[path.replace(".", "_")] = function
        return path.replace(".", "_")

    def new(self, word):
        self.count += 1
        return f"{word}_{self.count}"


def computed(text, x=X, shape=None):
    """What the text that is written computes."""
    program = Program()
    written = write(read(text), "x", program, shape)
    return eval(written, {**program.names, "x": torch.as_tensor(x)}).numpy()


def sigmoid(x):
    return special.expit(x)


def linround(x, s=0.5, b=0.5):
    low, high = b / (1 + s), (s + b) / (1 + s)
    return np.where(x < low, s * x, np.where(x > high, s * x + 1 - s, x / s + b * (1 - 1 / s)))


def linroundpow2(x, s, b, n):
    result = linround(x, s, b)
    for i in range(n - 1):
        result = np.where(x > 2**i, 2**i + 2**i * linround((x - 2**i) / 2**i, s, b), result)
    return result


def softround(x, p):
    u = x - 0.5
    return ((np.tanh(p * u) + u / p) / (np.tanh(p / 2) + 0.5 / p) + 1) / 2


def spiky(x, threshold=1, saturation=2):
    return np.select([x < 0, x >= saturation, x > threshold], [0, 0, 2 * saturation], x)


WANTED = {
    "identity": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "relu(x, thresh=0.5)": lambda x: np.maximum(x - 0.5, 0),
    "leaky_relu": lambda x: np.where(x > 0, x, 0.01 * x),
    "leaky_relu(x, leak=0.3)": lambda x: np.where(x > 0, x, 0.3 * x),
    "leakyrelu": lambda x: np.maximum(x, 0.1 * x),
    "B.leakyrelu($) * 2": lambda x: 2 * np.maximum(x, 0.1 * x),
    "elu": lambda x: np.where(x > 0, x, np.expm1(x)),
    "elu(x, alpha=2)": lambda x: np.where(x > 0, x, 2 * np.expm1(x)),
    "selu": lambda x: 1.0507009873554805 * np.where(x > 0, x, 1.6732632423543772 * np.expm1(x)),
    "selu(x, 2, alpha=3)": lambda x: 2 * np.where(x > 0, x, 3 * np.expm1(x)),
    "gelu": lambda x: x * (1 + special.erf(x / 2**0.5)) / 2,
    "softplus": lambda x: np.log1p(np.exp(x)),
    "tanh": np.tanh,
    "sigmoid": sigmoid,
    "softmax": lambda x: special.softmax(x, axis=1),
    "softmax(x, axis=3)": lambda x: special.softmax(x, axis=3),
    "exp": np.exp,
    "mexp": lambda x: -np.exp(x),
    "erf": special.erf,
    "square": np.square,
    "msquare": lambda x: -x * x,
    "gaussian": lambda x: np.exp(-x * x),
    "log": lambda x: np.log(np.maximum(x, 1e-6)),
    "neglog": lambda x: -np.log(np.maximum(x, 1e-6)),
    "neglog(x, eps=0.1)": lambda x: -np.log(np.maximum(x, 0.1)),
    "sqrt": lambda x: np.sqrt(np.maximum(x, 0)),
    "abs": np.abs,
    "sign": np.sign,
    "sign(x, thresh=1)": lambda x: np.sign(x - 1),
    "floor": np.floor,
    "ceil": np.ceil,
    "round": np.round,
    "expm1": np.expm1,
    "log1p(square(x))": lambda x: np.log1p(x * x),
    "sin": np.sin,
    "cos": np.cos,
    "atan": np.arctan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "logsigmoid": lambda x: np.log(sigmoid(x)),
    "spiky": spiky,
    "spiky(x + 1, threshold=0.5, saturation=3)": lambda x: spiky(x + 1, 0.5, 3),
    "switchsign": lambda x: np.where(x > 1, -x, x),
    "switchsign(x - 1, threshold=2)": lambda x: np.where(x - 1 > 2, 1 - x, x - 1),
    "step": lambda x: np.where(x >= 0, 1, -1),
    "step(x, at=1, left=0, right=5)": lambda x: np.where(x >= 1, 5, 0),
    "rectangular": lambda x: (x > 0) * (x < 1) * 1.0,
    "rectangular(x, x_min=-2, x_max=3, y_level=1, y_height=0.5)": lambda x: np.where((x > -2) & (x < 3), 0.5, 1),
    "bilinear": lambda x: np.clip(1 - np.abs(x), 0, 1),
    "bilinear(x, peak_loc=1, peak_width=2, peak_val=3, level=-1)": lambda x: np.clip(3 - np.abs(1 - x) * 2, -1, 3),
    "softround": lambda x: softround(x, 2),
    "softround(x, p=5)": lambda x: softround(x, 5),
    "linround": linround,
    "linround(x, s=0.25, b=0.75)": lambda x: linround(x, 0.25, 0.75),
    "linroundint": lambda x: np.floor(x) + linround(x - np.floor(x)),
    "linroundint(2 * x, s=0.25)": lambda x: np.floor(2 * x) + linround(2 * x - np.floor(2 * x), 0.25),
    "linroundpow2": lambda x: linroundpow2(x, 0.5, 0.5, 1),
    "linroundpow2(x, n=3)": lambda x: linroundpow2(x, 0.5, 0.5, 3),
    "linroundpow2(x + 1, s=0.25, b=0.75, n=3)": lambda x: linroundpow2(x + 1, 0.25, 0.75, 3),
    "B.tanh($) * $": lambda x: np.tanh(x) * x,
    "$**2 + B.tanh($)": lambda x: x**2 + np.tanh(x),
    "x % 3 - 2 / (square(x) + 1)": lambda x: x % 3 - 2 / (x * x + 1),
    "2 ** x": lambda x: 2**x,
    "1 - (x > 0) * (x < 2)": lambda x: 1 - ((x > 0) & (x < 2)) * 1,
    "(x == x) + (x != x) - (x <= 1) * 2": lambda x: 1 - (x <= 1) * 2,
    "where(x > 1, x, -1)": lambda x: np.where(x > 1, x, -1),
    "where(x - 1 > 1, 2, 1)": lambda x: np.where(x > 2, 2, 1),
    "where(floor(x), 1, x)": lambda x: np.where(np.floor(x) != 0, 1, x),
    "clip(x, -1, 2)": lambda x: np.clip(x, -1, 2),
    "clip(x, -1, abs(x) - 1)": lambda x: np.minimum(np.maximum(x, -1), np.abs(x) - 1),
    "minimum(x, 1) + maximum(2, x)": lambda x: np.minimum(x, 1) + np.maximum(x, 2),
    "maximum(x, -x) - minimum(x > 0, x)": lambda x: np.abs(x) - np.minimum(x > 0, x),
    "x - mean(x)": lambda x: x - x.mean(axis=(1, 2, 3), keepdims=True),
    "x - max(x)": lambda x: x - x.max(axis=(1, 2, 3), keepdims=True),
    "x / (sum(x, axis=None) + 50)": lambda x: x / (x.sum() + 50),
    "x + min(x, axis=(2, 3), keepdims=True)": lambda x: x + x.min(axis=(2, 3), keepdims=True),
    "x / std(x)": lambda x: x / x.std(axis=(1, 2, 3), keepdims=True),
    "x + var(x, axis=-1, keepdims=True)": lambda x: x + x.var(axis=-1, keepdims=True),
    "x * prod(x, axis=2, keepdims=True)": lambda x: x * x.prod(axis=2, keepdims=True),
    "x + argmax(x, axis=1, keepdims=True)": lambda x: x + x.argmax(axis=1, keepdims=True),
    "x - argmin(x, axis=1, keepdims=True)": lambda x: x - x.argmin(axis=1, keepdims=True),
    "x - logsumexp(x, axis=1, keepdims=True)": lambda x: x - special.logsumexp(x, axis=1, keepdims=True),
    "x * any(x > 3, axis=(2, 3), keepdims=True)": lambda x: x * (x > 3).any(axis=(2, 3), keepdims=True),
    "any(floor(x / 4), axis=1, keepdims=True) - x": lambda x: np.any(np.floor(x / 4), axis=1, keepdims=True) - x,
    "concatenate([x, x], axis=1)": lambda x: np.concatenate([x, x], axis=1),
    "x[:, ::2] + x[:, 1:2]": lambda x: x[:, ::2] + x[:, 1:2],
    "x[..., -1] + x[0, 0, 0, 1]": lambda x: x[..., -1] + x[0, 0, 0, 1],
    "concat((x, -x), axis=2)": lambda x: np.concatenate((x, -x), axis=2),
    "trunc(x) + tan(x)": lambda x: np.trunc(x) + np.tan(x),
}


@pytest.mark.parametrize("text", WANTED)
@pytest.mark.parametrize("known", [True, False])
def test_each_function_computes_what_it_says(text, known):
    found, wanted = computed(text, shape=None), WANTED[text](X.astype(np.float64))
    if known and wanted.shape == X.shape:
        found = computed(text, shape=X.shape[1:])
    np.testing.assert_allclose(found, wanted, rtol=2e-5, atol=2e-5)
    assert found.dtype == np.float32
    assert sizes(read(text), X.shape[1:])[1:] == wanted.shape[1:]


def test_every_name_is_tried():
    assert {*NAMES, *FUNCTIONS} - {*reforming.FUNCTIONS} - {
        name for text in WANTED for name in FUNCTIONS if name in text
    } == {
        "identity",
        "amax",
        "amin",
    }


@pytest.mark.parametrize("text", WANTED)
def test_reading_a_function_twice_changes_nothing(text):
    once = read(text)
    assert read(once) == once
    assert "$" not in once
    assert "B." not in once


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("B.tanh($) * $", "tanh(x) * x"),
        ("B.softmax($)", "softmax"),
        ("softmax( x )", "softmax"),
        ("Id", "identity"),
        ("x", "identity"),
        (" relu ", "relu"),
        ("leakyrelu", "leaky_relu(x, leak=0.1)"),
        ("B . relu($, thresh=0.5)", "relu(x, thresh=0.5)"),
    ],
)
def test_it_is_kept_as_people_here_write_it(text, kept):
    assert read(text) == kept


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "rleu",
            "a function: expected the name of a function or an expression in x, e.g. tanh(x) * x, found 'rleu'. "
            "Did you mean 'relu'?",
        ),
        (
            "mean",
            "a function: expected the name of a function or an expression in x, e.g. tanh(x) * x, found 'mean'. "
            "Write it as an expression, e.g. x - mean(x).",
        ),
        (
            None,
            "a function: expected the name of a function or an expression in x, e.g. tanh(x) * x, found None.",
        ),
        ("3", "expression '3': expected an expression that reads x, found none of it."),
        ("tanh(y)", "expression 'tanh(y)', column 6: expected the name of a value, found 'y'. Known: x."),
        (
            "1 + tanhh(x)",
            "expression '1 + tanhh(x)', column 5: expected the name of a function, found 'tanhh'. Did you mean 'tanh'?",
        ),
        (
            "relu(x, tresh=1)",
            "expression 'relu(x, tresh=1)', column 1: expected values that go into 'relu(x, tresh=1)', "
            "found TypeError: relu() got an unexpected keyword argument 'tresh'.",
        ),
        (
            "x + 1 / 0",
            "expression 'x + 1 / 0', column 5: expected values that go into '1 / 0', "
            "found ZeroDivisionError: division by zero.",
        ),
        (
            "1e200 * 1e200 * x",
            "expression '1e200 * 1e200 * x', column 1: expected values that go into '1e+200 * 1e+200 * x', "
            "found ValueError: a number that is not finite.",
        ),
        (
            "where(1, x, 2)",
            "expression 'where(1, x, 2)', column 1: expected values that go into 'where(1, x, 2)', "
            "found TypeError: a condition on values, like x > 0.",
        ),
        (
            "tanh(1) * x",
            "expression 'tanh(1) * x', column 1: expected values that go into 'tanh(1)', "
            "found TypeError: it is of arrays; write the number itself.",
        ),
    ],
)
def test_what_is_no_function_is_refused_in_words(text, words):
    with pytest.raises(ExpressionError) as caught:
        read(text)
    assert str(caught.value) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("softmax(x, axis=4)", "found AxisError: axis 4 is out of bounds for array of dimension 4."),
        ("x - mean(x, axis=1)", "found ValueError: sizes that do not go together: [batch, 3, 2, 4] and [batch, 2, 4]."),
        ("x[:, 5]", "found IndexError: index 5 is out of bounds for axis 1 with size 3."),
        ("x[::-1]", "found IndexError: steps of 1 or more."),
    ],
)
def test_what_does_not_fit_a_state_is_said_when_its_sizes_are_known(text, words):
    with contextlib.suppress(ExpressionError):
        assert read(text) == text
    with pytest.raises(ExpressionError, match=words.replace("[", r"\[").replace("(", r"\(").replace(")", r"\)")):
        sizes(text, (3, 2, 4))


def test_it_is_told_whether_the_argument_is_read_once():
    assert reads_once("tanh")
    assert reads_once("relu(x, thresh=0.5) + 1")
    assert not reads_once("tanh(x) * x")
    assert not reads_once("spiky")


def test_what_is_read_several_times_is_computed_once():
    program = Program()
    text = write("spiky(tanh(x) + 1)", "x", program)
    assert text.count("torch_tanh(") == 1


def test_no_text_of_a_person_gets_into_the_program():
    for text in ("x + 0x_ff", "x\n+\n1", "(((x)))", "x  if  1 else 2"):
        with contextlib.suppress(ExpressionError):
            assert "  " not in write(read(text), "x", Program())


def test_double_precision_stays():
    for text in NAMES:
        x = torch.linspace(-1, 1, 6, dtype=torch.float64).reshape(2, 3)
        program = Program()
        assert eval(write(text, "x", program), {**program.names, "x": x}).dtype == torch.float64
    assert computed("where(x > 0, 1, 2) + (x < 1)", X.astype(np.float64)).dtype == np.float64


@pytest.mark.parametrize("text", [*NAMES, "step(x, at=1)", "(x > 0) * x"])
def test_a_gradient_finds_its_way_through_each_function(text):
    x = torch.linspace(-2, 2, 6).reshape(2, 3).requires_grad_()
    program = Program()
    eval(write(text, "x", program), {**program.names, "x": x}).sum().backward()
    assert torch.isfinite(x.grad).all()


# -- any expression ---------------------------------------------------------------------------------------------------

leaves = st.one_of(st.just("x"), st.integers(1, 9).map(str), st.floats(0.5, 3).map(lambda n: repr(round(n, 2))))
SIGNS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "<": operator.lt, ">=": operator.ge}
ONES = {"tanh": np.tanh, "abs": np.abs, "sigmoid": sigmoid, "relu": lambda x: np.maximum(x, 0), "floor": np.floor}
BOTH = {"minimum": np.minimum, "maximum": np.maximum}


def grown(part):
    return st.one_of(
        st.tuples(part, st.sampled_from(sorted(SIGNS)), part).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        st.tuples(st.sampled_from(sorted(ONES)), part).map(lambda p: f"{p[0]}({p[1]} + x * 0)"),
        st.tuples(st.sampled_from(sorted(BOTH)), part, part).map(lambda p: f"{p[0]}({p[1]}, {p[2]})"),
        part.map(lambda p: f"-{p}"),
        part.map(lambda p: f"({p} - mean({p} + x, axis=1, keepdims=True))"),
    )


def in_numpy(text):
    """The value by Python's own operators on numpy's arrays, whose truth values count as numbers."""

    class Array(np.ndarray):
        pass

    for sign in ("lt", "ge"):
        setattr(
            Array, f"__{sign}__", lambda a, b, sign=sign: (getattr(np.asarray(a), f"__{sign}__")(b) * 1.0).view(Array)
        )
    names = {name: lambda x, f=f: f(x) for name, f in ONES.items()} | BOTH | {"mean": np.mean}
    return eval(text, {**names, "x": X.astype(np.float64).view(Array)})


@settings(max_examples=150, deadline=None)
@given(st.recursive(leaves, grown, max_leaves=8).map(lambda text: f"({text}) + x"))
def test_any_expression_is_written_so_that_it_computes_what_numpy_does(text):
    try:
        kept = read(text)
    except ExpressionError as error:  # a function of a number, or truth values of numbers: said
        assert error.problem.found  # noqa: PT017
        return
    # Where floor or a comparison stands at a jump, single precision may fall on the other side.
    found, wanted = computed(kept, X.astype(np.float64)), np.asarray(in_numpy(text))
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-9)


LETTERS = [
    "x",
    "$",
    "B.",
    "(",
    ")",
    "+",
    "*",
    "**",
    "tanh",
    "where",
    ",",
    "axis=",
    "1",
    "0.5",
    "[",
    "]",
    ":",
    " ",
    "'",
    "é",
]


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(LETTERS), max_size=25).map("".join)))
def test_any_text_is_read_or_refused_in_words(text):
    with contextlib.suppress(ExpressionError):
        kept = read(text)
        assert read(kept) == kept
        program = Program()
        write(kept, "x", program)


def test_a_function_of_a_function_is_written_as_one():
    assert activations.after("square", "identity") == "square"
    assert activations.after("square", "tanh") == "square(tanh(x))"
    assert activations.after("square", "x + 1") == "square(x + 1)"
    assert set(EACH) <= {*NAMES}
