"""When something else is shown: each sample of the batch at a pace of its own, a function of the frame."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lpnb
from lpnb.sources.chance import between, normal, uniform, whole
from lpnb.sources.schedule import Schedule
from lpnb.sources.showing import strength
from tests.sources.opening import findings, opened

SPANS = st.integers(1, 6).flatmap(lambda low: st.tuples(st.just(low), st.integers(low, low + 9)))


def told(schedule, frame):
    moment = schedule.at(frame)
    return [part.tolist() for part in (moment.showing, moment.start, moment.end)]


def walked(low, high, batch, seed, frames):
    """One frame after the other: showing, start and end of each sample."""
    schedule = Schedule(low, high, batch, seed)
    return [told(schedule, frame) for frame in range(frames)]


@settings(max_examples=60, deadline=None)
@given(SPANS, st.integers(1, 4), st.integers(0, 2**62), st.lists(st.integers(0, 3000), min_size=1, max_size=10))
def test_jumping_tells_what_walking_tells(span, batch, seed, jumps):
    steps = walked(*span, batch, seed, max(jumps) + 1)
    schedule = Schedule(*span, batch, seed)
    for frame in jumps:
        assert told(schedule, frame) == steps[frame]


@settings(max_examples=40, deadline=None)
@given(SPANS, st.integers(0, 2**62))
def test_showings_follow_one_another_without_a_gap_and_last_as_long_as_they_may(span, seed):
    low, high = span
    for sample in zip(*(zip(*parts, strict=True) for parts in walked(low, high, 3, seed, 200)), strict=True):
        for frame, (showing, start, end) in enumerate(sample):
            assert start <= frame < end
            assert low <= end - start <= high
            before = sample[frame - 1] if frame else (-1, None, 0)
            assert (showing, start) == ((before[0] + 1, before[2]) if start == frame else before[:2])


def test_durations_are_uniform_with_both_ends_included():
    schedule = Schedule(4, 8, 50, 1)
    durations = [schedule.at(frame).end - schedule.at(frame).start for frame in range(0, 4000, 8)]
    first = np.stack(durations)[::4]  # far enough apart to be of different showings
    assert set(first.ravel()) == {4, 5, 6, 7, 8}
    exact = schedule._durations(np.arange(100)[:, None], np.arange(500))
    shares = np.bincount(exact.ravel(), minlength=9)[4:] / exact.size
    assert shares == pytest.approx([0.2] * 5, abs=0.006)


def test_samples_of_the_batch_and_seeds_have_paces_of_their_own():
    one = Schedule(2, 9, 2, 0)
    starts = [tuple(one.at(frame).start) for frame in range(300)]
    assert any(a != b for a, b in starts)
    assert starts != [tuple(Schedule(2, 9, 2, 1).at(frame).start) for frame in range(300)]


def test_a_frame_far_ahead_is_told_at_once():
    schedule = Schedule(16, 24, 32, 5)
    far = told(schedule, 3_000_000)
    assert told(Schedule(16, 24, 32, 5), 2_999_999) is not None
    assert told(schedule, 0) == told(Schedule(16, 24, 32, 5), 0)
    assert told(schedule, 3_000_000) == far
    assert all(150_000 - 400 < showing < 150_000 + 400 for showing in far[0])


@settings(max_examples=40, deadline=None)
@given(SPANS, st.integers(0, 200), st.integers(0, 60))
def test_turns_are_the_frames_in_which_something_begins(span, first, more):
    schedule = Schedule(*span, 3, 7)
    begun = [frame for frame in range(first, first + more) if (Schedule(*span, 3, 7).at(frame).start == frame).any()]
    assert list(schedule.turns(first, first + more - 1)) == begun


def test_fading_goes_up_and_down_by_the_frame():
    schedule = Schedule(8, 8, 1, 0)
    factors = [strength(schedule.at(frame), 4)[0] for frame in range(9)]
    assert factors == [0, 0.25, 0.5, 0.75, 1, 0.75, 0.5, 0.25, 0]


@given(st.integers(1, 12), st.integers(1, 12))
def test_fading_is_the_smaller_of_both_ends(hold, fading):
    schedule = Schedule(hold, hold, 1, 0)
    for frame in range(2 * hold):
        elapsed = frame % hold
        assert strength(schedule.at(frame), fading)[0] == min(elapsed / fading, (hold - elapsed) / fading, 1)


def test_fading_reaches_images_and_neither_labels_nor_what_is_one_hot():
    fields = {"file": "digits", "hold": 4, "split": "all"}
    clear, faded = opened("images", **fields), opened("images", fading=2, **fields)
    for frame, factor in enumerate((0, 0.5, 1, 0.5, 0)):
        for mine, theirs, by in zip(faded.frame(frame), clear.frame(frame), (factor, 1, 1), strict=True):
            assert torch.equal(mine, theirs * by)


def test_together_all_samples_are_shown_the_same():
    feed = opened("digits", batch=5, together=True, longest=20, replace=True)
    for number in (0, 7, 50):
        image, label = feed.frame(number)
        assert torch.equal(image, image[:1].expand_as(image))
        assert len(set(label.tolist())) == 1
    labels = [opened("digits", batch=5, together=True, hold=1).frame(number)[1][0].item() for number in range(20)]
    assert len(set(labels)) > 3


def test_together_every_sample_comes_once_each_time_round():
    data = {"n": np.arange(7)}
    feed = opened("arrays", batch=3, together=True, hold=1, split="all", data=data)
    assert sorted(feed.frame(number)[0][0].item() for number in range(7)) == list(range(7))


def test_with_replacement_any_sample_may_come_the_last_one_too():
    data = {"n": np.arange(7)}
    feed = opened("arrays", batch=100, replace=True, hold=1, split="all", data=data)
    shown = torch.cat([feed.frame(number)[0] for number in range(40)])
    assert torch.bincount(shown).tolist() == pytest.approx([4000 / 7] * 7, rel=0.15)
    assert len(set(feed.frame(0)[0].tolist())) == 7


def test_samples_at_their_own_pace_still_come_once_each_time_round():
    data = {"n": np.arange(6)}
    feed = opened("arrays", batch=2, hold=1, longest=4, split="all", data=data)
    places = {}
    for frame in range(200):
        moment = feed.schedule.at(frame)
        for sample, (showing, shown) in enumerate(zip(moment.showing, feed.frame(frame)[0], strict=True)):
            assert places.setdefault((sample, int(showing)), shown.item()) == shown.item()
    for turn in range(5):  # 6 samples for 2 lanes: three showings of each
        shown = [places[sample, 3 * turn + showing] for sample in range(2) for showing in range(3)]
        assert sorted(shown) == list(range(6))


def test_impossible_durations_are_said():
    assert findings("digits", hold=6, longest=5) == [
        "expected a 'longest' of 'hold' or more: 6 frames, found 5. Raise 'longest', or lower 'hold'."
    ]
    assert findings("digits", hold=6, fading=4) == [
        "expected a fading that leaves a frame at full strength, found 4 frames, of the 6 that something is shown. "
        "Set 'fading' to 3 or less."
    ]
    assert findings("digits", hold=7, fading=4)[0].endswith("Set 'fading' to 3 or less.")
    assert findings("digits", hold=8, fading=4) == []


@given(st.integers(1, 20), st.integers(1, 12))
def test_a_fading_that_is_not_complained_of_leaves_a_frame_at_full_strength(hold, fading):
    schedule = Schedule(hold, hold, 1, 0)
    full = max(strength(schedule.at(frame), fading)[0] for frame in range(hold))
    assert (full == 1) == (findings("digits", hold=hold, fading=fading) == [])


def test_a_stream_knows_when_the_label_of_a_sample_changed():
    graph = lpnb.Graph()
    graph.add("data", "digits", hold=3, longest=6)
    with lpnb.Stream(graph, batch=4) as stream:
        labels = []
        for _ in range(60):
            stream.step()
            labels.append(stream["data.label"][0])
        changed = tuple(n + 1 for n in range(1, 60) if labels[n] != labels[n - 1])
        assert tuple(n for n in stream.changes("data.label", 1, 60) if n > 1) == changed


@given(st.integers(0, 2**64), st.lists(st.integers(0, 2**40), min_size=1, max_size=3))
def test_random_numbers_are_a_function_of_their_place(seed, places):
    one = uniform(seed, *places)
    assert one == uniform(seed, *places)
    assert 0 <= one < 1
    assert uniform(seed, np.array([*places, 1]))[-1] == uniform(seed, np.array([1]))[0]


def test_random_numbers_are_uniform_normal_and_apart():
    numbers = uniform(3, np.arange(200)[:, None], np.arange(200))
    assert np.histogram(numbers, 10, (0, 1))[0] / 4000 == pytest.approx(np.ones(10), abs=0.06)
    assert abs(np.corrcoef(numbers[:, :-1].ravel(), numbers[:, 1:].ravel())[0, 1]) < 0.02
    drawn = normal(3, np.arange(40_000))
    assert (drawn.mean(), drawn.std()) == pytest.approx((0, 1), abs=0.02)
    assert sorted(set(whole(2, 5, numbers).ravel())) == [2, 3, 4, 5]
    assert -3 <= between(-3, 4, numbers).min() < -2.9 < 3.9 < between(-3, 4, numbers).max() <= 4
