"""Roman numerals, drawn by a shaky hand: labelled images that need no data."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from typing import ClassVar

import attrs
import numpy as np
import torch
from torch import Tensor

from lpnb.graph.fields import number, shape, switch
from lpnb.graph.node import Arriving, Finding
from lpnb.graph.types import Type
from lpnb.sources.chance import Numbers, Whole, between, uniform, whole
from lpnb.sources.labelled import OUTPUTS, coloured, labelled, one_hot
from lpnb.sources.showing import Showing, Stage
from lpnb.sources.source import Setting

NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
LETTERS: dict[str, tuple[float, tuple[tuple[float, float, float, float], ...]]] = {
    # width of a letter that is 1 high; its strokes (x, y, x, y), y downwards
    "I": (0.22, ((0.11, 0, 0.11, 1),)),
    "V": (0.6, ((0.08, 0, 0.3, 1), (0.52, 0, 0.3, 1))),
    "X": (0.6, ((0.08, 0, 0.52, 1), (0.52, 0, 0.08, 1))),
}
MOST = 5
"""Strokes of VIII."""
HEIGHT = 0.6
"""Of the image, at full scale; a numeral that would be wider than `WIDTH` becomes smaller as a whole."""
WIDTH = 0.86
DRAWN, COLOURS = 0x20, 0x21


@attrs.frozen
class RomanNumerals(Showing):
    """Shows roman numerals, I to X, of one to five strokes: `image`, `label` (0 is I), `one_hot`.

    Place, strokes and their ends are shaken by up to `jitter`; the size is 0.8 to 1, the strokes 1 to 2 pixels wide,
    drawn for each showing. With three channels, figure and ground get random colours.
    """

    kind: ClassVar[str] = "roman_numerals"

    shape: tuple[int, ...] | None = shape(help="(channels, height, width) with 1 or 3 channels; empty: (1, 32, 32).")
    jitter: float = number(
        0.02, low=0, high=0.5, help="How far the hand shakes, as a share of the image: numeral, stroke and its ends."
    )
    everywhere: bool = switch(default=False, help="Whether 'one_hot' has the image's size, the same at each pixel.")

    def outputs(self) -> tuple[str, ...]:
        """Return the names of the outputs."""
        return OUTPUTS

    def seen(self) -> Collection[str]:
        """Return what noise and fading reach."""
        return ("image",)

    @property
    def sizes(self) -> tuple[int, ...]:
        """(channels, height, width) of the image."""
        return self.shape or (1, 32, 32)

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return the types of the outputs."""
        return labelled(self.sizes, len(NUMERALS), everywhere=self.everywhere)

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield a finding when the shape is not that of an image."""
        yield from super().check(arriving)
        if len(self.sizes) != 3 or self.sizes[0] not in (1, 3):
            mend = "Set shape to (1, 32, 32), or leave it empty."
            yield Finding("(1 or 3, height, width) for 'shape'", f"{self.sizes}", mend)

    def stage(self, setting: Setting) -> Stage:
        """Return the hand that draws."""
        return Drawing(self, setting)


class Drawing(Stage):
    """The stage of `RomanNumerals`."""

    def __init__(self, spec: RomanNumerals, setting: Setting) -> None:
        """Lay out the strokes."""
        self.spec, self.setting = spec, setting
        known = [_strokes(numeral) for numeral in NUMERALS]
        self.strokes = np.stack([np.pad(lines, ((0, MOST - len(lines)), (0, 0))) for lines in known])
        self.there = np.array([[place < len(lines) for place in range(MOST)] for lines in known])

    def stimuli(self, lanes: Whole, showings: Whole) -> tuple[Tensor, ...]:
        """Return drawings, labels, and a 1 at the right class."""
        setting, (channels, height, width) = self.setting, self.spec.sizes
        chance = uniform(setting.seed, DRAWN, lanes[:, None], showings[:, None], np.arange(5 + 6 * MOST))
        label = whole(0, len(NUMERALS) - 1, chance[:, 0])
        thick = torch.from_numpy(between(1, 2, chance[:, 1])).to(setting.device, torch.float32)
        lines = torch.from_numpy(self._shaken(label, chance)).to(setting.device, torch.float32)
        there = torch.from_numpy(self.there[label]).to(setting.device)
        image = _ink(lines, there, thick, height, width)[:, None].to(setting.dtype)
        if channels == 3:
            image = coloured(image, uniform(setting.seed, COLOURS, lanes[:, None], showings[:, None], np.arange(6)))
        index = torch.from_numpy(label).to(setting.device)
        return image, index, self._one_hot(index)

    def _one_hot(self, index: Tensor) -> Tensor:
        return one_hot(index, len(NUMERALS), self.setting.dtype, self.spec.sizes if self.spec.everywhere else ())

    def _shaken(self, label: Whole, chance: Numbers) -> Numbers:
        """Return strokes as (x, y, x, y) in shares of the image, [n, MOST, 4]."""
        jitter = self.spec.jitter
        shake = between(-jitter, jitter, chance[:, 5:]).reshape(len(label), MOST, 6)
        numeral = between(-jitter, jitter, chance[:, 3:5])[:, None]
        scaled = self.strokes[label] * between(0.8, 1, chance[:, 2])[:, None, None]
        moved = np.tile(0.5 + numeral + shake[..., :2], 2)
        return scaled + moved + shake[..., 2:]


def _strokes(numeral: str) -> Numbers:
    """Return the strokes of a numeral around its middle, in shares of the image."""
    total = sum(LETTERS[letter][0] for letter in numeral)
    size, left, found = min(HEIGHT, WIDTH / total), -total / 2, []
    for letter in numeral:
        wide, lines = LETTERS[letter]
        found += [(left + a, b - 0.5, left + c, d - 0.5) for a, b, c, d in lines]
        left += wide
    return size * np.array(found)


def _ink(lines: Tensor, there: Tensor, thick: Tensor, height: int, width: int) -> Tensor:
    """Return how dark each pixel is, 0 to 1, [n, height, width]: by its distance from the nearest stroke."""
    y, x = (torch.arange(side, device=lines.device, dtype=lines.dtype) + 0.5 for side in (height, width))
    y = y[:, None]
    left, top, right, bottom = (lines * lines.new_tensor([width, height] * 2)).permute(2, 0, 1)[..., None, None]
    across, down = right - left, bottom - top
    along = ((x - left) * across + (y - top) * down) / (across * across + down * down).clamp(min=1e-12)
    along = along.clamp_(0, 1)
    apart = (x - left - along * across).square_() + (y - top - along * down).square_()
    apart = apart.masked_fill_(~there[..., None, None], math.inf).amin(1).sqrt_()
    ink: Tensor = (thick[:, None, None] / 2 + 0.5 - apart).clamp_(0, 1)
    return ink
