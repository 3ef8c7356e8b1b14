"""The still picture of a workbench: hidden beside a live one, renewed, and shown where there is no kernel."""

import base64
import json

import pytest

from tests.browser.conftest import GRAPH
from tests.browser.lab import Notebook, open_lab

STILL = ".jp-OutputArea-child img.jp-needs-light-background"
SOURCE = f"document.querySelector('{STILL}')?.src"
WITHOUT_KERNEL = """name => jupyterapp.commands.execute('docmanager:open',
  {path: name, factory: 'Notebook', kernelPreference: {shouldStart: false, canStart: false, autoStartDefault: false}})
  .then(() => null)"""


@pytest.fixture
def shown(workbench):
    """A workbench whose still picture has arrived."""
    workbench.page.locator(STILL).wait_for(state="attached")
    return workbench


def run_cell(notebook, code):
    """Run code as a cell does: what listens to cells hears of it."""
    assert notebook.python(code) == ""


def test_it_is_hidden_beside_a_live_workbench_and_renewed_when_a_cell_has_moved_the_stream(shown):
    page = shown.page
    assert not page.locator(STILL).is_visible()
    before = page.evaluate(SOURCE)
    page.evaluate("() => { document.querySelector('.lpnb-canvas').mine = true; }")
    run_cell(shown, "stream.step(30)")
    page.wait_for_function(f"before => {SOURCE} !== before", arg=before)
    assert base64.b64decode(page.evaluate(SOURCE).partition(",")[2])[:4] == b"\x89PNG"
    assert page.evaluate("() => document.querySelector('.lpnb-canvas').mine")  # the live one was not drawn anew
    assert not page.locator(STILL).is_visible()


def test_it_is_renewed_when_a_button_lets_the_stream_rest(shown):
    page = shown.page
    before = page.evaluate(SOURCE)
    page.locator(".lpnb-play button, button.lpnb-play").first.click()
    page.wait_for_function("() => /frame/.test(document.querySelector('.lpnb-where').textContent)")
    page.locator(".lpnb-pause button, button.lpnb-pause").first.click()
    page.wait_for_function(f"before => {SOURCE} !== before", arg=before)


def test_a_saved_notebook_shows_it_without_a_kernel(jupyter, browser):
    page = open_lab(browser, jupyter[0])
    notebook = Notebook(page, jupyter[1])
    notebook.open("saved.ipynb", [f"{GRAPH}\nstream.step(20)", "w = lpnb.Workbench(stream)\nw"])
    notebook.run_all()
    page.locator(STILL).wait_for(state="attached")
    page.evaluate("() => jupyterapp.commands.execute('docmanager:save').then(() => null)")
    notebook.close()
    saved = jupyter[1] / "saved.ipynb"
    outputs = json.loads(saved.read_text())["cells"][1]["outputs"]
    assert len(outputs) == 2
    assert "image/png" in outputs[1]["data"]
    page.evaluate(WITHOUT_KERNEL, "saved.ipynb")
    picture = page.locator(STILL)
    picture.wait_for()
    picture.scroll_into_view_if_needed()
    assert picture.bounding_box()["width"] > 400
    page.context.close()
