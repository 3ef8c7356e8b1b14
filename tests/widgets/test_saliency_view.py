import threading

import numpy as np
import pytest

import lpnb
from lpnb.errors import UnknownName
from lpnb.measure import saliency
from lpnb.widgets import SaliencyView


@pytest.fixture
def view(front, stream):
    view = SaliencyView(stream, front.publisher)
    front.look()
    yield view
    view.close()


def computed(front, view):
    """Press the button, and wait for what comes of it."""
    before, view._error.words = view.found, ""
    view.compute.click()
    front.until(lambda: (view.found is not before and not view._stale) or view._error.words)


def test_it_offers_the_answer_what_reaches_it_first_and_how_long_that_takes(view):
    assert (view.output.name, view.of.name, view.frames_back.value) == ("answer", "data.image", 3)
    assert len(view.channel.options) == 11
    assert "press Compute" in view._words.words


def test_what_is_drawn_is_the_gradient_and_the_map_that_the_measure_computes(view, front, stream):
    stream.step(10)
    view.channel.value, view.sample.value = 4, 2
    computed(front, view)
    found = saliency(stream, "answer", "data.image", frames_back=3, channel=4, sample=2)
    assert np.array_equal(view._state.value.array, stream.recent[-4][1][2].numpy())
    assert np.allclose(view._gradient.value.array, found.gradient[0])
    assert np.allclose(view._cam.value.array, found.grad_cam()[0])
    assert view._gradient.face.high == -view._gradient.face.low >= np.abs(found.gradient).max()


def test_what_cannot_reach_the_answer_in_time_is_said_so(view, front, stream):
    stream.step(9)
    view.of.widget.value = next(key for name, key in view.of.widget.options if name == "image")
    front.turn()
    assert view.frames_back.value == 2
    view.frames_back.value = 1
    computed(front, view)
    assert view._words.words == "Nothing of image at frame 8 reaches answer at frame 9: the way takes 2 frames."
    assert not view._gradient.value.array.any()


def test_a_vector_is_one_row_and_has_no_grad_cam(front, stream):
    view = SaliencyView(stream, front.publisher, output="hidden", of="answer", frames_back=0)
    front.look()
    stream.step(5)
    computed(front, view)
    assert view._cam.layout.display == "none"
    assert view._words.words.endswith("no way leads from answer to hidden.")
    view._gradient.face.heard({"at": [0, 0, 3]})
    front.turn()
    assert view._gradient._pointed.words == "[3] = 0"


def test_errors_are_shown_in_the_panel_and_gone_with_the_next_success(view, front, stream):
    computed(front, view)
    assert "frames_back: expected 0 to 0 frames, found 3" in view._error.words
    assert 'role="alert"' in view._error.value
    stream.step(5)
    view.compute.click()
    front.until(lambda: view.found is not None and not view._error.words)


def test_following_computes_at_most_twice_a_second_and_only_new_frames(view, front, stream):
    asked = []
    view.publisher.worker.do = lambda where, job, key=None: (asked.append(front.clock.now), job())
    view.follow_stream.value = True
    for _ in range(20):
        stream.step(4)
        front.turn(0.1)
        front.paint()
    assert 2 <= len(asked) <= 5
    assert min(np.diff(asked)) >= 0.5 - 1e-6
    before = len(asked)
    for _ in range(20):
        front.turn(0.1)
    assert len(asked) <= before + 1


def test_it_is_computed_in_the_workers_thread_and_not_while_off_screen(view, front, stream):
    threads = []
    stream.step(5)
    view._answer = lambda _question: threads.append(threading.current_thread().name)
    front.look(view)
    front.publisher.hear({"view": "a", "shown": []})
    view.compute.click()
    front.turn(1.0)
    assert not threads
    front.look(view)
    front.until(lambda: threads)
    assert threads == ["lpnb widgets' worker"]


def test_a_menu_that_is_moved_asks_again_once_something_was_asked(view, front, stream):
    stream.step(5)
    view.channel.value = 1
    front.turn()
    assert not view._busy
    computed(front, view)
    before = view.found
    view.channel.value = 7
    front.until(lambda: view.found is not before and not view._stale)
    assert view.found.value[0] == pytest.approx(float(stream["answer"][0, 7]), abs=1e-6)


def test_a_renamed_state_is_followed(view, front, stream, graph):
    graph.rename("answer", "guess")
    stream.step(6)
    front.turn()
    computed(front, view)
    assert view._words.words.startswith("The strongest class of guess is ")


def test_an_unknown_state_proposes_one(stream):
    with pytest.raises(UnknownName, match="Did you mean 'hidden'"):
        SaliencyView(stream, of="hiden")


def test_an_empty_graph_shows_that_there_is_nothing():
    with lpnb.Stream(lpnb.Graph(), draft=True, device="cpu") as stream:
        view = SaliencyView(stream)
        assert "no state that holds numbers" in view._words.words
        view.close()
