"""The pictures of the documentation: ``python -m tests.browser.shots docs/`` makes them from the running product.

workbench.png is the light one at a desk, workbench-dark.png the same in the dark, workbench-narrow.png on a small screen.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.lab import BROWSER, Notebook, find_chromium, jupyter_server, open_lab

GRAPH = """
import lpnb
g = lpnb.Graph("digits")
g.add("data", "digits", noise=0.3)
g.add("image", "pool", shape=(1, 8, 8))
g.add("hidden", "pool", shape=(16, 4, 4), act="relu")
g.add("answer", "pool", shape=10, act="softmax")
g.connect("data.image", "image")
g.connect("image", "hidden", "conv", kernel=3)
g.connect("hidden", "hidden", "conv", kernel=3)
g.connect("hidden", "answer", "dense")
g.add("learn", "loss", loss="cross_entropy", lr=3e-3)
g.connect("answer", "learn.prediction")
g.connect("data.label", "learn.target")
g.add("accuracy", "accuracy")
g.connect("answer", "accuracy.prediction")
g.connect("data.label", "accuracy.target")
""".strip()
STATUS = 30
"""Pixels of JupyterLab's own line at the bottom."""
LEARNED = "() => parseInt(document.querySelector('.lpnb-frame').textContent.replace(/\\D/g, '')) > 2500"


def tidy(page):
    """Leave the notebook alone on the page."""
    page.evaluate(
        """() => { jupyterapp.shell.collapseLeft(); jupyterapp.shell.collapseRight();
          jupyterapp.shell.currentWidget.content.widgets[0].inputHidden = true;
          jupyterapp.shell.currentWidget.content.node.querySelector('.lpnb-root').scrollIntoView(); }"""
    )


def shoot(page, file):
    """Take a picture of the workbench alone."""
    page.wait_for_timeout(1200)
    box = page.locator(".lpnb-root").first.bounding_box()
    room = page.viewport_size
    top = max(0, box["y"])
    height = min(box["height"] + 12, room["height"] - top - STATUS)
    clip = {"x": max(0, box["x"] - 2), "y": top, "width": min(box["width"] + 4, room["width"]), "height": height}
    page.screenshot(path=file, clip=clip)


def make(folder):
    """Make all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, jupyter_server(Path(home)) as (address, root), sync_playwright() as pw:
        browser = pw.chromium.launch(executable_path=find_chromium(), args=BROWSER)
        page = open_lab(browser, address, width=1400, height=1200)
        notebook = Notebook(page, root)
        notebook.open("shots.ipynb", [GRAPH, "stream = lpnb.Stream(g, batch=32)\nlpnb.Workbench(stream)"])
        notebook.run_all()
        tidy(page)
        page.locator(".lpnb-play").click()
        page.wait_for_function(LEARNED)
        for name, theme, width in (
            ("workbench", "JupyterLab Light", 1400),
            ("workbench-dark", "JupyterLab Dark", 1400),
            ("workbench-narrow", "JupyterLab Light", 800),
        ):
            page.set_viewport_size({"width": width, "height": 1560 if width > 1000 else 1900})
            notebook.theme(theme)
            shoot(page, folder / f"{name}.png")
        sys.stderr.writelines(f"{error}\n" for error in notebook.close())
        browser.close()


if __name__ == "__main__":
    make(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
