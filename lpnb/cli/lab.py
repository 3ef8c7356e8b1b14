"""Open the tutorials in JupyterLab.

They are copied into a folder of yours (those that are not there yet), so that you can change them and lose nothing.

Example:
  lpnb lab --dir my-notebooks
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import lpnb

FIRST = "01_first_stream.ipynb"
INSIDE = Path(lpnb.__file__).parent
TUTORIALS = (INSIDE.parent / "tutorials", INSIDE / "tutorials")
"""Where they are: beside the package in a clone, inside it in an installed one."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("--dir", type=Path, default=Path("notebooks"), help="your folder (%(default)s)")
    parser.add_argument("--no-browser", action="store_true", help="only print the URL")
    parser.add_argument("--port", type=int, help="the port (the first free one from 8888)")


def main(options: argparse.Namespace) -> int:
    """Start JupyterLab and wait for it."""
    if importlib.util.find_spec("jupyterlab") is None:
        print("JupyterLab is not installed here. Install it with: pip install 'lpnb[lab]'", file=sys.stderr)
        return 2
    notebook = copy_tutorials(options.dir)
    arguments = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={options.dir.resolve()}"]
    arguments += [f"--LabApp.default_url=/lab/tree/{notebook}"]
    arguments += ["--no-browser"] * options.no_browser + [f"--port={options.port}"] * (options.port is not None)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--allow-root")
    print(f"opening {options.dir / notebook}; the URL is below; stop with Ctrl+C", flush=True)
    try:
        return subprocess.call(arguments)  # noqa: S603 - our own interpreter
    except KeyboardInterrupt:
        return 0


def copy_tutorials(folder: Path) -> str:
    """Copy the tutorials that are not there yet into a folder; return the name of the first."""
    folder.mkdir(parents=True, exist_ok=True)
    home = next((place for place in TUTORIALS if place.is_dir()), None)
    for notebook in sorted(home.glob("*.ipynb")) if home else []:
        if not (folder / notebook.name).exists():
            shutil.copy(notebook, folder / notebook.name)
    return FIRST
