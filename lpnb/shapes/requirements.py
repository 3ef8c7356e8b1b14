"""What a step of a lesson can ask for, and how each is looked for in a drawing."""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, TypeVar

import attrs
import networkx as nx

from lpnb.errors import LpnbError
from lpnb.graph import Edge, Node
from lpnb.graph.ages import Ages
from lpnb.graph.make import changed, field_values, same
from lpnb.graph.names import split_endpoint
from lpnb.graph.wire import Wire
from lpnb.shapes.drawing import Drawing
from lpnb.shapes.step import Mark

MOST_WAYS = 2000
"""Ways between two nodes that are looked at; there may be astronomically many."""

Spec = TypeVar("Spec", Node, Edge)
Complaint = tuple[str, str]
"""What is not as it should be, and what to do."""


class Requirement(ABC):
    """Something that a step asks for."""

    @property
    def meant(self) -> dict[str, str]:
        """The nodes that it speaks of, by name, with the kind that they shall have (empty: any)."""
        return {}

    def mark(self, drawing: Drawing) -> Mark:
        """Return what is there of it. Never raises, whatever is drawn."""
        absent = drawing.absent(self.meant)
        return self.look(drawing) if absent is None else self.absent(*absent)

    def absent(self, words: str, todo: str) -> Mark:
        """Return what to say where a node that it speaks of is not there."""
        return Mark(False, words, todo)

    @abstractmethod
    def look(self, drawing: Drawing) -> Mark:
        """Return what is there of it, once all nodes are there that it speaks of."""


@attrs.frozen
class OfNode(Requirement):
    """Something that a step asks of a node, whatever its kind."""

    name: str

    @property
    def meant(self) -> dict[str, str]:
        """The node."""
        return {self.name: ""}


@attrs.frozen
class NodeThere(OfNode):
    """A node of a name, perhaps of a kind and with values of fields."""

    kind: str
    fields: dict[str, Any]

    @property
    def meant(self) -> dict[str, str]:
        """The node."""
        return {self.name: self.kind}

    def look(self, drawing: Drawing) -> Mark:
        """Return what is there of it."""
        spec = drawing.nodes[self.name]
        if self.kind and spec.kind != self.kind:
            todo = f"Delete it, double-click the empty canvas, choose `{self.kind}`, and call it `{self.name}`."
            return Mark(False, f"`{self.name}` is of the kind `{spec.kind}`, not `{self.kind}`.", todo)
        state = drawing.types.state(self.name)
        known = {"shape": state.shape} if state and field_values(spec).get("shape", state) is None else {}
        for words, todo in _fields(spec, self.fields, f"`{self.name}`", known):
            return Mark(False, words, todo)
        return Mark(True, f"There is `{self.name}`, as it should be." if self.fields else f"There is `{self.name}`.")


@attrs.frozen
class EdgeThere(Requirement):
    """An edge between two nodes, perhaps of a kind, with a delay and values of fields."""

    source: str
    target: str
    kind: str
    delay: int | None
    fields: dict[str, Any]

    @property
    def meant(self) -> dict[str, str]:
        """The two nodes."""
        return dict.fromkeys(self.ends, "")

    @property
    def ends(self) -> tuple[str, str]:
        """The names of the two nodes."""
        return split_endpoint(self.source)[0], split_endpoint(self.target)[0]

    @property
    def words(self) -> str:
        """How it is written in a sentence."""
        return f"from `{self.source}` to `{self.target}`"

    def absent(self, words: str, todo: str) -> Mark:
        """Return that there can be no edge yet."""
        return Mark(False, f"There is no edge {self.words} yet: {words[:1].lower()}{words[1:]}", todo)

    def look(self, drawing: Drawing) -> Mark:
        """Return what is there of it: of several edges, the one that is nearest to what is asked for."""
        wires = drawing.between(self.source, self.target)
        if not wires:
            return self._missing(drawing)
        complaints = min((self._complaints(drawing, wire) for wire in wires), key=len)
        if complaints:
            return Mark(False, *complaints[0])
        return Mark(True, f"`{self.source}` leads to `{self.target}`.")

    def _missing(self, drawing: Drawing) -> Mark:
        drag = drag_from(self.source, self.target)
        if self.source != self.target and drawing.between(*reversed(self.ends)):
            words = f"There is an edge, but it leads from `{self.ends[1]}` to `{self.ends[0]}`."
            return Mark(False, words, f"Click it, press Delete, and draw it the other way round. {drag}")
        return Mark(False, f"There is no edge {self.words} yet.", drag)

    def _complaints(self, drawing: Drawing, wire: Wire) -> list[Complaint]:
        """Return what is not as it should be with one edge."""
        whole, found = f"The edge {self.words}", []
        if not wire.spec.on and self.fields.get("on", True):
            found.append((f"{whole} is switched off.", "Click it, and press M."))
        if self.kind and wire.spec.kind != self.kind:
            todo = f"Click it, and choose `{self.kind}` in the inspector."
            found.append((f"{whole} is of the kind `{wire.spec.kind}`, not `{self.kind}`.", todo))
        else:
            found += _fields(wire.spec, self.fields, whole, {})
        delay = drawing.delays[wire.uid]
        if self.delay not in (None, delay):
            by_click = "Click the number on it." if {delay, self.delay} == {0, 1} else ""
            todo = by_click or f"Click it, and set `delay` to {self.delay} in the inspector."
            found.append((f"{whole} has a delay of {delay}, not {self.delay}.", todo))
        return found


@attrs.frozen
class SkipThere(Requirement):
    """A way from one node to another that takes fewer frames than another way between the two."""

    source: str
    target: str

    @property
    def meant(self) -> dict[str, str]:
        """The two nodes."""
        return {self.source: "", self.target: ""}

    def look(self, drawing: Drawing) -> Mark:
        """Return what is there of it."""
        ways = self._ways(drawing)
        lengths = sorted(set(ways.values()))
        ends = f"from `{self.source}` to `{self.target}`"
        drag = drag_from(self.source, self.target)
        if len(lengths) > 1:
            return Mark(True, f"There is a skip {ends}: it takes {frames(lengths[0])}, another way {lengths[-1]}.")
        if not ways:
            return Mark(False, f"There is no way {ends} yet.", drag)
        if len(ways) > 1:
            words = f"All ways {ends} take {frames(lengths[0])}: none is shorter."
            return Mark(False, words, "Click the numbers on the wires: 1 takes a frame, 0 takes none.")
        (way,) = ways
        if len(way) == 2:
            words = f"The only way {ends} is the direct one: there is nothing to skip yet."
            return Mark(False, words, "Lead a second way through another node.")
        skipped = " and ".join(f"`{name}`" for name in way[1:-1])
        return Mark(False, f"There is no way {ends} that skips {skipped} yet.", drag)

    def _ways(self, drawing: Drawing) -> dict[tuple[str, ...], int]:
        """Return each way without loops, as the nodes on it, with the frames that it takes at least."""
        quickest = nx.DiGraph()
        for source, target, delay in drawing.ways.edges(data="delay"):
            before = quickest.get_edge_data(source, target, {"delay": delay})["delay"]
            quickest.add_edge(source, target, delay=min(delay, before))
        if self.source not in quickest or self.target not in quickest or self.source == self.target:
            return {}
        ways = itertools.islice(nx.all_simple_paths(quickest, self.source, self.target), MOST_WAYS)
        return {tuple(way): int(nx.path_weight(quickest, way, "delay")) for way in ways}


@attrs.frozen
class LoopThere(OfNode):
    """A way from a node back to itself."""

    def look(self, drawing: Drawing) -> Mark:
        """Return what is there of it."""
        successors = [way for way in drawing.ways.successors(self.name) if nx.has_path(drawing.ways, way, self.name)]
        backs = [nx.shortest_path(drawing.ways, start, self.name) for start in successors]
        if not backs:
            drag = f"Drag from the dot on the right of `{self.name}` back to `{self.name}` itself."
            return Mark(False, f"Nothing leads from `{self.name}` back to itself yet.", drag)
        way = " → ".join(f"`{name}`" for name in (self.name, *min(backs, key=len)))
        return Mark(True, f"There is a loop: {way}.")


@attrs.frozen
class ResponseIn(OfNode):
    """A node that first responds to an input in a certain frame."""

    frames: int

    def look(self, drawing: Drawing) -> Mark:
        """Return what is there of it."""
        if not drawing.rollout.valid:
            return no_time(drawing, f"When `{self.name}` responds")
        first = drawing.rollout.first_response(self.name)
        if first == self.frames:
            return Mark(True, f"`{self.name}` first responds in frame {first}.")
        if first is None:
            return Mark(False, f"`{self.name}` never responds: nothing leads there.", "Connect an input with it.")
        if self.name in drawing.rollout.inputs and drawing.nodes[self.name].category != "source":
            drag = f"Drag from the dot on the right of a node to `{self.name}`."
            return Mark(False, f"Nothing leads to `{self.name}` yet, so it responds to nothing.", drag)
        todo = "A skip does that; without one, make a way there longer."
        if first > self.frames:
            todo = "Make a way there shorter: with a skip, or a 0."
        return Mark(False, f"`{self.name}` first responds in frame {first}, not {self.frames}.", todo)


@attrs.frozen
class AgesMeet(OfNode):
    """A node in which information of certain ages meets first."""

    ages: tuple[int, ...]

    def look(self, drawing: Drawing) -> Mark:
        """Return what is there of it."""
        if not drawing.rollout.valid:
            return no_time(drawing, f"How old things are in `{self.name}`")
        brought = drawing.cone.ages()[self.name].values()
        values = sorted(set[int]().union(*(ages.values for ages in brought)))
        found = Ages(tuple(values), endless=any(ages.endless for ages in brought))
        if not values:
            return Mark(False, f"Nothing from outside reaches `{self.name}` yet.", "Connect a source with it.")
        words = f"What `{self.name}` hears of is {found} frame{'s' * (str(found) != '1')} old"
        if tuple(values[: len(self.ages)]) == self.ages:
            return Mark(True, f"{words}.")
        first = ", ".join(map(str, self.ages))
        todo = "A way is as long as the sum of the numbers on its wires; a loop goes round and round."
        return Mark(False, f"{words}; it shall be {first} first.", todo)


@attrs.frozen
class Runs(Requirement):
    """A network without errors."""

    def look(self, drawing: Drawing) -> Mark:
        """Return the first error, if there is one."""
        errors = drawing.report.errors
        if not errors:
            return Mark(True, "The network can run.")
        first = attrs.evolve(errors[0], mend="")
        return Mark(False, f"The network cannot run yet: {first}", errors[0].mend)


def no_time(drawing: Drawing, what: str) -> Mark:
    """Return that something cannot be told while a loop takes no frame."""
    words = f"{what} cannot be told: a loop takes no frame at all."
    return Mark(False, words, f"Click the 0 on a wire of {' → '.join(drawing.rollout.cycles[0])}.")


def drag_from(source: str, target: str) -> str:
    """Return how to draw an edge by hand."""
    (start, out), (end, port) = split_endpoint(source), split_endpoint(target)
    dot = f"the dot `{out}` on the right of `{start}`" if out else f"the dot on the right of `{start}`"
    return f"Drag from {dot} to {f'the dot `{port}` on the left of `{end}`' if port else f'`{end}`'}."


def frames(count: int) -> str:
    """Return a number of frames in words."""
    return f"{count} frame{'s' * (count != 1)}"


def _fields(spec: Spec, wanted: Mapping[str, Any], whose: str, known: dict[str, Any]) -> list[Complaint]:
    """Return a complaint for each field that has another value; `known` are values that follow from elsewhere."""
    have, complaints = field_values(spec) | known, []
    for field, value in wanted.items():
        try:
            meant = getattr(changed(spec, {field: value}, whose), field)
        except LpnbError:
            meant = value
        if field not in have:
            complaints.append((f"{whose} has no `{field}`.", "Choose another kind."))
        elif not same(have[field], meant):
            todo = f"Click it, and set `{field}` to `{_brief(meant)}` in the inspector."
            complaints.append((f"{whose} has the {field} {_brief(have[field])}, not {_brief(meant)}.", todo))
    return complaints


def _brief(value: object) -> str:
    """Return a value as the inspector writes it: a shape as its sizes."""
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "none" if value is None else str(value)
