"""``lpnb experiment figure9``."""

import os
import signal
import subprocess
import sys
import time

import pytest

from lpnb.cli import main
from lpnb.experiments.figure9 import SMALL


def test_figure9_writes_rows_page_and_figure_and_says_which_claims_hold(tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(SMALL, "draws", 1)
    arguments = ["experiment", "figure9", "--updates", "1", "--processes", "1", "--out", str(tmp_path)]
    assert main(arguments) == 1  # nobody is right after one update
    printed = capsys.readouterr().out
    assert printed.startswith("| update step | FF, streaming | FF, sequential | S, streaming |")
    assert "yes  SR: first responses at steps 2, 3 and 3: 2, 3, 3\n" in printed
    assert "NO   S: streaming is better by 0.07 or more from step 3 on: by " in printed
    assert {file.name for file in tmp_path.iterdir()} == {"trials", "figure9.csv", "figure9.md", "figure9.png"}
    assert main(arguments) == 1  # nothing is trained twice
    assert capsys.readouterr().out.splitlines()[:-1] == printed.splitlines()[:-1]


def test_where_nothing_can_be_written_nothing_is_trained(tmp_path, capsys):
    (tmp_path / "file").touch()
    assert main(["experiment", "figure9", "--out", str(tmp_path / "file")]) == 2
    assert "expected a folder to write into, found" in capsys.readouterr().err
    (tmp_path / "out" / "figure9.md").mkdir(parents=True)
    assert main(["experiment", "figure9", "--out", str(tmp_path / "out")]) == 2
    assert "figure9.md': expected a place to write to, found a folder" in capsys.readouterr().err
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["figure9.md"]


def test_ctrl_c_says_that_the_same_command_goes_on(tmp_path, capsys, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("lpnb.cli.experiment.figure9", stopped)
    assert main(["experiment", "figure9", "--out", str(tmp_path)]) == 130
    words = (
        f"stopped. Trials that were done are kept in {tmp_path / 'trials'}; the same command goes on with the others."
    )
    assert words in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="there Ctrl+C is sent otherwise")
def test_ctrl_c_ends_the_other_processes_at_once_and_without_a_word(tmp_path):
    """As a terminal does, it reaches all of them; a trial of so many updates would take hours."""
    command = [sys.executable, "-m", "lpnb.cli", "experiment", "figure9", "--out", tmp_path, "--updates", "1000000"]
    run = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    while not (tmp_path / "trials").exists():
        time.sleep(0.1)
        assert run.poll() is None
    time.sleep(3)  # some have begun to import, or to train
    os.killpg(run.pid, signal.SIGINT)
    _, said = run.communicate(timeout=30)
    assert run.returncode == 130
    assert "the same command goes on with the others." in said
    assert "Traceback" not in said


def test_other_experiments_are_refused(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["experiment", "figure8"])
    assert ended.value.code == 2
    assert "invalid choice: 'figure8'" in capsys.readouterr().err


def test_a_file_without_images_is_refused(tmp_path, capsys):
    assert main(["experiment", "figure9", "--data", str(tmp_path / "nothing.npz")]) == 2
    assert "expected an .npz file with arrays 'images' and 'labels', found FileNotFoundError" in capsys.readouterr().err
