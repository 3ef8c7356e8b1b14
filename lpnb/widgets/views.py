"""Several views of a stream, linked to one another, and the controls that choose them."""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Sequence
from typing import Any

import ipywidgets as W  # noqa: N812 - short, for it is everywhere

from lpnb.compile.program import Program, Slot
from lpnb.errors import LpnbError, UnknownName
from lpnb.run import Stream
from lpnb.widgets.control import control, on_move, turn
from lpnb.widgets.faces.face import Spot
from lpnb.widgets.palette import node_colour
from lpnb.widgets.part import Part
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.snapshot import Snapshot
from lpnb.widgets.view import View
from lpnb.widgets.view_adder import ViewAdder

AT_FIRST = 8
"""Views that are open in the beginning, at most."""
MOST = 64
"""Views that are read from a file, at most."""
Key = tuple[int, str]
"""(uid of the node, port): what survives renaming."""
EMPTY = "No view is open. Press a name above to see what it holds, or add a view of anything else."


class Views(Part):
    """Views of the same sample: what the pointer is over in one is marked in the others of the same node.

    Attributes:
        chips: A button for each state, by its key.
        views: The views that are open, in the order in which they are shown.
        sample: The slider that chooses the sample.
        adder: The control that adds a view of anything.
    """

    def __init__(self, stream: Stream, publisher: Publisher | None = None) -> None:
        """Show the states of a stream, the first few to begin with."""
        super().__init__(stream, publisher)
        self.chips: dict[Key, Any] = {}
        self.views: list[View] = []
        self._lock = threading.Lock()  # a cell may add a view while the publisher arranges those that there are
        self._program: Program | None = None
        self._has: list[tuple[Key, str, str]] = []
        self.sample: Any = control(W.IntSlider(0, 0, max(0, stream.batch - 1), description="sample"))
        self.sample.tooltip = "Which sample of the batch is shown"
        self.sample.layout = W.Layout(width="260px", display="none" if stream.batch == 1 else None)
        self.sample.style.description_width = "50px"
        on_move(self.sample, lambda sample: self.publisher.post(lambda: self._look_at(sample)))
        self.adder = ViewAdder(stream, self.publisher, self.add)
        self._choice, self._flow = W.HBox().add_class("lpnb-chips"), W.HBox().add_class("lpnb-views")
        self._empty = W.HTML(f'<span class="lpnb-hint">{EMPTY}</span>')
        spacer = W.Box().add_class("lpnb-spacer")
        bar = W.HBox([self._choice, spacer, self.adder.widget, self.sample]).add_class("lpnb-chips")
        self._offer(stream.program)
        self.publisher.commands["choose"] = self._choose
        self.fill(bar, self._flow)

    # -- from Python ------------------------------------------------------------------------------------------------

    def add(self, of: str | Sequence[str], *, face: str = "", **options: Any) -> View:
        """Show something more; see `View` for what can be shown, and how.

        Example:
            workbench.views.add("hidden", face="histogram", expression="abs(x)")

        Raises:
            LpnbError: When there is no such thing, or the face cannot draw it.
        """
        options.setdefault("sample", self.sample.value)
        view = View(self.stream, of, self.publisher, face=face, **options)
        view.shares_sample, view.linked = True, self._mark
        view.closing, view.moving = self.remove, self._hear_move
        view.set()
        with self._lock:
            self.views.append(view)
        self.publisher.post(self._arrange)
        return view

    def remove(self, view: View) -> None:
        """Close a view."""
        with self._lock:
            if view in self.views:
                self.views.remove(view)
        self.publisher.post(lambda: self._drop(view))

    def move(self, view: View, before: View | None = None) -> None:
        """Let a view stand before another one, or (None) at the end."""
        with self._lock:
            if view not in self.views or view is before:
                return
            others = [other for other in self.views if other is not view]
            place = others.index(before) if before in others else len(others)
            self.views[:] = [*others[:place], view, *others[place:]]
        self.publisher.post(self._arrange)

    def _hear_move(self, view: View, where: str, key: Any = None) -> None:
        """Do what a person asks for: see `View.moving`."""
        if view not in self.views:
            return
        if where == "before":
            self.move(view, next((other for other in self.views if other.key == key), None))
            return
        place = self.views.index(view) + (-1 if where == "earlier" else 2)
        if place >= 0:
            self.move(view, next(iter(self.views[place:]), None))

    def plain(self) -> list[dict[str, Any]]:
        """Return all that it takes to open these views again, as plain values."""
        return [view.plain() for view in self.views]

    def restore(self, plain: Any) -> None:
        """Open the views that `plain` returned once, in place of those that are open.

        What the stream does not have any more, or what is no view at all (a file can be changed by hand), is left out,
        and said so.
        """
        for view in tuple(self.views):
            self.remove(view)
        for entry in plain[:MOST] if isinstance(plain, list) else [plain]:
            try:
                view = self.add(**entry)
            except (LpnbError, TypeError, ValueError, LookupError, ArithmeticError) as error:
                self.publisher.journal.note(f"a view was left out: {error}")
                continue
            turn(self.sample, value=min(view.look.sample, self.sample.max))

    # -- following; in the publisher's thread --------------------------------------------------------------------------

    def publish(self, snapshot: Snapshot) -> int:
        """Follow the program that runs; the views publish themselves."""
        if snapshot.program is self._program:
            return 0
        self._offer(snapshot.program)
        return 1

    def _offer(self, program: Program) -> None:
        """Have a chip for each state of a program; what was chosen stays so, what is new is shown."""
        names = outputs(program)
        first = self._program is None
        self._program = program
        self.adder.follow()
        # A new program comes with every turn of a knob; other chips only with other states.
        offer = [(key, name, node_colour(self.stream.graph, slot.node)) for key, (name, slot) in names.items()]
        if offer == self._has:
            return
        self._has = offer
        for key in set(self.chips) - set(names):
            self.chips.pop(key).close()
        for key, (name, slot) in names.items():
            if key not in self.chips:
                worth = bool(slot.type.shape or slot.type.classes)
                chosen = worth and (len(self.views) < AT_FIRST or not first)
                self.chips[key] = self._chip(name, key, chosen=chosen)
                if chosen:
                    with contextlib.suppress(UnknownName):  # an edit may have taken it away again meanwhile
                        self.add(name)
            self.chips[key].description = name
            self.chips[key].layout.border_left = f"3px solid {node_colour(self.stream.graph, slot.node)}"
        self._choice.children = tuple(self.chips[key] for key in names)
        self._arrange()

    def _chip(self, name: str, key: Key, *, chosen: bool) -> Any:
        chip: Any = control(W.ToggleButton(chosen, tooltip=f"Show or hide what {name} holds"))
        on_move(chip, lambda chosen: self.publisher.post(lambda: self._turn(key, chosen)))
        return chip.add_class("lpnb-chip")

    def _turn(self, key: Key, chosen: bool) -> None:
        """Open a view of a state, or close those that show it."""
        known = outputs(self.stream.program)
        showing = [view for view in self.views if view.plainly == key]
        if chosen and not showing and key in known:
            self.add(known[key][0])
        for view in showing if not chosen else ():
            self.remove(view)

    def _arrange(self) -> None:
        """Show the views that are open; close those of what is gone."""
        assert self._program is not None
        names, newest = outputs(self._program), self.stream.program  # what is drawn may be behind what is looked at
        with self._lock:
            gone = [view for view in self.views if not view.follows(newest)]
            self.views[:] = [view for view in self.views if view not in gone]
            views = tuple(self.views)
        # Who is there keeps its place in the page, for else it would be drawn anew; `order` says where it stands.
        there = [child for child in self._flow.children if child in views]
        shown = tuple(there + [view for view in views if view not in there]) or (self._empty,)
        if shown != self._flow.children:
            self._flow.children = shown
        for place, view in enumerate(views):
            if view.layout.order != str(place):
                view.layout.order = str(place)
        open_ = {view.plainly for view in views}
        for key, chip in list(self.chips.items()):  # made in a cell, they may still be joined by others
            turn(chip, value=key in open_ and key in names)
        for view in gone:
            view.close()

    def _drop(self, view: View) -> None:
        """Close a view that was taken out."""
        view.close()
        self._arrange()

    def _look_at(self, sample: int) -> None:
        for view in self.views:
            view.set(sample=sample)

    def _mark(self, origin: View, spot: Spot | None) -> None:
        """Mark the channel that the pointer is over in the other views of its node."""
        for view in self.views:
            if view is not origin and view.face is not None and view.node and view.node == origin.node:
                view.face.mark(None if spot is None else spot.channel)

    def _choose(self, node: str) -> None:
        """Show all states of a node, or hide them if they are shown."""
        known = outputs(self.stream.program)
        keys = [key for key in self.chips if key in known and known[key][1].node == node]
        shown = all(self.chips[key].value for key in keys)
        for key in keys:
            turn(self.chips[key], value=not shown)
            self.publisher.post(functools.partial(self._turn, key, not shown))

    def close(self) -> None:
        """Close all views."""
        for view in getattr(self, "views", ()):
            view.close()
        super().close()


def outputs(program: Program) -> dict[Key, tuple[str, Slot]]:
    """Return name and slot of each newest state; a node with one output goes by its own name."""
    newest = [slot for slot in program.slots if slot.age == 1]
    nodes = [slot.node for slot in newest]
    names = [slot.node if nodes.count(slot.node) == 1 else f"{slot.node}.{slot.port}" for slot in newest]
    return {slot.key[:2]: (name, slot) for name, slot in zip(names, newest, strict=True)}
