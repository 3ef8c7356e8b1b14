"""`lpnb.open`: a graph, whatever wrote it."""

import pytest

import lpnb
from lpnb.errors import FileError, ForeignFile

SMALL = """
name: small
agents: 4
neuron_pools:
    eye: {shape: [1, 8, 8], bias_shape: False}
    answer: {shape: [3, 1, 1], act: softmax}
synapse_pools:
    eye_answer: {source: [[eye]], target: answer}
plasticities: {}
interfaces: {}
"""


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.st_graph"
    path.write_text(SMALL)
    return path


def test_an_example_is_opened_by_its_name():
    assert lpnb.open("digits").name == "digits"
    assert lpnb.open("digits").remarks is None


def test_what_was_saved_is_opened(tmp_path, small):
    saved = lpnb.open(small).save(tmp_path / "small")
    assert lpnb.open(saved).code() == lpnb.open(small).code()


def test_a_foreign_file_becomes_a_graph_with_remarks(small):
    graph = lpnb.open(str(small))
    assert graph["answer"].act == "softmax"
    assert list(graph.wires()) == ["eye->answer"]
    assert str(graph.remarks) == (
        "file 'small.st_graph':\n  1 note\n    1. agents: 4 samples side by side: lpnb.Stream(graph, batch=4)"
    )
    assert graph.copy().remarks is graph.remarks


def test_a_foreign_file_with_an_odd_key_warns_and_opens(small):
    small.write_text(SMALL.replace("bias_shape:", "bias_shap:"))
    words = r"^small\.st_graph: 1 warning, the first: .*'bias_shap'.* print\(graph\.remarks\) shows all\.$"
    with pytest.warns(ForeignFile, match=words):
        assert lpnb.open(small)["eye"].bias == "feature"


def test_a_foreign_file_with_errors_is_refused_with_all_of_them(small):
    small.write_text(SMALL.replace("target: answer", "target: anser").replace("[3, 1, 1]", "many"))
    with pytest.raises(FileError) as refused:
        lpnb.open(small)
    assert "'anser'" in str(refused.value)
    assert "'many'" in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(FileError, match="nowhere.st_graph"):
        lpnb.open(tmp_path / "nowhere.st_graph")


def test_an_unknown_compat_is_refused(small):
    words = r"^compat: expected None or 'statestream', found 'theano'\.$"
    with pytest.raises(FileError, match=words):
        lpnb.open(small, compat="theano")
