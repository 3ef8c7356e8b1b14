"""Labelled images: of your own, or out of a file or a folder."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import ClassVar

import attrs
import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import affine_grid, grid_sample

from lpnb.graph import fields
from lpnb.graph.node import ITSELF, Arriving, Finding
from lpnb.graph.types import Type
from lpnb.sources.chance import Numbers, Whole, uniform
from lpnb.sources.labelled import OUTPUTS, coloured, labelled, one_hot
from lpnb.sources.pictures import FORMATS, Album, NoPictures, album, of_arrays
from lpnb.sources.samples import Arrays, Drawn, Samples
from lpnb.sources.showing import Stage
from lpnb.sources.source import Setting

DIGITS = "digits"
LOOKS = 0x1A
"""Tells the random numbers of colours, windows and flips from all others."""


@attrs.frozen
class Images(Samples):
    """Shows labelled images: `image` [channels, height, width], `label`, and `one_hot`, a 1 at the right class.

    `file` is an .npz file (``images``, ``labels``; or ``x_train``, ``y_train``, ``x_test``, ``y_test``), a file
    ``images.npy`` with ``labels.npy`` beside it, an idx file as MNIST comes, the folder of CIFAR-10's binary version, a
    folder with a folder of pictures for each class, or ``digits``, scikit-learn's scans. Whole numbers are taken for 0
    to 255 and brought to 0 to 1. Where a file says which images are for the test, `test_share` does not count.
    `lpnb.from_arrays(images, labels)` makes one of arrays.

    While the data are not there, `shape` and `classes` say what they will be, and the graph can be drawn and checked.
    """

    kind: ClassVar[str] = "images"

    file: str = fields.text("", help="A file or folder with labelled images, or 'digits'.", longest=4000)
    data: Arrays | None = fields.arrays(help="Images and labels of your own.", optional=True)
    shape: tuple[int, ...] | None = fields.shape(
        help="(channels, height, width); pictures of a folder are brought to it."
    )
    classes: int | None = fields.integer(
        None, low=1, high=10**6, help="How many classes there are; empty: as many as the labels tell."
    )
    colours: bool = fields.switch(
        default=False, help="Whether grey images get two random colours: one for the figure, one for the ground."
    )
    flip: bool = fields.switch(default=False, help="Whether half of the showings are mirrored, left to right.")
    crop: float = fields.number(
        1.0, low=0.05, high=1, help="The share of height and width that is shown, from a random place, enlarged."
    )
    transpose: bool = fields.switch(default=False, help="Whether height and width change places.")
    everywhere: bool = fields.switch(
        default=False, help="Whether 'one_hot' has the image's size, the same at each pixel."
    )

    def outputs(self) -> tuple[str, ...]:
        """Return the names of the outputs."""
        return OUTPUTS

    def seen(self) -> Collection[str]:
        """Return what noise and fading reach."""
        return ("image",)

    def album(self) -> Album:
        """Return the images, as far as they have to be known without loading them.

        Raises:
            NoPictures: When there are none, in words.
        """
        if self.data is not None:
            return of_arrays(self.data)
        if not self.file:
            raise NoPictures("none")
        if self.file == DIGITS:
            return _digits()
        return album(self.file, self._size())

    def _size(self) -> tuple[int, int] | None:
        if self.shape is None or len(self.shape) != 3:
            return None
        height, width = self.shape[1:]
        return (width, height) if self.transpose else (height, width)

    def arrays(self) -> Arrays:
        """Return ``image`` [n, channels, height, width] as stored, and ``label`` [n]."""
        found = self.album()
        return {"image": found.load(), "label": found.labels}

    @property
    def count(self) -> int:
        """How many images there are in all splits together."""
        return len(self.album().labels)

    def chosen(self, count: int) -> Whole:
        """Return which images belong to the split: those for the test are held out as the file says, if it does."""
        tests = self.album().tests
        if tests is None:
            return super().chosen(count)
        order = np.random.default_rng(0).permutation(count - tests)
        held_out = np.arange(count - tests, count)
        return np.sort(self._part(np.concatenate([held_out, order]), tests))

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return the types of the outputs: from the fields, and where these say nothing from the data."""
        shape, classes = self.shape, self.classes
        if shape is None or classes is None:
            try:
                found = self.album()
            except NoPictures:
                pass  # `check` says so
            else:
                shape, classes = shape or self._shown(found), classes or found.classes
        return labelled(shape, classes, everywhere=self.everywhere)

    def _shown(self, found: Album) -> tuple[int, ...]:
        """Return the shape in which the images are shown."""
        channels, height, width = found.shape
        sizes = (width, height) if self.transpose else (height, width)
        return (3 if self.colours and channels == 1 else channels, *sizes)

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield what is wrong with the data, or that there are none."""
        try:
            found = self.album()
        except NoPictures as missing:
            yield self._wanted(missing)
            return
        yield from super().check(arriving)
        if self.shape is not None and self.shape != self._shown(found):
            mend = f"Leave 'shape' empty{self._colouring(found)}."
            yield Finding(f"images of shape {self.shape}", f"shape {self._shown(found)}", mend)
        if self.classes is not None and self.classes < found.classes:
            found_label = f"a label {int(found.labels.max())}"
            yield Finding(f"labels below {self.classes}", found_label, f"Set 'classes' to {found.classes}, or empty.")

    def _colouring(self, found: Album) -> str:
        """Say how grey images become coloured ones, where these are asked for."""
        shown = self._shown(found)
        if self.shape != (3, *shown[1:]) or shown[0] != 1:
            return ""
        if "colours" in self.without:
            return ", or give each grey image three times: numpy.repeat(images[:, None], 3, 1)"
        return f", or give grey images random colours: graph.set({ITSELF}, colours=True)"

    def _wanted(self, missing: NoPictures) -> Finding:
        """Say which data belong here, and the line that brings others."""
        what = f"images of shape {self.shape}" if self.shape else "labelled images"
        of = f" of {self.classes} classes" if self.classes else ""
        mend = f"{missing.mend} " if missing.mend else ""
        mend += f"Give it arrays: graph.set({ITSELF}, data={{'image': images, 'label': labels}})"
        if self.data is None:
            mend += f"; or a file: graph.set({ITSELF}, file='mnist.npz'), {FORMATS}"
        mend += "."
        return Finding(f"{what}{of}", missing.found, mend, self.needed)

    def stage(self, setting: Setting) -> Stage:
        """Return the images of the split."""
        return Looking(self, setting)


class Looking(Drawn):
    """The stage of `Images`."""

    def __init__(self, spec: Images, setting: Setting, many: int = 1) -> None:
        """Move the images of the split to the device, as they are stored."""
        arrays = spec.arrays()
        super().__init__(spec, setting, {"label": arrays["label"]}, many)
        self.look = spec
        kept = arrays["image"][spec.chosen(spec.count)]
        self.whole = kept.dtype.kind in "iu"
        kept = kept.astype(np.uint8 if kept.dtype == np.uint8 else np.float32)
        self.images = torch.from_numpy(np.ascontiguousarray(kept)).to(setting.device)
        self.classes = spec.classes or int(arrays["label"].max()) + 1

    def stimuli(self, lanes: Whole, showings: Whole) -> tuple[Tensor, ...]:
        """Return images, labels, and a 1 at the right class."""
        chosen = torch.from_numpy(self.index(lanes, showings)).to(self.setting.device)
        image = self.images.index_select(0, chosen).to(self.setting.dtype)
        image = image / 255 if self.whole else image
        spec = self.look
        if spec.colours or spec.flip or spec.crop < 1:
            chance = uniform(self.setting.seed, LOOKS, lanes[:, None], showings[:, None], np.arange(9))
            image = self._looked(image, chance)
        image = image.transpose(-1, -2).contiguous() if spec.transpose else image
        label = self.tensors[0].index_select(0, chosen)
        sizes = tuple(image.shape[1:]) if spec.everywhere else ()
        return image, label, one_hot(label, self.classes, self.setting.dtype, sizes)

    def _looked(self, image: Tensor, chance: Numbers) -> Tensor:
        """Return images in random colours, mirrored and cropped, by 9 numbers from 0 to 1 for each."""
        spec = self.look
        if spec.colours and image.shape[1] == 1:
            image = coloured(image, chance[:, :6])
        if spec.flip:
            mirrored = torch.from_numpy(chance[:, 6] < 0.5).to(image.device)
            image = torch.where(mirrored[:, None, None, None], image.flip(-1), image)
        if spec.crop < 1:
            image = _window(image, spec.crop, torch.from_numpy(2 * chance[:, 7:9] - 1).to(image))
        return image


def _window(image: Tensor, share: float, place: Tensor) -> Tensor:
    """Return a part of each image, enlarged to the whole; `place` [n, 2] is -1 to 1, from edge to edge."""
    theta = image.new_zeros(len(image), 2, 3)
    theta[:, 0, 0] = theta[:, 1, 1] = share
    theta[:, :, 2] = (1 - share) * place
    grid = affine_grid(theta, list(image.shape), align_corners=False)
    return grid_sample(image, grid, padding_mode="border", align_corners=False)


def _digits() -> Album:
    from lpnb.sources.digits import Digits

    arrays = Digits().arrays()
    return Album((1, 8, 8), arrays["label"], 10, None, lambda: arrays["image"])
