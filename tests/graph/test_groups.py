"""Notes and groups order the drawing, and nothing that is computed knows of them."""

import pytest

import lpnb
from lpnb.errors import EditError, UnknownName


@pytest.fixture
def graph():
    """x -> a -> b -> c"""
    g = lpnb.Graph("ordered")
    g.add("x", "input", shape=2)
    for source, target in ("xa", "ab", "bc"):
        g.add(target, "pool", shape=2, act="tanh")
        g.connect(source, target, "dense")
    return g


def words(act, graph):
    before = graph.content()
    with pytest.raises(EditError) as caught:
        act(graph)
    assert graph.content() == before
    return str(caught.value)


def test_a_group_goes_around_nodes_and_takes_a_free_name(graph):
    assert [graph.group(["a", "b"]), graph.group(["c"]), graph.group(["x"], "eye")] == ["group", "group_2", "eye"]
    assert graph.members("group") == ["a", "b"]
    assert graph.group_of("c") == "group_2"
    assert graph.group_of("group") is None


def test_a_group_stands_where_all_that_it_takes_in_stood(graph):
    graph.group(["a", "b", "c"], "outer")
    graph.group(["a", "b"], "inner")
    assert graph.group_of("inner") == "outer"
    assert graph.members("outer") == ["c", "inner"]
    assert graph.members("outer", deep=True) == ["a", "b", "c", "inner"]
    assert graph.group_of(graph.group(["a", "x"])) is None


def test_what_is_inside_of_a_chosen_group_stays_there(graph):
    graph.group(["a", "b"], "inner")
    graph.group(["inner", "a", "c"], "outer")
    assert graph.members("outer") == ["c", "inner"]
    assert graph.members("inner") == ["a", "b"]


def test_an_ungrouped_group_leaves_its_members_one_level_up(graph):
    graph.group(["a", "b"], "inner")
    graph.group(["inner", "c"], "outer")
    graph.ungroup("inner")
    assert graph.members("outer") == ["a", "b", "c"]
    graph.undo()
    assert graph.members("inner") == ["a", "b"]


def test_a_removed_group_takes_along_what_is_inside_and_one_undo_brings_all_back(graph):
    graph.group(["a"], "inner")
    graph.group(["inner", "b"], "outer")
    before = graph.content()
    graph.remove("outer")
    assert list(graph) == ["x", "c"]
    assert graph.wires() == {}
    graph.undo()
    assert graph.content() == before


def test_a_node_is_put_in_and_taken_out(graph):
    graph.group(["a"], "inner")
    graph.enclose("b", "inner")
    assert graph.members("inner") == ["a", "b"]
    graph.enclose("a", None)
    assert graph.members("inner") == ["b"]


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda g: g.group([]), "group: expected at least one node to put inside, found none."),
        (lambda g: g.group(["a"], "a"), "node 'a': expected a new name, found one that a node has already. "
         "Choose another name, or change that node with graph.set()."),
        (lambda g: g.group(["z"]), "node 'z': expected a node of the graph, found 'z'. Known: x, a, b, c, inner, outer."),
        (lambda g: g.enclose("outer", "inner"),
         "node 'outer': expected a group outside of it to put it in, found 'inner', which is inside of it."),
        (lambda g: g.enclose("inner", "inner"), "node 'inner': expected a group outside of it to put it in, found itself."),
        (lambda g: g.enclose("a", "b"), "node 'b': expected a group, found one of kind 'pool'. Make one with graph.group([...])."),
        (lambda g: g.ungroup("b"), "node 'b': expected a group, found one of kind 'pool'. Make one with graph.group([...])."),
        (lambda g: g.members("b"), "node 'b': expected a group, found one of kind 'pool'. Make one with graph.group([...])."),
        (lambda g: g.connect("inner", "a"), "source 'inner': expected a node that holds a state, found one of kind 'group'. "
         "Nothing flows through it: it only orders the drawing."),
        (lambda g: g.connect("a", "inner"), "target 'inner': expected a node that holds a state, found one of kind 'group'. "
         "Nothing flows through it: it only orders the drawing."),
        (lambda g: g.set("inner", period=2), "node 'inner' (group): expected a field of 'group', found 'period'. "
         "Known: exposed."),
        (lambda g: g.add("n", "note", mode="mute"), "node 'n' (note): expected a field of 'note', found 'mode'. "
         "Known: text."),
        (lambda g: g.add("n", "note", text=3), "node 'n' (note), field 'text': expected text of at most 20000 letters, "
         "found 3."),
        (lambda g: g.set("inner", exposed=["a"]), "node 'inner' (group), field 'exposed': expected names of fields, "
         "e.g. ('hidden.noise', 'answer.act'), found ['a']."),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_in_words(graph, act, said):
    graph.group(["a"], "inner")
    graph.group(["inner"], "outer")
    assert words(act, graph) == said


def test_a_group_follows_the_names_of_the_nodes_whose_fields_it_shows(graph):
    graph.group(["a", "b"], "both")
    graph.set("both", exposed=["a.noise", "b.act", "a.noise"])
    graph.rename("a", "first")
    assert graph["both"].exposed == ("first.noise", "b.act")
    graph.undo()
    assert graph["both"].exposed == ("a.noise", "b.act")
    assert "a" in graph


def test_grouping_changes_no_arithmetic(graph):
    before, rollout = graph.code(), graph.rollout()
    graph.add("why", "note", text="*because*")
    graph.group(["a", "b", "why"], "both")
    graph.arrange("both", collapsed=True)
    assert graph.code() == before
    assert graph.rollout() == rollout
    assert str(graph.check()) == "graph 'ordered': no problems"
    assert list(graph.states()) == ["x", "a", "b", "c"]


def test_grouping_leaves_a_running_stream_alone(graph):
    with lpnb.Stream(graph, device="cpu") as stream:
        stream.step(3)
        built, state, cut = stream.built, stream.state, []
        stream._thread.engine.cut = lambda: cut.append(True)
        graph.add("why", "note")
        graph.group(["a", "b"])
        graph.set("why", text="because")
        graph.undo()
        stream._thread.call(lambda: None)
        assert (stream.built, stream.state, cut) == (built, state, [])


def test_notes_alone_compute_nothing():
    graph = lpnb.Graph("words")
    graph.add("why", "note")
    assert str(graph.check()) == (
        "graph 'words': 1 error\n  error: graph 'words': expected at least one node that computes, found none. "
        "Add a node, e.g. graph.add('image', 'input', shape=(1, 8, 8))."
    )
    with pytest.raises(UnknownName):
        graph.rollout().first_response("why")
