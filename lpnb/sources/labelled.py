"""What sources of labelled images have in common: their outputs, and random colours."""

from __future__ import annotations

import torch
from torch import Tensor

from lpnb.graph.types import Type
from lpnb.sources.chance import Numbers

OUTPUTS = ("image", "label", "one_hot")


def labelled(shape: tuple[int, ...] | None, classes: int | None, *, everywhere: bool = False) -> dict[str, Type | None]:
    """Return the types of the outputs, as far as they are known.

    Args:
        shape: (channels, height, width) of the image.
        classes: How many classes there are.
        everywhere: Whether `one_hot` has the image's size.
    """
    pixels = shape[1:] if everywhere and shape else ()
    known = classes is not None and (shape is not None or not everywhere)
    return {
        "image": Type(shape) if shape else None,
        "label": Type((), classes=classes) if classes else None,
        "one_hot": Type((classes, *pixels), simplex=True) if known and classes else None,
    }


def one_hot(label: Tensor, classes: int, dtype: torch.dtype, image: tuple[int, ...] = ()) -> Tensor:
    """Return a 1 at the right class, [n, classes]; with the shape of an `image`, at each of its pixels."""
    one = torch.nn.functional.one_hot(label, classes).to(dtype)
    return one[:, :, None, None].expand(-1, -1, *image[1:]).contiguous() if image else one


def coloured(image: Tensor, chance: Numbers) -> Tensor:
    """Return grey images [n, 1, height, width] in two colours each.

    Args:
        image: 1 is the figure, 0 the ground.
        chance: [n, 6]: red, green and blue of the figure, then of the ground, 0 to 1.
    """
    colours = torch.from_numpy(chance).to(image)[:, :, None, None]
    return colours[:, :3] * image + colours[:, 3:] * (1 - image)
