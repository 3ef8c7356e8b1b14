"""The terminal face: words and exit codes."""

import json
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
    assert all(f"\n    {name} " in text for name in COMMANDS)
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


def test_train_saves_and_tests(tmp_path, capsys):
    out = tmp_path / "trained.lpnb"
    assert main(["train", "digits", "--frames", "300", "--out", str(out), "--target", "0.1"]) == 0
    text = capsys.readouterr().out
    assert text.startswith(f"saved {out}\n")
    assert " of 359 held-out samples right: " in text
    assert lpnb.Graph.load(out).weights


def test_train_ends_with_1_when_the_target_is_not_reached(capsys):
    assert main(["train", "digits", "--frames", "8", "--target", "0.99"]) == 1
    assert "the target of 99.0% was not reached. Train for more frames." in capsys.readouterr().out


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
