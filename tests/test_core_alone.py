"""The core runs where there is no notebook: on a server with torch and a few libraries."""

import subprocess
import sys

SCRIPT = """
import sys

for name in ("tqdm", "IPython", "ipywidgets", "anywidget", "bqplot", "traitlets", "PIL", "resvg_py", "pandas", "matplotlib"):
    sys.modules[name] = None  # as if it were not installed

from lpnb.cli import main

sys.exit(main(["train", "digits", "--frames", "20"]) or main(["export", "digits", "net.py"]) or main(["check", "digits"]))
"""


def test_the_core_trains_exports_and_checks_without_a_notebook(tmp_path):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
        timeout=100,
    )
    assert done.stderr == ""
    assert done.returncode == 0
