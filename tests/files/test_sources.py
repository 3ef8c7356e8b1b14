"""Every source, and what lives in a world, is saved, read again, written as a script and exported."""

import subprocess
import sys

import numpy as np
import pytest
import torch

import lpnb
from lpnb.graph.script import script
from tests.sources.opening import setting
from tests.sources.test_every_source import CASES


def alone(kind, fields):
    graph = lpnb.Graph("alone")
    graph.add("it", kind, **fields)
    return graph


def first_frames(graph):
    feed = graph["it"].open(setting(batch=3))
    return [value for frame in (0, 3, 8) for value in feed.frame(frame)]


SAVED = [case for case in CASES if case[0] != "python"]


@pytest.mark.parametrize(("kind", "fields"), SAVED)
def test_a_source_that_was_saved_delivers_the_same(kind, fields, tmp_path):
    graph = alone(kind, fields)
    again = lpnb.Graph.load(graph.save(tmp_path / "it.lpnb"))
    assert again["it"] == graph["it"]
    for before, after in zip(first_frames(graph), first_frames(again), strict=True):
        assert torch.equal(before, after)


@pytest.mark.parametrize(("kind", "fields"), [case for case in SAVED if "data" not in case[1]])
def test_a_source_is_written_as_python(kind, fields):
    again = lpnb.Graph("alone")
    exec(script(lpnb.Graph("alone"), alone(kind, fields)), {"g": again})
    assert again["it"] == alone(kind, fields)["it"]


@pytest.fixture
def life():
    """An agent that is pushed about, sees, feels, and tells how fast it is."""
    graph = lpnb.Graph("life")
    graph.add("room", "world", inside={"table": [-50, 20, 50, 20]})
    graph.add("push", "random", shape=3)
    graph.add("me", "agent", fastest=3)
    for kind, fields in (
        ("eye", {"receptors": 9, "sees": "colour"}),
        ("touch", {"reach": 400}),
        ("population", {"of": 3}),
    ):
        graph.add(kind, kind, **fields)
        graph.connect("me", kind if kind == "population" else f"{kind}.pose")
    for end in ("me", "eye", "touch"):
        graph.connect("room.walls", f"{end}.walls")
    graph.connect("push", "me.force")
    graph.connect("room.home", "me.home")
    graph.connect("room.colours", "eye.colours")
    return graph


def test_a_life_is_saved_and_written_and_goes_the_same_way(life, tmp_path):
    saved = lpnb.Graph.load(life.save(tmp_path / "life.lpnb"))
    written = lpnb.Graph("life")
    exec(script(lpnb.Graph("life"), life), {"g": written})
    for again in (saved, written):
        assert again.code() == life.code()
        for one, other in zip(lived(again), lived(life), strict=True):
            assert np.array_equal(one, other)


def lived(graph):
    with lpnb.Stream(graph, batch=2, seed=4) as stream:
        stream.step(20)
        return [stream[name] for name in ("me", "eye", "touch", "population")]


def test_a_life_is_exported_as_a_script_of_torch_alone(life, tmp_path):
    file = life.export(tmp_path / "life.py")
    hidden = "import sys; sys.modules['lpnb'] = None; import runpy; runpy.run_path(sys.argv[1], run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", hidden, str(file)],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.stderr == ""
    assert done.returncode == 0
