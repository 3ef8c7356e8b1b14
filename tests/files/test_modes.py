"""What is off, muted or bypassed is saved so, weights included, and exported so."""

import subprocess
import sys

import numpy as np
import pytest

import lpnb


@pytest.fixture
def graph():
    """digits -> hidden -> answer; hidden muted, an edge off, after some frames"""
    g = lpnb.Graph("lesioned")
    g.add("data", "digits", noise=0.2)
    g.add("hidden", "pool", shape=(2, 8, 8), gain="feature")
    g.add("answer", "pool", shape=10, act="softmax")
    g.connect("data.image", "hidden", "conv")
    g.connect("hidden", "answer", "dense")
    g.connect("data.image", "answer", "dense", delay=2)
    return g


def lesion(graph):
    graph.set("hidden", mode="mute")
    graph.set("hidden->answer", on=False)


def test_the_file_says_what_is_off(graph, tmp_path):
    lesion(graph)
    text = graph.save(tmp_path / "net").read_text()
    assert '"hidden": {"kind": "pool", "mode": "mute", "shape": [2, 8, 8], "gain": "feature"}' in text
    assert '{"from": "hidden", "to": "answer", "kind": "dense", "on": false}' in text
    assert text.count('"mode"') == text.count('"on"') == 1


def test_weights_of_what_is_off_are_saved_and_come_back(graph, tmp_path):
    with lpnb.Stream(graph, device="cpu") as stream:
        stream["hidden.gain"] = 3.0
        before = stream.weights()
        lesion(graph)
        graph.save(tmp_path / "net")
    opened = lpnb.Graph.load(tmp_path / "net.lpnb")
    with lpnb.Stream(opened, device="cpu", seed=1) as stream:
        opened.set("hidden", mode="on")
        opened.set("hidden->answer", on=True)
        stream.step()
        after = stream.weights()
    assert before.keys() == after.keys()
    assert all(np.array_equal(before[name], after[name]) for name in before)


def test_what_is_off_is_exported_so(graph, tmp_path):
    lesion(graph)
    graph.set("data", mode="mute")
    script = graph.export(tmp_path / "net.py")
    assert "hidden = full_like(past.hidden, 0.0)  # muted" in script.read_text()
    said = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=100, check=True).stdout
    assert "largest difference 0, passed" in said
