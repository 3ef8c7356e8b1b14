"""A canvas for pictures of values: tiles of maps, matrices, kernels. One of bqplot would take three times as long.

    kernel -> browser   trait `picture`    a PNG, one pixel a value; the tiles below one another
                        trait `facts`      what is rare: sizes, colours, numbers at the axes
                        trait `marked`     tiles that another view points at
    browser -> kernel   {at: [tile, row, column] | null}     the pointer, at most ten times a second
                        {press: tile}, {back: true}          a click or Enter; Escape

The other half is ``widgets/src/sheet.ts``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anywidget
import attrs
import traitlets as T  # noqa: N812 - short, for it is everywhere

from lpnb.widgets.control import route_to_frontend_thread
from lpnb.widgets.pacer import static_text


@attrs.frozen
class Facts:
    """What the browser needs to know besides the picture.

    Attributes:
        count: How many tiles there are.
        size: (rows, columns) of values of one tile.
        pixels: (rows, columns) of pixels of one tile: fewer, where values are left out.
        lies: How many tiles lie side by side in the picture.
        across: How many tiles to show side by side, 0 for as many as look best.
        names: What to write on each tile; empty for nothing.
        axes: What the columns and the rows of a tile are.
        ends: What is written at both ends of the colour bar; empty for none.
        gradient: The colour bar, in CSS.
        zoomed: Whether it is one tile of many, so that there is a way back.
        stretch: Whether values need not be squares: a long matrix may fill the room.
    """

    count: int = 1
    size: tuple[int, int] = (1, 1)
    pixels: tuple[int, int] = (1, 1)
    lies: int = 1
    across: int = 0
    names: tuple[str, ...] = ()
    axes: tuple[str, str] = ("column", "row")
    ends: tuple[str, str] = ("", "")
    gradient: str = ""
    zoomed: bool = False
    stretch: bool = False


class Sheet(anywidget.AnyWidget):
    """Shows one picture of tiles.

    Attributes:
        picture: The PNG.
        facts: `Facts`, as a dict.
        marked: The numbers of tiles to put a frame around.
        box: (width, height) in pixels.
    """

    _esm = static_text("sheet.js")
    picture: Any = T.Bytes().tag(sync=True)
    facts = T.Dict().tag(sync=True)
    marked: Any = T.List().tag(sync=True)
    box = T.List([300, 150]).tag(sync=True)

    def __init__(self, heard: Callable[[dict[str, Any]], object], box: tuple[int, int]) -> None:
        """Make the widget.

        Args:
            heard: Called with each message of the browser, in whatever thread it comes.
            box: (width, height) in pixels.
        """
        super().__init__(box=list(box))
        self.add_class("lpnb-sheet-box")
        self._facts = Facts()
        self.on_msg(lambda _widget, content, _buffers: heard(content))
        route_to_frontend_thread(self)

    def show(self, picture: bytes, facts: Facts) -> int:
        """Show a picture in one message; return how many bytes that took, 0 if it is the one that is shown."""
        if picture == self.picture and facts == self._facts:
            return 0
        with self.hold_sync():
            self.picture = picture
            if facts != self._facts:
                self._facts, self.facts = facts, attrs.asdict(facts)
        return len(picture)
