"""What the two halves of the editor tell one another, held together by `widgets/test/editor/fixture.json`.

`scene`, `change` and `answers` there are what Python says; after a change of the protocol write them anew with
``.venv/bin/python -m tests.widgets.test_protocol``. `commands` are written by hand, one of each.
"""

import itertools
import json
import re
from pathlib import Path

import pytest

import lpnb
from lpnb.graph import activations, document
from lpnb.graph.functions import FUNCTIONS
from lpnb.graph.kinds import BUILT_IN, EDGES, NODES
from lpnb.widgets.commands import NAMES, Commands
from lpnb.widgets.scene import Shown, scene

FIXTURE = Path(__file__).parents[2] / "widgets" / "test" / "editor" / "fixture.json"


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """Uids from 1 on, and no kinds that other tests have made."""
    monkeypatch.setattr(document, "_uids", itertools.count(1))
    for table in (NODES, EDGES):
        for name in set(table) - BUILT_IN:
            monkeypatch.delitem(table, name)


@pytest.fixture
def stored():
    return json.loads(FIXTURE.read_text(encoding="utf-8"))


def drawing():
    """The digits in a drawing with all that there is: places, a group, a note, a muted node, a bent wire, an error."""
    document._uids = itertools.count(1)
    g = lpnb.Graph("digits")
    g.add("data", "digits", noise=0.3, position=(0, 50))
    g.add("image", "pool", shape=(1, 8, 8), bias="none", position=(294, 180))
    g.add("hidden", "pool", shape=(4, 4, 4), act="relu", position=(588, 180))
    g.add("answer", "pool", shape=10, act="softmax", position=(882, 180))
    g.add("learn", "loss", lr=3e-3, position=(1176, 130))
    g.connect("data.image", "image")
    g.connect("image", "hidden", "conv", kernel=3)
    g.connect("hidden", "hidden", "conv", kernel=3)
    g.connect("hidden", "answer", "dense")
    g.connect("answer", "learn.prediction")
    g.connect("data.label", "learn.target")
    g.add("note", "note", text="Eight by eight pixels.", position=(0, 300))
    g.add("aside", "pool", shape=3, mode="mute")
    g.connect("image", "aside", "dense", on=False)
    g.add("lost", "pool")
    g.group(["hidden", "answer"], "middle")
    g.set("middle", exposed=("hidden.noise",))
    g.arrange("data.label->learn.target", bends=[(382, 102), (970, 102)])
    g.arrange("hidden", colour="#3366cc")
    g.snapshot("before")
    return g


def drawn(graph, said=None):
    """A scene as `GraphEditor` sends it."""
    result = scene(graph, said)
    result["graph"]["begun"] = True
    return result


def change(graph):
    """The message after a few edits: what changed, what is new, and what is gone."""
    shown = Shown()
    shown.update(drawn(graph))
    hidden = graph.uid("hidden")
    with graph.together():
        graph.set("hidden", shape=(8, 4, 4))
        graph.remove("note")
        graph.connect("image", "lost")
    return shown.update(drawn(graph, {hidden: "hidden.bias: shape (4,) -> (8,): begins anew"}))


def answers(graph, examples):
    """What becomes of each command, in turn, and at the end of one that would close a cycle inside a frame."""
    commands = Commands(graph)
    cycle = next(str(wire.uid) for wire in graph.wires().values() if wire.source == wire.target)
    examples = [*(e for e in examples if e["do"] != "code"), {"do": "toggle_delay", "edge": cycle}]
    return [{"answer": "view", "number": n, **commands.run(e)} for n, e in enumerate(examples, 1)]


def text(parts):
    return json.dumps(parts, indent=1, ensure_ascii=False) + "\n"


def anew(parts):
    told = answers(drawing(), parts["commands"])
    return {"scene": drawn(drawing()), "change": change(drawing()), "commands": parts["commands"], "answers": told}


def test_the_fixture_is_what_python_says_letter_by_letter(stored):
    assert text(anew(stored)) == FIXTURE.read_text(encoding="utf-8")


def test_each_command_has_one_example(stored):
    examples = [example["do"] for example in stored["commands"]]
    assert sorted(examples) == sorted([*NAMES, "code"])


def test_no_example_is_refused_but_the_cycle_at_the_end(stored):
    *done, cycle = answers(drawing(), stored["commands"])
    assert [answer for answer in done if "refused" in answer] == []
    assert cycle["refused"] == (
        "edge 'hidden->hidden': expected an edge of the cycle that takes a frame, found none on hidden -> hidden. "
        "Leave one edge of the cycle at a delay of 1 or more."
    )
    assert len(cycle["cycle"]) == 1


if __name__ == "__main__":
    FIXTURE.write_text(text(anew(json.loads(FIXTURE.read_text(encoding="utf-8")))), encoding="utf-8")


def test_the_editor_knows_all_functions_that_an_expression_can_call():
    source = (FIXTURE.parents[2] / "src" / "editor" / "functions.ts").read_text(encoding="utf-8")
    (told,) = re.findall(r'"([a-z0-9_ ]+)"\.split\(" "\)', source)
    assert told.split() == sorted(set(FUNCTIONS) - set(activations.NAMES))
