"""What `import lpnb` offers, and what it costs."""

import subprocess
import sys

import pytest

import lpnb


@pytest.mark.parametrize("name", lpnb.__all__)
def test_every_public_name_is_there(name):
    assert getattr(lpnb, name) is not None


def test_the_public_names_are_listed():
    assert dir(lpnb) == sorted(lpnb.__all__)
    assert {"Graph", "Stream", "Workbench", "Node", "Edge", "Port", "Type", "kind", "__version__"} <= set(lpnb.__all__)
    assert {"check_step", "lesson"} <= set(lpnb.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"^module 'lpnb' has no attribute 'Grpah'$"):
        _ = lpnb.Grpah


def loaded(statement, *packages):
    """Which of the packages a fresh Python has loaded after a statement."""
    code = f"import sys; {statement}; print(*[p for p in {packages!r} if p in sys.modules])"
    return subprocess.check_output([sys.executable, "-W", "error", "-c", code], text=True, timeout=60).split()


HEAVY = ("torch", "networkx", "numpy", "sklearn", "attrs", "ipywidgets", "bqplot", "IPython", "anywidget")


def test_importing_lpnb_loads_nothing_that_is_heavy():
    assert loaded("import lpnb", *HEAVY) == []


def test_a_graph_needs_no_torch():
    assert loaded("from lpnb import Graph, Node, Edge, kind", "torch", "sklearn", "ipywidgets") == []
    assert loaded("import lpnb.graph, lpnb.shapes, lpnb.shapes.check, lpnb.errors", "torch", "sklearn") == []


def test_a_graph_of_pools_is_made_checked_and_rolled_out_without_torch():
    make = "import lpnb; g = lpnb.Graph(); g.add('a', 'pool', shape=2); g.connect('a', 'a', 'dense')"
    assert loaded(f"{make}; g.check(); g.rollout(); g.undo()", "torch", "sklearn") == []


def test_a_stream_needs_no_notebook():
    assert loaded("from lpnb import Stream", "ipywidgets", "IPython", "bqplot", "anywidget", "traitlets") == []
