"""The drawing of a graph: where things stand, and which belong together. Nothing here changes what is computed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lpnb.errors import EditError, Problem
from lpnb.graph.document import new_uid
from lpnb.graph.edits import Add, Arrange, Edit, Enclose, Many, Remove
from lpnb.graph.kinds import node_kind
from lpnb.graph.layout import changed_place
from lpnb.graph.make import make
from lpnb.graph.names import free_name
from lpnb.graph.one_moment import in_one_moment
from lpnb.graph.reading import Reading

GROUP = "group"


class Arranging(Reading):
    """The part of a graph that is about its drawing."""

    @in_one_moment
    def arrange(self, name: str, *, gesture: object = None, **fields: Any) -> None:
        """Change how a node or an edge is drawn.

        Args:
            name: The node (``'hidden'``) or edge (``'image->hidden'``).
            gesture: Changes that follow one another with equal gestures are undone as one.
            fields: For nodes ``position=(x, y)`` in pixels (None: automatic) and ``colour='#rrggbb'`` (empty: its
                kind's); for groups ``collapsed=True`` as well; for edges ``colour`` and ``bends=[(x, y), ...]``.

        Raises:
            EditError: When a field does not belong to it, or a value does not fit.
        """
        owner = f"{'edge' if '->' in str(name) else 'node'} {name!r}"
        place = changed_place(self.place(name), fields, self[name].places, owner)
        self.edit(Arrange(self._uid(name), place), gesture)

    def move(self, name: str, position: tuple[float, float] | None, *, gesture: object = None) -> None:
        """Put a node at ``(x, y)`` pixels on the canvas, or leave its place to the automatic layout (None)."""
        self.arrange(self._node(name), gesture=gesture, position=position)

    @in_one_moment
    def group(self, names: Iterable[str], name: str | None = None) -> str:
        """Put a new group around nodes and groups, inside of the group that all of them are in; return its name.

        Args:
            names: What will be inside. What is inside of one of these stays there.
            name: What the group will be called; ``group``, ``group_2``, ... unless said otherwise.

        Raises:
            EditError: When there is nothing to put inside, or the name is taken.
        """
        chosen = list(dict.fromkeys(self._node(n) for n in ([names] if isinstance(names, str) else names)))
        if not chosen:
            raise EditError(Problem("group", "at least one node to put inside", "none"))
        name = free_name(GROUP, self.nx) if name is None else self._new(name)
        ways = {member: self._way(member) for member in chosen}
        outermost = [member for member in chosen if not set(ways[member]) & set(chosen)]
        common = [step for step in ways[chosen[0]] if all(step in way for way in ways.values())]
        uid, inside = new_uid(), self.uid(common[0]) if common else None
        edits: list[Edit] = [Add(name, make(node_kind(GROUP), {}, f"node {name!r}"), uid, group=inside)]
        edits += [Enclose(self.uid(member), uid) for member in outermost]
        told = outermost[0] if len(outermost) == 1 else f"{len(outermost)} nodes"
        self.edit(Many(tuple(edits), f"group {told}"))
        return name

    @in_one_moment
    def ungroup(self, name: str) -> None:
        """Dissolve a group: what is inside moves one level up."""
        above = self.nx.nodes[self._group(name)]["group"]
        edits: list[Edit] = [Enclose(self.uid(member), above) for member in self.members(name)]
        self.edit(Many((*edits, Remove(name)), f"ungroup {name}"))

    @in_one_moment
    def enclose(self, name: str, group: str | None) -> None:
        """Put a node or a group inside of a group, or (None) at the top.

        Raises:
            EditError: When that is no group, or one that is inside of what shall go there.
        """
        uid = self.uid(name)
        if group is None:
            self.edit(Enclose(uid, None))
            return
        if name in (self._group(group), *self._way(group)):
            found = "itself" if name == group else f"{group!r}, which is inside of it"
            raise EditError(Problem(f"node {name!r}", "a group outside of it to put it in", found))
        self.edit(Enclose(uid, self.uid(group)))

    def _way(self, name: str) -> list[str]:
        """Return the groups around a node, innermost first."""
        way = []
        above = self.group_of(name)
        while above is not None:
            way.append(above)
            above = self.group_of(above)
        return way
