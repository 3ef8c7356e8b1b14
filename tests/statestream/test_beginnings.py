"""Parameters begin as the original's did: the numbers of its patterns, the bounds of what it drew."""

import math

import numpy as np
import pytest

import lpnb
from lpnb.statestream.opening import translate
from lpnb.statestream.reading import read
from lpnb.statestream.taking import fitted
from tests.statestream.networks import file
from tests.statestream.original import shapes_of

PATTERNS = ("id", "Id", "id_0.5", "-id", "loc_inh", "bilin", "0.25")
SQUARE = ("id_0.5", "-id", "loc_inh", "bilin")
"""Patterns for as many features on both sides."""


def matrix(name, rows, columns):
    """The features of an identity: 1.6 of the specification."""
    if rows == columns:
        return np.eye(rows)
    few, ones = min(rows, columns), np.ones((max(1, rows // columns), max(1, columns // rows)))
    return np.kron(np.eye(few), ones) if name == "id" else np.kron(ones, np.eye(few))


def pattern(name, shape):
    """The first values of a weight [target features, source features, x, y]."""
    rows, columns, width, height = shape
    middle, values = (width // 2, height // 2), np.zeros(shape)
    if name == "0.25":
        return np.full(shape, 0.25)
    if name == "loc_inh":
        values[:] = -1 / math.prod(shape[1:])
        values[range(rows), range(rows), middle[0], middle[1]] = 0.5
    elif name == "bilin":
        for x, y in np.ndindex(width, height):
            far = abs(x - middle[0]) + abs(y - middle[1])
            values[range(rows), range(rows), x, y] = (
                1 / (2 * far) if far else 1
            )  # of a single feature, too: as it was meant
    else:
        factor = {"id_0.5": 0.5, "-id": -1}.get(name, 1)
        values[:, :, middle[0], middle[1]] = factor * matrix(name, rows, columns)
    return values


def weights(more, sizes, rf):
    """The first weights of a synapse pool between two sizes, as the original's and by its shape."""
    source, target = sizes
    pools = f"a: {{shape: {source}}}\nb: {{shape: {target}}}"
    net = read("x.st_graph", file(pools, f"s: {{source: [[a]], target: b, {f'rf: {rf},' if rf else ''} {more}}}"))
    opened = translate(net, "statestream")
    opened.graph.remove("data")
    with lpnb.Stream(opened.graph, batch=1, device="cpu") as stream:
        return stream[opened.parameters["sp", "s", "W_0_0"]], shapes_of(net)["sp", "s", "W_0_0"]


SIZES = [
    (([4, 1, 1], [4, 1, 1]), 0),
    (([2, 1, 1], [6, 1, 1]), 0),
    (([6, 1, 1], [2, 1, 1]), 1),
    (([3, 8, 8], [3, 8, 8]), 3),
    (([3, 8, 8], [3, 4, 4]), 5),
    (([2, 4, 4], [4, 8, 8]), 1),
    (([4, 4, 4], [2, 4, 4]), 3),
    (([3, 8, 1], [3, 8, 1]), 3),
    (([1, 8, 8], [1, 8, 8]), 3),
]


CASES = [(name, *case) for name in PATTERNS for case in SIZES if name not in SQUARE or case[0][0][0] == case[0][1][0]]


@pytest.mark.parametrize(("name", "sizes", "rf"), CASES)
def test_patterns_are_those_of_the_original(name, sizes, rf):
    found, shape = weights(f"init W_0_0: {name}", sizes, rf)
    np.testing.assert_allclose(found, fitted(pattern(name, shape), found.shape), atol=1e-6)


@pytest.mark.parametrize(("sizes", "rf"), [*SIZES, (([2, 8, 8], [5, 1, 1]), 0), (([2, 8, 8], [5, 4, 4]), 0)])
@pytest.mark.parametrize(("init", "factor"), [("xavier", 1), ("xavier_0.5", 0.5)])
def test_random_weights_are_as_wide(init, factor, sizes, rf):
    found, (rows, columns, *places) = weights(f"init W_0_0: {init}", sizes, rf)
    bound = factor * math.sqrt(6 / ((rows + columns) * math.prod(places)))
    assert found.max() <= bound * 1.0001
    assert found.min() >= -bound * 1.0001
    assert found.std() == pytest.approx(bound / math.sqrt(3), rel=0.5)


def test_weights_begin_within_their_bounds():
    found, _ = weights("init W_0_0: normal_0_2, min W_0_0: -0.5, max W_0_0: 1", ([6, 1, 1], [6, 1, 1]), 0)
    assert (found.min(), found.max()) == (-0.5, 1)


def test_uniform_and_normal_take_their_numbers():
    uniform, _ = weights("init W_0_0: uniform_2_3", ([9, 1, 1], [9, 1, 1]), 0)
    normal, _ = weights("init W_0_0: normal_-5_0.1", ([9, 1, 1], [9, 1, 1]), 0)
    assert 2 <= uniform.min() < uniform.max() <= 3
    assert normal.mean() == pytest.approx(-5, abs=0.1)


def test_biases_and_gains_begin_as_they_are_told():
    text = file(
        "a: {shape: [4, 8, 8], init b: 0.5, gain_shape: spatial, init g: normal}\nb: {shape: [4, 1, 1], gain_shape: scalar}"
    )
    graph = translate(read("x.st_graph", text)).graph
    graph.remove("data")
    with lpnb.Stream(graph, batch=1, device="cpu") as stream:
        assert (stream["a.bias"] == 0.5).all()
        assert stream["a.gain"].shape == (8, 8)
        assert stream["a.gain"].std() == pytest.approx(1, abs=0.3)
        assert (stream["b.gain"] == 1).all()
        assert (stream["b.bias"] == 0).all()
