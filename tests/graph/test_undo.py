"""Whatever a person does, as many undos bring back what was there, bit for bit, and as many redos what there is."""

from hypothesis import given, settings

from tests.graph.commands import attempt, seen, start, steps


@settings(max_examples=200)
@given(steps)
def test_undo_brings_the_start_back_and_redo_the_end(edits):
    graph = start()
    states = [seen(graph)]
    graph.changed.connect(lambda graph, edit: states.append(seen(graph)))
    before = len(graph._history.past)
    for edit in edits:
        attempt(graph, *edit)
    graph.changed = type(graph.changed)()
    end, count = seen(graph), len(graph._history.past) - before
    for _ in range(count):
        assert graph.undo()
    assert seen(graph) == states[0]
    for _ in range(count):
        assert graph.redo()
    assert seen(graph) == end
    assert not graph.redo()


@settings(max_examples=100)
@given(steps)
def test_a_refused_edit_changes_nothing(edits):
    graph = start()
    for edit in edits:
        before = seen(graph)
        assert attempt(graph, *edit) or seen(graph) == before


@settings(max_examples=100)
@given(steps)
def test_a_copy_is_the_same_and_independent(edits):
    graph = start()
    for edit in edits:
        attempt(graph, *edit)
    twin = graph.copy()
    assert seen(twin) == seen(graph)
    assert twin.snapshots == graph.snapshots
    before = seen(graph)
    twin.remove("x")
    assert seen(graph) == before
    assert (twin.undoable, twin.undo(), twin.undo()) == ("remove x", True, False)


@settings(max_examples=100)
@given(steps)
def test_groups_never_stand_inside_of_themselves_and_members_agree_with_who_is_inside(edits):
    graph = start()
    for edit in edits:
        attempt(graph, *edit)
        for name in graph:
            way = graph._way(name)
            assert name not in way
            assert len(set(way)) == len(way)
            assert all(name in graph.members(group, deep=True) for group in way)
            assert all(name in graph.members(group) for group in way[:1])


@settings(max_examples=100)
@given(steps)
def test_what_is_left_of_removed_things_is_nothing(edits):
    graph = start()
    for edit in edits:
        attempt(graph, *edit)
    content = graph.content()
    assert set(content.layout) <= set(content.uids())
    assert {vertex.group for vertex in content.nodes} - {None} <= set(content.uids())
    for name in list(graph):
        attempt(graph, "remove", name, name, 0)
    assert graph.content() == type(content)()
