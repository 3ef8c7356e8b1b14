"""A journey through the panels that measure: confusion over time, saliency, the time budget."""

import re

PANELS = ("confusion", "saliency", "budget")


def bay(page, panel):
    found = page.locator(f".lpnb-bay-{panel}")
    found.scroll_into_view_if_needed()
    return found


def says(panel, pattern):
    """Wait until a panel says something like this, and return it."""
    words = panel.locator(".lpnb-words", has_text=re.compile(pattern)).first
    words.wait_for()
    return words.inner_text()


def slide(panel, label, key):
    """Move a slider by keyboard."""
    slider = panel.locator(".widget-slider", has=panel.page.get_by_text(label, exact=True))
    slider.locator(".noUi-handle").focus()
    panel.page.keyboard.press(key)


def test_confusion_saliency_and_budget_are_opened_asked_and_read(workbench):
    page = workbench.page
    for name in PANELS:
        page.locator(".lpnb-desk-bar .lpnb-chip", has_text=name).click()
    confusion = bay(page, "confusion")
    confusion.locator(".lpnb-sheet").wait_for()
    for _ in range(4):
        workbench.python("stream.step(40)")
        page.wait_for_timeout(200)
    says(confusion, "Time to decision|none ended with the right answer")
    page.wait_for_function("() => document.querySelectorAll('.lpnb-accuracy path.line').length >= 4")
    slide(confusion, "delay", "ArrowLeft")
    says(confusion, r"10 frames after the stimulus began: \d+% right")
    confusion.locator(".lpnb-sheet").focus()
    page.keyboard.press("ArrowRight")
    says(confusion, r"class 0, answer \d: ([\d.]+%|nothing)|class 0: nothing")

    saliency = bay(page, "saliency")
    saliency.get_by_role("button", name="Compute").click()
    says(saliency, r"The strongest class of answer is 0\.\d+ at frame 160")
    saliency.locator(".lpnb-title", has_text="data.image at frame 157").wait_for()
    assert saliency.locator(".lpnb-sheet:visible").count() == 3
    slide(saliency, "frames before", "ArrowLeft")
    says(saliency, "Nothing of data.image at frame 158 reaches answer at frame 160: the way takes 3 frames.")

    budget = bay(page, "budget")
    budget.get_by_role("button", name="Measure").click()
    says(budget, r"One frame: measured [\d.]+ ms \(= [\d\u2009.]+ frames/s\)")
    slide(budget, "workers", "ArrowRight")
    says(budget, r"With 5 workers: [\d\u2009.]+ frames/s, at most")
    clipped = """() => [...document.querySelectorAll('.lpnb-measures .widget-label, .lpnb-costs th')]
      .filter(e => e.offsetParent && e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"""
    assert page.evaluate(clipped) == []
