"""The rollout view's Python half. What it tells the front end is stored in `widgets/test/rollout.fixture.json`, with the light
cones of every cell: write it anew with ``.venv/bin/python -m tests.widgets.test_rollout_view``."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
import torch

import lpnb
from lpnb.compile.program import Slot
from lpnb.errors import StreamError
from lpnb.graph import document
from lpnb.graph.light_cone import light_cone
from lpnb.graph.types import Type
from lpnb.widgets import RolloutView
from lpnb.widgets.rollout_scene import PATTERNS, rollout_scene
from lpnb.widgets.thumbnails import TOP, Face, Scale, face_of, shrink

FIXTURE = Path(__file__).parents[2] / "widgets" / "test" / "rollout.fixture.json"
LAST = 9


# -- the scene ---------------------------------------------------------------------------------------------------


def hybrid():
    """data -> low -> high (every second frame) -> answer (in the same frame), low -> answer, high -> low (2 frames)."""
    document._uids = itertools.count(1)
    g = lpnb.Graph("hybrid")
    g.add("data", "digits")
    for name, fields in {"low": {}, "high": {"period": 2}, "answer": {"shape": 10}}.items():
        g.add(name, "pool", **({"shape": 4} | fields))
    g.connect("data.image", "low", "dense")
    g.connect("low", "high", "dense")
    g.connect("low", "answer", "dense")
    g.connect("high", "answer", "dense", delay=0)
    g.connect("high", "low", "dense", delay=2)
    for name, kind in {"learn": "loss", "right": "accuracy"}.items():
        g.add(name, kind)
        g.connect("answer", f"{name}.prediction")
        g.connect("data.label", f"{name}.target", **({"delay": 2} if kind == "loss" else {}))
    g.add("off", "pool", shape=3, mode="mute")
    g.group(["low", "high"], "stem")
    return g


def stored():
    """The scene of a graph, and each cell's past and future under each pattern."""
    graph = hybrid()
    scene = rollout_scene(graph, past=8, future=6)
    rows = {row["name"]: number for number, row in enumerate(scene["rows"])}
    cones = {name: light_cone(graph, pattern) for name, pattern in PATTERNS.items()}
    ends = [
        [name, row, frame, *(sorted(f"{rows[n]}:{f}" for n, f in reached if f <= LAST) for reached in (past, future))]
        for name, cone in cones.items()
        for (node, row), frame in itertools.product(rows.items(), range(0, LAST + 1, 3))
        for past, future in [(cone.past(node, frame, LAST), cone.future(node, frame, LAST))]
    ]
    return {"scene": scene, "last": LAST, "cones": ends}


def test_the_fixture_of_the_front_end_is_what_python_says(monkeypatch):
    monkeypatch.setattr(document, "_uids", itertools.count(1))
    assert json.loads(FIXTURE.read_text(encoding="utf-8")) == json.loads(json.dumps(stored()))


def test_sources_come_first_then_what_they_reach_then_what_compares():
    scene = rollout_scene(hybrid(), past=2, future=1)
    assert [row["name"] for row in scene["rows"]] == ["data", "off", "low", "high", "answer", "learn", "right"]


def test_a_group_stays_together(graph):
    graph.group(["image", "answer"], "ends")
    names = [row["name"] for row in rollout_scene(graph, past=2, future=1)["rows"]]
    assert names == ["data", "image", "answer", "hidden", "learn"]


def test_equal_patterns_are_told_once(graph):
    drawn, streaming, sequential = rollout_scene(graph, past=2, future=1)["patterns"]
    assert (drawn["same"], streaming["same"], sequential["same"]) == ("", "drawn", "")
    assert (drawn["factor"], drawn["response"]) == (1, "answer in frame 3")
    assert (sequential["factor"], sequential["response"]) == (3, "answer in frame 1")  # the loss costs nothing


def test_ages_and_what_a_loss_compares_are_told(graph):
    drawn = rollout_scene(graph, past=2, future=1)["patterns"][0]
    assert drawn["ages"] == ["", "1", "2, 3, 4, …", "3, 4, 5, …", "4, 5, 6, …"]
    assert drawn["merges"][2] == [["image", "2"], ["hidden", "3, 4, 5, …"]]
    assert drawn["since"] == [[0, 0], [1, 1], [2, 3], [3, 3], [4, 4]]
    assert drawn["pairs"] == [
        {"node": 4, "answer": [3, 1], "target": [0, 4], "output": "data.label", "age": 4, "off": ""}
    ]


def test_with_two_sources_ages_say_whose_they_are(graph):
    graph.add("more", "input", shape=10)
    graph.connect("more", "answer", delay=2)
    drawn = rollout_scene(graph, past=2, future=1)["patterns"][0]
    assert drawn["ages"][4] == "data 3, 4, 5, … · more 2"


def test_a_loop_inside_a_frame_is_a_problem_that_is_told_and_the_others_are_drawn(graph):
    graph.set("hidden->hidden", delay=0)
    drawn, streaming, _ = rollout_scene(graph, past=2, future=1)["patterns"]
    assert drawn["problem"] == "delay 0 all the way round: hidden → hidden"
    assert drawn["factor"] is None
    assert streaming["problem"] == ""


def test_an_empty_graph_has_a_scene():
    scene = rollout_scene(lpnb.Graph(), past=2, future=1)
    assert scene["rows"] == []
    assert [pattern["factor"] for pattern in scene["patterns"]] == [None] * 3


# -- thumbnails --------------------------------------------------------------------------------------------------


def slot(*shape, classes=0, fed=False):
    return Slot("n", "out", (1, "out", 1), "n", Type(shape, classes), 1, fed, 0.0)


@pytest.mark.parametrize(
    ("of", "face"),
    [
        (slot(1, 8, 8, fed=True), Face("picture", 8, 8)),
        (slot(1, 200, 100), Face("map", 24, 24)),
        (slot(16, 4, 4), Face("map", 16, 16)),
        (slot(3, 4, 8), Face("map", 16, 8)),
        (slot(3, 32, 16, fed=True), Face("colours", 16, 24)),
        (slot(64, 32, 32), Face("map", 24, 24)),
        (slot(10), Face("bars", 10)),
        (slot(500), Face("bars", 24)),
        (slot(classes=4), Face("bars", 4)),
        (slot(), Face("square", 1)),
    ],
)
def test_a_thumbnail_has_at_most_24_values_on_a_side(of, face):
    assert face_of(of) == face
    value = torch.tensor(2) if of.type.classes else torch.rand(of.type.shape)
    assert shrink(value[None], of, face).shape == (1, face.size)


def test_maps_stand_side_by_side_and_of_too_many_the_strength_is_shown():
    four = torch.arange(4.0)[:, None, None].expand(4, 2, 2)
    assert (
        shrink(four[None], slot(4, 2, 2), Face("map", 4, 4)).reshape(4, 4).tolist()
        == [[0, 0, 1, 1]] * 2 + [[2, 2, 3, 3]] * 2
    )
    many = torch.ones(2, 48, 48) * torch.tensor([-1.0, 3.0])[:, None, None]
    assert shrink(many[None], slot(2, 48, 48), Face("map", 24, 24)).tolist() == [[2.0] * 576]


def test_a_scale_is_round_grows_at_once_and_shrinks_when_it_is_twice_too_large():
    scale = Scale.around(np.array([0.0, 0.73]), None)
    assert scale == Scale(-0.0, 0.8)
    assert Scale.around(np.array([0.5]), scale) is scale
    assert Scale.around(np.array([0.81]), scale) == Scale(-0.0, 1.0)
    assert Scale.around(np.array([0.2]), scale) == Scale(-0.0, 0.2)
    assert Scale.around(np.array([np.nan, np.inf]), None) == Scale(-0.0, 1.0)


def test_bytes_go_from_the_least_to_the_largest_value():
    values, face = np.array([[-1.0, 0.0, 2.0, np.nan]]), Face("bars", 4)
    scaled, zero = Scale(-1.0, 2.0).bytes_of(values, face)
    assert scaled.tolist() == [[0, round(TOP / 3), TOP, round(TOP / 3)]]
    assert zero == round(TOP / 3)
    assert Scale(-1.0, 2.0).bytes_of(values, Face("map", 4))[1] == round(TOP / 2)


# -- the part ----------------------------------------------------------------------------------------------------


@pytest.fixture
def view(front, stream):
    """A view on screen, and what it sends."""
    view = RolloutView(stream, front.publisher, past=3)
    view.sent = []
    view.grid.send = lambda message, buffers: view.sent.append((message, buffers[0]))
    front.look(view)
    return view


def look(view, *names):
    """A browser shows these rows, all if none is named."""
    rows = [row["id"] for row in view.grid.scene["rows"] if not names or row["name"] in names]
    view.hear({"view": "a", "rows": rows})


def turn(front):
    front.paint()
    front.turn(1.0)


def test_no_row_on_screen_no_copy(view, front, stream, monkeypatch):
    monkeypatch.setattr(torch.Tensor, "cpu", lambda tensor: pytest.fail("copied"))
    stream.step(3)
    turn(front)
    ((message, buffer),) = view.sent
    assert (message["now"], message["tiles"], buffer) == (3, [], b"")
    view.hear({"view": "a", "rows": []})
    stream.step()
    turn(front)


def test_each_frame_is_sent_once_and_only_as_many_as_are_shown(view, front, stream):
    look(view)
    stream.step(9)
    turn(front)
    assert view.sent[-1][0]["frames"] == [6, 7, 8, 9]
    stream.step()
    turn(front)
    message, _ = view.sent[-1]
    assert (message["now"], message["keep"]) == (10, [7, 8, 9, 10])
    assert 10 in message["frames"]
    count = len(view.sent)
    turn(front)
    assert len(view.sent) == count


def test_thumbnails_are_the_states(view, front, stream):
    look(view, "answer")
    stream.step(9)
    turn(front)
    message, buffer = view.sent[-1]
    ((_, kind, width, height, zero, signed),) = message["tiles"]
    assert (kind, width, height, zero, signed) == ("bars", 10, 1, 0, False)
    newest = np.frombuffer(buffer, np.uint8)[-10:]
    assert newest.argsort().tolist() == stream["answer"][0].argsort().tolist()


def test_a_message_of_the_digits_is_small(view, front, stream):
    look(view)
    stream.step(9)
    turn(front)
    assert len(view.sent[-1][1]) == 4 * (64 + 64 + 64 + 10 + 1)
    assert len(json.dumps(view.sent[-1][0])) < 400


def test_after_going_back_the_future_is_gone_and_another_one_is_sent_anew(view, front, stream):
    look(view)
    stream.step(9)
    turn(front)
    stream.back(2)
    turn(front)
    assert view.sent[-1][0]["keep"] == [4, 5, 6, 7]
    stream["hidden.bias"] = 5.0
    stream.step(2)
    turn(front)
    assert {8, 9} <= set(view.sent[-1][0]["frames"])


def test_a_new_view_gets_all_and_a_closed_one_is_forgotten(view, front, stream):
    look(view, "answer")
    stream.step(9)
    turn(front)
    view.hear({"view": "b", "rows": []})
    turn(front)
    assert view.sent[-1][0]["frames"] == [6, 7, 8, 9]
    view.hear({"goodbye": "a"})
    stream.step()
    turn(front)
    assert view.sent[-1][0]["tiles"] == []


def test_the_scene_follows_the_graph_and_nothing_is_sent_when_it_looks_the_same(view, front, stream):
    before = view.grid.scene
    stream.graph.set("data", noise=0.1)
    turn(front)
    assert view.grid.scene is before
    stream.graph.rename("hidden", "middle")
    turn(front)
    assert [row["name"] for row in view.grid.scene["rows"]][2] == "middle"


def test_it_keeps_to_its_share_of_the_bytes(view, front, stream):
    look(view)
    for _ in range(20):
        stream.step()
        front.paint()
        front.turn(0.04)
    assert len(view.sent) <= 12


def test_senseless_messages_are_told(view, front):
    view.hear({"rows": 7})
    assert front.entries()[0].startswith("the rollout view: KeyError")


@pytest.mark.parametrize(("name", "value"), [("past", -1), ("future", 31), ("sample", True), ("past", "8")])
def test_numbers_that_are_none_are_refused(stream, name, value):
    with pytest.raises(StreamError, match=f"^rollout view, {name}: expected 0 to "):
        RolloutView(stream, **{name: value})


def test_a_view_of_a_graph_makes_a_stream_and_closes_it():
    view = RolloutView(lpnb.Graph("empty"))
    stream = view.stream
    view.close()
    assert "closed" in repr(stream)


if __name__ == "__main__":
    FIXTURE.write_text(json.dumps(stored(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
