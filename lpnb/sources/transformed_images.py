"""Labelled images, and maps that say where to look to move, turn, zoom or crop them."""

from __future__ import annotations

from typing import ClassVar

import attrs
import numpy as np
import torch
from torch import Tensor

from lpnb.graph.fields import integer, number
from lpnb.graph.node import Arriving
from lpnb.graph.types import Type
from lpnb.sources.chance import Numbers, Whole, between, normal, uniform
from lpnb.sources.images import Images, Looking
from lpnb.sources.showing import Stage
from lpnb.sources.source import Setting

MAPS, JITTER = 0x60, 0x61


@attrs.frozen
class TransformedImages(Images):
    """Shows labelled images as `Images` does, and random maps for a `sampler`, new ones for each showing.

    `map` [2, height, width] says for each pixel where to look in the image, how far to the right (0) and down (1), 0 at
    the first pixel and 1 one behind the last: a part of the image, by `least_scale` to `greatest_scale` as large,
    turned and shifted. `crop_map` [2, window, window] cuts a window out at a random place.
    """

    kind: ClassVar[str] = "transformed_images"

    least_scale: float = number(0.35, low=0.01, high=10, help="The least share of the image that the map looks at.")
    greatest_scale: float = number(0.65, low=0.01, high=10, help="The greatest share of the image that it looks at.")
    turn: float = number(0.2, low=0, high=3.15, unit="rad", help="How far the map is turned, at most.")
    shift: float = number(0.1, low=0, high=1, help="How far it is shifted, at most, as a share of the image.")
    jitter: float = number(0.0, low=0, high=1, unit="sd", help="Gaussian noise on each place, as a share of the image.")
    window: int = integer(16, low=1, high=4096, unit="pixels", help="Height and width of the window that is cut out.")

    def outputs(self) -> tuple[str, ...]:
        """Return the names of the outputs."""
        return ("image", "label", "one_hot", "map", "crop_map")

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return the types of the outputs."""
        known = super().infer(arriving)
        image = known["image"]
        places = Type((2, *image.shape[1:])) if image is not None and len(image.shape) == 3 else None
        return {**known, "map": places, "crop_map": Type((2, self.window, self.window))}

    def stage(self, setting: Setting) -> Stage:
        """Return images and maps."""
        return Mapped(self, setting)


class Mapped(Looking):
    """The stage of `TransformedImages`."""

    def __init__(self, spec: TransformedImages, setting: Setting) -> None:
        """Take the images."""
        super().__init__(spec, setting)
        self.maps = spec

    def stimuli(self, lanes: Whole, showings: Whole) -> tuple[Tensor, ...]:
        """Return images, labels, and maps."""
        image, label, classes = super().stimuli(lanes, showings)
        height, width = image.shape[2:]
        chance = uniform(self.setting.seed, MAPS, lanes[:, None], showings[:, None], np.arange(6)).T[..., None, None]
        places = self._places(chance, height, width)
        if self.maps.jitter:
            pixels = np.arange(2 * height * width)
            noise = normal(self.setting.seed, JITTER, lanes[:, None], showings[:, None], pixels)
            places = places + self.maps.jitter * noise.reshape(places.shape)
        made = (torch.from_numpy(one).to(image) for one in (places, self._window(chance, height, width)))
        return image, label, classes, *made

    def _places(self, chance: Numbers, height: int, width: int) -> Numbers:
        """Return where to look, [n, 2, height, width]."""
        spec = self.maps
        scale = between(spec.least_scale, spec.greatest_scale, chance[0])
        angle = between(-spec.turn, spec.turn, chance[1])
        right, down = (between(-spec.shift, spec.shift, one) for one in chance[2:4])
        y, x = ((np.arange(n) - (n - 1) / 2) / n for n in (height, width))
        y, x = y[:, None], x[None]
        middle_y, middle_x = ((n - 1) / 2 / n for n in (height, width))
        turned_x = np.cos(angle) * x - np.sin(angle) * y
        turned_y = np.sin(angle) * x + np.cos(angle) * y
        return np.stack([middle_x + right + scale * turned_x, middle_y + down + scale * turned_y], 1)

    def _window(self, chance: Numbers, height: int, width: int) -> Numbers:
        """Return the places of the pixels of a window, [n, 2, window, window]."""
        window = self.maps.window
        left, top = ((n - window) / n * one for n, one in ((width, chance[4]), (height, chance[5])))
        x, y = np.broadcast_arrays(left + np.arange(window) / width, top + np.arange(window)[:, None] / height)
        return np.stack([x, y], 1)
