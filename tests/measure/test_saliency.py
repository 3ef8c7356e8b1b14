"""Saliency equals autograd through frames that are unrolled by hand, and finite differences."""

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import lpnb
from lpnb.errors import MeasureError, UnknownName
from lpnb.measure.saliency import saliency
from tests.nets import graphs, moving


def network(delay=1):
    """x -> a -> b -> y with a loop at b, a skip a -> y of 2 frames, and an edge a -> b of delay 0 or more."""
    g = lpnb.Graph("net")
    moving(g, shape=(3,))
    for name, act in (("a", "tanh"), ("b", "tanh"), ("y", "identity")):
        g.add(name, "pool", shape=3, act=act, noise=0.1 if name == "b" else 0.0)
    g.connect("data.x", "a")  # an identity: `a` would be the very tensor of the source, were it not for its bias
    g.connect("a", "b", "dense", delay=delay)
    g.connect("b", "b", "dense")
    g.connect("b", "y")
    g.connect("a", "y", "dense", delay=2)
    return g


@pytest.fixture
def stream():
    with lpnb.Stream(network(), batch=2, device="cpu", dtype="float64") as s:
        s.step(9)
        yield s


def by_hand(stream, leaf_of, frame, at, *, in_frame=False):
    """The leaf, and y in frame `at`, unrolled; noise is what is left of b's sum."""
    p = {name: torch.tensor(value) for name, value in stream.weights().items()}
    states = {int(s[0]): {n: s[i].clone() for n, i in stream.program.newest.items()} for s in stream.recent}
    old = {t: {n: states[t][n] for n in ("a", "b", "y", "data.x")} for t in states}
    noise = {}
    for t in range(2, at + 1):
        arriving = old[t if in_frame else t - 1]["a"] @ p["a->b.weight"] + old[t - 1]["b"] @ p["b->b.weight"]
        noise[t] = torch.atanh(old[t]["b"]) - arriving - p["b.bias"]
    new = {t: dict(old[t]) for t in old if t < frame}
    for t in range(frame, at + 1):
        now, before, earlier = dict(old[t]), new.get(t - 1), new.get(t - 2)
        new[t] = now
        for name in ("data.x", "a", "b", "y"):
            if name == "a":
                now["a"] = torch.tanh(before["data.x"] + p["a.bias"])
            elif name == "b":
                arriving = (now if in_frame else before)["a"] @ p["a->b.weight"] + before["b"] @ p["b->b.weight"]
                now["b"] = torch.tanh(arriving + p["b.bias"] + noise[t])
            elif name == "y":
                now["y"] = before["b"] + earlier["a"] @ p["a->y.weight"] + p["y.bias"]
            if name == leaf_of and t == frame:
                now[name] = leaf = now[name].detach().requires_grad_()
    return leaf, new[at]["y"]


@pytest.mark.parametrize("of", ["data.x", "a", "b", "y"])
@pytest.mark.parametrize("back", [0, 1, 2, 3, 5])
def test_it_is_the_gradient_of_frames_unrolled_by_hand(stream, of, back):
    leaf, y = by_hand(stream, of, 9 - back, 9)
    found = saliency(stream, "y", of, frames_back=back, channel=1)
    (wanted,) = torch.autograd.grad(y[:, 1].sum(), leaf, allow_unused=True) if y.requires_grad else (None,)
    assert found.reached == (wanted is not None)
    np.testing.assert_allclose(found.gradient, torch.zeros(2, 3) if wanted is None else wanted, atol=1e-12)
    np.testing.assert_allclose(found.state, leaf.detach())
    np.testing.assert_allclose(found.value, y[:, 1].detach())
    assert (found.at, found.frame, found.drift) == (9, 9 - back, 0)


@pytest.mark.parametrize("back", [1, 2, 4])
def test_what_an_edge_of_delay_0_brings_within_the_frame_counts(back):
    with lpnb.Stream(network(delay=0), batch=2, device="cpu", dtype="float64") as stream:
        stream.step(9)
        leaf, y = by_hand(stream, "a", 9 - back, 9, in_frame=True)
        wanted = torch.autograd.grad(y[:, 2].sum(), leaf)[0]
        np.testing.assert_allclose(saliency(stream, "y", "a", frames_back=back, channel=2).gradient, wanted, atol=1e-12)


def test_two_states_that_share_one_tensor_are_told_apart():
    g = lpnb.Graph()
    moving(g, shape=(3,))
    for name in "ab":
        g.add(name, "pool", shape=3, bias="none")
    g.connect("data.x", "a")
    g.connect("a", "b", delay=0)
    g.connect("data.x", "b")
    with lpnb.Stream(g, device="cpu") as stream:
        stream.step(4)
        assert stream.state.a is stream.recent[-2].data_x
        assert saliency(stream, "b", "a", frames_back=0, channel=0).gradient.tolist() == [[1, 0, 0]]
        assert saliency(stream, "b", "data.x", frames_back=1, channel=0).gradient.tolist() == [[2, 0, 0]]


@settings(max_examples=25)
@given(graphs(), st.integers(0, 3), st.data())
def test_it_is_what_finite_differences_say(graph, back, data):
    graph = graph.copy()
    for name, wire in graph.wires().items():
        graph.set(name, delay=max(1, wire.spec.delay))  # so that a state can be changed from outside
    names = [n for n, node in graph.nodes().items() if node.category == "state" and node.act not in ("relu", "elu")]
    assume(names)
    of, output = data.draw(st.sampled_from(names)), data.draw(st.sampled_from(names))
    with lpnb.Stream(graph, batch=2, device="cpu", dtype="float64") as stream:
        stream.step(5)
        found = saliency(stream, output, of, frames_back=back, sample=1, channel=0)
        built, states = stream.built, [state for state in stream.recent if state[0] >= 5 - back]

        def value(change):
            place = built.program.newest[of]
            state = states[0]._replace(**{state_field(built, place): states[0][place] + change})
            for later in states[1:]:
                fed = [later[i] for i, slot in enumerate(built.program.slots, 1) if slot.fed and slot.age == 1]
                with torch.no_grad():
                    state = built.network.step(state, built.inputs(*fed))
            return state[built.program.newest[output]][1, 0].mean().item()

        direction = torch.tensor(np.random.default_rng(0).normal(size=(2, *found.state.shape[1:])))
        slope = (value(1e-6 * direction) - value(-1e-6 * direction)) / 2e-6
        assert (found.gradient[0] * direction[1].numpy()).sum() == pytest.approx(slope, rel=1e-4, abs=1e-7)


def state_field(built, place):
    return built.program.slots[place - 1].identifier


def test_each_sample_answers_for_itself(stream):
    every = saliency(stream, "y", "a", frames_back=3)
    one = saliency(stream, "y", "a", frames_back=3, sample=1)
    assert one.gradient.shape == one.state.shape == (1, 3)
    np.testing.assert_allclose(one.gradient[0], every.gradient[1])
    assert np.array_equal(one.value, every.value[1:])


def test_without_a_channel_it_is_the_greatest_value(stream):
    found = saliency(stream, "y", "a", frames_back=3, sample=0)
    best = int(stream["y"][0].argmax())
    np.testing.assert_allclose(
        found.gradient, saliency(stream, "y", "a", frames_back=3, sample=0, channel=best).gradient
    )


def test_an_earlier_frame_can_be_asked_about(stream):
    found = saliency(stream, "y", "a", frames_back=3, at=7)
    stream.back(2)
    assert np.array_equal(found.gradient, saliency(stream, "y", "a", frames_back=3).gradient)


def test_it_reaches_back_to_the_first_frame(stream):
    stream.back(9)
    stream.step(3)
    found = saliency(stream, "y", "data.x", frames_back=3, channel=0)
    assert (found.frame, found.reached) == (0, True)


def test_the_stream_goes_on_as_if_nobody_had_looked(stream):
    with lpnb.Stream(network(), batch=2, device="cpu", dtype="float64") as twin:
        twin.step(9)
        for _ in range(5):
            saliency(stream, "y", "a", frames_back=4)
            stream.step(3)
            twin.step(3)
        assert np.array_equal(stream["b"], twin["b"])
        assert not any(parameter.grad is not None for parameter in stream.built.trainable().values())


def test_it_can_be_asked_while_the_stream_plays_and_learns():
    g = network()
    g.add("learn", "loss", loss="mse", window=2)
    g.connect("y", "learn.prediction")
    g.connect("data.x", "learn.target")
    with lpnb.Stream(g, batch=2, device="cpu") as stream:
        stream.step(9)
        stream.play()
        found = [saliency(stream, "learn", "a", frames_back=3) for _ in range(20)]
        stream.pause()
    assert all(one.reached and np.isfinite(one.gradient).all() for one in found)


def test_weights_that_changed_meanwhile_are_told(stream):
    assert saliency(stream, "y", "a", frames_back=3).drift == 0
    stream["y.bias"] = 0.5
    assert saliency(stream, "y", "a", frames_back=3).drift == pytest.approx(0.5)


def test_a_closed_stream_can_still_be_asked():
    with lpnb.Stream(network(), device="cpu") as stream:
        stream.step(6)
    assert saliency(stream, "y", "a", frames_back=3).reached


def test_grad_cam_is_the_formula_of_the_paper():
    g = lpnb.Graph()
    g.add("data", "digits")
    g.add("maps", "pool", shape=(4, 4, 4), act="relu")
    g.add("y", "pool", shape=10)
    g.connect("data.image", "maps", "conv")
    g.connect("maps", "y", "dense")
    with lpnb.Stream(g, batch=2, device="cpu") as stream:
        stream.step(5)
        cam = saliency(stream, "y", "maps", frames_back=1, channel=3).grad_cam()
        alpha = stream["maps->y.weight"][:, 3].reshape(4, 16).mean(1)  # y is linear: its gradient is the weight
        maps = stream.recent[-2].maps.numpy()
        np.testing.assert_allclose(cam, np.maximum(np.einsum("c,bchw->bhw", alpha, maps), 0), atol=1e-6)
        with pytest.raises(MeasureError, match="^Grad-CAM: expected a state with channels and places, found \\(10,\\)"):
            saliency(stream, "y", "y", frames_back=0).grad_cam()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"output": "z"}, "saliency: expected a state of the stream, found 'z'. Known: data, data.x, data.y, a, "),
        ({"of": "data.y"}, "saliency: expected states that hold numbers, found 'data.y': a class index below 3."),
        ({"at": 12}, "saliency, at: expected a frame that is remembered (0 to 9), found 12. Let the stream run on"),
        ({"frames_back": 10}, "saliency, frames_back: expected 0 to 9 frames, found 10."),
        ({"sample": 2}, "saliency, sample: expected 0 to 1, found 2."),
        ({"channel": -1}, "saliency, channel: expected 0 to 2, found -1."),
    ],
)
def test_what_cannot_be_asked_is_said(stream, change, words):
    with pytest.raises((MeasureError, UnknownName)) as caught:
        saliency(stream, **{"output": "y", "of": "a", "frames_back": 3, **change})
    assert str(caught.value).startswith(words)


def test_frames_that_were_forgotten_are_said():
    with lpnb.Stream(network(delay=0), device="cpu") as stream:
        stream.step(6)
        stream["y"] = 0.0  # states that are set begin a new past
        stream.step(2)
        assert saliency(stream, "y", "a", frames_back=1).reached
        with pytest.raises(MeasureError, match=r"expected frames that are remembered \(6 to 8\), found 2."):
            saliency(stream, "y", "a", frames_back=2)
