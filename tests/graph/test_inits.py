"""How weights start: what is read, what is refused, and what each start is for windows and for matrices."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lpnb
from lpnb.compile import build, emit
from lpnb.errors import EditError
from lpnb.graph.inits import INITS, read


def weight(kind, source, target, **edge):
    """The first weights of an edge from one shape to another."""
    graph = lpnb.Graph()
    graph.add("a", "input", shape=source)
    graph.add("b", "pool", shape=target)
    graph.connect("a", "b", kind, **edge)
    return build(emit(graph), batch=3).weights()["a->b.weight"].detach().numpy()


def window(outputs, inputs, kernel=3, **edge):
    """The first weights of a convolution."""
    return weight("conv", (inputs, 4, 4), (outputs, 8 if kernel in (2, 4) else 4, 4), kernel=kernel, **edge)


WRITTEN = {
    "xavier": "xavier",
    " xavier( 1 ) ": "xavier",
    "xavier(.5)": "xavier(0.5)",
    "normal(0, 0.1)": "normal(0, 0.1)",
    "normal(0,1)": "normal",
    "normal(2)": "normal(2)",
    "uniform(-1, 1)": "uniform(-1)",
    "constant(1e-3)": "constant(0.001)",
    "identity()": "identity",
    "identity(-1)": "identity(-1)",
}


@pytest.mark.parametrize(("text", "canonical"), WRITTEN.items())
def test_an_init_is_kept_as_it_is_written_everywhere(text, canonical):
    assert read(text) == canonical
    assert read(canonical) == canonical


ONE_OF = f"one of {', '.join(INITS)}, with numbers behind some: 'normal(0, 0.1)'"
REFUSED = {
    "xavir": ONE_OF,
    "xavier(1": ONE_OF,
    "__import__('os')": ONE_OF,
    "": ONE_OF,
    "xavier(1, 2)": "xavier(gain)",
    "xavier(x)": "xavier(gain)",
    "xavier(nan)": "xavier(gain)",
    "normal(0, inf)": "normal(mean, sd)",
    "constant": "constant(value)",
    "bilinear(2)": "bilinear, without numbers",
    "normal(0, -1)": "an sd of 0 or more",
    "uniform(2)": "a low end below the high one",
}


@pytest.mark.parametrize(("text", "expected"), REFUSED.items())
def test_what_says_no_start_is_refused_with_what_would(text, expected):
    with pytest.raises(EditError) as caught:
        weight("dense", 2, 2, init=text)
    assert str(caught.value).startswith(f"edge 'a->b' (dense), field 'init': expected {expected}, found ")


def test_a_start_that_is_no_text_is_refused():
    with pytest.raises(EditError) as caught:
        weight("dense", 2, 2, init=0.1)
    expected = f"one of {', '.join(INITS)}, as text"
    assert str(caught.value) == f"edge 'a->b' (dense), field 'init': expected {expected}, found 0.1."


numbers = st.floats(-1e6, 1e6).map(lambda number: float(f"{number:.15g}"))


@given(st.sampled_from(sorted(INITS)), st.lists(numbers, max_size=2))
def test_what_is_read_once_is_read_again_as_the_same(name, given_numbers):
    text = f"{name}({', '.join(map(str, given_numbers))})"
    try:
        canonical = read(text)
    except ValueError:
        return
    assert read(canonical) == canonical


# -- filled -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gain", [1, 0.5, 3])
def test_xavier_counts_both_sides_of_the_window(gain):
    bound = gain * (6 / (9 * 16 + 9 * 20)) ** 0.5
    assert 0.98 * bound < abs(window(20, 16, init=f"xavier({gain})")).max() <= bound


def test_numbers_are_drawn_as_they_are_asked_for():
    normal, uniform = weight("dense", 90, 90, init="normal(3, 0.5)"), weight("dense", 90, 90, init="uniform(-1, 4)")
    assert (normal.mean(), normal.std()) == pytest.approx((3, 0.5), abs=0.03)
    assert (uniform.min(), uniform.max()) == pytest.approx((-1, 4), abs=0.01)
    assert (window(2, 3, init="constant(0.25)") == 0.25).all()
    assert (weight("dense", 2, 2, init="ones") == 1).all()


def test_each_sample_starts_with_numbers_of_its_own():
    first = weight("dense", 5, 4, init="normal", per_sample=True)
    assert first.shape == (3, 5, 4)
    assert not np.array_equal(first[0], first[1])
    assert window(2, 2, init="identity", per_sample=True).shape == (3, 2, 2, 3, 3)


# -- with a pattern -----------------------------------------------------------------------------------------------------

FEATURES = {
    # (outputs, inputs, init): the matrix [outputs, inputs]
    (3, 3, "identity"): np.eye(3),
    (4, 2, "identity"): np.kron(np.eye(2), np.ones((2, 1))),
    (2, 4, "identity"): np.kron(np.eye(2), np.ones((1, 2))),
    (4, 2, "identity_tiled"): np.kron(np.ones((2, 1)), np.eye(2)),
    (2, 4, "identity_tiled"): np.kron(np.ones((1, 2)), np.eye(2)),
    (3, 3, "identity(-1)"): -np.eye(3),
    (6, 2, "identity_tiled(0.5)"): 0.5 * np.kron(np.ones((3, 1)), np.eye(2)),
    (2, 1, "identity"): np.ones((2, 1)),
}


@pytest.mark.parametrize(("case", "matrix"), FEATURES.items())
def test_an_identity_stands_in_the_middle_of_the_window(case, matrix):
    outputs, inputs, init = case
    for kernel in (1, 2, 3, 4, (5, 1)):
        high, wide = kernel if isinstance(kernel, tuple) else (kernel, kernel)
        expected = np.zeros((outputs, inputs, high, wide))
        expected[:, :, high // 2, wide // 2] = matrix
        sizes = (5 - (high % 2 == 0), 5 - (wide % 2 == 0))
        found = weight("conv", (inputs, 5, 5), (outputs, *sizes), kernel=kernel, init=init)
        assert np.array_equal(found, expected)


@pytest.mark.parametrize(("case", "matrix"), FEATURES.items())
def test_an_identity_of_a_matrix_lies_as_the_matrix_does(case, matrix):
    outputs, inputs, init = case
    assert np.array_equal(weight("dense", inputs, outputs, init=init), matrix.T)
    expected = np.zeros((outputs, inputs, 2, 3))
    expected[:, :, 1, 1] = matrix
    from_image = weight("dense", (inputs, 2, 3), outputs, init=init)
    assert np.array_equal(from_image, expected.reshape(outputs, -1).T)
    assert np.array_equal(weight("dense", (inputs, 2, 3), (outputs, 4, 4), init=init, spread=True), from_image)


def test_an_identity_between_images_is_that_of_all_values():
    assert np.array_equal(weight("dense", (2, 3, 2), (2, 3, 2), init="identity"), np.eye(12))


def test_a_large_matrix_stored_by_column_starts_with_its_pattern():
    assert np.array_equal(weight("dense", 600, 300, init="identity"), np.kron(np.eye(300), np.ones((2, 1))))


def test_lateral_inhibition_excites_itself_and_inhibits_the_rest():
    found = window(4, 4, init="lateral_inhibition")
    expected = np.full((4, 4, 3, 3), np.float32(-1 / 36))
    expected[range(4), range(4), 1, 1] = 0.5
    assert np.array_equal(found, expected)
    assert weight("dense", 2, 2, init="lateral_inhibition").tolist() == [[0.5, -0.5], [-0.5, 0.5]]


@pytest.mark.parametrize("features", [1, 3])
def test_bilinear_falls_off_with_the_distance_from_the_middle(features):
    found = window(features, features, init="bilinear")
    one = [[1 / 4, 1 / 2, 1 / 4], [1 / 2, 1, 1 / 2], [1 / 4, 1 / 2, 1 / 4]]
    assert np.array_equal(found, np.eye(features)[:, :, None, None] * one)
    even = window(1, 1, kernel=2, init="bilinear", padding="same")[0, 0]
    assert even.tolist() == [[0.25, 0.5], [0.5, 1.0]]


def test_a_pattern_that_fits_no_features_starts_at_0_and_says_so():
    graph = lpnb.Graph()
    graph.add("a", "input", shape=3)
    graph.add("b", "pool", shape=2)
    graph.connect("a", "b", "dense", init="identity")
    assert [str(problem) for problem in graph.check().problems] == [
        "edge 'a->b' (dense): expected features that init='identity' can match, found 2 from 3: the weights start at 0 "
        "('a' has shape (3,), 'b' has shape (2,)). Give one side a multiple of the other's features, or choose another init."
    ]
    assert not weight("dense", 3, 2, init="identity").any()


def test_first_values_keep_within_the_bounds():
    for more in ({}, {"per_sample": True}):
        found = weight("dense", 30, 40, init="normal", low=-0.5, high=1, **more)
        assert (found.min(), found.max()) == (-0.5, 1)
    assert window(3, 3, init="identity", low=0.25).min() == 0.25


def test_the_program_reads_like_this():
    graph = lpnb.Graph()
    graph.add("a", "input", shape=(2, 4, 4))
    graph.add("b", "pool", shape=(4, 4, 4))
    for init in ("xavier(0.5)", "normal(0, 0.1)", "identity(0.5)", "bilinear"):
        graph.connect("a", "b", "conv", init=init, low=0 if init == "identity(0.5)" else None)
    inits = [weight.init for weight in emit(graph).weights if "->" in weight.name]
    middle = "pad(torch.eye(2).repeat_interleave(2, 0)[:, :, None, None], (1, 1, 1, 1))"
    assert inits == [
        "xavier_uniform_(torch.empty(4, 2, 3, 3), 0.5, generator=generator)",
        "torch.empty(4, 2, 3, 3).normal_(0.0, 0.1, generator=generator)",
        f"(0.5 * {middle}).clamp_(min=0.0)",
        "torch.eye(2).repeat_interleave(2, 0)[:, :, None, None] / "
        "(2 * ((torch.arange(3) - 1).abs()[:, None] + (torch.arange(3) - 1).abs())).clamp(min=1)",
    ]
