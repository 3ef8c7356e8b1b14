"""Every file of the original reads, and comes out as the original itself had it after reading."""

import json
from collections import Counter

import numpy as np
import pytest

from lpnb.errors import FileError
from lpnb.statestream.reading import read, report
from tests.statestream.files import GRAPHS, ORACLE, SMALL, needs_files, net_of, said

SECTIONS = {
    "neuron_pools": "pools",
    "synapse_pools": "synapses",
    "plasticities": "plasticities",
    "interfaces": "interfaces",
}
WRONG = {
    "test_everything_wrong_empty": (1, 0, 0),
    "test_everything_wrong_mnist_small": (8, 0, 2),
    "test_everything_wrong_nonsense": (6, 1, 0),
}
# file: errors, warnings, notes; those that are not here have none
TOLD = WRONG | {
    "DAE_cityscapes": (0, 0, 1),
    "cityscapes_SmallVGG": (0, 0, 1),
    "gtsrb_DSR4": (0, 0, 1),
    "mnist_baseline": (0, 0, 1),
    "mnist_hybrid": (0, 0, 1),
    "mnist_recskip": (0, 0, 1),
    "mnist_skip": (0, 0, 1),
    **{f"cifar_DSR{number}": (0, 0, 1) for number in range(7)},
    "test": (0, 1, 0),
    "test_interface_cityscapes": (0, 0, 1),
    "test_interface_cityscapes_sequence": (0, 1, 1),
    "test_interface_oscillator": (0, 1, 0),
    "test_interface_sim": (0, 0, 2),
    "test_np_activations": (0, 0, 17),
    "test_np_specification": (0, 4, 0),
    "test_plasticity_confidence_penalty": (0, 0, 1),
    "test_sp_bias_shapes": (0, 4, 4),
    "test_sp_factor_shapes": (0, 1, 0),
    "test_sp_target_shapes": (0, 1, 0),
}


def names(folder, suffix):
    return sorted(file.stem for file in folder.glob(f"*{suffix}")) or ["none"]


@needs_files
@pytest.mark.parametrize("name", names(GRAPHS, ".st_graph"))
def test_every_file_reads_and_this_much_is_said_about_it(name):
    net = read(GRAPHS / f"{name}.st_graph")
    found = Counter(problem.severity for problem in net.problems)
    assert (found["error"], found["warning"], found["note"]) == TOLD.get(name, (0, 0, 0))


@needs_files
@pytest.mark.parametrize("name", names(ORACLE, ".npz"))
def test_it_comes_out_as_the_original_had_it(name):
    with np.load(ORACLE / f"{name}.npz") as recording:
        wanted, meta = (json.loads(str(recording[key])) for key in ("__net__", "__meta__"))
    net = read(GRAPHS / meta["graph"])
    assert net.name == wanted["name"]
    for section, attribute in SECTIONS.items():
        items = getattr(net, attribute)
        kept = [name for name in items if not name.endswith("c4") and "c4_" not in name and name != "pred4"]
        assert kept == list(wanted[section])  # that recording was made without c4, which crashes the original
        for item in kept:
            assert plain(items[item], stripped=meta["stripped"], path=f"/{section}/{item}") == plain(
                wanted[section][item]
            )


def plain(item, stripped=(), path=""):
    """An item without what was taken out for the recording: noise, device tags, paths of data."""
    tags = [tag for tag in item.get("tags", []) if tag != "cpu" and not tag.startswith("gpu")]
    gone = ("device", "tags", "source_path", "source_file", "dropout")
    kept = {key: value for key, value in item.items() if key not in gone and f"{path}/{key}" not in stripped}
    return kept | {"tags": tags}


def test_a_network_has_what_its_file_says():
    net = net_of()
    assert (net.name, net.agents, net.backend) == ("small", 4, "tensorflow")
    assert net.problems == ()
    assert list(net.pools) == ["image", "label", "hidden", "answer"]
    assert net.synapses["image_hidden"] == {"source": [["image"]], "target": "hidden", "rf": 3}
    assert net.plasticities["learn"]["parameter"] == [["sp", "image_hidden", "W_0_0"], ["np", "hidden", "b"]]
    assert net.interfaces["data"]["remap"]["mnist_pred"] == "answer"
    assert (net.clients, net.instances) == ({}, {})


def test_it_tells_where_each_key_stands():
    net = net_of()
    assert net.origin("neuron_pools", "hidden", "act") == "small.st_graph, line 6"
    assert net.origin("neuron_pools", "hidden", "unheard of") == "small.st_graph, line 6"
    assert net.origin("unheard of") == ""


@needs_files
@pytest.mark.parametrize("name", WRONG)
def test_the_report_of_a_wrong_file_is_this(name, golden):
    assert str(report(read(GRAPHS / f"{name}.st_graph"))) == golden(name)


def test_a_report_without_problems_says_so():
    assert str(report(net_of())) == "file 'small.st_graph': no problems"
    assert report(net_of()).ok
    report(net_of()).refuse()


def test_one_error_says_all_of_them():
    with pytest.raises(FileError) as caught:
        report(net_of(("agents: 4", "agents: 0"), ("act: relu", "act: rellu"), ("rf: 3", "rf: [3]"))).refuse()
    assert str(caught.value) == (
        "file 'small.st_graph':\n"
        "  2 errors, for which it cannot be opened\n"
        "    1. key 'agents': expected a whole number from 1 to 1000000, found 0 (small.st_graph, line 2).\n"
        "    2. neuron pool 'hidden', key 'act': expected the name of a function, found 'rellu' "
        "(small.st_graph, line 6). Did you mean 'relu'?\n"
        "  1 note\n"
        "    1. synapse pool 'image_hidden', key 'rf': [3] is taken as [[3]]"
    )
    assert caught.value.problem.subject == ""


def test_a_file_that_is_missing_is_said(tmp_path):
    with pytest.raises(FileError) as caught:
        read(tmp_path / "gone.st_graph")
    assert (
        str(caught.value) == "file 'gone.st_graph': expected a file that can be read, found No such file or directory."
    )


def test_a_file_that_is_no_text_is_said(tmp_path):
    (tmp_path / "odd.st_graph").write_bytes(b"name: a\nagents: \xff\n")
    with pytest.raises(FileError) as caught:
        read(tmp_path / "odd.st_graph")
    assert str(caught.value) == (
        "file 'odd.st_graph': expected text in UTF-8, found a byte that is no part of it in line 2. Save it as UTF-8."
    )


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    (tmp_path / "large.st_graph").write_text("#" * 600_000)
    with pytest.raises(FileError, match=r"expected at most 524288 bytes, found 600000\."):
        read(tmp_path / "large.st_graph")


def test_a_byte_order_mark_is_no_harm(tmp_path):
    (tmp_path / "marked.st_graph").write_text(SMALL, encoding="utf-8-sig")
    assert read(tmp_path / "marked.st_graph").problems == ()


@pytest.mark.parametrize(("text", "found"), [("", "nothing"), ("# a comment", "nothing"), ("5", "5"), ("- a", "['a']")])
def test_a_file_that_is_no_network_is_one_clean_error(text, found):
    assert [str(problem) for problem in read("x.st_graph", text).problems] == [
        f"the file: expected a map of what a network is made of, as .st_graph files have it, found {found}. Start with "
        "the lines name: and agents:, then neuron_pools:, synapse_pools: and so on."
    ]


def test_more_problems_than_anybody_reads_are_counted():
    lines = "\n".join(f"key{number}: 1" for number in range(400))
    assert said(more=lines)[-1] == "warning: file 'small.st_graph': expected fewer problems, found 100 more."
