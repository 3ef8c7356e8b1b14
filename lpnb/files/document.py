"""A graph as plain data, and back.

    {"format": "lpnb", "version": 3, "name": "digits", "weights": "digits.safetensors",
     "nodes": {"image": {"kind": "pool", "shape": [1, 8, 8], "in": "eye"}, "eye": {"kind": "group"}, ...},
     "edges": [{"from": "data.image", "to": "image", "kind": "identity"}, ...],
     "layout": {"image": [120.0, 40.0], "eye": {"position": [90.0, 10.0], "collapsed": true},
                "data.image->image": {"bends": [[40.0, 60.0]]}},
     "workbench": {"panels": [{"panel": "editor"}, {"panel": "views", "width": "half"}, ...], ...}}

Fields with their default value are left out. `weights` names the file beside it; arrays of the user's own are in
there too. `moments` names another one, with what learning nodes remember; only then the version is 4. `in` is the group
that a node is inside of. What is in `workbench` is read by the workbench alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs
import numpy as np

from lpnb.errors import EditError, FileError, Problem, brief, nearest
from lpnb.graph import Edge, Graph, Node
from lpnb.graph.kinds import edge_kind, node_kind
from lpnb.graph.layout import NOWHERE, Place, changed_place
from lpnb.graph.make import make, plain_fields
from lpnb.graph.names import endpoint
from lpnb.graph.node import IN, OUT
from lpnb.graph.options import Options

FORMAT, VERSION = "lpnb", 4
LEAST = 3
"""The version of a file without moments: an older lpnb can read it too."""
KEYS = ("format", "version", "made_with", "name", "weights", "moments", "nodes", "edges", "layout", "workbench")
MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    1: lambda data: data,  # version 2 has more words (groups, notes, places) and reads the old ones as they were
    2: lambda data: data,  # version 3 keeps what a workbench shows
    3: lambda data: data,  # version 4 keeps what learning nodes remember
}
"""For each older version, what makes a document of the next one of it. The tests open a file of each version."""

Arrays = dict[str, np.ndarray[Any, Any]]


def to_data(graph: Graph) -> tuple[dict[str, Any], Arrays]:
    """Return a graph as plain data, and the arrays in its fields by ``node.field.name``."""
    nodes, arrays = {}, {}
    for name, node in graph.nodes().items():
        fields = _fields(node)
        for field, value in list(fields.items()):
            if isinstance(value, Mapping) and not isinstance(getattr(node, field), Options):
                arrays.update({f"{name}.{field}.{key}": array for key, array in value.items()})
                fields[field] = list(value)
        group = graph.group_of(name)
        nodes[name] = {"kind": node.kind, **fields, **({"in": group} if group else {})}
    edges = [
        {
            "from": endpoint(wire.source, wire.out, OUT),
            "to": endpoint(wire.target, wire.port, IN),
            "kind": wire.spec.kind,
            **_fields(wire.spec),
        }
        for wire in graph.wires().values()
    ]
    places = {name: graph.place(name) for name in (*nodes, *graph.wires())}
    layout = {name: _place_data(place) for name, place in places.items() if place != NOWHERE}
    head = {"format": FORMAT, "version": LEAST, "name": graph.name}
    shown = {"workbench": graph.workbench} if graph.workbench else {}
    return {**head, "nodes": nodes, "edges": edges, "layout": layout, **shown}, arrays


def _place_data(place: Place) -> Any:
    """Return a place as JSON has it: a position alone as two numbers."""
    if place == Place(place.position):
        return list(place.position or ())
    values = attrs.asdict(place)
    return {name: _plain(value) for name, value in values.items() if value != getattr(NOWHERE, name)}


def _plain(value: Any) -> Any:
    """Return tuples as lists and settings as objects, also those inside."""
    if isinstance(value, Options):
        return value.plain()
    return [_plain(item) for item in value] if isinstance(value, (tuple, list)) else value


def _fields(spec: Node | Edge) -> dict[str, Any]:
    """Return the fields that differ from their defaults, as JSON has them."""
    return {name: _plain(value) for name, value in plain_fields(spec).items()}


def from_data(data: Any, arrays: Arrays, file: str) -> Graph:
    """Return the graph that plain data describes.

    Args:
        data: What the JSON file holds.
        arrays: What the file beside it holds.
        file: The file's name, for messages.

    Raises:
        FileError: Naming file, key and what was expected there.
    """
    data = _migrated(data, file)
    graph = Graph(str(data.get("name", "network")))
    groups = {}
    for name, fields in _section(data, "nodes", dict, file).items():
        place = f"file {file!r}, nodes, {brief(name)}"
        values = _with_arrays(name, _entry(fields, place), arrays)
        groups[name] = values.pop("in", None)
        _apply(place, _add, graph, name, values)
    for name, group in groups.items():
        _apply(f"file {file!r}, nodes, {brief(name)}, key 'in'", graph.enclose, name, group)
    for number, fields in enumerate(_section(data, "edges", list, file)):
        place = f"file {file!r}, edges, number {number + 1}"
        values = dict(_entry(fields, place))
        for end in ("from", "to"):
            if not isinstance(values.get(end), str):
                raise FileError(Problem(place, f"a key {end!r} with a node", brief(values.get(end))))
        _apply(place, _connect, graph, values)
    for name, entry in _section(data, "layout", dict, file).items():
        place = f"file {file!r}, layout, {brief(name)}"
        _apply(place, _arrange, graph, name, entry if isinstance(entry, dict) else {"position": entry})
    graph.workbench = _section(data, "workbench", dict, file)
    return graph.copy()  # nothing to undo


def _add(graph: Graph, name: str, values: dict[str, Any]) -> None:
    # Made here: whatever stands in a file is a field or an error, and never another argument of graph.add().
    graph.add(name, make(node_kind(values.pop("kind")), values, f"node {name!r}"))


def _connect(graph: Graph, values: dict[str, Any]) -> None:
    start, end, kind = values.pop("from"), values.pop("to"), values.pop("kind")
    graph.connect(start, end, make(edge_kind(kind), values, f"edge {f'{start}->{end}'!r}"))


def _arrange(graph: Graph, name: str, fields: dict[str, Any]) -> None:
    """Do as `Graph.arrange` does, with the words of a file."""
    owner = f"{'edge' if '->' in name else 'node'} {name!r}"
    place = changed_place(NOWHERE, fields, graph[name].places, owner)
    graph.arrange(name, **{field: getattr(place, field) for field in fields})


def _migrated(data: Any, file: str) -> dict[str, Any]:
    """Return a document of the newest version."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        found = "something else" if not isinstance(data, dict) else brief(data.get("format"))
        mend = "Open a file that graph.save() wrote."
        raise FileError(Problem(f"file {file!r}, key 'format'", f"{FORMAT!r}: a graph of lpnb", found, mend=mend))
    version = data.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version <= VERSION:
        mend = "It was written by a newer lpnb; update yours." if isinstance(version, int) and version > VERSION else ""
        raise FileError(Problem(f"file {file!r}, key 'version'", f"1 to {VERSION}", brief(version), mend=mend))
    for old in range(version, VERSION):
        data = MIGRATIONS[old](data)
    document: dict[str, Any] = data
    for key in document:
        if key not in KEYS:
            raise FileError(Problem(f"file {file!r}", "a known key", brief(key), mend=nearest(key, KEYS)))
    return document


def _section(data: dict[str, Any], key: str, kind: type, file: str) -> Any:
    value = data.get(key, kind())
    if not isinstance(value, kind):
        expected = "an object" if kind is dict else "a list"
        raise FileError(Problem(f"file {file!r}, key {key!r}", expected, brief(value)))
    return value


def _entry(fields: Any, place: str) -> dict[str, Any]:
    if not isinstance(fields, dict) or not isinstance(fields.get("kind"), str):
        raise FileError(Problem(place, "an object with a 'kind'", brief(fields)))
    return fields


def _with_arrays(name: str, fields: dict[str, Any], arrays: Arrays) -> dict[str, Any]:
    """Return the fields of a node with its arrays in place of their names."""
    values = dict(fields)
    for field, value in fields.items():
        keys = [f"{name}.{field}.{key}" for key in value] if isinstance(value, list) else []
        if keys and all(key in arrays for key in keys):
            values[field] = {key.rpartition(".")[2]: arrays[key] for key in keys}
    return values


def _apply(place: str, edit: Callable[..., object], *values: Any) -> None:
    try:
        edit(*values)
    except EditError as error:
        problem = error.problem
        raise FileError(attrs.evolve(problem, place=f"{place}: {problem.place}")) from None
