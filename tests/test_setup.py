"""The files that make an installation agree with each other."""

import json
import re
import subprocess
from importlib.metadata import requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]


def pins():
    """The pinned version of each package in constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in pinned}


def test_git_tracks_nothing_that_is_built():
    if not (ROOT / ".git").exists():
        pytest.skip("not a git clone")
    command = ["git", "ls-files", "--cached", "--ignored", "--exclude-standard"]
    assert subprocess.check_output(command, cwd=ROOT, text=True) == ""


def test_git_ignores_what_is_built():
    if not (ROOT / ".git").exists():
        pytest.skip("not a git clone")
    built = [".venv/x", "widgets/node_modules/x", "lpnb/widgets/static/lab.js", "build/x", "dist/x"]
    command = ["git", "check-ignore", *built]
    assert subprocess.check_output(command, cwd=ROOT, text=True).split() == built


def test_the_constraints_pin_a_fitting_version_of_every_requirement():
    pinned = pins()
    asked = [Requirement(line) for line in requires("lpnb")]
    unfit = [str(r) for r in asked if not r.specifier.contains(pinned.get(canonicalize_name(r.name), "0"))]
    assert unfit == []


def test_the_changelog_begins_with_this_version():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    top = re.search(r"^## (\S+) \(\d{4}-\d{2}-\d{2}\)$", changelog, re.MULTILINE)
    assert top[1] == version("lpnb")


def test_the_lock_file_leaves_the_choice_of_registry_to_everyone():
    packages = json.loads((ROOT / "widgets" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
