"""What a key takes: values that mean it in an odd way are brought into its own, and others refused."""

import pytest

from lpnb.statestream.takers import Flag, Kernels, Number, Parameters, Refused, Sizes, Source, Word


@pytest.mark.parametrize(
    ("taker", "value", "taken"),
    [
        (Number(), "1e-4", 1e-4),
        (Number(1, whole=True), 3.0, 3),
        (Flag(), 1, True),
        (Word(("a", "b"), nothing=True), None, False),
        (Source(), ["a", ["b", "c"]], [["a"], ["b", "c"]]),
        (Parameters(), ["np", "a", "b"], [["np", "a", "b"]]),
        (Sizes(2, "two"), [3, 1.0], [3, 1]),
    ],
)
def test_a_taker_makes_of_a_value_what_it_means(taker, value, taken):
    assert taker.take(value, {}) == taken


@pytest.mark.parametrize(
    ("taker", "value"),
    [
        (Number(), True),
        (Number(), "1e999"),
        (Number(), [1]),
        (Number(whole=True), 1e300),
        (Flag(), "yes"),
        (Word(("a",)), False),
        (Source(), [["a"], []]),
        (Source(), [["a"] * 11]),
        (Parameters(), [["np", "a"]]),
        (Sizes(2, "two"), [3]),
    ],
)
def test_a_taker_refuses_what_means_nothing(taker, value):
    with pytest.raises(Refused):
        taker.take(value, {})


def test_one_width_is_for_all_inputs_where_there_are_several():
    assert Kernels().take(3, {"source": [["a"]]}) == 3
    assert Kernels().take(3, {"source": [["a", "b"], ["c"]]}) == [[3, 3], [3]]
    assert Kernels().take([3, 0, 5], {"source": [["a", "b"], ["c"]]}) == [[3, 0], [5]]
