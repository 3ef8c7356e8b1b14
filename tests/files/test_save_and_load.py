"""A saved graph opens as it was; a damaged or foreign file says what is wrong, and nothing is lost."""

import json
from pathlib import Path

import attrs
import numpy as np
import pytest
from hypothesis import given

import lpnb
from lpnb.errors import FileError
from lpnb.files.save import place
from tests.graph.commands import attempt, start, steps
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


def drawn(graph):
    """All that a file holds of a graph, without the uids, which it does not."""
    wires = [attrs.evolve(wire, uid=0) for wire in graph.wires().values()]
    names = (*graph, *graph.wires())
    return list(graph.nodes().items()), wires, [graph.place(n) for n in names], [graph.group_of(n) for n in graph]


def same(one, other):
    return drawn(one) == drawn(other)


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
    graph.move("h", (1.0, 2.0))
    after = graph.save(tmp_path / "net").read_text().splitlines()
    assert [line for line in after if line not in before] == ['    "h": [1.0, 2.0]']


@pytest.fixture
def ordered(graph):
    """The same, with a group around h inside of a group, a note, and everything arranged."""
    graph.group(["h"], "inner")
    graph.group(["inner"], "outer")
    graph.set("outer", exposed=("h.noise",))
    graph.add("why", "note", text='# Why\nÜber "h".')
    graph.arrange("outer", position=(1, 2), colour="#AABBCC", collapsed=True)
    graph.arrange("x->h", bends=[(1, 2), (3, 4)])
    return graph


def test_groups_notes_and_places_open_as_they_were(ordered, tmp_path):
    assert same(lpnb.Graph.load(ordered.save(tmp_path / "net")), ordered)


def test_the_file_says_where_nodes_stand_and_what_they_are_inside_of(ordered, tmp_path):
    lines = ordered.save(tmp_path / "net").read_text().splitlines()
    assert '    "h": {"kind": "pool", "shape": [2, 4, 4], "act": "relu", "in": "inner"},' in lines
    assert '    "inner": {"kind": "group", "in": "outer"},' in lines
    assert '    "outer": {"kind": "group", "exposed": ["h.noise"]},' in lines
    assert '    "h": [10.0, 20.0],' in lines
    assert '    "outer": {"position": [1.0, 2.0], "colour": "#aabbcc", "collapsed": true},' in lines
    assert '    "x->h": {"bends": [[1.0, 2.0], [3.0, 4.0]]}' in lines


@given(steps)
def test_whatever_was_drawn_opens_as_it_was(tmp_path_factory, edits):
    graph = start()
    for edit in edits:
        attempt(graph, *edit)
    assert same(lpnb.Graph.load(graph.save(tmp_path_factory.mktemp("drawn") / "net")), graph)


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
            "file 'net.lpnb', nodes, 'h': node 'h' (pool), field 'act': expected the name of a function or an "
            "expression in x, e.g. tanh(x) * x, found 'rellu'. Did you mean 'relu'?",
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
            "file 'net.lpnb', key 'version': expected 1 to 4, found 99. It was written by a newer lpnb; update yours.",
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
        (
            lambda d: d["layout"].update(h={"positoin": [1, 2]}),
            "file 'net.lpnb', layout, 'h': place of node 'h': expected one of position, colour, found 'positoin'. "
            "Did you mean 'position'?",
        ),
        (
            lambda d: d["layout"].update(h={"gesture": 1}),
            "file 'net.lpnb', layout, 'h': place of node 'h': expected one of position, colour, found 'gesture'. "
            "Known: position, colour.",
        ),
        (
            lambda d: d["layout"].update({"x->h": {"bends": [[1]]}}),
            "file 'net.lpnb', layout, 'x->h': edge 'x->h': expected at most 1000 points (x, y) in pixels, found [[1]].",
        ),
        (
            lambda d: d["layout"].update({"x->h": [1, 2]}),
            "file 'net.lpnb', layout, 'x->h': place of edge 'x->h': expected one of colour, bends, found 'position'. "
            "An edge has bends, a group can be collapsed.",
        ),
        (
            lambda d: d["layout"].update(z=[1, 2]),
            "file 'net.lpnb', layout, 'z': node 'z': expected a node of the graph, found 'z'. Known: x, h.",
        ),
        (
            lambda d: d["nodes"]["h"].update({"in": "x"}),
            "file 'net.lpnb', nodes, 'h', key 'in': node 'x': expected a group, found one of kind 'input'. "
            "Make one with graph.group([...]).",
        ),
        (
            lambda d: d["nodes"]["h"].update({"in": 3}),
            "file 'net.lpnb', nodes, 'h', key 'in': node 3: expected a node of the graph, found 3. Known: x, h.",
        ),
        (
            lambda d: d["nodes"].update(g={"kind": "group", "in": "g"}),
            "file 'net.lpnb', nodes, 'g', key 'in': node 'g': expected a group outside of it to put it in, found itself.",
        ),
        (
            lambda d: d["nodes"].update(n={"kind": "note", "period": 2}),
            "file 'net.lpnb', nodes, 'n': node 'n' (note): expected a field of 'note', found 'period'. Known: text.",
        ),
        (
            lambda d: d["nodes"]["h"].update(name="k"),
            "file 'net.lpnb', nodes, 'h': node 'h' (pool): expected a field of 'pool', found 'name'. "
            "Known: period, offset, mode, tags, shape, act, bias, gain, noise, noise_kind, noise_mean, batch_mean, batch_std, "
            "layer_mean, layer_std, dropout, zoneout, dropping, per_sample, initial.",
        ),
        (
            lambda d: d["edges"][0].update(source="k"),
            "file 'net.lpnb', edges, number 1: edge 'x->h' (conv): expected a field of 'conv', found 'source'. "
            "Known: delay, on, before, tags, share, init, weight_act, low, high, per_sample, kernel, dilation, features, padding, weight_shape.",
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
        "expected a file, or an example: digits, dsr0, dsr1, dsr2, dsr3, dsr4, dsr5, dsr6, ff, hybrid, s, sr, "
        "found no such file or directory."
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


def test_a_place_that_is_no_path_is_refused(graph):
    with pytest.raises(FileError, match=r"^save: expected a path, found 3\.$"):
        graph.save(3)
    with pytest.raises(FileError, match=r"^save: expected a path that ends in the name of a file, found ''\.$"):
        graph.save("")


def test_a_place_that_cannot_be_written_is_named_as_it_was_given(graph, tmp_path):
    with lpnb.Stream(graph, device="cpu"), pytest.raises(FileError) as caught:
        graph.save(tmp_path / "nowhere" / "net")
    words = f"file {str(tmp_path / 'nowhere' / 'net')!r}: expected a place to write to, found "
    assert str(caught.value).startswith(words)


def test_asking_whether_a_place_can_be_written_changes_nothing(tmp_path):
    (tmp_path / "old.lpnb").write_text("mine")
    assert place(tmp_path / "old") == tmp_path / "old.lpnb"
    assert place(tmp_path / "new.lpnb") == tmp_path / "new.lpnb"
    assert [file.read_text() for file in tmp_path.iterdir()] == ["mine"]


def test_a_folder_is_no_place_for_a_graph(tmp_path):
    (tmp_path / "net.lpnb").mkdir()
    with pytest.raises(FileError, match=r"expected a place to write to, found a folder\. Choose another place, "):
        place(tmp_path / "net.lpnb")
