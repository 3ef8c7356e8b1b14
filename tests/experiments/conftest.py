"""Data for experiments that take seconds."""

import numpy as np
import pytest

from lpnb.experiments import Data


@pytest.fixture
def blobs():
    """120 images of 4 x 4 pixels: a bright quarter each, of one of three classes; 40 for the test."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 120)
    images = np.zeros((120, 1, 4, 4), np.float32)
    for image, label in zip(images, labels, strict=True):
        image[0, 2 * (label // 2) :, 2 * (label % 2) :][:2, :2] = 1.0
    return Data.of("blobs", images, labels, tests=40)
