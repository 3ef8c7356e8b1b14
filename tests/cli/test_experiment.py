"""``lpnb experiment figure9``."""

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


def test_other_experiments_are_refused(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["experiment", "figure8"])
    assert ended.value.code == 2
    assert "invalid choice: 'figure8'" in capsys.readouterr().err


def test_a_file_without_images_is_refused(tmp_path, capsys):
    assert main(["experiment", "figure9", "--data", str(tmp_path / "nothing.npz")]) == 2
    assert "expected an .npz file with arrays 'images' and 'labels', found FileNotFoundError" in capsys.readouterr().err
