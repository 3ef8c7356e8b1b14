"""Views in a real browser, with a real mouse: each face, the value under the pointer, freezing, saving, linking."""

import re

import pytest

from tests.browser.conftest import GRAPH
from tests.run.waiting import wait_until

VIEWS = "from lpnb.widgets import Views\nv = Views(stream)\nv"


@pytest.fixture
def views(one_notebook):
    """Views alone, of a paused stream after 40 frames, with nothing open."""
    notebook = one_notebook
    notebook.fill([f"{GRAPH}\nstream.step(40)", VIEWS])
    notebook.run_all()
    notebook.page.locator(".lpnb-adder").scroll_into_view_if_needed()
    notebook.python("v.restore([])")
    notebook.page.locator(".lpnb-hint", has_text="No view is open").wait_for()
    yield notebook
    notebook.python("v.close(); stream.close()")
    assert notebook.forget_errors() == []


def add(notebook, *arguments):
    """Open a view and return it as soon as something is drawn in it."""
    assert notebook.python(f"_ = v.add({', '.join(arguments)})") == ""
    view = notebook.page.locator(".lpnb-view").last
    view.locator(".lpnb-plot").wait_for()
    view.scroll_into_view_if_needed()
    return view


def plot(view):
    """A place near the middle of what is drawn, between no two tiles."""
    box = view.locator(".lpnb-plot").bounding_box()
    return box["x"] + box["width"] / 2 + 7, box["y"] + box["height"] / 2 + 7


def says(view, pattern):
    """Wait until the value under the pointer reads like this."""
    value = view.locator(".lpnb-value", has_text=re.compile(pattern))
    value.wait_for()
    return value.inner_text()


def option(view, name):
    if not view.locator(".lpnb-options-panel").is_visible():
        view.locator(".lpnb-options").click()
    return view.locator(f"[data-lpnb-field={name}]")


NUMBER = r"\u2212?[\d.e\u2212+]+"
FACES = {
    "statistics": f"hidden: std {NUMBER}",
    "maps": rf"hidden\[\d+, \d, \d\] = {NUMBER}",
    "matrix": rf"hidden\[\d+, \d+\] = {NUMBER}",
    "curve": rf"hidden\[\d+, \d, \d\] = {NUMBER}",
    "over time": rf"\d, frame \d+: {NUMBER}",
    "histogram": rf"\d+ from {NUMBER} to {NUMBER}; mean {NUMBER}, std {NUMBER}",
    "scatter": f"channel 0: {NUMBER}, channel 1: {NUMBER}",
    "statistic over time": rf"hidden, frame \d+: {NUMBER}",
    "comparison": rf"hidden\[\d, \d\] = {NUMBER}",
}


def test_each_face_is_chosen_drawn_and_read_with_the_mouse(views):
    view, mouse = add(views, "'hidden'"), views.page.mouse
    for face, words in FACES.items():
        view.locator(".lpnb-faces").select_option(face)
        views.page.wait_for_function("f => document.querySelector('.lpnb-faces').value === f", arg=face)
        view.locator(".lpnb-plot canvas, .lpnb-plot svg.svg-figure").first.wait_for()
        views.page.wait_for_timeout(300)
        mouse.move(2, 2)
        x, y = plot(view)
        mouse.move(x, y + 3)
        mouse.move(x + 2, y)
        says(view, words)


def test_weights_are_kernels_and_a_matrix(views):
    kernels = add(views, "'image->hidden.weight'")
    views.page.mouse.move(2, 2)
    name = kernels.locator(".lpnb-tile-name").nth(6).bounding_box()
    views.page.mouse.move(name["x"] + 5, name["y"] + 12)
    said = says(kernels, rf"image->hidden\.weight\[\d+, 0, \d, \d\] = {NUMBER}")
    index = said.partition("[")[2].partition("]")[0]
    held = views.python(f"print(f\"{{stream['image->hidden.weight'][{index}]:.4g}}\")")
    assert said.endswith(held.replace("-", "\u2212"))
    assert add(views, "'hidden->answer.weight'").locator(".lpnb-faces").input_value() == "matrix"


def test_a_tile_is_shown_alone_by_a_click_and_by_another_all_are_back(views):
    view, page = add(views, "'hidden'"), views.page
    page.mouse.click(*plot(view))
    note = view.locator(".lpnb-note", has_text=re.compile(r"channel \d+ alone"))
    page.mouse.move(2, 2)
    note.wait_for()
    view.locator(".lpnb-tick-x").first.wait_for()
    page.mouse.click(*plot(view))
    view.locator(".lpnb-tile-name").nth(15).wait_for()


def test_tiles_are_read_opened_and_closed_with_the_keyboard(views):
    view, page = add(views, "'hidden'"), views.page
    view.locator(".lpnb-sheet").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    says(view, r"hidden\[0, 1, 1\] = ")
    page.keyboard.press("Enter")
    view.locator(".lpnb-tick-x").first.wait_for()
    page.keyboard.press("Escape")
    view.locator(".lpnb-tile-name").nth(15).wait_for()
    assert views.python("print(stream.frame)") == "40"


def test_a_plot_is_read_with_the_keyboard(views):
    view = add(views, "'answer', face='bars'")
    view.locator(".lpnb-plot").focus()
    for _ in range(3):
        views.page.keyboard.press("ArrowRight")
        views.page.wait_for_timeout(120)
    held = views.python("print(f\"{stream['answer'][0, 2]:.4g}\")")
    assert says(view, r"answer\[2\] = ").endswith(held.replace("-", "\u2212"))


def test_a_frozen_view_stands_still_and_says_at_which_frame(views):
    view = add(views, "'answer', face='bars'")
    view.locator(".lpnb-freeze").click()
    view.locator(".lpnb-note", has_text="frozen at frame 40").wait_for()
    before = views.python("print(v.views[0].values().tolist())")
    views.python("stream.step(5)")
    views.page.wait_for_timeout(500)
    assert views.python("print(v.views[0].values().tolist())") == before
    view.locator(".lpnb-freeze").click()
    views.page.wait_for_function("() => document.querySelector('.lpnb-note').textContent === ''")


def test_what_is_drawn_is_saved_as_csv_by_the_browser(views):
    view = add(views, "'answer', face='bars'")
    option(view, "expression")
    with views.page.expect_download() as download:
        view.locator(".lpnb-save", has_text="CSV").click()
    text = download.value.path().read_text()
    assert download.value.suggested_filename == "answer-frame-40.csv"
    assert text.splitlines()[0] == "class,value"
    drawn = views.python("print(*[f'{x:.9g}' for x in v.views[0].values().tolist()])").split()
    assert [line.split(",")[1] for line in text.splitlines()[1:]] == drawn


@pytest.mark.parametrize("face", ["maps", "histogram"])
def test_the_picture_is_saved_as_png_by_the_browser(views, face):
    view = add(views, f"'hidden', face={face!r}")
    option(view, "expression")
    with views.page.expect_download() as download:
        view.locator(".lpnb-save", has_text="PNG").click()
    assert download.value.suggested_filename == "hidden-frame-40.png"
    assert download.value.path().read_bytes().startswith(b"\x89PNG")


def test_an_expression_is_written_in_the_view_and_its_error_told_there(views):
    view = add(views, "'hidden'")
    field = option(view, "expression")
    field.fill("mean(q)")
    field.press("Enter")
    view.locator(".lpnb-view-error", has_text="expected the name of a value, found 'q'").wait_for()
    field.fill("mean(x, axis=1)")
    field.press("Enter")
    view.locator(".lpnb-size", has_text=re.compile("^4\u00d74$")).wait_for()
    view.locator(".lpnb-view-error:empty").wait_for(state="attached")
    assert view.locator(".lpnb-title").inner_text() == "mean(x, axis=1), x = hidden"
    held = views.python("import numpy as np; print(np.allclose(v.views[0].values(), stream['hidden'][0].mean(0)))")
    assert held == "True"


def test_an_option_is_changed_in_the_form_and_kept_under_the_persons_hands(views):
    view = add(views, "'hidden', face='histogram'")
    bins = option(view, "bins")
    bins.fill("7")
    bins.press("Enter")
    wait_until(lambda: views.python("print(len(v.views[0].table()['values']))") == "7")
    option(view, "range").select_option("fixed")
    option(view, "low").wait_for()


def test_a_view_is_added_by_searching_and_closed_by_its_button(views):
    page = views.page
    field = page.locator(".lpnb-adder input")
    field.fill("hidden->answer.weight")
    field.press("Tab")
    page.locator(".lpnb-adder select option", has_text="histogram").wait_for(state="attached")
    page.locator(".lpnb-adder select").select_option("histogram")
    page.locator(".lpnb-adder button", has_text="Add view").click()
    view = page.locator(".lpnb-view", has_text="hidden->answer.weight")
    view.locator(".lpnb-plot").wait_for()
    view.locator(".lpnb-close").click()
    page.locator(".lpnb-hint", has_text="No view is open").wait_for()


def test_a_channel_under_the_pointer_is_framed_in_the_other_views_of_its_node(views):
    add(views, "'hidden'")
    add(views, "'hidden', colours='magma'")
    first, second = (views.page.locator(".lpnb-view").nth(number) for number in (0, 1))
    second.locator("canvas").wait_for()
    views.page.mouse.move(2, 2)
    views.page.mouse.move(*plot(first))
    second.locator(".lpnb-mark").wait_for()
    views.page.mouse.move(2, 2)
    second.locator(".lpnb-mark").wait_for(state="detached")


def test_a_view_is_resized_by_its_corner(views):
    view, mouse = add(views, "'hidden', face='histogram'"), views.page.mouse
    box = view.locator(".lpnb-grip").bounding_box()
    x, y = box["x"] + 6, box["y"] + 6
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 90, y + 40, steps=5)
    mouse.up()
    wait_until(lambda: views.python("print(v.views[0].plain()['size'])") == "[342, 198]")
    assert view.locator(".lpnb-plot").bounding_box()["width"] == 342


ORDER = """() => [...document.querySelectorAll('.lpnb-view')].sort((a, b) => a.style.order - b.style.order)
  .map(view => view.querySelector('.lpnb-title').textContent)"""


def wait_for_order(notebook, *titles):
    notebook.page.wait_for_function(f"wanted => ({ORDER})().join() === wanted", arg=",".join(titles))


def test_views_are_carried_by_their_titles_and_moved_by_buttons_and_none_is_drawn_anew(views):
    page, mouse = views.page, views.page.mouse
    for name in ("image", "hidden", "answer"):
        add(views, repr(name))
    wait_for_order(views, "image", "hidden", "answer")
    page.evaluate("() => { for (const view of document.querySelectorAll('.lpnb-plot')) view.mine = true; }")
    title, target = page.locator(".lpnb-view .lpnb-title").last, page.locator(".lpnb-view").first.bounding_box()
    box = title.bounding_box()
    mouse.move(box["x"] + 15, box["y"] + 8)
    mouse.down()
    mouse.move(target["x"] + 20, target["y"] + 60, steps=6)
    page.locator(".lpnb-view.lpnb-drop-before").wait_for()
    mouse.up()
    wait_for_order(views, "answer", "image", "hidden")
    view = page.locator(".lpnb-view", has=page.locator(".lpnb-title", has_text="answer"))
    view.locator(".lpnb-options").click()
    button = view.locator(".lpnb-moving button", has_text="later")
    button.focus()
    page.keyboard.press("Enter")
    wait_for_order(views, "image", "answer", "hidden")
    assert page.evaluate("() => [...document.querySelectorAll('.lpnb-plot')].every(view => view.mine)")
    assert views.python("print([view['of'] for view in v.plain()])") == "[['image'], ['answer'], ['hidden']]"


def test_nothing_is_sent_to_a_hidden_tab(views):
    add(views, "'hidden'")
    views.page.evaluate(
        """() => { Object.defineProperty(document, 'hidden', {value: true, configurable: true});
          document.dispatchEvent(new Event('visibilitychange')); }"""
    )
    wait_until(lambda: views.python("print(len(v.publisher.pacing.shown()))") == "0")
    sent = views.python("print(v.publisher.pacing.sent)")
    views.python("stream.step(20)")
    views.page.wait_for_timeout(500)
    assert views.python("print(v.publisher.pacing.sent)") == sent
    views.page.evaluate("() => { delete document.hidden; document.dispatchEvent(new Event('visibilitychange')); }")
    wait_until(lambda: views.python("print(v.publisher.pacing.sent)") != sent)


def test_nothing_scrolls_inside_a_cell(views):
    for face in ("maps", "bars", "histogram", "matrix"):
        add(views, f"'hidden', face={face!r}" if face != "bars" else "'answer', face='bars'")
    scrolling = """() => [...document.querySelectorAll('.lpnb-root *')].filter(e => /auto|scroll/.test(getComputedStyle(e).overflow)
        && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)).map(e => e.className)"""
    assert views.page.evaluate(scrolling) == []
