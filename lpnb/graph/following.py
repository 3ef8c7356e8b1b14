"""Fields that name other nodes and edges follow them: ``share="a->b#2"`` is ``share="a->b"`` when the first edge goes.

An edit may rename more than it is about: edges are called by their ends, and those between the same ones by a number.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from lpnb.graph.content import Content
from lpnb.graph.document import Document
from lpnb.graph.edits import Connect, Disconnect, Edit, Many, Remove, Rename, Rewire, SetEdge, SetNode, elementary


def apply(document: Document, edit: Edit) -> tuple[Edit, Edit]:
    """Apply an edit, and let fields follow what it renames.

    Returns:
        All that was done, and what undoes it.
    """
    if not _renames(document, elementary(edit)):
        return edit, edit.apply(document)
    before = document.content()
    inverse = edit.apply(document)
    after = document.content()
    follow = Many(tuple(_following(after, _renamings(before, after))))
    if not follow.edits:
        return edit, inverse
    return Many((edit, follow)), Many((follow.apply(document), inverse))


def _renames(document: Document, edits: tuple[Edit, ...]) -> bool:
    """Return whether something may have another name after these edits; a content that is restored is right as it is.

    Most edits are seen to change no name without looking at the whole graph.
    """
    return any(
        isinstance(edit, (Rename, Rewire))
        or (isinstance(edit, Disconnect) and _has_twins(document, edit.uid))
        or (isinstance(edit, Connect) and any(isinstance(other, Remove) for other in edits))
        for edit in edits
    )


def _has_twins(document: Document, uid: int) -> bool:
    source, target, _ = document.edge(uid)
    return len(document.nx[source][target]) > 1


def _following(content: Content, names: dict[str, str]) -> Iterator[Edit]:
    """Yield what gives fields the new names of what they name."""
    if all(old == new for old, new in names.items()):
        return
    for vertex in content.nodes:
        node = vertex.spec.renamed(names)
        if node is not vertex.spec:
            yield SetNode(vertex.uid, node)
    for wire in content.wires:
        edge = wire.spec.renamed(names)
        if edge is not wire.spec:
            yield SetEdge(wire.uid, edge)


def _renamings(before: Content, after: Content) -> dict[str, str]:
    """Return old name -> new name of all nodes and edges, those whose name stays among them."""
    now = after.names()
    names = {old: now[uid] for uid, old in before.names().items() if uid in now}
    here, gone = set(names.values()), [wire.name for wire in before.wires if wire.uid not in now]
    for name in gone:
        if name in here:  # what named it must not come to mean another edge
            names[name] = _free(name, here.union(gone, names.values()))
    return names


def _free(name: str, taken: set[str]) -> str:
    stem = name.partition("#")[0]
    return next(free for number in itertools.count(2) if (free := f"{stem}#{number}") not in taken)
