"""States as thumbnails: a few values each, eight bits a value; the browser paints them.

    state of one sample ──(on its device)──> at most SIDE x SIDE values ──> one byte each ──> browser

A picture in some format would be larger than these bytes, and would have to be packed and unpacked.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import numpy as np
import torch
from torch.nn import functional

from lpnb.compile.build import State
from lpnb.compile.program import Program, Slot
from lpnb.widgets.snapshot import Array, numbers
from lpnb.widgets.span import SMALLEST, round_up

SIDE = 24
"""Values on a side of a thumbnail, at most: as many as there are pixels."""
TOP = 253
"""The byte of the largest value."""
AXES = 2
COLOURS, RGB = "colours", 3


@attrs.frozen
class Face:
    """How a type is drawn small.

    Attributes:
        kind: ``map``, ``picture`` (a map in grey), ``colours`` (red, then green, then blue), ``bars`` or ``square``.
        width: Values across.
        height: Values down.
    """

    kind: str
    width: int
    height: int = 1

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return byte_count(self.kind, self.width, self.height)


def byte_count(kind: str, width: int, height: int) -> int:
    """Return how many bytes a thumbnail takes."""
    return width * height * (RGB if kind == COLOURS else 1)


def face_of(slot: Slot) -> Face:
    """Return how the values of a slot are drawn."""
    type_ = slot.type
    if type_.classes or len(type_.shape) == 1:
        return Face("bars", min(type_.classes or type_.size, SIDE))
    if len(type_.shape) < AXES:
        return Face("square", 1)
    *_, height, width = type_.shape
    if slot.fed and type_.shape[:-2] == (RGB,):
        return Face(COLOURS, min(width, SIDE), min(height, SIDE))
    maps = type_.size // (height * width)
    across = min(maps, math.ceil(math.sqrt(maps * height / width)))  # as square as can be
    down = -(-maps // across)
    if max(down * height, across * width) <= SIDE:
        return Face("picture" if slot.fed and maps == 1 else "map", across * width, down * height)
    return Face("picture" if slot.fed and maps == 1 else "map", min(width, SIDE), min(height, SIDE))


def shrink(values: torch.Tensor, slot: Slot, face: Face) -> torch.Tensor:
    """Return values of one sample in several frames, [frames, ...], as [frames, `Face.size`], where they are."""
    frames, type_ = len(values), slot.type
    if type_.classes:
        chosen = torch.arange(type_.classes, device=values.device) == values[:, None]
        return _narrowed(chosen.float(), face.width)
    values = values.float()
    if face.kind in ("bars", "square"):
        return _narrowed(values.reshape(frames, -1), face.width)
    height, width = type_.shape[-2:]
    maps = values.reshape(frames, -1, height, width)
    if face.kind == COLOURS:
        return functional.adaptive_avg_pool2d(maps, (face.height, face.width)).reshape(frames, -1)
    count, across, down = maps.shape[1], face.width // width, face.height // height
    if across * down < count:  # there is no room for all maps, side by side
        strength = maps.abs().mean(1, keepdim=True) if count > 1 else maps
        return functional.adaptive_avg_pool2d(strength, (face.height, face.width)).reshape(frames, -1)
    if across * down > count:
        maps = torch.cat([maps, maps.new_zeros(frames, across * down - count, height, width)], 1)
    return maps.reshape(frames, down, across, height, width).transpose(2, 3).reshape(frames, -1)


def mixed(pixels: Array, height: int, width: int) -> Array:
    """Return the bytes of a thumbnail in colours as a picture, [height, width, 3] from 0 to 255."""
    channels = pixels.reshape(RGB, height, width).astype(np.float32) * (255 / TOP)
    return np.moveaxis(np.rint(channels).astype(np.uint8), 0, -1)


def _narrowed(values: torch.Tensor, width: int) -> torch.Tensor:
    return values if values.shape[1] == width else functional.adaptive_avg_pool1d(values, width)


@attrs.frozen
class Scale:
    """From which value to which the bytes go.

    Attributes:
        low: 0, or minus a round number.
        high: A round number.
    """

    low: float
    high: float

    @classmethod
    def around(cls, values: Array, before: Scale | None, *, colours: bool = False) -> Scale:
        """Return the scale of what is shown at once: the one before, unless that is too small or twice too large.

        With `colours`, values from 0 to 1 are shown as they are.
        """
        finite = values[np.isfinite(values)]
        ends = (-float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
        if colours and ends[0] <= 0 and ends[1] <= 1:
            return cls(0.0, 1.0)
        wanted = [round_up(end) if end > SMALLEST else 0.0 for end in ends]
        if before is not None and all(end <= shown <= 2 * end for end, shown in zip(wanted, before.ends, strict=True)):
            return before
        return cls(-wanted[0], wanted[1] or float(not wanted[0]))

    @property
    def ends(self) -> tuple[float, float]:
        """How far it goes below and above 0."""
        return -self.low, self.high

    @property
    def signed(self) -> bool:
        """Whether there are negative values worth showing."""
        return self.low < -0.01 * self.high

    def bytes_of(self, values: Array, face: Face) -> tuple[Array, int]:
        """Return values as bytes from 0 to TOP, and the byte of 0."""
        even = self.signed and face.kind == "map"  # two colours that meet at 0
        low, high = (-max(self.ends), max(self.ends)) if even else (self.low, self.high)
        step = TOP / max(high - low, SMALLEST)
        scaled = (np.clip(np.nan_to_num(values), low, high) - low) * step
        return np.rint(scaled).astype(np.uint8), round(-low * step)


@attrs.frozen
class Drawing:
    """Thumbnails of some frames.

    Attributes:
        pixels: The bytes of each frame, row by row.
        tiles: For each row [id, kind, width, height, byte of 0, whether it is signed].
        rescaled: Whether a scale is another one than before, so that older thumbnails are not right.
    """

    pixels: list[bytes] = attrs.field(factory=list)
    tiles: list[list[Any]] = attrs.field(factory=list)
    rescaled: bool = False


class Thumbnails:
    """Thumbnails of the states of several nodes; each node has one scale for all frames.

    Attributes:
        sample: Which sample of the batch is shown.
    """

    def __init__(self, sample: int = 0) -> None:
        """Start with no scale."""
        self.sample = sample
        self._scales: dict[str, Scale] = {}

    def draw(self, states: Sequence[State], program: Program, rows: Mapping[str, str]) -> Drawing:
        """Draw states.

        Args:
            states: All that are shown at once, one for each frame.
            program: The program that made them.
            rows: Names by id: what is drawn of them.
        """
        places = {row: program.newest[name] for row, name in rows.items() if name in program.newest}
        faces = {row: face_of(program.slots[place - 1]) for row, place in places.items()}
        if not faces or not states:
            return Drawing([b"" for _ in states])
        small = [
            shrink(self._sampled(states, place), program.slots[place - 1], faces[row]) for row, place in places.items()
        ]
        values = numbers(torch.cat(small, 1))  # one copy off the device
        edges = np.cumsum([face.size for face in faces.values()])[:-1]
        drawn, tiles, before = [], [], dict(self._scales)
        for (row, face), part in zip(faces.items(), np.split(values, edges, axis=1), strict=True):
            scale = self._scales[row] = Scale.around(part, before.get(row), colours=face.kind == COLOURS)
            pixels, zero = scale.bytes_of(part, face)
            drawn.append(pixels)
            tiles.append([row, face.kind, face.width, face.height, zero, scale.signed])
        frames = [frame.tobytes() for frame in np.concatenate(drawn, axis=1)]
        return Drawing(frames, tiles, rescaled=before != self._scales)

    def _sampled(self, states: Sequence[State], place: int) -> torch.Tensor:
        sample = min(self.sample, states[0][place].shape[0] - 1)
        return torch.stack([state[place].detach()[sample] for state in states])
