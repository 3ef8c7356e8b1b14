"""The tutorial on files of Statestream, for those who do not have the original's, and who do what it asks for."""

import re

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell

from tests.tutorials.test_tutorials import FOLDER

HAND = {
    'lesson.node("image", "pool"': 'g.set("image", noise=0.3)',
    "half = lesson.edge": (
        'm.set("hidden1->hidden2", padding="half"); m.connect("image", "prediction", "dense", delay=1)'
    ),
    'lesson.node("hidden_loss", "loss", look="back"': (
        'm.set("hidden_loss", look="back", lag=0, first_frame=0); m.doctor().mend()'
    ),
    "target = lesson.edge": (
        'm.remove("label->hidden_loss.target"); m.connect("roman_numerals.label", "hidden_loss.target")\n'
        'm.set("hidden_loss", loss="cross_entropy"); m.remove("label")'
    ),
}
"""What a cell that checks begins with, or has in it, and what a reader has done by hand before."""


@pytest.fixture(scope="module")
def cells(tmp_path_factory):
    """The cells of the tutorial after they were run without the original's files, by somebody who did all exercises."""
    notebook, folder = nbformat.read(FOLDER / "06_from_statestream.ipynb", 4), tmp_path_factory.mktemp("alone")
    for place in reversed(range(len(notebook.cells))):
        done = [code for words, code in HAND.items() if words in notebook.cells[place].source]
        notebook.cells[place:place] = [new_code_cell(code) for code in done]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STATESTREAM", str(folder / "nowhere"))
        NotebookClient(notebook, timeout=100, resources={"metadata": {"path": str(folder)}}).execute()
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def said(cells, beginning=""):
    """What the cells have printed."""
    outputs = [output for cell in cells for output in cell.outputs if output.output_type == "stream"]
    return "".join(output.text for output in outputs if output.text.startswith(beginning))


def test_without_the_original_it_opens_the_file_that_it_wrote(cells):
    assert "We open my_numerals.st_graph. There is no recording of it." in said(cells)
    assert "Without the recording there is nothing to compare with." in said(cells)


def test_its_own_file_opens_without_a_warning(cells):
    assert "  10 notes\n" in said(cells, "file 'my_numerals.st_graph':")
    assert "warning" not in said(cells)


def test_whoever_does_all_exercises_is_told_so(cells):
    checks = [cell for cell in cells if "check_step" in cell.source]
    assert len(checks) == len(HAND)
    words = [cell.outputs[-1].data["text/plain"] for cell in checks]
    assert all(text.endswith("All done: go on.") for text in words), words


def test_the_digits_of_a_reader_are_learned(cells):
    right, total = map(int, re.search(r"(\d+) of (\d+) digits that it never saw", said(cells)).groups())
    assert right > 0.85 * total
