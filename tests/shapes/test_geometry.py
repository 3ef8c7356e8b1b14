"""Stride and padding of a convolution follow from the two shapes, and torch agrees."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lpnb
from lpnb.graph.edges.geometry import PADDINGS, Axis, axis, geometry
from tests.compile.reference import fit
from tests.compile.stepping import built_of, feeds_of, states_of
from tests.nets import moving

TABLE = [
    # size, kernel, dilation, wanted -> (stride, padding)
    (8, 3, 1, 8, (1, 1)),
    (8, 3, 1, 4, (2, 1)),
    (8, 3, 1, 6, (1, 0)),
    (8, 1, 1, 8, (1, 0)),
    (8, 1, 1, 4, (2, 0)),
    (8, 5, 1, 8, (1, 2)),
    (32, 5, 1, 8, (4, 2)),
    (28, 7, 1, 7, (4, 3)),
    (9, 3, 1, 5, (2, 1)),
    (8, 2, 1, 4, (2, 0)),
    (8, 2, 1, 7, (1, 0)),
    (8, 2, 1, 9, (1, 1)),
    (8, 2, 1, 8, None),
    (8, 3, 2, 8, (1, 2)),
    (8, 3, 1, 1, (8, 1)),
    (8, 8, 1, 1, (8, 3)),
    (3, 3, 1, 5, (1, 2)),
    (8, 3, 1, 20, None),
    (8, 3, 1, 7, None),
]


@pytest.mark.parametrize(("size", "kernel", "dilation", "wanted", "expected"), TABLE)
def test_a_kernel_between_two_sizes_has_this_stride_and_padding(size, kernel, dilation, wanted, expected):
    assert geometry(size, wanted, dilation * (kernel - 1) + 1) == expected


def made(size, kernel, dilation, stride, padding):
    """The size that torch makes."""
    weight = torch.zeros(1, 1, kernel, kernel)
    return torch.nn.functional.conv2d(torch.zeros(1, 1, size, size), weight, None, stride, padding, dilation).shape[-1]


sizes = st.tuples(st.integers(1, 20), st.integers(1, 6), st.integers(1, 3), st.integers(1, 24))


@settings(max_examples=300)
@given(sizes)
def test_torch_makes_the_size_that_was_wanted(case):
    size, kernel, dilation, wanted = case
    found = geometry(size, wanted, dilation * (kernel - 1) + 1)
    if found is not None:
        assert made(size, kernel, dilation, *found) == wanted


@settings(max_examples=300)
@given(sizes)
def test_the_geometry_is_the_best_of_all_there_are(case):
    size, kernel, dilation, wanted = case
    reach = dilation * (kernel - 1) + 1
    assert geometry(size, wanted, reach) == fit(size, wanted, reach)


@given(st.integers(1, 40), st.integers(0, 4), st.integers(1, 8))
def test_an_odd_kernel_keeps_every_size_and_divides_it_rounded_up(size, half, stride):
    assert geometry(size, size, 2 * half + 1) == (1, half)
    wanted = -(-size // stride)
    assert geometry(size, wanted, 2 * half + 1) == (-(-size // wanted), half)


def test_the_largest_kernel_that_can_be_typed_is_worked_out_at_once():
    assert geometry(4096, 4096, 254 * 255 + 1) == (1, 127 * 255)


SAME = [
    # size, kernel, dilation, wanted -> (times, stride, zeros before, zeros behind), as TensorFlow has it
    (8, 3, 1, 8, (1, 1, 1, 1)),
    (8, 3, 1, 4, (1, 2, 0, 1)),
    (28, 7, 1, 7, (1, 4, 1, 2)),
    (9, 3, 1, 5, (1, 2, 1, 1)),
    (8, 2, 1, 8, (1, 1, 0, 1)),
    (8, 1, 1, 2, (1, 4, 0, 0)),
    (8, 3, 2, 8, (1, 1, 2, 2)),
    (4, 3, 1, 8, (2, 1, 1, 1)),
    (4, 4, 1, 12, (3, 1, 1, 2)),
    (8, 3, 1, 5, None),
    (8, 3, 1, 12, None),
]


@pytest.mark.parametrize(("size", "kernel", "dilation", "wanted", "expected"), SAME)
def test_the_same_padding_is_that_of_tensorflow(size, kernel, dilation, wanted, expected):
    found = axis(size, wanted, dilation * (kernel - 1) + 1, "same")
    assert found == (expected and Axis(*expected))


def test_half_a_window_on_either_side_is_as_ever_where_nothing_is_enlarged():
    for size, kernel, dilation, wanted, expected in TABLE:
        if wanted % size or wanted == size:
            found = axis(size, wanted, dilation * (kernel - 1) + 1, "half")
            assert found == (expected and Axis(1, expected[0], expected[1], expected[1]))


def test_a_source_that_is_a_whole_number_of_times_smaller_is_enlarged_if_the_window_then_fits():
    assert axis(4, 8, 3, "half") == Axis(2, 1, 1, 1)
    assert axis(1, 9, 5, "half") == Axis(9, 1, 2, 2)
    assert axis(1, 2, 2, "half") == Axis(1, 1, 1, 1)  # no window of two pixels keeps a size
    assert axis(4, 8, 2, "half") is None


@st.composite
def convolutions(draw):
    """(source shape, target shape, fields) of an edge whose window fits."""
    padding, dilation = draw(st.sampled_from(sorted(PADDINGS))), draw(st.integers(1, 2))
    kernel = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    shapes = [[draw(st.integers(1, 3))], [draw(st.integers(1, 3))]]
    for side in kernel:
        reach = dilation * (side - 1) + 1
        pairs = [(a, b) for a in range(1, 7) for b in range(1, 9) if axis(a, b, reach, padding)]
        for shape, size in zip(shapes, draw(st.sampled_from(pairs)), strict=True):
            shape.append(size)
    return (*map(tuple, shapes), {"kernel": kernel, "dilation": dilation, "padding": padding})


def window_by_window(x, weight, target, fields):
    """The convolution, one product at a time: [features, height, width]."""
    result, dilation = np.zeros(target), fields["dilation"]
    axes = [
        axis(size, wanted, dilation * (side - 1) + 1, fields["padding"])
        for size, wanted, side in zip(x.shape[1:], target[1:], fields["kernel"], strict=True)
    ]
    for out in np.ndindex(target):
        for into in np.ndindex(weight.shape[1:]):
            places = [o * a.stride + k * dilation - a.before for o, a, k in zip(out[1:], axes, into[1:], strict=True)]
            if all(0 <= place < size * a.times for place, size, a in zip(places, x.shape[1:], axes, strict=True)):
                row, column = (place // a.times for place, a in zip(places, axes, strict=True))
                result[out] += weight[out[0], *into] * x[into[0], row, column]
    return result


@settings(max_examples=60)
@given(convolutions())
def test_a_convolution_is_what_its_window_sees_place_by_place(case):
    source, target, fields = case
    graph = lpnb.Graph()
    moving(graph, shape=source)
    graph.add("a", "pool", shape=target, bias="none")
    graph.connect("data.x", "a", "conv", **fields)
    built, feeds = built_of(graph, dtype=torch.float64), feeds_of(graph, dtype=torch.float64)
    first, second = states_of(built, graph, feeds, 1, dtype=torch.float64)
    weight = built.trainable()["data.x->a.weight"].detach().numpy()
    for x, found in zip(first.data_x.numpy(), second.a.detach().numpy(), strict=True):
        assert np.allclose(found, window_by_window(x, weight, target, fields))
