"""What is wrong with arrays that a person gives, in words."""

import numpy as np
import pytest
import torch

from lpnb.graph.named_arrays import PAIRS, BadArrays, read, shapes


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "None"),
        ({}, "no array"),
        ([1, 2], "a list of 2. Give each array a name."),
        (np.zeros((3, 2)), "an array of shape (3, 2) without a name. Give each array a name."),
        (
            {"image": np.zeros(20), "label": np.zeros(10)},
            "image has 20 samples, label has 10. Give as many of each.",
        ),
        ({"x": [1], "y": [1], "z": [1, 2]}, "x has 1 samples, y has 1, z has 2. Give as many of each."),
        ({"x": 5}, "one number in 'x': 5. Give an array with one value for each sample."),
        ({"x": []}, "nothing in 'x': an array of shape (0,)."),
        (
            {"image": [[0, 1], [0, np.nan]]},
            "not a number (NaN) in 'image', first in sample 1. Leave it out: numpy.isfinite(image).",
        ),
        ({"x": [0, 1, -np.inf]}, "an infinite number in 'x', first in sample 2. Leave it out: numpy.isfinite(x)."),
        (
            {"label": ["cat", "dog"]},
            "text in 'label'. Number them from 0: names, label = numpy.unique(label, return_inverse=True).",
        ),
        ({"x": "cat"}, "'cat' in 'x'."),
        ({"x": [None]}, "no numbers in 'x'."),
        ({"x": [1j]}, "complex numbers in 'x'."),
        ({"x": [[1], [1, 2]]}, f"samples of different shapes in 'x'. {PAIRS}"),
        (
            {"x": torch.zeros(2, requires_grad=True)},
            "'x', of which is said: Can't call numpy() on Tensor that requires grad. Take x.detach().cpu().",
        ),
    ],
)
def test_each_thing_that_is_wrong_is_told_by_the_name_of_its_array(value, words):
    with pytest.raises(BadArrays) as caught:
        read(value)
    assert str(caught.value).rstrip(".") == words.rstrip(".")


def test_arrays_in_short_are_types_and_shapes():
    assert shapes(read({"x": np.zeros((3, 2)), "y": [True] * 3})) == "{'x': float64 (3, 2), 'y': bool (3,)}"
    assert shapes(None) == "None"
