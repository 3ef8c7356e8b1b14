"""The tutorials run from top to bottom, and are stored clean."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[2] / "tutorials"
TUTORIALS = sorted(FOLDER.glob("*.ipynb"))
REFERENCE = FOLDER.parents[1] / "shared" / "reference" / "statestream"
"""Where networks of Statestream are, if they are here: the sixth tutorial looks for them."""
KEEPS = {
    "01_first_stream": "my_digits.py",
    "02_drawing_networks": "my_drawing.lpnb",
    "03_watching_time": "my_echo.lpnb",
    "04_learning_in_a_stream": "my_learner.lpnb",
    "05_rollouts_and_response_time": "my_responses.csv",
    "06_from_statestream": "my_numerals.py",
}
"""What the reader takes away from each."""
named = pytest.mark.parametrize("tutorial", TUTORIALS, ids=lambda file: file.stem)


def test_tutorials_are_numbered_and_each_leaves_something_to_keep():
    assert [tutorial.stem for tutorial in TUTORIALS] == list(KEEPS)


@named
def test_it_runs_from_top_to_bottom(tutorial, tmp_path, monkeypatch):
    monkeypatch.setenv("STATESTREAM", str(REFERENCE))
    notebook = nbformat.read(tutorial, 4)
    client = NotebookClient(notebook, timeout=100, resources={"metadata": {"path": str(tmp_path)}})
    client.execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    said = "".join(output.text for output in outputs if output.output_type == "stream" and output.name == "stderr")
    assert said == ""
    assert (tmp_path / KEEPS[tutorial.stem]).exists()


@named
def test_it_is_stored_without_outputs(tutorial):
    notebook = nbformat.read(tutorial, 4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert 10 <= len(code) <= 20
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)
    assert notebook.metadata.kernelspec.name == "python3"  # without it JupyterLab asks a beginner to choose
    assert "widgets" not in notebook.metadata
