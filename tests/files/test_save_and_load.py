"""A saved graph opens as it was; a damaged or foreign file says what is wrong, and nothing is lost."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

import lpnb
from lpnb.errors import FileError
from lpnb.graph.edits import Move
from tests.nets import graphs

RELEASED = sorted((Path(__file__).parent / "released").glob("*.lpnb"))


@pytest.fixture
def graph():
    g = lpnb.Graph("saved")
    g.add("x", "input", shape=(1, 4, 4))
    g.add("h", "pool", shape=(2, 4, 4), act="relu", position=(10, 20))
    g.connect("x", "h", "conv", delay=2)
    g.connect("h", "h")
    return g


def same(one, other):
    return one.nodes() == other.nodes() and one.wires() == other.wires() and one.layout == other.layout


def test_a_saved_graph_opens_as_it_was(graph, tmp_path):
    file = graph.save(tmp_path / "net")
    assert file.name == "net.lpnb"
    opened = lpnb.Graph.load(file)
    assert same(opened, graph)
    assert opened.name == "saved"
    assert not opened.undo()


@given(graph=graphs())
def test_any_graph_opens_as_it_was(graph, tmp_path_factory):
    file = graph.save(tmp_path_factory.mktemp("any") / "net.lpnb")
    opened = lpnb.Graph.load(file)
    assert opened.code() == graph.code()
    twice = opened.save(file.with_name("twice.lpnb"))
    assert twice.read_text().replace("twice.", "net.") == file.read_text()


def test_the_file_is_readable_and_has_a_line_for_each_thing(graph, tmp_path):
    text = graph.save(tmp_path / "net").read_text()
    assert '    "h": {"kind": "pool", "shape": [2, 4, 4], "act": "relu"},\n' not in text  # the last has no comma
    assert '    "h": {"kind": "pool", "shape": [2, 4, 4], "act": "relu"}\n' in text
    assert '    {"from": "x", "to": "h", "kind": "conv", "delay": 2},\n' in text
    assert '  "layout": {\n    "h": [10.0, 20.0]\n  }\n' in text


def test_moving_a_node_changes_only_the_layout(graph, tmp_path):
    before = graph.save(tmp_path / "net").read_text().splitlines()
    graph.edit(Move("h", (1.0, 2.0)))
    after = graph.save(tmp_path / "net").read_text().splitlines()
    assert [line for line in after if line not in before] == ['    "h": [1.0, 2.0]']


def test_learned_weights_are_saved_beside_it_and_come_back(graph, tmp_path):
    with lpnb.Stream(graph, device="cpu") as stream:
        stream["h.bias"] = [1.0, 2.0]
        file = graph.save(tmp_path / "net")
    opened = lpnb.Graph.load(file)
    with lpnb.Stream(opened, device="cpu", seed=9) as stream:
        assert stream["h.bias"].tolist() == [1, 2]
        assert np.array_equal(stream["x->h.weight"], graph.weights["x->h.weight"])


def test_weights_of_removed_nodes_are_not_saved(graph, tmp_path):
    with lpnb.Stream(graph, device="cpu"):
        pass
    graph.rename("h", "k")
    assert set(lpnb.Graph.load(graph.save(tmp_path / "net")).weights) == {"k.bias", "x->k.weight"}
    graph.remove("k")
    assert lpnb.Graph.load(graph.save(tmp_path / "net")).weights == {}


def test_arrays_of_the_users_own_are_saved(tmp_path):
    g = lpnb.Graph()
    x = np.random.default_rng(0).normal(size=(5, 3)).astype(np.float32)
    g.add("data", "arrays", data={"x": x, "y": np.arange(5)})
    opened = lpnb.Graph.load(g.save(tmp_path / "net"))
    assert np.array_equal(opened["data"].data["x"], x)
    assert opened["data"].data["y"].dtype == np.int64
    assert opened.weights == {}


@pytest.mark.parametrize("file", RELEASED, ids=lambda file: file.stem)
def test_files_of_every_released_version_open(file):
    assert lpnb.Graph.load(file).check().ok


def test_this_version_has_its_file():
    assert f"{lpnb.__version__}.lpnb" in {file.name for file in RELEASED}


def damaged(graph, tmp_path, change):
    """Save a graph, change its data, and return what opening it says."""
    file = graph.save(tmp_path / "net.lpnb")
    data = json.loads(file.read_text())
    changed = change(data)
    file.write_text(json.dumps(changed if isinstance(changed, list) else data))
    return said(file)


def said(file):
    before = file.read_bytes() if file.exists() else None
    with pytest.raises(FileError) as caught:
        lpnb.Graph.load(file)
    assert before == (file.read_bytes() if file.exists() else None)
    return str(caught.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda d: d["nodes"]["h"].update(kind="pol"),
            "file 'net.lpnb', nodes, 'h': node kind 'pol': expected a known node kind, found 'pol'. Did you mean 'pool'?",
        ),
        (
            lambda d: d["nodes"]["h"].update(act="rellu"),
            "file 'net.lpnb', nodes, 'h': node 'h' (pool), field 'act': expected one of 'identity', 'relu', 'leaky_relu', "
            "'elu', 'gelu', 'softplus', 'tanh', 'sigmoid', 'softmax', found 'rellu'.",
        ),
        (
            lambda d: d["nodes"].update({"__class__": {"kind": "pool"}}),
            "file 'net.lpnb', nodes, '__class__': node '__class__': expected a name of 1 to 60 letters, digits and "
            "underscores that starts with a letter and is no word of Python, found '__class__'. Call it 'class_node'.",
        ),
        (
            lambda d: d["edges"][0].update(to="nowhere"),
            "file 'net.lpnb', edges, number 1: node 'nowhere': expected a node of the graph, found 'nowhere'. Known: x, h.",
        ),
        (
            lambda d: d["edges"][0].pop("from"),
            "file 'net.lpnb', edges, number 1: expected a key 'from' with a node, found None.",
        ),
        (lambda d: d.update(nodes=[]), "file 'net.lpnb', key 'nodes': expected an object, found []."),
        (
            lambda d: d["nodes"].update(h=3),
            "file 'net.lpnb', nodes, 'h': expected an object with a 'kind', found 3.",
        ),
        (
            lambda d: d.update(nodse={}),
            "file 'net.lpnb': expected a known key, found 'nodse'. Did you mean 'nodes'?",
        ),
        (
            lambda d: d.update(version=99),
            "file 'net.lpnb', key 'version': expected 1 to 1, found 99. It was written by a newer lpnb; update yours.",
        ),
        (
            lambda d: d.pop("format"),
            "file 'net.lpnb', key 'format': expected 'lpnb': a graph of lpnb, found None. Open a file that graph.save() wrote.",
        ),
        (
            lambda _: [1, 2],
            "file 'net.lpnb', key 'format': expected 'lpnb': a graph of lpnb, found something else. "
            "Open a file that graph.save() wrote.",
        ),
        (
            lambda d: d.update(weights="../secret"),
            "file 'net.lpnb', key 'weights': expected the name of a file beside it, found '../secret'.",
        ),
        (
            lambda d: d.update(weights="gone.safetensors"),
            "file 'net.lpnb', key 'weights': expected 'gone.safetensors' beside it, found no such file. "
            "Put it there, or take the key 'weights' out to begin with new weights.",
        ),
        (
            lambda d: d["layout"].update(h=["a", 1]),
            "file 'net.lpnb', layout, 'h': node 'h': expected a position (x, y) in pixels, found ['a', 1].",
        ),
    ],
)
def test_a_damaged_file_says_where_and_what(graph, tmp_path, change, words):
    assert damaged(graph, tmp_path, change) == words


def test_a_truncated_file_says_where_it_ends(graph, tmp_path):
    file = graph.save(tmp_path / "net.lpnb")
    file.write_text(file.read_text()[:200])
    assert said(file).startswith("file 'net.lpnb', line 8, column ")
    assert said(file).endswith("The file is damaged or cut off; it was not changed.")


@pytest.mark.parametrize("content", [b"\x80\x04\x95pickle", b"", b"NaN", b"[" * 100_000, b"\x89PNG\r\n\x1a\n"])
def test_a_foreign_file_is_refused_in_words(tmp_path, content):
    file = tmp_path / "net.lpnb"
    file.write_bytes(content)
    assert said(file).startswith("file 'net.lpnb'")


def test_a_file_that_is_not_there_names_the_examples(tmp_path):
    assert said(tmp_path / "gone.lpnb").endswith(
        "expected a file, or an example: digits, found no such file or directory."
    )


def test_truncated_weights_are_refused(graph, tmp_path):
    with lpnb.Stream(graph, device="cpu"):
        file = graph.save(tmp_path / "net.lpnb")
    weights = file.with_suffix(".safetensors")
    weights.write_bytes(weights.read_bytes()[:-10])
    assert said(file).startswith("file 'net.safetensors': expected safetensors, found ")


def test_weights_of_the_wrong_shape_are_refused(graph, tmp_path):
    with lpnb.Stream(graph, device="cpu"):
        file = graph.save(tmp_path / "net.lpnb")
    file.write_text(file.read_text().replace("[2, 4, 4]", "[3, 4, 4]"))
    words = "file 'net.safetensors', 'h.bias': expected shape (3,), found shape (2,). Open the weights that belong to this graph."
    assert said(file) == words


def test_a_save_that_fails_leaves_the_old_file(graph, tmp_path, monkeypatch):
    file = graph.save(tmp_path / "net.lpnb")
    before = file.read_text()
    graph.add("more", "pool", shape=1)

    def fail(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(FileError, match="expected a place to write to, found no space left on device"):
        graph.save(file)
    assert file.read_text() == before
