import threading

import pytest

import lpnb
from lpnb.compile.build import Built
from lpnb.graph.fields import Info
from lpnb.widgets import knob as knob_module
from lpnb.widgets.knobs import Knobs
from lpnb.widgets.ranges import exponents, linear, whole


@pytest.fixture
def knobs(front, stream):
    knobs = Knobs(stream, front.publisher)
    front.look()
    return knobs


def move(knobs, name, value):
    """Do what the browser does when a person moves a control."""
    knobs.knobs[name].widget.set_state({"value": value})


def test_there_is_a_control_for_each_live_field_and_single_weight(knobs):
    kinds = {name: type(knob.widget).__name__ for name, knob in knobs.knobs.items()}
    assert kinds == {
        "data.noise": "FloatSlider",
        "data.clip": "Checkbox",
        "data.split": "Dropdown",
        "image.noise": "FloatSlider",
        "image.dropout": "FloatSlider",
        "image.zoneout": "FloatSlider",
        "hidden.noise": "FloatSlider",
        "hidden.dropout": "FloatSlider",
        "hidden.zoneout": "FloatSlider",
        "hidden.bias": "FloatSlider",
        "answer.noise": "FloatSlider",
        "answer.dropout": "FloatSlider",
        "answer.zoneout": "FloatSlider",
        "learn.on": "Checkbox",
        "learn.optimizer": "Dropdown",
        "learn.lr": "FloatLogSlider",
        "learn.window": "IntSlider",
        "learn.look": "Dropdown",
        "learn.lag": "IntSlider",
        "learn.first_frame": "IntSlider",
        "learn.weight": "FloatSlider",
        "learn.smoothing": "FloatSlider",
        "learn.confidence": "FloatSlider",
        "learn.compiled": "Checkbox",
    }


def test_a_control_shows_name_unit_and_help(knobs):
    widget = knobs.knobs["data.noise"].widget
    assert widget.description == "noise (sd)"
    assert widget.tooltip == "Gaussian noise on the numbers, fresh each frame."
    assert (widget.min, widget.max, widget.value) == (0.0, 2.0, 0.3)


def test_a_move_reaches_the_graph(knobs, stream):
    move(knobs, "data.noise", 1.25)
    knobs.knobs["data.split"].widget.set_state({"index": 2})
    move(knobs, "learn.on", False)
    move(knobs, "learn.window", 4)
    assert (stream["data.noise"], stream["data.split"], stream["learn.on"]) == (1.25, "test", False)
    assert stream["learn.window"] == 4


def test_a_move_reaches_a_weight_without_the_handler_waiting(knobs, stream, front):
    move(knobs, "hidden.bias", 0.5)
    done = threading.Event()
    front.publisher.worker.do("end", done.set)
    assert done.wait(20)
    assert stream["hidden.bias"].tolist() == [0.5]


def test_one_drag_is_one_undo(knobs, stream, front):
    front.publisher.hear({"pointer": "down"})
    for value in (0.4, 0.5, 0.6):
        move(knobs, "data.noise", value)
    front.publisher.hear({"pointer": "up"})
    front.publisher.hear({"pointer": "down"})
    move(knobs, "data.noise", 0.9)
    stream.graph.undo()
    assert stream["data.noise"] == 0.6
    stream.graph.undo()
    assert stream["data.noise"] == 0.3


def test_a_control_follows_what_a_cell_sets_and_stretches_for_it(knobs, stream, front):
    stream["data.noise"] = 5.0
    stream["learn.lr"] = 1e-4
    stream["learn.window"] = 1000
    front.turn(1.0)
    widgets = {name: knob.widget for name, knob in knobs.knobs.items()}
    assert (widgets["data.noise"].value, widgets["data.noise"].max) == (5.0, 10.0)
    assert widgets["learn.lr"].value == 1e-4
    assert widgets["learn.window"].value == 1000
    assert stream["learn.lr"] == 1e-4


def test_a_learning_rate_of_zero_is_shown_as_near_as_can_be_and_left_alone(knobs, stream, front):
    stream["learn.lr"] = 0.0
    front.turn(1.0)
    front.turn(1.0)
    assert knobs.knobs["learn.lr"].widget.value == pytest.approx(1e-6)
    assert stream["learn.lr"] == 0.0


def test_a_control_does_not_jump_under_the_hand(knobs, stream, front):
    move(knobs, "data.noise", 0.4)
    stream["data.noise"] = 0.1
    front.turn(1.0)
    assert knobs.knobs["data.noise"].widget.value == 0.4


def test_the_next_look_shows_what_is(knobs, stream, front, monkeypatch):
    move(knobs, "data.noise", 0.4)
    stream["data.noise"] = 0.1
    monkeypatch.setattr(knob_module, "REST", -1.0)
    front.turn(1.0)
    assert knobs.knobs["data.noise"].widget.value == 0.1


def test_what_a_browser_answers_to_a_value_of_a_while_ago_moves_nothing(knobs, stream, front):
    stream["hidden.bias"] = 0.111
    front.turn(1.0)
    stream["hidden.bias"] = 0.9
    move(knobs, "hidden.bias", 0.12)  # the step of the slider that is nearest to 0.111
    front.publisher.worker.do("wait", (done := threading.Event()).set)
    assert done.wait(20)
    assert stream["hidden.bias"].tolist() == pytest.approx([0.9])


def test_controls_come_and_go_with_nodes(knobs, stream, front):
    stream.graph.add("extra", "pool", shape=3)
    front.turn(1.0)
    assert "extra.noise" in knobs.knobs
    stream.graph.remove("extra")
    front.turn(1.0)
    assert "extra.noise" not in knobs.knobs


def test_a_control_waits_for_a_value_that_another_thread_has_taken_away(knobs, stream, front, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Built, "weights", lambda _: {})
        stream.graph.remove("learn")
        front.turn(1.0)
        assert "learn.lr" not in knobs.knobs
        assert "hidden.bias" not in knobs.knobs
    stream.graph.add("another", "pool", shape=3)
    front.paint()
    front.turn(1.0)
    assert knobs.knobs["hidden.bias"].widget.value == stream["hidden.bias"].item()
    assert front.entries() == []


def test_what_a_move_raises_is_told(knobs, stream, front):
    widget = knobs.knobs["data.noise"].widget
    widget.max = 1e9
    widget.set_state({"value": 1e8})
    assert front.entries() == ["node 'data' (digits), field 'noise': expected 0 to 1000 sd, found 100000000.0."]


def test_edges_have_controls_for_their_live_fields(stream, front):
    knobs = Knobs(stream, front.publisher)
    assert not any("->" in name for name in knobs.knobs)


def test_a_graph_with_nothing_to_turn_says_so():
    g = lpnb.Graph()
    g.add("x", "input", shape=2)
    with lpnb.Stream(g, device="cpu") as stream:
        knobs = Knobs(stream)
        assert "nothing to turn" in knobs._groups.children[0].value
        knobs.close()


@pytest.mark.parametrize(
    ("low", "high", "value", "ends"),
    [
        (0, 1e6, 0.0, (0, 2)),
        (0, 1, 0.5, (0, 1)),
        (-float("inf"), float("inf"), 0.0, (-2, 2)),
        (-float("inf"), float("inf"), -10.0, (-40, 40)),
        (0, 1e3, 5.0, (0, 20)),
    ],
)
def test_a_slider_has_sensible_ends(low, high, value, ends):
    assert linear(Info("number", "", low=low, high=high), value) == ends


def test_whole_numbers_and_powers_have_sensible_ends_too():
    assert whole(Info("integer", "", low=1, high=4096), 8) == (1, 40)
    assert whole(Info("integer", "", low=1, high=12), 8) == (1, 12)
    assert exponents(Info("number", "", low=0, high=1e3), 1e-3, 1e-3) == (-6, 0)
    assert exponents(Info("number", "", low=1, high=1e6), 100, 100) == (0, 5)
    assert exponents(Info("number", "", low=0, high=1e3), 1e-8, 1e-3) == (-8, 0)
