"""Looks at an image where another node says: the sampler of a spatial transformer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import attrs

from lpnb.graph.code import NodeCode, Value
from lpnb.graph.fields import choice, number, shape
from lpnb.graph.node import OUT, Arriving, Finding, Node, Port
from lpnb.graph.types import Type

IMAGE, POSITIONS, SCALE, CENTRE = "image", "positions", "scale", "centre"
AXES = 3
MAP, TRANSPOSED = "map", "transposed"


@attrs.frozen
class Sampler(Node):
    """Samples an image at other places: moves, turns, zooms or crops it.

    It is the sampler of M. Jaderberg et al., *Spatial transformer networks*, NeurIPS 2015. Gradients reach the image as
    well as the places.

    Either a map says where: `positions` is (2, height, width), for each pixel of the result how far to the right
    (channel 0) and how far down (channel 1) to look, 0 at the first pixel of the image and 1 one behind the last. Or a
    window is cut out, of the size that `shape` says: `centre` is where its middle lies, (right, down) from -1 to 1, and
    `scale` how many pixels of the image one of its pixels is wide.

    In between pixels it is linear in both directions; outside of the image, and from its last row and column on, it
    is 0.
    """

    kind: ClassVar[str] = "sampler"
    category: ClassVar[str] = "function"
    ports: ClassVar[tuple[Port, ...]] = (
        Port(IMAGE, "an image (channels, height, width)"),
        Port(POSITIONS, "where to look, (2, height, width)", required=False),
        Port(SCALE, "how wide a pixel of a window is, one number", required=False),
        Port(CENTRE, "where the middle of a window is, two numbers", required=False),
    )

    shape: tuple[int, ...] | None = shape(help="Sizes of the result, (channels, height, width), for a window.")
    order: str = choice(
        MAP, (MAP, TRANSPOSED), help="'map': as the positions lie. 'transposed': height and width change places."
    )
    travel: float = number(
        1.0, low=0, high=2, help="Where the middle of a window is for a centre of 1: 0 in the middle, 1 at the edge."
    )

    def infer(self, arriving: Arriving) -> dict[str, Type | None]:
        """Return the channels of the image at as many places as there are positions."""
        image, positions = _first(arriving, IMAGE), _first(arriving, POSITIONS)
        if image is None or len(image.shape) != AXES:
            return {OUT: Type(self.shape) if self.shape else None}
        if positions is not None and len(positions.shape) == AXES:
            return {OUT: Type((image.features, *self._turned(positions.shape[1:])))}
        return {OUT: Type(self.shape) if self.shape else None}

    def _turned(self, places: tuple[int, ...]) -> tuple[int, ...]:
        return places if self.order == MAP else tuple(reversed(places))

    def wants(self, port: str, out: Type | None) -> Type | None:
        """Return nothing: what each input has to be says `check`."""
        return None

    def check(self, arriving: Arriving) -> Iterator[Finding]:
        """Yield what it cannot look at, or with."""
        yield from super().check(arriving)
        for port in (IMAGE, POSITIONS, SCALE, CENTRE):
            found = _first(arriving, port)
            if found is not None and (found.classes or not self._takes(port, found)):
                yield Finding(f"{_WANTED[port]} at {port!r}", f"{found}")
        maps, windows = bool(arriving.get(POSITIONS)), [bool(arriving.get(port)) for port in (SCALE, CENTRE)]
        if maps == any(windows) or any(windows) != all(windows):
            have = [port for port in (POSITIONS, SCALE, CENTRE) if arriving.get(port)]
            mend = "Connect 'positions' for a map, or 'scale' and 'centre' for a window."
            yield Finding("either 'positions', or 'scale' and 'centre'", " and ".join(map(repr, have)) or "none", mend)
        own, image = self.infer(arriving)[OUT], _first(arriving, IMAGE)
        if own is not None and image is not None and len(image.shape) == AXES:
            yield from self._check_shape(own, image)

    def _check_shape(self, own: Type, image: Type) -> Iterator[Finding]:
        asked = self.shape or own.shape
        if asked != own.shape or len(asked) != AXES or asked[0] != image.features:
            right = own.shape if len(own.shape) == AXES else (image.features, 1, 1)
            mend = "Leave 'shape' out: the positions tell it." if asked != own.shape else ""
            yield Finding(f"a shape {(image.features, *right[1:])}", f"{asked}", mend)

    @staticmethod
    def _takes(port: str, found: Type) -> bool:
        images = {IMAGE: len(found.shape) == AXES, POSITIONS: len(found.shape) == AXES and found.features == 2}
        return images.get(port, found.size == {SCALE: 1, CENTRE: 2}.get(port))

    def emit(self, code: NodeCode) -> Value:
        """Return the sum of the four pixels around each place, by how near they are."""
        (image, source), (height, width) = code.arrival(IMAGE), self._turned(code.target.shape[1:])
        pixels = code.let("pixels", f"{image.text}.flatten(2)")
        across, down = (
            self._from_map(code, source) if code.arriving(POSITIONS) else self._window(code, source, (height, width))
        )
        columns = _neighbours(code, across, source.shape[2], ("left", "right"))
        rows = _neighbours(code, down, source.shape[1], ("top", "bottom"))

        def corner(row: _Near, column: _Near) -> str:
            name, channels = f"{row.name}_{column.name}", source.features
            place = f"({row.at}.nan_to_num().long() * {source.shape[2]} + {column.at}.nan_to_num().long())"
            at = code.let(f"at_{name}", f"{place}.flatten(1).unsqueeze(1).expand(-1, {channels}, -1)")
            share = code.let(f"share_{name}", f"({column.share} * {row.share}).unsqueeze(1)")
            return code.let(name, f"{share} * {pixels}.gather(2, {at}).view(-1, {channels}, {height}, {width})")

        total = " + ".join(corner(row, column) for column in columns for row in rows)
        return Value(f"({total})" if self.order == MAP else f"({total}).transpose(2, 3)", fresh=True)

    @staticmethod
    def _from_map(code: NodeCode, image: Type) -> tuple[str, str]:
        """Return how far to the right and down to look, in pixels, [batch, height, width]."""
        positions = code.let(POSITIONS, code.arrival(POSITIONS)[0].text)
        return (
            code.let("across", f"{positions}[:, 0] * {image.shape[2]}"),
            code.let("down", f"{positions}[:, 1] * {image.shape[1]}"),
        )

    def _window(self, code: NodeCode, image: Type, sizes: tuple[int, ...]) -> tuple[str, str]:
        """Return the same for a window: [batch, 1, width] and [batch, height, 1]."""
        scale = code.let(SCALE, f"{code.arrival(SCALE)[0].text}.reshape(-1, 1, 1)")
        centre = code.let(CENTRE, f"{code.arrival(CENTRE)[0].text}.reshape(-1, 2, 1, 1)")

        like = f"dtype={centre}.dtype, device={centre}.device"

        def along(name: str, channel: int, size: int, whole: int) -> str:
            steps = f"{code.use('torch.linspace')}({-size / 2}, {size / 2}, {size}, {like})"
            column = ".view(-1, 1)" * channel
            middle = f"({centre}[:, {channel}] * {self.travel * whole / 2!r} + {whole / 2!r})"
            return code.let(name, f"{steps}{column} * {scale} + {middle}")

        height, width = sizes
        return along("across", 0, width, image.shape[2]), along("down", 1, height, image.shape[1])


_WANTED = {
    IMAGE: "an image (channels, height, width)",
    POSITIONS: "positions (2, height, width)",
    SCALE: "one number",
    CENTRE: "two numbers",
}


def _first(arriving: Arriving, port: str) -> Type | None:
    return next(iter(arriving.get(port, ())), None)


@attrs.frozen
class _Near:
    """The pixel on one side of a place.

    Attributes:
        name: Which side.
        at: The text of where it is.
        share: That of how much it counts.
    """

    name: str
    at: str
    share: str


def _neighbours(code: NodeCode, place: str, size: int, names: tuple[str, str]) -> tuple[_Near, _Near]:
    """Return the pixels on either side of a place along an axis of the image."""
    first = code.let(names[0], f"{place}.floor().clamp(0, {size - 1})")
    second = code.let(names[1], f"({place}.floor() + 1).clamp(0, {size - 1})")
    return _Near(names[0], first, f"({second} - {place})"), _Near(names[1], second, f"({place} - {first})")
