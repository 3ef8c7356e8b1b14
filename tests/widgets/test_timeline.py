import numpy as np
import pytest

from lpnb.widgets import timeline_plot
from lpnb.widgets.timeline import Timeline


@pytest.fixture
def timeline(front, stream):
    timeline = Timeline(stream, front.publisher)
    front.look()
    yield timeline
    timeline.close()


def drag(timeline, frame):
    timeline.scrubber.set_state({"value": frame})


def test_the_slider_reaches_from_the_first_to_the_newest_frame_and_stands_at_the_one_on_screen(timeline, front, stream):
    stream.step(12)
    front.until(lambda: timeline.scrubber.value == 12)
    assert (timeline.scrubber.min, timeline.scrubber.max) == (0, 12)
    assert timeline.newest.disabled
    assert timeline.fork.disabled


def test_what_is_dragged_to_is_on_screen_and_exactly_so_once_it_is_let_go(timeline, front, stream):
    stream.step(12)
    before = stream.recent[5][1]
    front.until(lambda: timeline.scrubber.max == 12)
    front.publisher.hear({"pointer": "down"})
    drag(timeline, 5)
    front.publisher.hear({"pointer": "up"})
    front.until(lambda: stream.frame == 5 and not timeline.fork.disabled)
    assert np.array_equal(stream.state[1].numpy(), before.numpy())
    assert "in the past" in timeline._readout.value


def test_from_the_past_one_goes_to_the_newest_frame_by_a_button(timeline, front, stream):
    stream.step(12)
    stream.seek(4)
    front.until(lambda: not timeline.newest.disabled)
    timeline.newest.click()
    front.until(lambda: stream.frame == 12 and timeline.newest.disabled)


def test_continuing_from_the_past_keeps_the_other_future_to_go_to_and_to_forget(timeline, front, stream):
    stream.step(12)
    stream.seek(4)
    front.until(lambda: not timeline.fork.disabled)
    timeline.fork.click()
    front.until(lambda: len(timeline.branch.options) == 1)
    stream.step(2)
    assert timeline._branches.layout.display is None
    timeline.switch.click()
    front.until(lambda: stream.frame == 12)
    front.until(lambda: timeline.branch.value is not None)
    timeline.drop.click()
    front.until(lambda: not timeline.branch.options)


def test_what_happened_is_marked_where_it_did(timeline, front, stream):
    stream.step(3)
    stream["hidden.bias"] = 0.5
    stream.step(2)
    front.until(lambda: len(timeline.plot._marks["parameter"].x))
    mark = timeline.plot._marks["parameter"]
    assert mark.x.tolist() == [3]
    assert "hidden.bias" in mark.names[0]


def test_marks_go_with_the_future_that_they_belong_to(timeline, front, stream):
    stream.step(3)
    stream["hidden.bias"] = 0.5
    front.until(lambda: len(timeline.plot._marks["parameter"].x))
    stream.reset()
    front.until(lambda: not len(timeline.plot._marks["parameter"].x))
    assert not front.publisher.journal.entries


def test_a_breakpoint_is_added_by_the_line_and_removed_by_its_chip(timeline, front, stream):
    stops = timeline.stops
    stops.name.value, stops.limit.value = "hidden", 0.25
    stops.add.click()
    front.until(lambda: len(stream.breakpoints) == 1 and len(stops._chips.children) == 1)
    assert stops._chips.children[0].description == "hidden above 0.25 \N{MULTIPLICATION SIGN}"
    stops._chips.children[0].click()
    front.until(lambda: not stops._chips.children)
    assert not len(stream.breakpoints)


def test_a_breakpoint_that_cannot_be_says_why_beside_the_line(timeline, front, stream):
    timeline.stops.name.value = "hiden"
    timeline.stops.add.click()
    front.until(lambda: "hiden" in timeline.stops._error.value)


def test_changes_of_the_label_that_would_be_one_bar_are_not_drawn(timeline, front, stream, monkeypatch):
    monkeypatch.setattr(timeline_plot, "CROWD", 1)
    stream.step(40)
    label = timeline.plot._marks["label"]
    front.until(lambda: len(timeline.labels.frames) > 1)
    front.look()
    assert label.x.tolist() == []


def test_changes_of_the_label_are_marks_in_the_frames_in_which_they_come(timeline, front, stream):
    stream.step(40)
    label = timeline.plot._marks["label"]
    wanted = list(stream.changes("data.label", 1, 40))
    assert wanted
    front.until(lambda: label.x.tolist() == wanted)
    assert label.names[0] == f"frame {wanted[0]}: another data.label"
    stream.step(20)
    front.until(lambda: label.x.tolist() == list(stream.changes("data.label", 1, 60)))


def test_marks_say_what_was_undone(timeline, front, stream):
    stream.step(3)
    stream.graph.add("h2", "pool", shape=2)
    stream.graph.undo()
    stream.step()
    edits = timeline.plot._marks["edit"]
    front.until(lambda: list(edits.names) == ["after frame 3: add h2", "after frame 3: undo: add h2"])
