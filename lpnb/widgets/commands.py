"""What a person does in the node editor, one command a gesture: each becomes edits of the graph, undone as one.

Commands name nodes and edges by id (the uid as text): two views, a cell and the inspector may edit at the same time,
and what was renamed meanwhile is still found. See ``widgets/src/editor/protocol.ts`` for what is sent.
"""

from __future__ import annotations

from collections.abc import Callable

from lpnb.errors import EditError, LpnbError, Problem, nearest
from lpnb.graph import Graph
from lpnb.graph.delays import delays
from lpnb.graph.edits import Arrange, Many, SetEdge
from lpnb.graph.fields import AUTO
from lpnb.graph.fragment import Fragment
from lpnb.graph.kinds import edge_kind
from lpnb.graph.layout import Place, changed_place
from lpnb.graph.make import changed, turned
from lpnb.graph.names import endpoint, free_name
from lpnb.graph.node import OUT
from lpnb.graph.words import Phrase, sentence
from lpnb.shapes.check import check
from lpnb.shapes.fit import join, redirect, splice
from lpnb.widgets.catalogue import Data
from lpnb.widgets.cycles import InFrameCycle, refuse_cycle

Answer = Data | None
Command = Callable[..., Answer]

_clipboard: list[Fragment] = []
"""What was copied last, in any editor of this kernel: so it can be pasted into another one, arrays and weights too."""


class Commands:
    """Carries out the commands of one editor.

    Attributes:
        graph: What is edited.
        begun: The graph as it was when this sitting began.
    """

    def __init__(self, graph: Graph) -> None:
        """Begin a sitting."""
        self.graph = graph
        self.begun = graph.copy()
        self.table: dict[str, Command] = {name: getattr(self, name) for name in NAMES}

    def run(self, message: Data) -> Data:
        """Carry out a command; return the answer: ``{"result": ...}``, or ``{"refused": words}`` and the reason."""
        fields = {key: value for key, value in message.items() if key not in ("do", "view", "number")}
        try:
            command = self.table.get(message.get("do", ""))
            if command is None:
                mend = nearest(str(message.get("do")), self.table)
                raise EditError(Problem("the editor", "a command", repr(message.get("do")), mend=mend))
            return {"result": command(**fields) or {}}
        except InFrameCycle as refusal:
            return {"refused": str(refusal), "cycle": [str(uid) for uid in refusal.edges]}
        except LpnbError as error:
            return {"refused": str(error)}

    # -- who is meant -------------------------------------------------------------------------------------------

    def _names(self, ids: list[str]) -> list[str]:
        """Return the names of nodes and edges, edges last; what is gone is left out."""
        with self.graph.lock:  # another thread may be editing
            nodes = {str(self.graph.uid(name)): name for name in self.graph.nodes()}
            known = nodes | {str(wire.uid): name for name, wire in self.graph.wires().items()}
        wanted = set(ids)
        return [known[id_] for id_ in known if id_ in wanted]

    def _name(self, id_: str) -> str:
        names = self._names([id_])
        if not names:
            raise EditError(Problem("the editor", "a node or edge that is there", "one that was removed meanwhile"))
        return names[0]

    def _id(self, name: str) -> str:
        return str(self.graph.wire(name).uid if "->" in name else self.graph.uid(name))

    # -- structure ----------------------------------------------------------------------------------------------

    def add(  # noqa: PLR0917 - called by name, from a message
        self,
        kind: str,
        x: float,
        y: float,
        group: str | None = None,
        end: Data | None = None,
        edge: str | None = None,
    ) -> Answer:
        """Add a node, into a group, onto an edge, or at the other end of a wire that was dropped on the canvas."""
        graph = self.graph
        with graph.together():
            name = graph.add(free_name(kind, graph), kind, position=(x, y))
            if group is not None:
                graph.enclose(name, self._name(group))
            if edge is not None:
                splice(graph, name, self._name(edge))
            if end is not None:
                self._attach(name, self._name(end["node"]), end["port"], outwards=end["side"] == "output")
        return {"node": self._id(name)}

    def _attach(self, new: str, node: str, port: str, *, outwards: bool) -> None:
        """Connect a new node with the port that a wire was dragged from."""
        if outwards:
            join(self.graph, node, port, new)
            return
        outputs = self.graph.nodes()[new].outputs()
        refusals = []
        for out in outputs:
            try:
                join(self.graph, new, out, node, port)
            except EditError as refusal:
                refusals.append(refusal)
            else:
                return
        raise refusals[0] if refusals else EditError(Problem(f"node {new!r}", "an output", "none"))

    def connect(self, source: str, out: str, target: str, port: str = "", kind: str = "") -> Answer:
        """Join two nodes: by the simplest kind of edge that fits, unless one is asked for."""
        start, end = self._name(source), self._name(target)
        if kind:
            into = f"{end}.{port or self.graph.nodes()[end].ports[0].name}"
            name = self.graph.connect(endpoint(start, out, OUT), into, kind)
        else:
            name = join(self.graph, start, out, end, port)
        return {"edge": self._id(name)}

    def rewire(self, edge: str, end: str, node: str, port: str) -> Answer:
        """Move one end (``source`` or ``target``) of an edge to another port, by another kind of edge if need be."""
        wire = self.graph.wire(self._name(edge))
        ends = {"source": (wire.source, wire.out), "target": (wire.target, wire.port), end: (self._name(node), port)}
        with self.graph.together():
            renamed = redirect(self.graph, wire, **ends)
            refuse_cycle(self.graph, [wire.uid], delays(self.graph), renamed)
        return None

    def splice(self, node: str, edge: str, gesture: object = None) -> Answer:
        """Put a node onto an edge; one that was dragged there is undone with the drag."""
        with self.graph.together(gesture):
            splice(self.graph, self._name(node), self._name(edge))
        return None

    def remove(self, items: list[str]) -> Answer:
        """Remove nodes with their edges, groups with what is inside, and edges."""
        self._each(items, self.graph.remove)
        return None

    def _each(self, items: list[str], act: Callable[[str], object], gesture: object = None) -> None:
        """Do something to each of several things, as one edit; what an earlier step took along is passed over."""
        meant = [(name, self._id(name)) for name in self._names(items)]
        with self.graph.together(gesture):
            for name, id_ in meant:
                # Edges are looked up anew, which takes its time: they are renamed when one beside them is removed.
                for found in self._names([id_]) if "->" in name else [name] if name in self.graph.nx else []:
                    act(found)

    def rename(self, node: str, name: str) -> Answer:
        """Give a node another name."""
        self.graph.rename(self._name(node), name)
        return None

    # -- fields -------------------------------------------------------------------------------------------------

    def set(self, items: list[str], fields: Data, gesture: object = None) -> Answer:
        """Change fields of nodes and edges; those of a drag, or of one key, have a gesture in common."""
        delay = fields.get("delay")
        if delay is not None:
            self._refuse_cycle(self._names(items), delay)
        self._each(items, lambda name: self.graph.set(name, **fields), gesture)
        return None

    def toggle_delay(self, edge: str) -> Answer:
        """Let an edge read this frame (0) instead of the one before (1), or the other way round.

        One whose port is compared with another one goes back to being as old as that, in its turn.
        """
        wire = self.graph.wire(self._name(edge))
        port = next(port for port in self.graph.nodes()[wire.target].ports if port.name == wire.port)
        turned = AUTO if port.aligned and wire.spec.delay == 1 else int(delays(self.graph)[wire.uid] == 0)
        if wire.spec.delay == AUTO:
            turned = 0
        self.set([edge], {"delay": turned})
        return None

    def _refuse_cycle(self, names: list[str], delay: object) -> None:
        """Raise where a delay of 0 would close a cycle inside a frame."""
        graph = self.graph
        meant = {graph.wire(name).uid for name in names if "->" in name}
        checked = {changed(graph.wire(name).spec, {"delay": delay}, f"edge {name!r}").delay for name in names}
        if checked != {0}:
            return
        refuse_cycle(graph, meant, delays(graph) | dict.fromkeys(meant, 0), names[0])

    def mend(self, item: str) -> Answer:
        """Mend the problem of a node or an edge in the way that is told with it."""
        name = self._name(item)
        fix = next((fix for problem, fix in check(self.graph).fixes.items() if problem.subject == name), None)
        if fix is None:
            expected = "a problem that can be mended with one click"
            raise EditError(Problem(f"{'edge' if '->' in name else 'node'} {name!r}", expected, "none by now"))
        self.graph.edit(fix)
        return None

    def kind(self, items: list[str], kind: str) -> Answer:
        """Give edges another transform; delay and what else both have stays."""
        with self.graph.together():
            for name in self._names(items):
                wire = self.graph.wire(name)
                self.graph.edit(SetEdge(wire.uid, turned(wire.spec, edge_kind(kind), f"edge {name!r}")))
        return None

    # -- layout and groups --------------------------------------------------------------------------------------

    def arrange(
        self,
        places: dict[str, Data],
        bends: dict[str, list[Data]] | None = None,
        drawn: Data | None = None,
        gesture: object = None,
        group: Data | None = None,
    ) -> Answer:
        """Put nodes somewhere, and where they were dropped onto a group, or out of one, into that or out of it.

        Tidying also leads edges through points, or straight again. What nobody had placed stays where it is `drawn`.
        """
        moved, stays = self._places(places, bends or {}), self._drawn(drawn)
        # One edit that says what it is: a thousand of them would each look for their names.
        edits = [self._arranged(name, **fields) for name, fields in {**stays, **moved}.items()]
        told = [Phrase("bend", name, "edge") if "->" in name else Phrase("move", name, "node") for name in moved]
        with self.graph.together(gesture):
            if edits:
                self.graph.edit(Many(tuple(edits), sentence(told)))
            if group is not None:
                inside = self._name(group["id"]) if group["id"] else None
                for name in self._names(group["items"]):
                    self.graph.enclose(name, inside)
        return None

    def _places(self, places: dict[str, Data], bends: dict[str, list[Data]]) -> dict[str, Data]:
        """Return what is to be arranged of nodes and edges, by name: nodes first."""
        positions = {name: {"position": _points([places[self._id(name)]])[0]} for name in self._names([*places])}
        return positions | {name: {"bends": _points(bends[self._id(name)])} for name in self._names([*bends])}

    def _drawn(self, drawn: Data | None) -> dict[str, Data]:
        """Return the same of what nobody has placed, where a browser draws it."""
        return {} if drawn is None else self._places(drawn["places"], drawn["bends"])

    def _arranged(self, name: str, **fields: object) -> Arrange:
        owner, place = f"{'edge' if '->' in name else 'node'} {name!r}", self.graph.place(name)
        return Arrange(int(self._id(name)), changed_place(place, fields, self.graph[name].places, owner))

    def bend(self, edge: str, bends: list[Data]) -> Answer:
        """Lead an edge through points."""
        self.graph.arrange(self._name(edge), bends=_points(bends))
        return None

    def colour(self, items: list[str], colour: str) -> Answer:
        """Give nodes a colour, or (empty) their own back."""
        self._each(items, lambda name: self.graph.arrange(name, colour=colour))
        return None

    def collapse(self, items: list[str], collapsed: bool) -> Answer:
        """Draw groups as one node, or open them again."""
        self._each(items, lambda name: self.graph.arrange(name, collapsed=collapsed))
        return None

    def group(self, items: list[str]) -> Answer:
        """Put a group around nodes."""
        return {"node": self._id(self.graph.group(self._nodes(items)))}

    def ungroup(self, items: list[str]) -> Answer:
        """Dissolve groups; what was inside stays."""
        self._each(items, self.graph.ungroup)
        return None

    # -- clipboard and history ----------------------------------------------------------------------------------

    def copy(self, items: list[str], drawn: Data | None = None) -> Answer:
        """Remember nodes and the edges between them, and where they are `drawn`."""
        _clipboard[:] = [self._fragment(items, drawn)]
        return None

    def cut(self, items: list[str], drawn: Data | None = None) -> Answer:
        """Copy and remove."""
        self.copy(items, drawn)
        return self.remove(items)

    def paste(self, x: float | None = None, y: float | None = None, group: str | None = None) -> Answer:
        """Add what was copied last, with its upper left corner at a point, into a group that is there."""
        if not _clipboard:
            raise EditError(Problem("paste", "something copied before, in any editor of this kernel", "nothing"))
        at = None if x is None or y is None else (x, y)
        return self._paste(_clipboard[0], at, None if group is None else self._name(group))

    def duplicate(self, items: list[str], drawn: Data | None = None) -> Answer:
        """Copy and paste beside, into the group that all are in, leaving the clipboard alone."""
        names, fragment = self._nodes(items), self._fragment(items, drawn)
        around = {self.graph.group_of(name) for name in names} - {*names}
        with self.graph.together(words=f"duplicate {fragment.told}"):
            return self._paste(fragment, None, around.pop() if len(around) == 1 else None)

    def _fragment(self, items: list[str], drawn: Data | None) -> Fragment:
        fragment = self.graph.fragment(self._nodes(items))
        return fragment.placed({int(self._id(name)): Place(**fields) for name, fields in self._drawn(drawn).items()})

    def _nodes(self, items: list[str]) -> list[str]:
        names = [name for name in self._names(items) if "->" not in name]
        if not names:
            raise EditError(Problem("the selection", "at least one node", "none"))
        return names

    def _paste(self, fragment: Fragment, at: tuple[float, float] | None, group: str | None) -> Answer:
        pasted = self.graph.paste(fragment, at=at, group=group)
        outermost = [name for name in pasted if self.graph.group_of(name) not in pasted]
        return {"nodes": [self._id(name) for name in outermost]}

    def undo(self) -> Answer:
        """Undo the last edit, whoever made it."""
        self.graph.undo()
        return None

    def redo(self) -> Answer:
        """Do again what was undone last."""
        self.graph.redo()
        return None

    def snapshot(self, name: str) -> Answer:
        """Remember the graph as it is; a name that is taken gets a number."""
        name, number = name.strip(), 1
        while (free := name if number == 1 else f"{name} {number}") in self.graph.snapshots:
            number += 1
        self.graph.snapshot(free)
        return None

    def restore(self, name: str) -> Answer:
        """Go back to a snapshot; that can be undone."""
        self.graph.restore(name)
        return None

    def forget(self, name: str) -> Answer:
        """Drop a snapshot."""
        self.graph.forget(name)
        return None

    # -- questions ----------------------------------------------------------------------------------------------

    def diff(self, before: str, after: str = "") -> Answer:
        """Return in words what differs between two snapshots, or between one and now."""
        return {"lines": [str(difference) for difference in self.graph.diff(before, after or None)]}

    def python(self) -> Answer:
        """Return the edits of this sitting as lines of Python."""
        from lpnb.graph.script import script

        return {"text": script(self.begun, self.graph)}


def _points(points: list[Data]) -> tuple[tuple[float, float], ...]:
    return tuple((point["x"], point["y"]) for point in points)


NAMES = tuple(name for name, value in vars(Commands).items() if not name.startswith("_") and name != "run")
"""Every command: what is public in `Commands`, by its own name."""
