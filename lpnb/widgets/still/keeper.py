"""Keeps a still picture of a workbench in the notebook, beside the live one, for when there is no kernel.

    Workbench in a cell ──> output 1: the widgets        (shown where there is a kernel)
                       └──> output 2: a picture, PNG     (hidden beside a live output 1, see widgets/src/lab.css)

Output 2 has an id of its own, so that a newer picture can take its place without output 1 being drawn anew. It is made

- when the workbench is shown,
- when the stream has come to rest, or was moved or edited at rest: by a button of the workbench, or by a cell,
- once a minute while it plays, if somebody looks.

Another process paints it. Only the cell that shows a workbench waits for it, so that it is there where nobody looks on.
"""

from __future__ import annotations

import base64
import secrets
import sys
import threading
from importlib import import_module
from typing import Any

from lpnb.widgets.desk import Desk
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.raster import rasterize_aside
from lpnb.widgets.snapshot import Snapshot, take
from lpnb.widgets.still.block import GAP
from lpnb.widgets.still.sheet import WIDTH, sheet

ZOOM = 1.5
PATIENCE = 10.0
"""Seconds that a cell waits for its first picture."""
AT_REST, PLAYING = 0.6, 60.0
"""Seconds between two pictures at rest, and while it plays."""
METADATA = {"needs_background": "light", "image/png": {"width": int(WIDTH + 2 * GAP)}}
"""By its light background the style sheet knows it."""

Moment = tuple[object, ...]


class Still:
    """The picture of one workbench.

    Attributes:
        number: The id of the output that it is in.
        made: How many pictures were handed to the notebook.
    """

    always, key = True, "lpnb-still"

    def __init__(self, desk: Desk, publisher: Publisher) -> None:
        """Make no picture before the workbench is shown."""
        self.desk, self.publisher = desk, publisher
        self.number = f"lpnb-{secrets.token_hex(8)}"
        self.made = 0
        self._shown: Any = None
        self._drawn: Moment = ()
        self._looked: tuple[Moment, float] = ((), 0.0)
        self._last = -PLAYING
        self._busy = False

    # -- in the thread of the cell ------------------------------------------------------------------------------------

    def show(self) -> None:
        """Put a picture into the output of the cell that runs."""
        content = self._wait_for()
        if content is None:
            return
        _send(self.number, content, update=False)
        self.made += 1
        shell = _shell()
        if self._shown is None and shell is not None:
            self._shown = shell
            shell.events.register("post_run_cell", self._after_cell)

    def _wait_for(self) -> bytes | None:
        """Return the picture of now; None where it cannot be made, which the journal knows."""
        done, found = threading.Event(), []

        def draw() -> None:
            snapshot = take(self.publisher.stream)
            found.append(None if snapshot is None else self._draw(snapshot))

        def job() -> None:
            self.publisher.journal.guard("the still picture", draw)()
            done.set()

        if self.publisher.alive:
            self.publisher.post(job)
            done.wait(PATIENCE)
        else:
            job()
        return rasterize_aside(found[0], ZOOM) if found and found[0] is not None else None

    def _after_cell(self, _result: object = None) -> None:
        """A cell ran: it may have moved or edited what is shown, on screen or not."""
        self.publisher.post(lambda: self._renew_if(moment=self._moment()))

    # -- in the publisher's thread ------------------------------------------------------------------------------------

    def follow(self) -> None:
        """Do nothing: `publish` sees an edit."""

    def publish(self, snapshot: Snapshot) -> int:
        """Make a new picture where one is due; nothing that the browser would have to paint."""
        if self._shown is None:
            return 0
        moment, now = self._moment(), snapshot.now
        if moment != self._looked[0]:
            self._looked = (moment, now)
        rest = PLAYING if self.publisher.stream.playing else AT_REST
        settled = self.publisher.stream.playing or now - self._looked[1] >= AT_REST
        if settled and now - self._last >= rest:
            self._last = now
            self._renew_if(moment)
        return 0

    def _moment(self) -> Moment:
        """Return what tells whether the picture would be another one, at no cost."""
        stream, desk = self.publisher.stream, self.desk
        shown = tuple(map(id, getattr(desk.parts.get("views"), "views", ())))
        network = stream.graph.latest, len(stream.graph)
        return stream.frame, stream.line, stream.playing, network, desk.arrangement, shown

    def _renew_if(self, moment: Moment) -> None:
        """Hand a new picture over, unless it would be the same one, or one is on its way."""
        if self._shown is None or moment == self._drawn or self._busy:
            return
        snapshot = take(self.publisher.stream)
        if snapshot is None:
            return
        text, self._busy = self._draw(snapshot), True

        def paint() -> None:
            try:
                _send(self.number, rasterize_aside(text, ZOOM), update=True)
                self.made += 1
            finally:
                self._busy = False

        job = self.publisher.journal.guard("the still picture", paint)
        threading.Thread(target=job, daemon=True, name="lpnb still").start()

    def _draw(self, snapshot: Snapshot) -> str:
        self._drawn = self._moment()
        return sheet(self.desk, snapshot)

    def close(self) -> None:
        """Make no more pictures; the last one stays."""
        if self._shown is not None:
            self._shown.events.unregister("post_run_cell", self._after_cell)
            self._shown = None


def publish(data: dict[str, Any], metadata: dict[str, Any], **how: Any) -> None:
    """Hand an output to the notebook; `how` as in `IPython.display.publish_display_data`."""
    display: Any = import_module("IPython.display")
    display.publish_display_data(data, metadata, **how)


def _shell() -> Any:
    """Return the shell of the notebook, None outside of one."""
    python = sys.modules.get("IPython")
    return None if python is None else python.get_ipython()


def _send(number: str, content: bytes, *, update: bool) -> None:
    """Hand a picture to the notebook, as a new output or in place of the one of this number."""
    data = {"image/png": base64.b64encode(content).decode(), "text/plain": "a still picture of the workbench"}
    publish(data, METADATA, transient={"display_id": number}, update=update)
