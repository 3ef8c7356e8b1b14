"""Undo and redo say what they would do."""

import pytest

import lpnb
from lpnb.graph.words import Phrase, sentence


@pytest.fixture
def graph():
    g = lpnb.Graph()
    for name in "abc":
        g.add(name, "pool", shape=2)
    g.connect("a", "b")
    return g


def several(graph):
    with graph.together():
        for name in "abc":
            graph.move(name, (1, 1))


def different(graph):
    with graph.together():
        graph.add("d")
        graph.connect("c", "d")
        graph.set("a", noise=1)
        graph.set("b", noise=1)


def named(graph):
    with graph.together(words="make room"):
        graph.remove("c")


WORDS = [
    (lambda g: g.add("d"), "add d"),
    (lambda g: g.remove("a"), "remove a"),
    (lambda g: g.connect("b", "c", "dense"), "connect b->c"),
    (lambda g: g.remove("a->b"), "remove a->b"),
    (lambda g: g.disconnect("a", "b"), "remove a->b"),
    (lambda g: g.set("a", act="relu"), "set a.act"),
    (lambda g: g.set("a", act="relu", noise=1), "set 2 fields"),
    (lambda g: g.set("a"), "change nothing"),
    (lambda g: g.set("a->b", delay=3), "set a->b.delay"),
    (lambda g: g.rename("a", "first"), "rename a to first"),
    (lambda g: g.move("a", (1, 2)), "move a"),
    (lambda g: g.arrange("a", colour="#000000"), "colour a"),
    (lambda g: g.arrange("a->b", bends=[(1, 2)]), "bend a->b"),
    (lambda g: g.rewire("a->b", target="c"), "rewire a->b to a->c"),
    (lambda g: g.group(["a"]), "group a"),
    (lambda g: g.group(["a", "b"]), "group 2 nodes"),
    (lambda g: g.paste(g.fragment(["a"])), "paste a"),
    (several, "move 3 nodes"),
    (different, "add d, connect c->d and 2 more"),
    (named, "make room"),
]


@pytest.mark.parametrize(("act", "words"), WORDS, ids=[words for _, words in WORDS])
def test_an_edit_says_what_it_does(graph, act, words):
    act(graph)
    assert graph.undoable == words
    graph.undo()
    assert (graph.redoable, graph.undoable) == (words, "connect a->b")
    graph.redo()
    assert (graph.redoable, graph.undoable) == ("", words)


def test_groups_say_what_is_done_to_them(graph):
    graph.group(["a"], "one")
    said = []
    for act in (
        lambda: graph.arrange("one", collapsed=True),
        lambda: graph.arrange("one", collapsed=False),
        lambda: graph.enclose("b", "one"),
        lambda: graph.enclose("b", None),
        lambda: graph.remove("one"),
        graph.undo,
        lambda: graph.ungroup("one"),
    ):
        act()
        said.append(graph.undoable)
    assert said[:5] == ["collapse one", "expand one", "enclose b", "take out b", "remove one"]
    assert said[-1] == "ungroup one"


def test_there_may_be_nothing_to_undo():
    graph = lpnb.Graph()
    assert (graph.undoable, graph.redoable) == ("", "")


def test_what_is_dragged_is_said_once(graph):
    for value in range(50):
        graph.set("a", noise=value, gesture="drag")
    assert graph.undoable == "set a.noise"
    assert len(graph._history.past[-1].phrases) == 1


def test_a_sentence_of_nothing_is_empty():
    assert sentence(()) == ""
    assert sentence([Phrase("restore")]) == "restore"
