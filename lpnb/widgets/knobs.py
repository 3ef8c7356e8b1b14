"""A control for each value that a running network takes at once."""

from __future__ import annotations

from html import escape
from typing import Any

import attrs
import ipywidgets as W  # noqa: N812 - short, for it is everywhere

from lpnb.graph import Edge, Graph, Node
from lpnb.graph.fields import info
from lpnb.graph.one_moment import in_one_moment
from lpnb.run import Stream
from lpnb.widgets.knob import FieldKnob, Knob, WeightKnob
from lpnb.widgets.palette import node_colour
from lpnb.widgets.part import Part, close_tree
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.snapshot import Snapshot

MOST = 16
"""Nodes and edges with controls here, at most: a notebook loses messages when hundreds of widgets are made at once. The
inspector of the editor has the fields of all."""
PAUSE = 0.4
"""Seconds between two looks at values that changed elsewhere."""


class Knobs(Part):
    """Sliders, menus and switches for the live fields of nodes and edges, and for gains and biases of one value.

    Attributes:
        knobs: The controls by name: ``learn.lr``.
    """

    def __init__(self, stream: Stream, publisher: Publisher | None = None) -> None:
        """Make a control for each live field."""
        super().__init__(stream, publisher)
        self.add_class("lpnb-panel")
        self.add_class("lpnb-knobs")
        self.knobs: dict[str, Knob] = {}
        self._made: list[tuple[str, str, type[Knob]]] | None = None
        self._stale, self._looked = False, -PAUSE
        self._groups = W.Box().add_class("lpnb-groups")
        self._rebuild()
        self.fill(self._groups)

    def follow(self) -> None:
        """Look for new or vanished fields once somebody looks."""
        self._stale = True

    def publish(self, snapshot: Snapshot) -> int:
        """Follow what was changed elsewhere: by a cell, by learning."""
        stale, self._stale = self._stale, False
        size = self._rebuild() if stale else 0
        if snapshot.now - self._looked >= PAUSE:
            self._looked = snapshot.now
            size += sum(60 * knob.follow() for knob in self.knobs.values())
        return size

    def _rebuild(self) -> int:
        wanted = [(owner, field, kind) for owner, fields in self._wanted().items() for field, kind in fields.items()]
        if wanted == self._made:
            return 0
        self.knobs = {}
        self._made = [one for one in wanted if self._make(*one)]
        hint = W.HTML('<span class="lpnb-hint">This graph has nothing to turn while it runs.</span>')
        groups = [self._group(owner) for owner in dict.fromkeys(knob.owner for knob in self.knobs.values())]
        before, self._groups.children = self._groups.children, groups or [hint]
        for group in before:
            close_tree(group)
        return 1000 * len(groups)

    def _make(self, owner: str, field: str, kind: type[Knob]) -> bool:
        """Make a control, unless another thread has taken away what it is for; edits by hand wait for this one only."""
        with self.stream.graph.lock:
            value = kind.standing(self.stream, owner, field)
            if value is not None:
                self.knobs[f"{owner}.{field}"] = kind(self.stream, self.publisher, owner, field, value)
        return value is not None

    def _group(self, owner: str) -> Any:
        node = owner.partition("->")[0].partition(".")[0]
        dot = f'<span class="lpnb-dot" style="background:{node_colour(self.stream.graph, node)}"></span>'
        title = W.HTML(f'<div class="lpnb-title">{dot}{escape(owner)}</div>')
        mine = [knob.widget for knob in self.knobs.values() if knob.owner == owner]
        return W.VBox([title, *mine])

    def _wanted(self) -> dict[str, dict[str, type[Knob]]]:
        """Return the kind of control for each owner and field, in the order of the graph."""
        wanted: dict[str, dict[str, type[Knob]]] = {}
        for owner, field in live_fields(self.stream.graph):
            wanted.setdefault(owner, {})[field] = FieldKnob
        for weight in self.stream.program.weights:
            owner, _, field = weight.name.rpartition(".")
            one = not weight.knob and not weight.per_sample and weight.shape == (1,)
            if one and "->" not in owner and owner in self.stream.graph:
                wanted.setdefault(owner, {})[field] = WeightKnob
        order = {name: number for number, name in enumerate(self.stream.graph)}
        ordered = sorted(wanted.items(), key=lambda item: order.get(item[0], len(order)))
        return dict(ordered[:MOST])


@in_one_moment
def live_fields(graph: Graph) -> list[tuple[str, str]]:
    """Return (node or edge, field) of everything that a running stream takes over at once."""
    owners: dict[str, Node | Edge] = dict(graph.nodes())
    owners |= {name: wire.spec for name, wire in graph.wires().items()}
    return [
        (name, field.name)
        for name, spec in owners.items()
        for field in attrs.fields(type(spec))
        if info(field).live and getattr(spec, field.name) is not None
    ]
