"""The terminal face: words and exit codes."""

import json
import re
import subprocess
import sys

import pytest

import lpnb
from lpnb.cli import COMMANDS, main


def test_help_teaches(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    text = capsys.readouterr().out
    assert [name for name in COMMANDS if not re.search(rf"\n    {name}\s", text)] == []
    assert "begin here:\n  lpnb lab " in text


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_an_example_in_its_help(capsys, command):
    with pytest.raises(SystemExit):
        main([command, "--help"])
    assert f"\n  lpnb {command}" in capsys.readouterr().out


def test_check_says_that_all_is_well(capsys):
    assert main(["check", "digits", "--rollout", "--code"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("graph 'digits': no problems\n")
    assert "inference factor 1" in text
    assert "class Digits(Module):" in text


def test_check_says_what_is_wrong_with_a_graph(tmp_path, capsys):
    graph = lpnb.Graph("bad")
    graph.add("p", "pool")
    assert main(["check", str(graph.save(tmp_path / "bad"))]) == 1
    assert (
        "error: node 'p' (pool): expected a shape, given or told by what arrives, found neither."
        in capsys.readouterr().out
    )


def test_a_broken_file_ends_with_2_and_the_words_of_check(tmp_path, capsys):
    file = tmp_path / "broken.lpnb"
    file.write_text('{"format": "lpnb", "version": 1, "nodes": {"a": {"kind": "pol"}}}')
    assert main(["run", str(file)]) == 2
    words = (
        "file 'broken.lpnb', nodes, 'a': node kind 'pol': expected a known node kind, found 'pol'. Did you mean 'pool'?"
    )
    assert capsys.readouterr().err == f"lpnb run: {words}\n"


def test_run_shows_speed_and_states(capsys):
    assert main(["run", "digits", "--frames", "30", "--device", "cpu"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("digits: 30 frames in ")
    assert [line.split()[0] for line in lines[3:6]] == ["data.image", "data.label", "image"]


def test_run_stops_with_1_when_a_frame_fails(tmp_path, capsys):
    graph = lpnb.Graph("short")
    graph.add("data", "arrays", data={"x": [[1.0], [2.0]]}, hold=1, split="all", loop=False)
    assert main(["run", str(graph.save(tmp_path / "short")), "--frames", "9"]) == 1
    assert capsys.readouterr().err.startswith(
        "lpnb run: source 'data' has ended before frame 2: all 2 samples were shown"
    )


def test_export_writes_a_script(tmp_path, capsys):
    assert main(["export", "digits", str(tmp_path / "net")]) == 0
    assert capsys.readouterr().out == f"wrote {tmp_path / 'net.py'}\n"


@pytest.mark.parametrize(
    "arguments", [[], ["fly"], ["run"], ["run", "digits", "--frames", "0"], ["run", "digits", "--batch", "x"]]
)
def test_a_wrong_call_ends_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert "usage: lpnb" in capsys.readouterr().err


def test_the_command_is_installed():
    done = subprocess.run([sys.executable, "-m", "lpnb.cli", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"lpnb {lpnb.__version__}\n"


def test_a_device_that_is_not_there_ends_with_2(capsys):
    assert main(["run", "digits", "--device", "cuda:99"]) == 2
    assert capsys.readouterr().err.startswith("lpnb run: device 'cuda:99': expected one of 'auto', 'cpu'")


def test_lab_copies_the_tutorials_that_are_not_there_yet(tmp_path, monkeypatch):
    from lpnb.cli import lab

    (tmp_path / "from").mkdir()
    for name in ("01_first_stream", "02_next"):
        (tmp_path / "from" / f"{name}.ipynb").write_text(json.dumps({"cells": []}))
    monkeypatch.setattr(lab, "TUTORIALS", (tmp_path / "from",))
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "02_next.ipynb").write_text("changed by me")
    assert lab.copy_tutorials(mine) == "01_first_stream.ipynb"
    assert (mine / "02_next.ipynb").read_text() == "changed by me"
    assert (mine / "01_first_stream.ipynb").exists()


def test_lab_without_jupyterlab_says_how_to_get_it(monkeypatch, capsys):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert main(["lab"]) == 2
    assert capsys.readouterr().err == "JupyterLab is not installed here. Install it with: pip install 'lpnb[lab]'\n"


@pytest.mark.slow
def test_the_shipped_graph_learns_to_read_digits(capsys):
    assert main(["train", "digits", "--target", "0.95"]) == 0
    assert " of 359 held-out samples right: 9" in capsys.readouterr().out


FOREIGN = """
name: small
agents: 4
neuron_pools:
    eye: {shape: [1, 8, 8]}
    answer: {shape: [3, 1, 1], act: softmax, dropout: 0.25}
synapse_pools:
    eye_answer: {source: [[eye]], target: answer}
plasticities: {}
interfaces: {}
"""


@pytest.fixture
def foreign(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.st_graph").write_text(FOREIGN)
    return tmp_path


def test_import_writes_a_graph_and_says_what_is_different(foreign, capsys):
    assert main(["import", "small.st_graph"]) == 0
    text = capsys.readouterr().out
    assert "neuron pool 'answer', key 'dropout': 0.25 was the probability to keep a value" in text
    assert text.endswith("wrote small.lpnb\n")
    assert lpnb.Graph.load("small.lpnb")["answer"].dropout == 0.25


def test_import_can_keep_the_arithmetic_of_the_original(foreign):
    assert main(["import", "small.st_graph", "exact.lpnb", "--compat", "statestream"]) == 0
    assert lpnb.Graph.load("exact.lpnb")["answer"].dropout == 0.75


def test_import_only_checks_when_asked(foreign, capsys):
    assert main(["import", "small.st_graph", "--check"]) == 0
    assert "wrote" not in capsys.readouterr().out
    assert list(foreign.iterdir()) == [foreign / "small.st_graph"]


def test_import_writes_over_nothing_unless_forced(foreign, capsys):
    (foreign / "small.lpnb").write_text("mine")
    assert main(["import", "small.st_graph"]) == 1
    words = "lpnb import: 'small.lpnb' is there already. Name another place, or use --force.\n"
    assert capsys.readouterr().err == words
    assert (foreign / "small.lpnb").read_text() == "mine"
    assert main(["import", "small.st_graph", "--force"]) == 0


def test_import_of_a_file_with_errors_lists_them_and_ends_with_1(foreign, capsys):
    (foreign / "small.st_graph").write_text("nonsense: less sense")
    assert main(["import", "small.st_graph"]) == 1
    assert capsys.readouterr().err.startswith("lpnb import: file 'small.st_graph':\n  6 errors")


def test_other_commands_take_foreign_files_too(foreign, capsys):
    assert main(["check", "small.st_graph"]) == 0
    assert capsys.readouterr().out.startswith("graph 'small': no problems")


def test_import_never_writes_over_a_file_of_statestream(foreign, capsys):
    assert main(["import", "small.st_graph", "small.st_graph", "--force"]) == 1
    words = "lpnb import: 'small.st_graph' is for files of Statestream. Name one that ends in .lpnb.\n"
    assert capsys.readouterr().err == words
    assert (foreign / "small.st_graph").read_text() == FOREIGN


def test_what_there_is_to_warn_of_is_said_line_by_line(foreign, capsys):
    (foreign / "small.st_graph").write_text(FOREIGN.replace("act: softmax", "act: softmax, tga: x"))
    assert main(["check", "small.st_graph"]) == 0
    first, last = capsys.readouterr().err.splitlines()
    assert first.startswith("warning: neuron pool 'answer', key 'tga': expected a key of a neuron pool, found 'tga'")
    assert last == "small.st_graph: lpnb import --check says what is different from the original."


def test_import_of_a_file_that_is_not_there_ends_with_2_as_other_commands_do(foreign, capsys):
    for command in ("check", "import"):
        assert main([command, "nope.st_graph"]) == 2
        words = "file 'nope.st_graph': expected a file that can be read, found No such file or directory.\n"
        assert capsys.readouterr().err == f"lpnb {command}: {words}"


def test_an_unknown_option_shows_the_usage_of_its_command(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["train", "digits", "--lr", "3"])
    assert caught.value.code == 2
    told = capsys.readouterr().err
    assert told.startswith("usage: lpnb train [-h] ")
    assert told.endswith("lpnb train: error: unrecognized arguments: --lr 3\n")
