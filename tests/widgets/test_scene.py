"""What the editor draws, and that what is sent of a change is all of it."""

import copy
import json

import numpy as np
import pytest
from hypothesis import given, settings

import lpnb
from lpnb.widgets.scene import KEYED, Shown, changes, scene
from tests.graph.commands import attempt, start, steps


def named(drawn, part, name):
    return next(entry for entry in drawn[part].values() if entry["name"] == name)


def applied(before, parts):
    """A scene after a change, as the browser makes it (`take` in widgets/src/editor/document.ts)."""
    after = copy.deepcopy(before) | {key: part for key, part in parts.items() if key not in KEYED}
    for key in KEYED:
        for id_, entry in parts.get(key, {}).items():
            after[key].pop(id_, None)
            if entry is not None:
                after[key][id_] = entry
    return after


@settings(max_examples=60)
@given(steps)
def test_a_change_applied_to_the_scene_before_gives_the_scene_after(edits):
    graph = start()
    drawn = scene(graph)
    for edit in edits:
        attempt(graph, *edit)
        after = scene(graph)
        assert applied(drawn, changes(drawn, after)) == after
        drawn = after


@settings(max_examples=60)
@given(steps)
def test_a_scene_is_plain_data_and_undo_brings_the_old_one_back(edits):
    graph = start()
    before, count = scene(graph), len(graph._history.past)
    for edit in edits:
        attempt(graph, *edit)
    assert json.loads(json.dumps(scene(graph), allow_nan=False)) == scene(graph)
    while len(graph._history.past) > count:
        graph.undo()
    assert {part: scene(graph)[part] for part in ("nodes", "edges")} == {p: before[p] for p in ("nodes", "edges")}


@settings(max_examples=30)
@given(steps)
def test_ends_and_groups_and_problems_are_of_the_scene(edits):
    graph = start()
    for edit in edits:
        attempt(graph, *edit)
    drawn = scene(graph)
    assert {e[end] for e in drawn["edges"].values() for end in ("source", "target")} <= set(drawn["nodes"])
    assert {node["group"] for node in drawn["nodes"].values()} - {None} <= set(drawn["nodes"])
    assert {p["subject"] for p in drawn["problems"]} <= {"", *drawn["nodes"], *drawn["edges"]}


def test_renaming_keeps_ids_and_changes_the_one_node_and_its_edges(graph):
    before = scene(graph)
    graph.rename("hidden", "middle")
    parts = changes(before, scene(graph))
    assert list(parts["nodes"]) == [str(graph.uid("middle"))]
    assert [entry["name"] for entry in parts["edges"].values()] == [
        "image->middle",
        "middle->middle",
        "middle->answer",
    ]
    assert "kinds" not in parts


def test_whatever_is_edited_the_kinds_are_sent_once(graph):
    before = scene(graph)
    graph.remove("data")
    graph.add("extra", "pool", shape=3)
    assert "kinds" not in changes(before, scene(graph))


def test_a_node_says_its_size_place_response_and_fields(graph):
    graph.arrange("hidden", position=(3, 4), colour="#abcdef")
    node = named(scene(graph), "nodes", "hidden")
    assert (node["shape"], node["response"], node["x"], node["y"]) == ("4\u00d74\u00d74", 2, 3.0, 4.0)
    assert (node["colour"], node["own_colour"], node["fields"]["act"]) == ("#abcdef", "#abcdef", "relu")
    assert named(scene(graph), "nodes", "image")["x"] is None


def test_an_edge_says_its_ends_delay_and_points(graph):
    graph.arrange("data.label->learn.target", bends=[(1, 2)])
    edge = named(scene(graph), "edges", "data.label->learn.target")
    assert (edge["source"], edge["out"], edge["port"]) == (str(graph.uid("data")), "label", "target")
    assert (edge["words"], edge["delay"], edge["automatic"]) == ("label → target", 4, True)
    assert (edge["bends"], edge["on"]) == ([{"x": 1.0, "y": 2.0}], True)


def test_a_cycle_inside_a_frame_names_all_its_edges():
    graph = lpnb.Graph()
    for name in ("a", "b", "c"):
        graph.add(name, "pool", shape=2)
    graph.connect("b", "c", delay=0)
    cycle = [graph.connect(*ends, delay=0) for ends in (("a", "b"), ("a", "b"), ("b", "a"))]
    assert set(graph.check().cycles[graph.check().errors[0]]) == set(cycle)
    (problem,) = [problem for problem in scene(graph)["problems"] if "cycle" in problem]
    assert set(problem["cycle"]) == {str(graph.wire(name).uid) for name in cycle}
    graph.set("b->a", delay=1)
    assert not [problem for problem in scene(graph)["problems"] if "cycle" in problem]


def test_problems_point_at_what_they_are_about(graph):
    graph.add("lost", "pool")
    graph.set("hidden->answer", on=False)
    drawn = scene(graph)
    subjects = {(p["severity"], p["subject"]) for p in drawn["problems"]}
    assert ("error", str(graph.uid("lost"))) in subjects
    assert ("warning", str(graph.uid("answer"))) in subjects
    assert not drawn["graph"]["valid"]


def test_the_state_of_the_whole_is_told(graph):
    graph.snapshot("first")
    graph.rename("hidden", "middle")
    status = scene(graph)["graph"]
    assert (status["name"], status["valid"], status["inference"]) == ("digits", True, 1)
    assert (status["undo"], status["redo"], status["snapshots"]) == ("rename hidden to middle", "", ["first"])
    assert status["response"] == "answer in frame 3"


def test_an_empty_graph_has_a_scene(graph):
    drawn = scene(lpnb.Graph())
    assert (drawn["nodes"], drawn["edges"], drawn["graph"]["response"]) == ({}, {}, "")


def test_at_most_two_answers_are_told(graph):
    for name in ("one", "two"):
        graph.add(name, "pool", shape=3)
        graph.connect("hidden", name, "dense")
    assert scene(graph)["graph"]["response"] == "answer in frame 3, one in frame 3 and 1 more"


def test_what_a_live_edit_had_to_begin_anew_is_said_there(graph):
    drawn = scene(graph, {graph.uid("hidden"): "begins anew", graph.wire("hidden->answer").uid: "a new weight"})
    assert named(drawn, "nodes", "hidden")["said"] == "begins anew"
    assert named(drawn, "edges", "hidden->answer")["said"] == "a new weight"
    assert named(drawn, "nodes", "image")["said"] == ""


def test_shown_counts_versions_and_says_nothing_twice(graph):
    shown = Shown()
    first = shown.update(scene(graph))
    assert (first["version"], set(first["change"])) == (1, set(scene(graph)))
    assert shown.update(scene(graph)) is None
    graph.remove("hidden->hidden")
    second = shown.update(scene(graph))
    assert (second["version"], list(second["change"]["edges"].values())) == (2, [None])
    assert shown.version == 2


def test_arrays_are_described_and_kinds_that_need_them_say_how(graph):
    import numpy as np

    graph.add("own", "arrays", data={"x": np.zeros((5, 2, 3))})
    drawn = scene(graph)
    assert named(drawn, "nodes", "own")["fields"]["data"] == "x 5\u00d72\u00d73"
    assert drawn["kinds"]["nodes"]["arrays"]["needs"] == 'Add it in a cell: g.add("name", "arrays", data=...)'
    assert drawn["kinds"]["nodes"]["pool"]["needs"] == ""


@pytest.mark.parametrize("name", ["pool", "loss"])
def test_what_makes_a_kind_what_it_is_comes_before_what_all_have(graph, name):
    fields = [field["name"] for field in scene(graph)["kinds"]["nodes"][name]["fields"]]
    assert fields[-4:] == ["period", "offset", "mode", "tags"]


def test_a_problem_says_how_it_can_be_mended_with_one_click(graph):
    edge = "data.label->learn.target"
    graph.set(edge, delay=1)
    (problem,) = [p for p in scene(graph)["problems"] if p["subject"] == str(graph.wire(edge).uid)]
    assert (problem["severity"], problem["fix"]) == ("warning", "set delay to 4")
    assert "3 frames too new" in problem["words"]
    graph.add("lost", "pool")
    assert [p["fix"] for p in scene(graph)["problems"] if p["subject"] == str(graph.uid("lost"))] == ["", ""]


def test_arrays_and_functions_are_described():
    def wave(frame):
        return 1.0 * frame

    graph = lpnb.Graph()
    graph.add("mine", lpnb.source(wave))
    graph.add("data", lpnb.from_arrays(np.zeros((9, 4, 4)), np.arange(9)))
    drawn = json.loads(json.dumps(scene(graph)))
    assert named(drawn, "nodes", "mine")["fields"]["function"] == "wave"
    assert (
        named(drawn, "nodes", "data")["fields"]["data"]
        == "image 9\N{MULTIPLICATION SIGN}4\N{MULTIPLICATION SIGN}4, label 9"
    )


def test_cards_are_headed_without_the_name_of_their_group():
    graph = lpnb.Graph()
    for name in ("cell_in", "cell_", "other"):
        graph.add(name, "pool", shape=1)
    graph.group(["cell_in", "cell_", "other"], "cell")
    titles = {node["name"]: node["title"] for node in scene(graph)["nodes"].values()}
    assert titles == {"cell_in": "in", "cell_": "cell_", "other": "other", "cell": "cell"}


def test_what_is_right_is_no_answer_of_the_network():
    graph = lpnb.Graph.load("digits")
    graph.add("right", "pool", shape=10)
    graph.add("eye", "input", shape=10)
    graph.connect("eye", "right")
    graph.add("far", "loss", loss="mse")
    graph.connect("answer", "far.prediction")
    graph.connect("right", "far.target")
    assert scene(graph)["graph"]["response"].startswith("answer in frame ")
