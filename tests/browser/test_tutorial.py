"""The first tutorial, in the place where people will meet it."""

import re

import nbformat
import pytest

from tests.browser.lab import ROOT, Notebook
from tests.browser.test_workbench import FRAME

TUTORIAL = ROOT / "tutorials" / "01_first_stream.ipynb"


@pytest.mark.timeout(240)
def test_the_first_tutorial_runs_and_plays(page, jupyter):
    tutorial = nbformat.read(TUTORIAL, as_version=4)
    cells = [cell for cell in tutorial.cells if not re.fullmatch(r"\w+\.close\(\)", cell.source.strip())]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=tutorial.metadata), jupyter[1] / TUTORIAL.name)
    notebook = Notebook(page, jupyter[1])
    notebook.open_file(TUTORIAL.name)
    notebook.run_all(seconds=180)
    assert page.locator(".jp-Notebook img[src*=svg], .jp-RenderedSVG").count(), "the graph drew no picture of itself"
    play_it(page)
    assert notebook.close() == []


def play_it(page):
    """Press play in the workbench that is there, and see frames counted."""
    page.locator(".lpnb-root .lpnb-play").first.scroll_into_view_if_needed()
    before = page.evaluate(f"() => {FRAME}")
    page.locator(".lpnb-root .lpnb-play").first.click()
    page.wait_for_function(f"n => {FRAME} > n + 10", arg=before)
    page.locator(".lpnb-root .lpnb-pause").first.click()
