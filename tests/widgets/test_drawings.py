"""The structure of real networks, for the layout's own tests: `widgets/test/editor/drawings.json` is what Python says.

Written anew with ``.venv/bin/python -m tests.widgets.test_drawings``, where Statestream's files are at hand.
"""

import json
import warnings
from pathlib import Path

import pytest

import lpnb
from lpnb.errors import FileError
from lpnb.examples import names
from lpnb.widgets.scene import scene
from tests.statestream.files import GRAPHS, needs_files

DRAWINGS = Path(__file__).parents[2] / "widgets" / "test" / "editor" / "drawings.json"


def drawing(graph):
    """Nodes by their names, with the ports that their cards show, and edges as [source, output, target, input]."""
    drawn = scene(graph)
    ids = {uid: node["name"] for uid, node in drawn["nodes"].items()}
    nodes = {}
    for node in drawn["nodes"].values():
        ports = [port["name"] for port in node["ports"] if not port["spare"]]
        outputs = [port["name"] for port in node["outputs"]]
        text = node["fields"].get("text") if node["kind"] == "note" else None
        nodes[node["name"]] = [node["kind"], ids.get(node["group"]), ports, outputs, *([text] if text else [])]
    edges = [[ids[e["source"]], e["out"], ids[e["target"]], e["port"]] for e in drawn["edges"].values()]
    return {"nodes": nodes, "edges": edges}


def examples():
    return {name: drawing(lpnb.Graph.load(name)) for name in names()}


def imported():
    """Statestream's networks, without those that are meant to be broken."""
    found = {}
    for file in sorted(GRAPHS.glob("*.st_graph")):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                found[file.name] = drawing(lpnb.open(file))
            except FileError:
                assert "everything_wrong" in file.name
    return found


@pytest.fixture
def stored():
    return json.loads(DRAWINGS.read_text(encoding="utf-8"))


def test_the_examples_are_drawn_as_the_layout_is_tested_with(stored):
    assert {name: stored[name] for name in names()} == examples()


@needs_files
def test_statestreams_networks_are_drawn_as_the_layout_is_tested_with(stored):
    assert {name: drawn for name, drawn in stored.items() if name.endswith(".st_graph")} == imported()


if __name__ == "__main__":
    lines = [f"{json.dumps(name)}: {json.dumps(drawn)}" for name, drawn in (examples() | imported()).items()]
    DRAWINGS.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
