"""Journeys: the light cone under the pointer and under the keys, patterns side by side, thumbnails that follow the stream."""

import pytest

from tests.browser.lab import ROOT

GRAPH = """
import lpnb
g = lpnb.Graph("digits")
g.add("data", "digits", noise=0.3)
g.add("image", "pool", shape=(1, 8, 8))
g.add("hidden", "pool", shape=(16, 4, 4), act="relu")
g.add("answer", "pool", shape=10, act="softmax")
g.connect("data.image", "image")
g.connect("image", "hidden", "conv", kernel=3)
g.connect("hidden", "answer", "dense")
g.add("learn", "loss")
g.connect("answer", "learn.prediction")
g.connect("data.label", "learn.target")
stream = lpnb.Stream(g, batch=8)
""".strip()
CELL = ".lpnb-ro-panel >> nth=%d >> .lpnb-ro-cell[data-row='%d'][data-column='%d']"
CONE = "kind => document.querySelectorAll(`.lpnb-ro-cell[data-cone=${kind}]`).length"
AXE = """() => axe.run(document.querySelector('.lpnb-ro'), {rules: {'target-size': {enabled: true}}})
  .then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).slice(0, 3).join(' ')))"""
ROWS = ("data", "image", "hidden", "answer", "learn")


TALL = """
import lpnb
g = lpnb.Graph("tall")
g.add("node_0", "input", shape=3)
for number in range(1, 40):
    g.add(f"node_{number}", "pool", shape=3)
    g.connect(f"node_{number - 1}", f"node_{number}", "dense")
stream = lpnb.Stream(g)
""".strip()


@pytest.fixture
def show_rollout(one_notebook):
    """Show the rollout view of a graph, paused at frame 12; the test fails on errors in the console."""
    notebook = one_notebook

    def show(graph):
        notebook.fill([graph, "stream.step(12)\nw = lpnb.widgets.RolloutView(stream)\nw"])
        notebook.run_all()
        notebook.page.wait_for_selector(".lpnb-ro-cell")
        return notebook

    yield show
    notebook.python("w.close(); stream.close()")
    assert notebook.forget_errors() == []


@pytest.fixture
def rollout(show_rollout):
    """Columns 0 to 14 are frames 4 to 18."""
    notebook = show_rollout(GRAPH)
    page = notebook.page
    page.locator(".lpnb-ro-bar").scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelectorAll('.lpnb-ro-cell[data-tile]').length === 45")
    return notebook


def cell(page, name, column, panel=0):
    return page.locator(CELL % (panel, ROWS.index(name), column))


def cone(page, kind):
    """(row, column) of the cells of the first panel that are marked."""
    cells = page.locator(f".lpnb-ro-panel >> nth=0 >> .lpnb-ro-cell[data-cone={kind}]")
    found = cells.evaluate_all("cells => cells.map(c => [+c.dataset.row, +c.dataset.column])")
    return {(ROWS[row], column) for row, column in found}


def words(page):
    return page.locator(".lpnb-ro-words").inner_text()


def test_a_cell_under_the_pointer_shows_what_it_depends_on_and_what_it_will_influence(rollout):
    page = rollout.page
    cell(page, "answer", 8).hover()
    assert cone(page, "past") == {("hidden", 7), ("image", 6), ("data", 5)}
    assert cone(page, "future") == {("learn", 9)}
    assert words(page) == "answer in frame 12 depends on data of frame 9 (age 3). It will reach learn in frame 13."
    page.locator(".lpnb-ro-bar").hover()
    assert cone(page, "past") == set()
    assert words(page).startswith("Point at a cell")


def test_arrow_keys_move_and_escape_leaves(rollout):
    page = rollout.page
    frame = rollout.python("print(stream.frame)")
    cell(page, "answer", 8).click()
    page.mouse.move(2, 2)
    for key in ("ArrowUp", "ArrowRight"):
        page.keyboard.press(key)
    assert page.evaluate("() => document.activeElement.getAttribute('aria-label')") == "hidden, 1 frame ahead"
    assert cone(page, "focus") == {("hidden", 9)}
    assert words(page).startswith("hidden in frame 13 will depend on data of frame 11 (age 2).")
    assert page.locator(".lpnb-ro-spoken").inner_text().startswith("hidden in frame 13")
    page.keyboard.press("Home")
    assert cone(page, "focus") == {("hidden", 0)}
    page.keyboard.press("Escape")
    assert cone(page, "focus") == set()
    assert page.evaluate("() => document.activeElement.classList.contains('lpnb-ro-cell')") is False
    assert rollout.python("print(stream.frame)") == frame
    assert rollout.cells() == 2


def test_a_loss_shows_the_frames_that_it_compares(rollout):
    page = rollout.page
    cell(page, "learn", 8).hover()
    assert "learn compares answer of frame 11, the answer to frame 8, with data.label of frame 8." in words(page)
    assert page.locator(".lpnb-ro-pairs path").count() == 1
    assert page.locator(".lpnb-ro-pairs [data-off]").count() == 0


def test_patterns_stand_side_by_side_and_the_same_cell_is_lit_in_each(rollout):
    page = rollout.page
    page.locator(".lpnb-ro-button", has_text="sequential").click()
    captions = page.locator(".lpnb-ro-caption").all_inner_texts()
    assert [caption.split("\n") for caption in captions] == [
        ["as drawn = streaming", "inference factor 1", "first response: answer in frame 3"],
        ["sequential", "inference factor 3", "first response: answer in frame 1"],
    ]
    columns = page.locator(".lpnb-ro-panel >> nth=1 >> .lpnb-ro-head").all_inner_texts()
    cell(page, "answer", columns.index("12"), panel=1).hover()
    assert words(page).startswith("sequential: answer in frame 12 depends on data of frame 12 (age 0).")
    assert page.evaluate(CONE, "focus") == 2


def test_thumbnails_and_frames_follow_the_stream_and_the_graph(rollout):
    page = rollout.page
    rollout.python("stream.step(3)")
    page.wait_for_function("() => document.querySelector('.lpnb-ro-now').textContent === '15'")
    page.wait_for_function("() => document.querySelectorAll('.lpnb-ro-cell[data-tile]').length === 45")
    rollout.python("stream.back(2)")
    page.wait_for_function("() => document.querySelector('.lpnb-ro-now').textContent === '13'")
    rollout.python("g.connect('image', 'answer', 'dense')")
    page.wait_for_function("() => document.querySelector('.lpnb-ro-caption').innerText.includes('answer in frame 2')")


def test_the_first_frames_show_since_when_states_are_valid(rollout):
    page = rollout.page
    page.locator(".lpnb-ro-button", has_text="from frame 0").click()
    seen = page.locator(".lpnb-ro-cell[data-row='3']").evaluate_all("cells => cells.map(c => c.dataset.validity)")
    assert seen[:5] == ["start", "waiting", "waiting", "valid", "valid"]


def test_a_tall_network_scrolls_under_its_heads_and_only_rows_that_can_be_seen_have_thumbnails(show_rollout):
    notebook = show_rollout(TALL)
    page = notebook.page
    page.locator(".lpnb-ro-bar").scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelectorAll('.lpnb-ro-cell[data-tile]').length > 0")
    first, last = (f'document.querySelector(\'.lpnb-ro-cell[data-row="{row}"][data-column="0"]\')' for row in (0, 30))
    assert not page.evaluate(f"() => {last}.hasAttribute('data-tile')")
    top = page.locator(".lpnb-ro-header").bounding_box()["y"]
    page.evaluate("() => document.querySelector('.lpnb-ro-scroll').scrollTo(0, 9999)")
    page.wait_for_function(f"() => {last}.hasAttribute('data-tile') && !{first}.hasAttribute('data-tile')")
    assert abs(page.locator(".lpnb-ro-header").bounding_box()["y"] - top) < 1


def test_there_is_nothing_for_axe_to_complain_about_in_either_theme(rollout):
    page = rollout.page
    page.evaluate((ROOT / "widgets" / "node_modules" / "axe-core" / "axe.min.js").read_text())
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        rollout.theme(theme)
        cell(page, "answer", 8).hover()
        page.wait_for_timeout(300)  # colours fade in
        assert page.evaluate(AXE) == []
