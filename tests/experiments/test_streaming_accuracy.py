"""Streaming accuracy: judged against the world at the moment at which an answer arrives."""

import sys

import attrs
import numpy as np
import pytest

import lpnb
from lpnb.errors import EditError
from lpnb.experiments import Data, streaming_accuracy

CLASSES = 4


def teller(rollout):
    """A chain that says at its end exactly which of four pixels is bright."""
    graph = lpnb.Graph("teller")
    graph.add("eye", "input", shape=(1, 2, 2))
    for name in ("a", "b", "answer"):
        graph.add(name, "pool", shape=CLASSES)
    for ends in [("eye", "a"), ("a", "b"), ("b", "answer")]:
        graph.connect(*ends, "dense")
    graph = graph.with_rollout(rollout)
    graph.weights = {f"{name}.weight": np.eye(CLASSES, dtype=np.float32) for name in graph.wires()}
    return graph


def pixels():
    images = np.eye(CLASSES, dtype=np.float32)[np.arange(200) % CLASSES].reshape(200, 2, 2)
    return Data.of("pixels", images, np.arange(200) % CLASSES, tests=160)


def right(rollout, hold):
    return streaming_accuracy(teller(rollout), pixels(), hold=hold, noise=0).since


def test_a_streaming_chain_of_three_says_what_was_three_steps_before():
    since = right("streaming", 5)
    assert since[3:] == (1, 1)
    assert max(since[:3]) < 0.5


def test_a_sequential_frame_speaks_of_the_image_at_its_beginning():
    since = right("sequential", 6)
    assert since[3:] == (1, 1, 1)
    assert max(since[:3]) < 0.5


def test_frames_that_begin_before_the_image_changes_come_too_late():
    # a frame begins at steps 0, 3, 6, ...; an image that comes at step 5 is seen at 6 and spoken of at 9
    assert right("streaming", 5)[3] == 1
    assert right("sequential", 5)[3] < 1


def test_an_image_that_is_gone_before_the_answer_is_never_named():
    assert streaming_accuracy(teller("streaming"), pixels(), hold=2, noise=0).accuracy < 0.5


@pytest.mark.parametrize("hold", [1, 2, 3, 4, 5, 7])
@pytest.mark.parametrize("rollout", ["streaming", "sequential"])
def test_start_up_is_not_counted(rollout, hold):
    """One class alone: whoever has begun to answer is always right, at whatever step an image is replaced by another."""
    images = np.tile(np.eye(CLASSES, dtype=np.float32)[2].reshape(1, 2, 2), (360, 1, 1))
    data = Data.of("all alike", images, np.full(360, 2), tests=320)
    assert streaming_accuracy(teller(rollout), data, hold=hold, noise=0).since == (1,) * hold


def test_frames_begin_equally_often_at_each_step_of_an_image():
    # steps 0, 3, 6, 9 of images that change every 4 steps: at the first step of an image in one of three, and then the
    # answer comes at its last one; other answers are of images that are gone, the next class being another one
    images = np.eye(CLASSES, dtype=np.float32)[np.arange(200) % CLASSES].reshape(200, 2, 2)
    found = streaming_accuracy(
        teller("sequential"), Data.of("pixels", images, np.arange(200) % CLASSES, tests=160), hold=4, noise=0
    )
    by_luck = found.since[0]
    assert found.since[3] == pytest.approx(1 / 3 + 2 / 3 * by_luck, abs=0.1)


@pytest.mark.parametrize("hold", [2, 4, 5])
def test_many_short_streams_find_what_one_long_stream_finds(hold, monkeypatch):
    many = streaming_accuracy(teller("sequential"), pixels(), hold=hold, noise=0)
    module = sys.modules["lpnb.experiments.streaming_accuracy"]  # its name is that of the function, too
    monkeypatch.setattr(module, "LONG", 10**6)
    one = streaming_accuracy(teller("sequential"), pixels(), hold=hold, noise=0)
    np.testing.assert_allclose(many.since, one.since, atol=0.1)


@pytest.mark.parametrize("tests", [1, 2, 7, 29, 31])
def test_few_images_are_enough(tests):
    data = attrs.evolve(pixels(), test_images=pixels().test_images[:tests], test_labels=pixels().test_labels[:tests])
    assert streaming_accuracy(teller("streaming"), data, hold=5, noise=0).since[3:] == (1, 1)


@pytest.mark.parametrize("hold", [0, 1.5, True])
def test_a_hold_that_is_no_number_of_steps_is_refused(hold):
    with pytest.raises(
        EditError, match=r"streaming_accuracy, hold: expected a whole number of update steps, 1 or more"
    ):
        streaming_accuracy(teller("streaming"), pixels(), hold=hold)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"noise": -1}, "recipe, noise: expected 0 to 1000 sd, found -1."),
        ({"noise": float("nan")}, "recipe, noise: expected 0 to 1000 sd, found nan."),
        ({"noise": "x"}, "recipe, noise: expected 0 to 1000 sd, found 'x'."),
        ({"clip": 3}, "recipe, clip: expected True or False, found 3."),
    ],
)
def test_noise_that_no_training_could_have_is_refused(fields, words):
    with pytest.raises(EditError) as caught:
        streaming_accuracy(teller("streaming"), pixels(), hold=3, **fields)
    assert str(caught.value) == words
