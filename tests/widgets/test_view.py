"""What a view reads, and what a person may do with it."""

import json

import numpy as np
import pytest
import torch

import lpnb
from lpnb.errors import EditError, ExpressionError, FileError, UnknownName
from lpnb.widgets.reading import Reading
from lpnb.widgets.saving import csv, file_name
from lpnb.widgets.snapshot import Snapshot, take
from lpnb.widgets.subjects import find, offered
from lpnb.widgets.view import View


@pytest.fixture
def view(front, stream):
    view = View(stream, "hidden", front.publisher)
    front.look()
    return view


def do(front, view, **message):
    """Have the browser say something, and give the publisher a turn."""
    view._hear(message)
    front.paint()
    front.turn(0.2)


def faces(view):
    return [name for name, _ in view.head.facts["faces"]]


# -- what can be looked at --------------------------------------------------------------------------------------------


def test_states_parameters_gradients_and_moments_are_offered(stream):
    names = list(offered(stream))
    assert names[:3] == ["data.image", "data.label", "image"]
    assert {"hidden.bias", "image->hidden.weight", "gradient of hidden.bias"} <= set(names)
    assert {"first moment of hidden.bias", "second moment of hidden->answer.weight"} <= set(names)


def test_without_a_rule_that_learns_there_are_no_gradients(stream):
    stream.graph.set("learn", on=False)
    stream.step()
    assert not [name for name in offered(stream) if "gradient" in name]


def test_an_edge_stands_for_its_weights(stream):
    assert find(stream, "image->hidden").name == "image->hidden.weight"


def test_an_unknown_name_proposes_one(stream):
    with pytest.raises(UnknownName, match="Did you mean 'hidden'"):
        View(stream, "hiden")


def test_a_state_a_parameter_and_all_samples_are_what_the_stream_holds(front, stream):
    stream.step(3)
    for name in ("hidden", "hidden->answer.weight"):
        view, held = View(stream, name, front.publisher), stream[name]
        assert view.values() == pytest.approx(held[0] if name == "hidden" else held)
    assert View(stream, "hidden", front.publisher, samples="all").values() == pytest.approx(stream["hidden"])
    assert View(stream, "hidden", front.publisher, sample=2).values() == pytest.approx(stream["hidden"][2])


def test_a_gradient_is_that_of_the_last_update(front, stream):
    view = View(stream, "gradient of hidden->answer.weight", front.publisher)
    assert view.head.facts["note"].startswith("nothing there yet")
    weight = stream.built.weights()["hidden->answer.weight"]
    seen = []
    handle = weight.register_post_accumulate_grad_hook(lambda _weight: None)
    handle.remove()
    step = torch.optim.Adam.step
    try:
        torch.optim.Adam.step = lambda self, *a: (seen.append(weight.grad.clone()), step(self, *a))[1]
        front.look()
        front.turn()
        stream.step(8)
        front.paint()
        front.turn(0.2)
        stream.step()
        front.turn(0.2)
    finally:
        torch.optim.Adam.step = step
    assert view.values() == pytest.approx(seen[-1].numpy())


def test_moments_are_those_of_the_optimizer(front, stream):
    stream.step(16)
    (rule,) = stream._thread.engine.rules
    held = rule.optimizer.state[stream.built.weights()["hidden.bias"]]
    assert View(stream, "first moment of hidden.bias", front.publisher).values() == pytest.approx(held["exp_avg"])
    assert View(stream, "second moment of hidden.bias", front.publisher).values() == pytest.approx(held["exp_avg_sq"])


def test_parameters_are_followed_without_waiting_for_the_frame_thread(front, stream):
    view = View(stream, "hidden.bias", front.publisher)
    front.look()
    stream["hidden.bias"] = 0.25
    front.turn(0.2)
    stream.step()
    front.paint()
    front.turn(0.2)
    assert view.values() == pytest.approx([stream["hidden.bias"][0]])


# -- expressions --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "expression", "numpy"),
    [
        ("hidden", "mean(x, axis=1)", lambda s: s["hidden"][0].mean(0)),
        ("hidden", "abs(x) * 2", lambda s: np.abs(s["hidden"][0]) * 2),
        ("hidden, image", "mean(x) - mean(y)", lambda s: s["hidden"][0].mean() - s["image"][0].mean()),
        ("hidden", "x - mean(image)", lambda s: s["hidden"][0] - s["image"][0].mean()),
        ("image->hidden.weight", "x[0]", lambda s: s["image->hidden.weight"][0]),
    ],
)
def test_an_expression_stands_in_front_of_the_face(front, stream, of, expression, numpy):
    stream.step(3)
    view = View(stream, of, front.publisher, expression=expression)
    assert view.values() == pytest.approx(numpy(stream), rel=1e-4, abs=1e-6)


def test_of_all_samples_the_expression_sees_the_batch(front, stream):
    stream.step(3)
    view = View(stream, "hidden", front.publisher, expression="std(x, axis=(1, 2, 3))", samples="all")
    assert view.values() == pytest.approx(stream["hidden"].std((1, 2, 3)), rel=1e-4)


def test_a_wrong_expression_is_refused_and_told_in_the_view(front, view):
    with pytest.raises(ExpressionError, match="expected the name of a value, found 'q'"):
        view.set(expression="mean(q)")
    do(front, view, set="expression", value="mean(q)")
    assert "expected the name of a value, found 'q'" in view.head.facts["error"]
    do(front, view, set="expression", value="mean(x, axis=1)")
    assert view.head.facts["error"] == ""
    assert view.values().shape == (4, 4)


def test_an_expression_that_fails_on_these_values_is_told_and_the_view_goes_on(front, stream, view):
    do(front, view, set="expression", value="mean(x, axis=7)")
    assert "column 1" in view.head.facts["error"]
    do(front, view, set="expression", value="")
    assert (view.head.facts["error"], view.values().shape) == ("", (4, 4, 4))


def test_no_expression_becomes_code(front, view):
    for text in ("__import__('os')", "x.__class__", "(lambda: 1)()"):
        with pytest.raises(ExpressionError):
            view.set(expression=text)


# -- faces and options ------------------------------------------------------------------------------------------------


def test_only_faces_that_fit_are_offered(front, stream, view):
    assert "maps" in faces(view)
    assert "kernels" not in faces(view)
    answer = View(stream, "answer", front.publisher)
    assert "maps" not in faces(answer)
    with pytest.raises(EditError, match=r"expected a face that can draw it, found 'maps'. These can: statistics, bars"):
        answer.set(face="maps")


def test_another_face_is_shown_in_the_same_view(front, view):
    do(front, view, face="histogram")
    assert view.face.name == "histogram"
    assert view.children[1] is view.face.widget
    assert view.head.facts["size"] == "4\u00d74\u00d74\u00d74"


def test_an_option_is_taken_from_the_form_and_a_wrong_one_refused(front, view):
    view.set(face="histogram", bins=12)
    do(front, view, set="bins", value=7)
    assert len(view.table()["values"]) == 7
    do(front, view, set="bins", value=1)
    assert "expected a whole number, 2 to 400, found 1" in view.head.facts["error"]
    assert view.face.bins == 7


def test_an_option_that_a_face_does_not_have_is_refused(view):
    with pytest.raises(UnknownName, match="expected an option of maps, found 'bins'"):
        view.set(bins=3)


def test_a_face_outlives_another_shape_with_its_options(front, stream, view):
    view.set(colours="magma")
    stream.graph.set("hidden", shape=(8, 4, 4))
    stream.step()
    front.turn(0.2)
    assert view.head.facts["size"] == "8\u00d74\u00d74"
    assert view.face.colours == "magma"


def test_a_size_is_kept_with_another_face(front, view):
    do(front, view, resize=[400, 250])
    assert view.face.widget.box == [400, 250]
    do(front, view, face="bars")
    assert view.face.widget.layout.width == "400px"


# -- the pointer, freezing, time ----------------------------------------------------------------------------------------


def test_the_value_under_the_pointer_is_exact_and_stays_up_to_date(front, stream, view):
    stream.step(3)
    do(front, view, at=[1, 2, 3])
    assert view.head.words == f"hidden[1, 2, 3] = {stream['hidden'][0, 1, 2, 3]:.4g}".replace("-", "\u2212")
    stream.step()
    front.paint()
    front.turn(0.2)
    assert view.head.words == f"hidden[1, 2, 3] = {stream['hidden'][0, 1, 2, 3]:.4g}".replace("-", "\u2212")
    do(front, view, over=None)
    assert view.head.words.startswith("hidden[1, 2, 3] = ")
    do(front, view, at=None)
    assert view.head.words == ""


def test_a_frozen_view_keeps_what_is_drawn_and_says_so(front, stream, view):
    stream.step(3)
    front.turn(0.2)
    do(front, view, freeze=True)
    before = view.values()
    stream.step(2)
    front.paint()
    front.turn(0.2)
    assert (view.values() == before).all()
    assert view.head.facts["note"] == "frozen at frame 3"
    do(front, view, freeze=False)
    assert view.values() == pytest.approx(stream["hidden"][0])
    assert view.head.facts["note"] == ""


def test_a_frame_of_the_past_is_said_to_be_one(front, stream, view):
    stream.step(1300)
    shot = take(stream)
    view.publish(Snapshot(shot.state, shot.program, 1.0, past=True))
    assert view.head.facts["note"] == "frame 1\u2009300 (past)"


def test_going_back_is_drawn_as_past(front, stream, view):
    stream.step(5)
    stream.back(2)
    front.turn(0.2)
    assert view.head.facts["note"] == "frame 3 (past)"


def test_curves_over_time_know_the_frames_before_they_were_opened(front, stream):
    stream.step(20)
    view = View(stream, "answer", front.publisher, face="over time")
    assert view.table()["frame"].tolist() == list(range(21))
    assert view.table()["3"][-1] == pytest.approx(stream["answer"][0, 3])


def test_curves_over_time_go_back_with_the_stream(front, stream):
    view = View(stream, "answer", front.publisher, face="over time")
    front.look()
    stream.step(5)
    front.turn(0.2)
    stream.back(3)
    front.paint()
    front.turn(0.2)
    assert view.table()["frame"].tolist() == [0, 1, 2]


def test_nothing_is_read_off_screen(front, stream, view, monkeypatch):
    front.publisher.hear({"view": "a", "shown": []})
    monkeypatch.setattr(Reading, "values", lambda *_: pytest.fail("it was read"))
    stream.step()
    front.turn(0.2)


def test_one_message_carries_a_frame_of_a_view(front, stream, view):
    front.turn(0.2)
    sent = []
    view.face.widget.comm.send = lambda **message: sent.append(message)
    stream.step()
    front.paint()
    front.turn(0.2)
    assert len(sent) <= 1


# -- saving -----------------------------------------------------------------------------------------------------------


def test_a_csv_has_exactly_what_is_drawn(stream, view, tmp_path):
    view.save(tmp_path / "hidden.csv")
    lines = (tmp_path / "hidden.csv").read_text().splitlines()
    assert lines[0] == "channel,row,column,value"
    numbers = np.loadtxt(tmp_path / "hidden.csv", delimiter=",", skiprows=1)
    assert (numbers[:, 3].astype(np.float32) == view.values().reshape(-1)).all()


def test_maps_are_saved_as_pictures_and_plots_only_by_the_browser(front, view, tmp_path):
    view.save(tmp_path / "hidden.png")
    assert (tmp_path / "hidden.png").read_bytes().startswith(b"\x89PNG")
    view.set(face="histogram")
    front.turn(0.2)
    with pytest.raises(FileError, match="Press PNG in the options of the view, or save a .csv"):
        view.save(tmp_path / "plot.png")
    with pytest.raises(FileError, match="found '.txt'"):
        view.save(tmp_path / "view.txt")


def test_the_browser_is_handed_a_file(front, stream, view):
    handed = []
    view.head.send = lambda content, buffers: handed.append((content, buffers))
    stream.step(12)
    front.turn(0.2)
    do(front, view, save="csv")
    ((content, (data,)),) = handed
    assert content == {"save": "hidden-frame-12.csv", "type": "text/csv"}
    assert data.decode() == csv(view.table())


def test_words_with_commas_are_quoted_and_names_of_files_are_plain():
    assert csv({"a,b": np.array(['x"y', "z"]), "n": np.array([1, 2])}) == '"a,b",n\r\n"x""y",1\r\nz,2\r\n'
    assert file_name("mean(x, axis=1)/../..", 3) == "mean-x-axis=1-frame-3"


def test_a_view_can_be_made_again_from_plain_values(front, stream):
    view = View(stream, ("hidden", "image"), front.publisher, expression="mean(x) + y", face="maps", colours="magma")
    view.resize(200, 140)
    plain = json.loads(json.dumps(view.plain()))
    again = View(stream, publisher=front.publisher, **plain)
    assert again.plain() == view.plain()
    assert again.values() == pytest.approx(view.values())


def test_a_view_leaves_no_widget_whatever_its_faces(front, stream):
    from ipywidgets.widgets import widget as widget_module

    before = len(widget_module._instances)
    view = View(stream, "hidden", front.publisher)
    front.look()
    for face in faces(view):
        view.set(face=face)
        front.turn(0.2)
        front.paint()
    view.close()
    assert len(widget_module._instances) == before


def test_a_closed_stream_can_still_be_looked_at(graph):
    with lpnb.Stream(graph, batch=2, device="cpu") as stream:
        stream.step()
    view = View(stream, "hidden.bias")
    assert view.values().shape == (1,)
    view.close()
