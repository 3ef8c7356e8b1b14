"""Edits as Python: the lines that make one graph of another, to be pasted into a cell.

    g.add("hidden", "pool", shape=(16, 4, 4), act="relu", position=(320, 40))
    g.connect("image", "hidden", "conv")
    g.set("answer", noise=0.1)

Whatever the two graphs are, the lines run, and give the same nodes, fields, edges and groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lpnb.graph.content import Content, Vertex
from lpnb.graph.diff import content_of, ends, pair
from lpnb.graph.edits import Become
from lpnb.graph.graph import Graph
from lpnb.graph.layout import Place, Point
from lpnb.graph.make import differing, plain_fields
from lpnb.graph.names import check_name, endpoint, free_name
from lpnb.graph.node import IN, OUT, Node
from lpnb.graph.reading import Reading
from lpnb.graph.wire import Wire


def script(before: Reading | Content, after: Reading | Content, *, variable: str = "g") -> str:
    """Return the lines of Python that make a graph like `after` of one like `before`; empty where they are alike.

    Fields with their default value are left out, and positions are rounded to pixels. What cannot be written as
    Python (arrays) is a line of comment that says so. What is added comes in the order of `after`, behind the rest.

    Args:
        before: A graph, or the content of one.
        after: Another one; where it is a later form of the same graph, what was renamed is recognised.
        variable: What the graph is called in the lines.
    """
    writer = _Writer(content_of(before), content_of(after), check_name(variable, "variable"))
    return "".join(f"{line}\n" for line in writer.lines())


class _Writer:
    """Writes the lines, and does to a draft what each of them will do: what comes later refers to it by its new name.

    Attributes:
        draft: What the lines so far have made of `before`.
        uids: By which uid the draft knows what `after` knows by another.
    """

    def __init__(self, before: Content, after: Content, variable: str) -> None:
        self.after, self.variable = after, variable
        self.draft = Graph()
        self.draft.edit(Become(before))
        self.pairs = pair(before, after, alike=True)
        self.uids = {new.uid: old.uid for old, new in self.pairs.nodes}
        self.uids |= {new.uid: old.uid for old, new in self.pairs.wires}
        self._names: dict[int, str] = {}

    def lines(self) -> Iterator[str]:
        """Yield the lines. What is gone goes first, so that its names are free for what comes."""
        yield from self.remove()
        yield from self.rename()
        yield from self.add()
        yield from self.enclose()
        yield from self.set_nodes()
        yield from self.rewire()
        yield from self.connect()
        yield from self.set_nodes()  # once more: words followed edges while these had other names than they come to
        yield from self.set_edges()
        yield from self.arrange()

    def call(self, verb: str, *values: Any, **fields: Any) -> str:
        """Do something to the draft, and return the line that does it."""
        getattr(self.draft, verb)(*values, **fields)
        self._names.clear()
        arguments = [*map(literal, values), *(f"{name}={literal(value)}" for name, value in fields.items())]
        return f"{self.variable}.{verb}({', '.join(arguments)})"

    @property
    def names(self) -> dict[int, str]:
        """What the draft calls its nodes and edges now, by its own uids."""
        if not self._names:
            self._names = self.draft.content().names()
        return self._names

    def name(self, uid: int) -> str:
        """Return what the draft calls a node or an edge of `after`."""
        return self.names[self.uids[uid]]

    # -- one kind of line after the other ---------------------------------------------------------------------------

    def remove(self) -> Iterator[str]:
        nodes, wires = self.pairs.removed()
        gone = {vertex.name for vertex in nodes}
        for wire in wires:
            if not {wire.source, wire.target} & gone:
                yield self.call("remove", self.names[wire.uid])
        for vertex in nodes:
            if vertex.spec.encloses and not set(self.draft.members(vertex.name, deep=True)) <= gone:
                yield self.call("ungroup", vertex.name)
        for vertex in nodes:  # a group that goes takes along what is inside of it
            if vertex.name in self.draft and self.draft.group_of(vertex.name) not in gone:
                yield self.call("remove", vertex.name)

    def rename(self) -> Iterator[str]:
        waiting = {old.name: new.name for old, new in self.pairs.nodes if old.name != new.name}
        while waiting:
            free = next((old for old, new in waiting.items() if new not in self.draft), None)
            if free is None:  # all wait for one another: one of them steps aside
                old, new = waiting.popitem()
                aside = free_name(old, self.draft)
                waiting[aside] = new
                yield self.call("rename", old, aside)
            else:
                yield self.call("rename", free, waiting.pop(free))

    def add(self) -> Iterator[str]:
        for vertex in self.pairs.added()[0]:
            yield self.made(vertex)
            self.uids[vertex.uid] = self.draft.uid(vertex.name)

    def made(self, vertex: Vertex) -> str:
        spec, position = vertex.spec, drawn(self.after.place(vertex.uid))["position"]
        fields = plain_fields(spec) | ({} if position is None else {"position": position})
        if all(map(writable, fields.values())):
            return self.call("add", vertex.name, spec.kind, **fields)
        self.draft.add(vertex.name, spec, position=position)
        self._names.clear()
        given = ", ".join(f"{field}=..." for field, value in fields.items() if not writable(value))
        return self.unwritten(f'add("{vertex.name}", "{spec.kind}", {given})')

    def unwritten(self, call: str, what: str = "arrays") -> str:
        """Return a comment in place of a line that has to be written by hand."""
        return f"# {self.variable}.{call} belongs here; its {what} cannot be written as Python"

    def enclose(self) -> Iterator[str]:
        above = {vertex.uid: vertex.group for vertex in self.after.nodes}

        def depth(uid: int | None) -> int:
            return 0 if uid is None else 1 + depth(above.get(uid))

        # From the outside in: so that no group is ever to stand inside of itself.
        for vertex in sorted(self.after.nodes, key=lambda vertex: depth(vertex.uid)):
            name, group = self.name(vertex.uid), None if vertex.group is None else self.name(vertex.group)
            if self.draft.group_of(name) != group:
                yield self.call("enclose", name, group)

    def set_nodes(self) -> Iterator[str]:
        for vertex in self.after.nodes:
            yield from self.changed(self.name(vertex.uid), vertex.spec)

    def changed(self, name: str, wanted: Any) -> Iterator[str]:
        fields = {field: getattr(wanted, field) for field in differing(self.draft[name], wanted)}
        for field, value in fields.items():
            if not writable(value):
                what = "function" if callable(value) else "arrays"
                yield self.unwritten(f'set("{name}", {field}=...)', what)
                self.draft.set(name, **{field: value})
        fields = {field: value for field, value in fields.items() if writable(value)}
        if fields:
            yield self.call("set", name, **fields)

    def rewire(self) -> Iterator[str]:
        for old, new in self.pairs.wires:
            if old.uid not in self.names:
                continue  # one of its nodes is gone, and took it along: it is made anew below
            now, moved = self.draft.wire(self.names[old.uid]), {}
            if ends(now)[:2] != ends(new)[:2]:
                moved["source"] = endpoint(new.source, new.out, OUT)
            if ends(now)[2:] != ends(new)[2:]:
                moved["target"] = endpoint(new.target, new.port, IN)
            if moved:
                yield self.call("rewire", now.name, **moved)

    def set_edges(self) -> Iterator[str]:
        for wire in self.after.wires:
            yield from self.changed(self.name(wire.uid), wire.spec)

    def connect(self) -> Iterator[str]:
        for wire in self.after.wires:
            if self.uids.get(wire.uid) not in self.names:
                yield self.joined(wire)

    def joined(self, wire: Wire) -> str:
        start, end = endpoint(wire.source, wire.out, OUT), endpoint(wire.target, wire.port, IN)
        fields, target = plain_fields(wire.spec), self.draft[wire.target]
        assert isinstance(target, Node)
        usual = next((port.delay for port in target.ports if port.name == wire.port), 1)
        if usual != 1:
            fields = {"delay": wire.spec.delay} | fields
            fields = {name: value for name, value in fields.items() if name != "delay" or value != usual}
        kind = () if wire.spec.kind == "identity" else (wire.spec.kind,)
        line = self.call("connect", start, end, *kind, **fields)
        self.uids[wire.uid] = max(self.names)  # the newest
        return line

    def arrange(self) -> Iterator[str]:
        for uid in self.after.names():
            name = self.name(uid)
            now = drawn(self.draft.place(name))
            fields = {field: value for field, value in drawn(self.after.place(uid)).items() if value != now[field]}
            if fields:
                yield self.call("arrange", name, **fields)


def drawn(place: Place) -> dict[str, Any]:
    """Return the fields of a place in whole pixels."""

    def whole(point: Point) -> tuple[int, int]:
        return round(point[0]), round(point[1])

    position = None if place.position is None else whole(place.position)
    bends = tuple(map(whole, place.bends))
    return {"position": position, "colour": place.colour, "collapsed": place.collapsed, "bends": bends}


def writable(value: Any) -> bool:
    """Return whether the value of a field can be written as Python; arrays and functions cannot."""
    return not isinstance(value, Mapping) and not callable(value)


def literal(value: Any) -> str:
    """Return a value as it stands in a program: text in double quotes where that is plain."""
    if isinstance(value, tuple):
        items = ", ".join(map(literal, value))
        return f"({items},)" if len(value) == 1 else f"({items})"
    text = repr(value)
    return f'"{text[1:-1]}"' if isinstance(value, str) and text[0] == "'" and '"' not in text else text
