"""Edits as Python: the lines make one graph of another."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings

import lpnb
from lpnb.errors import EditError
from lpnb.graph.diff import diff
from lpnb.graph.script import literal, script
from tests.graph.commands import attempt, start, steps


def drawn(graph):
    """Nodes, fields, edges and groups; neither order nor uids, which lines of Python cannot know."""
    edges = Counter((w.source, w.out, w.target, w.port, w.spec) for w in graph.wires().values())
    return graph.nodes(), edges, {name: graph.group_of(name) for name in graph}


def run(lines, graph):
    exec(lines, {"g": graph})
    return graph


@settings(max_examples=300)
@given(steps)
def test_the_lines_make_one_graph_of_the_other(edits):
    graph = start()
    before = graph.copy()
    for edit in edits:
        attempt(graph, *edit)
    assert drawn(run(script(before, graph), before.copy())) == drawn(graph)
    assert drawn(run(script(graph, before), graph.copy())) == drawn(before)


@settings(max_examples=100)
@given(steps, steps)
def test_the_lines_make_a_graph_of_one_that_it_has_nothing_to_do_with(some, others):
    graph, other = start(), start()
    for edit in some:
        attempt(graph, *edit)
    for edit in others:
        attempt(other, *edit)
    assert drawn(run(script(graph, other), graph.copy())) == drawn(other)


@settings(max_examples=100)
@given(steps)
def test_places_are_made_too(edits):
    graph = start()
    before = graph.copy()
    for edit in edits:
        attempt(graph, *edit)
    made = run(script(before, graph), before.copy())
    assert {name: made.place(name) for name in made} == {name: graph.place(name) for name in graph}


def test_graphs_that_are_alike_need_no_line():
    graph = start()
    assert script(graph, graph.copy()) == ""
    assert diff(graph, graph.copy()) == ()


def test_only_what_differs_from_the_defaults_is_written():
    graph = start()
    before = graph.copy()
    graph.add("hidden", "pool", shape=(16, 4, 4), act="relu", position=(320.4, 39.6))
    graph.add("remark", "note", text='say "why"\nthen how')
    graph.connect("a", "hidden", "dense", delay=2)
    graph.connect("x", "hidden")
    graph.arrange("x->hidden", bends=[(1.5, 2)])
    graph.set("b", noise=0.25)
    graph.rename("a", "first")
    graph.rewire("b->first", source="x")
    graph.remove("inner")
    assert script(before, graph, variable="net").splitlines() == [
        'net.remove("inner")',
        'net.rename("a", "first")',
        'net.add("hidden", "pool", shape=(16, 4, 4), act="relu", position=(320, 40))',
        'net.add("remark", "note", text=\'say "why"\\nthen how\')',
        'net.connect("x", "first", "dense")',
        'net.connect("first", "hidden", "dense", delay=2)',
        'net.connect("x", "hidden")',
        'net.arrange("x->hidden", bends=((2, 2),))',
    ]


def test_names_that_change_places_step_aside():
    graph = start()
    before = graph.copy()
    with graph.together():
        graph.rename("a", "t")
        graph.rename("b", "a")
        graph.rename("t", "b")
    lines = script(before, graph)
    assert lines.count("g.rename") == 3
    assert drawn(run(lines, before.copy())) == drawn(graph)


def test_a_target_says_its_delay_where_auto_is_what_goes_without_saying():
    graph = lpnb.Graph.load("digits")
    empty = lpnb.Graph()
    graph.set("data.label->accuracy.target", delay=1)
    lines = script(empty, graph)
    assert 'g.connect("data.label", "learn.target")\n' in lines
    assert 'g.connect("data.label", "accuracy.target", delay=1)\n' in lines
    assert drawn(run(lines, lpnb.Graph())) == drawn(graph)


def test_arrays_are_a_comment_that_says_so():
    graph = lpnb.Graph()
    graph.add("data", "arrays", data={"x": np.zeros((3, 2))}, hold=2)
    assert script(lpnb.Graph(), graph) == (
        '# g.add("data", "arrays", data=...) belongs here; its arrays cannot be written as Python\n'
    )
    before = graph.copy()
    graph.set("data", data={"x": np.ones((3, 2))}, hold=3)
    assert script(before, graph).splitlines() == [
        '# g.set("data", data=...) belongs here; its arrays cannot be written as Python',
        'g.set("data", hold=3)',
    ]


def test_the_variable_has_to_be_a_name():
    with pytest.raises(EditError, match="variable 'import os'"):
        script(lpnb.Graph(), lpnb.Graph(), variable="import os")


@pytest.mark.parametrize("value", ["", "plain", "it's", 'a "b"', "'\"", "a\\b\n\t", "\ud800", "\u2028\x85", ("a",), (),
                                   (1, 2.5), (("x", None), True), 1e-30, -3])  # fmt: skip
def test_a_literal_is_the_value(value):
    assert eval(literal(value)) == value
