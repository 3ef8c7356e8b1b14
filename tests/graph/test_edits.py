"""Every edit can be taken back and done again: structure, order, layout and all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lpnb
from lpnb.errors import EditError

NAMES = ("a", "b", "c", "d")
STEPS = ("add", "remove", "cut", "connect", "disconnect", "set", "tune", "rename", "move")


def seen(graph):
    """All that a person can tell about a graph: specs, order, uids, names, positions."""
    uids = {name: graph.uid(name) for name in graph}
    return list(graph.nodes().items()), list(graph.wires().items()), uids, graph.layout


def do(graph, step, one, two, number, *, gesture=None):
    """One edit; what it is about may be missing, and then it is refused."""
    edges = list(graph.wires()) or ["none->none"]
    edge = edges[number % len(edges)]
    {
        "add": lambda: graph.add(one, "pool", shape=1 + number, position=(number, 0) if number % 2 else None),
        "remove": lambda: graph.remove(one),
        "cut": lambda: graph.remove(edge),
        "connect": lambda: graph.connect(one, two, ("identity", "dense")[number % 2], delay=number),
        "disconnect": lambda: graph.disconnect(one, two),
        "set": lambda: graph.set(one, shape=1 + number, noise=number, gesture=gesture),
        "tune": lambda: graph.set(edge, delay=number, gesture=gesture),
        "rename": lambda: graph.rename(one, two),
        "move": lambda: graph.move(one, (number, number) if number else None, gesture=gesture),
    }[step]()


def attempt(graph, *step, **more):
    try:
        do(graph, *step, **more)
    except EditError:
        return False
    return True


def attempt_and_fail(graph, edits):
    for edit in edits:
        attempt(graph, *edit)
    _ = 1 / 0


steps = st.lists(
    st.tuples(st.sampled_from(STEPS), st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(0, 3)),
    min_size=1,
    max_size=25,
)  # fmt: skip


def start():
    """a -> b -> a, a -> a"""
    graph = lpnb.Graph()
    graph.add("a", "pool", shape=2, position=(5, 6))
    graph.add("b", "pool", shape=2)
    for source, target in ("ab", "ba", "aa"):
        graph.connect(source, target)
    return graph


@settings(max_examples=150)
@given(steps)
def test_undo_goes_back_through_every_state_and_redo_forth(edits):
    graph = start()
    states = [seen(graph)]
    for edit in edits:
        before = seen(graph)
        if attempt(graph, *edit) and (seen(graph) != before or edit[0] != "rename"):
            states.append(seen(graph))
        else:
            assert seen(graph) == before
    for state in reversed(states[:-1]):
        assert graph.undo()
        assert seen(graph) == state
    for state in states[1:]:
        assert graph.redo()
        assert seen(graph) == state
    assert not graph.redo()


@settings(max_examples=60)
@given(steps)
def test_undo_all_the_way_ends_at_an_empty_graph(edits):
    graph = start()
    for edit in edits:
        attempt(graph, *edit)
    end = seen(graph)
    while graph.undo():
        pass
    assert seen(graph) == ([], [], {}, {})
    while graph.redo():
        pass
    assert seen(graph) == end


@settings(max_examples=80)
@given(steps, st.integers(0, 3))
def test_edits_made_together_are_one_change_and_one_undo(edits, inner):
    graph, told = start(), []
    before = seen(graph)
    graph.changed.connect(lambda graph, edit: told.append(edit))
    with graph.together():
        for edit in edits[:inner]:
            attempt(graph, *edit)
        with graph.together():
            done = [attempt(graph, *edit) for edit in edits[inner:]]
        assert told == []
        graph.add("last", "pool")
    after = seen(graph)
    assert len(told) == 1
    assert len(done) == len(edits[inner:])
    assert graph.undo()
    assert seen(graph) == before
    assert graph.redo()
    assert seen(graph) == after


@settings(max_examples=80)
@given(steps)
def test_an_exception_takes_back_all_that_was_made_together(edits):
    graph, told = start(), []
    before = seen(graph)
    graph.changed.connect(lambda graph, edit: told.append(edit))
    with pytest.raises(ZeroDivisionError), graph.together():
        attempt_and_fail(graph, edits)
    assert seen(graph) == before
    assert told == []
    graph.undo()
    graph.redo()
    assert seen(graph) == before


def test_an_exception_inside_a_part_takes_back_that_part_alone():
    graph = start()
    with graph.together():
        graph.add("c")
        with pytest.raises(ZeroDivisionError), graph.together():
            attempt_and_fail(graph, [("add", "d", "d", 0), ("remove", "a", "a", 0)])
        graph.add("e")
    assert list(graph) == ["a", "b", "c", "e"]
    assert list(graph.wires()) == ["a->b", "b->a", "a->a"]
    graph.undo()
    assert list(graph) == ["a", "b"]


def test_nothing_made_together_is_nothing_to_undo_and_nothing_to_tell():
    graph, told = start(), []
    graph.add("c")
    graph.undo()
    graph.changed.connect(lambda graph, edit: told.append(edit))
    with graph.together():
        pass
    assert told == []
    assert graph.redo()
    assert list(graph) == ["a", "b", "c"]


def test_undo_inside_together_is_refused():
    graph = start()
    for travel in (graph.undo, graph.redo):
        with pytest.raises(EditError) as caught, graph.together():
            graph.connect(graph.add("c"), travel())
        assert str(caught.value) == (
            "graph 'network': expected no undo or redo inside together(), found one. "
            "Undo before or after; an exception takes back what was done inside."
        )
    assert list(graph) == ["a", "b"]


def test_each_edit_undo_and_redo_is_told_once():
    graph, told = start(), []
    graph.changed.connect(lambda told_graph, edit: told.append(told_graph))
    edits = [("add", "c", "c", 1), ("connect", "c", "a", 1), ("set", "c", "c", 2), ("tune", "a", "a", 2),
             ("move", "c", "c", 1), ("rename", "c", "d", 0), ("cut", "a", "a", 0), ("disconnect", "b", "a", 0),
             ("remove", "d", "d", 0)]  # fmt: skip
    for number, edit in enumerate(edits, 1):
        do(graph, *edit)
        assert told == [graph] * number
    while graph.undo():
        pass
    assert len(told) == 2 * len(edits) + 5  # five edits made the graph before anyone listened
    graph.redo()
    assert len(told) == 2 * len(edits) + 6


def test_a_listener_finds_the_graph_changed_already():
    graph, sizes = start(), []
    graph.changed.connect(lambda graph, edit: sizes.append((len(graph), len(graph.wires()))))
    graph.add("c")
    graph.connect("c", "a")
    graph.undo()
    assert sizes == [(3, 3), (3, 4), (3, 3)]


def test_a_new_edit_ends_what_could_be_done_again():
    graph = start()
    graph.add("c")
    graph.undo()
    graph.add("d")
    assert not graph.redo()
    assert list(graph) == ["a", "b", "d"]


# -- gestures ----------------------------------------------------------------------------------------------------


def test_a_slider_that_is_dragged_is_one_undo():
    graph, told = start(), []
    graph.changed.connect(lambda graph, edit: told.append(edit))
    for value in range(1, 30):
        graph.set("a", noise=value, gesture="drag 1")
    graph.set("a", noise=77, gesture="drag 2")
    assert len(told) == 30
    noises = [graph["a"].noise]
    for _ in range(2):
        graph.undo()
        noises.append(graph["a"].noise)
    assert noises == [77, 29, 0]
    graph.redo()
    assert graph["a"].noise == 29
    graph.redo()
    assert graph["a"].noise == 77


def test_nodes_that_are_dragged_together_all_go_back():
    graph = start()
    for step in range(1, 5):
        graph.move("a", (step, 0), gesture="drag")
        graph.move("b", (0, step), gesture="drag")
    graph.undo()
    assert graph.layout == {"a": (5.0, 6.0)}
    graph.redo()
    assert graph.layout == {"a": (4.0, 0.0), "b": (0.0, 4.0)}


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(st.sampled_from(("set", "tune", "move")), st.sampled_from("ab"), st.just("a"), st.integers(0, 3))
    )
)
def test_any_edits_of_one_gesture_are_one_undo(edits):
    graph = start()
    graph.add("c")
    before = seen(graph)
    for edit in edits:
        do(graph, *edit, gesture="one")
    after = seen(graph)
    if edits:
        graph.undo()
        assert seen(graph) == before
        graph.redo()
        assert seen(graph) == after
        graph.undo()
    graph.undo()
    assert "c" not in graph


def test_the_same_gesture_after_another_edit_is_a_new_one():
    graph = start()
    graph.set("a", noise=1, gesture="x")
    graph.add("c")
    graph.set("a", noise=2, gesture="x")
    graph.undo()
    assert graph["a"].noise == 1
    graph.undo()
    graph.set("a", noise=3, gesture="x")
    graph.undo()
    assert graph["a"].noise == 0
