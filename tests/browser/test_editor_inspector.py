"""Journeys: what is typed and chosen beside the drawing, and keys that others want as well."""

from tests.browser.drawing import SMALL


def test_text_that_is_selected_in_a_panel_is_copied_by_the_browser(draw):
    drawing = draw()
    drawing.node("a").click()
    drawing.page.evaluate("() => document.addEventListener('copy', () => { window.copied = String(getSelection()) })")
    drawing.root.get_by_label("Code", exact=True).first.click()
    line = drawing.root.locator(".lpnb-side pre code", has_text="def ").first
    line.click()
    line.evaluate("e => getSelection().selectAllChildren(e)")
    drawing.press("Control+c")
    drawing.page.wait_for_function("() => window.copied?.includes('def ')")
    assert drawing.root.locator(".lpnb-toast", has_text="Copied").count() == 0
    drawing.node("b").click()
    drawing.press("Control+c")  # with the focus on a card it is the node
    drawing.root.locator(".lpnb-toast", has_text="Copied").wait_for()
    drawing.root.get_by_label("Inspector", exact=True).first.click()


def test_a_name_that_is_being_typed_stays_when_a_cell_gives_another(draw):
    drawing = draw()
    drawing.node("a").click()
    name = drawing.root.get_by_label("Name", exact=True)
    name.click()
    drawing.press("End")
    drawing.page.keyboard.type("bcd")
    drawing.python("g.rename('a', 'other')")
    drawing.node("other").wait_for()
    drawing.press("Backspace")
    assert name.input_value() == "abc"
    drawing.press("Escape")
    assert name.input_value() == "other"
    assert drawing.names() == ["x", "other", "b"]


def test_cells_are_not_run_or_moved_from_a_card_and_the_command_palette_is_not_stolen(draw):
    drawing = draw()
    state = """() => JSON.stringify(jupyterapp.shell.currentWidget.content.widgets.map(
      c => [c.model.sharedModel.getSource(), c.model.executionCount]))"""
    before = drawing.page.evaluate(state)
    for key in ("Control+Enter", "Shift+Enter", "Alt+Enter", "Control+Shift+ArrowDown", "Control+Shift+ArrowUp"):
        drawing.node("a").focus()
        drawing.press(key)
        drawing.page.wait_for_timeout(150)
        assert drawing.page.evaluate(state) == before, key
    drawing.node("a").focus()
    drawing.press("Control+Shift+C")
    drawing.page.locator(".jp-ModalCommandPalette:visible").wait_for()
    drawing.press("Escape")


def test_ends_and_kind_of_wires_and_the_group_of_nodes_are_chosen_in_the_inspector(draw):
    drawing = draw(
        SMALL + '\ng.add("c", "pool", shape=4, position=(290, 200)); g.add("box", "group"); g.enclose("c", "box")'
    )
    wire = ".react-flow__edge[aria-label^='{}']".format
    for name, key in (("a->b", "Enter"), ("b->a", "Shift+Enter")):
        drawing.root.locator(wire(name)).focus()
        drawing.press(key)
    drawing.set("kind", "identity")
    drawing.until(lambda: drawing.python("g['a->b'].kind + g['b->a'].kind") == "identity" * 2)
    drawing.root.locator(wire("a->b")).focus()
    drawing.press("Enter")
    drawing.set("to", "c")
    drawing.until(lambda: "a->c" in drawing.wires())
    drawing.set("from", "x")
    drawing.until(lambda: "x->c" in drawing.wires())
    drawing.node("a").click()
    drawing.set("group", "box")
    drawing.until(lambda: drawing.python("g.group_of('a')") == "box")
    drawing.set("group", "none")
    drawing.until(lambda: drawing.python("g.group_of('a')") == "None")


def test_digits_that_are_typed_one_after_the_other_are_one_delay_and_one_edit(draw):
    drawing = draw()
    before = drawing.python("g['x->a'].delay")
    drawing.root.locator(".react-flow__edge[aria-label^='x->a']").focus()
    drawing.press("Enter", "1", "2")
    drawing.until(lambda: drawing.python("g['x->a'].delay") == "12")
    drawing.press("Control+z")
    drawing.until(lambda: drawing.python("g['x->a'].delay") == before)


def test_the_outline_scrolls_to_what_is_selected_and_the_palette_knows_kinds_of_wires(draw):
    drawing = draw(SMALL + '\nfor i in range(40): g.add(f"n{i}", "pool", shape=1, position=(290, 200 + 120 * i))')
    drawing.canvas.focus()
    drawing.press("o")
    entry = drawing.root.locator(".lpnb-outline button", has_text="n39")
    hidden = "e => { const [a, b] = [e.closest('nav').getBoundingClientRect(), e.getBoundingClientRect()]; return b.bottom > a.bottom + 1 || b.top < a.top - 1 }"
    assert entry.evaluate(hidden)
    drawing.node("n39").focus()
    drawing.press("Enter")
    drawing.until(lambda: not entry.evaluate(hidden))
    drawing.press("o", "a")
    drawing.page.keyboard.type("conv")
    assert "conv is a kind of wire" in drawing.root.locator(".lpnb-palette").inner_text()
    drawing.press("Escape")
