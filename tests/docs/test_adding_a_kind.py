"""The page on adding a kind is run, block by block, as a reader would."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
README = DOCS.parent / "README.md"


def blocks(page):
    return re.findall(r"^```python\n(.*?)^```", page.read_text(), re.DOTALL | re.MULTILINE)


OTHERS = "ignore:metadata:DeprecationWarning"  # bqscales declares its traits the old way


def run(code, folder):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-W", OTHERS, "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_page_on_adding_a_kind_works_as_written(tmp_path):
    printed = run("\n".join(blocks(DOCS / "adding_a_kind.md")), tmp_path)
    assert printed.startswith("graph 'demo': no problems\n")
    assert "slow = lerp(past.slow, past.x, 1 / p.slow_tau)" in printed


@pytest.mark.parametrize("number", range(len(blocks(README))))
def test_the_code_of_the_readme_works_as_written(number, tmp_path):
    code = blocks(README)[number]
    run(code, tmp_path)
