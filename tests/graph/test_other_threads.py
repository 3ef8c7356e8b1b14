"""A graph is read while another thread edits it: by the display, by a training session, by a cell."""

import contextlib
import sys
import threading
import time

import pytest

import lpnb
from lpnb.errors import EditError
from lpnb.graph import edits, reading
from lpnb.graph import graph as graph_module


@pytest.fixture
def graph():
    g = lpnb.Graph("shared")
    for name in ("a", "b"):
        g.add(name, "pool", shape=2)
    g.connect("a", "b")
    return g


@pytest.fixture
def hasty():
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_edges_that_come_while_others_are_read_are_not_missed_ever_after(graph, monkeypatch):
    read = reading.wires
    editor = threading.Thread(target=lambda: graph.connect("b", "a"))

    def slowly(network):
        found = read(network)
        if editor.ident is None:
            editor.start()
            editor.join(0.2)
        return found

    monkeypatch.setattr(reading, "wires", slowly)
    graph.wires()
    editor.join()
    assert list(graph.wires()) == ["a->b", "b->a"]


@pytest.mark.usefixtures("hasty")
def test_what_is_read_while_nodes_come_and_go_is_there_at_one_moment(graph):
    for number in range(100):
        graph.add(f"n{number}", "pool", shape=2)

    def edit():
        for _ in range(100):
            graph.add("c", "pool", shape=2)
            graph.connect("c", "a")
            graph.remove("c")

    editor = threading.Thread(target=edit)
    editor.start()
    while editor.is_alive():
        assert {"a", "b"} <= set(graph.nodes())
        assert "a->b" in graph.wires()
        assert graph.weights == {}
    editor.join()


def test_threads_that_set_fields_of_one_node_never_overwrite_each_other(graph, monkeypatch):
    change = graph_module.changed

    def slowly(spec, fields, owner):
        time.sleep(0.02)
        return change(spec, fields, owner)

    monkeypatch.setattr(graph_module, "changed", slowly)
    fields = {"noise": 0.5, "dropout": 0.25, "act": "tanh", "initial": 1.0}
    editors = [threading.Thread(target=graph.set, args=("a",), kwargs={name: fields[name]}) for name in fields]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()
    assert {name: getattr(graph["a"], name) for name in fields} == fields


QUESTIONS = [
    lambda g: g.check(),
    lambda g: g.rollout("sequential"),
    lambda g: g.light_cone(),
    lambda g: g.doctor(),
    lambda g: g.code(),
    lambda g: g.layout,
    repr,
    lambda g: g.with_rollout("streaming"),
    lambda g: g.set("c", noise=0.5),
    lambda g: g.rename("c", "d"),
    lambda g: g.remove("c"),
    lambda g: g.disconnect("c", "a"),
    lambda g: g.replace("c", "pool", shape=3),
]


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("ask", QUESTIONS)
def test_what_is_asked_or_edited_while_nodes_come_and_go_is_answered_or_refused_in_words(graph, ask):
    def edit():
        for _ in range(60):
            with contextlib.suppress(EditError):
                graph.add("c", "pool", shape=2)
                graph.connect("c", "a")
                graph.remove("c")
            graph.undo()
            graph.restore("before")

    graph.snapshot("before")
    editor = threading.Thread(target=edit)
    editor.start()
    while editor.is_alive():
        with contextlib.suppress(EditError):
            ask(graph)
    editor.join()


@pytest.mark.parametrize("of", ["a", "a->b"])
def test_an_edit_of_a_uid_that_is_gone_says_so(graph, of):
    uid, gone = (graph.wire(of) if "->" in of else graph.nx.nodes[of]), graph[of]
    edit = edits.SetEdge(uid.uid, gone) if "->" in of else edits.SetNode(uid["uid"], gone)
    graph.remove(of)
    what = "an edge" if "->" in of else "a node"
    words = f"an edit: expected {what} that is there, found one that was removed meanwhile. Look at the graph again"
    with pytest.raises(EditError, match=words):
        graph.edit(edit)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (
            lambda g: edits.Connect("a", "out", "gone", "in", g["a->b"], 10**6),
            "node 'gone': expected a node of the graph",
        ),
        (
            lambda g: edits.Rewire(g.wire("a->b").uid, "gone", "out", "b", "in"),
            "node 'gone': expected a node of the graph",
        ),
        (lambda g: edits.Remove("gone"), "node 'gone': expected a node of the graph"),
        (lambda g: edits.Rename("gone", "c"), "node 'gone': expected a node of the graph"),
        (lambda g: edits.Rename("a", "b"), "node 'b': expected a name that is free"),
        (lambda g: edits.Add("b", g["a"], 10**6), "node 'b': expected a name that is free"),
    ],
)
def test_an_edit_of_what_another_thread_has_changed_meanwhile_is_refused_as_a_whole(graph, edit, words):
    before = graph.content()
    with pytest.raises(EditError, match=f"^{words}, found (none|one that was taken)"):
        graph.edit(edits.Many((edits.Add("new", graph["a"], 10**6 + 1), edit(graph))))
    assert graph.content() == before
