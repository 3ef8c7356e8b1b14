"""Where the panels of a workbench stand: each in a bay with a title, in rows, in an order that a person can change.

No bay is ever put elsewhere in the page, for that would draw the editor anew: order and width are the style sheet's.
The buttons of the bays are drawn by ``widgets/src/panels.ts``, which sends ``{command: "panel", arguments}``.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from typing import Any

import ipywidgets as W  # noqa: N812 - short, for it is everywhere

from lpnb.errors import Problem, UnknownName, brief, nearest
from lpnb.graph import Graph
from lpnb.run import Stream
from lpnb.widgets.arrangement import PRESETS, WIDTHS, Arrangement
from lpnb.widgets.control import control, on_move, turn
from lpnb.widgets.panels import PANELS
from lpnb.widgets.part import Part
from lpnb.widgets.publisher import Publisher

VERBS: dict[str, Callable[..., Arrangement]] = {
    "close": Arrangement.closed,
    "before": Arrangement.moved,
    "earlier": lambda arrangement, panel: arrangement.shifted(panel, -1),
    "later": lambda arrangement, panel: arrangement.shifted(panel, 1),
    "resize": Arrangement.resized,
    "detach": Arrangement.detached,
}
"""What the front end may ask for."""
PLACES = "panels"
"""Under which name a graph keeps where panels stand; what is in one it keeps under the panel's own."""

_desks: weakref.WeakSet[Desk] = weakref.WeakSet()
"""Those that are open."""


class Desk(W.VBox):
    """The open panels, and above them what opens others.

    Attributes:
        arrangement: Which panels are open, and how they stand.
        parts: What is in those that were open at any time, by name.
    """

    def __init__(self, stream: Stream, publisher: Publisher) -> None:
        """Serve a stream; `furnish` opens the panels."""
        super().__init__()
        self.stream, self.publisher = stream, publisher
        self.arrangement = Arrangement()
        self.parts: dict[str, Part] = {}
        self._bays: dict[str, Any] = {}
        self._kept: dict[str, Any] = {}
        self._lock = threading.RLock()  # a cell may open a panel while the publisher does what a person asked for
        guard = publisher.journal.guard
        self._layouts = {name: self._chip(name, f"Panels to {name}") for name in PRESETS}
        self._openers = {name: self._chip(name, panel.help) for name, panel in PANELS.items()}
        for name, chip in self._layouts.items():
            on_move(chip, guard("the layout", lambda _on, name=name: self._later(lambda: self.arrange(PRESETS[name]))))
        for name, chip in self._openers.items():
            on_move(chip, guard("a panel", lambda on, name=name: self._later(lambda: self._show(name, on=on))))
        publisher.commands["panel"] = guard("a panel", self._hear)
        space = W.Box().add_class("lpnb-spacer")
        bar = W.HBox([*self._openers.values(), space, *self._layouts.values()]).add_class("lpnb-chips")
        self._rows = W.Box().add_class("lpnb-desk")
        self.children = (bar.add_class("lpnb-desk-bar"), self._rows)
        stream.graph.saving.connect(self.keep)

    def _chip(self, name: str, tip: str) -> Any:
        chip: Any = control(W.ToggleButton(description=name, tooltip=tip))
        return chip.add_class("lpnb-chip")

    # -- from other threads ---------------------------------------------------------------------------------------

    def _later(self, job: Callable[[], object]) -> None:
        self.publisher.post(job)

    def _hear(self, verb: str, panel: str, *more: Any) -> None:
        """Do what the front end asks for with an open panel."""
        self._later(lambda: self._do(verb, panel, *more))

    # -- in the publisher's thread, or where the desk is made -------------------------------------------------------

    def _do(self, verb: str, panel: str, *more: Any) -> None:
        with self._lock:
            if panel in self.arrangement:  # another view may have closed it in the meantime
                self.arrange(VERBS[verb](self.arrangement, panel, *more))

    def _show(self, panel: str, *, on: bool) -> None:
        with self._lock:
            shown = self.arrangement
            self.arrange(shown.opened(panel, PANELS[panel].width) if on else shown.closed(panel))

    def furnish(self, layout: str | None) -> None:
        """Open the panels of a layout, or (None) those that were open when the graph was last shown or saved.

        Raises:
            UnknownName: When there is no such layout.
        """
        if layout is not None and layout not in PRESETS:
            expected = f"one of {', '.join(PRESETS)}"
            raise UnknownName(Problem("layout", expected, brief(layout), mend=nearest(str(layout), PRESETS)))
        for desk in list(_desks):  # a cell that is run again shows what it showed
            if desk.stream.graph is self.stream.graph:
                desk.keep(desk.stream.graph)
        _desks.add(self)
        self._kept = dict(self.stream.graph.workbench)
        if layout is None and PLACES in self._kept:
            arrangement, left_out = Arrangement.read(self._kept[PLACES], PANELS)
            for words in left_out:
                self.publisher.journal.note(words)
        else:
            arrangement = PRESETS[layout or "watch"]
        self.arrange(arrangement)

    def arrange(self, arrangement: Arrangement) -> None:
        """Have the panels stand so."""
        with self._lock:
            self._arrange(arrangement)

    def _arrange(self, arrangement: Arrangement) -> None:
        self.arrangement = arrangement
        for spot in arrangement.spots:
            self._bay(spot.panel)
        for name, bay in self._bays.items():
            self._place(name, bay)
        for name, chip in self._openers.items():
            turn(chip, value=name in arrangement)
        for name, chip in self._layouts.items():
            turn(chip, value=arrangement == PRESETS[name])
        self.keep(self.stream.graph)

    def _bay(self, name: str) -> None:
        """Make a panel that was never open."""
        if name in self._bays:
            return
        part = self.parts[name] = PANELS[name].make(self.stream, self.publisher)
        if name in self._kept:
            part.restore(self._kept[name])
        bay = W.VBox([self.parts[name]])
        for css in ("lpnb-bay", f"lpnb-bay-{name}"):
            bay.add_class(css)
        self._bays[name] = bay
        self._rows.children = (*self._rows.children, bay)

    def _place(self, name: str, bay: Any) -> None:
        """Tell the style sheet where a panel stands; a closed one is there, but not shown and so not served."""
        shown = name in self.arrangement
        bay.layout.display = None if shown else "none"
        if not shown:
            return
        spot = self.arrangement.spot(name)
        bay.layout.order = str(self.arrangement.place(name))
        classes = {f"lpnb-{width}": width == spot.width for width in WIDTHS} | {"lpnb-floating": spot.floating}
        for css, wanted in classes.items():
            (bay.add_class if wanted else bay.remove_class)(css)

    def keep(self, graph: Graph) -> None:
        """Let the graph keep how it is shown: where panels stand, and what is in them."""
        contents = {name: part.plain() for name, part in list(self.parts.items())}
        shown = {name: plain for name, plain in contents.items() if plain is not None}
        graph.workbench = {**graph.workbench, PLACES: self.arrangement.plain(), **shown}

    def __getitem__(self, panel: str) -> Part:
        """Return what is in a panel; a closed one is opened.

        Raises:
            UnknownName: When there is no such panel.
        """
        if panel not in PANELS:
            expected = f"one of {', '.join(PANELS)}"
            raise UnknownName(Problem("panel", expected, brief(panel), mend=nearest(str(panel), PANELS)))
        if panel not in self.arrangement:
            self._show(panel, on=True)
        return self.parts[panel]

    def close(self) -> None:
        """Close the desk; the parts are the publisher's to close."""
        if self in _desks:
            self.keep(self.stream.graph)
            _desks.discard(self)
        self.stream.graph.saving.disconnect(self.keep)
        super().close()
