"""Roman numerals, drawn by a shaky hand."""

import numpy as np
import pytest
import torch

from lpnb.sources.roman_numerals import MOST, NUMERALS, _strokes
from tests.sources.opening import findings, opened

FRAMES = range(0, 2000, 12)


def all_of(feed, frames=FRAMES):
    """Images and labels of many showings."""
    shown = [feed.frame(frame) for frame in frames]
    return torch.cat([one[0] for one in shown]), torch.cat([one[1] for one in shown])


def test_each_numeral_has_the_strokes_that_it_is_written_with():
    assert [len(_strokes(numeral)) for numeral in NUMERALS] == [1, 2, 3, 3, 2, 3, 4, 5, 3, 2]
    assert max(len(_strokes(numeral)) for numeral in NUMERALS) == MOST


def test_numerals_stand_in_the_middle_and_fit_into_the_image():
    for numeral in NUMERALS:
        lines = _strokes(numeral).reshape(-1, 2)
        assert np.abs(lines).max() <= 0.45
        assert (lines.max(0) + lines.min(0))[1] == pytest.approx(0)


def test_all_ten_are_drawn_equally_often():
    _, label = all_of(opened("roman_numerals", batch=32))
    assert torch.bincount(label, minlength=10).tolist() == pytest.approx([len(label) / 10] * 10, rel=0.2)


def test_more_strokes_are_more_ink_and_the_label_tells_which():
    image, label = all_of(opened("roman_numerals", batch=16, jitter=0.0))
    ink = torch.stack([image[label == one].sum((1, 2, 3)).mean() for one in range(10)])
    assert ink[0] < ink[1] < ink[2]  # I, II, III
    assert ink[4] < ink[5] < ink[6] < ink[7]  # V, VI, VII, VIII


def test_the_label_can_be_told_from_the_image():
    from sklearn.linear_model import LogisticRegression

    feed = opened("roman_numerals", batch=64, shape=(1, 20, 20))
    image, label = all_of(feed, range(0, 300, 12))
    seen, known = image.flatten(1).numpy(), label.numpy()
    half = len(seen) // 2
    assert LogisticRegression(max_iter=300).fit(seen[:half], known[:half]).score(seen[half:], known[half:]) > 0.6


def test_an_image_is_0_to_1_with_some_ink():
    image, _ = all_of(opened("roman_numerals", batch=16))
    assert (image.min().item(), image.max().item()) == (0, 1)
    assert (image.sum((1, 2, 3)) > 15).all()


def test_the_hand_shakes_as_much_as_it_may():
    still, shaky = (all_of(opened("roman_numerals", batch=32, jitter=jitter)) for jitter in (0.0, 0.1))
    spread = [images[labels == 0].mean(0).gt(0.02).sum() for images, labels in (still, shaky)]
    assert spread[1] > 1.5 * spread[0]


def test_three_channels_have_random_colours():
    image, _ = all_of(opened("roman_numerals", batch=16, shape=(3, 12, 12)), range(0, 120, 12))
    corner = image[:, :, 0, 0]
    assert len(torch.unique(corner)) > 400
    assert (corner.mean().item(), corner.min().item() >= 0) == (pytest.approx(0.5, abs=0.06), True)


def test_a_shape_that_is_no_image_is_a_problem():
    assert findings("roman_numerals", shape=(2, 8, 8)) == [
        "expected (1 or 3, height, width) for 'shape', found (2, 8, 8). Set shape to (1, 32, 32), or leave it empty."
    ]
