import threading

import pytest
from ipywidgets.widgets import widget as widget_module

import lpnb
from lpnb.errors import UnknownName
from lpnb.widgets import CodeView, Curves, GraphPicture, Messages, StateView, Transport
from lpnb.widgets.snapshot import take
from lpnb.widgets.views import Views
from tests.run.waiting import wait_until


def wait_for_worker(front):
    done = threading.Event()
    front.publisher.worker.do("end", done.set)
    assert done.wait(20)


@pytest.fixture
def transport(front, stream):
    transport = Transport(stream, front.publisher)
    front.look()
    return transport


def test_play_and_pause_buttons_do_so_at_once(transport, stream):
    transport.play.click()
    wait_until(lambda: stream.playing)
    transport.pause.click()
    stream.pause()
    assert not stream.playing


def test_step_and_back_count_frames(transport, stream, front):
    for button in (transport.step, transport.step, transport.back):
        button.click()
        wait_for_worker(front)
    assert stream.frame == 1


def test_reset_does_what_is_chosen(transport, stream, front):
    stream.step(3)
    weight = stream["hidden->answer.weight"]
    stream["hidden->answer.weight"] = 0.0
    transport.resets["state"].value = False
    transport.resets["weights"].value = True
    transport.reset.click()
    wait_for_worker(front)
    assert stream.frame == 3
    assert (stream["hidden->answer.weight"] == weight).all()


def test_the_target_rate_goes_both_ways(transport, stream, front):
    transport.rate.set_state({"index": 3})
    assert stream.rate == pytest.approx(100)
    stream.rate = 7
    front.turn(1.0)
    assert transport.rate.value == pytest.approx(7)
    stream.rate = None
    front.turn(1.0)
    assert transport.rate.value == 0.0


def test_the_bar_shows_the_frame_and_whether_it_plays(transport, stream, front):
    stream.step(1234)
    front.turn()
    assert '<b class="lpnb-frame">1\u2009234</b>' in transport._readout.value
    assert "lpnb-playing" not in transport._dom_classes
    stream.play()
    wait_until(lambda: stream.playing)
    front.turn(1.0)
    assert "lpnb-playing" in transport._dom_classes


def test_keys_of_the_front_end_move_time(transport, stream, front):
    front.publisher.hear({"command": "step"})
    wait_for_worker(front)
    assert stream.frame == 1
    front.publisher.hear({"command": "toggle"})
    front.publisher.hear({"command": "no such thing"})
    stream.pause()
    assert front.entries() == []


def test_an_error_of_a_handler_is_told(transport, stream, front):
    stream.close()
    transport.play.click()
    assert front.entries() == ["this stream is closed. Make a new one with lpnb.Stream(graph)."]


def test_messages_of_the_stream_and_what_stopped_it_are_told(front, stream):
    messages = Messages(stream, front.publisher)
    front.look()
    stream.graph.add("extra", "pool", shape=3)
    stream.step()
    stream["hidden->answer.weight"] = 1e38
    stream["hidden.bias"] = 1e38
    with pytest.raises(lpnb.errors.FrameError) as failure:
        stream.step(5)
    front.publisher.journal.error("step", failure.value)
    front.turn(1.0)
    text = messages._html.value
    assert "graph changed after frame 0" in text
    assert '<li class="error">node ' in text


def test_problems_of_the_graph_are_told_until_they_are_mended(front, stream):
    messages = Messages(stream, front.publisher)
    front.look()
    stream.graph.set("hidden->hidden", delay=0)
    front.turn(1.0)
    assert messages._html.value.count('<li class="error">') == 1
    assert "cycle hidden -&gt; hidden: expected an edge that takes a frame" in messages._html.value
    stream.graph.undo()
    front.turn(2.0)
    assert "cycle" not in messages._html.value


def test_messages_are_escaped(front, stream):
    messages = Messages(stream, front.publisher)
    front.look()
    stream.messages.append("<b>bold</b>")
    front.turn(1.0)
    assert "&lt;b&gt;bold" in messages._html.value


def test_messages_are_fetched_once_even_when_the_stream_drops_its_oldest(front, stream):
    Messages(stream, front.publisher)
    front.look()
    for number in range(450):
        stream.messages.append(f"message {number}")
        if number % 50 == 0:
            front.turn(1.0)
    front.turn(1.0)
    assert front.entries()[-100:] == [f"message {number}" for number in range(350, 450)]


def test_the_picture_follows_edits(front, stream):
    picture = GraphPicture(stream, front.publisher)
    front.look()
    assert "extra" not in picture._html.value
    stream.graph.add("extra", "pool", shape=3)
    front.turn(1.0)
    assert "extra" in picture._html.value


def test_code_is_shown_when_asked_for_and_follows_edits(front, stream):
    code = CodeView(stream, front.publisher)
    front.look()
    front.turn(1.0)
    assert code._html.value == ""
    code.button.set_state({"value": True})
    front.turn(1.0)
    assert "class Digits" in code._html.value
    stream.graph.rename("hidden", "middle")
    front.turn(1.0)
    assert "middle" in code._html.value
    stream.graph.add("lost", "pool")
    front.turn(1.0)
    assert "# graph &#x27;digits&#x27; has 1 error" in code._html.value


def test_curves_draw_the_mean_of_all_frames_since_the_last_point(front, stream):
    curves = Curves(stream, front.publisher)
    front.look()
    losses = []
    for _ in range(4):
        stream.step()
        losses.append(stream["learn"].mean())
    front.turn(1.0)
    ((frames, values),) = [history.arrays() for history in curves.histories.values()]
    assert frames.tolist() == [4]
    assert values[0] == pytest.approx(sum(losses) / 4, rel=1e-5)


def test_a_turned_knob_makes_no_new_figures_and_chips(front, stream):
    curves, views = Curves(stream, front.publisher), Views(stream, front.publisher)
    front.look()
    before = (curves.children, views._flow.children, views._choice.children)
    stream["data.noise"] = 0.7
    stream["learn.lr"] = 0.1
    stream.step()
    front.turn(1.0)
    assert (curves.children, views._flow.children, views._choice.children) == before


def test_views_that_come_and_go_leave_no_widgets(front, stream):
    views = Views(stream, front.publisher)
    chip = next(chip for chip in views.chips.values() if chip.description == "hidden")

    def twice():
        for shown in (False, True):
            chip.set_state({"value": shown})
            front.turn()

    twice()
    before = set(widget_module._instances.values())
    twice()
    twice()
    new = [type(widget).__name__ for widget in set(widget_module._instances.values()) - before]
    assert len(widget_module._instances) == len(before), new


def curve(curves):
    """The frames of the only curve that there is."""
    ((frames, _),) = [history.arrays() for history in curves.histories.values()]
    return frames.tolist()


@pytest.fixture
def curves(front, stream):
    curves = Curves(stream, front.publisher)
    front.look()
    for _ in range(4):
        stream.step()
        front.turn(1.0)
        front.paint()
    return curves


def test_a_curve_stays_while_the_stream_stands_in_the_past_with_a_line_at_the_frame_on_screen(curves, front, stream):
    stream.back(2)
    front.turn(1.0)
    front.paint()
    assert curve(curves) == [1, 2, 3, 4]
    assert curves._plots[0]._cursor.x.tolist() == [2, 2]
    stream.seek(4)
    front.turn(1.0)
    assert curve(curves) == [1, 2, 3, 4]
    assert not len(curves._plots[0]._cursor.x)


def test_a_curve_loses_what_lay_ahead_when_another_future_begins(curves, front, stream):
    stream.back(2)
    front.turn(1.0)
    front.paint()
    stream["hidden.bias"] = 0.5
    front.turn(1.0)
    assert curve(curves) == [1, 2]


def test_a_curve_loses_what_lay_ahead_even_if_the_other_future_is_longer_already(curves, front, stream):
    stream.back(2)
    front.turn(1.0)
    front.paint()
    stream.fork()
    stream.step(6)
    front.turn(1.0)
    assert curve(curves) == [1, 2, 8]


def test_a_curve_begins_anew_with_the_stream(curves, front, stream):
    stream.reset()
    front.turn(1.0)
    front.paint()
    assert curve(curves) == []


def test_curves_without_a_measure_say_what_to_do():
    g = lpnb.Graph()
    g.add("x", "input", shape=2)
    with lpnb.Stream(g, device="cpu") as stream:
        curves = Curves(stream)
        assert "Nothing is measured" in curves.children[0].value
        curves.close()


def test_a_view_of_an_unknown_state_proposes_one(stream):
    with pytest.raises(UnknownName, match="Did you mean 'hidden'"):
        StateView(stream, "hiden")


def test_views_are_chosen_by_chips_and_by_clicks_on_nodes(front, stream):
    views = Views(stream, front.publisher)
    names = {chip.description: chip.value for chip in views.chips.values()}
    assert names == {
        "data.image": True,
        "data.label": True,
        "image": True,
        "hidden": True,
        "answer": True,
        "learn": False,
    }
    front.publisher.hear({"command": "choose", "arguments": ["data"]})
    front.turn()
    assert [view.name for view in views._flow.children] == ["image", "hidden", "answer"]
    next(chip for chip in views.chips.values() if chip.description == "learn").set_state({"value": True})
    front.turn()
    assert [view.name for view in views._flow.children][-1] == "learn"


def test_views_follow_the_graph(front, stream):
    views = Views(stream, front.publisher)
    front.look()
    stream.graph.add("extra", "pool", shape=3)
    stream.graph.rename("hidden", "middle")
    stream.step()
    front.turn(1.0)
    names = [view.name for view in views._flow.children]
    assert names == ["data.image", "data.label", "image", "middle", "answer", "extra"]
    stream.graph.remove("extra")
    stream.step()
    front.turn(1.0)
    front.paint()
    front.turn(1.0)
    assert "extra" not in [view.name for view in views._flow.children]


def test_a_view_follows_a_change_of_shape(front, stream):
    view = StateView(stream, "hidden", front.publisher)
    stream.graph.set("hidden", shape=(8, 4, 4))
    stream.step()
    front.look()
    front.turn(1.0)
    assert "8\u00d74\u00d74" in view.head.facts["size"]
    assert front.entries() == []


def test_all_views_show_the_sample_that_is_chosen(front, stream):
    views = Views(stream, front.publisher)
    views.sample.set_state({"value": 3})
    front.turn()
    assert {view.look.sample for view in views.views} == {3}


def test_a_part_alone_brings_its_own_publisher_and_messages(stream):
    view = StateView(stream, "hidden")
    kinds = [type(child).__name__ for child in view.children]
    assert kinds[-2:] == ["Messages", "Pacer"]
    assert "lpnb-root" in view._dom_classes
    view.set(face="histogram")
    view.publish(take(stream))
    assert [type(child).__name__ for child in view.children].count("Messages") == 1
    view.close()
    assert not view.publisher._thread.is_alive()


def test_a_curve_has_what_happened_while_it_was_out_of_sight_and_sends_it_once_it_is_seen(front, stream):
    curves, bar = Curves(stream, front.publisher), Transport(stream, front.publisher)
    front.look(bar)
    for _ in range(5):
        stream.step(3)
        front.paint()
        front.turn(0.3)
    [history] = curves.histories.values()
    assert history.arrays()[0].tolist() == [3, 6, 9, 12, 15]
    [line] = curves._plots[0]._lines.values()
    assert not len(line.x)
    front.look(curves)
    front.turn(0.3)
    assert line.x.tolist() == [3, 6, 9, 12, 15]
