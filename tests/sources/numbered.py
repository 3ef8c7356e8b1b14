"""Images for tests that tell which they are."""

import numpy as np

ALL = {"split": "all", "hold": 1, "shuffle": False}


def numbered(count=6, shape=(4, 3), whole=True):
    """Images whose first pixel tells which they are."""
    images = np.zeros((count, *shape), np.uint8 if whole else np.float32)
    images.reshape(count, -1)[:, 0] = np.arange(count)
    return images, np.arange(count) % 3
