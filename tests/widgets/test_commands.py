"""What a person does by hand: each command is one edit, refused in words where it cannot be."""

import time

import numpy as np
import pytest

import lpnb
from lpnb.widgets.commands import NAMES, Commands


@pytest.fixture
def commands(graph):
    graph.add("note", "note", text="words")
    graph.group(["hidden", "answer"], "middle")
    graph.snapshot("before")
    return Commands(graph)


def ids(graph, *names):
    return [str(graph.wire(name).uid if "->" in name else graph.uid(name)) for name in names]


def do(commands, what, **fields):
    """Carry out a command; who is meant is given by name."""
    meant = {key: named(commands.graph, value) for key, value in fields.items() if key not in ("kind", "name")}
    return commands.run({"view": "a", "number": 1, "do": what, **fields, **meant})


def named(graph, value):
    """Ids in place of names, wherever they are."""
    if isinstance(value, str):
        return ids(graph, value)[0] if value in graph else value
    if isinstance(value, list):
        return [named(graph, item) for item in value]
    return {named(graph, key): named(graph, item) for key, item in value.items()} if isinstance(value, dict) else value


def all_of(graph):
    content = graph.content()
    return content.nodes, content.wires, dict(content.layout)


EDITS = [
    ("add", {"kind": "pool", "x": 1, "y": 2}),
    ("add", {"kind": "pool", "x": 1, "y": 2, "group": "middle"}),
    ("add", {"kind": "pool", "x": 1, "y": 2, "edge": "image->hidden"}),
    ("add", {"kind": "pool", "x": 1, "y": 2, "end": {"node": "hidden", "port": "out", "side": "output"}}),
    ("add", {"kind": "digits", "x": 1, "y": 2, "end": {"node": "hidden", "port": "in", "side": "input"}}),
    ("connect", {"source": "image", "out": "out", "target": "answer"}),
    ("connect", {"source": "image", "out": "out", "target": "answer", "port": "in", "kind": "dense"}),
    ("rewire", {"edge": "image->hidden", "end": "target", "node": "answer", "port": "in"}),
    ("splice", {"node": "answer", "edge": "image->hidden"}),
    ("remove", {"items": ["middle", "hidden", "hidden->hidden", "image"]}),
    ("rename", {"node": "hidden", "name": "deep"}),
    ("set", {"items": ["hidden", "answer"], "fields": {"noise": 0.5}}),
    ("toggle_delay", {"edge": "image->hidden"}),
    ("kind", {"items": ["image->hidden", "hidden->hidden"], "kind": "dense"}),
    ("arrange", {"places": {"hidden": {"x": 5, "y": 6}, "image": {"x": 7, "y": 8}},
                 "bends": {"image->hidden": [{"x": 1, "y": 2}]}, "group": {"items": ["hidden"], "id": None}}),
    ("bend", {"edge": "image->hidden", "bends": [{"x": 1, "y": 2}, {"x": 3, "y": 4}]}),
    ("colour", {"items": ["hidden", "image"], "colour": "#112233"}),
    ("collapse", {"items": ["middle"], "collapsed": True}),
    ("group", {"items": ["data", "image"]}),
    ("ungroup", {"items": ["middle"]}),
    ("cut", {"items": ["middle"]}),
    ("duplicate", {"items": ["middle", "image"]}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "fields"), EDITS, ids=lambda value: value if isinstance(value, str) else "")
def test_each_edit_is_undone_as_one_and_done_again(commands, graph, what, fields):
    before = all_of(graph)
    assert "result" in do(commands, what, **fields)
    after = all_of(graph)
    assert after != before
    do(commands, "undo")
    assert all_of(graph) == before
    do(commands, "redo")
    assert all_of(graph) == after


def test_restoring_a_snapshot_is_undone_as_one(commands, graph):
    do(commands, "remove", items=["middle"])
    after = all_of(graph)
    do(commands, "restore", name="before")
    assert "hidden" in graph
    do(commands, "undo")
    assert all_of(graph) == after


def test_every_command_has_a_method_and_its_own_words():
    assert "run" not in NAMES
    assert all(getattr(Commands, name).__doc__ for name in NAMES)


@pytest.mark.parametrize(
    ("what", "fields", "words"),
    [
        ("ad", {}, "the editor: expected a command, found 'ad'. Did you mean 'add'?"),
        ("rename", {"node": "hidden", "name": "image"},
         "node 'image': expected a new name, found one that a node has already."),
        ("rename", {"node": "999999", "name": "x"},
         "the editor: expected a node or edge that is there, found one that was removed meanwhile."),
        ("splice", {"node": "note", "edge": "image->hidden"},
         "node 'note' on edge 'image->hidden': That cannot be done: it has no input and output."),
        ("connect", {"source": "hidden", "out": "out", "target": "data"},
         "edge from 'hidden' to 'data': 'data' has no inputs: it is fed from outside."),
        ("copy", {"items": ["image->hidden"]}, "the selection: expected at least one node, found none."),
        ("set", {"items": ["hidden"], "fields": {"noise": -1}},
         "node 'hidden' (pool), field 'noise': expected 0 to 1000000 sd, found -1."),
        ("forget", {"name": "befor"},
         "snapshot 'befor': expected a snapshot of the graph, found 'befor'. Did you mean 'before'?"),
        ("add", {"kind": "note", "x": 0, "y": 0, "end": {"node": "hidden", "port": "in", "side": "input"}},
         "node 'note_2': expected an output, found none."),
        ("arrange", {"places": {}, "group": {"items": ["middle"], "id": "middle"}},
         "node 'middle': expected a group outside of it to put it in, found itself."),
    ],
)  # fmt: skip
def test_refusals_say_what_and_why_and_change_nothing(commands, graph, what, fields, words):
    before = all_of(graph)
    assert do(commands, what, **fields) == {"refused": words}
    assert all_of(graph) == before


def test_a_delay_that_closes_a_cycle_inside_a_frame_is_refused_with_the_cycle(commands, graph):
    graph.connect("answer", "hidden", "dense", delay=0)
    refusal = do(commands, "toggle_delay", edge="hidden->answer")
    assert refusal["refused"] == (
        "edge 'hidden->answer': expected an edge of the cycle that takes a frame, found none on "
        "answer -> hidden -> answer. Leave one edge of the cycle at a delay of 1 or more."
    )
    assert refusal["cycle"] == ids(graph, "hidden->answer", "answer->hidden")
    assert graph["hidden->answer"].delay == 1


def test_a_cycle_that_is_there_already_keeps_no_other_edge_from_reading_this_frame(commands, graph):
    graph.set("hidden->hidden", delay=0)
    assert do(commands, "set", items=["image->hidden"], fields={"delay": 0}) == {"result": {}}
    assert do(commands, "set", items=["hidden->hidden"], fields={"delay": 2}) == {"result": {}}


def test_toggling_goes_there_and_back(commands, graph):
    for delay in (0, 1):
        do(commands, "toggle_delay", edge="image->hidden")
        assert graph["image->hidden"].delay == delay


def test_what_is_gone_meanwhile_is_passed_over_where_several_are_meant(commands, graph):
    gone, left = ids(graph, "image", "answer")
    graph.remove("image")
    assert commands.run({"do": "remove", "items": [gone, left]}) == {"result": {}}
    assert commands.run({"do": "set", "items": [gone], "fields": {"noise": 1.0}}) == {"result": {}}
    assert commands.run({"do": "arrange", "places": {gone: {"x": 1, "y": 2}}}) == {"result": {}}
    assert set(graph) == {"data", "hidden", "learn", "note", "middle"}


def test_a_view_that_knows_old_names_still_means_the_same_node(commands, graph):
    (hidden,) = ids(graph, "hidden")
    graph.rename("hidden", "deep")
    graph.rename("answer", "hidden")
    commands.run({"do": "set", "items": [hidden], "fields": {"noise": 0.5}})
    assert (graph["deep"].noise, graph["hidden"].noise) == (0.5, 0.0)


def test_edges_side_by_side_are_told_apart_while_they_are_removed(commands, graph):
    names = [graph.connect("image", "answer", "dense") for _ in range(3)]
    first, second, third = ids(graph, *names)
    commands.run({"do": "remove", "items": [first, third]})
    assert [str(wire.uid) for wire in graph.wires().values() if wire.target == "answer"] == [
        *ids(graph, "hidden->answer"),
        second,
    ]


def test_a_drag_is_one_edit_and_the_next_one_another(commands, graph):
    for noise in (0.1, 0.2, 0.3):
        do(commands, "set", items=["hidden"], fields={"noise": noise}, gesture="drag 1")
    do(commands, "set", items=["hidden"], fields={"noise": 0.9}, gesture="drag 2")
    do(commands, "undo")
    assert graph["hidden"].noise == 0.3
    do(commands, "undo")
    assert graph["hidden"].noise == 0.0


def test_different_fields_set_with_one_gesture_are_undone_as_one(commands, graph):
    before = all_of(graph)
    do(commands, "set", items=["hidden"], fields={"mode": "mute"}, gesture="mute 1")
    do(commands, "set", items=["image->hidden"], fields={"on": False}, gesture="mute 1")
    do(commands, "undo")
    assert all_of(graph) == before


def test_moves_with_one_gesture_are_undone_as_one_each_back_to_its_first_place(commands, graph):
    for x in (1, 2, 3):
        do(commands, "arrange", places={"hidden": {"x": x, "y": 0}}, gesture="keys")
    assert graph.undoable == "move hidden"
    do(commands, "undo")
    assert graph.place("hidden").position is None


def test_tidying_says_how_much_it_moves_and_leads_wires_straight_again(commands, graph):
    do(commands, "bend", edge="image->hidden", bends=[{"x": 1, "y": 2}])
    places = {name: {"x": 1, "y": 2} for name in ("image", "hidden")}
    do(commands, "arrange", places=places, bends={"image->hidden": [], "gone": [{"x": 1, "y": 1}]})
    assert graph.place("image->hidden").bends == ()
    assert graph.undoable == "move 2 nodes, bend image->hidden"


def test_new_nodes_get_names_that_nobody_has(commands, graph):
    for name in ("pool", "pool_2"):
        (node,) = do(commands, "add", kind="pool", x=0, y=0)["result"].values()
        assert ids(graph, name) == [node]


def test_a_wire_dropped_on_the_canvas_leads_to_the_new_node_by_the_kind_that_fits(commands, graph):
    end = {"node": "data", "port": "label", "side": "output"}
    do(commands, "add", kind="accuracy", x=0, y=0, end=end)
    assert graph["data.label->accuracy.target"].kind == "identity"
    do(commands, "add", kind="digits", x=0, y=0, end={"node": "hidden", "port": "in", "side": "input"})
    assert graph["digits.image->hidden"].kind == "conv"


def test_what_was_copied_is_pasted_into_another_graph_with_its_weights(commands, graph):
    graph.weights = {"hidden.bias": np.full(1, 7.0)}
    other = lpnb.Graph()
    other.add("hidden", "pool", shape=3)
    do(commands, "copy", items=["middle", "image"])
    pasted = Commands(other).run({"do": "paste", "x": 10, "y": 20})["result"]["nodes"]
    assert sorted(pasted) == sorted(ids(other, "image", "middle"))  # what is inside goes with its group
    assert other.members("middle") == ["hidden_2", "answer"]
    assert set(other.wires()) == {"image->hidden_2", "hidden_2->hidden_2", "hidden_2->answer"}
    assert other.weights["hidden_2.bias"] == 7.0


def test_pasting_with_nothing_copied_says_so(commands, monkeypatch):
    monkeypatch.setattr("lpnb.widgets.commands._clipboard", [])
    words = "paste: expected something copied before, in any editor of this kernel, found nothing."
    assert do(commands, "paste") == {"refused": words}


def test_what_is_copied_keeps_away_from_its_original_as_it_is_drawn(commands, graph):
    wire = "hidden->hidden"
    places = {name: {"x": x, "y": 0} for x, name in enumerate(("image", "hidden", "gone"))}
    drawn = {"places": places, "bends": {wire: [{"x": 5, "y": 6}]}}
    before = {name: graph.place(name) for name in ("image", "hidden", wire)}
    do(commands, "duplicate", items=["hidden"], drawn=drawn)
    assert (graph.layout["hidden_2"], graph.place("hidden_2->hidden_2").bends) == ((41, 40), ((45, 46),))
    do(commands, "cut", items=["image"], drawn=drawn)
    do(commands, "paste", x=70, y=80)
    assert graph.layout["image"] == (70, 80)
    do(commands, "undo"), do(commands, "undo")
    assert {name: graph.place(name) for name in before} == before


def test_copies_join_the_group_of_what_was_duplicated_or_the_one_that_they_are_put_on(commands, graph):
    do(commands, "duplicate", items=["hidden"])
    assert graph.group_of("hidden_2") == "middle"
    do(commands, "duplicate", items=["hidden", "image"])
    assert (graph.group_of("hidden_3"), graph.group_of("image_2")) == (None, None)
    do(commands, "copy", items=["image"])
    do(commands, "paste", x=1, y=2, group="middle")
    assert graph.group_of("image_3") == "middle"


def test_copies_that_are_put_at_one_point_do_not_cover_one_another(commands, graph):
    graph.arrange("image", position=(0, 0))
    do(commands, "copy", items=["image"])
    for _ in range(3):
        do(commands, "paste", x=70, y=80)
    assert [graph.layout[f"image_{n}"] for n in (2, 3, 4)] == [(70, 80), (110, 120), (150, 160)]


def test_a_rewired_end_takes_the_kind_that_fits_there_and_keeps_its_weights_where_its_own_does(commands, graph):
    uid = graph.wire("image->hidden").uid
    do(commands, "rewire", edge="image->hidden", end="target", node="answer", port="in")
    assert (graph["image->answer"].kind, graph.wire("image->answer").uid) == ("dense", uid)
    graph.add("deep", "pool", shape=(4, 4, 4))
    graph.set("hidden->hidden", init="zeros")
    do(commands, "rewire", edge="hidden->hidden", end="target", node="deep", port="in")
    assert (graph["hidden->deep"].kind, graph["hidden->deep"].init) == ("conv", "zeros")


def test_a_rewired_end_gets_the_delay_that_is_usual_there(commands, graph):
    graph.add("other", "loss", loss="mse")
    do(commands, "rewire", edge="answer->learn.prediction", end="target", node="other", port="target")
    assert graph["answer->other.target"].delay == "auto"
    do(commands, "rewire", edge="answer->other.target", end="target", node="other", port="prediction")
    assert graph["answer->other.prediction"].delay == 1
    graph.set("answer->other.prediction", delay=3)
    do(commands, "rewire", edge="answer->other.prediction", end="target", node="other", port="target")
    assert graph["answer->other.target"].delay == 3


def test_an_end_cannot_be_moved_where_it_does_not_fit(commands, graph):
    before = all_of(graph)
    refusal = do(commands, "rewire", edge="answer->learn.prediction", end="target", node="learn", port="target")
    assert refusal["refused"].startswith("edge from 'answer' to 'learn': ")
    assert "'target' has its one edge already." in refusal["refused"]
    assert all_of(graph) == before


def test_a_rewired_end_that_closes_a_cycle_inside_a_frame_is_refused_with_the_cycle(commands, graph):
    graph.set("hidden->answer", delay=0)
    graph.connect("answer", "image", "dense", delay=0)
    before = all_of(graph)
    refusal = do(commands, "rewire", edge="answer->image", end="target", node="hidden", port="in")
    assert "found none on" in refusal["refused"]
    assert set(refusal["cycle"]) == {*ids(graph, "hidden->answer"), *ids(graph, "answer->image")}
    assert all_of(graph) == before


def test_a_node_that_is_dragged_onto_a_wire_is_back_with_one_undo(commands, graph):
    graph.add("between", "pool", shape=(1, 8, 8))
    before = all_of(graph)
    do(commands, "arrange", places={"between": {"x": 1, "y": 2}}, gesture="drag")
    do(commands, "splice", node="between", edge="image->hidden", gesture="drag")
    do(commands, "undo")
    assert all_of(graph) == before


def test_what_stays_where_it_was_drawn_is_not_said_to_be_moved(commands, graph):
    drawn = {
        "places": {"image": {"x": 1, "y": 2}, "data": {"x": 3, "y": 4}},
        "bends": {"image->hidden": [{"x": 5, "y": 6}]},
    }
    do(commands, "arrange", places={"hidden": {"x": 7, "y": 8}}, drawn=drawn)
    assert (graph.layout["image"], graph.place("image->hidden").bends) == ((1, 2), ((5, 6),))
    assert graph.undoable == "move hidden"


def test_duplicating_leaves_the_clipboard_alone(commands, graph):
    do(commands, "copy", items=["image"])
    do(commands, "duplicate", items=["answer"])
    assert graph.undoable == "duplicate answer"
    do(commands, "paste")
    assert {"answer_2", "image_2"} <= set(graph)


def test_another_kind_keeps_what_both_have(commands, graph):
    graph.set("image->hidden", delay=3, init="zeros")
    do(commands, "kind", items=["image->hidden"], kind="dense")
    edge = graph["image->hidden"]
    assert (edge.kind, edge.delay, edge.init) == ("dense", 3, "zeros")


def test_several_edges_become_plain_ones_which_have_no_weights_to_share(commands, graph):
    graph.set("hidden->hidden", delay=3)
    assert do(commands, "kind", items=["image->hidden", "hidden->hidden"], kind="identity") == {"result": {}}
    kinds = [graph["image->hidden"].kind, graph["hidden->hidden"].kind]
    assert (kinds, graph["hidden->hidden"].delay) == (["identity", "identity"], 3)


def test_nodes_have_no_kind_to_change(commands, graph):
    refusal = do(commands, "kind", items=["hidden"], kind="dense")
    assert refusal["refused"].startswith("edge 'hidden': expected an edge of the graph")


def test_questions_change_nothing(commands, graph):
    do(commands, "rename", node="hidden", name="deep")
    before = all_of(graph)
    assert do(commands, "diff", before="before")["result"]["lines"] == ["node 'hidden' renamed to 'deep'"]
    assert do(commands, "python")["result"]["text"] == 'g.rename("hidden", "deep")\n'
    assert all_of(graph) == before


def test_hundreds_of_nodes_are_moved_coloured_and_removed_in_a_moment():
    graph = lpnb.Graph()
    for number in range(400):
        graph.add(f"n{number}", "pool", shape=3)
    for number in range(400):
        graph.connect(f"n{number}", f"n{7 * number % 400}")
    commands, nodes = Commands(graph), [str(graph.uid(name)) for name in graph]
    begin = time.process_time()
    commands.arrange({id_: {"x": 1, "y": 2} for id_ in nodes})
    commands.colour(nodes, "#112233")
    commands.set(nodes, {"noise": 0.5})
    commands.remove(nodes)
    assert time.process_time() - begin < 3


def test_a_problem_with_a_fix_is_mended_in_one_step_and_once(graph, commands):
    edge = "data.label->learn.target"
    graph.set(edge, delay=1)
    assert do(commands, "mend", item=edge) == {"result": {}}
    assert (graph[edge].delay, graph.undoable) == (4, "set delay to 4")
    refused = f"edge {edge!r}: expected a problem that can be mended with one click, found none by now."
    assert do(commands, "mend", item=edge) == {"refused": refused}
    graph.undo()
    assert graph[edge].delay == 1
