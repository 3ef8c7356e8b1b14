"""Agents and their senses do what geometry says."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lpnb

ROOM = {"width": 200, "height": 100, "homes": "middle"}


def living(*, push=None, agent=None, batch=1, frames=1, **senses):
    """Run an agent in a room and return what it and its senses hold, by name, for sample 0."""
    graph = lpnb.Graph()
    graph.add("room", "world", **ROOM)
    graph.add("me", "agent", **(agent or {}))
    graph.connect("room.walls", "me.walls")
    graph.connect("room.home", "me.home")
    if push is not None:
        graph.add("push", lpnb.source(lambda frame: np.array(push, float)))
        graph.connect("push", "me.force")
    for name, (kind, fields) in senses.items():
        graph.add(name, kind, **fields)
        graph.connect("me", f"{name}.pose" if kind != "population" else name, delay=0)
        if kind != "population":
            graph.connect("room.walls", f"{name}.walls")
        if fields.get("sees") == "colour":
            graph.connect("room.colours", f"{name}.colours")
    assert graph.check().ok, graph.check()
    with lpnb.Stream(graph, batch=batch, dtype="float64") as stream:
        stream.step(frames)
        return {name: stream[name][0] for name in ("me", *senses)} | {"walls": stream["room.walls"][0]}


def test_without_forces_an_agent_stays_where_it_begins():
    assert living(frames=5)["me"].tolist() == [0, 0, 0, 0, 0, 0, 1]


@settings(max_examples=20, deadline=None)
@given(st.floats(0, 1), st.floats(-1, 1), st.integers(1, 9))
def test_a_constant_force_is_a_geometric_sum(inertia, force, frames):
    me = living(push=(force, 0, 0), agent={"inertia": inertia, "fastest": 100}, frames=frames)["me"]
    velocity = place = 0.0
    for _ in range(frames):
        velocity = inertia * velocity + force
        place += velocity
    assert me[[0, 3]] == pytest.approx([place, velocity], abs=1e-5)


def test_nothing_is_faster_than_it_may_be():
    me = living(push=(50, -50, -50), agent={"fastest": 2, "fastest_turn": 0.5}, frames=3)["me"]
    assert me.tolist() == [6, -6, -1.5, 2, -2, -0.5, 1]


@pytest.mark.parametrize("push", [(9, 0, 0), (0, 9, 0), (-9, 2, 0), (-3, -9, 1)])
def test_walls_keep_an_agent_inside(push):
    me = living(push=push, agent={"fastest": 5}, frames=300)["me"]
    assert abs(me[0]) < 100
    assert abs(me[1]) < 50


def test_an_eye_in_the_middle_of_a_room_sees_how_far_its_walls_are():
    seen = living(eye=("eye", {"receptors": 5, "view": round(2 * math.pi, 6)}))["eye"]
    assert seen.shape == (1, 5, 1)
    assert seen.ravel() == pytest.approx([100, 50, 100, 50, 100], abs=1e-3)


@settings(max_examples=25, deadline=None)
@given(st.floats(-3, 3), st.floats(0.1, 3), st.integers(1, 7))
def test_each_ray_ends_on_a_side_of_the_room(look, view, receptors):
    fields = {"receptors": receptors, "view": view, "look": look}
    seen = living(eye=("eye", fields))["eye"].ravel()
    angles = np.linspace(-0.5, 0.5, receptors) * view + look if receptors > 1 else np.array([look - view / 2])
    for far, angle in zip(seen, angles, strict=True):
        sides = [100 / max(abs(math.cos(angle)), 1e-12), 50 / max(abs(math.sin(angle)), 1e-12)]
        assert far == pytest.approx(min(sides), rel=1e-4)


def test_an_eye_sees_no_farther_than_it_reaches():
    far = living(eye=("eye", {"receptors": 3, "view": 3.0, "reach": 60.0}))["eye"].ravel()
    assert far[1] == 60
    colour = living(eye=("eye", {"receptors": 3, "view": 3.0, "reach": 60.0, "sees": "colour"}))["eye"]
    assert colour[:, 1, 0].tolist() == [0, 0, 0]
    assert colour[:, 0, 0].max() > 0


def test_colours_are_those_of_the_wall_that_is_seen():
    found = living(eye=("eye", {"receptors": 5, "view": round(2 * math.pi, 6), "sees": "colour"}))["eye"]
    assert found.shape == (3, 5, 1)
    assert found[:, 0].tolist() == found[:, 4].tolist()  # behind
    assert len({tuple(ray) for ray in found[:, :4, 0].T.tolist()}) == 4


def test_touch_is_the_logarithm_of_how_near_a_wall_is():
    felt = living(skin=("touch", {"receptors": 4, "reach": 80.0}))["skin"]
    assert felt == pytest.approx([0, math.log(80 / 50), 0, math.log(80 / 50)], abs=1e-4)


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 20), st.floats(-5, 0), st.floats(0.1, 5), st.floats(0.1, 2), st.booleans())
def test_a_population_is_gaussian_around_its_favourites(size, low, wide, sigma, wraps):
    fields = {"size": size, "low": low, "high": low + wide, "sigma": sigma, "wraps": wraps, "of": 3}
    found = living(push=(0.7, 0, 0), code=("population", fields))
    favourites = np.linspace(low, low + wide, size, endpoint=not wraps)
    apart = found["me"][3] - favourites
    if wraps:
        apart = (apart + wide / 2) % wide - wide / 2
    assert found["code"] == pytest.approx(np.exp(-(apart**2) / (2 * sigma**2)), abs=1e-5)


def test_senses_at_the_wrong_place_are_said():
    graph = lpnb.Graph()
    graph.add("room", "world")
    graph.add("eye", "eye", sees="colour")
    graph.add("code", "population", of=5, low=1)
    graph.connect("room.walls", "eye.pose")
    graph.connect("room.home", "eye.walls")
    graph.connect("room.home", "code")
    assert [str(problem) for problem in graph.check().errors] == [
        "node 'eye' (eye): expected x, y and angle at 'pose', found shape (4, 4). Connect an agent to it.",
        "node 'eye' (eye): expected walls (n, 4) at 'walls', found shape (3,). Connect the 'walls' of a world.",
        "node 'eye' (eye): expected one edge at 'colours', to see these, found none. Connect the 'colours' of a world.",
        "node 'code' (population): expected a 'high' above 'low', 1, found 1. Raise 'high', or lower 'low'.",
        "node 'code' (population): expected at least 6 numbers, of which number 5 is coded, found shape (3,). "
        "Set 'of' to 0, for the first.",
    ]


def test_a_stream_goes_back_in_a_life_and_lives_it_again():
    graph = lpnb.Graph()
    graph.add("room", "world")
    graph.add("me", "agent")
    graph.add("push", "random", shape=3)
    graph.add("eye", "eye", receptors=4)
    for start, end in (
        ("push", "me.force"),
        ("room.walls", "me.walls"),
        ("me", "eye.pose"),
        ("room.walls", "eye.walls"),
    ):
        graph.connect(start, end)
    with lpnb.Stream(graph, batch=3) as stream:
        stream.step(60)
        before = stream["eye"].copy()
        stream.back(40)
        stream.step(40)
        assert np.array_equal(stream["eye"], before)
