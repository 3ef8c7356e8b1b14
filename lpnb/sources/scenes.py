"""Pictures in which each pixel has a class: a folder of pictures, and one of maps in colours."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

import attrs
import numpy as np
import torch
from torch import Tensor

from lpnb.graph import fields
from lpnb.graph.node import ITSELF, Arriving, Finding
from lpnb.graph.options import Options
from lpnb.graph.types import Type
from lpnb.sources.chance import Whole, uniform
from lpnb.sources.pictures import PICTURES, NoPictures, picture
from lpnb.sources.samples import Arrays, Drawn, Samples
from lpnb.sources.showing import Stage
from lpnb.sources.source import Setting

CITYSCAPES: Mapping[str, tuple[int, int, int]] = {
    # M. Cordts et al., The Cityscapes dataset for semantic urban scene understanding, CVPR 2016
    "bicycle": (119, 11, 32),
    "building": (70, 70, 70),
    "bus": (0, 60, 100),
    "car": (0, 0, 142),
    "fence": (190, 153, 153),
    "motorcycle": (0, 0, 230),
    "person": (220, 20, 60),
    "pole": (153, 153, 153),
    "rider": (255, 0, 0),
    "road": (128, 64, 128),
    "sidewalk": (244, 35, 232),
    "sky": (70, 130, 180),
    "terrain": (152, 251, 152),
    "traffic light": (250, 170, 30),
    "traffic sign": (220, 220, 0),
    "train": (0, 80, 100),
    "truck": (0, 0, 70),
    "vegetation": (107, 142, 35),
    "wall": (102, 102, 156),
}
FLIPPED = 0x70
KEPT = 256
"""Pictures that are kept in memory."""
WANTED = "a folder of pictures and a folder of maps, with the same names up to the last '_'"


@attrs.frozen
class Scenes(Samples):
    """Shows pictures in which each pixel has a class, and maps of these.

    `image` [3, height, width], 0 to 1; `map` [classes, height, width], 1 at the pixel's class; `colours` [3, height,
    width], the map as it is drawn; `mask` [1, height, width], 1 where a pixel has a class. These three have 1 of
    `coarser` x `coarser` pixels, for networks whose answer is coarser than what they see. A map is a picture in the
    colours of `palette`; any other colour is no class. Pictures and maps lie in folders of the same structure, and
    belong together by their names up to the last ``_``, or the last but one (Cityscapes: ``ulm_1_2_leftImg8bit.png``,
    ``ulm_1_2_gtFine_color.png``). Where there are folders ``train`` and ``val``, the latter is for the test.
    """

    kind: ClassVar[str] = "scenes"

    pictures: str = fields.text("", help="The folder of the pictures.", longest=4000)
    maps: str = fields.text("", help="The folder of the maps.", longest=4000)
    shape: tuple[int, ...] | None = fields.shape(
        help="(3, height, width) that all are brought to; empty: (3, 128, 256)."
    )
    coarser: int = fields.integer(1, low=1, high=1000, help="How many times smaller the maps are than the pictures.")
    palette: Options = fields.settings(help="The colour of each class, {'road': [128, 64, 128]}; empty: Cityscapes.")
    flip: bool = fields.switch(default=False, help="Whether half of the showings are mirrored, left to right.")
    transpose: bool = fields.switch(default=False, help="Whether height and width change places.")

    def outputs(self) -> tuple[str, ...]:
        """Return the names of the outputs."""
        return ("image", "map", "colours", "mask")

    def seen(self) -> Collection[str]:
        """Return what noise and fading reach."""
        return ("image",)

    @property
    def sizes(self) -> tuple[int, ...]:
        """(3, height, width) of what is shown."""
        return self.shape or (3, 128, 256)

    def colouring(self) -> Mapping[str, Any]:
        """Return the colour of each class."""
        return self.palette.plain() or dict(CITYSCAPES)

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return the types of the outputs."""
        pixels = tuple(max(1, side // self.coarser) for side in self.sizes[1:])
        features = {"map": len(self.colouring()), "colours": 3, "mask": 1}
        maps = {name: Type((count, *pixels)) for name, count in features.items()}
        return {"image": Type(self.sizes), **maps}

    def pairs(self) -> tuple[list[tuple[Path, Path]], int]:
        """Return pictures and their maps, and how many of these, the last ones, are for the test.

        Raises:
            NoPictures: When there are none, in words.
        """
        if not self.pictures or not self.maps:
            raise NoPictures("none")
        for folder in (self.pictures, self.maps):
            if not Path(folder).expanduser().is_dir():
                raise NoPictures(f"no folder {folder!r}")
        stamps = [Path(folder).expanduser().stat().st_mtime_ns for folder in (self.pictures, self.maps)]
        return _pairs(Path(self.pictures).expanduser(), Path(self.maps).expanduser(), *stamps)

    def arrays(self) -> Arrays:
        """Return nothing: scenes are read when they are shown."""
        return {}

    @property
    def count(self) -> int:
        """How many scenes there are in all splits together."""
        return len(self.pairs()[0])

    def chosen(self, count: int) -> Whole:
        """Return which scenes belong to the split: the folder ``val`` is for the test, where there is one."""
        _, tests = self.pairs()
        if not tests:
            return super().chosen(count)
        order = np.random.default_rng(0).permutation(count - tests)
        return np.sort(self._part(np.concatenate([np.arange(count - tests, count), order]), tests))

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield what is wrong with the folders."""
        if len(self.sizes) != 3 or self.sizes[0] != 3:
            mend = "Set shape to (3, 128, 256), or leave it empty."
            yield Finding("(3, height, width) for 'shape'", f"{self.sizes}", mend)
        if any(not isinstance(colour, list) or len(colour) != 3 for colour in self.palette.plain().values()):
            yield Finding("three numbers for each colour", f"{self.palette}", "Write red, green and blue, 0 to 255.")
        try:
            self.pairs()
        except NoPictures as missing:
            mend = f"Give it them: graph.set({ITSELF}, pictures='leftImg8bit', maps='gtFine')."
            yield Finding(WANTED, missing.found, mend, self.needed)
            return
        yield from super().check(arriving)

    def stage(self, setting: Setting) -> Stage:
        """Return the scenes of the split."""
        return Seen(self, setting)


@functools.lru_cache(maxsize=8)
def _pairs(pictures: Path, maps: Path, *stamps: int) -> tuple[list[tuple[Path, Path]], int]:  # noqa: ARG001 - see above
    known = {_key(file, maps): file for file in _files(maps) if not file.stem.endswith(("labelIds", "instanceIds"))}
    found = [(file, known[_key(file, pictures)]) for file in _files(pictures) if _key(file, pictures) in known]
    if not found:
        raise NoPictures(f"no picture in {str(pictures)!r} with a map in {str(maps)!r}")
    tests = [pair for pair in found if pair[0].relative_to(pictures).parts[0] == "val"]
    rest = [pair for pair in found if pair[0].relative_to(pictures).parts[0] != "val"]
    return [*rest, *tests], len(tests) if rest else 0


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.suffix.lower() in PICTURES)


def _key(file: Path, folder: Path) -> tuple[str, str]:
    """Return what a picture and its map have in common."""
    stem = file.stem.removesuffix("_color").removesuffix("_gtFine").removesuffix("_leftImg8bit")
    return str(file.relative_to(folder).parent), stem


class Seen(Drawn):
    """The stage of `Scenes`."""

    def __init__(self, spec: Scenes, setting: Setting) -> None:
        """Find the files."""
        super().__init__(spec, setting, {})
        self.scenes = spec
        pairs, _ = spec.pairs()
        self.pairs = [pairs[place] for place in spec.chosen(spec.count)]
        self.palette = torch.tensor(list(spec.colouring().values()), dtype=torch.uint8)
        self.read = functools.lru_cache(maxsize=KEPT)(self._read)

    def _read(self, place: int) -> tuple[Tensor, Tensor]:
        """Return picture and map in colours, uint8 [3, height, width]."""
        _, *sides = self.scenes.sizes
        high, wide = reversed(sides) if self.scenes.transpose else sides
        coarse = max(1, high // self.scenes.coarser), max(1, wide // self.scenes.coarser)
        one, other = self.pairs[place]
        found = picture(one, (high, wide), 3), picture(other, coarse, 3, smooth=False)
        image, colours = (torch.from_numpy(np.array(array)) for array in found)
        return (image.transpose(1, 2), colours.transpose(1, 2)) if self.scenes.transpose else (image, colours)

    def stimuli(self, lanes: Whole, showings: Whole) -> tuple[Tensor, ...]:
        """Return pictures, maps, maps in colours, and where a pixel has a class."""
        read = [self.read(int(place)) for place in self.index(lanes, showings)]
        image, colours = (torch.stack(part) for part in zip(*read, strict=True))
        if self.scenes.flip:
            axis = -2 if self.scenes.transpose else -1
            mirrored = torch.from_numpy(uniform(self.setting.seed, FLIPPED, lanes, showings) < 0.5)[:, None, None, None]
            image, colours = (torch.where(mirrored, one.flip(axis), one) for one in (image, colours))
        places = (colours[:, None] == self.palette[None, :, :, None, None]).all(2)
        mask = places.any(1, keepdim=True)
        return tuple(
            one.to(self.setting.device, self.setting.dtype) for one in (image / 255, places, colours / 255, mask)
        )
