"""Journeys: all that makes a drawing easy to work with: groups, notes, keys, several views, snapshots, accessibility."""

import re

from tests.browser.drawing import SMALL, Drawing
from tests.browser.lab import ROOT

WIDTH = 176
"""Pixels of a card at a zoom of 1, as in widgets/src/editor/card.ts."""


def test_no_message_leaves_before_the_drop_and_one_undo_takes_a_move_back(draw):
    drawing = draw()
    drawing.page.evaluate(
        "() => { window.sent = 0; const send = WebSocket.prototype.send; WebSocket.prototype.send = function (...a) { window.sent++; return send.apply(this, a); }; }"
    )
    x, y = drawing.centre(drawing.node("a").locator("b"))
    drawing.page.mouse.move(x, y)
    drawing.page.wait_for_timeout(200)
    drawing.page.mouse.down()
    drawing.page.wait_for_timeout(300)  # the press itself is told: it bounds what is undone as one
    before = drawing.page.evaluate("() => window.sent")
    drawing.page.mouse.move(x + 60, y + 90, steps=30)
    assert drawing.page.evaluate("() => window.sent") == before
    drawing.page.mouse.up()
    drawing.until(lambda: drawing.python("g.layout['a'] != (290, 0)") == "True")
    drawing.press("Control+z")
    drawing.until(lambda: drawing.python("g.layout['a']") == "(290.0, 0.0)")


def test_a_group_collapses_to_a_node_with_ports_and_opens_again(draw):
    drawing = draw()
    drawing.node("a").click()
    drawing.node("b").click(modifiers=["Shift"])
    drawing.press("g")
    drawing.until(lambda: "group" in drawing.names())
    code = drawing.python("g.code()")
    drawing.press("k")
    drawing.node("group").wait_for()
    assert drawing.node("a").count() == 0
    assert drawing.node("group").locator(".lpnb-port-name-input").all_inner_texts() == ["a"]
    assert drawing.node("group").locator(".lpnb-port-name-output").all_inner_texts() == ["a", "b"]  # read inside alone
    drawing.press("k")
    drawing.node("a").wait_for()
    assert drawing.python("g.code()") == code
    drawing.press("Shift+G")
    drawing.until(lambda: "group" not in drawing.names())


def test_copy_paste_duplicate_and_select_all_by_keys(draw):
    drawing = draw()
    drawing.node("a").click()
    drawing.press("Control+c", "Control+v")
    drawing.until(lambda: "a_2" in drawing.names())
    drawing.press("Control+d")
    drawing.until(lambda: "a_3" in drawing.names())
    drawing.press("Control+a", "Delete")
    drawing.until(lambda: drawing.names() == [])
    drawing.press("Control+z")
    drawing.until(lambda: drawing.names() == ["x", "a", "b", "a_2", "a_3"])


def test_copies_of_what_nobody_has_placed_stand_beside_it_as_it_is_drawn(draw):
    drawing = draw(re.sub(r", position=\(\d+, 0\)", "", SMALL))
    assert drawing.python("g.layout") == "{}"
    drawing.node("a").click()
    drawing.node("b").click(modifiers=["Shift"])
    drawing.press("g")
    drawing.until(lambda: "group" in drawing.names())
    drawing.press("k")
    drawing.node("group").wait_for()
    drawing.page.wait_for_timeout(500)  # for the drawing to settle
    before = [drawing.node(name).bounding_box() for name in ("x", "group")]
    drawing.press("Control+d")
    drawing.node("group_2").wait_for()
    assert [drawing.node(name).bounding_box() for name in ("x", "group")] == before
    copy, zoom = drawing.node("group_2").bounding_box(), before[1]["width"] / WIDTH
    assert abs(copy["x"] - before[1]["x"] - 40 * zoom) < 2
    assert abs(copy["y"] - before[1]["y"] - 40 * zoom) < 2
    assert drawing.root.get_by_label("Name", exact=True).input_value() == "group_2"  # it alone is selected


def test_snapshots_are_compared_and_restored(draw):
    drawing = draw()
    drawing.root.get_by_label("Snapshots", exact=True).first.click()
    drawing.root.get_by_label("Name of the snapshot").fill("before")
    drawing.press("Enter")
    drawing.until(lambda: drawing.python("g.snapshots") == "('before',)")
    drawing.notebook.python("g.set('a->b', delay=3)")
    drawing.root.get_by_role("button", name="Compare").click()
    drawing.root.locator(".lpnb-list", has_text="edge 'a->b': delay 1 -> 3").wait_for()
    drawing.root.get_by_role("button", name="Restore").click()
    drawing.until(lambda: drawing.python("g['a->b'].delay") == "1")


def test_the_sitting_becomes_a_cell_of_python(draw):
    drawing = draw()
    cells = drawing.notebook.cells()
    drawing.delay("a->b").click()
    drawing.until(lambda: drawing.python("g['a->b'].delay") == "0")
    drawing.root.get_by_label("As Python", exact=True).click()
    drawing.root.locator("pre", has_text='g.set("a->b", delay=0)').wait_for()
    drawing.root.get_by_role("button", name="Into a new cell").click()
    drawing.page.wait_for_function("n => jupyterapp.shell.currentWidget.content.widgets.length === n + 1", arg=cells)


def test_the_code_marks_the_lines_of_what_is_selected(draw):
    drawing = draw()
    drawing.root.get_by_label("Code", exact=True).click()
    drawing.node("b").click()
    drawing.root.locator(".lpnb-mine", has_text="b = ").first.wait_for()
    assert all("a = " not in line for line in drawing.root.locator(".lpnb-mine").all_inner_texts())


def test_two_views_and_a_cell_edit_the_same_graph(draw):
    drawing = draw()
    drawing.page.evaluate(
        """async () => { const n = jupyterapp.shell.currentWidget.content; n.activeCellIndex = 1;
          await jupyterapp.commands.execute('notebook:insert-cell-below');
          n.activeCell.model.sharedModel.setSource('w["editor"]'); await jupyterapp.commands.execute('notebook:run-cell'); }"""
    )
    drawing.page.wait_for_function("() => document.querySelectorAll('.lpnb-editor .react-flow__pane').length === 2")
    second = Drawing(drawing.notebook, 1)
    second.node("a").click()
    second.rename("left")
    drawing.notebook.python("g.rename('b', 'right')")
    for view in (drawing, second):
        view.node("left").wait_for()
        view.node("right").wait_for()
    drawing.canvas.scroll_into_view_if_needed()
    drawing.node("right").click()
    drawing.press("Delete")
    second.node("right").wait_for(state="detached")
    assert drawing.names() == ["x", "left"]


def test_everything_by_keyboard(draw):
    drawing = draw()
    drawing.canvas.focus()
    drawing.press("a")
    drawing.choose("pool")
    drawing.press("F2")
    drawing.page.keyboard.type("extra")
    drawing.press("Enter")
    drawing.until(lambda: "extra" in drawing.names())
    drawing.node("extra").focus()
    drawing.press("Enter", "ArrowDown", "ArrowDown")
    y = float(drawing.python("g.layout['extra'][1]"))
    drawing.press("Shift+ArrowDown")
    drawing.until(lambda: float(drawing.python("g.layout['extra'][1]")) > y + 60)
    drawing.press("m")
    drawing.until(lambda: drawing.python("g['extra'].mode") == "mute")
    drawing.press("Delete")
    drawing.until(lambda: "extra" not in drawing.names())


def test_tab_adds_at_the_pointer_but_walks_on_for_who_walks(draw):
    drawing = draw()
    drawing.page.mouse.click(*drawing.point(300, 320))
    drawing.press("Tab")
    drawing.root.locator(".lpnb-palette").wait_for()
    drawing.press("Escape")
    drawing.root.locator(".lpnb-palette").wait_for(state="detached")
    drawing.node("x").focus()
    drawing.press("Tab")
    assert drawing.root.locator(".lpnb-palette").count() == 0


def test_notebook_shortcuts_stay_outside_and_saving_still_works(draw):
    drawing = draw()
    cells = drawing.notebook.cells()
    drawing.node("a").click()
    for key in ("b", "d", "d", "x", "y", "z", "Enter", "Escape"):
        drawing.press(key)
        assert drawing.notebook.cells() == cells, key


def test_kinds_are_dragged_out_of_the_palette_onto_the_canvas_and_onto_a_wire(draw):
    drawing = draw()
    for target, count in ((drawing.point(300, 300), 4), (drawing.centre(drawing.delay("a->b")), 5)):
        drawing.root.get_by_label("Add", exact=True).click()
        drawing.drag(drawing.root.locator(".lpnb-kind", has_text="pool").first, target)
        drawing.until(lambda count=count: len(drawing.names()) == count)
    assert drawing.wires() == ["x->a", "pool_2->b", "b->a", "a->pool_2"]


def test_a_box_selects_and_a_drag_moves_all_of_it_as_one(draw):
    drawing = draw()
    corner, end = drawing.centre(drawing.node("a")), drawing.centre(drawing.node("b"))
    drawing.page.keyboard.down("Shift")
    drawing.drag((corner[0] - 130, corner[1] - 60), (end[0] + 130, end[1] + 60))
    drawing.page.keyboard.up("Shift")
    assert drawing.root.locator(".lpnb-card.lpnb-selected").count() == 2
    x, y = drawing.centre(drawing.node("b").locator("b"))
    drawing.drag((x, y), (x + 10, y + 90))
    drawing.until(lambda: drawing.python("g.layout['a'][1] == g.layout['b'][1] > 50") == "True")
    drawing.press("Control+z")
    drawing.until(lambda: drawing.python("g.layout['a'], g.layout['b']") == "(290.0, 0.0) (580.0, 0.0)")


def test_a_wire_is_led_through_a_point(draw):
    drawing = draw()
    drawing.root.locator(".react-flow__edge[aria-label^='a->b']").focus()
    drawing.press("Enter")
    drawing.root.get_by_label("Add a point to a->b").click()
    drawing.until(lambda: drawing.python("len(g.place('a->b').bends)") == "1")
    point = drawing.root.get_by_label("Point 1 of a->b")
    x, y = drawing.centre(point)
    drawing.drag((x, y), (x, y + 80))
    drawing.until(lambda: drawing.python("g.place('a->b').bends[0][1] > 80") == "True")
    drawing.root.get_by_label("Point 1 of a->b").dblclick()
    drawing.until(lambda: drawing.python("g.place('a->b').bends") == "()")


def test_a_note_is_written_in_place(draw):
    drawing = draw()
    drawing.add("note", 200, 300)
    drawing.root.locator(".lpnb-note").dblclick()
    drawing.page.keyboard.type("**strokes** live [here](https://example.org)")
    drawing.press("Control+Enter")
    drawing.root.locator(".lpnb-note strong", has_text="strokes").wait_for()
    assert drawing.python("g['note'].text") == "**strokes** live [here](https://example.org)"


def test_what_is_copied_in_one_editor_is_pasted_in_another(draw):
    drawing = draw(SMALL + '\nother = lpnb.Graph("other")')
    drawing.page.evaluate(
        """async () => { const n = jupyterapp.shell.currentWidget.content; n.activeCellIndex = 1;
          await jupyterapp.commands.execute('notebook:insert-cell-below');
          n.activeCell.model.sharedModel.setSource('second = lpnb.widgets.GraphEditor(other); second');
          await jupyterapp.commands.execute('notebook:run-cell'); }"""
    )
    drawing.page.wait_for_function("() => document.querySelectorAll('.lpnb-editor .react-flow__pane').length === 2")
    drawing.canvas.scroll_into_view_if_needed()
    drawing.node("a").click()
    drawing.node("b").click(modifiers=["Shift"])
    drawing.press("Control+c")
    drawing.root.locator(".lpnb-toast", has_text="Copied").wait_for()
    second = Drawing(drawing.notebook, 1)
    drawing.page.mouse.click(*second.point(200, 200))
    second.press("Control+v")
    second.until(lambda: second.python("list(other.wires())") == "['a->b', 'b->a']")
    same = "(other.weights['a->b.weight'] == stream['a->b.weight']).all()"
    assert second.python(same) == "True"  # what it had learned comes along
    drawing.notebook.python("second.close()")


def test_the_outline_is_in_step_with_the_canvas(draw):
    drawing = draw()
    drawing.canvas.focus()
    drawing.press("o")
    drawing.root.locator(".lpnb-outline button", has_text="b").click()
    assert drawing.root.get_by_label("Name", exact=True).input_value() == "b"
    drawing.node("a").click()
    assert drawing.root.locator(".lpnb-outline [aria-current=true]").inner_text().startswith("a")


def test_there_is_nothing_for_axe_to_complain_about(draw):
    drawing = draw()
    drawing.page.evaluate((ROOT / "widgets" / "node_modules" / "axe-core" / "axe.min.js").read_text())
    run = "() => axe.run(document.querySelector('.lpnb-editor'), {rules: {'target-size': {enabled: true}}}).then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).slice(0, 3).join(' ')))"
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        drawing.notebook.theme(theme)
        drawing.node("a").click()
        assert drawing.page.evaluate(run) == []
        drawing.root.get_by_label("Add", exact=True).click()
        assert drawing.page.evaluate(run) == []
        drawing.press("Escape")
        for panel in ("Code", "As Python", "Snapshots", "Keys"):
            drawing.root.get_by_label(panel, exact=True).first.click()
            assert drawing.page.evaluate(run) == []
        drawing.root.get_by_label("Inspector", exact=True).first.click()
    drawing.notebook.theme("JupyterLab Light")


def test_after_a_name_is_typed_the_keys_still_belong_to_the_editor(draw):
    drawing = draw()
    cells = drawing.notebook.cells()
    for end in ("Enter", "Escape"):
        drawing.node("a").click()
        drawing.root.get_by_label("Name", exact=True).click()
        drawing.press(end, "m")
        drawing.until(lambda: drawing.python("g['a'].mode") == "mute")
        drawing.press("m")
        drawing.until(lambda: drawing.python("g['a'].mode") == "on")
    assert drawing.notebook.cells() == cells


def test_the_text_of_a_note_has_lines_in_the_inspector_too(draw):
    drawing = draw()
    drawing.add("note", 200, 300)
    drawing.root.locator(".lpnb-side textarea").click()
    drawing.page.keyboard.type("one")
    drawing.press("Enter")
    drawing.page.keyboard.type("two")
    drawing.node("a").click()
    drawing.until(lambda: drawing.python("repr(g['note'].text)") == "'one\\ntwo'")


def test_nodes_that_are_added_by_keys_do_not_cover_one_another(draw):
    drawing = draw()
    drawing.canvas.focus()
    for _ in range(3):
        drawing.press("a")
        drawing.choose("pool")
    places = drawing.python("len({g.layout[n] for n in ('pool', 'pool_2', 'pool_3')})")
    assert places == "3"


def test_an_automatic_delay_comes_back_in_its_turn(draw):
    learning = 'g.add("data", "digits", position=(0, 200)); g.add("learn", "loss", position=(600, 200))'
    drawing = draw(f"{SMALL}\n{learning}; g.connect('data.label', 'learn.target')")
    for delay in ("0", "1", "auto"):
        drawing.delay("data.label->learn.target").click()
        drawing.until(lambda delay=delay: drawing.python("g['data.label->learn.target'].delay") == delay)


def test_however_far_away_it_is_all_of_the_network_is_drawn(draw):
    drawing = draw()
    drawing.page.mouse.move(*drawing.point(300, 300))
    drawing.page.keyboard.down("Control")
    for _ in range(12):
        drawing.page.mouse.wheel(0, 300)
    drawing.page.keyboard.up("Control")
    zoom = "parseFloat(/scale\\((.*)\\)/.exec(document.querySelector('.react-flow__viewport').style.transform)[1])"
    drawing.page.wait_for_function(f"() => {zoom} < 0.2")
    assert drawing.root.locator(".lpnb-card").count() == 3
    assert drawing.root.locator(".lpnb-wire").count() == 3
