"""Stride and padding of a convolution follow from the two shapes, and torch agrees."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lpnb.graph.edges.conv import geometry
from tests.compile.reference import fit

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
