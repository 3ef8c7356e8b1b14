"""Journeys: what is drawn lies under nothing else, on wide and narrow screens; what is written can be read."""

import pytest

from tests.browser.lab import ROOT

DSR6 = 'import lpnb\ng = lpnb.Graph.load("dsr6")\nstream = lpnb.Stream(g, batch=2)'
COLOURS = """
import lpnb, numpy as np
x = np.linspace(0, 1, 4 * 3 * 8 * 8, dtype=np.float32).reshape(4, 3, 8, 8)
g = lpnb.Graph("colours")
g.add("data", lpnb.from_arrays(image=x, label=np.arange(4) % 2))
g.add("maps", "pool", shape=(3, 8, 8))
g.connect("data.image", "maps", "conv", kernel=3)
stream = lpnb.Stream(g, batch=2)
stream.step(3)
""".strip()
NAMES = ("data.image", "maps")
COVERED = """() => { const at = e => e.getBoundingClientRect(); const map = document.querySelector('.react-flow__minimap');
  if (map === null) return []; const m = at(map);
  return [...document.querySelectorAll('.lpnb-editor .lpnb-card')].filter(card => { const c = at(card);
    return c.left < m.right && m.left < c.right && c.top < m.bottom && m.top < c.bottom; }).map(c => c.textContent); }"""
LAST_OF_STATUS = """() => { const at = s => document.querySelector(s).getBoundingClientRect();
  return [at('.lpnb-editor .lpnb-status button').bottom, at('.lpnb-editor').bottom, at('.lpnb-editor .lpnb-tools').height]; }"""


@pytest.fixture(params=[1400, 700])
def width(request, one_notebook):
    """A wide and a narrow screen."""
    one_notebook.page.set_viewport_size({"width": request.param, "height": 1000})
    yield request.param
    one_notebook.page.set_viewport_size({"width": 1400, "height": 1000})


def test_the_map_covers_no_card_at_first_nor_after_tidy_and_fit(draw, width):
    drawing = draw(DSR6)
    drawing.node("h1").wait_for()
    assert drawing.page.evaluate(COVERED) == []
    for key in ("t", "f"):
        drawing.canvas.focus()
        drawing.press(key)
        drawing.page.wait_for_timeout(700)
        assert drawing.root.locator(".react-flow__minimap").count() == 0  # all is in sight
    drawing.root.locator(".react-flow__node[aria-label^='answer']").click()  # its name may be too small to be there
    drawing.press("Shift+F")
    drawing.root.locator(".react-flow__minimap").wait_for()
    drawing.page.wait_for_timeout(400)
    covered = drawing.page.evaluate(COVERED)
    assert not [words for words in covered if words.startswith("answer")]


def test_names_can_be_read_at_first_and_the_beginning_is_in_sight(draw, width):
    drawing = draw(DSR6)
    name = drawing.node("data").locator("b")
    name.wait_for()
    size = name.evaluate(
        "e => parseFloat(getComputedStyle(e).fontSize) * e.getBoundingClientRect().width / e.offsetWidth"
    )
    assert size > 8


def test_tools_are_in_one_row_and_the_whole_status_can_be_seen(draw, width):
    drawing = draw("import lpnb\ng = lpnb.Graph('net')\ng.add('lost', 'pool')\nstream = lpnb.Stream(g, draft=True)")
    drawing.root.locator(".lpnb-status button", has_text="error").wait_for()
    drawing.page.wait_for_timeout(300)
    button, bottom, tools = drawing.page.evaluate(LAST_OF_STATUS)
    assert button <= bottom
    assert tools < 50


def test_a_narrow_editor_has_nothing_for_axe_to_complain_about(draw, one_notebook):
    one_notebook.page.set_viewport_size({"width": 700, "height": 1000})
    drawing = draw()
    drawing.page.wait_for_timeout(300)
    drawing.page.evaluate((ROOT / "widgets" / "node_modules" / "axe-core" / "axe.min.js").read_text())
    run = "() => axe.run(document.querySelector('.lpnb-editor'), {rules: {'target-size': {enabled: true}}}).then(r => r.violations.map(v => v.id))"
    assert drawing.page.evaluate(run) == []
    drawing.root.get_by_label("Inspector", exact=True).click()
    assert drawing.page.evaluate(run) == []
    one_notebook.page.set_viewport_size({"width": 1400, "height": 1000})


def test_what_is_wrong_with_a_formula_stands_above_it(draw):
    drawing = draw("import lpnb\ng = lpnb.Graph.load('digits')\nstream = lpnb.Stream(g, batch=2)")
    drawing.node("learn").click()
    drawing.set("loss", "expression")
    formula = drawing.root.get_by_label("formula", exact=True)
    formula.fill("mean(predicton - target)")
    formula.press("Tab")
    says = drawing.root.locator(".lpnb-says.lpnb-is-error", has_text="Did you mean 'prediction'?")
    says.wait_for()
    assert says.bounding_box()["y"] < formula.bounding_box()["y"]


def test_a_picture_of_three_channels_opens_in_its_colours_and_maps_as_tiles(show):
    page = show(COLOURS, views=2).page
    view = {name: page.locator(".lpnb-view").filter(has=page.locator(".lpnb-title", has_text=name)) for name in NAMES}
    assert view["data.image"].locator(".lpnb-tile-name").count() == 0
    view["maps"].locator(".lpnb-tile-name").nth(2).wait_for()
    view["data.image"].locator(".lpnb-options").click()
    view["data.image"].locator("[data-lpnb-field=mode]").select_option("tiles")
    view["data.image"].locator(".lpnb-tile-name").nth(2).wait_for()
