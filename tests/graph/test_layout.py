"""Where things stand in the drawing: nodes have positions and colours, edges bends, groups are open or collapsed."""

import pytest

import lpnb
from lpnb.errors import EditError
from lpnb.graph import Place
from lpnb.graph.edits import Arrange, Many, SetNode, only_layout


@pytest.fixture
def graph():
    """a -> b, inside of a group"""
    g = lpnb.Graph("drawn")
    g.add("a", shape=2, position=(1, 2))
    g.add("b", shape=2)
    g.connect("a", "b")
    g.group(["a", "b"], "both")
    return g


def test_what_nobody_has_arranged_has_a_plain_place(graph):
    assert graph.place("b") == graph.place("a->b") == graph.place("both") == Place()
    assert graph.layout == {"a": (1.0, 2.0)}


def test_a_node_has_a_position_and_a_colour(graph):
    graph.arrange("a", position=(30, 40), colour="#A0b1c2")
    assert graph.place("a") == Place((30.0, 40.0), "#a0b1c2")
    graph.arrange("a", colour="")
    assert graph.place("a") == Place((30.0, 40.0))


def test_an_edge_passes_points(graph):
    graph.arrange("a->b", bends=[(1, 2), (3, 4)], colour="#000000")
    assert graph.place("a->b") == Place(bends=((1.0, 2.0), (3.0, 4.0)), colour="#000000")


def test_a_group_can_be_collapsed(graph):
    graph.arrange("both", collapsed=True)
    assert graph.place("both").collapsed
    graph.undo()
    assert not graph.place("both").collapsed


def test_the_place_of_an_edge_stays_when_its_nodes_are_renamed_or_it_is_rewired(graph):
    graph.arrange("a->b", bends=[(1, 2)])
    graph.rename("a", "c")
    assert graph.place("c->b").bends == ((1.0, 2.0),)
    assert graph.place(graph.rewire("c->b", target="c")).bends == ((1.0, 2.0),)


def test_places_go_with_what_is_removed_and_come_back(graph):
    graph.arrange("a->b", bends=[(1, 2)])
    graph.remove("a")
    assert graph.content().layout == {}
    graph.undo()
    assert graph.place("a->b").bends == ((1.0, 2.0),)
    assert graph.layout == {"a": (1.0, 2.0)}


@pytest.mark.parametrize(
    ("name", "fields", "words"),
    [
        (
            "a->b",
            {"position": (1, 2)},
            "place of edge 'a->b': expected one of colour, bends, found 'position'. "
            "An edge has bends, a group can be collapsed.",
        ),
        (
            "a",
            {"bends": []},
            "place of node 'a': expected one of position, colour, found 'bends'. "
            "An edge has bends, a group can be collapsed.",
        ),
        (
            "a",
            {"collapsed": True},
            "place of node 'a': expected one of position, colour, found 'collapsed'. "
            "An edge has bends, a group can be collapsed.",
        ),
        ("a", {"color": ""}, "place of node 'a': expected one of position, colour, found 'color'. Did you mean 'colour'?"),
        (
            "a",
            {"colour": "red"},
            "node 'a': expected a colour such as '#3366cc', or '' for the one of its kind, found 'red'.",
        ),
        ("both", {"collapsed": 1}, "node 'both': expected True or False for 'collapsed', found 1."),
        ("a", {"position": (1e10, 0)}, "node 'a': expected a position (x, y) in pixels, found (10000000000.0, 0)."),
        ("a", {"position": "12"}, "node 'a': expected a position (x, y) in pixels, found '12'."),
        ("a->b", {"bends": (1, 2)}, "edge 'a->b': expected at most 1000 points (x, y) in pixels, found (1, 2)."),
        ("a->c", {"bends": ()}, "edge 'a->c': expected an edge of the graph, found 'a->c'. Did you mean 'a->b'?"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_words(graph, name, fields, words):
    before = graph.content()
    with pytest.raises(EditError) as caught:
        graph.arrange(name, **fields)
    assert str(caught.value) == words
    assert graph.content() == before


def test_an_edit_says_whether_it_changes_the_drawing_alone(graph):
    move, spec = Arrange(graph.uid("a"), Place((1, 1))), SetNode(graph.uid("a"), graph["a"])
    assert only_layout(move)
    assert only_layout(Many((move, Many((move,)))))
    assert not only_layout(spec)
    assert not only_layout(Many((move, spec)))


def test_blocks_of_one_gesture_are_one_undo(graph):
    for x in range(1, 40):
        with graph.together("drag"):
            graph.move("a", (x, 0))
            graph.move("b", (0, x))
    assert len(graph._history.past[-1].edit.edits) == 2
    assert graph.undoable == "move 2 nodes"
    graph.undo()
    assert graph.layout == {"a": (1.0, 2.0)}
    graph.redo()
    assert graph.layout == {"a": (39.0, 0.0), "b": (0.0, 39.0)}
