"""Journeys: the panels of the workbench are moved, resized, detached, closed and opened."""

import json

ORDER = """() => [...document.querySelectorAll('.lpnb-bay')].filter(bay => bay.offsetParent || bay.matches(':popover-open'))
  .sort((a, b) => a.style.order - b.style.order).map(bay => bay.ariaLabel)"""


def bay(page, panel):
    return page.locator(f".lpnb-bay-{panel}")


def wait_for_order(page, *panels):
    page.wait_for_function(f"wanted => ({ORDER})().join() === wanted", arg=",".join(panels))


def press(page, panel, words):
    """Click a button of a panel's strip."""
    button = bay(page, panel).locator(
        ".lpnb-strip button", has=page.locator(f"xpath=self::*[starts-with(@title, '{words}')]")
    )
    bay(page, panel).locator(".lpnb-strip").hover()
    button.click()


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_panel_is_carried_by_its_title_and_the_editor_stays_as_it_is(workbench):
    page = workbench.page
    page.evaluate("() => { document.querySelector('.lpnb-canvas').mine = true; }")
    title = bay(page, "knobs").locator(".lpnb-strip-title")
    title.scroll_into_view_if_needed()
    target = bay(page, "curves").bounding_box()
    page.mouse.move(*middle(title))
    page.mouse.down()
    page.mouse.move(target["x"] + 30, target["y"] + 40, steps=6)
    assert page.locator(".lpnb-drop-before").get_attribute("aria-label") == "curves"
    page.mouse.up()
    wait_for_order(page, "editor", "views", "timeline", "knobs", "curves")
    press(page, "editor", "Move later")
    wait_for_order(page, "views", "editor", "timeline", "knobs", "curves")
    assert page.evaluate("() => document.querySelector('.lpnb-canvas').mine")


def test_escape_gives_up_carrying(workbench):
    page = workbench.page
    title = bay(page, "curves").locator(".lpnb-strip-title")
    title.scroll_into_view_if_needed()
    page.mouse.move(*middle(title))
    page.mouse.down()
    page.mouse.move(200, 300, steps=4)
    page.keyboard.press("Escape")
    page.mouse.up()
    wait_for_order(page, "editor", "views", "timeline", "curves", "knobs")
    assert page.locator(".lpnb-carried, .lpnb-drop-before").count() == 0


def test_a_detached_panel_floats_is_moved_goes_on_and_comes_back(workbench):
    page = workbench.page
    press(page, "curves", "Detach")
    page.wait_for_function("() => document.querySelector('.lpnb-bay-curves').matches(':popover-open')")
    before = bay(page, "curves").bounding_box()
    page.mouse.move(*middle(bay(page, "curves").locator(".lpnb-strip-title")))
    page.mouse.down()
    page.mouse.move(400, 300, steps=6)
    page.mouse.up()
    assert bay(page, "curves").bounding_box()["x"] < before["x"] - 50
    workbench.python("stream.play()")
    page.wait_for_function("() => document.querySelectorAll('.lpnb-bay-curves path.line').length")
    press(page, "curves", "Detach")
    page.wait_for_function("() => !document.querySelector('.lpnb-bay-curves').matches(':popover-open')")
    wait_for_order(page, "editor", "views", "timeline", "curves", "knobs")


def test_a_panel_is_closed_by_keyboard_and_opened_by_its_chip(workbench):
    page = workbench.page
    bay(page, "knobs").locator(".lpnb-strip button").last.focus()
    page.keyboard.press("Enter")
    wait_for_order(page, "editor", "views", "timeline", "curves")
    page.locator(".lpnb-desk-bar .lpnb-chip", has_text="code").click()
    wait_for_order(page, "editor", "views", "timeline", "curves", "code")
    page.locator(".lpnb-desk-bar .lpnb-chip", has_text="train").click()
    wait_for_order(page, "curves", "knobs", "views", "editor")
    kept = json.loads(workbench.python("import json; print(json.dumps(g.workbench['panels']))"))
    assert [entry["panel"] for entry in kept] == ["curves", "knobs", "views", "editor"]
