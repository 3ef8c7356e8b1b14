"""The kernel's half of the node editor, with a browser that is played by hand."""

import threading
import time
from types import SimpleNamespace

import pytest

import lpnb
from lpnb.widgets import GraphEditor
from lpnb.widgets.canvas import editor_code
from lpnb.widgets.graph_editor import TOLD


@pytest.fixture
def editor(front, stream, monkeypatch):
    """An editor whose canvas keeps what it sends in `sent`, and files that come with it in `files`."""
    editor = GraphEditor(stream, front.publisher)
    editor.sent, editor.files = [], []

    def send(content, buffers=()):
        editor.sent.append(content)
        editor.files += buffers

    monkeypatch.setattr(editor.canvas, "send", send)
    yield editor
    editor.close()


@pytest.fixture
def hears(editor, front):
    """Hear a message and do all that comes of it; return what was sent."""

    def hears(message):
        editor.sent.clear()
        editor.hear(message)
        done = threading.Event()
        front.publisher.worker.do("end", done.set)
        assert done.wait(20)
        front.turn(1.0)
        return list(editor.sent)

    return hears


def command(do, number=1, view="a", **fields):
    return {"view": view, "number": number, "do": do, **fields}


def test_hello_is_answered_with_all_of_the_scene(hears, graph):
    (whole,) = hears({"hello": "a"})
    assert whole["whole"] is True
    assert {node["name"] for node in whole["change"]["nodes"].values()} == set(graph)
    assert whole["change"]["graph"]["begun"] is True


def test_an_answer_never_comes_before_the_change_that_it_speaks_of(hears, graph):
    hears({"hello": "a"})
    change, answer = hears(command("add", kind="pool", x=1, y=2))
    assert list(change["change"]["nodes"]) == [str(graph.uid("pool"))]
    assert answer == {"answer": "a", "number": 1, "result": {"node": str(graph.uid("pool"))}}


def test_a_refusal_is_an_answer_and_changes_nothing(hears, graph):
    hears({"hello": "a"})
    (answer,) = hears(command("toggle_delay", edge=str(graph.wire("hidden->hidden").uid)))
    assert answer["cycle"] == [str(graph.wire("hidden->hidden").uid)]
    assert answer["refused"].endswith(
        "found none on hidden -> hidden. Leave one edge of the cycle at a delay of 1 or more."
    )


def test_what_fails_inside_is_answered_too_and_told_in_the_messages(hears, front):
    hears({"hello": "a"})
    (answer,) = hears(command("add", what="no such argument"))
    assert answer["refused"] == "this failed inside lpnb; the messages below say where"
    assert "unexpected keyword argument 'what'" in front.entries()[-1]


def test_two_views_get_the_same_changes_each_its_own_answers(hears):
    first = hears({"hello": "a"})[0]
    second = hears({"hello": "b"})[0]
    assert (first["version"], first["change"]) == (second["version"], second["change"])
    change, answer = hears(command("add", number=7, view="b", kind="note", x=0, y=0))
    assert change["version"] == first["version"] + 1
    assert (answer["answer"], answer["number"]) == ("b", 7)


def test_edits_of_a_cell_reach_the_views_that_are_open(hears, editor, front, graph):
    hears({"hello": "a"})
    editor.sent.clear()
    graph.rename("hidden", "middle")
    front.turn(1.0)
    (change,) = editor.sent
    assert [node["name"] for node in change["change"]["nodes"].values()] == ["middle"]


def test_nothing_is_sent_while_nobody_looks(editor, front, graph):
    graph.rename("hidden", "middle")
    front.turn(1.0)
    assert editor.sent == []


def test_a_view_that_has_left_is_sent_nothing_any_more(hears, editor, front, graph):
    hears({"hello": "a"})
    hears({"goodbye": "a"})
    graph.rename("hidden", "middle")
    front.turn(1.0)
    assert editor.sent == []


def test_nothing_is_sent_twice(hears, editor, front, graph):
    hears({"hello": "a"})
    hears(command("rename", node=str(graph.uid("hidden")), name="middle"))
    editor.sent.clear()
    front.look(editor)
    for _ in range(3):
        front.turn(1.0)
        front.paint()
    assert editor.sent == []


def test_versions_count_what_was_sent(hears, graph):
    start = hears({"hello": "a"})[0]["version"]
    hidden = [str(graph.uid("hidden"))]
    changes = [hears(command("colour", items=hidden, colour=f"#00000{number}"))[0] for number in (1, 2)]
    versions = [change["version"] for change in changes]
    assert versions == [start + 1, start + 2]
    assert hears({"hello": "b"})[0]["version"] == start + 2


def test_a_page_that_needs_the_editor_gets_its_code_once(hears, editor):
    version, code = editor_code()
    assert hears({"need": "editor"}) == [{"editor": version}]
    hears({"hello": "a"})
    assert editor.files == [code]
    assert editor.canvas.editor == version


def test_the_program_is_told_with_the_node_of_each_line(hears, graph):
    (answer,) = hears(command("code"))[-1:]
    lines, owners = answer["result"]["text"].splitlines(), answer["result"]["owners"]
    assert len(owners) in (len(lines), len(lines) + 1)
    assert str(graph.uid("hidden")) in owners


def test_a_drawing_with_errors_has_them_for_a_program(hears, graph):
    graph.add("lost", "pool")
    (answer,) = hears(command("code"))[-1:]
    assert answer["result"]["text"].startswith("# graph 'digits' has 1 error and cannot run:\n#   1. node 'lost'")
    assert answer["result"]["owners"] == []


def test_a_live_edit_says_at_the_node_what_begins_anew(hears, stream, graph):
    stream.step(2)
    hears({"hello": "a"})
    hears(command("set", items=[str(graph.uid("hidden"))], fields={"shape": [8, 4, 4]}))
    stream.step()
    (whole,) = hears({"hello": "a"})[-1:]
    assert whole["change"]["nodes"][str(graph.uid("hidden"))]["said"] != ""


def test_what_begins_anew_is_told_without_another_edit_and_goes_away_by_itself(editor, front, stream, monkeypatch):
    editor.hear({"hello": "a"})
    front.look()
    graph, clock = stream.graph, [time.monotonic()]
    hidden = str(graph.uid("hidden"))
    monkeypatch.setattr("lpnb.widgets.graph_editor.time", SimpleNamespace(monotonic=lambda: clock[0], sleep=time.sleep))
    graph.set("hidden", shape=(8, 4, 4))
    stream.step()
    front.turn(1.0)
    assert editor.sent[-1]["change"]["nodes"][hidden]["said"].startswith("state of hidden")
    clock[0] += TOLD + 1
    front.paint()
    front.turn(1.0)
    assert editor.sent[-1]["change"]["nodes"][hidden]["said"] == ""


def test_a_message_that_makes_no_sense_is_told_and_breaks_nothing(hears, front):
    hears({"hello": "a"})
    assert hears({"do": "no such thing", "view": "a", "number": 3})[-1]["refused"].startswith(
        "the editor: expected a command"
    )
    hears({})
    assert hears({"hello": "a"})[-1]["whole"] is True


def test_an_empty_graph_is_drawn_and_grows():
    editor = GraphEditor(lpnb.Graph())
    assert editor.commands.run({"do": "add", "kind": "pool", "x": 0, "y": 0})["result"]["node"]
    assert list(editor.stream.graph) == ["pool"]
    editor.close()
    assert "closed" in repr(editor.stream)
