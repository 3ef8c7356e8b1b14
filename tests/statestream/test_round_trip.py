"""What was read of a network file can be saved, opened, edited, written as Python and exported: nothing is lost."""

import subprocess
import sys
import warnings
from collections import Counter

import pytest

import lpnb
from lpnb.errors import FileError, ForeignFile
from lpnb.graph.script import script
from tests.statestream.files import GRAPHS, needs_files

pytestmark = needs_files

FILES = [path.stem for path in sorted(GRAPHS.glob("*.st_graph")) if "everything_wrong" not in path.stem]
COMPAT = (None, "statestream")
EXPORTED = ("demo", "test_np_activations", "test_core_clients", "test_interface_sim", "test_interface_moving_edge")
"""Files whose sources need no data."""


def opened(name, compat=None):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ForeignFile)
        return lpnb.open(GRAPHS / f"{name}.st_graph", compat)


def drawn(graph):
    edges = Counter((w.source, w.out, w.target, w.port, w.spec) for w in graph.wires().values())
    return graph.nodes(), edges, {name: graph.group_of(name) for name in graph}


@pytest.mark.parametrize("compat", COMPAT)
@pytest.mark.parametrize("name", FILES)
def test_it_is_saved_and_opened_as_it_was(name, compat, tmp_path):
    graph = opened(name, compat)
    again = lpnb.open(graph.save(tmp_path / "again"))
    assert drawn(again) == drawn(graph)
    assert set(again.weights) == set(graph.weights)
    assert str(again.check()) == str(graph.check())


@pytest.mark.parametrize("name", FILES)
def test_lines_of_python_make_it(name):
    graph, space = opened(name), {"g": lpnb.Graph(name)}
    exec(script(lpnb.Graph(name), graph), space)
    assert drawn(space["g"]) == drawn(graph)


@pytest.mark.parametrize("name", EXPORTED)
def test_its_script_computes_the_same_alone(name, tmp_path):
    file = opened(name, "statestream").export(tmp_path / "net")
    done = subprocess.run([sys.executable, "-I", str(file)], capture_output=True, text=True, check=False, timeout=100)
    assert done.stdout.splitlines()[-1] == "self-test over 20 recorded frames: largest difference 0, passed"


def test_it_is_edited_and_undone():
    graph = opened("test_module")
    before = drawn(graph)
    graph.set("lstm0_lstm", act="tanh(x) * x")
    graph.remove("lstm0_I")
    graph.rename("np_0", "eye")
    while graph.undo():
        pass
    assert drawn(graph) == before


def test_a_file_of_errors_loses_nothing_that_is_open():
    with pytest.raises(FileError):
        opened("test_everything_wrong_nonsense")
