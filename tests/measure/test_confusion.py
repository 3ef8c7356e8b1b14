"""Confusion by delay after onset equals a slow count by hand, and scikit-learn's confusion matrix."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix

from lpnb.errors import MeasureError
from lpnb.measure.confusion import TemporalConfusion

CLASSES, DELAYS = 3, 4


def scores(answers, classes=CLASSES):
    return np.eye(classes)[np.asarray(answers)]


def fed(answers, labels, onsets=None, **options):
    """A confusion that was fed answers and labels [frames, batch]."""
    confusion = TemporalConfusion(CLASSES, DELAYS, **options)
    for frame, (answer, label) in enumerate(zip(answers, labels, strict=True)):
        confusion.frame(scores(answer), np.asarray(label), None if onsets is None else onsets[frame])
    return confusion


def presentations(labels, onsets):
    """(sample, first frame, frame after the last or None) of each presentation, by hand."""
    frames, batch = labels.shape
    for sample in range(batch):
        starts = [t for t in range(frames) if onsets[t, sample]]
        for start, end in itertools.pairwise([*starts, None]):
            yield sample, start, end


def first_from_which(holds):
    """The first place from which on all hold, None when the last does not."""
    return next((place for place in range(len(holds)) if all(holds[place:])), None)


def by_hand(answers, labels, onsets):
    counts, decided, settled, undecided = np.zeros((DELAYS, CLASSES, CLASSES)), [], [], 0
    for sample, start, end in presentations(labels, onsets):
        for frame in range(start, min(end or len(labels), start + DELAYS)):
            counts[frame - start, labels[frame, sample], answers[frame, sample]] += 1
        if end is not None:
            answer, label = answers[start:end, sample], labels[start:end, sample]
            time = first_from_which(answer == label)
            undecided += time is None
            decided += [] if time is None else [time]
            settled.append(first_from_which(answer == answer[-1]))
    return counts, decided, settled, undecided


streams = st.tuples(st.integers(1, 25), st.integers(1, 4), st.integers(0, 2**32 - 1), st.booleans())


@given(streams)
def test_it_counts_what_a_slow_count_does(drawn):
    frames, batch, seed, told = drawn
    rng = np.random.default_rng(seed)
    answers = rng.integers(0, CLASSES, (frames, batch))
    labels = np.repeat(rng.integers(0, CLASSES, (frames, batch)), 3, axis=0)[:frames]
    changes = np.concatenate((np.zeros((1, batch), bool), labels[1:] != labels[:-1]))
    onsets = rng.random((frames, batch)) < 0.3 if told else changes
    found = fed(answers, labels, onsets if told else None)
    counts, decided, settled, undecided = by_hand(answers, labels, onsets)
    assert np.array_equal(found.counts, counts)
    decisions = found.decisions
    for times, histogram in ((decided, decisions.decided), (settled, decisions.settled)):
        assert histogram.tolist() == np.bincount(np.minimum(times, DELAYS).astype(int), minlength=DELAYS + 1).tolist()
    assert decisions.undecided == undecided
    np.testing.assert_equal(decisions.time, np.mean(decided) if decided else np.nan)
    np.testing.assert_equal(decisions.settling_time, np.mean(settled) if settled else np.nan)


def test_each_delay_has_the_confusion_matrix_of_scikit_learn():
    rng = np.random.default_rng(0)
    labels, answers = np.repeat(rng.integers(0, CLASSES, (6, 50)), DELAYS, axis=0), rng.integers(0, CLASSES, (24, 50))
    found = fed(answers, labels, np.arange(24) % DELAYS == 0)
    for delay in range(DELAYS):
        wanted = confusion_matrix(labels[delay::DELAYS].ravel(), answers[delay::DELAYS].ravel(), labels=range(CLASSES))
        assert np.array_equal(found.counts[delay], wanted)


def test_the_drawing_of_the_module_is_true():
    found = fed([[0], [0], [0], [1], [2], [1], [0]], [[0], [1], [1], [1], [1], [1], [2]])
    assert found.decisions.decided.tolist() == [0, 0, 0, 0, 1]
    assert np.nan_to_num(found.accuracy, nan=-1).tolist() == [0, 0, 1, 0]


def test_accuracy_is_the_share_of_right_answers_at_each_delay():
    found = fed([[0, 0], [1, 0], [1, 1]], [[0, 0], [1, 1], [1, 1]])
    assert found.accuracy[:2].tolist() == [0.5, 1]
    assert np.isnan(found.accuracy[2:]).all()


def test_rows_of_shares_sum_to_1():
    found = fed([[0, 0], [1, 0]], [[0, 0], [1, 1]])
    assert found.shares[0, 1].tolist() == [0.5, 0.5, 0]
    assert np.isnan(found.shares[0, 0]).all()


def test_what_was_shown_before_it_began_to_look_is_not_counted():
    assert fed([[0]] * 5, [[0]] * 5).counts.sum() == 0
    assert fed([[0]] * 5, [[0]] * 5, [True, *[False] * 4]).counts.sum() == DELAYS


def test_after_missing_frames_it_waits_for_the_next_onset():
    found = fed([[0], [1]], [[0], [1]])
    found.interrupt()
    for label in ([1], [2], [2]):
        found.frame(scores([1]), np.array(label))
    assert found.counts.sum(axis=(1, 2)).tolist() == [2, 1, 0, 0]
    assert found.decisions.decided.sum() == 0


def test_samples_without_a_label_are_not_counted():
    found = fed([[0, 0]] * 3, [[0, 0], [1, -1], [2, 2]])
    assert found.counts.sum() == 3
    assert found.decisions.undecided == 1


def test_counts_fade_by_half_in_their_half_life():
    found = fed([[0]] * 12, [[0]] + [[1]] * 11, half_life=10)
    assert found.counts[0].sum() == pytest.approx(0.5)


def test_images_of_scores_count_by_their_mean():
    found = TemporalConfusion(2, 1)
    found.frame(torch.tensor([[[0.0, 3.0], [1.0, 1.0]]]), torch.tensor([1]), onset=True)
    assert found.counts.tolist() == [[[0, 0], [1, 0]]]


def test_clearing_begins_anew():
    found = fed([[0], [1]], [[0], [1]])
    found.clear()
    assert found.counts.sum() == 0


@pytest.mark.parametrize(
    ("prediction", "label", "words"),
    [
        (np.zeros((2, 4)), np.zeros(2, int), "found shapes (2, 4) and (2,), the greatest label 0."),
        (np.zeros((2, 3)), np.zeros(3, int), "found shapes (2, 3) and (3,), the greatest label 0."),
        (np.zeros((2, 3)), np.array([0, 3]), "found shapes (2, 3) and (2,), the greatest label 3."),
        (np.zeros((2, 3)), np.zeros(2), "expected labels that are whole numbers, found float64."),
    ],
)
def test_what_does_not_fit_is_said(prediction, label, words):
    with pytest.raises(MeasureError) as caught:
        TemporalConfusion(CLASSES).frame(prediction, label)
    assert str(caught.value).endswith(words)


def test_an_onset_for_another_batch_is_said():
    with pytest.raises(MeasureError, match="onset: expected one truth value, or one for each sample, found "):
        TemporalConfusion(CLASSES).frame(np.zeros((2, 3)), np.zeros(2, int), onset=[True] * 3)


@pytest.mark.parametrize("options", [{"classes": 0}, {"classes": 9000}, {"classes": 3, "half_life": 0}])
def test_counts_that_cannot_be_are_said(options):
    with pytest.raises(MeasureError, match="^temporal confusion: expected classes, delays and half_life above 0, "):
        TemporalConfusion(**options)
