"""Labelled images in two parts."""

import numpy as np
import pytest

from lpnb.errors import EditError, FileError
from lpnb.experiments import Data

IMAGES, LABELS = np.full((10, 2, 2), 51, np.uint8), np.arange(10)


def test_whole_numbers_are_grey_values_up_to_255():
    data = Data.of("grey", IMAGES, LABELS, tests=3)
    assert data.images.dtype == np.float32
    assert data.shape == (1, 2, 2)
    np.testing.assert_allclose(data.images, 0.2)


def test_the_last_samples_are_kept_for_the_test():
    data = Data.of("grey", IMAGES, LABELS, tests=3)
    assert data.labels.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert data.test_labels.tolist() == [7, 8, 9]


def test_digits_are_all_there_once():
    data = Data.digits()
    assert (len(data.labels), len(data.test_labels), data.shape) == (1437, 360, (1, 8, 8))
    assert len(np.unique(np.concatenate([data.images, data.test_images]).reshape(1797, -1), axis=0)) == 1797


def test_a_file_is_read(tmp_path):
    np.savez(tmp_path / "mine.npz", images=np.repeat(IMAGES, 2, 0), labels=np.repeat(LABELS, 2))
    data = Data.load(tmp_path / "mine.npz")
    assert (data.name, len(data.labels), len(data.test_labels)) == ("mine", 17, 3)


@pytest.mark.parametrize(
    ("images", "labels", "tests", "words"),
    [
        (
            IMAGES[0],
            LABELS,
            1,
            "data 'x': expected images and one label for each, found arrays of the shapes (2, 2) and (10,).",
        ),
        (
            IMAGES,
            LABELS[:4],
            1,
            "data 'x': expected images and one label for each, found arrays of the shapes (10, 2, 2) and (4,).",
        ),
        (IMAGES, LABELS - 1, 1, "labels of data 'x': expected whole numbers from 0, found int64 from -1."),
        (IMAGES, LABELS * 0.5, 1, "labels of data 'x': expected whole numbers from 0, found float64 from 0.0."),
        (IMAGES, LABELS, 10, "data 'x': expected 1 to 9 samples for the test, found 10."),
    ],
)
def test_what_is_no_set_of_labelled_images_is_refused(images, labels, tests, words):
    with pytest.raises(EditError) as caught:
        Data.of("x", images, labels, tests=tests)
    assert str(caught.value) == words


def test_a_file_with_pickled_objects_is_refused(tmp_path):
    np.savez(tmp_path / "bad.npz", images=np.array([object()]), labels=LABELS)
    with pytest.raises(FileError, match=r"expected an .npz file with arrays 'images' and 'labels', found ValueError"):
        Data.load(tmp_path / "bad.npz")
