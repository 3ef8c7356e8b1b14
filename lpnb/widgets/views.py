"""The views of chosen nodes, and the chips that choose them."""

from __future__ import annotations

from typing import Any

import ipywidgets as W  # noqa: N812 - short, for it is everywhere

from lpnb.compile.program import Program, Slot
from lpnb.run import Stream
from lpnb.widgets.control import control, on_move, turn
from lpnb.widgets.palette import node_colour
from lpnb.widgets.part import Part
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.snapshot import Snapshot
from lpnb.widgets.state_view import StateView

AT_FIRST = 8
"""Views that are open in the beginning, at most."""
Key = tuple[int, str]
"""(uid of the node, port): what survives renaming."""


class Views(Part):
    """A view for each chosen state, all of the same sample.

    Attributes:
        chips: A button for each state, by its key.
        views: The views that are open, by key.
        sample: The slider that chooses the sample.
    """

    def __init__(self, stream: Stream, publisher: Publisher | None = None) -> None:
        """Show the states of a stream, the first few to begin with."""
        super().__init__(stream, publisher)
        self.chips: dict[Key, Any] = {}
        self.views: dict[Key, StateView] = {}
        self._program: Program | None = None
        self._has: list[tuple[Key, str, str]] = []
        self.sample: Any = control(W.IntSlider(0, 0, max(0, stream.batch - 1), description="sample"))
        self.sample.tooltip = "Which sample of the batch is shown"
        self.sample.layout = W.Layout(width="260px", display="none" if stream.batch == 1 else None)
        self.sample.style.description_width = "50px"
        on_move(self.sample, lambda sample: self.publisher.post(lambda: self._look_at(sample)))
        self._choice, self._flow = W.HBox().add_class("lpnb-chips"), W.HBox().add_class("lpnb-views")
        bar = W.HBox([self._choice, W.Box().add_class("lpnb-spacer"), self.sample]).add_class("lpnb-chips")
        self._offer(stream.program)
        self.publisher.commands["choose"] = self._choose
        self.fill(bar, self._flow)

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
        # A new program comes with every turn of a knob; other chips only with other states.
        offer = [(key, name, node_colour(self.stream.graph, slot.node)) for key, (name, slot) in names.items()]
        if offer == self._has:
            return
        self._has = offer
        for key in set(self.chips) - set(names):
            self.chips.pop(key).close()
        for key, (name, slot) in names.items():
            if key not in self.chips:
                open_ = sum(chip.value for chip in self.chips.values())
                worth = bool(slot.type.shape or slot.type.classes)
                self.chips[key] = self._chip(name, chosen=worth and (open_ < AT_FIRST or not first))
            self.chips[key].description = name
            self.chips[key].layout.border_left = f"3px solid {node_colour(self.stream.graph, slot.node)}"
        self._choice.children = tuple(self.chips[key] for key in names)
        self._arrange()

    def _chip(self, name: str, *, chosen: bool) -> Any:
        chip: Any = control(W.ToggleButton(chosen, tooltip=f"Show or hide what {name} holds"))
        on_move(chip, lambda _chosen: self.publisher.post(self._arrange))
        return chip.add_class("lpnb-chip")

    def _arrange(self) -> None:
        """Open and close views as the chips say."""
        assert self._program is not None
        names = outputs(self._program)
        chosen = {key: names[key][0] for key, chip in self.chips.items() if chip.value and key in names}
        closed = [view for key, view in self.views.items() if chosen.get(key) != view.name]
        self.views = {
            key: view if (view := self.views.get(key)) is not None and view.name == name else self._view(name)
            for key, name in chosen.items()
        }
        self._flow.children = tuple(self.views[key] for key in names if key in self.views)
        for view in closed:
            view.close()

    def _view(self, name: str) -> StateView:
        return StateView(self.stream, name, self.publisher, sample=self.sample.value)

    def _look_at(self, sample: int) -> None:
        for view in self.views.values():
            view.sample = sample

    def _choose(self, node: str) -> None:
        """Show all states of a node, or hide them if they are shown."""
        known = outputs(self.stream.program)
        keys = [key for key in self.chips if key in known and known[key][1].node == node]
        shown = all(self.chips[key].value for key in keys)
        for key in keys:
            turn(self.chips[key], value=not shown)
        self.publisher.post(self._arrange)


def outputs(program: Program) -> dict[Key, tuple[str, Slot]]:
    """Return name and slot of each newest state; a node with one output goes by its own name."""
    newest = [slot for slot in program.slots if slot.age == 1]
    nodes = [slot.node for slot in newest]
    names = [slot.node if nodes.count(slot.node) == 1 else f"{slot.node}.{slot.port}" for slot in newest]
    return {slot.key[:2]: (name, slot) for name, slot in zip(names, newest, strict=True)}
