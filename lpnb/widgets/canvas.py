"""The widget whose front end is the node editor. Small: it fetches the editor itself, once a page.

    browser -> kernel   {need: "editor"}                     this page has no editor yet
                        {hello: view}, {goodbye: view}       a view opened (or missed a change), or closed
                        {view, number, do, ...}              a command, see `lpnb.widgets.commands`
                        {view, watch: [id, ...]}             what can be seen of the nodes, see `lpnb.widgets.previews`
    kernel -> browser   {editor: version} + buffer           the editor's code
                        {change, version, whole?}            the scene, or what changed in it
                        {answer: view, number, ...}          what became of a command
                        {previews: ...} + buffer             what nodes hold

The other half is ``widgets/src/loader.ts`` and ``widgets/src/editor/link.ts``.
"""

from __future__ import annotations

import functools
import hashlib

import anywidget
import traitlets as T  # noqa: N812 - short, for it is everywhere

from lpnb.widgets.control import route_to_frontend_thread
from lpnb.widgets.pacer import static_text
from lpnb.widgets.palette import GREY, diverging, sequential


@functools.cache
def editor_code() -> tuple[str, bytes]:
    """Return the version and the text of the editor's module."""
    code = static_text("editor.js").encode()
    return hashlib.blake2b(code, digest_size=8).hexdigest(), code


class Canvas(anywidget.AnyWidget):
    """Where the editor is drawn.

    Attributes:
        editor: The version of the editor that belongs to this kernel: pages may hold several.
        height: Its height in pixels.
        palettes: 256 RGBA colours each, as numbers, for previews: of maps, of maps with negative values, of pictures.
    """

    _esm = static_text("loader.js")
    editor = T.Unicode().tag(sync=True)
    height = T.Int(470).tag(sync=True)
    palettes = T.List(T.Bytes()).tag(sync=True)

    def __init__(self, height: int) -> None:
        """Make the widget, routed so that it hears the browser while a cell runs."""
        super().__init__(editor=editor_code()[0], height=height, palettes=[sequential(), diverging(), sequential(GREY)])
        route_to_frontend_thread(self)
