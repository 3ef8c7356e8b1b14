"""Files and functions stay small enough to be read at one sitting."""

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINES = {".py": 400, ".pyi": 400, ".mjs": 400, ".css": 400, ".ts": 250, ".tsx": 250}
FUNCTION = 50


@pytest.fixture(scope="module")
def sources():
    """All sources that git tracks or would add."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git clone, so nobody knows which files are sources")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.check_output(command, cwd=ROOT, text=True).split("\0")
    return [path for name in names if name and (path := ROOT / name).suffix in LINES and path.exists()]


def code_lines(function):
    """Lines of a function without its docstring, which may be as long as it likes."""
    lines = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function) is None:
        return lines
    return lines - (function.body[0].end_lineno - function.body[0].lineno + 1)


def long_functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [f"{path.relative_to(ROOT)}: {f.name}" for f in functions if code_lines(f) > FUNCTION]


def test_no_file_is_too_long(sources):
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in sources}
    too_long = [f"{path.relative_to(ROOT)}: {n}" for path, n in lengths.items() if n > LINES[path.suffix]]
    assert too_long == []


def test_no_function_is_too_long(sources):
    python = [path for path in sources if path.suffix == ".py"]
    assert [name for path in python for name in long_functions(path)] == []
