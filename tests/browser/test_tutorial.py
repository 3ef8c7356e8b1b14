"""The tutorials that are about playing and watching, in the place where people will meet them."""

import re

import nbformat
import pytest

from tests.browser.lab import ROOT, Notebook
from tests.browser.test_workbench import FRAME


def open_tutorial(page, root, name):
    """Open a tutorial as it is, but for the cell that closes everything, and run it."""
    tutorial = nbformat.read(ROOT / "tutorials" / name, as_version=4)
    cells = [cell for cell in tutorial.cells if not re.search(r"\.close\(\)\s*$", cell.source)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=tutorial.metadata), root / name)
    notebook = Notebook(page, root)
    notebook.open_file(name)
    notebook.run_all(seconds=180)
    return notebook


@pytest.mark.timeout(240)
def test_the_first_tutorial_runs_and_plays(page, jupyter):
    notebook = open_tutorial(page, jupyter[1], "01_first_stream.ipynb")
    assert page.locator(".jp-Notebook img[src*=svg], .jp-RenderedSVG").count(), "the graph drew no picture of itself"
    play_it(page)
    assert notebook.close() == []


@pytest.mark.timeout(240)
def test_the_tutorial_on_time_runs_steps_and_tells_the_ages(page, jupyter):
    notebook = open_tutorial(page, jupyter[1], "03_watching_time.ipynb")
    page.locator(".lpnb-root .lpnb-step").first.scroll_into_view_if_needed()
    before = int(notebook.python("print(s.frame)"))
    page.locator(".lpnb-root .lpnb-step").first.click()
    page.wait_for_function(f"n => {FRAME} === n + 1", arg=before)
    rollout = page.locator(".lpnb-ro").first
    rollout.locator(".lpnb-ro-cell[data-row='4'][data-column='8']").hover()
    rollout.locator(".lpnb-ro-words", has_text=f"answer in frame {before + 1} depends on light").wait_for()
    assert notebook.close() == []


def play_it(page):
    """Press play in the workbench that is there, and see frames counted."""
    page.locator(".lpnb-root .lpnb-play").first.scroll_into_view_if_needed()
    before = page.evaluate(f"() => {FRAME}")
    page.locator(".lpnb-root .lpnb-play").first.click()
    page.wait_for_function(f"n => {FRAME} > n + 10", arg=before)
    page.locator(".lpnb-root .lpnb-pause").first.click()
