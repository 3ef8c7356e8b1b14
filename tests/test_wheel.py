"""What people install has everything in it that runs."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
def test_the_wheel_holds_front_end_examples_tutorials_and_templates(tmp_path):
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=110)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        "lpnb/widgets/static/lab.js",
        "lpnb/examples/digits.lpnb",
        "lpnb/files/script.txt",
        "lpnb/tutorials/01_first_stream.ipynb",
        "lpnb/py.typed",
    }
    assert wanted <= names
    assert any(name.endswith("etc/jupyter/jupyter_server_config.d/lpnb.json") for name in names)
    assert not any(name.startswith(("tests", "benchmarks")) for name in names)
