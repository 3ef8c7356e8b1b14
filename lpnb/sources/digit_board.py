"""Boards of digits, for networks that say of each pixel what is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import attrs
import numpy as np
import torch
from torch import Tensor

from lpnb.graph.fields import integer, number
from lpnb.graph.node import Arriving, Finding
from lpnb.graph.types import Type
from lpnb.sources.chance import Whole, uniform
from lpnb.sources.images import Images, Looking
from lpnb.sources.showing import Stage
from lpnb.sources.source import Setting

MARGIN = 5 / 28
"""The share of a tile at each side where nothing is said about what is there."""
HIDDEN = 0x50


@attrs.frozen
class DigitBoard(Images):
    """Shows boards of `rows` x `columns` images, digits say, with a map of what is where.

    `image` [channels, rows * height, columns * width]; `map` [classes, ...] of the same pixels, 1 at the class of the
    tile in its inner part (18 x 18 of 28 x 28); `mask` [1, ...], 1 where the map says something. Where a digit is
    hidden, the map stays. `file`, `shape` and `classes` are those of single images (see `Images`).
    """

    kind: ClassVar[str] = "digit_board"
    without: ClassVar[frozenset[str]] = frozenset({"colours", "flip", "crop", "transpose", "everywhere"})

    rows: int = integer(2, low=1, high=64, help="How many images below one another.")
    columns: int = integer(2, low=1, high=64, help="How many images side by side.")
    hide: float = number(0.0, low=0, high=1, help="The share of images that are not to be seen, and stay on the map.")

    def outputs(self) -> tuple[str, ...]:
        """Return the names of the outputs."""
        return ("image", "map", "mask")

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return the types of the outputs, as far as the single images are known."""
        single = super().infer(arriving)
        image, label = single["image"], single["label"]
        if image is None or len(image.shape) != 3:
            return dict.fromkeys(self.outputs())
        channels, height, width = image.shape
        pixels = self.rows * height, self.columns * width
        classes = Type((label.classes, *pixels)) if label is not None else None
        return {"image": Type((channels, *pixels)), "map": classes, "mask": Type((1, *pixels))}

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield what is wrong with the data, or that there are none."""
        yield from super().check(arriving)
        if self.shape is not None and len(self.shape) != 3:
            mend = "Set 'shape' to that of a single image, e.g. (1, 28, 28)."
            yield Finding("(channels, height, width) for 'shape'", f"{self.shape}", mend)

    def stage(self, setting: Setting) -> Stage:
        """Return the boards."""
        return Boards(self, setting)


class Boards(Looking):
    """The stage of `DigitBoard`."""

    def __init__(self, spec: DigitBoard, setting: Setting) -> None:
        """Lay out the tiles."""
        self.board, self.tiles = spec, spec.rows * spec.columns
        super().__init__(spec, setting, self.tiles)
        height, width = self.images.shape[2:]
        self.inner = torch.zeros(height, width, dtype=setting.dtype, device=setting.device)
        top, left = round(MARGIN * height), round(MARGIN * width)
        self.inner[top : height - top, left : width - left] = 1

    def stimuli(self, lanes: Whole, showings: Whole) -> tuple[Tensor, ...]:
        """Return boards, maps and masks."""
        each = (lanes[:, None] * self.tiles + np.arange(self.tiles)).reshape(-1)
        when = np.repeat(showings, self.tiles)
        image, _, classes = super().stimuli(each, when)
        hidden = torch.from_numpy(uniform(self.setting.seed, HIDDEN, each, when) < self.board.hide)
        image = image.masked_fill(hidden.to(image.device)[:, None, None, None], 0)
        mask = self.inner.expand(len(lanes) * self.tiles, 1, -1, -1)
        return tuple(map(self._laid, (image, classes[:, :, None, None] * self.inner, mask)))

    def _laid(self, tiles: Tensor) -> Tensor:
        """Return tiles [n * rows * columns, channels, height, width] side by side."""
        channels, height, width = tiles.shape[1:]
        rows, columns = self.board.rows, self.board.columns
        apart = tiles.reshape(-1, rows, columns, channels, height, width).permute(0, 3, 1, 4, 2, 5)
        return apart.reshape(-1, channels, rows * height, columns * width)
