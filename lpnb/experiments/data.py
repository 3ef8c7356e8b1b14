"""Labelled images for an experiment, in two parts: those to learn from, and those to be tested with."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Self

import attrs
import numpy as np

from lpnb.errors import EditError, FileError, Problem, brief
from lpnb.graph.kinds import node_kind

Array = np.ndarray[Any, Any]


@attrs.frozen(eq=False)
class Data:
    """Images and their classes.

    Attributes:
        name: What the set is called.
        images: To learn from, float32 [samples, channels, height, width], 0 to 1.
        labels: Their classes, int64 [samples].
        test_images: To be tested with, as `images`.
        test_labels: Their classes.
    """

    name: str
    images: Array
    labels: Array
    test_images: Array
    test_labels: Array

    @classmethod
    def of(cls, name: str, images: Any, labels: Any, *, tests: int) -> Self:
        """Return a set whose last `tests` samples are kept for the test.

        Args:
            name: What it is called.
            images: [samples, height, width] or [samples, channels, height, width], 0 to 1; whole numbers: 0 to 255.
            labels: Class of each, from 0.
            tests: How many are kept for the test, 1 or more, fewer than there are.

        Raises:
            EditError: When these are no labelled images.
        """
        images, labels = np.asarray(images), np.asarray(labels)
        if images.ndim not in (3, 4) or labels.ndim != 1 or len(images) != len(labels):
            found = f"arrays of the shapes {images.shape} and {labels.shape}"
            raise EditError(Problem(f"data {name!r}", "images and one label for each", found))
        if labels.dtype.kind not in "iu" or labels.min(initial=0) < 0:
            found = f"{labels.dtype} from {labels.min(initial=0)}"
            raise EditError(Problem(f"labels of data {name!r}", "whole numbers from 0", found))
        if not 0 < tests < len(images):
            expected = f"1 to {len(images) - 1} samples for the test"
            raise EditError(Problem(f"data {name!r}", expected, brief(tests)))
        scale = 255 if images.dtype.kind in "iu" else 1
        images = (images if images.ndim == 4 else images[:, None]).astype(np.float32) / np.float32(scale)
        labels = labels.astype(np.int64)
        return cls(name, images[:-tests], labels[:-tests], images[-tests:], labels[-tests:])

    @classmethod
    def load(cls, path: str | Path, *, tests: int | None = None) -> Self:
        """Return the arrays `images` and `labels` of an ``.npz`` file; see `of`.

        Args:
            path: The file. Nothing in it is run: arrays of Python objects are refused.
            tests: How many are kept for the test; None for 15 of 100.

        Raises:
            FileError: When it cannot be read.
            EditError: When it holds no labelled images.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                images, labels = file["images"], file["labels"]
        except Exception as error:
            words = f"{type(error).__name__}: {error}"
            problem = Problem(f"data file {str(path)!r}", "an .npz file with arrays 'images' and 'labels'", words)
            raise FileError(problem) from error
        return cls.of(Path(path).stem, images, labels, tests=round(0.15 * len(images)) if tests is None else tests)

    @classmethod
    def digits(cls) -> Self:
        """Return scikit-learn's 1 797 handwritten digits of 8 x 8 pixels; 360 of them are kept for the test."""
        arrays: dict[str, Array] = node_kind("digits")().arrays()  # type: ignore[attr-defined]  # a source has it
        order = np.random.default_rng(0).permutation(len(arrays["label"]))
        return cls.of("digits", arrays["image"][order], arrays["label"][order], tests=360)

    @property
    def shape(self) -> tuple[int, ...]:
        """(channels, height, width) of one image."""
        return tuple(self.images.shape[1:])

    @property
    def digest(self) -> str:
        """A few letters that differ from those of any other images and labels, whatever these are called."""
        parts = (self.images, self.labels, self.test_images, self.test_labels)
        return hashlib.blake2b("".join(map(digest_of, parts)).encode(), digest_size=8).hexdigest()


def digest_of(array: Array) -> str:
    """Return a few letters that differ from those of any other array."""
    found = hashlib.blake2b(f"{array.dtype.str} {array.shape}".encode(), digest_size=8)
    found.update(np.ascontiguousarray(array).data.cast("B"))
    return found.hexdigest()
