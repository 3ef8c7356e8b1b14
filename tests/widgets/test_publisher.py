import threading

import torch

from lpnb.widgets.panels import PANELS
from lpnb.widgets.part import Part
from lpnb.widgets.publisher import Publisher
from lpnb.widgets.state_view import StateView
from lpnb.widgets.transport import Transport
from tests.run.waiting import wait_until


class Spy(Part):
    """Notes what it is given."""

    def __init__(self, stream, publisher):
        super().__init__(stream, publisher)
        self.frames, self.threads, self.followed = [], set(), 0
        self.fill()

    def publish(self, snapshot):
        new = not self.frames or self.frames[-1] != snapshot.frame
        if new:
            self.frames.append(snapshot.frame)
            self.threads.add(threading.current_thread().name)
        return 100 * new

    def follow(self):
        self.followed += 1


def test_the_newest_frame_wins(front, stream):
    spy = Spy(stream, front.publisher)
    front.look()
    stream.step(5)
    front.turn()
    stream.step(7)
    front.turn()
    assert spy.frames == [5, 12]


def test_at_most_two_go_unacknowledged(front, stream):
    spy = Spy(stream, front.publisher)
    front.look()
    for _ in range(5):
        stream.step()
        front.turn()
    assert (front.ticks, spy.frames) == ([1, 2], [1, 2])
    front.paint()
    front.turn()
    assert spy.frames == [1, 2, 5]


def test_nothing_is_read_while_nothing_is_on_screen(front, stream):
    spy = Spy(stream, front.publisher)
    stream.step()
    assert not front.turn()
    front.look()
    front.publisher.hear({"view": "a", "shown": []})
    assert not front.turn()
    assert spy.frames == []


def test_only_what_is_on_screen_is_published(front, stream):
    seen, unseen = Spy(stream, front.publisher), Spy(stream, front.publisher)
    front.look(seen)
    stream.step()
    front.turn()
    assert (seen.frames, unseen.frames) == ([1], [])


def test_nothing_is_sent_while_nothing_changes(front, stream):
    Spy(stream, front.publisher)
    front.look()
    assert front.turn()
    front.paint()
    assert not front.turn()


def test_parts_follow_edits_even_off_screen_and_not_more_often_than_they_settle(front, stream):
    spy = Spy(stream, front.publisher)
    for noise in range(10):
        stream.graph.set("data", noise=float(noise))
    front.turn(1.0)
    front.turn(1.0)
    assert spy.followed == 1


def test_an_error_of_a_part_is_told_and_the_others_go_on(front, stream):
    broken, fine = Spy(stream, front.publisher), Spy(stream, front.publisher)
    broken.publish = lambda snapshot: 1 / 0
    front.look()
    stream.step()
    front.turn()
    assert front.entries() == ["Spy: ZeroDivisionError: division by zero"]
    assert fine.frames == [1]


def test_a_senseless_message_of_the_front_end_is_told(front):
    front.publisher.hear(7)
    assert front.entries()[0].startswith("a message of the front end: TypeError")


def test_display_widgets_are_touched_by_the_publishers_thread_alone(stream):
    publisher = Publisher(stream)
    spy, view = Spy(stream, publisher), StateView(stream, "answer", publisher)
    bar = Transport(stream, publisher)
    view.face.bars.observe(lambda _change: spy.threads.add(threading.current_thread().name), "y")
    keys = list(publisher.parts)
    publisher.hear({"view": "a", "shown": keys})
    stream.play()

    def painted():
        publisher.hear({"view": "a", "shown": keys, "ack": publisher.pacing.sent})
        return len(spy.frames) >= 5

    wait_until(painted)
    stream.pause()
    publisher.close()
    assert spy.threads == {"lpnb publisher"}
    assert "frame" in bar._readout.value


def test_only_the_sample_that_is_shown_is_copied(front, stream, monkeypatch):
    view = StateView(stream, "hidden", front.publisher, sample=2)
    copied = []
    plain = torch.Tensor.cpu
    monkeypatch.setattr(torch.Tensor, "cpu", lambda tensor: copied.append(tuple(tensor.shape)) or plain(tensor))
    front.look(view)
    stream.step()
    front.turn()
    assert copied == [(4, 4, 4)]


def test_a_closed_publisher_has_no_thread(stream):
    publisher = Publisher(stream)
    publisher.worker.do("nothing", lambda: None)
    publisher.close()
    names = {thread.name for thread in threading.enumerate()}
    assert not {"lpnb publisher", "lpnb widgets' worker"} & names


def test_no_panel_waits_for_the_frame_thread_whatever_was_edited(front, stream):
    parts = [panel.make(stream, front.publisher) for panel in PANELS.values()]
    front.look()
    front.turn(1.0)
    gate = threading.Event()
    stream._thread.tell(gate.wait)
    stream.graph.add("late", "pool", shape=3)
    stream.graph.connect("hidden", "late", "dense")
    late = threading.Timer(20, gate.set)
    late.start()
    for _ in range(4):
        front.paint()
        front.turn(1.0)
    waited = gate.is_set()
    late.cancel()
    gate.set()
    for part in parts:
        part.close()
    assert not waited
