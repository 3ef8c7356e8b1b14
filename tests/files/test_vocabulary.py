"""What nodes can do is saved, read again, written as a script and exported."""

import subprocess
import sys

import numpy as np
import pytest

import lpnb
from lpnb.graph.script import script


@pytest.fixture
def graph():
    """Each of the nodes that compute with what arrives, and a pool with all of its fields."""
    g = lpnb.Graph("vocabulary")
    g.add("data", "arrays", data={"x": np.random.default_rng(0).uniform(size=(7, 4, 3, 3))})
    g.add("image", "pool", shape=(4, 3, 3), act="B.tanh($) * $", bias="spatial", gain="full", batch_mean="spatial")
    g.add("loud", "pool", shape=(4, 3, 3), noise=0.2, noise_kind="uniform", noise_mean=0.1, layer_std="full")
    g.add("late", "pool", shape=(4, 3, 3), dropout=0.2, zoneout=0.3, dropping="unscaled", act="spiky")
    g.add("gate", "product")
    g.add("most", "maxout", size=2, take="mean")
    g.add("mix", "function", formula="where(a > 0, a * softround(b - a), -1)")
    g.add("units", "binary", shape=5, combine="or")
    g.add("still", "pool", shape=5, mode="hold", initial=0.5)
    g.connect("data.x", "image")
    g.connect("image", "loud", "conv")
    g.connect("loud", "late", before="x - mean(x)")
    g.connect("image", "late.residual", delay=2)
    for name in ("image", "late"):
        g.connect(name, "gate")
    g.connect("gate", "most")
    g.connect("image", "mix.a")
    g.connect("loud", "mix.b", delay=3)
    g.connect("data.x", "units", "dense", low=0, high=1, init="uniform(0, 1)")
    g.connect("units", "units")
    g.connect("units", "still")
    return g


def frames_of(graph):
    """The states after a few frames, all that is computed."""
    with lpnb.Stream(graph, seed=3) as stream:
        stream.step(6)
        return {name: stream[name] for name in graph.nodes() if name != "data"}


def test_a_file_keeps_everything(graph, tmp_path):
    assert graph.check().ok
    again = lpnb.Graph.load(graph.save(tmp_path / "net"))
    assert [*again.nodes().values()][1:] == [*graph.nodes().values()][1:]
    assert again.code() == graph.code()
    for name, state in frames_of(graph).items():
        np.testing.assert_array_equal(frames_of(again)[name], state)


def test_the_lines_that_draw_it_draw_the_same(graph):
    again = lpnb.Graph("vocabulary")
    again.add("data", graph["data"])
    exec(script(again, graph), {"g": again})
    assert again.nodes() == graph.nodes()
    assert again.code() == graph.code()


def test_what_is_exported_computes_the_same(graph, tmp_path):
    script = graph.export(tmp_path / "net")
    done = subprocess.run([sys.executable, "-I", str(script)], capture_output=True, text=True, check=False, timeout=100)
    assert done.stderr == ""
    assert done.stdout.rstrip().endswith("largest difference 0, passed")


def test_what_a_person_wrote_is_text_and_numbers_alone(graph):
    code = graph.code()
    assert "$" not in code
    assert "B." not in code
    assert "image = tanh(image_x) * image_x" in code
