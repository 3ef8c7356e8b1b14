"""What lpnb computes for a network file, compared with what the original program computed for it."""

import numpy as np
import pytest

from benchmarks.parity import Row, rows
from benchmarks.parity_learning import learning_errors
from benchmarks.recorded import Recording, flat
from benchmarks.replaying import error, replay, states_error
from lpnb.statestream.reading import read
from lpnb.statestream.taking import fitted
from tests.statestream.comparing import calm, share
from tests.statestream.comparing import learning_errors as beside_reference
from tests.statestream.files import GRAPHS, ORACLE, REFERENCE, needs_files

pytestmark = needs_files
ODD = ("test_plasticity_hebbian_unshared", "DAE_cityscapes", "cityscapes_SmallVGG")
"""One that the original could not run, and two that take long: `make parity` has them."""
RECORDED = [path.stem for path in sorted(ORACLE.glob("*.npz"))]


@pytest.mark.parametrize("name", RECORDED)
def test_states_are_those_that_were_recorded(name):
    net, recording = read(GRAPHS / f"{name}.st_graph"), Recording.read(ORACLE / f"{name}.npz")
    assert states_error(net, recording) < 1e-5


@pytest.mark.parametrize("name", ["demo", "test_core_clients"])
def test_losses_and_parameters_are_those_that_were_recorded_where_that_determines_them(name):
    net, recording = read(GRAPHS / f"{name}.st_graph"), Recording.read(ORACLE / f"{name}.npz")
    losses, heads = learning_errors(net, recording, replay)
    assert losses < 1e-4
    assert heads < 1e-4


def learn(name):
    net = read(GRAPHS / f"{name}.st_graph")
    return bool(net.plasticities) and not any(problem.severity == "error" for problem in net.problems)


TRAINED = [path.stem for path in sorted(GRAPHS.glob("*.st_graph")) if path.stem not in ODD and learn(path.stem)]


@pytest.mark.parametrize("name", TRAINED)
def test_losses_and_parameters_are_those_of_an_independent_reference(name):
    losses, parameters = beside_reference(calm(read(GRAPHS / f"{name}.st_graph")), off=share)
    assert max(losses.values(), default=0) < 1e-4
    assert max(parameters.values()) < 1e-4


def test_what_a_recording_does_not_determine_is_not_compared():
    net, recording = read(GRAPHS / "mnist_small.st_graph"), Recording.read(ORACLE / "mnist_small.npz")
    assert learning_errors(net, recording, replay) is None


def test_a_wrong_parameter_would_be_seen():
    net, recording = read(GRAPHS / "demo.st_graph"), Recording.read(ORACLE / "demo.npz")
    recording.arrays["param/np/hidden1/b"] = recording.arrays["param/np/hidden1/b"] + 0.01
    assert states_error(net, recording) > 1e-3


def test_an_error_is_a_share_of_the_greatest_value():
    assert error(np.array([1.0, 4.0]), np.array([1.5, 4.0])) == 0.125


def test_parameters_take_the_shape_that_they_have_here():
    assert flat(np.zeros((5, 2, 10, 1, 1))).shape == (5, 2, 10)
    weight = np.arange(24.0).reshape(4, 6, 1, 1)
    assert np.array_equal(fitted(weight, (6, 4)), weight[..., 0, 0].T)


def test_the_table_has_a_line_for_each_file(tmp_path):
    (tmp_path / "graphs").mkdir()
    for name in ("demo", "test_everything_wrong_nonsense"):
        text = (REFERENCE / "graphs" / f"{name}.st_graph").read_text()
        (tmp_path / "graphs" / f"{name}.st_graph").write_text(text)
    found = list(rows(tmp_path))
    assert [(row.name, row.opens, row.runs) for row in found] == [
        ("demo", True, True),
        ("test_everything_wrong_nonsense", False, False),
    ]
    assert "6 errors" in found[1].words


def test_a_row_is_a_line_of_the_table():
    row = Row("demo", opens=True, runs=True, states=1.11e-6, words="")
    assert row.line() == "| demo | yes | yes | 1.1e-06 |  |  |  |  |  |"
