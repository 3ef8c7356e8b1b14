"""A user's own data, as a stream."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import lpnb
from lpnb.errors import EditError
from lpnb.graph.kinds import node_kind
from lpnb.sources import EndOfData, Setting

Arrays = node_kind("arrays")
ALL = {"split": "all", "hold": 1}


def opened(data, *, batch=1, seed=0, dtype=torch.float32, **fields):
    return Arrays(data=data, **fields).open(Setting(batch, torch.device("cpu"), dtype, seed))


def numbered(count):
    """Samples that tell their number."""
    return {"x": np.arange(count, dtype=float)[:, None], "n": np.arange(count)}


def numbers(feed, frames):
    return [n for frame in frames for n in feed.frame(frame)[1].tolist()]


def problems(**fields):
    graph = lpnb.Graph()
    graph.add("data", "arrays", **fields)
    return [str(problem) for problem in graph.check().errors]


def test_samples_come_in_order_where_they_are_not_shuffled():
    feed = opened(numbered(5), batch=2, shuffle=False, **ALL)
    assert numbers(feed, range(5)) == [0, 1, 2, 3, 4, 0, 1, 2, 3, 4]


@given(st.integers(1, 12), st.integers(1, 7), st.integers(1, 3), st.integers(0, 2**62))
def test_every_sample_is_shown_once_each_time_round(count, batch, hold, seed):
    feed = opened(numbered(count), batch=batch, seed=seed, split="all", hold=hold)
    shown = numbers(feed, range(0, 3 * count * hold, hold))
    for turn in range(3 * batch):
        assert sorted(shown[turn * count : (turn + 1) * count]) == list(range(count))


def test_a_batch_may_be_larger_than_the_data():
    shown = numbers(opened(numbered(3), batch=7, **ALL), [0])
    assert sorted(shown[:3]) == sorted(shown[3:6]) == [0, 1, 2]


def test_each_order_is_another_one():
    feed = opened(numbered(30), batch=30, **ALL)
    orders = {tuple(numbers(feed, [turn])) for turn in range(10)}
    assert len(orders) == 10


def test_data_without_a_loop_ends_in_words():
    feed = opened(numbered(5), batch=2, loop=False, split="all", hold=3)
    assert len(set(numbers(feed, [0, 3]))) == 4
    assert torch.equal(feed.frame(5)[0], feed.frame(3)[0])
    with pytest.raises(EndOfData, match=r"^all 5 samples were shown \(4 of them in whole batches\)$"):
        feed.frame(6)
    with pytest.raises(EndOfData):
        feed.frame(1000)
    assert len(numbers(feed, [5])) == 2  # and one can go back


def test_data_without_a_loop_shows_every_sample_before_it_ends():
    feed = opened(numbered(6), batch=2, loop=False, **ALL)
    assert sorted(numbers(feed, range(3))) == list(range(6))
    with pytest.raises(EndOfData):
        feed.frame(3)


@pytest.mark.parametrize(
    ("array", "shape", "dtype"),
    [
        (np.zeros((3, 2, 2)), (2, 2), torch.float32),
        (np.zeros((3, 2), np.int16), (2,), torch.float32),
        (np.zeros((3, 1), bool), (1,), torch.float32),
        (np.zeros(3), (), torch.float32),
        (np.zeros(3, np.float16), (), torch.float32),
        (np.array([0, 2, 1], np.uint8), (), torch.int64),
        (np.array([0, 2, 1], np.uint64), (), torch.int64),
        (np.array([True, False, True]), (), torch.int64),
    ],
)
def test_whole_numbers_with_one_axis_are_class_indices_all_else_is_numbers(array, shape, dtype):
    (value,) = opened({"x": array}, batch=2, **ALL).frame(0)
    assert (value.shape, value.dtype) == ((2, *shape), dtype)
    assert Arrays(data={"x": array}).infer({})["x"].classes == (int(array.max()) + 1 if dtype == torch.int64 else 0)


def test_numbers_have_the_type_that_is_asked_for():
    x, n = opened(numbered(3), dtype=torch.float64, noise=0.1, **ALL).frame(0)
    assert (x.dtype, n.dtype) == (torch.float64, torch.int64)


def test_a_later_change_of_the_users_array_does_not_reach_an_open_stream():
    data = numbered(3)
    feed = opened(data, shuffle=False, **ALL)
    data["x"][:] = 99
    assert feed.frame(0)[0].item() == 0


def test_several_arrays_keep_their_order():
    assert Arrays(data={"z": [1.0], "a": [2.0]}).outputs() == ("z", "a")


def test_a_split_without_samples_is_a_problem():
    assert problems(data=numbered(2), split="test") == [
        "node 'data' (arrays): expected samples in the split 'test', found none of 2. "
        "Give it more samples, or change 'test_share', 'valid_share' or 'split'."
    ]
    assert problems(data=numbered(2), split="train", test_share=0.9) == [
        "node 'data' (arrays): expected samples in the split 'train', found none of 2. "
        "Give it more samples, or change 'test_share', 'valid_share' or 'split'."
    ]


@given(st.integers(1, 200), st.floats(0, 0.9), st.floats(0, 0.9), st.integers(0, 2**62))
def test_the_three_splits_are_all_samples_and_have_none_in_common(count, test_share, valid_share, seed):
    def chosen(split, valid=valid_share):
        return set(Arrays(data=numbered(count), test_share=test_share, valid_share=valid, split=split).chosen(count))

    parts = [chosen("train"), chosen("valid"), chosen("test")]
    assert sum(map(len, parts)) == len(set.union(*parts)) == count
    assert len(parts[1]) == min(round(count * valid_share), count - len(parts[2]))
    assert chosen("test", valid=0) == parts[2]
    assert chosen("train", valid=0) == parts[0] | parts[1]


def test_what_is_held_out_stays_held_out_whatever_the_seed():
    fields = {"split": "valid", "valid_share": 0.25, "hold": 1}
    shown = [set(numbers(opened(numbered(40), seed=seed, **fields), range(10))) for seed in (0, 1, 2**40)]
    assert shown[0] == shown[1] == shown[2] == {1, 10, 18, 20, 22, 26, 28, 30, 37, 38}


def test_without_a_share_to_validate_the_splits_are_what_they_were():
    assert Arrays(data=numbered(20), split="test").chosen(20).tolist() == [2, 4, 6, 19]
    assert len(Arrays(data=numbered(20), split="train").chosen(20)) == 16


def test_training_on_nothing_is_a_problem():
    assert problems(data=numbered(10), test_share=0.5, valid_share=0.5) == [
        "node 'data' (arrays): expected samples in the split 'train', found none of 10. "
        "Give it more samples, or change 'test_share', 'valid_share' or 'split'."
    ]


@pytest.mark.parametrize(("labels", "least"), [([0, -1, 2], -1), ([-1, -1, -1], -1), ([-3, -2, -2], -3)])
def test_negative_class_indices_are_a_problem(labels, least):
    assert problems(data={"y": np.array(labels)}) == [
        f"node 'data' (arrays): expected class indices from 0 in 'y', found {least}. "
        "Number the classes from 0, or make them float."
    ]


def test_bad_settings_are_refused_in_words():
    graph = lpnb.Graph()
    graph.add("data", "arrays", data=numbered(3))
    for fields, words in (
        ({"hold": 0}, "field 'hold': expected a whole number, 1 to 1000000 frames, found 0."),
        (
            {"split": "tests"},
            "field 'split': expected one of 'train', 'valid', 'test', 'all', found 'tests'. Did you mean 'test'?",
        ),
        ({"test_share": 1}, "field 'test_share': expected 0 to 0.9, found 1."),
        ({"shuffle": 1}, "field 'shuffle': expected True or False, found 1."),
    ):
        with pytest.raises(EditError) as caught:
            graph.set("data", **fields)
        assert str(caught.value) == f"node 'data' (arrays), {words}"
